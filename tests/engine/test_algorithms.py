"""Every algorithm by its name: what its states say is true, and what it cannot use is refused."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kmviz.engine import ALGORITHMS, POLICIES, State, lloyd
from tests.engine.boards import (
    DISGUISES,
    UNUSABLE,
    Board,
    clouds,
    few,
    grids,
    seeds,
    some,
)
from tests.engine.oracles import arrays, assert_told_truly, refused, same_labels, same_runs

names = st.sampled_from(list(ALGORITHMS))
policies = st.sampled_from(["farthest", "keep", "drop"])
SQUARE = np.array([[1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0], [1.0, -1.0]])


@st.composite
def starts_astray(draw: st.DrawFn) -> Board:
    """Draw a cloud whose start has doubles and places far from all points."""
    points, start = draw(clouds(axes=3))
    rng = np.random.default_rng(draw(seeds))
    astray = rng.random(len(start)) < draw(st.sampled_from([0.0, 0.3, 0.8]))
    far = start[0] + 1000 * rng.integers(2, size=start.shape)
    return Board(points, np.where(astray[:, np.newaxis], far, start))


boards = st.one_of(clouds(axes=4), grids(), starts_astray())


def _usable(name: str, empty: str) -> str:
    """Give a policy for empty clusters that the algorithm knows."""
    return "farthest" if (name, empty) == ("hartigan-wong", "keep") else empty


def _run(name: str, board: Board, empty: str = "farthest", **options: Any) -> list[State]:
    empty = _usable(name, empty)
    return list(ALGORITHMS[name](*board, empty=empty, rng=1, max_iterations=60, **options))


def _rounding(name: str, board: Board) -> float:
    """Give the length that running means, and centroids far from 0, may be off by."""
    if name not in {"macqueen", "hartigan-wong"}:
        return 0.0
    return float(2.0**-43 * np.ptp(board.points) + 20 * np.spacing(np.abs(board.points).max()))


@pytest.mark.parametrize("name", ALGORITHMS)
@some
@given(board=boards, empty=policies)
def test_every_state_tells_the_truth(name: str, board: Board, empty: str) -> None:
    """Labels, counts, objectives, changes and cells are what they are said to be, k to the end."""
    states = _run(name, board, empty)
    assert states[0].algorithm == name
    assert_told_truly(*board, states, rounding=_rounding(name, board))


@pytest.mark.parametrize("name", sorted(set(ALGORITHMS) - {"minibatch"}))
@some
@given(board=boards, empty=policies)
def test_all_but_batches_settle_where_lloyd_would_stay(name: str, board: Board, empty: str) -> None:
    """The end is settled: each point is with its nearest centroid, each centroid a mean."""
    *_, last = ALGORITHMS[name](*board, empty=_usable(name, empty))
    assert last.settled
    assert last.nearest
    full = last.counts > 0
    for j in np.flatnonzero(full):
        mean = board.points[last.labels == j].mean(axis=0)
        assert np.allclose(last.means[j], mean, rtol=1e-9, atol=1e-9)


@few
@given(clouds(axes=3))
def test_a_settled_end_stays_under_lloyd(board: Board) -> None:
    """From where MacQueen or Hartigan and Wong end, Lloyd's algorithm changes no label."""
    for name in ("macqueen", "hartigan-wong"):
        *_, last = ALGORITHMS[name](*board)
        for state in lloyd(board.points, last.means):
            assert np.array_equal(state.labels, last.labels)


@some
@given(names, boards)
def test_the_same_seed_gives_the_same_run(name: str, board: Board) -> None:
    """Twice from the same start, with equal seeds, all bits of all states agree."""
    assert same_runs(_run(name, board), _run(name, board))


@pytest.mark.parametrize("name", sorted(set(ALGORITHMS) - {"minibatch"}))
@few
@given(board=clouds(axes=3), seed=seeds)
def test_where_nothing_is_left_to_chance_seeds_do_not_matter(
    name: str, board: Board, seed: int
) -> None:
    """Any seed, any generator and none give one and the same run."""
    rngs: list[int | np.random.Generator | None] = [seed, np.random.default_rng(seed), None]
    one, *others = [list(ALGORITHMS[name](*board, rng=rng)) for rng in rngs]
    assert all(same_runs(one, other) for other in others)


