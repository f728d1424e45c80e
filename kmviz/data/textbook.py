"""A number and a seed go in, a board comes out on which k-means finds other groups than people do.

Each breaks one of the things that the sum of squares takes for granted: groups of one width, of one
size, round, apart from each other, measured in one unit, and without strays; or that each centroid
keeps some points. Points of a group follow each other.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kmviz.data.counts import Points, Seed, check_count

# A triangle, and a row, of three centres in the square.
TRIANGLE: Final = np.array([[-0.55, -0.45], [0.55, -0.45], [0.0, 0.6]])
ROW: Final = np.array([[-0.62, 0.0], [0.1, 0.0], [0.68, 0.0]])

# Where to start on `empty`.
EMPTY_START: Final = ((0.5, 0.8), (-0.2, -0.6), (-0.9, -0.7))


def unequal_variance(n: int, rng: Seed = None) -> Points:
    """Scatter three groups of very different widths: the wide one loses its border to the others.

    Parameters
    ----------
    n
        Points, at least 3.
    rng
        Seed or generator; the same seed gives the same board.

    Returns
    -------
    (n, 2) coordinates.

    Raises
    ------
    ValueError
        If n is not a whole number of at least 3.
    """
    return _groups(n, ROW, [(0.04, 0.04), (0.28, 0.28), (0.05, 0.05)], (1, 1, 1), rng)


def unequal_size(n: int, rng: Seed = None) -> Points:
    """Scatter a large group and two small ones near it: halving the large one costs less.

    Parameters, errors and the shape of the result are those of `unequal_variance`.
    """
    centres = np.array([[-0.25, 0.0], [0.62, 0.25], [0.62, -0.25]])
    return _groups(n, centres, [(0.28, 0.28), (0.045, 0.045), (0.045, 0.045)], (20, 1, 1), rng)


def stretched(n: int, rng: Seed = None) -> Points:
    """Scatter three long parallel groups: distances along them count as much as those across.

    Parameters, errors and the shape of the result are those of `unequal_variance`.
    """
    lying = _groups(
        n, np.array([[0.0, -0.34], [0.0, 0.0], [0.0, 0.34]]), [(0.42, 0.045)] * 3, (1, 1, 1), rng
    )
    turn = np.deg2rad(35)
    turned: Points = lying @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return turned


def rings(n: int, rng: Seed = None) -> Points:
    """Scatter points along two rings, one within the other: no cell of a centroid is a ring.

    Parameters, errors and the shape of the result are those of `unequal_variance`.
    """
    rng = np.random.default_rng(rng)
    outer = _labels(check_count(n, "n", least=3), (1, 2))
    angle = rng.uniform(0, 2 * np.pi, n)
    radius = np.array([0.3, 0.85])[outer] + rng.normal(0, 0.03, n)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def scaling(n: int, rng: Seed = None) -> Points:
    """Scatter two groups side by side, the second axis in a unit so small that it decides alone.

    In metres and in grams, say: the groups differ in metres. Parameters, errors and the shape of
    the result are those of `unequal_variance`.
    """
    centres = np.array([[1.3, 70.0], [2.3, 70.0]])
    return _groups(n, centres, [(0.12, 15.0)] * 2, (1, 1), rng) * [1.0, 1000.0]


def outlier(n: int, rng: Seed = None) -> Points:
    """Scatter three groups and one stray, the last point, so far off that it gets a centroid.

    Its square grows with n, as does what it costs to let two of the groups share a centroid.
    Parameters, errors and the shape of the result are those of `unequal_variance`.
    """
    n = check_count(n, "n", least=4)
    groups = _groups(n - 1, TRIANGLE, [(0.12, 0.12)] * 3, (1, 1, 1), rng)
    return np.vstack([groups, np.sqrt(0.3 * n) * np.array([0.83, 0.55])])


def empty(n: int, rng: Seed = None) -> Points:
    """Scatter groups such that from `EMPTY_START` a centroid loses its points to two others.

    It owns a group far to its left and one far to its right, and so moves to where nothing is. What
    becomes of it then decides how the run ends. Parameters, errors and the shape of the result are
    those of `unequal_variance`, of at least 6 points.
    """
    left = [(-0.7, 0.8), (-0.7, 0.6), (-0.8, 0.6)]
    below, right = [(-0.5, -0.1), (0.3, -0.1)], [(0.7, 0.15)]
    centres, shares = np.array([*left, *below, *right]), (3, 3, 1, 1, 2, 4)
    return _groups(n, centres, [(0.04, 0.04)] * 6, shares, rng)


def _groups(
    n: int,
    centres: Points,
    deviations: Sequence[tuple[float, float]],
    shares: Sequence[int],
    rng: Seed,
) -> Points:
    """Scatter n points around centres, by shares of n."""
    groups = _labels(check_count(n, "n", least=len(shares)), shares)
    return np.random.default_rng(rng).normal(centres[groups], np.array(deviations)[groups])


def _labels(n: int, shares: Sequence[int]) -> NDArray[np.intp]:
    """Deal n points to groups by shares, at least one to each."""
    rest = n - len(shares)
    ends = np.round(np.cumsum(shares) * rest / sum(shares)).astype(np.intp)
    counts = np.diff(ends, prepend=0) + 1
    return np.repeat(np.arange(len(shares)), counts)
