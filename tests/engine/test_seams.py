"""A run on the grid is the run of the plain way, and does less."""

from contextlib import AbstractContextManager
from dataclasses import FrozenInstanceError, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kmviz.engine import Points, State, lloyd, seams
from kmviz.engine.checks import check_points
from kmviz.engine.distances import nearest
from kmviz.engine.seams import GridChoice, choose_on_grid
from kmviz.engine.state import LazyState
from tests.engine.boards import Board, many, seeds, some
from tests.engine.oracles import arrays, assert_same_run, exact, fields, refused
from tests.engine.ways import run_plainly, tuned


def mesh(**constants: float) -> AbstractContextManager[None]:
    """Let grids be laid for any number of points, and be as fine as these constants say."""
    return tuned(**{"LEAST_POINTS": 1, "LEAST_CELLS": 0, **constants})


def run(board: Board, **options: Any) -> list[State]:
    """Run on a grid."""
    assert choose_on_grid(check_points(board.points)) is not None
    return list(lloyd(*board, **options))


meshes = st.fixed_dictionaries(
    {
        "POINTS_PER_CELL": st.sampled_from([0.01, 0.1, 1.0, 12.0]),
        "FEW": st.sampled_from([0, 2, 24]),
        "BLOCK": st.sampled_from([1, 7, 2**15]),
        "STEPS": st.sampled_from([16, 2**16]),
        "SAMPLE": st.sampled_from([3, 2**14]),
        "STEPS_AHEAD": st.sampled_from([1.0, 4.0]),
        "MOST_AHEAD": st.sampled_from([0.5, 1e9]),
        "PAYS": st.sampled_from([1, 100_000]),
    }
)


def _round(rng: np.random.Generator, n: int) -> Points:
    return rng.normal(size=(n, 2))


def _peaked(rng: np.random.Generator, n: int) -> Points:
    return rng.normal(size=(n, 2)) ** 7


def _clumped(rng: np.random.Generator, n: int) -> Points:
    return rng.normal(size=(n, 2)) * 1e-4 + rng.normal(size=(4, 2))[rng.integers(4, size=n)]


def _on_a_line(rng: np.random.Generator, n: int) -> Points:
    slope = rng.choice([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -0.3]])
    points: Points = rng.normal(size=(n, 1)) * slope
    return points


