"""A run by products is the run of the plain way, to the last bit of every label."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kmviz.engine import Points, State, lloyd
from kmviz.engine.checks import check_points
from kmviz.engine.distances import nearest
from kmviz.engine.products import ProductChoice, choose_by_products
from kmviz.engine.state import LazyState
from kmviz.engine.tally import Choose
from tests.engine.boards import Board, clouds, grids, many, seeds, some
from tests.engine.oracles import arrays, assert_same_run, exact, fields
from tests.engine.ways import NEVER, run_plainly, tuned

ALWAYS: Any = {"LEAST_POINTS": NEVER, "LEAST_FACTORS": 1}

batches = st.fixed_dictionaries(
    {
        "BLOCK": st.sampled_from([7, 30, 2**15]),
        "SCORES": st.sampled_from([1, 50, 2**18]),
        "MOST_AT_ONCE": st.sampled_from([1, 5, 512]),
        "PAYS": st.sampled_from([1, 100_000]),
    }
)
policies = st.sampled_from(["farthest", "keep", "drop"])


def run(board: Board, **options: Any) -> list[State]:
    """Run by products."""
    states = list(lloyd(*board, **options))
    assert all(isinstance(state, LazyState) for state in states)
    return states


def chooser(points: Points) -> Choose:
    """Give what lets points choose by products."""
    choose = choose_by_products(check_points(points), 1)
    assert choose is not None
    return choose


def choose_all(choose: Choose, centroids: Points) -> ProductChoice:
    """Let points choose among all centroids."""
    choice = choose(centroids, np.zeros(len(centroids), dtype=np.bool_))
    assert isinstance(choice, ProductChoice)
    return choice


@st.composite
def places(draw: st.DrawFn) -> Board:
    """Draw points in one to ten dimensions, in a unit and a place of their own, with outliers."""
    points, start = draw(clouds())
    outlier = draw(st.sampled_from([0.0, 0.0, 1e3, 1e7]))
    points, start = points.copy(), start.copy()
    points[0] += outlier
    start += draw(st.sampled_from([0.0, 0.0, 100.0]))
    unit = draw(st.sampled_from([1.0, 1.0, 1e-90, 1e140]))
    offset = draw(st.sampled_from([0.0, 0.0, 1e9, -1e5]))
    return Board((points + offset) * unit, (start + offset) * unit)


@many
@given(places(), batches, policies)
def test_labels_are_those_of_the_plain_way(board: Board, constants: Any, empty: str) -> None:
    """For the centroids of each state, every point has the label that plain distances give it."""
    with tuned(**ALWAYS, **constants):
        states = run(board, empty=empty, max_iterations=12)
    for state in states:
        labels, _ = nearest(board.points, state.centroids, state.retired)
        assert np.array_equal(state.labels, labels)
        assert state.labels.dtype == labels.dtype
        assert np.array_equal(state.counts, np.bincount(labels, minlength=len(state.counts)))


@many
@given(grids(), batches, policies)
def test_ties_fall_as_in_the_plain_way(board: Board, constants: Any, empty: str) -> None:
    """On a small lattice, near 0 or far off, runs agree in every bit but those of the objective."""
    with tuned(**ALWAYS, **constants):
        mine = run(board, empty=empty)
    plain = run_plainly(board, empty=empty)
    assert len(mine) == len(plain)
    for state, wanted in zip(mine, plain, strict=True):
        for name in set(State.__slots__) - {"inertia", "inertia_at_means", "means", "centroids"}:
            assert np.array_equal(getattr(state, name), getattr(wanted, name)), name
        assert (
            np.abs(state.means - wanted.means).max() <= 2 * np.spacing(np.abs(wanted.means)).max()
        )
        assert state.inertia == pytest.approx(wanted.inertia, rel=1e-11)
        assert state.inertia_at_means == pytest.approx(wanted.inertia_at_means, rel=1e-11)


@many
@given(seeds, st.sampled_from([0.0, 0.7, -30.1, 1e6]), st.sampled_from([1, 2, 3]))
def test_what_rounding_decides_is_decided_as_in_the_plain_way(
    seed: int, offset: float, d: int
) -> None:
    """On a lattice of no binary unit, most ties are broken by rounding."""
    rng = np.random.default_rng(seed)
    unit = rng.random(d)
    points: Points = np.indices((6,) * d).reshape(d, -1).T * unit + offset
    with tuned(**ALWAYS):
        choose = chooser(points)
        for _ in range(20):
            centroids = rng.integers(12, size=(6, d)) / 2 * unit + offset
            labels, _ = nearest(points, centroids, np.zeros(6, dtype=np.bool_))
            assert np.array_equal(choose_all(choose, centroids).labels(), labels)


@many
@given(places(), st.lists(st.floats(-12, 0.5), min_size=1, max_size=12), seeds)
def test_points_that_are_not_asked_again_would_not_have_changed(
    board: Board, steps: list[float], seed: int
) -> None:
    """However far the centroids go at a time, the labels are those of their new places."""
    rng = np.random.default_rng(seed)
    points, centroids = board
    span = np.ptp(points, axis=0).max()
    with tuned(**ALWAYS):
        choose = chooser(points)
        for step in steps:
            labels, _ = nearest(points, centroids, np.zeros(len(centroids), dtype=np.bool_))
            assert np.array_equal(choose_all(choose, centroids).labels(), labels)
            centroids = centroids + rng.normal(size=centroids.shape) * span * 10**step


@some
@given(clouds(), seeds)
def test_who_is_retired_is_not_chosen(board: Board, seed: int) -> None:
    """Whoever may be chosen at a time, the labels are those of the plain way."""
    rng = np.random.default_rng(seed)
    points, centroids = board
    with tuned(**ALWAYS):
        choose = chooser(points)
        for _ in range(4):
            retired = rng.random(len(centroids)) < 0.5
            retired[rng.integers(len(retired))] = False
            centroids = np.where(retired[:, np.newaxis], centroids, centroids + 0.01)
            choice = choose(centroids, retired)
            assert isinstance(choice, ProductChoice)
            assert np.array_equal(choice.labels(), nearest(points, centroids, retired)[0])


@some
@given(places(), batches)
def test_the_run_is_the_plain_one(board: Board, constants: Any) -> None:
    """As many states, the same labels and changes, and means that differ by rounding only."""
    rounding = 64 * np.spacing(np.abs(board.points).max())
    with tuned(**ALWAYS, **constants):
        mine = run(board)
    plain = run_plainly(board)
    for state in plain:  # the plain sums may move a centroid that stands on its mean already
        movement = np.abs(state.means - state.centroids).max()
        assume(movement == 0 or movement > rounding)
    assert_same_run(mine, plain, board.points, rounding)


@some
@given(places())
def test_the_objective_never_rises(board: Board) -> None:
    """Neither half of an iteration makes it larger, but for what rounding a mean costs."""
    with tuned(**ALWAYS):
        states = run(board)
    cost = board.points.size * (4 * np.spacing(np.abs(board.points).max())) ** 2
    for state in states:
        assert state.inertia_at_means <= state.inertia * (1 + 1e-11) + cost
    for before, after in pairwise(states):
        assert after.inertia <= before.inertia_at_means * (1 + 1e-11) + cost


@many
@given(places(), seeds)
def test_sums_keep_every_bit_whatever_came_before(board: Board, seed: int) -> None:
    """Sums that follow from those of other centroids are those made afresh."""
    rng = np.random.default_rng(seed)
    detour = board.points[rng.integers(len(board.points), size=len(board.start))]
    with tuned(**ALWAYS):
        choose = chooser(board.points)
        for centroids in (board.start, detour, detour + board.points.std()):
            choose_all(choose, centroids)
        late, fresh = (choose_all(way, board.start) for way in (choose, chooser(board.points)))
    assert np.array_equal(late.tally.sums, fresh.tally.sums)
    assert np.array_equal(late.tally.counts, fresh.tally.counts)
    assert late.tally.inertia == fresh.tally.inertia


@some
@given(places())
def test_sums_are_those_of_exact_arithmetic(board: Board) -> None:
    """A cluster's sum is its exact sum, rounded once, but for less than the 80th binary digit."""
    with tuned(**ALWAYS):
        choice = choose_all(chooser(board.points), board.start)
    points, labels = exact(board.points), choice.labels()
    origin = exact(choice.cloud.gauge.origin[np.newaxis])[0]
    for axis, zero in enumerate(origin):
        most = max(abs(point[axis] - zero) for point in points)
        for label, found in enumerate(choice.tally.sums[:, axis].tolist()):
            members = [points[i][axis] - zero for i in np.flatnonzero(labels == label)]
            error = abs(exact(np.array([[found]]))[0][0] - sum(members))
            assert error <= len(members) * most / 2**80 + exact(np.spacing([[abs(found)]]))[0][0]


