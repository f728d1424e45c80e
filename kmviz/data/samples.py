"""Real data that comes with kmviz."""

from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

IRIS: Final = ("sepal_length", "sepal_width", "petal_length", "petal_width")
"""The columns of iris."""


def iris() -> NDArray[np.float64]:
    """Give Fisher's iris flowers: sepal length and width, petal length and width, in cm.

    Returns
    -------
    (150, 4), fifty flowers of each of three species, one after the other.

    Notes
    -----
    Fisher, R. A. (1936), The use of multiple measurements in taxonomic problems, Annals of Eugenics
    7, 179-188. The numbers are those of scikit-learn's copy, which follows the paper.
    """
    table = files("kmviz.data").joinpath("iris.csv").read_text(encoding="ascii")
    rows = [line.split(",")[:4] for line in table.splitlines()[1:]]
    return np.array(rows, dtype=np.float64)
