"""What becomes of clusters without points: every policy, on boards where clusters do run empty."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kmviz.engine import POLICIES, Points, State, lloyd
from kmviz.engine.empty import Emptied
from tests.engine.boards import Board, clouds, grids, many, seeds, some
from tests.engine.oracles import (
    assert_rules_hold,
    brute_distances,
    refused,
    same_runs,
)

# Two far groups of three, and a centroid that none of them will choose.
TWO_GROUPS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [9.0, 9.0], [9.0, 8.0], [8.0, 9.0]])
ONE_TOO_FAR = np.array([[0.0, 0.0], [9.0, 9.0], [500.0, -500.0]])


@st.composite
def deserts(draw: st.DrawFn) -> Board:
    """Draw a cloud whose start has doubles and places far from all points: some clusters are empty.

    At least one cluster is empty in the first iteration, often several.
    """
    points, start = draw(clouds(axes=3))
    rng = np.random.default_rng(draw(seeds))
    extra = draw(st.integers(1, max(1, min(4, len(points) - len(start)))))
    assume(len(start) + extra <= len(points))
    doubles = start[rng.integers(len(start), size=extra)]
    far = 1000 + 100 * rng.normal(size=(extra, points.shape[1]))
    lost = np.where(rng.random((extra, 1)) < 0.5, doubles, far)
    return Board(points, rng.permutation(np.concatenate([start, lost])))


boards = st.one_of(grids(), deserts())


def _own(points: Points, state: State) -> Points:
    """Give each point's squared distance to its centroid."""
    own: Points = brute_distances(points, state.centroids)[np.arange(len(points)), state.labels]
    return own


@pytest.mark.parametrize("empty", ["farthest", "keep", "drop"])
@many
@given(board=boards)
def test_the_rules_hold_whatever_becomes_of_empty_clusters(empty: str, board: Board) -> None:
    """Every run is true to the rules, ends before its limit, and ends settled."""
    states = list(lloyd(*board, empty=empty))
    assert_rules_hold(*board, states)
    assert states[-1].settled


@some
@given(deserts())
def test_these_boards_do_have_empty_clusters(board: Board) -> None:
    """The tests of this file are about something: some cluster is empty in the first state."""
    assert next(lloyd(*board)).empty.any()


@pytest.mark.parametrize("empty", ["farthest", "keep", "drop"])
def test_a_policy_does_not_write_on_what_it_is_given(empty: str) -> None:
    """All that is known of the moment may be read-only, and the answer is right all the same."""
    means = np.array([[3.0], [7.0]])
    points, distances = np.array([[0.0], [1.0], [8.0]]), np.array([9.0, 4.0, 25.0])
    for array in (means, points, distances):
        array.flags.writeable = False
    answer, _ = POLICIES[empty](Emptied(0, points, distances, means, np.array([False, True])))
    assert answer.tolist() == [[3.0], [8.0 if empty == "farthest" else 7.0]]


@some
@given(st.one_of(grids(), clouds(axes=3)))
def test_without_empty_clusters_all_policies_are_one(board: Board) -> None:
    """Where no cluster runs empty, every policy gives the same states, bit for bit."""
    states = list(lloyd(*board, empty="keep"))
    assume(all(state.counts.all() for state in states))
    for empty in POLICIES:
        assert same_runs(states, lloyd(*board, empty=empty))


@many
@given(boards)
def test_farthest_takes_the_farthest_of_distinct_places(board: Board) -> None:
    """New centroids are points, at distinct places, and no place left out is farther off."""
    points = board.points
    for state in lloyd(*board, empty="farthest"):
        taken = {tuple(mean) for mean in state.means[state.empty].tolist()}
        far = dict(zip(map(tuple, points.tolist()), _own(points, state).tolist(), strict=True))
        assert len(taken) == np.count_nonzero(state.empty)
        assert taken <= far.keys()
        left_out = max((far[place] for place in far.keys() - taken), default=0.0)
        assert all(far[place] >= left_out * (1 - 1e-14) for place in taken)
        assert all(far[place] > 0 for place in taken)


@many
@given(boards)
def test_farthest_leaves_the_other_means_alone(board: Board) -> None:
    """A cluster with points goes to the mean of its labels: the new centroid takes none of them."""
    points, start = board
    for state in lloyd(points, start, empty="farthest"):
        kept = next(lloyd(points, state.centroids, empty="keep"))
        assert np.array_equal(kept.labels, state.labels)
        full = state.counts > 0
        assert np.array_equal(state.means[full], kept.means[full])
        assert state.inertia_at_means == kept.inertia_at_means


@many
@given(boards)
def test_farthest_ends_with_every_cluster_in_use(board: Board) -> None:
    """When all has settled, no cluster is empty."""
    *_, last = lloyd(*board, empty="farthest")
    assert last.settled
    assert last.counts.all()


@many
@given(boards)
def test_farthest_lowers_the_objective_in_every_iteration(board: Board) -> None:
    """Until it settles the objective falls each time, so that no run goes round in circles."""
    for before, after in pairwise(lloyd(*board, empty="farthest")):
        assert after.inertia < before.inertia or after.settled


