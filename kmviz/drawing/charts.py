"""Small charts: a curve over whole numbers goes in, marks within a box come out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from kmviz.drawing import canvas, lettering, words
from kmviz.drawing.layouts import Box
from kmviz.drawing.style import Theme, rgb
from kmviz.engine.state import Points
from kmviz.story.language import ENGLISH, Language, power_of_ten

Number = TypeVar("Number", float, Points)

TICK: Final = 0.95  # the size of numbers along the axes, in font sizes
LEAST_TITLE: Final = 0.68  # the size of a title that would not fit otherwise, in font sizes
MOST_LEVELS: Final = 5  # lines across a chart
CLOSEST: Final = 1.25  # the least distance of two of them, in font sizes
PLAIN: Final = (1e-4, 1e5)  # steps between levels that are written without a power of ten


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Values over k = 1, 2, …, and the k that they speak for.

    Attributes
    ----------
    title
        What is plotted.
    values
        (t,), NaN where there is no value.
    spread
        (t,), half the height of error bars, or None.
    chosen
        The k that is marked, or None.
    shown
        How many of the values are drawn; the axes are those of all.
    """

    title: str
    values: Points
    spread: Points | None
    chosen: int | None
    shown: int


@dataclass(frozen=True, slots=True, eq=False)
class Axes:
    """Where numbers and values lie in a box of pixels.

    Attributes
    ----------
    plot
        Of the curve; what is written along the axes lies outside of it.
    first, last
        The numbers at its left and right edges.
    levels
        Round values, evenly spaced from its lower edge to its upper one.
    spelled
        The same as they are written.
    """

    plot: Box
    first: float
    last: float
    levels: list[float]
    spelled: list[str]

    def x(self, number: Number) -> Number:
        """Give the pixel column of each number."""
        return self.plot.left + (number - self.first) / (self.last - self.first) * self.plot.width

    def y(self, value: Number) -> Number:
        """Give the pixel row of each value."""
        low, high = self.levels[0], self.levels[-1]
        return self.plot.bottom + (value - low) / (high - low) * self.plot.height


def draw_chart(
    box: Box, curve: Curve, theme: Theme, text: float, *, language: Language = ENGLISH
) -> Iterator[canvas.Mark]:
    """Draw a curve with its title, a few levels, and the chosen k."""
    bottom, head = 1.6 * text, 1.9 * text
    room = Box(box.left, box.bottom + bottom, box.width, box.height - bottom - head)
    levels = _levels(curve, room.height, text)
    last = len(curve.values) + 0.5
    axes = lay_axes(room, levels, text, first=0.5, last=last, language=language)
    size = words.shrunk(curve.title, box.width, text, least=LEAST_TITLE * text)
    title = words.fit(curve.title, box.width, size, bold=True)
    yield canvas.Text(title, (box.left, box.top - text), size=size, color=theme.ink, bold=True)
    yield from draw_levels(axes, theme, text)
    yield from _numbers(axes, curve, theme, text)
    yield from _curve(axes, curve, theme, text)


def levels_around(low: float, high: float, height: float, text: float) -> list[float]:
    """Give round levels from at most low to at least high, few enough for a plot of this height."""
    levels = canvas.round_levels(low, high, most_steps(height, text))
    has_room = (len(levels) - 1) * CLOSEST * text <= height
    return levels if has_room else [levels[0], levels[-1]]


def most_steps(height: float, text: float) -> int:
    """Give how many steps there may be from the lowest level of a plot to the highest."""
    return min(MOST_LEVELS, max(1, int(height / (2.2 * text))))


def spell(level: float, levels: list[float], language: Language = ENGLISH) -> str:
    """Write a level with as many decimals as all of them need."""
    step = levels[1] - levels[0]
    if PLAIN[0] <= step < PLAIN[1]:
        return language.decimals(level, _decimals(levels))
    if level == 0:
        return "0"
    exponent = int(np.floor(np.log10(np.abs(levels).max())))
    unit = 10.0**exponent
    decimals = _decimals([each / unit for each in levels])
    return f"{language.decimals(level / unit, decimals)}·{power_of_ten(exponent)}"


def lay_axes(
    room: Box,
    levels: list[float],
    text: float,
    *,
    first: float,
    last: float,
    language: Language = ENGLISH,
) -> Axes:
    """Leave what the levels need on the left of a box, written out; the rest is the plot."""
    spelled = [spell(level, levels, language) for level in levels]
    widest = max(lettering.text_width(words, TICK * text) for words in spelled)
    left = widest + 0.6 * text
    plot = Box(room.left + left, room.bottom, room.width - left, room.height)
    return Axes(plot, first, last, levels, spelled)


