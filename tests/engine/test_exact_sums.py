"""Sums are exact, whatever is added to what, and objectives follow from them."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine import Labels, Points, Tally
from kmviz.engine.exact_sums import choose_gauge, objective, parts
from tests.engine.boards import Board, clouds, many, seeds, some

SIZES = st.sampled_from([1, 2, 7, 200])


@many
@given(seeds, SIZES, st.integers(-300, 300), st.sampled_from([0.0, 1.0, 1e6]))
def test_parts_add_up_in_any_order(seed: int, n: int, exponent: int, offset: float) -> None:
    """The sum of each part by numpy is the exact one, forwards and backwards."""
    points = (np.random.default_rng(seed).normal(size=(n, 1)) + offset) * 2.0**exponent
    gauge = choose_gauge(points, bounds_of(points))
    for part in parts(points[:, 0] - gauge.origin[0], gauge.rounders[:, 0]):
        assert part.sum() == part[::-1].sum() == np.cumsum(part)[-1] == math.fsum(part)


@many
@given(seeds, SIZES, st.sampled_from([0.0, 3.0, -1e9]))
def test_parts_leave_next_to_nothing_out(seed: int, n: int, offset: float) -> None:
    """Both parts of a number together are the number, but for less than its 80th binary digit."""
    points = np.random.default_rng(seed).normal(size=(n, 1)) + offset
    gauge = choose_gauge(points, bounds_of(points))
    values = points[:, 0] - gauge.origin[0]
    first, second = parts(values.copy(), gauge.rounders[:, 0])
    most = Fraction(float(np.abs(values).max()))
    for value, one, other in zip(values, first, second, strict=True):
        assert abs(Fraction(value) - Fraction(one) - Fraction(other)) <= most / 2**80


def bounds_of(points: Points) -> Points:
    return np.stack([points.min(axis=0), points.max(axis=0)])


def _tally(points: Points, labels: Labels, k: int, origin: Points) -> Tally:
    members = [points[labels == j] - origin for j in range(k)]
    counts = np.array([len(rows) for rows in members])
    return Tally(np.array([rows.sum(axis=0) for rows in members]), counts, math.nan)


@some
@given(clouds(), seeds, st.sampled_from([0.0, 1e6]))
def test_an_objective_is_the_sum_of_squares(board: Board, seed: int, offset: float) -> None:
    """Where there is an answer, it is the sum that every point's own distance gives."""
    rng = np.random.default_rng(seed)
    points, targets = board.points + offset, board.start + offset
    labels = rng.integers(len(targets), size=len(points))
    gauge = choose_gauge(points, bounds_of(points))
    found = objective(gauge, _tally(points, labels, len(targets), gauge.origin), targets)
    truth = ((points - targets[labels]) ** 2).sum()
    assert found is None or found == pytest.approx(truth, rel=1e-11, abs=1e-16)


def test_an_objective_that_would_lose_its_digits_is_not_given() -> None:
    """Two tight clusters far apart leave less than a thousandth of the scatter."""
    points = np.array([[0.0, 0.0], [1e-6, 0.0], [1.0, 1.0], [1.0, 1.0 + 1e-6]])
    gauge = choose_gauge(points, bounds_of(points))
    tally = _tally(points, np.array([0, 0, 1, 1]), 2, gauge.origin)
    assert objective(gauge, tally, points[1:3]) is None
