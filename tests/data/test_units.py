"""Facts about columns in one common unit, held against scikit-learn."""

import numpy as np
from sklearn.preprocessing import StandardScaler

from kmviz.data.units import standardize


def test_columns_are_those_of_scikit_learn() -> None:
    """Whatever the units, also far from 0, and with a column of one value."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(200, 4)) * [1, 1e-6, 1e9, 0] + [0, 5, 1e10, 7]
    assert np.allclose(standardize(points), StandardScaler().fit_transform(points), atol=1e-8)


def test_the_points_are_let_alone() -> None:
    """What is given is not changed."""
    points = np.arange(6.0).reshape(3, 2)
    standardize(points)
    assert points.tolist() == [[0, 1], [2, 3], [4, 5]]
