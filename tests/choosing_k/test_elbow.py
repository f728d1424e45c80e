"""The elbow is where Kneedle, told step by step, finds it."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.choosing_k import elbow
from tests.choosing_k.evidence import IRIS, quick, with_inertias
from tests.engine.boards import many

falls = st.lists(st.floats(0.01, 100), min_size=2, max_size=11)


def _kneedle(ys: list[float], sensitivity: float) -> int | None:
    """Follow the paper's steps 2 to 6 for a convex decreasing curve over 1, 2, …."""
    xs = list(range(1, len(ys) + 1))
    x_sn = [(x - xs[0]) / (xs[-1] - xs[0]) for x in xs]
    y_sn = [(y - min(ys)) / (max(ys) - min(ys)) for y in ys]
    y_d = [(1 - y) - x for x, y in zip(x_sn, y_sn, strict=True)]
    step = sum(b - a for a, b in pairwise(x_sn)) / (len(xs) - 1)
    candidate, threshold = None, 0.0
    for i in range(1, len(xs)):
        if candidate is not None and y_d[i] < threshold:
            return xs[candidate]
        if i + 1 < len(xs) and y_d[i - 1] < y_d[i] >= y_d[i + 1]:
            candidate, threshold = i, y_d[i] - sensitivity * step
    return None


@many
@given(falls, st.sampled_from([0.5, 1.0, 2.0]))
def test_the_knee_is_that_of_the_paper(steps: list[float], sensitivity: float) -> None:
    """For any falling curve, the chosen k is the one that the transcribed steps declare."""
    inertias = np.cumsum([0.0, *steps])[::-1].tolist()
    verdict = elbow(with_inertias(inertias), sensitivity=sensitivity)
    assert verdict.chosen == _kneedle(inertias, sensitivity)


def test_the_example_of_the_paper() -> None:
    """The curve 5 - 1 / (x + 0.1) at ten x from 0 to 1, upside down, bends at x = 0.22."""
    xs = np.linspace(0, 1, 10)
    verdict = elbow(with_inertias((1 / (xs + 0.1)).tolist()))
    assert verdict.chosen is not None
    assert xs[verdict.chosen - 1] == pytest.approx(0.22, abs=0.005)


def test_iris_bends_at_3() -> None:
    """The scores are the inertias, and the reason names the k."""
    sweep = quick(IRIS, 10)
    verdict = elbow(sweep)
    assert verdict.chosen == 3
    assert np.array_equal(verdict.scores, sweep.inertias)
    assert "k = 3" in verdict.reason


@pytest.mark.parametrize("inertias", [[9.0], [9.0, 1.0], [9.0, 6.0, 3.0, 0.0]])
def test_a_straight_or_short_curve_has_no_elbow(inertias: list[float]) -> None:
    """Where nothing bends, no k is chosen, and the reason says so."""
    verdict = elbow(with_inertias(inertias))
    assert verdict.chosen is None
    assert "bend" in verdict.reason
