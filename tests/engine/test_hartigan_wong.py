"""Hartigan and Wong's algorithm is AS 136: as published, and as an independent one runs it."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from kmviz import data
from kmviz.engine import Labels, Points, State, hartigan_wong, lloyd
from tests.engine.as136 import As136
from tests.engine.boards import Board, clouds, few, grids, some
from tests.engine.oracles import at_most, brute_distances

# Eight points of a textbook, whose kmeans() of R starts from the first three: see the test.
TOY = np.array([[7, 1], [3, 4], [1, 5], [5, 8], [1, 3], [7, 8], [8, 2], [5, 9]], dtype=np.float64)


def _withinss(points: Points, last: State) -> list[float]:
    own = brute_distances(points, last.centroids)[np.arange(len(points)), last.labels]
    return [float(own[last.labels == j].sum()) for j in range(len(last.counts))]


# --- against what is published


def test_iris_in_three_clusters_is_what_r_prints() -> None:
    """kmeans(iris[, 1:4], 3) of R, whose default is AS 136: sizes, sums of squares, means."""
    points = data.iris()
    *_, last = hartigan_wong(points, points[[0, 75, 125]])
    order = np.argsort(last.centroids[:, 0])
    assert last.counts[order].tolist() == [50, 62, 38]
    sums = np.array(_withinss(points, last))[order]
    assert sums.round(5).tolist() == [15.151, 39.82097, 23.87947]
    assert last.inertia == pytest.approx(78.85144, abs=5e-6)
    assert last.centroids[order].round(6).tolist() == [
        [5.006, 3.428, 1.462, 0.246],
        [5.901613, 2.748387, 4.393548, 1.433871],
        [6.85, 3.073684, 5.742105, 2.071053],
    ]


def test_a_run_from_given_centres_is_rs() -> None:
    """kmeans(x, centers = x[1:3, ]) of R on eight points: the same centres, the same clusters."""
    *_, last = hartigan_wong(TOY, TOY[:3])
    assert (last.labels + 1).tolist() == [1, 3, 3, 2, 3, 2, 1, 2]
    assert last.centroids.round(6).tolist() == [[7.5, 1.5], [5.666667, 8.333333], [1.666667, 4.0]]


# --- against an independent implementation


@some
@given(clouds(axes=4, least=1))
def test_every_stage_ends_as_in_an_independent_implementation(board: Board) -> None:
    """After each stage that transfers points, all labels are those of the plain AS 136."""
    if len(board.start) < 2:
        return
    first, *stages, last = hartigan_wong(*board)
    oracle = As136(*board)
    assert first.nearest
    assert [state.labels.tolist() for state in stages] == oracle.stages
    assert last.labels.tolist() == (stages or [first])[-1].labels.tolist()


# --- against what it promises


def _gains(points: Points, last: State) -> Points:
    """Give what each transfer would take off the objective, (n, k), from two whole partitions."""
    table = np.zeros((len(points), len(last.counts)))
    base = _objective(points, last.labels)
    for i, own in enumerate(last.labels):
        for j in range(len(last.counts)):
            if j != own and not last.retired[j]:
                moved = last.labels.copy()
                moved[i] = j
                table[i, j] = base - _objective(points, moved)
    return table


def _objective(points: Points, labels: Labels) -> float:
    groups = (points[labels == j] for j in np.unique(labels))
    return float(sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups))


@few
@given(clouds(axes=3))
def test_no_single_transfer_would_lower_the_end(board: Board) -> None:
    """Whichever point is moved to whichever cluster, the whole objective gets no smaller."""
    *_, last = hartigan_wong(*board)
    assert last.settled
    assert _gains(board.points, last).max() <= 1e-9 * (1 + last.inertia)


@few
@given(grids())
def test_no_single_transfer_would_lower_the_end_where_ties_are_many(board: Board) -> None:
    """The same on small grids, where points, centroids and gains coincide."""
    *_, last = hartigan_wong(*board, empty="drop")
    assert last.settled
    assert _gains(board.points, last).max() <= 1e-6


@some
@given(clouds(axes=3))
def test_it_ends_no_higher_than_lloyd_does_and_lower_from_there(board: Board) -> None:
    """Begun where Lloyd's algorithm ends, it can only end lower; and Lloyd cannot go on from it."""
    *_, settled = lloyd(*board)
    *_, last = hartigan_wong(board.points, settled.means)
    assert last.inertia <= at_most(settled.inertia, board.points)
    *_, again = lloyd(board.points, last.means)
    assert np.array_equal(again.labels, last.labels)


def test_it_leaves_where_lloyd_is_stuck() -> None:
    """Lloyd's algorithm keeps {0, 4} and {7}, at 8; a transfer of the 4 brings that to 4.5."""
    points = np.array([[0.0], [4.0], [7.0]])
    (stuck,) = lloyd(points, [[2.0], [7.0]])
    assert (stuck.settled, stuck.inertia) == (True, 8.0)
    *_, last = hartigan_wong(points, [[2.0], [7.0]])
    assert last.labels.tolist() == [0, 1, 1]
    assert last.inertia == 4.5


@some
@given(clouds(axes=3))
def test_every_stage_lowers_the_objective_at_the_means(board: Board) -> None:
    """It falls with every stage that transfers points; only the settled end stays where it is."""
    *stages, last = hartigan_wong(*board)
    for before, after in pairwise(stages):
        assert after.changed > 0
        assert after.inertia_at_means < before.inertia_at_means
    assert last.changed == 0
    assert last.inertia == stages[-1].inertia_at_means


def test_at_the_old_means_the_objective_may_rise() -> None:
    """A point may go to a centroid that is farther: `nearest` says so, and no cell is true."""
    rng = np.random.default_rng(3)
    points = rng.normal(size=(40, 2))
    states = list(hartigan_wong(points, points[:6]))
    rises = [b.inertia - a.inertia_at_means for a, b in pairwise(states)]
    assert max(rises) > 0
    assert [state.nearest for state in states] == [True, *[False] * (len(states) - 2), True]


def test_empty_clusters_are_dealt_with_before_the_first_transfer() -> None:
    """Assignments go on until every cluster has points, then no cluster loses its last."""
    points = np.array([[0.0], [1.0], [2.0], [9.0], [9.5], [30.0]])
    start = [[0.0], [1e3], [1e3], [2e3]]
    states = list(hartigan_wong(points, start))
    full = [state.counts.all() for state in states]
    assert not full[0]
    assert full == sorted(full)
    assert states[-1].settled
    dropped = list(hartigan_wong(points, start, empty="drop"))
    assert dropped[-1].retired.sum() == 3
    assert dropped[-1].settled


def test_large_sets_are_run_as_small_ones_are() -> None:
    """With more points than are asked at once, the run is still that of the plain AS 136."""
    points = np.random.default_rng(0).uniform(size=(2500, 2))
    states = list(hartigan_wong(points, points[:3]))
    oracle = As136(points, points[:3])
    assert [state.labels.tolist() for state in states[1:-1]] == oracle.stages