def test_a_state_is_a_state() -> None:
    """It has all fields of a state, read-only, and its labels are made once."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(300, 4))
    with tuned(**ALWAYS):
        state = run(Board(points, points[:5]))[1]
    assert set(fields(state)) == set(State.__slots__)
    assert not any(array.flags.writeable for array in arrays(state).values())
    assert state.labels is state.labels
    assert state.changed == state.changed > 0


@pytest.mark.parametrize("threads", ["1", "2", "5"])
def test_the_number_of_threads_changes_no_bit(
    threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On any number of threads, all fields of all states are what they are on this machine."""
    rng = np.random.default_rng(5)
    board = Board(points := rng.normal(size=(3000, 6)), points[:9])
    with tuned(**ALWAYS, BLOCK=100, PAYS=1):
        here = [fields(state) for state in run(board)]
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        there = [fields(state) for state in run(board)]
    assert len(here) == len(there)
    for mine, other in zip(here, there, strict=True):
        assert all(np.array_equal(mine[name], other[name]) for name in mine)


def test_few_factors_are_multiplied_plainly() -> None:
    """A lecture's board never sees a product; as many points in more dimensions do."""
    rng = np.random.default_rng(0)
    points = rng.random((2000, 50))
    assert not any(isinstance(s, LazyState) for s in lloyd(points[:, :2], points[:7, :2]))
    assert all(isinstance(s, LazyState) for s in lloyd(points, points[:7], max_iterations=2))


@pytest.mark.parametrize(("n", "d", "k"), [(20_000, 5, 9), (6_000, 40, 3), (3_000, 3, 300)])
def test_a_large_run_is_the_plain_one(n: int, d: int, k: int) -> None:
    """With nothing lowered, both ways agree in each of ten states."""
    rng = np.random.default_rng(k)
    points = rng.normal(size=(n, d)) + rng.normal(size=(3, d))[rng.integers(3, size=n)]
    board = Board(points, points[:k])
    mine, plain = run(board, max_iterations=10), run_plainly(board, max_iterations=10)
    for state, wanted in zip(mine, plain, strict=True):
        assert np.array_equal(state.labels, wanted.labels)
        assert state.changed == wanted.changed
        assert np.abs(state.means - wanted.means).max() < 1e-12
        assert state.inertia == pytest.approx(wanted.inertia, rel=1e-12)
        assert state.inertia_at_means == pytest.approx(wanted.inertia_at_means, rel=1e-12)
