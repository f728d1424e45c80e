"""Facts about small charts: values are where the axes say, and nothing leaves its box."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.drawing import canvas
from kmviz.drawing.canvas import Canvas
from kmviz.drawing.charts import Curve, draw_chart
from kmviz.drawing.layouts import Box
from kmviz.drawing.style import THEMES, rgb
from tests.story.runs import some

LIGHT = THEMES["light"]
BOX = Box(20, 30, 300, 200)


def curve(values: list[float], **other: Any) -> Curve:
    plain: dict[str, Any] = {"spread": None, "chosen": None, "shown": len(values)}
    return Curve("a title", np.array(values), **{**plain, **other})


def drawn(shown: Curve, box: Box = BOX, text: float = 14) -> Any:
    sheet = Canvas(360, 260, LIGHT.ground)
    sheet.draw(draw_chart(box, shown, LIGHT, text), within=Box(0, 0, 360, 260))
    return sheet.pixels[..., :3].astype(int)


def places(pixels: Any, color: str) -> Any:
    """Give the (row, column) of pixels of exactly this colour."""
    return np.argwhere((pixels == rgb(color)).all(axis=2))


@some
@given(
    st.lists(st.floats(-1e6, 1e6) | st.just(np.nan), min_size=1, max_size=30),
    st.sampled_from([9.0, 14.0, 20.0]),
)
def test_nothing_leaves_the_box(values: list[float], text: float) -> None:
    """Whatever the values, every mark of a chart is within its box, but for half a character."""
    changed = np.argwhere((drawn(curve(values), text=text) != rgb(LIGHT.ground)).any(axis=2))
    rows, columns = 260 - changed[:, 0], changed[:, 1]
    slack = text
    assert rows.max() <= BOX.top + slack
    assert rows.min() >= BOX.bottom - slack
    assert columns.min() >= BOX.left - slack
    assert columns.max() <= BOX.right + slack


@some
@given(st.floats(-1e9, 1e9), st.floats(0, 1e9), st.integers(1, 6))
def test_levels_are_round_and_around_the_values(low: float, width: float, about: int) -> None:
    """The lines across a chart are evenly spaced, and no value lies outside of them."""
    levels = canvas.round_levels(low, low + width, about)
    assert len(levels) >= 2
    rounding = 1e-9 * (abs(low) + width)
    assert levels[0] <= low + rounding
    assert levels[-1] >= low + width - rounding
    assert np.allclose(np.diff(levels), levels[1] - levels[0], atol=10 * rounding)


def test_the_chosen_k_is_pointed_out() -> None:
    """The accent colour stands at the chosen k, and nowhere on a chart that chooses none."""
    values = [9.0, 4.0, 1.0, 0.5]
    rows, columns = places(drawn(curve(values, chosen=3)), LIGHT.accent).mean(axis=0)
    other = places(drawn(curve(values, chosen=2)), LIGHT.accent).mean(axis=0)
    assert columns > other[1]
    assert rows > other[0]  # the value at 3 is smaller than at 2: lower on the picture
    assert len(places(drawn(curve(values)), LIGHT.accent)) == 0


def test_a_curve_that_is_not_whole_points_nothing_out() -> None:
    """While values are still to come, none is marked as the chosen one."""
    growing = curve([9.0, 4.0, 1.0, 0.5], chosen=2, shown=3)
    assert len(places(drawn(growing), LIGHT.accent)) == 0


def test_axes_never_jump() -> None:
    """A curve that grows keeps what was drawn of it: its axes are those of all values."""
    values = [9.0, 4.0, 1.0, 0.5]
    less, more = (drawn(curve(values, shown=shown)) for shown in (2, 3))
    lost = (less != rgb(LIGHT.ground)).any(axis=2) & (more == rgb(LIGHT.ground)).all(axis=2)
    assert not lost.any()


def test_error_bars_are_as_long_as_the_spread() -> None:
    """Twice the spread makes bars twice as long."""
    lengths = []
    for spread in (1.0, 2.0):
        shown = curve([5.0, 5.0, 0.0, 10.0], spread=np.array([0, spread, 0, 0.0]))
        plain = curve([5.0, 5.0, 0.0, 10.0], spread=np.zeros(4))
        rows = np.argwhere((drawn(shown) != drawn(plain)).any(axis=2))[:, 0]
        lengths.append(rows.max() - rows.min())
    assert lengths[1] == pytest.approx(2 * lengths[0], abs=3)


def test_values_that_are_not_there_leave_a_gap() -> None:
    """NaN draws nothing, and a chart of nothing but NaN is an empty one."""
    nothing = drawn(curve([np.nan, np.nan]))
    assert len(places(nothing, LIGHT.ink)) > 0  # the title
    beginning = drawn(curve([np.nan, 3.0, 2.0]))
    assert len(places(beginning, LIGHT.ink)) > 0
