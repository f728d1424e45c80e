"""Facts about the boards of the textbook: k-means finds other groups on them than people do."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from kmviz.data import textbook
from kmviz.data.units import standardize
from kmviz.engine import lloyd

Points = NDArray[np.float64]
Board = Callable[[int, int], Points]

BOARDS = [
    textbook.unequal_variance,
    textbook.unequal_size,
    textbook.stretched,
    textbook.rings,
    textbook.scaling,
    textbook.outlier,
    textbook.empty,
]
SEEDS = range(5)


def _groups(shares: list[int], n: int) -> NDArray[np.intp]:
    """Say to which group each of n points belongs, when group follows group."""
    counts = np.floor(np.array(shares) * (n - len(shares)) / sum(shares)).astype(int) + 1
    groups = np.repeat(np.arange(len(shares)), counts)
    return np.append(groups, np.full(n - len(groups), len(shares) - 1))


def _agreement(points: Points, groups: NDArray[np.intp], k: int) -> float:
    """Compare what scikit-learn's best of many runs finds with the groups: 1 if it is the same."""
    found = KMeans(k, n_init=30, random_state=0).fit(points).labels_
    return float(adjusted_rand_score(groups, found))


@pytest.mark.parametrize("board", BOARDS)
@given(st.integers(6, 300), st.integers(0, 2**32))
def test_a_board_has_n_points_and_a_seed_fixes_it(board: Board, n: int, seed: int) -> None:
    """There are n points in the plane, the same for the same seed."""
    points = board(n, seed)
    assert points.shape == (n, 2)
    assert np.isfinite(points).all()
    assert np.array_equal(board(n, seed), points)


@pytest.mark.parametrize("board", BOARDS)
def test_too_few_points_are_refused(board: Board) -> None:
    """The message is of two lines, and says how many there have to be."""
    with pytest.raises(ValueError, match=r"\An is 1\ngive a whole number of [2346] or more\Z"):
        board(1, 0)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("board", "shares", "at_most"),
    [
        (textbook.unequal_variance, [1, 1, 1], 0.9),
        (textbook.unequal_size, [20, 1, 1], 0.5),
        (textbook.stretched, [1, 1, 1], 0.6),
        (textbook.rings, [1, 2], 0.2),
        (textbook.scaling, [1, 1], 0.1),
    ],
)
def test_k_means_finds_other_groups(
    board: Board, shares: list[int], at_most: float, seed: int
) -> None:
    """The best of thirty runs of scikit-learn disagrees with the groups that were drawn."""
    points = board(240, seed)
    assert _agreement(points, _groups(shares, 240), len(shares)) < at_most


@pytest.mark.parametrize("seed", SEEDS)
def test_one_unit_for_both_columns_finds_the_groups(seed: int) -> None:
    """With both columns standardized, k-means parts the two groups as they were drawn."""
    points = standardize(textbook.scaling(240, seed))
    assert _agreement(points, _groups([1, 1], 240), 2) > 0.95


@pytest.mark.parametrize("n", [30, 100, 1000])
def test_the_stray_gets_a_centroid_of_its_own(n: int) -> None:
    """With three clusters, the best solution has the last point alone in one of them."""
    labels = KMeans(3, n_init=30, random_state=0).fit(textbook.outlier(n, 0)).labels_
    assert np.count_nonzero(labels == labels[-1]) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cluster_empties_and_its_policy_decides(seed: int) -> None:
    """From the start that belongs to the board a cluster loses all its points in iteration 2.

    The run then ends with another J under each policy, and "error" names iteration and cluster.
    """
    points = textbook.empty(100, seed)
    ends = {}
    for policy in ("keep", "drop", "farthest"):
        first, second, *_, last = lloyd(points, textbook.EMPTY_START, empty=policy)
        assert first.counts.min() > 0
        assert second.counts.tolist().count(0) == 1
        assert last.settled
        stars = last.centroids[~last.retired]
        ends[policy] = _sum_of_squares(points, stars)
        assert last.inertia == pytest.approx(ends[policy])
    assert 1.2 * ends["keep"] < ends["farthest"]
    assert 1.1 * ends["farthest"] < ends["drop"]
    with pytest.raises(ValueError, match="cluster 1 has no points in iteration 2"):
        list(lloyd(points, textbook.EMPTY_START, empty="error"))


def _sum_of_squares(points: Points, stars: Points) -> float:
    ways = points[:, np.newaxis] - stars
    return float((ways**2).sum(axis=2).min(axis=1).sum())