@some
@given(names, boards, st.integers(1, 8))
def test_a_limit_gives_the_first_states_of_the_whole_run(
    name: str, board: Board, limit: int
) -> None:
    """A run that is cut short is the beginning of the run that is not, bit for bit."""
    cut = list(ALGORITHMS[name](*board, rng=1, max_iterations=limit))
    assert same_runs(cut, _run(name, board)[:limit])


@some
@given(names, boards, policies)
def test_a_state_never_changes(name: str, board: Board, empty: str) -> None:
    """What a state holds when it is given, it holds after the run, and it cannot be written to."""
    copies = [board.points.copy(), board.start.copy()]
    states, held = [], []
    for state in ALGORITHMS[name](*board, rng=1, empty=_usable(name, empty), max_iterations=40):
        states.append(state)
        held.append({key: array.copy() for key, array in arrays(state).items()})
    for state, copy in zip(states, held, strict=True):
        assert not any(array.flags.writeable for array in arrays(state).values())
        assert all(np.array_equal(array, copy[key]) for key, array in arrays(state).items())
    assert np.array_equal(board.points, copies[0])
    assert np.array_equal(board.start, copies[1])


@some
@given(names, clouds(axes=3), st.integers(-300, 300))
def test_a_unit_that_is_a_power_of_two_changes_no_label(
    name: str, board: Board, exponent: int
) -> None:
    """Scaled by 2ᵉ, points have the labels that they had, in every state."""
    unit = 2.0**exponent
    assert same_labels(
        _run(name, board), _run(name, Board(board.points * unit, board.start * unit))
    )


@some
@given(names, clouds(axes=3), st.sampled_from([1e9, -1e9]))
def test_data_far_from_the_origin_lose_nothing(name: str, board: Board, offset: float) -> None:
    """At 10⁹ times their spread from 0, points have the labels that they have beside it."""
    points, start = board.points + offset, board.start + offset
    near = _run(name, Board(points - offset, start - offset), empty="drop")
    far = _run(name, Board(points, start), empty="drop")
    _assume_none_between(Board(points - offset, start - offset), near)
    assert same_labels(near, far)


def _assume_none_between(board: Board, states: list[State]) -> None:
    """Leave out points so near to halfway that rounding at 10⁹ decides where they go."""
    for state in states:
        table = np.sqrt(((board.points[:, np.newaxis] - state.means) ** 2).sum(axis=2))
        first, *others = np.sort(table, axis=1).T
        assume(not others or (others[0] - first > 1e-5).all())


@pytest.mark.parametrize("name", ALGORITHMS)
@pytest.mark.parametrize("disguise", DISGUISES)
def test_any_array_like_gives_the_run_of_its_float64_copy(name: str, disguise: str) -> None:
    """Layout and numeric type change no bit, whether points come in them or the start."""
    points = np.random.default_rng(0).integers(0, 99, size=(20, 3)).astype(np.float64)
    start = np.unique(points, axis=0)[:4]
    dress = DISGUISES[disguise]
    wanted = _run(name, Board(points, start))
    assert same_runs(wanted, _run(name, Board(dress(points), start)))
    assert same_runs(wanted, _run(name, Board(points, dress(start))))


@pytest.mark.parametrize("name", ALGORITHMS)
@pytest.mark.parametrize("n", [1, 2, 7])
def test_as_many_clusters_as_points_is_a_run(name: str, n: int) -> None:
    """Each point is its own centroid, the objective is 0, and that is the end."""
    points = np.random.default_rng(n).normal(size=(n, 2))
    *_, last = _run(name, Board(points, points))
    assert last.settled
    assert (last.inertia, last.inertia_at_means) == (0, 0)


