"""Pictures-to-be of several boards go in, how they are composed on one sheet comes out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from typing import Any, Final, TypeAlias

import numpy as np

from kmviz.drawing import canvas, lettering, words
from kmviz.drawing.canvas import Mark
from kmviz.drawing.labelling import around, baseline, draw_caption, draw_objective, objective
from kmviz.drawing.layouts import LINE, Box, Layout
from kmviz.drawing.parts import Composition, Part
from kmviz.drawing.style import Theme
from kmviz.drawing.tiles import Places, inner_width, lay_out, lay_out_tile
from kmviz.drawing.view import THREAD, shown_span
from kmviz.drawing.wording import (
    GAP,
    MOST_LINES,
    Headings,
    Wording,
    choose_words,
    heading_lines,
    is_whole,
    least_width,
    widest,
    wrap,
)
from kmviz.story.frame import Frame
from kmviz.story.side_by_side import SideBySide

SMALLEST_TEXT: Final = 7.0  # pixels
TEXTS: Final = (28, 32, 36, 40)  # the parts of the height of a picture that text may have
HIGH: Final = 12  # font sizes: a row of boards that has room for a title of two lines
FLATTER, STEEPER = 0.5, 1.1  # the heights that a board may have, in that of what it shows


Lines: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be composed; the arguments of `compose`."""

    told: Sequence[SideBySide]
    headings: Headings
    grid: tuple[int, int]
    size: tuple[int, int]
    title: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How the pictures of several boards are composed.

    Attributes
    ----------
    places
        Of all tiles, and of what is around them.
    tile
        The places within each tile.
    title
        The lines above all.
    columns, rows
        The lines of the heading of each column and of each row.
    wording
        What is written in the tiles.
    """

    places: Places
    tile: Layout
    title: Lines
    columns: tuple[Lines, ...]
    rows: tuple[Lines, ...]
    wording: Wording


def compose(
    told: Sequence[SideBySide],
    headings: Headings,
    grid: tuple[int, int],
    *,
    size: tuple[int, int],
    title: str,
) -> Plan:
    """Choose the places and the words of a film, by all that will be written in it.

    Text is as large as it can be while neither the boards become smaller for it, nor what is told
    becomes less.
    """
    headings, title = _literal(headings, title, told[0].frames[0].language.code)
    task = Task(told, headings, grid, size, title)
    smallest = _plan(task, max(11.0, size[1] / TEXTS[-1]))
    for part in TEXTS[:-1]:
        larger = _plan(task, max(11.0, size[1] / part))
        if _tells_all(larger, headings) and _side(larger) >= 0.97 * _side(smallest):
            return larger
    while _is_cut(smallest, told) and smallest.places.text > SMALLEST_TEXT:
        smallest = _plan(task, max(SMALLEST_TEXT, 0.95 * smallest.places.text))
    return smallest


def _literal(headings: Headings, title: str, lang: str) -> tuple[Headings, str]:
    """Make the words that a person gave fit for a picture."""
    titles, columns, rows = (
        tuple(words.literal(heading, lang) for heading in given)
        for given in (headings.titles, headings.columns, headings.rows)
    )
    return Headings(titles, columns, rows), words.literal(title, lang)


def _is_cut(plan: Plan, told: Sequence[SideBySide]) -> bool:
    """Say whether a tile is too narrow for the least that is told."""
    return least_width(told, plan.places.text) > plan.tile.board.width


def _tells_all(plan: Plan, headings: Headings) -> bool:
    """Say whether nothing is shortened."""
    wording = plan.wording
    titles = wording.above if any(wording.above) else ((title,) for title in wording.beside)
    return wording.in_full and all(
        is_whole(lines, heading)
        for shown, given in (
            (plan.columns, headings.columns),
            (plan.rows, headings.rows),
            (titles, headings.titles),
        )
        for lines, heading in zip(shown, given, strict=False)
    )


def _plan(task: Task, text: float) -> Plan:
    """Compose with text of this size, the headings of rows in one line, or two if they need it."""
    rows = task.headings.rows
    plan = _plan_rows(task, text, lines=min(len(rows), 1))
    if all(is_whole(*row) for row in zip(plan.rows, rows, strict=True)):
        return plan
    return _plan_rows(task, text, lines=MOST_LINES)


def _plan_rows(task: Task, text: float, *, lines: int) -> Plan:
    """Compose with so many lines for the heading of a row."""
    title, headings = _title_lines(task, text), task.headings
    place = partial(lay_out, task.size, task.grid, text, title_lines=len(title), row_lines=lines)
    tile = place().tiles[0]
    width, most = inner_width(tile, text), heading_lines(tile, text)
    titles = headings.titles or ("",) * len(task.told[0].frames)
    wording = choose_words(task.told, titles, tile, text)
    columns = tuple(tuple(wrap(column, width, text, most)) for column in headings.columns)
    lay = partial(
        lay_out_tile,
        text=text,
        heading_lines=max(len(above) for above in wording.above),
        caption_lines=1 + wording.caption_lines,
    )
    board = lay(tile).board
    flattest, steepest = _slopes(task.told[0].frames)
    needed = ceil(max([wording.needed, *(widest(column, text) for column in columns)]))
    places = place(
        column_lines=max(map(len, columns), default=0),
        widest=tile.width - width + max(needed, board.height / flattest),
        tallest=tile.height - board.height + width * steepest,
    )
    layout = lay(places.tiles[0])
    rows = tuple(tuple(wrap(row, layout.sheet.height, text, lines)) for row in headings.rows)
    return Plan(places, layout, title, columns, rows, wording)


def _title_lines(task: Task, text: float) -> Lines:
    """Break the title into two lines where the boards have height to spare, or one."""
    most = 2 if task.size[1] / task.grid[0] >= HIGH * text else 1
    width = task.size[0] - 2 * round(0.025 * min(task.size)) - LINE * text
    return tuple(words.wrap(task.title, width, 1.35 * text, lines=most, bold=True))


def _slopes(firsts: Sequence[Frame]) -> tuple[float, float]:
    """Give the least and the largest height that boards can use, in their width."""
    spans = np.array([shown_span(first.points, first.start) for first in firsts])
    spans[(spans == 0).all(axis=1)] = 1.0
    with np.errstate(divide="ignore"):
        slopes = np.clip(spans[:, 1] / spans[:, 0], 1 / THREAD, THREAD)
    return FLATTER * float(slopes.min()), STEEPER * float(slopes.max())


def _side(plan: Plan) -> float:
    return min(plan.tile.board.width, plan.tile.board.height)


def compose_tile(plan: Plan, number: int, layout: Layout, theme: Theme) -> Composition:
    """Compose one board, its title above it or beside its caption, and the caption below it.

    Parameters
    ----------
    plan, theme
        Of all boards.
    number
        Which of them.
    layout
        The places in its tile, wherever that lies.
    """
    wording, text, strip = plan.wording, plan.places.text, layout.caption
    row = Box(strip.left, strip.top - LINE * text, strip.width, LINE * text)
    beside = wording.beside[number]
    indent = lettering.text_width(beside, text, bold=True) + GAP * text if beside else 0.0
    end = Box(row.right - wording.number, row.bottom, wording.number, row.height)
    room = row.width - indent - GAP * text - end.width
    where = Box(row.left + indent, row.bottom, room, row.height)
    parts: list[Part[Any]] = [
        Part(around(where), wording.where, partial(draw_caption, theme, where, text)),
        Part(around(end), objective, partial(draw_objective, theme, end, text)),
    ]
    if wording.caption_lines:
        below = replace(strip, height=row.bottom - strip.bottom)
        parts.append(Part(below, wording.caption, partial(_draw_lines, theme, below, text)))
    return Composition(layout, partial(_titles, plan, number, layout, theme), tuple(parts))


def _draw_lines(theme: Theme, box: Box, text: float, caption: str) -> Iterator[Mark]:
    """Write quiet words, as many lines of them as they take."""
    lines = words.wrap(caption, box.width, text, lines=round(box.height / (LINE * text)))
    for number, line in enumerate(lines):
        at = (box.left, baseline(box.top, text, number))
        yield canvas.Text(line, at, size=text, color=theme.quiet)


def draw_headings(plan: Plan, theme: Theme) -> Iterator[Mark]:
    """Write what stays the same around all tiles: title, and headings of columns and rows."""
    places, text = plan.places, plan.places.text
    for number, line in enumerate(plan.title):
        at = (places.title.left, baseline(places.title.top, places.title_text, number))
        yield canvas.Text(line, at, size=places.title_text, color=theme.ink, bold=True)
    heading = partial(canvas.Text, size=text, color=theme.ink, bold=True, align="center")
    for box, lines in zip(places.columns, plan.columns, strict=False):
        for number, line in enumerate(lines, start=-len(lines)):
            yield heading(line, (box.left + box.width / 2, baseline(box.bottom, text, number)))
    for box, lines in zip(places.rows, plan.rows, strict=False):
        for number, line in enumerate(lines, start=1 - len(lines)):
            at = (box.right - 0.4 * text + LINE * text * number, box.bottom + box.height / 2)
            yield heading(line, at, turned=90)


def _titles(plan: Plan, number: int, layout: Layout, theme: Theme) -> Iterator[Mark]:
    """Write the title of a board, the last line right above it, or at the beginning of its row."""
    write = partial(canvas.Text, size=plan.places.text, color=theme.ink, bold=True)
    above, beside = plan.wording.above[number], plan.wording.beside[number]
    for line, title in enumerate(above, start=-len(above)):
        height = baseline(layout.title.bottom, plan.places.text, line)
        yield write(title, (layout.title.left, height))
    if beside:
        yield write(beside, (layout.caption.left, baseline(layout.caption.top, layout.text, 0)))
