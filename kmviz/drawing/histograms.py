"""How often values fall into bins: counts go in, marks within a box come out, row above row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kmviz.drawing import canvas, charts, lettering
from kmviz.drawing.charts import Axes
from kmviz.drawing.layouts import Box, grid
from kmviz.drawing.style import Theme, rgb
from kmviz.engine.state import Labels, Points
from kmviz.story.language import Language

SEAM: Final = 0.12  # at either side of a bar, as a part of the width of a bin
LEAST: Final = 2.0  # the height of the lowest bar in pixels: one run of thousands is still seen
POINTER: Final = 0.34  # the radius of what points at a bar, in font sizes

# Above the plot of a row, and below the lowest one, in font sizes.
HEAD, FOOT = 2.2, 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One histogram.

    Attributes
    ----------
    name, note
        Of what is counted, and what there is to say of the lit part.
    counts
        (m,), in each bin.
    lit
        (m,), how many of them are pointed out by colour.
    present
        The bin that grew last, or None.
    """

    name: str
    note: str
    counts: Labels
    lit: Labels
    present: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """What the histograms of a film have in common, so that no axis ever jumps.

    Attributes
    ----------
    edges
        (m + 1,), where the bins end.
    most
        The highest count there will be.
    titles
        What the values are, as fully as there is room for: the longest first.
    language
        Of the numbers.
    """

    edges: Points
    most: int
    titles: Sequence[str]
    language: Language


def draw_histograms(
    box: Box, rows: Sequence[Row], scale: Scale, theme: Theme, text: float
) -> Iterator[canvas.Mark]:
    """Draw histograms one above the other, on one axis."""
    room = Box(box.left, box.bottom + FOOT * text, box.width, box.height - FOOT * text)
    boxes = grid(room, 1, len(rows), gap=0.5 * text)
    for place, row in zip(boxes, rows, strict=True):
        axes = _axes(place, scale, text)
        yield from _words(place, row, theme, text)
        yield from _levels(axes, theme, text)
        yield from _bars(axes, row, theme)
        if row.present is not None:
            yield _pointer(axes, row, theme, text)
    yield from _axis(box, axes, scale, theme, text)


def whole_levels(most: int, about: int) -> list[float]:
    """Give at most so many steps of round whole numbers, from 0 to at least the highest count.

    Examples
    --------
    >>> whole_levels(196, 4), whole_levels(1, 4)
    ([0.0, 50.0, 100.0, 150.0, 200.0], [0.0, 1.0])
    """
    rounds = (one * 10**power for power in range(20) for one in (1, 2, 5))
    step = next(step for step in rounds if step * about >= most)
    return [float(level) for level in range(0, most + step, step)]


def _axes(box: Box, scale: Scale, text: float) -> Axes:
    room = Box(box.left, box.bottom, box.width, max(box.height - HEAD * text, 1.0))
    levels = whole_levels(scale.most, charts.most_steps(room.height, text))
    first, last = float(scale.edges[0]), float(scale.edges[-1])
    return charts.lay_axes(room, levels, text, first=first, last=last, language=scale.language)


def room_for_note(name: str, width: float, text: float) -> float:
    """Give how wide a note may be beside a name, in pixels."""
    return width - lettering.text_width(name, text, bold=True) - 0.6 * text


def _words(box: Box, row: Row, theme: Theme, text: float) -> Iterator[canvas.Mark]:
    """Write name and note above the plot, the note in the colour of what it is about."""
    base = box.top - text
    yield canvas.Text(row.name, (box.left, base), size=text, color=theme.ink, bold=True)
    yield canvas.Text(row.note, (box.right, base), size=text, color=theme.accent, align="right")


def _levels(axes: Axes, theme: Theme, text: float) -> Iterator[canvas.Mark]:
    """Draw the levels, or only the base where their numbers would overlap."""
    if axes.plot.height >= (len(axes.levels) - 1) * charts.CLOSEST * text:
        yield from charts.draw_levels(axes, theme, text)
        return
    base = np.array([(end, axes.plot.bottom) for end in (axes.plot.left, axes.plot.right)])
    yield canvas.Lines([base], colors=rgb(theme.grid)[np.newaxis] / 255.0, width=1.0)


def _bars(axes: Axes, row: Row, theme: Theme) -> Iterator[canvas.Mark]:
    """Draw a bar for each bin that has any, its lower part lit as far as it is to be."""
    none = np.zeros_like(row.counts)
    for color, low, high in (
        (theme.quiet, row.lit, row.counts),
        (theme.accent, none, row.lit),
    ):
        corners = [
            _bar(axes, number, len(low), int(low[number]), int(high[number]))
            for number in np.flatnonzero(high > low).tolist()
        ]
        face = rgb(color)[np.newaxis] / 255.0
        yield canvas.Polygons(corners, faces=face)


def _bar(axes: Axes, number: int, bins: int, low: int, high: int) -> Points:
    """Give the corners of a bar, from one count to another."""
    width = axes.plot.width / bins
    left, right = ((number + part) * width + axes.plot.left for part in (SEAM, 1 - SEAM))
    bottom = axes.y(float(low))
    top = max(axes.y(float(high)), bottom + LEAST)
    return np.array([(left, bottom), (right, bottom), (right, top), (left, top)])


def _pointer(axes: Axes, row: Row, theme: Theme, text: float) -> canvas.Mark:
    """Point at the bar that grew last."""
    number = row.present or 0
    corners = _bar(axes, number, len(row.counts), 0, int(row.counts[number]))
    radius = POINTER * text
    return canvas.Markers(
        np.array([(corners[:, 0].mean(), corners[:, 1].max() + 1.4 * radius)]),
        [canvas.marker_outline("v")],
        radius=radius,
        faces=rgb(theme.ink)[np.newaxis] / 255.0,
        rims=rgb(theme.ground)[np.newaxis] / 255.0,
        rim=max(1.0, radius / 4),
    )


def _axis(box: Box, axes: Axes, scale: Scale, theme: Theme, text: float) -> Iterator[canvas.Mark]:
    """Write round values below the lowest plot, and what they are."""
    plot = axes.plot
    about = max(2, int(plot.width / (5 * text)))
    rounds = canvas.round_levels(axes.first, axes.last, about)
    levels = [level for level in rounds if axes.first <= level <= axes.last]
    ends = plot.bottom, plot.bottom - 0.25 * text
    ticks = [np.array([(axes.x(level), end) for end in ends]) for level in levels]
    yield canvas.Lines(ticks, colors=rgb(theme.quiet)[np.newaxis] / 255.0, width=1.0)
    told = ((level, charts.spell(level, rounds, scale.language)) for level in levels)
    yield from charts.draw_numbers(axes, told, theme, text)
    title = next((t for t in scale.titles if lettering.text_width(t, text) <= plot.width), "")
    at = (plot.left + plot.width / 2, box.bottom + 0.3 * text)
    yield canvas.Text(title, at, size=charts.TICK * text, color=theme.quiet, align="center")
