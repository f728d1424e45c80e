"""Facts about the staircase of the objective: true to every half-step, and nothing on another."""

from itertools import pairwise
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.drawing import canvas
from kmviz.drawing.layouts import Box
from kmviz.drawing.staircase import Staircase, draw_axes, draw_steps, draw_thread
from kmviz.drawing.style import THEMES
from kmviz.engine import Points
from kmviz.story import captions
from kmviz.story.language import ENGLISH
from tests.drawing.looks import reach
from tests.story.runs import some

# Of a lecture at 1280x720, at 480x800 and at 320x240.
PLACES = [
    (Box(743, 25, 512, 330), 20.0),
    (Box(14, 14, 452, 165), 20.0),
    (Box(162, 8, 150, 130), 11),
]


@st.composite
def falls(draw: st.DrawFn) -> Points:
    """Draw the values of a run of 1 to 300 iterations, of any order of magnitude."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = 2 * draw(st.integers(1, 8) | st.integers(1, 300)) - 1
    falls = rng.exponential(size=count) ** draw(st.integers(0, 6))
    values = np.cumsum(falls[::-1])[::-1] + draw(st.sampled_from([0.0, 1.0, 1e3]))
    scaled: Points = values / values[0] * 10.0 ** draw(st.integers(-12, 12))
    return scaled


def stairs(values: Points | list[float], place: int = 0, first: int = 1) -> Staircase:
    box, text = PLACES[place]
    told = np.asarray(values, dtype=float)
    return Staircase(box, told, first, THEMES["light"], text, "iteration", ENGLISH)


def lines(staircase: Staircase, step: int, value: float) -> tuple[Points, Points]:
    """Give the corners of the whole staircase and of the part that has been walked."""
    whole, walked, *_ = draw_steps(staircase, step, value)
    return _corners(whole), _corners(walked)


def _corners(mark: canvas.Mark) -> Points:
    assert isinstance(mark, canvas.Lines)
    (path,) = mark.paths
    return path


def number(staircase: Staircase, step: int, value: float) -> canvas.Label:
    *_, words = draw_steps(staircase, step, value)
    return cast("canvas.Label", words)


@some
@given(falls(), st.integers(0, 2))
def test_no_half_step_goes_up(values: Points, place: int) -> None:
    """From left to right a staircase of falling values never rises, and ends where they end."""
    whole, _ = lines(stairs(values, place), 0, values[0])
    assert len(whole) == 2 * len(values) - 1
    assert (np.diff(whole[:, 0]) >= 0).all()
    assert (np.diff(whole[:, 1]) <= 1e-9).all()


def test_each_value_is_drawn_at_its_half_step_and_its_height() -> None:
    """Values are half an iteration apart, in proportion to their heights, flat until the next."""
    values = [8.0, 6.0, 3.0, 2.0, 0.0]
    whole, _ = lines(stairs(values), 0, 8.0)
    falls_to = whole[::2]
    assert np.diff(falls_to[:, 0]) == pytest.approx([np.ptp(whole[:, 0]) / 4] * 4)
    unit = np.ptp(whole[:, 1]) / 8
    assert falls_to[:, 1] - falls_to[-1, 1] == pytest.approx(unit * np.array(values))
    assert whole[1::2, 1] == pytest.approx(falls_to[:-1, 1])


@some
@given(falls(), st.data())
def test_what_was_walked_ends_at_the_present(values: Points, data: st.DataObject) -> None:
    """The walked part lies on the staircase, and ends in the dot, on the way down to its value."""
    step = data.draw(st.integers(0, len(values) - 1))
    above = values[max(step - 1, 0)]
    value = values[step] + data.draw(st.floats(0, 1)) * (above - values[step])
    staircase = stairs(values)
    whole, walked = lines(staircase, step, value)
    assert np.allclose(walked[:-1], whole[: 2 * step])
    _, _, dot, _ = draw_steps(staircase, step, value)
    assert isinstance(dot, canvas.Markers)
    assert np.allclose(dot.places, walked[-1:])
    assert walked[-1, 0] == pytest.approx(whole[2 * step, 0])
    low, high = sorted([whole[2 * step, 1], whole[max(2 * step - 1, 0), 1]])
    assert low - 1e-6 <= walked[-1, 1] <= high + 1e-6


@some
@given(falls(), st.data(), st.integers(0, 2))
def test_the_present_value_stands_clear(values: Points, data: st.DataObject, place: int) -> None:
    """Its number, as J is written, lies on no part of the staircase, its dot, its axes or words."""
    step = data.draw(st.integers(0, len(values) - 1) | st.just(len(values) - 1))
    staircase = stairs(values, place)
    words = number(staircase, step, values[step])
    assert words.words == captions.number(values[step])
    box, text = reach(words), staircase.text
    whole, _ = lines(staircase, step, values[step])
    ink = box.padded(-0.12 * text)  # the box of a text is higher than its digits
    for (x0, y0), (x1, y1) in pairwise(whole):
        beside = max(x0, x1) < ink.x0 or min(x0, x1) > ink.x1
        assert beside or max(y0, y1) < ink.y0 or min(y0, y1) > ink.y1
    _, _, dot, _ = draw_steps(staircase, step, values[step])
    assert not reach(dot).overlaps(ink)
    for mark in draw_axes(staircase):
        if isinstance(mark, canvas.Text):
            assert not reach(mark).overlaps(ink)


@some
@given(falls(), st.data(), st.integers(0, 2))
def test_all_of_it_lies_within_its_box(values: Points, data: st.DataObject, place: int) -> None:
    """Axes, staircase, dot and number are whole within the box, whatever the values."""
    staircase = stairs(values, place)
    step = data.draw(st.integers(0, len(values) - 1))
    box = staircase.box
    for mark in (*draw_axes(staircase), *draw_steps(staircase, step, values[step])):
        inked = reach(mark)
        assert box.left <= inked.x0 + 0.6
        assert inked.x1 <= box.right + 0.6
        assert box.bottom <= inked.y0 + 0.6
        assert inked.y1 <= box.top + 0.6


@some
@given(falls(), st.integers(0, 2), st.sampled_from([1, 250]))
def test_numbers_along_the_axes_do_not_touch(values: Points, place: int, first: int) -> None:
    """Iterations and levels are written apart from each other, each iteration below its place."""
    staircase = stairs(values, place, first)
    words = [mark for mark in draw_axes(staircase) if isinstance(mark, canvas.Text)]
    boxes = [reach(mark) for mark in words]
    for index, one in enumerate(boxes):
        assert not any(one.padded(-0.1).overlaps(other) for other in boxes[:index])
    whole, _ = lines(staircase, 0, values[0])
    for mark in words:
        if mark.align == "center" and mark.words.isdigit():
            iteration = int(mark.words) - first
            assert mark.at[0] == pytest.approx(whole[4 * iteration, 0])


def test_iterations_count_from_one_in_round_numbers() -> None:
    """A short run numbers every iteration, a long one round ones."""

    def told(iterations: int) -> list[str]:
        marks = draw_axes(stairs(np.linspace(9, 1, 2 * iterations - 1)))
        centred = [m for m in marks if isinstance(m, canvas.Text) and m.align == "center"]
        return [mark.words for mark in centred if mark.words.isdigit()]

    assert told(1) == ["1"]
    assert told(5) == ["1", "2", "3", "4", "5"]
    assert told(300) == ["50", "100", "150", "200", "250", "300"]


@pytest.mark.parametrize(
    ("values", "lowest"),
    [([9.0, 8.0, 4.0], "0"), ([100.0, 99.0, 95.0], None), ([5.0, 5.0, 5.0], "0"), ([0.0], "0")],
)
def test_the_axis_begins_at_nought_unless_that_squashes(
    values: list[float], lowest: str | None
) -> None:
    """Zero is on the axis; not where all that happens would be in the uppermost fifth."""
    marks = [mark for mark in draw_axes(stairs(values)) if isinstance(mark, canvas.Text)]
    levels = [mark.words for mark in marks if mark.align == "right"]
    assert float(levels[0]) == 0 if lowest == "0" else float(levels[0]) > 90


def test_the_axes_do_not_depend_on_the_present() -> None:
    """While the present moves on, the staircase stays where it is."""
    staircase = stairs([9.0, 5.0, 4.0, 3.5, 3.0])
    first, _ = lines(staircase, 0, 9.0)
    for step, value in enumerate([9.0, 5.0, 4.0, 3.5, 3.0]):
        assert np.array_equal(lines(staircase, step, value)[0], first)


def test_values_that_rise_are_drawn_as_they_are() -> None:
    """Other algorithms may go up: the staircase does too, and the number stands clear of it."""
    values = [9.0, 5.0, 7.0, 4.0, 6.0]
    whole, _ = lines(stairs(values), 1, 5.0)
    assert (np.diff(whole[::2, 1]) > 0).tolist() == [False, True, False, True]
    box = reach(number(stairs(values), 1, 5.0)).padded(-2)
    for corner in whole:
        assert not box.contains(*corner)


@some
@given(falls(), st.data())
def test_without_axes_a_staircase_is_as_high_as_its_values(
    values: Points, data: st.DataObject
) -> None:
    """In a strip all of it lies within; heights are in the ratio of the values, from 0 on."""
    step = data.draw(st.integers(0, len(values) - 1))
    strip = Box(20, 40, 500, 33)
    staircase = Staircase(strip, values, 1, THEMES["light"], 15.0, "iteration", ENGLISH)
    marks = list(draw_thread(staircase, step, float(values[step])))
    whole, walked = _corners(marks[0]), _corners(marks[1])
    foot = strip.bottom + strip.top - whole[0, 1]
    heights = (whole[:, 1] - foot) / (whole[0, 1] - foot)
    assert heights[::2] == pytest.approx(values / values[0], abs=1e-9)
    assert np.allclose(walked, whole[: len(walked)])
    assert len(walked) == 2 * step + 1
    assert all(strip.left <= reach(mark).x0 <= reach(mark).x1 <= strip.right for mark in marks)
    assert all(strip.bottom <= reach(mark).y0 <= reach(mark).y1 <= strip.top for mark in marks)
