"""How the start is found, and then the objective: a chart, or a strip below a board."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple

from kmviz.drawing import canvas, running_sum, words
from kmviz.drawing.layouts import Box
from kmviz.drawing.parts import Part
from kmviz.drawing.staircase import Staircase, draw_axes, draw_steps, draw_thread
from kmviz.drawing.style import Theme
from kmviz.story.algorithms import words as words_of
from kmviz.story.frame import OPENING, Frame

SUMS: Final = ("chart.sums", "chart.sums_in_short")
BAR: Final = 1.7  # how much larger the bar is here than below a board

# The height of a line of words above what belongs to it, the gap below where there is room, and the
# height of a chart that has room for the numbers at the ends of the bar, in font sizes.
CAPTION, GAP, WITH_ENDS = 1.5, 0.8, 9.2


@dataclass(frozen=True, slots=True)
class Height:
    """The half-step, and the objective on the way to its value; None where it is not shown."""

    step: int
    value: float | None


class Beginning(NamedTuple):
    """What happens in a beat of a start, in words, and the sums of D² that belong to it."""

    caption: str
    sums: running_sum.Told


def stairs_of(frame: Frame, box: Box, theme: Theme, text: float) -> Staircase:
    """Give the values of the whole run that a frame is of, for a chart in this box."""
    values = frame.objectives[frame.first :].ravel()[:-1]  # no film tells the last update
    along = words_of(frame.state.algorithm, frame.language).unit
    return Staircase(box, values, frame.first + 1, theme, text, along, frame.language)


def strip_part(box: Box, frame: Frame, theme: Theme, text: float) -> Part[Any]:
    """Give the part below a board that draws the sums of a start, and then the objective so far."""
    sums = running_sum.bar_part(box, theme, text)
    stairs = stairs_of(frame, box, theme, text)
    return Part(sums.box, partial(_tell, sums), partial(_draw_strip, stairs, sums))


def _draw_strip(
    stairs: Staircase, sums: Part[running_sum.Told], told: Height | Beginning
) -> Iterator[canvas.Mark]:
    if isinstance(told, Beginning):
        yield from sums.draw(told.sums)
    elif told.value is not None:
        yield from draw_thread(stairs, told.step, told.value)


def draw_still(stairs: Staircase, frame: Frame) -> Iterator[canvas.Mark]:
    """Draw what stays the same: the axes, unless something else takes their place at first."""
    if "objective" in frame.show and frame.opening is None:
        yield from draw_axes(stairs)


def objective_part(stairs: Staircase, frame: Frame, *, caption_lines: int) -> Part[Any]:
    """Give the part that draws the objective so far, and before it how the start is found.

    So many lines of it say what happens in a beat of the start, where nothing else says that.
    """
    if frame.opening is None:
        return Part(stairs.box, height, partial(_draw_height, stairs))
    box, text = stairs.box, stairs.text
    gap = min(GAP * text, max(0.0, box.height - WITH_ENDS * text))
    tall = caption_lines * (CAPTION * text + gap)
    said = Box(box.left, box.top - tall, box.width, tall)
    sums = _sums_part(stairs, said.bottom)
    return Part(box, partial(_tell, sums), partial(_draw, stairs, said, sums))


def height(frame: Frame) -> Height:
    """Tell how far the objective has come."""
    step = 2 * (frame.state.iteration - frame.first) + (frame.beat == "update")
    return Height(step, frame.objective if "objective" in frame.show else None)


def _sums_part(stairs: Staircase, top: float) -> Part[running_sum.Told]:
    """Put the bar where the top of the chart will be, and a row of words above it."""
    box, text = stairs.box, stairs.text
    tall = running_sum.HEIGHT * BAR * text
    bar = Box(box.left + text, top - 2.2 * text - tall, box.width - 2 * text, tall)
    return running_sum.bar_part(bar, stairs.theme, BAR * text)


def _tell(sums: Part[running_sum.Told], frame: Frame) -> Height | Beginning:
    if frame.objective is not None:
        return height(frame)
    return Beginning(frame.caption if frame.beat in OPENING else "", sums.tell(frame))


def _draw(
    stairs: Staircase, said: Box, sums: Part[running_sum.Told], told: Height | Beginning
) -> Iterator[canvas.Mark]:
    if isinstance(told, Height):
        if told.value is not None:
            yield from draw_axes(stairs)
        yield from _draw_height(stairs, told)
        return
    if said.height > 0:
        line = words.fit(told.caption, said.width, stairs.text)
        at = (said.left, round(said.top - stairs.text))
        yield canvas.Text(line, at, size=stairs.text, color=stairs.theme.ink)
    if told.sums.opening is not None and told.sums.opening.draws:
        yield from _draw_sums(stairs, said.bottom, told.sums)
        yield from sums.draw(told.sums)


def _draw_sums(stairs: Staircase, top: float, told: running_sum.Told) -> Iterator[canvas.Mark]:
    """Write above the bar what it is, and below it where it begins and ends."""
    weights = None if told.opening is None else told.opening.step.distances
    if told.beat == "start" or weights is None:
        return
    theme, text = stairs.theme, stairs.text
    left, right = stairs.box.left + text, stairs.box.right - text
    name = words.fullest(map(stairs.language.say, SUMS), stairs.box.right - left, text)
    yield canvas.Text(name, (left, top - text), size=text, color=theme.quiet)
    if stairs.box.height < WITH_ENDS * text:
        return
    below = round(top - (2.2 + running_sum.HEIGHT * BAR + 1.2) * text)
    yield canvas.Text("0", (left, below), size=text, color=theme.quiet)
    end = stairs.language.number(float(weights.sum()))
    yield canvas.Text(end, (right, below), size=text, color=theme.quiet, align="right")


def _draw_height(stairs: Staircase, told: Height) -> Iterator[canvas.Mark]:
    if told.value is not None:
        yield from draw_steps(stairs, told.step, told.value)
