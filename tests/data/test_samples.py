"""Data that come with kmviz are what they say they are."""

import numpy as np
from sklearn.datasets import load_iris

from kmviz.data import iris


def test_iris_is_the_copy_of_scikit_learn() -> None:
    """All 600 numbers are those of scikit-learn's copy of Fisher's flowers."""
    assert np.array_equal(iris(), load_iris().data)
