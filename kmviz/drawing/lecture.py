"""A board and a panel that explains it: the algorithm line by line, and its objective."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple

from kmviz.drawing import canvas, labelling, lettering, words
from kmviz.drawing.labelling import AFTER_HEADING, heading_width
from kmviz.drawing.layouts import LINE, STEP, Box, Layout, Panel, lecture
from kmviz.drawing.objective import draw_still, objective_part, stairs_of
from kmviz.drawing.parts import Composition, Part
from kmviz.drawing.staircase import Staircase
from kmviz.drawing.style import Theme
from kmviz.story import captions
from kmviz.story.algorithms import words as words_of
from kmviz.story.frame import Beat, Frame

# The least that a chart can be read at, in font sizes.
NARROWEST, LOWEST = 11.0, 7.5

# Where the words of a line of the algorithm begin, after its number, and its bar ends, in font
# sizes.
INDENT, PAD = 2.1, 0.6

MARK: Final = "✓"


class Content(NamedTuple):
    """How many lines of each a panel is to have room for."""

    title: int
    subtitle: int
    steps: int
    caption: int


# From much to little; the first that fits is drawn.
CONTENTS: Final = (
    *(Content(2, 1, 4, 0), Content(2, 0, 4, 0), Content(2, 0, 0, 1), Content(2, 0, 0, 2)),
    *(Content(1, 0, 0, 1), Content(1, 0, 0, 2)),
)

# The line of the algorithm that runs, by beat: the first one before there is an objective, and the
# last one between the others.
RUNNING: Final[dict[Beat, int]] = {"assign": 1, "update": 2}
BETWEEN: Final = 3


@dataclass(frozen=True, slots=True)
class Running:
    """The line of the algorithm that runs, and what the last line says."""

    line: int
    aside: str


def compose(size: tuple[int, int], title: str | None, frame: Frame, theme: Theme) -> Composition:
    """Compose a board and, beside or below it, what a lecturer says.

    What there is no room for is left out: the subtitle first, then the lines of the algorithm, of
    which the caption says the running one; and on the smallest pictures the panel.
    """
    language = frame.language
    own = words_of(frame.state.algorithm, language).title if title is None else title
    told = words.literal(own, language.code)
    for content in CONTENTS:
        panel, lines = _arranged(size, told, content)
        if _has_room(panel, content, frame):
            return _composed(panel, lines, frame, theme, content)
    return labelling.compose(size, title, frame, theme)


def _arranged(size: tuple[int, int], title: str, content: Content) -> tuple[Panel, list[str]]:
    """Lay out a panel whose title has as many lines as it takes, and give these."""
    arrange = partial(
        lecture,
        *size,
        subtitle_lines=content.subtitle,
        step_lines=content.steps,
        caption_lines=content.caption,
    )
    layout = arrange(title_lines=1).layout
    lines = words.wrap(title, layout.title.width, layout.title_text, lines=content.title, bold=True)
    return arrange(title_lines=len(lines)), lines


def _has_room(panel: Panel, content: Content, frame: Frame) -> bool:
    """Say whether the chart can be read and all that may be said fits, at any time of the film."""
    text, across = panel.layout.text, panel.steps.width
    if panel.chart.height < LOWEST * text or across < NARROWEST * text:
        return False
    n, k, language = len(frame.points), len(frame.start), frame.language
    algorithm = frame.state.algorithm
    told = [*captions.during(language, algorithm)]
    if frame.opening is not None:
        told.extend(captions.of_start(language))
    if content.steps:
        said = (*words_of(algorithm, language).lines(k), *told)
        widest = max(lettering.text_width(line, text) for line in said)
        return widest + (INDENT + PAD) * text <= across
    said = (captions.start(language, n, k), *told)
    return all(len(words.wrap(line, across, text, lines=3)) <= content.caption for line in said)


def _composed(
    panel: Panel, title: list[str], frame: Frame, theme: Theme, content: Content
) -> Composition:
    layout = panel.layout
    subtitle = frame.subtitle if content.subtitle else ""
    steps = _step_part if content.steps else _caption_part
    stairs = stairs_of(frame, panel.chart, theme, layout.text)
    return Composition(
        layout,
        partial(_draw_still, panel, title, subtitle, stairs, frame),
        (
            steps(panel, frame, theme),
            *_status_parts(layout, frame, theme),
            objective_part(stairs, frame, caption_lines=1 if content.steps else 0),
        ),
    )


def _draw_still(
    panel: Panel, title: list[str], subtitle: str, stairs: Staircase, frame: Frame
) -> Iterator[canvas.Mark]:
    theme = stairs.theme
    yield from labelling.draw_title(theme, panel.layout, title)
    box, size, language = panel.subtitle, panel.layout.text, frame.language
    told = words.literal(subtitle, language.code)
    without_start, _, _ = told.rpartition(language.say("marks.comma"))
    line = words.fullest([told, without_start], box.width, size) or words.fit(told, box.width, size)
    yield canvas.Text(line, (box.left, round(box.top - size)), size=size, color=theme.quiet)
    yield from draw_still(stairs, frame)


def _step_part(panel: Panel, frame: Frame, theme: Theme) -> Part[Running]:
    lines = words_of(frame.state.algorithm, frame.language).lines(len(frame.start))
    draw = partial(_draw_steps, theme, panel.steps, panel.layout.text, lines)
    return Part(panel.steps, partial(_running, lines), draw)


def _running(lines: tuple[str, ...], frame: Frame) -> Running:
    """Tell which line runs; what happens beside the lines of a run takes the place of the last."""
    if frame.objective is None:
        return Running(0, lines[BETWEEN])
    is_told = frame.caption in lines
    return Running(RUNNING.get(frame.beat, BETWEEN), lines[BETWEEN] if is_told else frame.caption)


def _draw_steps(
    theme: Theme, box: Box, size: float, lines: tuple[str, ...], running: Running
) -> Iterator[canvas.Mark]:
    for number, line in enumerate((*lines[:BETWEEN], running.aside)):
        row = Box(box.left, box.top - (number + 1) * STEP * size, box.width, STEP * size)
        runs = number == running.line
        if runs:
            yield canvas.bar(_inner(row, size), radius=0.3 * size, color=theme.faint)
        color = theme.ink if runs or line not in lines else theme.quiet
        base = round(row.bottom + 0.5 * row.height - 0.35 * size)
        if number < BETWEEN:
            at = (row.left + PAD * size, base)
            yield canvas.Text(str(number + 1), at, size=size, color=color, bold=True)
        told = words.fit(line, row.width - INDENT * size, size)
        yield canvas.Text(told, (row.left + INDENT * size, base), size=size, color=color)


def _inner(row: Box, size: float) -> Box:
    """Leave a little of a row on all sides, and have edges between pixels."""
    low, high = round(row.bottom + 0.12 * size), round(row.top - 0.12 * size)
    return Box(row.left + 1, low, row.width - 2, high - low)


def _caption_part(panel: Panel, _frame: Frame, theme: Theme) -> Part[str]:
    draw = partial(_draw_caption, theme, panel.steps, panel.layout.text)
    return Part(panel.steps, lambda frame: frame.caption, draw)


def _draw_caption(theme: Theme, box: Box, size: float, caption: str) -> Iterator[canvas.Mark]:
    for number, line in enumerate(words.wrap(caption, box.width, size, lines=2)):
        at = (box.left, round(box.top - (1 + LINE * number) * size))
        yield canvas.Text(line, at, size=size, color=theme.quiet)


def _status_parts(layout: Layout, frame: Frame, theme: Theme) -> Iterator[Part[Any]]:
    """Give where the run is, and how many points changed or how it ended."""
    box, size = layout.caption, layout.text
    room = heading_width(frame, size) + AFTER_HEADING * size
    left = Box(box.left, box.bottom, room, box.height)
    right = Box(left.right, box.bottom, box.width - room, box.height)
    yield Part(left, lambda frame: frame.heading, partial(_draw_heading, theme, left, size))
    yield Part(right, _remarks, partial(_draw_remark, theme, right, size))


def _draw_heading(theme: Theme, box: Box, size: float, heading: str) -> Iterator[canvas.Mark]:
    line = words.fit(heading, box.width, size, bold=True)
    at = (box.left, round(box.top - size))
    yield canvas.Text(line, at, size=size, color=theme.ink, bold=True)


def _remarks(frame: Frame) -> tuple[str, ...]:
    """Give what is to be remarked, in more words and in fewer."""
    language = frame.language
    if frame.objective is None:
        return ()
    if frame.beat == "settled":
        return f"{language.say('lecture.settled')} {MARK}", MARK
    if frame.beat == "stopped":
        return (language.say("lecture.stopped"),)
    return captions.changed(language, frame.state), captions.changed_in_short(language, frame.state)


def _draw_remark(
    theme: Theme, box: Box, size: float, remarks: tuple[str, ...]
) -> Iterator[canvas.Mark]:
    """Write the first that there is room for, or none."""
    if remark := words.fullest(remarks, box.width, size):
        at = (box.right, round(box.top - size))
        color = theme.ink if MARK in remark else theme.quiet
        yield canvas.Text(remark, at, size=size, color=color, align="right")
