"""Boards: numbers and a seed in, points in the square out."""

import random
import statistics
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.data import gaussian, peaked, textbook, uniform
from kmviz.data.boards import BOARDS

Blobs = Callable[..., Any]

ANY_COUNT = ("uniform", "gaussian", "peaked")  # the others have groups that want some points
SEEDS = st.integers(0, 2**32)
COUNTS = st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n)))


@given(st.integers(1, 300), SEEDS)
def test_a_uniform_board_fills_the_square(n: int, seed: int) -> None:
    """A uniform board has n points with two float64 coordinates from -1 to 1."""
    points = uniform(n, seed)
    assert points.shape == (n, 2)
    assert points.dtype == np.float64
    assert (np.abs(points) <= 1).all()


@pytest.mark.parametrize("board", [gaussian, peaked])
@given(counts=COUNTS, seed=SEEDS)
def test_blobs_have_exactly_n_points_inside(
    board: Blobs, counts: tuple[int, int], seed: int
) -> None:
    """A board of blobs has exactly n points inside the open square, whether or not k divides n."""
    points = board(*counts, seed)
    assert points.shape == (counts[0], 2)
    assert points.dtype == np.float64
    assert (np.abs(points) < 1).all()


@pytest.mark.parametrize("name", ANY_COUNT)
@given(counts=COUNTS, seed=SEEDS)
def test_a_seed_fixes_the_board(name: str, counts: tuple[int, int], seed: int) -> None:
    """An int seeds as `numpy.random.default_rng` does, and a generator is drawn from, not reset."""
    rng = np.random.default_rng(seed)
    first, second = (BOARDS[name](*counts, rng) for _ in range(2))
    assert np.array_equal(BOARDS[name](*counts, seed), first)
    assert not np.array_equal(first, second)


def test_the_registry_calls_the_public_functions() -> None:
    """Each name of the command line stands for the function of that name."""
    assert np.array_equal(BOARDS["uniform"](50, 7, 3), uniform(50, rng=3))
    assert np.array_equal(BOARDS["gaussian"](50, 7, 3), gaussian(50, 7, rng=3))
    assert np.array_equal(BOARDS["peaked"](50, 7, 3), peaked(50, 7, rng=3))
    for name in BOARDS.keys() - set(ANY_COUNT):
        board = getattr(textbook, name.replace("-", "_"))
        assert np.array_equal(BOARDS[name](50, 7, 3), board(50, rng=3))


def test_a_uniform_board_is_even() -> None:
    """Each of 100 equal squares holds about a hundredth of 100,000 uniform points."""
    rows, columns = np.floor((uniform(100_000, 0).T + 1) * 5).astype(int)
    counts = np.bincount(10 * rows + columns, minlength=100)
    assert np.abs(counts - 1000).max() < 5 * 1000**0.5


def slow_gaussian_blob(n: int, rng: random.Random) -> list[tuple[float, float]]:
    """Draw one blob as the definition says it, a point at a time."""
    centre, deviation = (rng.uniform(-1, 1), rng.uniform(-1, 1)), rng.uniform(0.05, 0.5)
    points: list[tuple[float, float]] = []
    while len(points) < n:
        x, y = (rng.gauss(c, deviation) for c in centre)
        if -1 < x < 1 and -1 < y < 1:
            points.append((x, y))
    return points


def test_gaussian_blobs_follow_their_definition() -> None:
    """Places and widths of 2,000 blobs are distributed as in a pure Python reference."""
    rng = random.Random(1)  # noqa: S311  (not NumPy's, so that the reference shares nothing)
    slow = [slow_gaussian_blob(20, rng) for _ in range(2000)]
    fast = gaussian(40_000, 2000, 1).reshape(2000, 20, 2)
    for axis in (0, 1):
        told = [[point[axis] for point in blob] for blob in slow]
        drawn = fast[:, :, axis].tolist()
        for measure, tolerance in ((statistics.fmean, 0.06), (statistics.stdev, 0.015)):
            expected = statistics.quantiles([measure(blob) for blob in told], n=10)
            found = statistics.quantiles([measure(blob) for blob in drawn], n=10)
            assert found == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize(("n", "k", "sizes"), [(10, 3, [4, 3, 3]), (7, 7, [1] * 7), (5, 1, [5])])
def test_the_sizes_of_blobs_differ_by_one_at_most(n: int, k: int, sizes: list[int]) -> None:
    """Where k does not divide n, the first blobs have one point more."""
    points = peaked(n, k, 0)
    gaps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    edges = [0, *np.flatnonzero(gaps > 0.2) + 1, n]
    assert np.diff(edges).tolist() == sizes


@given(st.integers(2, 100), SEEDS)
def test_peaked_blobs_never_touch(k: int, seed: int) -> None:
    """Two points of one blob are closer than half the way to any point of another."""
    blobs = peaked(8 * k, k, seed).reshape(k, 8, 2)
    points = blobs.reshape(-1, 2)
    apart = np.linalg.norm(points[:, None] - points, axis=2).reshape(k, 8, k, 8)
    same = np.eye(k, dtype=bool)[:, None, :, None]
    widest = np.where(same, apart, 0).max()
    nearest = np.where(same, np.inf, apart).min()
    assert 2 * widest < nearest


@pytest.mark.parametrize("count", [0, -1, True, 2.0, 2.5, "3", None, np.float64(4)])
def test_a_count_must_be_a_whole_number(count: Any) -> None:
    """What is no whole number of at least 1 is refused by its name, with a remedy."""
    for name in ANY_COUNT:
        with pytest.raises(ValueError, match="whole number") as refusal:
            BOARDS[name](count, 1, None)
        assert str(refusal.value) == f"n is {count!r}\ngive a whole number of 1 or more"
    for blobs in (gaussian, peaked):
        with pytest.raises(ValueError, match="whole number") as refusal:
            blobs(9, count)
        assert str(refusal.value) == f"k is {count!r}\ngive a whole number of 1 or more"


@pytest.mark.parametrize("board", [gaussian, peaked])
def test_there_are_no_more_blobs_than_points(board: Blobs) -> None:
    """More blobs than points are refused with both numbers."""
    with pytest.raises(ValueError, match="more than") as refusal:
        board(5, 6)
    assert str(refusal.value) == "k = 6 is more than the n = 5 points\nuse k = 5 or less, or n = 6"


def test_counts_of_numpy_are_whole_numbers() -> None:
    """An integer of NumPy counts like an int."""
    n, k = np.array([9, 4])
    assert np.array_equal(gaussian(n, k, 0), gaussian(9, 4, 0))