def test_farthest_takes_the_first_of_equally_far_points() -> None:
    """Four points are equally far from the centroid in use: the two empty take the first two."""
    points = [[0.0, 1.0], [1.0, 0.0], [0.0, -1.0], [-1.0, 0.0]]
    first = next(lloyd(points, [[0.0, 0.0], [5.0, 5.0], [5.0, 5.0]], empty="farthest"))
    assert first.means.tolist() == [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]]


def test_farthest_passes_over_a_copy_of_a_point_just_taken() -> None:
    """The farthest point lies there twice: the second empty cluster gets the next place."""
    points = [[10.0], [10.0], [6.0], [0.0], [1.0]]
    first = next(lloyd(points, [[0.0], [-50.0], [-60.0]], empty="farthest"))
    assert first.means.ravel().tolist() == [5.4, 10.0, 6.0]


@many
@given(boards)
def test_keep_leaves_the_centroid_where_it_is(board: Board) -> None:
    """An empty cluster's mean is its centroid, and no cluster ever retires."""
    for state in lloyd(*board, empty="keep"):
        assert np.array_equal(state.means[state.empty], state.centroids[state.empty])
        assert not state.retired.any()


def test_a_kept_centroid_can_gather_points_again() -> None:
    """The centroid of 10 and 7 moves to 8.5, and the empty one at 11 becomes the nearest to 10."""
    states = lloyd([[10.0], [7.0], [4.0]], [[10.0], [0.0], [11.0]], empty="keep")
    assert [state.counts.tolist() for state in states] == [[2, 1, 0], [1, 1, 1], [1, 1, 1]]


@many
@given(boards)
def test_drop_retires_empty_clusters_for_good(board: Board) -> None:
    """What is empty is retired from the next state on, never chosen again, and stays in place."""
    states = list(lloyd(*board, empty="drop"))
    for before, after in pairwise(states):
        assert np.array_equal(after.retired, before.retired | before.empty)
        assert not after.counts[after.retired].any()
        gone = after.retired
        assert np.array_equal(after.centroids[gone], before.centroids[gone])
        assert np.array_equal(after.means[gone], after.centroids[gone])
    assert not states[-1].empty.any()


@some
@given(boards)
def test_drop_is_the_run_of_those_that_are_left(board: Board) -> None:
    """After the first state, the run is that of the clusters left, under their old numbers."""
    points, start = board
    first, *rest = lloyd(points, start, empty="drop")
    assume(first.empty.any() and rest)
    left = np.flatnonzero(~first.empty)
    fewer = list(lloyd(points, first.means[left], empty="drop"))
    assert len(fewer) == len(rest)
    for state, smaller in zip(rest, fewer, strict=True):
        assert np.array_equal(state.labels, left[smaller.labels])
        assert np.array_equal(state.means[left], smaller.means)


def test_a_cluster_dropped_when_nothing_moves_is_still_shown_as_dropped() -> None:
    """The centroids are means at once, yet one more state follows, in which the cluster is gone."""
    first, last = lloyd([[0.0], [2.0]], [[1.0], [5.0]], empty="drop")
    assert np.array_equal(first.means, first.centroids)
    assert (first.settled, last.settled) == (False, True)
    assert (first.retired.tolist(), last.retired.tolist()) == ([False, False], [False, True])
    assert last.changed == 0


def test_error_names_iteration_and_cluster_when_it_happens() -> None:
    """The call succeeds; the first `next` says that cluster 3 is empty in iteration 1."""
    states = lloyd(TWO_GROUPS, ONE_TOO_FAR, empty="error")
    with refused("cluster 3", "iteration 1"):
        next(states)


@many
@given(boards)
def test_error_stops_exactly_where_another_policy_would_act(board: Board) -> None:
    """All states before the first with an empty cluster are given, then the run is refused."""
    wanted = []
    for state in lloyd(*board, empty="keep"):
        if state.empty.any():
            break
        wanted.append(state)
    else:
        assert same_runs(lloyd(*board, empty="error"), wanted)
        return
    states = lloyd(*board, empty="error")
    assert same_runs((next(states) for _ in wanted), wanted)
    numbers = ", ".join(str(j + 1) for j in np.flatnonzero(state.empty))
    with refused(f"cluster {numbers} has no points", f"iteration {len(wanted) + 1}"):
        next(states)


@pytest.mark.parametrize("empty", ["ignore", "Farthest", "", None, 3])
def test_an_unknown_policy_is_refused_at_the_call(empty: Any) -> None:
    """The message says which policy was asked for, before any iteration."""
    with refused(f"empty is {empty!r}"):
        lloyd(TWO_GROUPS, ONE_TOO_FAR, empty=empty)


@pytest.mark.parametrize("empty", ["farthest", "keep", "drop"])
def test_points_closer_than_squares_can_tell_do_not_hang(empty: str) -> None:
    """A cluster whose point has distance 0 to another's centroid stays empty, and where it is."""
    *_, last = lloyd([[0.0], [1e-200], [1.0]], [[0.0], [1e-200], [1.0]], empty=empty)
    assert last.settled
    assert last.labels.tolist() == [0, 0, 2]
    assert last.centroids.tolist() == [[5e-201], [1e-200], [1.0]]
