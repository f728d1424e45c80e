"""Lloyd's algorithm is what scikit-learn, exact arithmetic and the textbook say that it is."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from kmviz.engine import Points, State, lloyd
from tests.engine.boards import (
    DISGUISES,
    RAGGED,
    UNUSABLE,
    Board,
    clouds,
    few,
    grids,
    many,
    seeds,
    some,
)
from tests.engine.oracles import (
    UNIT_ROUNDOFF,
    arrays,
    assert_rules_hold,
    brute_distances,
    exact,
    exact_lloyd,
    refused,
    same_labels,
    same_runs,
    squared,
    ulps,
)

# A multiple of every number of points up to eight: all means are whole numbers, at least once.
STEP = 840
SQUARE = np.array([[1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0], [1.0, -1.0]])


def _fit(board: Board, *, tol: float = 0.0, max_iter: int = 300) -> KMeans:
    k = len(board.start)
    model = KMeans(k, init=board.start, n_init=1, algorithm="lloyd", tol=tol, max_iter=max_iter)
    return model.fit(board.points)


def _assume_none_empty(board: Board) -> None:
    """Leave out boards on which a cluster runs empty.

    There scikit-learn takes the new centroid's point out of its old cluster's mean; here the
    other means stay the means of their labels. Both are sound, and the runs differ.
    """
    assume(all(state.counts.all() for state in lloyd(*board)))


def _assume_none_between(points: Points, states: list[State], rounding: float) -> None:
    """Leave out points so near to halfway that the rounding of centroids far from 0 decides."""
    margin = 16 * points.shape[1] * np.ptp(points) * rounding
    for state in states:
        first, *others = np.sort(brute_distances(points, state.centroids), axis=1).T
        assume(not others or (others[0] - first > margin).all())


def _movements(states: Iterable[State]) -> list[float]:
    """Give for each state the squared movements of all centroids, added up."""
    return [float(((state.means - state.centroids) ** 2).sum()) for state in states]


def _assume_none_at_the_limit(board: Board, tolerance: float) -> None:
    """Leave out movements as large as the tolerance: whether they are enough is up to rounding."""
    enough = tolerance * np.var(board.points, axis=0).mean()
    assume(not np.isclose(_movements(lloyd(*board)), enough, rtol=1e-9, atol=0).any())


# --- against scikit-learn


@many
@given(clouds(), st.sampled_from([0.0, 0.0, 1e3, -1e6]))
def test_a_run_is_scikit_learns(board: Board, offset: float) -> None:
    """From the same start, labels, centroids, inertia and number of iterations are the same."""
    board = Board(board.points + offset, board.start + offset)
    _assume_none_empty(board)
    states, model = list(lloyd(*board)), _fit(board)
    assert len(states) == model.n_iter_
    assert np.array_equal(states[-1].labels, model.labels_)
    close = 1e-12 * np.ptp(board.points) + 4 * np.spacing(abs(offset))
    assert np.allclose(states[-1].means, model.cluster_centers_, rtol=1e-12, atol=close)
    assert states[-1].inertia == pytest.approx(model.inertia_, rel=1e-9, abs=1e-12)


@some
@given(clouds(), st.integers(1, 6))
def test_a_run_that_is_cut_short_is_scikit_learns(board: Board, limit: int) -> None:
    """With the same limit of iterations, the centroids have come equally far."""
    _assume_none_empty(board)
    states, model = list(lloyd(*board, max_iterations=limit)), _fit(board, max_iter=limit)
    assert len(states) == model.n_iter_
    assert np.allclose(states[-1].means, model.cluster_centers_, rtol=1e-12, atol=1e-12)


@many
@given(clouds(), st.floats(-6, 0).map(lambda exponent: 10**exponent))
def test_a_tolerance_stops_where_scikit_learn_stops(board: Board, tolerance: float) -> None:
    """With the same tolerance, a run ends in the same iteration, with the same centroids."""
    _assume_none_empty(board)
    _assume_none_at_the_limit(board, tolerance)
    states, model = list(lloyd(*board, tolerance=tolerance)), _fit(board, tol=tolerance)
    assert len(states) == model.n_iter_
    assert np.allclose(states[-1].means, model.cluster_centers_, rtol=1e-12, atol=1e-12)


# --- against exact arithmetic


@many
@given(grids())
def test_every_state_is_true_in_exact_arithmetic(board: Board) -> None:
    """Taking the float centroids as exact, labels, means, counts and inertia are true.

    The chosen centroid is nearest to within 2 (d + 3) roundings of its squared distance, a mean is
    within one unit in the last place, and the inertia within n + d + 3 roundings.
    """
    points = exact(board.points)
    n, d = board.points.shape
    for state in lloyd(*board, empty="keep"):
        centroids = exact(state.centroids)
        own = 0
        for point, label in zip(points, state.labels.tolist(), strict=True):
            distances = [squared(point, centroid) for centroid in centroids]
            assert distances[label] <= min(distances) * (1 + 2 * (d + 3) * UNIT_ROUNDOFF)
            own += distances[label]
        assert abs(Fraction(state.inertia) - own) <= (n + d + 3) * UNIT_ROUNDOFF * own
        for j, mean in enumerate(state.means.tolist()):
            members = exact(board.points[state.labels == j])
            assert state.counts[j] == len(members)
            for axis, value in enumerate(mean if members else []):
                assert ulps(value, sum(m[axis] for m in members) / Fraction(len(members))) <= 1


@many
@given(grids())
def test_where_centroids_are_exact_ties_go_to_the_lowest_index(board: Board) -> None:
    """Where every centroid is a short binary fraction, labels are the exact lowest argmin."""
    points = exact(board.points)
    for state in lloyd(*board, empty="keep"):
        centroids = exact(state.centroids)
        if max(value.denominator for centroid in centroids for value in centroid) <= 8:
            tables = [[squared(point, centroid) for centroid in centroids] for point in points]
            assert state.labels.tolist() == [table.index(min(table)) for table in tables]


@many
@given(grids(far=False))
def test_around_the_origin_means_are_correctly_rounded(board: Board) -> None:
    """Whole coordinates on both sides of 0 have the float nearest to the exact mean."""
    low, high = board.points.min(axis=0), board.points.max(axis=0)
    assume(((low <= 0) & (high >= 0)).all())
    for state in lloyd(*board, empty="keep"):
        for j in np.flatnonzero(state.counts):
            members = exact(board.points[state.labels == j])
            truth = [sum(axis) / Fraction(len(members)) for axis in zip(*members, strict=True)]
            assert state.means[j].tolist() == [float(value) for value in truth]


@many
@given(grids(step=STEP, most=8, far=False))
def test_a_run_of_whole_means_is_the_exact_run(board: Board) -> None:
    """Where no mean needs rounding, all is as in rational arithmetic, all ties included."""
    states = list(lloyd(*board, empty="keep"))
    steps = exact_lloyd(exact(board.points), exact(board.start))
    assert len(states) == len(steps)
    for state, step in zip(states, steps, strict=True):
        assert exact(state.centroids) == step.centroids
        assert state.labels.tolist() == step.labels
        assert exact(state.means) == step.means


@many
@given(grids())
def test_a_run_follows_the_exact_run_up_to_the_first_tie(board: Board) -> None:
    """Rounding changes no label unless an exact tie hangs on it, and no number of iterations."""
    states = list(lloyd(*board, empty="keep"))
    steps = exact_lloyd(exact(board.points), exact(board.start))
    tie = next((i for i, step in enumerate(steps) if step.tied and i > 0), None)
    assert tie is not None or len(states) == len(steps)
    for state, step in islice(zip(states, steps, strict=False), tie):
        assert state.labels.tolist() == step.labels
        for mean, truth in zip(state.means.tolist(), step.means, strict=True):
            assert all(ulps(*pair) <= 1 for pair in zip(mean, truth, strict=True))


# --- the rules


@many
@given(clouds())
def test_the_rules_hold_on_clouds(board: Board) -> None:
    """In one to ten dimensions, every run is true to the rules and settles."""
    states = list(lloyd(*board))
    assert_rules_hold(*board, states)
    assert states[-1].settled


@some
@given(clouds(), st.integers(1, 8))
def test_a_limit_gives_the_first_states_of_the_whole_run(board: Board, limit: int) -> None:
    """A run that is cut short is the beginning of the run that is not, bit for bit."""
    cut = list(lloyd(*board, max_iterations=limit))
    assert same_runs(cut, islice(lloyd(*board), limit))


@some
@given(clouds(), st.floats(0, 1))
def test_a_tolerance_gives_the_first_states_of_the_whole_run(
    board: Board, tolerance: float
) -> None:
    """The run ends after the first small movement, and until then it is the run without."""
    whole = list(lloyd(*board))
    _assume_none_at_the_limit(board, tolerance)
    enough = tolerance * np.var(board.points, axis=0).mean()
    length = next(i for i, movement in enumerate(_movements(whole), 1) if movement <= enough)
    assert same_runs(lloyd(*board, tolerance=tolerance), whole[:length])


def test_the_run_is_lazy() -> None:
    """The first state is there at once, however many iterations are allowed."""
    states = lloyd(SQUARE, SQUARE[:2], max_iterations=10**12)
    assert next(states).iteration == 0


def test_a_start_at_the_means_settles_at_once() -> None:
    """The one iteration that finds nothing to move is an iteration, as in scikit-learn."""
    start = np.array([[0.0, 1.0], [0.0, -1.0]])
    (only,) = lloyd(SQUARE, start)
    assert only.settled
    assert only.changed == 4
    assert _fit(Board(SQUARE, start)).n_iter_ == 1


def test_the_pass_that_changes_nothing_is_counted() -> None:
    """Two moves, and then the state in which all stays as it was."""
    states = list(lloyd([[0.0], [1.0], [9.0], [10.0]], [[0.0], [1.0]]))
    assert [state.changed for state in states] == [4, 1, 0]
    assert [state.settled for state in states] == [False, False, True]
    assert states[-1].means.ravel().tolist() == [0.5, 9.5]


def test_a_point_halfway_goes_to_the_lower_index() -> None:
    """A corner is as near to two centroids, the middle to four: the lowest index has them."""
    first = next(lloyd(SQUARE, [[2.0, 0.0], [0.0, 2.0], [-2.0, 0.0], [0.0, -2.0]]))
    assert first.labels.tolist() == [0, 1, 2, 0]
    centre = next(lloyd([[0.0, 0.0], *SQUARE], SQUARE))
    assert centre.labels.tolist() == [0, 0, 1, 2, 3]


@pytest.mark.parametrize("n", [1, 2, 7])
def test_as_many_clusters_as_points_is_a_run(n: int) -> None:
    """Each point is its own centroid, and the objective is 0."""
    points = np.random.default_rng(n).normal(size=(n, 2))
    (only,) = lloyd(points, points)
    assert only.settled
    assert (only.inertia, only.inertia_at_means) == (0, 0)


@some
@given(clouds())
def test_one_cluster_goes_to_the_mean_of_all(board: Board) -> None:
    """With k = 1 two iterations are all there is to do."""
    *_, last = lloyd(board.points, board.start[:1])
    assert last.iteration <= 1
    assert np.allclose(last.means[0], board.points.mean(axis=0), rtol=1e-12, atol=1e-12)


# --- the choice of origin, axes and units changes nothing


def _run(points: Points, start: Points) -> list[State]:
    """Run and keep empty clusters: to replace one, rounding chooses between two points of a pair.

    Both are equally far from their mean.
    """
    return list(lloyd(points, start, empty="keep"))


@many
@given(clouds(axes=3), st.integers(-(2**30), 2**30))
def test_translation_changes_no_label(board: Board, offset: int) -> None:
    """Shifted by a whole number, which rounds nothing, points have the same labels throughout."""
    board = Board(*(np.round(part * 2**16) / 2**16 for part in board))
    near = _run(*board)
    _assume_none_between(board.points, near, float(np.spacing(2.0**31)))
    far = _run(board.points + offset, board.start + offset)
    assert same_labels(near, far)
    for one, other in zip(near, far, strict=True):
        assert np.abs(other.means - offset - one.means).max() <= np.spacing(2.0**31)
        assert other.inertia == pytest.approx(one.inertia, rel=1e-5, abs=1e-9)


@some
@given(clouds(axes=3), st.sampled_from([1e9, -1e9]))
def test_data_far_from_the_origin_lose_nothing(board: Board, offset: float) -> None:
    """At 10⁹ times their spread from 0, points have the labels that they have beside it.

    And every mean is within one unit in the last place of the exact mean of its points.
    """
    points, start = board.points + offset, board.start + offset
    states = _run(points, start)
    near = _run(points - offset, start - offset)
    _assume_none_between(points - offset, near, float(np.spacing(1e9)))
    assert same_labels(states, near)
    for state in states:
        for j in np.flatnonzero(state.counts):
            members = exact(points[state.labels == j])
            for axis, value in enumerate(state.means[j].tolist()):
                assert ulps(value, sum(m[axis] for m in members) / Fraction(len(members))) <= 1


@some
@given(clouds(axes=2, least=2))
def test_a_quarter_turn_changes_no_label(board: Board) -> None:
    """Turned by 90°, which rounds nothing, points have the same labels in every iteration."""
    turned = Board(*(np.stack([-part[:, 1], part[:, 0]], axis=1) for part in board))
    assert same_labels(_run(*board), _run(*turned))


@some
@given(clouds(least=2), seeds)
def test_rotation_changes_no_label(board: Board, seed: int) -> None:
    """Turned and mirrored at random in all dimensions, points have the same labels throughout."""
    d = board.points.shape[1]
    rotation, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(d, d)))
    turned = board.points @ rotation
    # Turning the start by itself may round it otherwise than the points that it is made of.
    which = [board.points.tolist().index(centroid) for centroid in board.start.tolist()]
    assert same_labels(_run(*board), _run(turned, turned[which]))


@some
@given(clouds(axes=4), seeds)
def test_the_order_of_axes_changes_no_label(board: Board, seed: int) -> None:
    """With the columns in another order, points have the same labels in every iteration."""
    order = np.random.default_rng(seed).permutation(board.points.shape[1])
    assert same_labels(_run(*board), _run(board.points[:, order], board.start[:, order]))


@many
@given(clouds(axes=4), st.integers(-300, 480))
def test_a_unit_that_is_a_power_of_two_changes_no_bit(board: Board, exponent: int) -> None:
    """Scaled by 2ᵉ, all lengths scale by 2ᵉ, all objectives by 4ᵉ, exactly, and labels stay."""
    unit = 2.0**exponent
    plain = list(lloyd(*board))
    scaled = list(lloyd(board.points * unit, board.start * unit))
    assert same_labels(plain, scaled)
    for one, other in zip(plain, scaled, strict=True):
        assert np.array_equal(one.means * unit, other.means)
        assert one.inertia * unit * unit == other.inertia
        assert one.inertia_at_means * unit * unit == other.inertia_at_means


@many
@given(clouds(axes=4), st.integers(-300, 300))
def test_any_unit_gives_the_same_labels_or_is_refused(board: Board, exponent: int) -> None:
    """Scaled by 10ᵉ, the labels are those of the plain data as long as squares fit in float64."""
    points, start = (part * float(f"1e{exponent}") for part in board)
    span = np.ptp(board.points, axis=0).max()
    if 1e-100 <= span * float(f"1e{exponent}") <= 1e150:
        assert same_labels(_run(*board), _run(points, start))
        return
    with refused("span"):
        lloyd(points, start)


extremes = st.builds(
    lambda sign, digits, exponent: sign * float(f"{digits}e{exponent}"),
    st.sampled_from([-1, 1]),
    st.sampled_from([0, 1, 1, 2, 7]),
    st.one_of(st.integers(-300, 300), st.integers(-165, -145), st.integers(90, 150)),
)


@many
@given(st.data(), st.integers(1, 2), st.integers(2, 6))
def test_numbers_of_any_size_are_clustered_or_refused(data: st.DataObject, d: int, n: int) -> None:
    """Coordinates from 1e-300 to 1e300 side by side: a true and finite run, or a refusal.

    The chosen centroid is the nearest to rounding, where squares below the smallest float64 are 0.
    """
    row = st.lists(extremes, min_size=d, max_size=d)
    points = np.array(data.draw(st.lists(row, min_size=n, max_size=n)))
    start = np.array(data.draw(st.lists(row, min_size=1, max_size=3)))
    try:
        states = list(lloyd(points, start))
    except ValueError as error:
        first, second = str(error).split("\n")
        assert first
        assert second
        return
    assert len(states) < 300
    lost = d * 2 * Fraction(5e-324)
    for state in states:
        assert all(np.isfinite(array).all() for array in arrays(state).values())
        assert np.isfinite([state.inertia, state.inertia_at_means]).all()
        for point, label in zip(exact(points), state.labels.tolist(), strict=True):
            distances = [squared(point, centroid) for centroid in exact(state.centroids)]
            least = min(distances) * (1 + 2 * (d + 3) * UNIT_ROUNDOFF)
            assert distances[label] <= least + lost


def test_a_huge_coordinate_that_all_share_does_no_harm() -> None:
    """An axis on which nothing differs takes no part, whatever its number is."""
    points = np.array([[1e308, 0.0], [1e308, 1.0], [1e308, 8.0], [1e308, 9.0]])
    *_, last = lloyd(points, points[:2], tolerance=1e-9)
    assert last.means.tolist() == [[1e308, 0.5], [1e308, 8.5]]


def test_movements_too_small_to_square_are_movements() -> None:
    """A centroid that moves by 1e-200 has moved: the run goes on until it rests."""
    *_, last = lloyd([[0.0], [2e-200], [1.0]], [[0.0], [1.0]])
    assert last.settled
    assert last.means.ravel().tolist() == [1e-200, 1.0]


# --- what goes in stays as it is, and what comes out too


@some
@given(clouds(axes=4))
def test_points_and_start_are_not_modified(board: Board) -> None:
    """After a run, both arrays hold what they held, and could be read-only all the time."""
    copies = board.points.copy(), board.start.copy()
    for array in board:
        array.flags.writeable = False
    list(lloyd(*board))
    assert np.array_equal(board.points, copies[0])
    assert np.array_equal(board.start, copies[1])


@some
@given(clouds(axes=4))
def test_what_happens_to_the_inputs_during_a_run_does_not_matter(board: Board) -> None:
    """Spoilt after the call and before every step, points and start still give the same run."""
    wanted = list(lloyd(*board))
    states = lloyd(*board)
    for state in wanted:
        board.points[:] += 1
        board.start[:] = np.nan
        assert same_runs([next(states)], [state])


@some
@given(st.one_of(clouds(axes=4), grids()), st.sampled_from(["farthest", "keep", "drop"]))
def test_a_state_never_changes(board: Board, empty: str) -> None:
    """What a state holds when it is given, it holds after the run, and it cannot be written to."""
    states, copies = [], []
    for state in lloyd(*board, empty=empty):
        states.append(state)
        copies.append({name: array.copy() for name, array in arrays(state).items()})
    for state, copy in zip(states, copies, strict=True):
        assert not any(array.flags.writeable for array in arrays(state).values())
        assert all(np.array_equal(array, copy[name]) for name, array in arrays(state).items())


@some
@given(clouds(axes=4))
def test_a_run_does_not_depend_on_another(board: Board) -> None:
    """Two runs that take turns are as two runs one after the other."""
    turns = list(zip(lloyd(*board), lloyd(*board), strict=True))
    assert same_runs([one for one, _ in turns], lloyd(*board))
    assert same_runs([other for _, other in turns], lloyd(*board))


@pytest.mark.parametrize("name", DISGUISES)
@few
@given(seed=seeds)
def test_any_array_like_gives_the_run_of_its_float64_copy(name: str, seed: int) -> None:
    """Layout and numeric type change no bit, whether points come in them or the start."""
    points = np.random.default_rng(seed).integers(0, 99, size=(20, 3)).astype(np.float64)
    start = np.unique(points, axis=0)[:4]
    wanted = list(lloyd(points, start))
    disguise = DISGUISES[name]
    assert same_runs(wanted, lloyd(disguise(points), start))
    assert same_runs(wanted, lloyd(points, disguise(start)))


@few
@given(clouds(axes=4), st.sampled_from(["e", "f", ">f4", ">f8", "g"]))
def test_a_float_of_any_width_is_taken_at_its_word(board: Board, kind: str) -> None:
    """Points that were rounded to a narrow type give the run of those rounded points."""
    narrow: Any = board.points.astype(kind)
    wide = narrow.astype(np.float64)
    start = np.unique(wide, axis=0)[: len(board.start)]
    assert same_runs(lloyd(narrow, start.astype(kind)), lloyd(wide, start))


def test_truths_are_numbers() -> None:
    """Columns of booleans count as 0 and 1."""
    corners = np.array([[False, True], [True, True], [True, False]])
    assert same_runs(lloyd(corners, corners[:2]), lloyd(corners.astype(float), corners[:2] * 1.0))


# --- what is refused, at the call


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_points_are_refused_at_the_call(name: str) -> None:
    """No `next` is needed to hear that points are not numbers, or no table of them."""
    with refused("points"):
        lloyd(UNUSABLE[name], [[0.0, 0.0]])


def test_an_unusable_start_is_refused_at_the_call() -> None:
    """The message says that it was the centroids."""
    for start in (RAGGED, [], [[float("nan"), 0.0]], [["a", "b"]], [0.0, 0.0]):
        with refused("centroids"):
            lloyd(SQUARE, start)


@some
@given(grids())
def test_more_clusters_than_distinct_points_is_refused_at_the_call(board: Board) -> None:
    """The refusal names the clusters asked for and the distinct points there are."""
    places: Points = np.unique(board.points, axis=0)
    k = len(places) + 1
    with refused(f"{k} clusters", f"only {k - 1}"):
        lloyd(board.points, np.vstack([places, places[:1]]))


@pytest.mark.parametrize("limit", [0, -1, True, 2.0, float("inf"), "3", None])
def test_a_limit_that_is_none_is_refused_at_the_call(limit: Any) -> None:
    """Iterations are counted in whole numbers from 1."""
    with refused(f"max_iterations is {limit!r}"):
        lloyd(SQUARE, SQUARE[:2], max_iterations=limit)


@pytest.mark.parametrize("tolerance", [-1e-4, float("nan"), float("inf"), "0", None, True, 1j])
def test_a_tolerance_that_is_none_is_refused_at_the_call(tolerance: Any) -> None:
    """A tolerance is a finite number of 0 or more."""
    with refused(f"tolerance is {tolerance!r}"):
        lloyd(SQUARE, SQUARE[:2], tolerance=tolerance)


def test_distances_of_the_brute_force_oracle_are_those_of_the_textbook() -> None:
    """The oracle is no copy of the engine: on a right triangle it gives 9, 16 and 25."""
    corners = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
    assert brute_distances(corners, corners).tolist() == [[0, 9, 16], [9, 0, 25], [16, 25, 0]]
