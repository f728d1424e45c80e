"""What the engine accepts comes out as float64; all else is refused with what to do about it."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine import Points, lloyd
from kmviz.engine.checks import (
    check_centroids,
    check_choice,
    check_count,
    check_distinct,
    check_points,
    check_tolerance,
    first_distinct,
)
from tests.engine.boards import DISGUISES, RAGGED, UNUSABLE, Board, grids, many, seeds
from tests.engine.oracles import refused

WHOLE = np.array([[0.0, 3.0, 1.0], [2.0, 0.0, 7.0], [5.0, 5.0, 5.0], [2.0, 0.0, 7.0]])
FITTING = {name: value for name, value in UNUSABLE.items() if name != "squares underflow"}


@pytest.mark.parametrize("name", DISGUISES)
def test_any_layout_and_numeric_type_comes_out_as_its_float64_copy(name: str) -> None:
    """The result is a plain read-only float64 array of the same numbers, column by column."""
    array = check_points(DISGUISES[name](WHOLE))
    assert type(array) is np.ndarray
    assert array.dtype == np.float64
    assert array.dtype.isnative
    assert array.flags.f_contiguous
    assert not array.flags.writeable
    assert np.array_equal(array, WHOLE)


def test_booleans_count_as_0_and_1() -> None:
    """A column of truths is a column of numbers."""
    assert check_points([[True, False], [False, False]]).tolist() == [[1, 0], [0, 0]]


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_copy_is_private(order: Any) -> None:
    """What happens to the array that was given does not reach the copy, and it stays writeable."""
    given_array = np.array(WHOLE, order=order)
    copies = check_points(given_array), check_centroids(given_array[:2], check_points(WHOLE))
    given_array[:] = -1
    assert np.array_equal(copies[0], WHOLE)
    assert np.array_equal(copies[1], WHOLE[:2])


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_cannot_be_clustered_is_refused(name: str) -> None:
    """Other shapes, other types, and numbers that cannot be squared are refused by name."""
    with refused("points"):
        check_points(UNUSABLE[name])


@pytest.mark.parametrize("name", FITTING)
def test_what_cannot_be_a_centroid_is_refused(name: str) -> None:
    """Centroids are held to what points are held to, and the message says that it was they."""
    with refused("centroids"):
        check_centroids(FITTING[name], check_points([[0.0, 0.0], [1.0, 1.0], [2.0, 0.5]]))


def test_a_ragged_list_is_called_so() -> None:
    """Rows of unequal length are named as such, not in numpy's words."""
    with refused("rows of points are not equally long"):
        check_points(RAGGED)


def test_the_place_of_the_first_bad_number_is_named() -> None:
    """A NaN among many numbers is found by row and column."""
    points = np.zeros((50, 3))
    points[41, 2] = np.nan
    with refused("points[41, 2] is nan"):
        check_points(points)


@pytest.mark.parametrize("span", [1e-99, 1e-50, 1.0, 1e50, 1e149])
def test_every_span_whose_squares_fit_is_accepted(span: float) -> None:
    """From 1e-100 to 1e150 there is nothing to refuse."""
    assert np.ptp(check_points([[-span / 2], [span / 2]])) == span


@pytest.mark.parametrize("span", [5e-324, 1e-300, 1e-101, 1e151, 1e300])
def test_every_span_whose_squares_do_not_fit_is_refused(span: float) -> None:
    """Beyond, the message tells the span and asks for other units."""
    with refused(f"{span:.3g}", "squares"):
        check_points([[0.0], [span]])


def test_points_that_are_all_alike_are_accepted() -> None:
    """A span of 0 is no reason to refuse, however far from the origin."""
    assert check_points([[1e308], [1e308]]).tolist() == [[1e308], [1e308]]


def test_centroids_closer_than_squares_can_tell_are_accepted() -> None:
    """Only centroids and points together have a span to judge: the points give it here."""
    start = check_centroids([[0.0], [1e-200]], check_points([[0.0], [1e-200], [1.0]]))
    assert start.tolist() == [[0.0], [1e-200]]


def test_a_centroid_too_far_from_the_points_is_refused() -> None:
    """Neither spans too much alone, but the squares of their distances would overflow."""
    with refused("centroids", "squares"):
        check_centroids([[1e200, 0.0]], check_points([[0.0, 0.0], [1.0, 1.0]]))


