"""The objective of a run, half-step by half-step: values go in, a staircase comes out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from kmviz.drawing import canvas, charts, lettering, words
from kmviz.drawing.charts import Axes
from kmviz.drawing.layouts import Box
from kmviz.drawing.style import Theme, rgb
from kmviz.engine.state import Points
from kmviz.story.language import Language

# What is plotted, told as fully as there is room for.
TITLES: Final = ("chart.objective", "chart.objective_in_short")

# The numbers of iterations that are written are multiples of one of these.
ROUND: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)

# A range of values that is less than this part of the largest one is none to be magnified, and one
# less than that part would be squashed if the axis began at 0.
FLAT: Final = 1e-3
SQUASHED: Final = 0.2

DOT: Final = 0.3  # the radius of the present dot, in font sizes
NUMBER: Final = 1.1  # the size of the present value, in font sizes
HALO: Final = 0.15  # how far its halo reaches, in sizes of its own


@dataclass(frozen=True, eq=False)
class Staircase:
    """The values of a run and the place of their chart.

    Attributes
    ----------
    box
        In pixels.
    values
        (m,), the objective after half-step 0, 1, …, m - 1: after assignments and updates in turn.
    first
        The number of the first iteration, as it is told.
    theme, text
        The colours, and the font size.
    along
        What the numbers along it count.
    language
        Of words and numbers.
    """

    box: Box
    values: Points
    first: int
    theme: Theme
    text: float
    along: str
    language: Language

    @cached_property
    def axes(self) -> Axes:
        """For all values: a row of numbers below, of words above, and one below if any."""
        box, text = self.box, self.text
        foot = (2.9 if _has_words_along(self) else 1.6) * text
        room = Box(box.left, box.bottom + foot, box.width, box.height - foot - 2.9 * text)
        levels = _levels(self.values, room.height, text)
        last = max(0.5, (len(self.values) - 1) / 2)
        axes = charts.lay_axes(room, levels, text, first=0.0, last=last, language=self.language)
        # half of the last number lies beyond its place
        beyond = 0.6 * lettering.text_width(str(_last(self)), charts.TICK * text)
        unit = last / (axes.plot.width - 2 * beyond)
        return replace(axes, first=-beyond * unit, last=last + beyond * unit)


def draw_axes(stairs: Staircase) -> Iterator[canvas.Mark]:
    """Draw what stays the same in a whole film."""
    axes = stairs.axes
    yield from charts.draw_levels(axes, stairs.theme, stairs.text)
    yield from charts.draw_numbers(axes, _iterations(axes, stairs), stairs.theme, stairs.text)
    yield from _words(axes, stairs)


def draw_steps(stairs: Staircase, step: int, value: float) -> Iterator[canvas.Mark]:
    """Draw all values faintly, and above them those of the past, the present one written out.

    Parameters
    ----------
    stairs
        What there is to draw.
    step
        The present half-step.
    value
        The objective now, on its way to that of this half-step.
    """
    axes = stairs.axes
    whole = _on(axes, _steps(stairs.values))
    walked = _on(axes, _steps(np.append(stairs.values[:step], value)))
    yield from _walk(whole, walked, stairs.theme, stairs.text)
    yield _number(axes, stairs, walked[-1], value, whole)


def draw_thread(stairs: Staircase, step: int, value: float) -> Iterator[canvas.Mark]:
    """Draw the same where there is room for neither axes nor numbers: from 0 to the largest value.

    Parameters
    ----------
    stairs
        What there is to draw.
    step
        The present half-step.
    value
        The objective now, on its way to that of this half-step.
    """
    whole = _within(stairs, _steps(stairs.values))
    walked = _within(stairs, _steps(np.append(stairs.values[:step], value)))
    yield from _walk(whole, walked, stairs.theme, stairs.text)


def _walk(whole: Points, walked: Points, theme: Theme, text: float) -> Iterator[canvas.Mark]:
    """Draw a staircase, the part that is walked above it, and where that ends."""
    yield canvas.Lines([whole], colors=_color(theme.faint), width=max(1.5, text / 9))
    yield canvas.Lines([walked], colors=_color(theme.ink), width=max(1.5, text / 8))
    yield charts.draw_dots(walked[-1:], theme.ink, theme, DOT * text)


def _within(stairs: Staircase, corners: Points) -> Points:
    """Give the pixels of a staircase that fills its box but for the dot's own room."""
    box, values, rim = stairs.box, stairs.values, 1.25 * DOT * stairs.text
    most = np.array([max(0.5, (len(values) - 1) / 2), float(values.max()) or 1.0])
    room = np.array([box.width - 2 * rim, box.height - 2 * rim])
    places: Points = np.array([box.left + rim, box.bottom + rim]) + corners / most * room
    return places