def _repeated(rng: np.random.Generator, n: int) -> Points:
    places: Points = rng.normal(size=(n // 3, 2))
    return places[rng.integers(n // 3, size=n)]


def _with_an_outlier(rng: np.random.Generator, n: int) -> Points:
    return np.vstack([rng.normal(size=(n - 1, 2)), [[1e7, -1e5]]])


def _narrow(rng: np.random.Generator, n: int) -> Points:
    points: Points = rng.normal(size=(n, 2)) * [1.0, rng.choice([0.0, 1e-3, 1e-8, 1e-13, 1e-99])]
    return points


KINDS = [_round, _peaked, _clumped, _on_a_line, _repeated, _with_an_outlier, _narrow]


@st.composite
def planes(draw: st.DrawFn) -> Board:
    """Draw points in the plane, of a kind, a unit and a place, and distinct ones for a start."""
    rng = np.random.default_rng(draw(seeds))
    n, k = draw(st.sampled_from([30, 100, 250])), draw(st.integers(1, 9))
    points = draw(st.sampled_from(KINDS))(rng, n)
    points = points * draw(st.sampled_from([1.0, 1.0, 1e-90, 1e140]))
    start = np.unique(points, axis=0)
    start = start[rng.choice(len(start), size=min(k, len(start)), replace=False)]
    offset = draw(st.sampled_from([0.0, 0.0, 1e9, -1e5])) * points.std()
    return Board(points + offset, start + offset)


@st.composite
def lattices(draw: st.DrawFn) -> Board:
    """Draw points of a small lattice, and a start on it: ties, repetitions, empty clusters.

    Its unit is a power of two and its place a whole number of units: plain sums are exact too.
    """
    rng = np.random.default_rng(draw(seeds))
    n, reach = draw(st.sampled_from([8, 30, 100])), draw(st.sampled_from([1, 2, 7, 16]))
    points = rng.integers(-reach, reach + 1, size=(n, 2)).astype(np.float64)
    k = min(len(np.unique(points, axis=0)), draw(st.integers(1, 7)))
    start: Points = rng.integers(-reach, reach + 1, size=(k, 2)) / draw(st.sampled_from([1.0, 2.0]))
    unit = draw(st.sampled_from([1.0, 2.0**-300, 2.0**400]))
    offset = draw(st.sampled_from([0.0, 2.0**20, -1e9]))
    return Board((points + offset) * unit, (start + offset) * unit)


policies = st.sampled_from(["farthest", "keep", "drop"])


def assert_labels_are_plain(points: Points, states: list[State]) -> None:
    for state in states:
        labels, _ = nearest(points, state.centroids, state.retired)
        assert np.array_equal(state.labels, labels)
        assert state.labels.dtype == labels.dtype
        assert np.array_equal(state.counts, np.bincount(labels, minlength=len(state.counts)))


@many
@given(planes(), meshes, policies)
def test_labels_are_those_of_the_plain_way(board: Board, constants: Any, empty: str) -> None:
    """For the centroids of each state, every point has the label that it has without a grid."""
    with mesh(**constants):
        assert_labels_are_plain(board.points, run(board, empty=empty, max_iterations=12))


@some
@given(seeds, meshes, st.sampled_from([1e-8, 1e-10, 1e-13]))
def test_seams_may_run_along_an_axis_that_is_hardly_wide(
    seed: int, constants: Any, width: float
) -> None:
    """Points in two columns, hardly any higher than wide, are told apart by their heights."""
    rng = np.random.default_rng(seed)
    points = np.stack([rng.integers(2, size=90), rng.normal(size=90) * width], axis=1)
    with mesh(**constants):
        assert_labels_are_plain(points, run(Board(points, points[:6]), empty="keep"))


@many
@given(lattices(), meshes, policies)
def test_ties_and_borders_fall_as_in_the_plain_way(
    board: Board, constants: Any, empty: str
) -> None:
    """On a lattice the two runs agree in every bit but those of the objective."""
    with mesh(**constants):
        mine, plain = run(board, empty=empty), run_plainly(board, empty=empty)
        assert len(mine) == len(plain)
        for state, wanted in zip(mine, plain, strict=True):
            rounded = {"inertia", "inertia_at_means"}
            for name in State.__slots__:
                if name not in rounded:
                    assert np.array_equal(getattr(state, name), getattr(wanted, name)), name
            for name in rounded:
                assert getattr(state, name) == pytest.approx(getattr(wanted, name), rel=1e-11)


@many
@given(seeds, st.sampled_from([0.0, 0.7, -30.1, 1e6]))
def test_what_rounding_decides_is_decided_as_in_the_plain_way(seed: int, offset: float) -> None:
    """On a lattice of no binary unit most ties are broken by rounding, in corners of the grid.

    There are sixteen places along each axis, and as many steps for the lines of the grid.
    """
    rng = np.random.default_rng(seed)
    unit = rng.random(2)
    places: Points = np.indices((16, 16)).reshape(2, -1).T * unit + offset
    nobody = np.zeros(6, dtype=np.bool_)
    with mesh(STEPS=16, POINTS_PER_CELL=0.1, FEW=0):
        choose = choose_on_grid(check_points(places))
        assert choose is not None
        for _ in range(20):
            centroids = rng.integers(32, size=(6, 2)) / 2 * unit + offset
            choice = choose(centroids, nobody)
            assert isinstance(choice, GridChoice)
            labels, _ = nearest(places, centroids, nobody)
            assert np.array_equal(choice.labels(), labels)


@many
@given(planes(), meshes, st.lists(st.floats(-6, -0.5), min_size=1, max_size=8), seeds)
def test_a_division_serves_while_it_holds(
    board: Board, constants: Any, steps: list[float], seed: int
) -> None:
    """However far centroids go at a time, and whoever retires, counts are those of plain labels."""
    rng = np.random.default_rng(seed)
    points, centroids = board
    span, k = np.ptp(points, axis=0).max(), len(centroids)
    with mesh(**constants):
        choose = choose_on_grid(check_points(points))
        assert choose is not None
        for step in steps:
            retired = rng.random(k) < rng.choice([0.0, 0.4])
            retired[rng.integers(k)] = False
            labels, _ = nearest(points, centroids, retired)
            counts = choose(centroids, retired).tally.counts
            assert np.array_equal(counts, np.bincount(labels, minlength=k))
            centroids = centroids + rng.normal(size=centroids.shape) * span * 10**step


def assume_no_rounding_moves(states: list[State], rounding: float) -> None:
    """Leave out runs in which the plain sums move a centroid that stands on the mean already."""
    for state in states:
        movement = np.abs(state.means - state.centroids).max()
        assume(movement == 0 or movement > rounding)


@many
@given(planes(), meshes, policies, st.sampled_from([0.0, 1e-4, 1e-2]))
def test_the_run_is_the_plain_one(
    board: Board, constants: Any, empty: str, tolerance: float
) -> None:
    """As many states, the same labels and changes, and means that differ by rounding only."""
    options = {"empty": empty, "tolerance": tolerance}
    rounding = 64 * np.spacing(np.abs(board.points).max())
    with mesh(**constants):
        mine, plain = run(board, **options), run_plainly(board, **options)
    assume_no_rounding_moves(plain, rounding)
    assert_same_run(mine, plain, board.points, rounding)


@some
@given(planes(), meshes)
def test_the_objective_never_rises(board: Board, constants: Any) -> None:
    """Neither half of an iteration makes it larger, but for what rounding a mean costs."""
    with mesh(**constants):
        states = run(board)
    cost = board.points.size * (4 * np.spacing(np.abs(board.points).max())) ** 2
    for state in states:
        assert state.inertia_at_means <= state.inertia * (1 + 1e-11) + cost
    for before, after in pairwise(states):
        assert after.inertia <= before.inertia_at_means * (1 + 1e-11) + cost


# --- sums


@many
@given(planes(), meshes)
def test_sums_are_those_of_exact_arithmetic(board: Board, constants: Any) -> None:
    """A cluster's sum is its exact sum, rounded once, but for less than the 80th binary digit."""
    with mesh(**constants):
        choose = choose_on_grid(check_points(board.points))
        assert choose is not None
        choice = choose(board.start, np.zeros(len(board.start), dtype=np.bool_))
    assert isinstance(choice, GridChoice)
    points, origin = exact(board.points), exact(choice.grid.gauge.origin[np.newaxis])[0]
    for axis in range(2):
        most = max(abs(point[axis] - origin[axis]) for point in points)
        for label, found in enumerate(choice.tally.sums[:, axis].tolist()):
            members = [points[i][axis] for i in np.flatnonzero(choice.labels() == label)]
            truth = sum((member - origin[axis] for member in members), start=Fraction(0))
            dropped = len(members) * most / 2**80
            assert abs(Fraction(found) - truth) <= dropped + Fraction(float(np.spacing(abs(found))))


@many
@given(planes(), meshes, seeds)
def test_equal_labels_give_equal_sums(board: Board, constants: Any, seed: int) -> None:
    """Centroids moved a little divide the grid otherwise; the sums keep every bit."""
    wiggle = np.random.default_rng(seed).normal(size=board.start.shape)
    other = board.start + wiggle * 1e-5 * board.points.std()
    none = np.zeros(len(other), dtype=np.bool_)
    with mesh(**constants):
        choose = choose_on_grid(check_points(board.points))
        assert choose is not None
        one, two = choose(board.start, none), choose(other, none)
        assert isinstance(one, GridChoice)
        assert isinstance(two, GridChoice)
        assume(np.array_equal(one.labels(), two.labels()))
    assert np.array_equal(one.tally.sums, two.tally.sums)


# --- what is worked out only when asked for


def _spread(n: int) -> Board:
    points = np.random.default_rng(3).random((n, 2))
    return Board(points, points[:5])


def test_no_label_is_worked_out_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of which only means are read labels no point; a state asked twice labels them once."""
    asked = []
    work = seams._labels_by_cell  # noqa: SLF001 - what must not be called has no public name

    def count(choice: GridChoice) -> Any:
        asked.append(choice)
        return work(choice)

    monkeypatch.setattr(seams, "_labels_by_cell", count)
    with mesh(POINTS_PER_CELL=1.0):
        states = run(_spread(500))
        assert [state.inertia_at_means for state in states]
        assert [state.empty.any() for state in states]
        assert asked == []
        assert states[0].labels is states[0].labels
        assert len(asked) == 1
        assert states[2].changed == states[2].changed
        assert len(asked) == 3


@some
@given(planes(), meshes, policies)
def test_a_state_asked_late_answers_as_one_asked_at_once(
    board: Board, constants: Any, empty: str
) -> None:
    """Labels and changes read after the run, last state first, are those read during the run."""
    with mesh(**constants):
        read = [(s.labels.copy(), s.changed) for s in lloyd(*board, empty=empty)]
        states = run(board, empty=empty)
        for state, (labels, changed) in reversed(list(zip(states, read, strict=True))):
            assert state.changed == changed
            assert np.array_equal(state.labels, labels)


def test_a_lazy_state_is_a_state() -> None:
    """It is frozen, slotted, has read-only arrays, and no attributes but those of a state."""
    with mesh(POINTS_PER_CELL=1.0):
        state = run(_spread(200))[1]
        assert isinstance(state, State)
        assert set(fields(state)) == set(State.__slots__)
        assert not any(array.flags.writeable for array in arrays(state).values())
        assert not hasattr(state, "__dict__")
        with pytest.raises(FrozenInstanceError):
            state.labels = state.counts  # type: ignore[misc]  # that is what is tried
        with pytest.raises(AttributeError, match="colour"):
            getattr(state, "colour")  # noqa: B009 - a name that the type does not have


def test_a_state_whose_centroids_are_replaced_keeps_its_labels() -> None:
    """`replace` gives a state that is like the old one in all but what was replaced."""
    with mesh(POINTS_PER_CELL=1.0):
        first, state, *_ = run(_spread(200))
        other = replace(state, centroids=first.means * 2)
        assert np.array_equal(other.centroids, first.means * 2)
        for name in set(State.__slots__) - {"centroids"}:
            assert np.array_equal(getattr(other, name), getattr(state, name)), name


@some
@given(planes(), meshes)
def test_points_stay_as_they_were(board: Board, constants: Any) -> None:
    """The grid orders places, not points: what the caller holds stays as it is."""
    points = board.points.copy()
    with mesh(**constants):
        run(Board(points, board.start), max_iterations=3)
    assert np.array_equal(points, board.points)


# --- where it is used


def test_the_error_policy_speaks_on_the_grid_too() -> None:
    """A cluster without points is refused by its number and iteration."""
    points = _spread(300).points
    with mesh(), refused("cluster 2", "iteration 1"):
        list(lloyd(points, [[0.0, 0.0], [9.0, 9.0]], empty="error"))


@pytest.mark.parametrize("d", [1, 3, 5])
def test_only_points_of_the_plane_go_into_a_grid(d: int) -> None:
    """In other dimensions a run is the plain one, whatever the number of points."""
    points = np.random.default_rng(d).random((200, d))
    with mesh():
        assert not any(isinstance(state, LazyState) for state in lloyd(points, points[:3]))


def test_few_points_are_not_sorted() -> None:
    """A lecture's hundred points never see a grid."""
    assert not any(isinstance(state, LazyState) for state in lloyd(*_spread(100)))


@pytest.mark.parametrize("far", [1e9, 1e100])
def test_points_that_share_a_few_cells_are_not_sorted(far: float) -> None:
    """One point so far off that all others look like one leaves nothing for a grid to tell."""
    points = np.random.default_rng(0).random((60_000, 2))
    points[17] = far
    assert choose_on_grid(check_points(points)) is None
    assert choose_on_grid(check_points(points[20:])) is not None


def test_an_axis_too_narrow_to_cut_exactly_keeps_the_plain_way() -> None:
    """Sums of coordinates near the smallest float64 would lose digits on the grid."""
    points = np.random.default_rng(0).random((60_000, 2))
    assert choose_on_grid(check_points(points * [1.0, 1e-150])) is not None
    assert choose_on_grid(check_points(points * [1.0, 1e-290])) is None


@pytest.mark.parametrize("k", [2, 7, 40])
def test_a_large_run_is_the_plain_one(k: int) -> None:
    """Two hundred thousand points, with nothing lowered: both ways agree in each of ten states."""
    rng = np.random.default_rng(k)
    points = (
        rng.normal(size=(200_000, 2)) * [1.0, 0.2]
        + rng.normal(size=(3, 2))[rng.integers(3, size=200_000)]
    )
    board = Board(points, points[:k])
    mine = list(lloyd(*board, max_iterations=10))
    plain = run_plainly(board, max_iterations=10)
    assert all(isinstance(state, LazyState) for state in mine)
    for state, wanted in zip(mine, plain, strict=True):
        assert np.array_equal(state.labels, wanted.labels)
        assert state.changed == wanted.changed
        assert np.abs(state.means - wanted.means).max() < 1e-12
        assert state.inertia == pytest.approx(wanted.inertia, rel=1e-12)
        assert state.inertia_at_means == pytest.approx(wanted.inertia_at_means, rel=1e-12)