def test_centroids_of_another_dimension_are_refused() -> None:
    """The message names both numbers of coordinates."""
    with refused("3 coordinates", "2"):
        check_centroids([[0.0, 0.0, 0.0]], check_points([[0.0, 0.0]]))


@pytest.mark.parametrize("value", [1, 7, np.int8(3), np.uint64(2), 10**30])
def test_whole_numbers_from_1_are_counts(value: Any) -> None:
    """Python's and numpy's whole numbers count, of any size."""
    assert check_count(value, "k") == value


@pytest.mark.parametrize(
    "value", [0, -1, True, False, np.True_, 2.0, np.float64(3), "3", None, [3], float("nan")]
)
def test_all_else_is_no_count(value: Any) -> None:
    """Booleans, fractions, text, and numbers below 1 are refused, with what was found."""
    with refused(f"k is {value!r}"):
        check_count(value, "k")


@pytest.mark.parametrize("value", [0, 0.0, 1e-4, 5, np.float32(0.5), np.int64(1)])
def test_numbers_from_0_are_tolerances(value: Any) -> None:
    """A tolerance is any finite number of 0 or more, and comes out as a float."""
    tolerance = check_tolerance(value)
    assert type(tolerance) is float
    assert tolerance == value


@pytest.mark.parametrize(
    "value",
    [-1e-9, float("nan"), float("inf"), -float("inf"), True, "0.1", None, 1j, np.complex128(1)],
)
def test_all_else_is_no_tolerance(value: Any) -> None:
    """NaN, infinities, negative and complex numbers, booleans and text are refused."""
    with refused(f"tolerance is {value!r}"):
        check_tolerance(value)


def test_a_choice_is_looked_up_by_its_name() -> None:
    """A known name gives what it stands for."""
    assert check_choice("b", {"a": 1, "b": 2}, "init") == 2


@pytest.mark.parametrize("name", ["c", "", None, 1, ["a"]])
def test_an_unknown_choice_is_refused_with_the_known_ones(name: Any) -> None:
    """The message says what was asked, and the hint which names there are."""
    with pytest.raises(ValueError, match=r"^init is .+\nchoose one of a, b$"):
        check_choice(name, {"a": 1, "b": 2}, "init")


@many
@given(grids(most=40), st.integers(1, 8))
def test_first_distinct_are_those_that_differ_from_all_before(board: Board, k: int) -> None:
    """The indices are those that a walk over the points in their order finds, up to k of them."""
    seen: dict[tuple[float, ...], int] = {}
    for i, point in enumerate(board.points.tolist()):
        seen.setdefault(tuple(point), i)
    assert first_distinct(board.points, k).tolist() == list(seen.values())[:k]


@many
@given(grids(most=40), st.integers(1, 8), seeds)
def test_first_distinct_in_an_order_are_those_of_the_points_so_ordered(
    board: Board, k: int, seed: int
) -> None:
    """What is found are places in the order, which need not hold all points."""
    n = len(board.points)
    order = np.random.default_rng(seed).permutation(n)[: max(1, n // 2)]
    found = first_distinct(board.points, k, order)
    assert np.array_equal(found, first_distinct(board.points[order], k))


@pytest.mark.parametrize("points", [[[0.0], [-0.0]], [[0.0, 1.0], [-0.0, 1.0]]])
def test_zeros_of_either_sign_are_one_place(points: Any) -> None:
    """0 and -0 are the same place: two clusters cannot share it."""
    with refused("2 distinct points", "only 1"):
        check_distinct(np.array(points), 2)


@many
@given(grids())
def test_more_clusters_than_distinct_points_is_refused_with_both_numbers(board: Board) -> None:
    """As many clusters as there are places is accepted, and one more is refused."""
    distinct = len({tuple(point) for point in board.points.tolist()})
    check_distinct(board.points, distinct)
    with refused(f"{distinct + 1} clusters", f"only {distinct}"):
        check_distinct(board.points, distinct + 1)


def _start(k: int) -> Points:
    return np.arange(2.0 * k).reshape(k, 2)


def test_lloyd_refuses_more_centroids_than_distinct_points() -> None:
    """The refusal comes at the call of `lloyd`, though the centroids are distinct themselves."""
    with refused("3 clusters", "only 2"):
        lloyd([[0.0, 0.0], [1.0, 1.0], [0.0, 0.0], [1.0, 1.0]], _start(3))