@pytest.mark.parametrize("name", sorted(set(ALGORITHMS) - {"minibatch"}))
def test_one_cluster_goes_to_the_mean_of_all(name: str) -> None:
    """With k = 1 there is one end, and it is the mean."""
    points = np.random.default_rng(0).normal(size=(30, 2))
    *_, last = _run(name, Board(points, points[:1]))
    assert last.settled
    assert np.allclose(last.means[0], points.mean(axis=0))


@pytest.mark.parametrize("name", ALGORITHMS)
def test_the_policy_error_stops_the_run(name: str) -> None:
    """Where a centroid has no points, the run ends with the iteration and the cluster."""
    start = np.array([[1.0, 0.0], [50.0, 50.0]])
    with refused("cluster 2 has no points in iteration"):
        list(ALGORITHMS[name](SQUARE, start, empty="error", rng=0))


REFUSALS: dict[str, tuple[Callable[..., Iterator[State]], str]] = {
    "points": (lambda run: run(UNUSABLE["NaN"], SQUARE[:1]), "points"),
    "centroids": (lambda run: run(SQUARE, [["a", "b"]]), "centroids"),
    "too many clusters": (lambda run: run(SQUARE, np.zeros((5, 2))), "5 clusters"),
    "limit": (lambda run: run(SQUARE, SQUARE[:2], max_iterations=0), "max_iterations is 0"),
    "tolerance": (lambda run: run(SQUARE, SQUARE[:2], tolerance=-1), "tolerance is -1"),
    "policy": (lambda run: run(SQUARE, SQUARE[:2], empty="ignore"), "empty is 'ignore'"),
    "batch": (lambda run: run(SQUARE, SQUARE[:2], batch_size=0), "batch_size is 0"),
}


@pytest.mark.parametrize("name", ALGORITHMS)
@pytest.mark.parametrize("what", REFUSALS)
def test_what_cannot_be_used_is_refused_at_the_call(name: str, what: str) -> None:
    """No `next` is needed to hear what is wrong, and the message says what it is."""
    call, words = REFUSALS[what]
    with refused(words):
        call(ALGORITHMS[name])


@pytest.mark.parametrize("name", ["lloyd", "hartigan-wong"])
def test_a_batch_size_is_refused_where_there_are_no_batches(name: str) -> None:
    """The message names the algorithm, and those that take batches are named for help."""
    with refused("batch_size is 3", name):
        ALGORITHMS[name](SQUARE, SQUARE[:2], batch_size=3)


def test_hartigan_and_wong_refuse_a_tolerance_and_to_keep_empty_clusters() -> None:
    """Their algorithm ends by itself, and cannot leave a cluster empty."""
    with refused("tolerance is 0.1", "hartigan-wong"):
        ALGORITHMS["hartigan-wong"](SQUARE, SQUARE[:2], tolerance=0.1)
    with refused("hartigan-wong cannot keep"):
        ALGORITHMS["hartigan-wong"](SQUARE, SQUARE[:2], empty="keep")


@pytest.mark.parametrize("name", sorted(set(ALGORITHMS) - {"hartigan-wong"}))
def test_a_tolerance_gives_the_first_states_of_the_whole_run(name: str) -> None:
    """A run that ends by its tolerance is the beginning of the run that has none."""
    points = np.random.default_rng(0).normal(size=(400, 2))
    board = Board(points, points[:6])
    cut, whole = _run(name, board, tolerance=0.003), _run(name, board)
    assert len(cut) < len(whole)
    assert same_runs(cut, whole[: len(cut)])
    moved = float(((cut[-1].means - cut[-1].centroids) ** 2).sum())
    assert 0 < moved <= 0.003 * np.var(points, axis=0).mean()


def test_policies_are_those_of_lloyd() -> None:
    """Each algorithm takes every policy, but for the one that it refuses by name."""
    start = np.array([[1.0, 0.0], [50.0, 50.0]])
    for name in ALGORITHMS:
        for empty in set(POLICIES) - {"error"}:
            if (name, empty) != ("hartigan-wong", "keep"):
                states = list(ALGORITHMS[name](SQUARE, start, empty=empty, rng=0))
                assert states[-1].retired.any() == (empty == "drop")