def _levels(values: Points, height: float, text: float) -> list[float]:
    """Give round levels around all values, from 0 on unless that squashes them."""
    low, high = float(values.min()), float(values.max())
    if high == 0:
        return [0.0, 1.0]
    if not FLAT < (high - low) / high < SQUASHED:
        low = 0.0
    return charts.levels_around(low, high, height, text)


def _steps(values: Points) -> Points:
    """Give the corners of a staircase, (2m - 1, 2): a value lasts until the next half-step."""
    places = np.repeat(np.arange(len(values)) / 2, 2)
    return np.stack([places[1:], np.repeat(values, 2)[:-1]], axis=1)


def _on(axes: Axes, corners: Points) -> Points:
    return np.stack([axes.x(corners[:, 0]), axes.y(corners[:, 1])], axis=1)


def _iterations(axes: Axes, stairs: Staircase) -> list[tuple[float, int]]:
    """Give the numbers of iterations that have room, each with its place along the axis."""
    last = _last(stairs)
    apart = charts.numbers_apart(axes, last, stairs.text)
    every = next((every for every in ROUND if every >= apart), apart)
    return [
        (float(number - stairs.first), number)
        for number in range(stairs.first, last + 1)
        if number % every == 0
    ]


def _last(stairs: Staircase) -> int:
    return stairs.first + (len(stairs.values) - 1) // 2


def _words(axes: Axes, stairs: Staircase) -> Iterator[canvas.Mark]:
    theme, text, plot = stairs.theme, stairs.text, axes.plot
    room = stairs.box.right - plot.left
    titles = map(stairs.language.say, TITLES)
    title = words.fullest(titles, room, text) or "J"
    yield canvas.Text(title, (plot.left, stairs.box.top - text), size=text, color=theme.quiet)
    if _has_words_along(stairs):
        at = (plot.left + plot.width / 2, stairs.box.bottom + 0.3 * text)
        yield canvas.Text(
            stairs.along, at, size=charts.TICK * text, color=theme.quiet, align="center"
        )


def _has_words_along(stairs: Staircase) -> bool:
    return stairs.box.height > 11 * stairs.text


def _number(
    axes: Axes, stairs: Staircase, dot: Points, value: float, corners: Points
) -> canvas.Mark:
    """Write the present value beside its dot, where it is clear of the staircase.

    It stands above it, to the right of the dot where there is room; but to the left where the last
    step down is so deep that above would be far away.
    """
    told, size = stairs.language.number(value), NUMBER * stairs.text
    width, gap = lettering.text_width(told, size, bold=True), 0.5 * stairs.text
    left = min(dot[0] + gap, axes.plot.right - width - HALO * size)
    bottom = _heights(corners, left - 0.2 * gap, left + width).max(initial=dot[1]) + gap
    if bottom > dot[1] + 2 * size:
        beside = dot[0] - gap - width
        level = max(dot[1] - 0.37 * size, axes.plot.bottom + gap)
        nearest = _heights(corners, beside, dot[0] - 0.2 * gap).min()
        if beside >= axes.plot.left and nearest > level + size:
            left, bottom = beside, level
    at, theme = (left + width / 2, bottom), stairs.theme
    return canvas.Label(told, at, size=size, color=theme.ink, halo=theme.ground, opacity=1)


def _heights(corners: Points, left: float, right: float) -> Points:
    """Give the heights of the parts of a staircase that lie between two columns."""
    ends = corners[:-1], corners[1:]
    low, high = np.minimum(*ends), np.maximum(*ends)
    near = (high[:, 0] >= left) & (low[:, 0] <= right)
    return np.concatenate([low[near, 1], high[near, 1]])


def _color(color: str) -> Points:
    return rgb(color)[np.newaxis] / 255.0
