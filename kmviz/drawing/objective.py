"""The chart of a lecture: the objective, and before it the sums of a start that is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from kmviz.drawing import canvas, running_sum, words
from kmviz.drawing.layouts import Box
from kmviz.drawing.parts import Part
from kmviz.drawing.staircase import Staircase, draw_axes, draw_steps
from kmviz.story.frame import Frame

SUMS: Final = ("chart.sums", "chart.sums_in_short")
BAR: Final = 1.7  # how much larger the bar is here than below a board


@dataclass(frozen=True, slots=True)
class Height:
    """The half-step, and the objective on the way to its value; None where it is not shown."""

    step: int
    value: float | None


def draw_still(stairs: Staircase, frame: Frame) -> Iterator[canvas.Mark]:
    """Draw what stays the same: the axes, unless something else takes their place at first."""
    if "objective" in frame.show and not _tells_sums(frame):
        yield from draw_axes(stairs)


def objective_part(stairs: Staircase, frame: Frame) -> Part[Any]:
    """Give the part that draws the objective so far, or how the start was drawn."""
    if not _tells_sums(frame):
        return Part(stairs.box, height, partial(_draw_height, stairs))
    sums = _sums_part(stairs)
    return Part(stairs.box, partial(_tell, sums), partial(_draw, stairs, sums))


def height(frame: Frame) -> Height:
    """Tell how far the objective has come."""
    step = 2 * (frame.state.iteration - frame.first) + (frame.beat == "update")
    return Height(step, frame.objective if "objective" in frame.show else None)


def _tells_sums(frame: Frame) -> bool:
    return frame.opening is not None and frame.opening.draws


def _sums_part(stairs: Staircase) -> Part[running_sum.Told]:
    """Put the bar where the top of the chart will be."""
    box, text = stairs.box, stairs.text
    tall = running_sum.HEIGHT * BAR * text
    bar = Box(box.left + text, box.top - 2.2 * text - tall, box.width - 2 * text, tall)
    return running_sum.bar_part(bar, stairs.theme, BAR * text)


def _tell(sums: Part[running_sum.Told], frame: Frame) -> Height | running_sum.Told:
    return sums.tell(frame) if frame.objective is None else height(frame)


def _draw(
    stairs: Staircase, sums: Part[running_sum.Told], told: Height | running_sum.Told
) -> Iterator[canvas.Mark]:
    if isinstance(told, Height):
        if told.value is not None:
            yield from draw_axes(stairs)
        yield from _draw_height(stairs, told)
        return
    if told.beat != "start" and told.opening and told.opening.step.distances is not None:
        at = (stairs.box.left + stairs.text, stairs.box.top - stairs.text)
        names = map(stairs.language.say, SUMS)
        above = words.fullest(names, stairs.box.right - at[0], stairs.text)
        yield canvas.text(above, at, size=stairs.text, color=stairs.theme.quiet)
    yield from sums.draw(told)


def _draw_height(stairs: Staircase, told: Height) -> Iterator[canvas.Mark]:
    if told.value is not None:
        yield from draw_steps(stairs, told.step, told.value)
