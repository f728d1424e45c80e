"""Small charts: a curve over whole numbers goes in, marks within a box come out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from kmviz.drawing import canvas, words
from kmviz.drawing.layouts import Box
from kmviz.drawing.style import Theme, rgb
from kmviz.engine.state import Points

Number = TypeVar("Number", float, Points)

TICK: Final = 0.95  # the size of numbers along the axes, in font sizes
MOST_LEVELS: Final = 5  # lines across a chart


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
class _Scales:
    """Where k and values lie in a box of pixels."""

    plot: Box
    low: float
    high: float
    count: int

    def x(self, k: Number) -> Number:
        """Give the pixel column of each k."""
        return self.plot.left + (k - 0.5) / self.count * self.plot.width

    def y(self, value: Number) -> Number:
        """Give the pixel row of each value."""
        return self.plot.bottom + (value - self.low) / (self.high - self.low) * self.plot.height


def draw_chart(box: Box, curve: Curve, theme: Theme, text: float) -> Iterator[canvas.Mark]:
    """Draw a curve with its title, a few levels, and the chosen k."""
    bottom, head = 1.6 * text, 1.9 * text
    height = box.height - bottom - head
    levels = _levels(curve, min(MOST_LEVELS, max(1, int(height / (2.2 * text)))))
    widest = max(canvas.text_width(_spell(level, levels), TICK * text) for level in levels)
    left = widest + 0.6 * text
    plot = Box(box.left + left, box.bottom + bottom, box.width - left, height)
    scales = _Scales(plot, levels[0], levels[-1], len(curve.values))
    title = words.fit(curve.title, box.width, text, bold=True)
    yield canvas.text(title, (box.left, box.top - text), size=text, color=theme.ink, bold=True)
    yield from _grid(scales, levels, theme, text)
    yield from _axis(scales, curve, theme, text)
    yield from _curve(scales, curve, theme, text)


def _levels(curve: Curve, about: int) -> list[float]:
    """Give about so many round numbers around all values, error bars included."""
    values = curve.values[np.isfinite(curve.values)]
    spread = np.zeros_like(curve.values) if curve.spread is None else np.nan_to_num(curve.spread)
    spread = spread[np.isfinite(curve.values)]
    if len(values) == 0:
        return [0.0, 1.0]
    low, high = float((values - spread).min()), float((values + spread).max())
    if 0 <= low < 0.4 * high:
        low = 0.0
    return canvas.round_levels(low, high, about)


def _spell(level: float, levels: list[float]) -> str:
    """Write a level with as many decimals as all of them need."""
    step = levels[1] - levels[0]
    if step >= 1e5 or step < 1e-4:
        return f"{level:.2g}"
    decimals = next((d for d in range(5) if np.allclose(np.round(levels, d), levels)), 5)
    return f"{level:,.{decimals}f}"


def _grid(scales: _Scales, levels: list[float], theme: Theme, text: float) -> Iterator[canvas.Mark]:
    plot = scales.plot
    heights = [scales.y(level) for level in levels]
    rows = [np.array([(plot.left, height), (plot.right, height)]) for height in heights]
    yield canvas.lines(rows, colors=_color(theme.grid), width=1.0)
    for level, height in zip(levels, heights, strict=True):
        at = (plot.left - 0.5 * text, height - 0.33 * text)
        told = _spell(level, levels)
        yield canvas.text(told, at, size=TICK * text, color=theme.quiet, align="right")


def _axis(scales: _Scales, curve: Curve, theme: Theme, text: float) -> Iterator[canvas.Mark]:
    count = len(curve.values)
    room = scales.plot.width / count
    every = max(1, int(np.ceil(1.2 * canvas.text_width(str(count), TICK * text) / room)))
    chosen = curve.chosen if curve.shown >= count else None
    for k in range(1, count + 1):
        is_beside = chosen is not None and 0 < abs(k - chosen) < every
        if k == chosen or ((k - 1) % every == 0 and not is_beside):
            at = (scales.x(float(k)), scales.plot.bottom - 1.3 * text)
            color = theme.ink if k == chosen else theme.quiet
            yield canvas.text(
                str(k), at, size=TICK * text, color=color, align="center", bold=k == chosen
            )


def _curve(scales: _Scales, curve: Curve, theme: Theme, text: float) -> Iterator[canvas.Mark]:
    ks = np.arange(1, curve.shown + 1, dtype=np.float64)
    values = curve.values[: curve.shown]
    seen = np.isfinite(values)
    if not seen.any():
        return
    at = np.stack([scales.x(ks[seen]), scales.y(values[seen])], axis=1)
    if curve.spread is not None:
        reach = np.nan_to_num(curve.spread[: curve.shown][seen])
        up, down = scales.y(values[seen] + reach), scales.y(values[seen] - reach)
        bars = [np.array([(x, y0), (x, y1)]) for (x, _), y0, y1 in zip(at, down, up, strict=True)]
        yield canvas.lines(bars, colors=_color(theme.quiet), width=max(1.5, text / 9))
    yield canvas.lines([at], colors=_color(theme.ink), width=max(1.5, text / 8))
    yield _dots(at, theme.ink, theme, 0.17 * text)
    final = curve.shown >= len(curve.values)
    if final and curve.chosen is not None and np.isfinite(curve.values[curve.chosen - 1]):
        place = at[ks[seen] == curve.chosen]
        yield _dots(place, theme.accent, theme, 0.36 * text)


def _dots(places: Points, color: str, theme: Theme, radius: float) -> canvas.Mark:
    return canvas.markers(
        places,
        [canvas.marker_outline("o")],
        radius=radius,
        faces=_color(color),
        rims=_color(theme.ground),
        rim=max(1.0, radius / 4),
    )


def _color(color: str) -> Points:
    return rgb(color)[np.newaxis] / 255.0