def draw_levels(axes: Axes, theme: Theme, text: float) -> Iterator[canvas.Mark]:
    """Draw a line across the plot at each level, and write its value on the left."""
    plot = axes.plot
    heights = [axes.y(level) for level in axes.levels]
    rows = [np.array([(plot.left, height), (plot.right, height)]) for height in heights]
    yield canvas.Lines(rows, colors=_color(theme.grid), width=1.0)
    for told, height in zip(axes.spelled, heights, strict=True):
        at = (plot.left - 0.5 * text, height - 0.33 * text)
        yield canvas.Text(told, at, size=TICK * text, color=theme.quiet, align="right")


def draw_numbers(
    axes: Axes, told: Iterable[tuple[float, int | str]], theme: Theme, text: float
) -> Iterator[canvas.Mark]:
    """Write numbers below the plot, each at its place along the axis."""
    for place, number in told:
        at = (axes.x(place), axes.plot.bottom - 1.3 * text)
        yield canvas.Text(str(number), at, size=TICK * text, color=theme.quiet, align="center")


def draw_dots(places: Points, color: str, theme: Theme, radius: float) -> canvas.Mark:
    """Draw dots with a rim of ground around them."""
    return canvas.Markers(
        places,
        [canvas.marker_outline("o")],
        radius=radius,
        faces=_color(color),
        rims=_color(theme.ground),
        rim=max(1.0, radius / 4),
    )


def numbers_apart(axes: Axes, most: int, text: float) -> int:
    """Give how many whole numbers apart, up to a largest one, two can be written side by side."""
    room = axes.plot.width / (axes.last - axes.first)
    return max(1, int(np.ceil(1.2 * lettering.text_width(str(most), TICK * text) / room)))


def _levels(curve: Curve, height: float, text: float) -> list[float]:
    """Give round levels around all values, error bars included."""
    values = curve.values[np.isfinite(curve.values)]
    spread = np.zeros_like(curve.values) if curve.spread is None else np.nan_to_num(curve.spread)
    spread = spread[np.isfinite(curve.values)]
    if len(values) == 0:
        return [0.0, 1.0]
    low, high = float((values - spread).min()), float((values + spread).max())
    if 0 <= low < 0.4 * high:
        low = 0.0
    return levels_around(low, high, height, text)


def _decimals(levels: list[float]) -> int:
    step = levels[1] - levels[0]
    return next((d for d in range(6) if np.allclose(np.round(levels, d), levels, 0, step / 99)), 6)


def _numbers(axes: Axes, curve: Curve, theme: Theme, text: float) -> Iterator[canvas.Mark]:
    count = len(curve.values)
    every = numbers_apart(axes, count, text)
    chosen = curve.chosen if curve.shown >= count else None
    quiet = [k for k in range(1, count + 1, every) if chosen is None or abs(k - chosen) >= every]
    yield from draw_numbers(axes, [(float(k), k) for k in quiet], theme, text)
    if chosen is not None:
        at = (axes.x(float(chosen)), axes.plot.bottom - 1.3 * text)
        yield canvas.Text(
            str(chosen), at, size=TICK * text, color=theme.ink, align="center", bold=True
        )


def _curve(axes: Axes, curve: Curve, theme: Theme, text: float) -> Iterator[canvas.Mark]:
    ks = np.arange(1, curve.shown + 1, dtype=np.float64)
    values = curve.values[: curve.shown]
    seen = np.isfinite(values)
    if not seen.any():
        return
    at = np.stack([axes.x(ks[seen]), axes.y(values[seen])], axis=1)
    if curve.spread is not None:
        reach = np.nan_to_num(curve.spread[: curve.shown][seen])
        up, down = axes.y(values[seen] + reach), axes.y(values[seen] - reach)
        bars = [np.array([(x, y0), (x, y1)]) for (x, _), y0, y1 in zip(at, down, up, strict=True)]
        yield canvas.Lines(bars, colors=_color(theme.quiet), width=max(1.5, text / 9))
    yield canvas.Lines([at], colors=_color(theme.ink), width=max(1.5, text / 8))
    yield draw_dots(at, theme.ink, theme, 0.17 * text)
    final = curve.shown >= len(curve.values)
    if final and curve.chosen is not None and np.isfinite(curve.values[curve.chosen - 1]):
        place = at[ks[seen] == curve.chosen]
        yield draw_dots(place, theme.accent, theme, 0.36 * text)


def _color(color: str) -> Points:
    return rgb(color)[np.newaxis] / 255.0
