"""Columns in units of their own go in, columns in one common unit come out."""

import numpy as np

from kmviz.data.counts import Points


def standardize(points: Points) -> Points:
    """Give each column a mean of 0 and a standard deviation of 1.

    Parameters
    ----------
    points
        (n, d).

    Returns
    -------
    (n, d). The standard deviation is that of the points, divided by n. A column of one value
    becomes 0.
    """
    centred = points - points[0]
    centred -= centred.mean(axis=0)
    deviations = np.sqrt(np.square(centred).mean(axis=0))
    common: Points = np.divide(
        centred, deviations, out=np.zeros_like(centred), where=deviations > 0
    )
    return common
