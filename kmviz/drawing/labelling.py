"""The text around a board: title and caption, fitted to their places."""

from collections.abc import Iterator
from functools import partial
from typing import Any, TypeAlias

from kmviz.drawing import canvas, lettering, words
from kmviz.drawing.layouts import LINE, Box, Layout, board, cut_strip
from kmviz.drawing.objective import strip_part
from kmviz.drawing.parts import Composition, Part
from kmviz.drawing.running_sum import HEIGHT
from kmviz.drawing.style import Theme
from kmviz.story import captions
from kmviz.story.algorithms import words as words_of
from kmviz.story.frame import Frame

Words: TypeAlias = tuple[str, str]  # heading and caption

WIDEST_OBJECTIVE = "J = 0.000·10⁻⁰⁰⁰"  # digits are equally wide, as are points and commas

# The least room on both sides of a caption, in font sizes.
AFTER_HEADING, BEFORE_OBJECTIVE = 0.8, 0.4


def compose(size: tuple[int, int], title: str | None, frame: Frame, theme: Theme) -> Composition:
    """Compose a title above one board, and a caption below it."""
    width, height = size
    empty = board(width, height, title_lines=0, caption_lines=1)
    rows = min(2, caption_rows(empty, frame))
    tallest = board(width, height, title_lines=2, caption_lines=rows)
    lines = words.wrap(
        words.literal(title or "", frame.language.code),
        empty.title.width,
        empty.title_text,
        lines=2 if tallest.board.height >= height / 2 else 1,
        bold=True,
    )
    layout = board(width, height, title_lines=len(lines), caption_lines=rows)
    still = partial(draw_title, theme, layout, lines)
    layout, bar = room_for_bar(layout, frame, theme)
    return Composition(layout, still, (*caption_parts(theme, layout), *bar))


def room_for_bar(
    layout: Layout, frame: Frame, theme: Theme
) -> tuple[Layout, tuple[Part[Any], ...]]:
    """Put a strip below the board of a film that tells a start drawn by D²: its bar, and then J."""
    if frame.opening is None or not frame.opening.draws:
        return layout, ()
    layout, strip = cut_strip(layout, HEIGHT * layout.text)
    return layout, (strip_part(strip, frame, theme, layout.text),)


def draw_title(theme: Theme, layout: Layout, lines: list[str]) -> Iterator[canvas.Mark]:
    """Write the title, line by line."""
    for number, line in enumerate(lines):
        at = (layout.title.left, baseline(layout.title.top, layout.title_text, number))
        yield canvas.Text(line, at, size=layout.title_text, color=theme.ink, bold=True)


def caption_parts(theme: Theme, layout: Layout) -> Iterator[Part[Any]]:
    """Give the parts of a caption: where the run is, what happens, and the objective.

    In one row they stand side by side; in more, all but the first are for what happens.
    """
    box, size = layout.caption, layout.text
    widest = lettering.text_width(WIDEST_OBJECTIVE, size)
    first = Box(box.left, box.top - LINE * size, box.width - widest, LINE * size)
    number = Box(first.right, first.bottom, widest, first.height)
    if _rows(layout) == 1:
        yield Part(around(first), told, partial(_draw_words, theme, first, size))
    else:
        tall = LINE * size * (_rows(layout) - 1)
        below = Box(box.left, first.bottom - tall, box.width, tall)
        yield Part(around(first), _heading, partial(_draw_heading, theme, first, size))
        yield Part(around(below), _caption, partial(draw_caption, theme, below, size))
    yield Part(around(number), objective, partial(draw_objective, theme, number, size))


def told(frame: Frame) -> Words:
    """Give where the run is, and what happens."""
    return frame.heading, frame.caption


def objective(frame: Frame) -> str:
    """Give the objective in words; none before there is one, or where it is not shown."""
    if frame.objective is None or "objective" not in frame.show:
        return ""
    return f"J = {frame.language.number(frame.objective)}"


def heading_width(frame: Frame, size: float) -> float:
    """Give the width of the widest heading of a film of up to 999 iterations: of its start too."""
    k, language = len(frame.start), frame.language
    headings = [words_of(frame.state.algorithm, language).heading("000")]  # digits are equally wide
    if frame.opening is not None:
        headings.append(captions.star(language, k, k))
    return max(lettering.text_width(heading, size, bold=True) for heading in headings)


def _heading(frame: Frame) -> str:
    return frame.heading


def _caption(frame: Frame) -> str:
    return frame.caption


def _draw_words(theme: Theme, box: Box, size: float, told: Words) -> Iterator[canvas.Mark]:
    """Write heading and caption side by side."""
    heading, caption = told
    yield from _draw_heading(theme, box, size, heading)
    beside = lettering.text_width(heading, size, bold=True) + AFTER_HEADING * size
    room = box.width - beside - BEFORE_OBJECTIVE * size
    yield from draw_caption(
        theme, Box(box.left + beside, box.bottom, room, box.height), size, caption
    )


def _draw_heading(theme: Theme, box: Box, size: float, heading: str) -> Iterator[canvas.Mark]:
    at = (box.left, baseline(box.top, size, 0))
    yield canvas.Text(heading, at, size=size, color=theme.ink, bold=True)


def draw_caption(theme: Theme, box: Box, size: float, caption: str) -> Iterator[canvas.Mark]:
    """Write quiet words at the beginning of a box, as many as fit its lines."""
    most = max(1, round(box.height / (LINE * size)))
    for number, line in enumerate(words.wrap(caption, box.width, size, lines=most)):
        at = (box.left, baseline(box.top, size, number))
        yield canvas.Text(line, at, size=size, color=theme.quiet)


def draw_objective(theme: Theme, box: Box, size: float, objective: str) -> Iterator[canvas.Mark]:
    """Write the objective at the end of its box."""
    at = (box.right, baseline(box.top, size, 0))
    yield canvas.Text(objective, at, size=size, color=theme.ink, align="right")


def around(box: Box) -> Box:
    """Give a line room for the parts of letters that reach over its ends."""
    reach = 0.1 * box.height
    return Box(box.left - reach, box.bottom, box.width + 2 * reach, box.height)


def _rows(layout: Layout) -> int:
    return round((layout.caption.height - 0.35 * layout.text) / (LINE * layout.text))


def caption_rows(layout: Layout, frame: Frame) -> int:
    """Give how many rows a caption needs in the whole film, wherever in it the frame is: 1 to 3."""
    size = layout.text
    opening = captions.start(frame.language, len(frame.points), len(frame.start))
    said = (opening, *captions.during(frame.language, frame.state.algorithm))
    caption = max(lettering.text_width(line, size) for line in said)
    heading = heading_width(frame, size)
    number = lettering.text_width(WIDEST_OBJECTIVE, size)
    gaps = (AFTER_HEADING + BEFORE_OBJECTIVE) * size
    if heading + caption + number + gaps <= layout.caption.width:
        return 1
    return 2 if caption <= layout.caption.width else 3


def baseline(top: float, size: float, line: int) -> float:
    """Give the height of the letters' feet in a line of text, counted from 0."""
    return round(top - size - LINE * size * line)
