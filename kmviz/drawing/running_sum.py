"""The running sum of D² as a bar: one slice per point, and the random numbers that fall on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from kmviz.drawing import canvas
from kmviz.drawing.layouts import Box
from kmviz.drawing.parts import Part
from kmviz.drawing.style import Theme, rgb
from kmviz.engine.seeding_steps import SeedingStep
from kmviz.engine.state import Points
from kmviz.story.frame import OPENING, Beat, Frame
from kmviz.story.opening import Opening

THINNEST: Final = 2.0  # pixels: thinner slices are merged with their neighbours

# The height of the bar, of a marker, and of all, in font sizes.
BAR: Final = 0.85
MARKER: Final = 0.7
HEIGHT: Final = 2.2
SLOPE: Final = 0.6  # half the width of a marker, in its height


class Told(NamedTuple):
    """What the bar tells of a frame; with no opening, nothing."""

    opening: Opening | None
    beat: Beat
    progress: float


def bar_part(box: Box, theme: Theme, text: float) -> Part[Any]:
    """Give the part that draws the bar in a box, `HEIGHT` font sizes high, of any width."""
    aside = SLOPE * MARKER * text  # half a marker, where a number falls on the very end
    around = Box(box.left - aside, box.bottom, box.width + 2 * aside, box.height)
    return Part(around, _tell, partial(_draw, box, theme, text))


def _tell(frame: Frame) -> Told:
    if frame.opening is None or frame.beat not in {*OPENING, "start"}:
        return Told(None, "start", 1.0)
    return Told(frame.opening, frame.beat, 1.0 if frame.beat == "take" else frame.progress)


def _draw(box: Box, theme: Theme, text: float, told: Told) -> Iterator[canvas.Mark]:
    if told.opening is None:
        return
    step, before, progress = told.opening.step, told.opening.step_before, told.progress
    bar = _Bar(box, Box(box.left, box.bottom, box.width, BAR * text), theme, MARKER * text)
    if told.beat == "weigh":
        yield from _slices(bar, before, opacity=1.0)
        yield from _numbers(bar, before, opacity=1 - progress)
        yield from _slices(bar, step, opacity=progress)
    elif told.beat == "draw":
        yield from _slices(bar, step, opacity=1.0)
        yield from _numbers(bar, step, above=1 - progress, lost=0.0)
    elif told.beat == "compare":
        yield from _slices(bar, step, opacity=1.0)
        yield from _numbers(bar, step, lost=progress)
    else:
        opacity = 1 - progress if told.beat == "start" else 1.0
        yield from _slices(bar, step, opacity=opacity)
        yield from _numbers(bar, step, opacity=opacity)


@dataclass(frozen=True, slots=True, eq=False)
class _Bar:
    """Where slices are drawn, in a box with room above for markers that fall, so high each."""

    around: Box
    box: Box
    theme: Theme
    marker: float


def _slices(bar: _Bar, step: SeedingStep | None, *, opacity: float) -> Iterator[canvas.Mark]:
    """Draw the slices in two neutral colours by turns, those that are too thin as one."""
    if step is None or step.distances is None or not step.distances.any():
        return
    edges = merged(slice_edges(step.distances, bar.box), THINNEST)
    dark, ground = rgb(bar.theme.unassigned) / 255.0, rgb(bar.theme.board) / 255.0
    colors = np.stack([dark, (dark + ground) / 2])[np.arange(len(edges) - 1) % 2]
    shapes = [_upright(left, right, bar.box) for left, right in pairwise(edges)]
    yield _filled(shapes, np.column_stack([colors, np.full(len(colors), opacity)]))


def _numbers(
    bar: _Bar,
    step: SeedingStep | None,
    *,
    above: float = 0.0,
    lost: float = 1.0,
    opacity: float = 1.0,
) -> Iterator[canvas.Mark]:
    """Draw the numbers as markers, so far above the bar; on it, their slices light up.

    How far each of those whose point is not taken is `lost` already, from 0 to 1, its colour tells.
    """
    if step is None or step.distances is None or step.draw is None:
        return
    hit, edges = step.draw.candidates, slice_edges(step.distances, bar.box)
    accent, ink = rgb(bar.theme.accent) / 255.0, rgb(bar.theme.ink) / 255.0
    colors = np.where((hit == step.taken)[:, np.newaxis], accent, accent + lost * (ink - accent))
    faces = np.column_stack([colors, np.full(len(hit), opacity)])
    if above == 0:
        ends = zip(edges[hit], edges[hit + 1], strict=True)
        slices = [_at_least(left, right, bar.box) for left, right in ends]
        yield _filled([_upright(left, right, bar.box) for left, right in slices], faces)
    tip = bar.box.top + 1 + above * (bar.around.top - bar.box.top)
    places = bar.box.left + step.draw.places / step.distances.sum() * bar.box.width
    yield _filled([_triangle(x, tip, bar.marker) for x in places], faces)


def slice_edges(weights: Points, bar: Box) -> Points:
    """Give where the slices of these weights begin and end on a bar, (n + 1,)."""
    running = np.concatenate([np.zeros(1), np.cumsum(weights)])
    edges: Points = bar.left + running / running[-1] * bar.width
    return edges


def merged(edges: Points, least: float) -> Points:
    """Leave out edges until none is closer than `least` to the next; both ends stay."""
    kept, target = [0], edges[0] + least
    while target <= edges[-1] - least:
        kept.append(int(np.searchsorted(edges, target)))
        target = edges[kept[-1]] + least
    if kept[-1] > 0 and edges[-1] - edges[kept[-1]] < least:
        kept.pop()
    return np.append(edges[kept], edges[-1])


def _at_least(left: float, right: float, bar: Box) -> tuple[float, float]:
    """Widen a slice that is too thin to be seen, within the bar."""
    width = max(right - left, THINNEST)
    left = min(max((left + right - width) / 2, bar.left), bar.right - width)
    return left, left + width


def _filled(shapes: list[Points], colors: Points) -> canvas.Mark:
    return canvas.Polygons(shapes, faces=colors)


def _upright(left: float, right: float, bar: Box) -> Points:
    return np.array([(left, bar.bottom), (right, bar.bottom), (right, bar.top), (left, bar.top)])


def _triangle(x: float, tip: float, height: float) -> Points:
    aside = SLOPE * height
    return np.array([(x, tip), (x + aside, tip + height), (x - aside, tip + height)])
