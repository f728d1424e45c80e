"""f(K) is that of Pham, Dimov and Nguyen, to the last digit."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.choosing_k import f_k
from tests.choosing_k.evidence import IRIS, quick, with_inertias
from tests.engine.boards import many
from tests.engine.oracles import refused


def _alpha(k: int, n_d: int) -> Fraction:
    if k == 2:
        return 1 - Fraction(3, 4 * n_d)
    before = _alpha(k - 1, n_d)
    return before + (1 - before) / 6


def _f(s: list[int], k: int, n_d: int) -> Fraction:
    if k == 1 or s[k - 2] == 0:
        return Fraction(1)
    return Fraction(s[k - 1]) / (_alpha(k, n_d) * s[k - 2])


@many
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12), st.integers(2, 20))
def test_f_is_that_of_the_paper(s: list[int], n_d: int) -> None:
    """Computed in fractions, the formulas (2), (3a) and (3b) give the same values and choice."""
    s = [*sorted([value + 1 for value in s], reverse=True), 0, 0]
    verdict = f_k(with_inertias([float(value) for value in s], d=n_d))
    exact = [_f(s, k, n_d) for k in range(1, len(s) + 1)]
    assert verdict.scores.tolist() == pytest.approx([float(f) for f in exact], rel=1e-12)
    smallest = min(exact)
    assert verdict.chosen == (1 + exact.index(smallest) if smallest < Fraction(85, 100) else 1)


def test_iris() -> None:
    """f(2) is 0.27518823, and the smallest."""
    verdict = f_k(quick(IRIS, 6))
    assert verdict.scores[0] == 1
    assert verdict.scores[1] == pytest.approx(0.27518823, abs=5e-9)
    assert verdict.chosen == 2


@pytest.mark.parametrize(("second", "chosen"), [(0.84, 2), (0.86, 1)])
def test_what_is_not_below_0_85_is_one_cluster(second: float, chosen: int) -> None:
    """An f of 0.84 chooses its K, one of 0.86 does not."""
    verdict = f_k(with_inertias([100.0, second * 100 * (1 - 3 / 8)]))
    assert verdict.scores[1] == pytest.approx(second)
    assert verdict.chosen == chosen


def test_one_k_is_one_cluster() -> None:
    """With nothing to compare, f(1) = 1 says one cluster."""
    verdict = f_k(with_inertias([5.0]))
    assert verdict.scores.tolist() == [1.0]
    assert verdict.chosen == 1


def test_points_on_a_line_are_refused() -> None:
    """The weight is defined for two or more coordinates only."""
    with refused("two or more coordinates"):
        f_k(quick(np.arange(6.0)[:, np.newaxis], 3))
