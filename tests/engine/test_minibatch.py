"""Mini-batch k-means does what Sculley's paper says, batch by batch."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine import Points, State, lloyd, minibatch
from tests.engine.boards import Board, clouds, few, seeds, some
from tests.engine.oracles import refused

sizes = st.integers(1, 12)


def _as_the_paper_says(points: Points, states: list[State]) -> Points:
    """Take one gradient step per batch point, at the rate of one over the centre's count."""
    centres = states[0].centroids.copy()
    counts = [0] * len(centres)
    for state in states:
        assert state.batch is not None
        batch = points[state.batch]
        cached = [int(((centres - x) ** 2).sum(axis=1).argmin()) for x in batch]
        for x, c in zip(batch, cached, strict=True):
            counts[c] += 1
            rate = 1 / counts[c]
            centres[c] = (1 - rate) * centres[c] + rate * x
    return centres


@some
@given(clouds(axes=4), seeds, sizes)
def test_steps_are_those_of_the_paper(board: Board, seed: int, size: int) -> None:
    """Point by point, with the paper's learning rate, the centres come to the same places."""
    size = min(size, len(board.points))
    states = list(minibatch(*board, batch_size=size, rng=seed, empty="keep", max_iterations=30))
    centres = _as_the_paper_says(board.points, states)
    assert np.allclose(states[-1].means, centres, rtol=1e-9, atol=1e-9)


def test_a_star_that_is_kept_remembers_what_it_has_seen() -> None:
    """Empty for a while under "keep", it goes on at the paper's rate when points come back."""
    rng = np.random.default_rng(183)
    points = np.round(rng.normal(size=(14, 2)) * 2, 1)
    start = np.unique(points, axis=0)[rng.permutation(14)[:6]]
    states = list(minibatch(points, start, batch_size=3, rng=183, empty="keep", max_iterations=30))
    assert _gets_points_back(states)
    centres = _as_the_paper_says(points, states)
    assert np.allclose(states[-1].means, centres, rtol=1e-9, atol=1e-9)


def _gets_points_back(states: list[State]) -> bool:
    """Say whether a centroid that had points, and then none, is joined by points of a batch."""
    had, lost = np.zeros((2, len(states[0].centroids)), dtype=np.bool_)
    for state in states:
        assert state.batch is not None
        joined = np.isin(np.arange(len(had)), state.labels[state.batch])
        if (lost & joined).any():
            return True
        had |= joined
        lost |= had & state.empty
    return False


@some
@given(clouds(axes=3), seeds, sizes)
def test_a_batch_has_as_many_points_as_asked(board: Board, seed: int, size: int) -> None:
    """Every batch has its number of distinct points, and all points still have labels."""
    size = min(size, len(board.points))
    for state in minibatch(*board, batch_size=size, rng=seed, max_iterations=20):
        assert state.batch is not None
        assert state.batch.sum() == size
        assert state.nearest
        assert state.waiting is None


@few
@given(clouds(axes=2), seeds)
def test_only_centroids_with_batch_points_move(board: Board, seed: int) -> None:
    """A centroid that none of the batch is nearest to stays where it is."""
    for state in minibatch(*board, batch_size=1, rng=seed, empty="keep", max_iterations=20):
        moved = (state.means != state.centroids).any(axis=1)
        assert state.batch is not None
        assert set(np.flatnonzero(moved)) <= set(state.labels[state.batch])


def test_by_default_a_batch_is_a_tenth_of_the_points() -> None:
    """Of 95 points, ten are drawn."""
    points = np.random.default_rng(0).normal(size=(95, 2))
    first = next(minibatch(points, points[:3], rng=0))
    assert first.batch is not None
    assert first.batch.sum() == 10


def test_a_batch_of_all_points_is_lloyds_first_iteration() -> None:
    """The first batch takes the centroids along to its means; of all points, that is Lloyd's."""
    points = np.random.default_rng(0).normal(size=(60, 2))
    first = next(minibatch(points, points[:4], batch_size=60, rng=0))
    assert np.allclose(first.means, next(lloyd(points, points[:4])).means)


def test_batches_differ_by_seed_and_come_from_all_points() -> None:
    """Another seed draws other batches; over a run every point is drawn some time."""
    points = np.random.default_rng(0).normal(size=(50, 2))
    runs = [list(minibatch(points, points[:3], batch_size=20, rng=seed)) for seed in (0, 1)]
    one, other = (states[0].batch for states in runs)
    assert one is not None
    assert other is not None
    assert not np.array_equal(one, other)
    drawn = [state.batch for state in runs[0] if state.batch is not None]
    assert np.any(drawn, axis=0).all()


def test_a_run_ends_after_ten_batches_in_vain() -> None:
    """Ten in a row have not lowered the objective by a thousandth, and nowhere before."""
    points = np.random.default_rng(0).normal(size=(300, 2))
    values = [state.inertia for state in minibatch(points, points[:5], rng=2)]
    gains, lowest = [], np.inf
    for value in values:
        gains.append(value < 0.999 * lowest)
        lowest = value if gains[-1] else lowest
    assert 20 < len(values) < 300
    assert gains[-11:] == [True, *[False] * 10]
    assert all(any(gains[end - 10 : end]) for end in range(10, len(gains)))


def test_the_centroids_come_near_those_of_lloyd() -> None:
    """On blobs far apart, the end is within a hundredth of the objective that Lloyd ends with."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(600, 2)) + 20 * np.eye(3, 2)[rng.integers(3, size=600)]
    start = np.array([[20.0, 0.0], [0.0, 20.0], [0.0, 0.0]])
    *_, settled = lloyd(points, start)
    *_, last = minibatch(points, start, rng=0)
    assert settled.inertia <= last.inertia <= 1.01 * settled.inertia


def test_movements_get_smaller() -> None:
    """The learning rate falls: the last ten batches move centroids less than the first ten."""
    points = np.random.default_rng(0).uniform(size=(500, 2))
    states = list(minibatch(points, points[:4], rng=0))
    moved = [float(np.abs(b.centroids - a.centroids).max()) for a, b in pairwise(states)]
    assert max(moved[-10:]) < 0.5 * max(moved[1:10])


def test_a_batch_size_out_of_range_is_refused() -> None:
    """The message has the size, and the points where there are too few."""
    points = np.eye(3)
    with refused("batch_size is 4", "3 points"):
        minibatch(points, points[:2], batch_size=4)
    for size in (0, -1, 2.5, "3", True):
        with refused("batch_size is"):
            minibatch(points, points[:2], batch_size=size)  # type: ignore[arg-type]  # what is refused here


@pytest.mark.parametrize("empty", ["farthest", "keep", "drop"])
def test_a_centroid_that_nobody_is_near_is_dealt_with(empty: str) -> None:
    """Far from all points a centroid jumps to one, stays for ever, or leaves."""
    points = np.random.default_rng(0).normal(size=(40, 2))
    start = np.array([[0.0, 0.0], [90.0, 90.0]])
    first, second, *_ = minibatch(points, start, empty=empty, rng=0)
    assert first.empty.tolist() == [False, True]
    far = second.centroids[1]
    assert (points == far).all(axis=1).any() == (empty == "farthest")
    assert np.array_equal(far, start[1]) == (empty != "farthest")
    assert second.retired[1] == (empty == "drop")
