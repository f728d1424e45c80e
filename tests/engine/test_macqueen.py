"""MacQueen's k-means does what his paper says, one point at a time."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine import Points, State, macqueen
from tests.engine.boards import Board, clouds, few, grids, some
from tests.engine.oracles import at_most, exact, refused, same_runs, squared

LINE = np.array([[0.0], [10.0], [1.0], [4.0], [7.0]])


def _as_the_paper_says(board: Board) -> tuple[list[int], Points]:
    """Let each point join its nearest mean, which becomes that of one point more; one pass."""
    means = [list(centroid) for centroid in board.start.tolist()]
    weights = [0] * len(means)
    labels: dict[int, int] = {}
    for label, mean in enumerate(means):
        founders = [i for i, p in enumerate(board.points.tolist()) if p == mean and i not in labels]
        if founders:
            labels[founders[0]], weights[label] = label, 1
    for i, point in enumerate(board.points.tolist()):
        if i in labels:
            continue
        gaps = [sum((a - b) ** 2 for a, b in zip(point, mean, strict=True)) for mean in means]
        label = gaps.index(min(gaps))
        weights[label] += 1
        means[label] = [
            (m * (weights[label] - 1) + x) / weights[label]
            for m, x in zip(means[label], point, strict=True)
        ]
        labels[i] = label
    return [labels[i] for i in range(len(board.points))], np.array(means)


def _first_pass(states: list[State]) -> list[State]:
    return [state for state in states if state.batch is not None]


@some
@given(clouds(axes=4))
def test_the_first_pass_is_the_procedure_of_the_paper(board: Board) -> None:
    """Labels and means after all points have come are those of the paper, worked out by hand."""
    last = _first_pass(list(macqueen(*board)))[-1]
    labels, means = _as_the_paper_says(board)
    assert last.labels.tolist() == labels
    assert np.allclose(last.means, means, rtol=1e-9, atol=1e-12)


def test_a_pass_can_be_followed_by_hand() -> None:
    """From 0 and 10, the points 1, 4 and 7 come: the means go to 1/2, to 5/3, and to 17/2."""
    states = list(macqueen(LINE, [[0.0], [10.0]], batch_size=1))
    assert [state.means.ravel().tolist() for state in _first_pass(states)] == [
        [0.5, 10.0],
        [pytest.approx(5 / 3), 10.0],
        [pytest.approx(5 / 3), 8.5],
    ]
    assert states[-1].settled
    assert states[-1].labels.tolist() == [0, 1, 0, 0, 1]


@some
@given(clouds(axes=4), st.integers(1, 50))
def test_groups_change_nothing_but_the_telling(board: Board, size: int) -> None:
    """In whatever groups the points are told of, they end with the same labels and means."""
    one, other = list(macqueen(*board)), list(macqueen(*board, batch_size=size))
    passes = len(one) - len(_first_pass(one))
    assert passes == len(other) - len(_first_pass(other))
    for a, b in zip(one[-passes:], other[-passes:], strict=True):
        assert np.array_equal(a.labels, b.labels)
        assert np.array_equal(a.means, b.means)


@some
@given(clouds(axes=3), st.integers(1, 50))
def test_each_point_comes_once_and_in_order(board: Board, size: int) -> None:
    """The groups of the first pass are all points in their order, but for those of the start."""
    groups = _first_pass(list(macqueen(*board, batch_size=size)))
    batches = [np.flatnonzero(state.batch) for state in groups if state.batch is not None]
    assert sorted(np.concatenate(batches)) == list(range(len(board.points)))
    founders = {board.points.tolist().index(centroid) for centroid in board.start.tolist()}
    come = [i for batch in batches for i in batch if i not in founders]
    assert come == sorted(come)
    assert founders <= set(batches[0].tolist())
    assert all(len(batch) <= size for batch in batches[1:])


@some
@given(clouds(axes=3))
def test_what_waits_is_what_has_not_come(board: Board) -> None:
    """After a group, those wait that were in none so far; after the first pass, none."""
    come = np.zeros(len(board.points), dtype=np.bool_)
    for state in macqueen(*board, batch_size=7):
        if state.batch is not None:
            come |= state.batch
        waiting = np.zeros_like(come) if state.waiting is None else state.waiting
        assert waiting.tolist() == (~come).tolist()


@some
@given(clouds(axes=4))
def test_after_the_first_pass_the_objective_falls(board: Board) -> None:
    """From pass to pass the objective at the means falls, until nothing changes."""
    states = list(macqueen(*board))
    passes = states[len(_first_pass(states)) - 1 :]
    for before, after in pairwise(passes):
        assert after.inertia_at_means <= at_most(before.inertia_at_means, board.points)
        assert (after.changed == 0) == after.settled
    for state in passes[1:]:
        assert state.inertia_at_means <= at_most(state.inertia, board.points)


@some
@given(grids(far=False))
def test_at_the_end_no_other_centroid_is_nearer_in_exact_arithmetic(board: Board) -> None:
    """On a grid full of ties, each point ends with a centroid to which none is nearer."""
    *_, last = macqueen(*board, empty="keep")
    centroids = exact(last.centroids)
    for point, label in zip(exact(board.points), last.labels.tolist(), strict=True):
        distances = [float(squared(point, centroid)) for centroid in centroids]
        assert distances[label] <= min(distances) + 1e-9


def test_every_later_pass_is_one_state() -> None:
    """After the first pass a state is a pass over all points, and the last of them is settled."""
    points = np.random.default_rng(1).normal(size=(300, 2))
    states = list(macqueen(points, points[:5]))
    assert [state.batch is None for state in states] == sorted(
        state.batch is None for state in states
    )
    assert len(_first_pass(states)) == 10
    assert len(states) > 12
    assert [state.settled for state in states].index(True) == len(states) - 1


def test_a_lonely_point_stays_with_its_cluster() -> None:
    """A cluster never loses its last point, even to a mean that has come to the same place."""
    points = np.array([[0.0], [1.0], [1.0], [5.0]])
    for state in macqueen(points, [[0.0], [1.0], [5.0]]):
        if state.waiting is None:
            assert state.counts.all()


def test_an_empty_cluster_is_dealt_with_at_the_end_of_a_pass() -> None:
    """A centroid that nobody joins stays through the first pass, then goes to the farthest point.

    The farthest from its new mean, that is: the means are what the points are compared with next.
    """
    points = np.array([[0.0], [1.0], [2.0], [9.0]])
    *first, after, _ = macqueen(points, [[0.0], [99.0]], batch_size=1)
    assert all(state.centroids[1, 0] == 99 for state in first)
    assert first[-1].means.ravel().tolist() == [3.0, 9.0]
    assert after.labels.tolist() == [0, 0, 0, 1]


def test_a_batch_size_is_a_count() -> None:
    """Groups have at least one point; more than there are make one group."""
    for size in (0, -1, 2.5, "3", True):
        with refused("batch_size is"):
            macqueen(LINE, LINE[:2], batch_size=size)  # type: ignore[arg-type]  # what is refused here
    assert same_runs(macqueen(LINE, LINE[:2], batch_size=3), macqueen(LINE, LINE[:2], batch_size=9))


@few
@given(clouds(axes=2))
def test_equal_points_change_nothing_at_the_start(board: Board) -> None:
    """Of equal points the first is the founder, the others come when their turn comes."""
    points = np.vstack([board.points, board.points])
    first = next(macqueen(points, board.start, batch_size=1))
    assert first.batch is not None
    founded = first.batch.sum()
    assert founded in {len(board.start), len(board.start) + 1}
