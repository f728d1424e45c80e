"""Pictures-to-be of several boards go in, how they are composed on one sheet comes out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np

from kmviz.drawing import canvas, words
from kmviz.drawing.canvas import Mark
from kmviz.drawing.labelling import around, baseline, draw_caption, draw_objective, objective
from kmviz.drawing.layouts import LINE, Box, Layout
from kmviz.drawing.parts import Composition, Part
from kmviz.drawing.style import Theme
from kmviz.drawing.tiles import Places, inner_width, lay_out, lay_out_tile
from kmviz.drawing.view import THREAD
from kmviz.drawing.wording import (
    GAP,
    Headings,
    Wording,
    choose_words,
    heading_lines,
    least_width,
    widest,
    wrap,
)
from kmviz.story.frame import Frame
from kmviz.story.side_by_side import SideBySide

SMALLEST_TEXT: Final = 7.0  # pixels
TEXTS: Final = (28, 32, 36, 40)  # the parts of the height of a picture that text may have
HIGH: Final = 12  # font sizes: a row of boards that has room for a title of two lines
FLATTER, STEEPER = 0.5, 1.1  # the heights that a board may have, in that of its points


@dataclass(frozen=True, slots=True)
class Plan:
    """How the pictures of several boards are composed.

    Attributes
    ----------
    places
        Of all tiles, and of what is around them.
    tile
        The places within each tile.
    headings
        What tells the boards apart.
    title
        The lines above all.
    wording
        What is written in the tiles.
    """

    places: Places
    tile: Layout
    headings: Headings
    title: tuple[str, ...]
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
    plan = partial(_plan, told, headings, grid, size=size, title=title)
    smallest = plan(max(11.0, size[1] / TEXTS[-1]))
    for part in TEXTS[:-1]:
        larger = plan(max(11.0, size[1] / part))
        if larger.wording.in_full and _side(larger) >= 0.97 * _side(smallest):
            return larger
    while _is_cut(smallest, told) and smallest.places.text > SMALLEST_TEXT:
        smallest = plan(max(SMALLEST_TEXT, 0.95 * smallest.places.text))
    return smallest


def _is_cut(plan: Plan, told: Sequence[SideBySide]) -> bool:
    """Say whether a tile is too narrow for the least that is told."""
    return least_width(told, plan.places.text) > plan.tile.board.width


def _plan(
    told: Sequence[SideBySide],
    headings: Headings,
    grid: tuple[int, int],
    text: float,
    *,
    size: tuple[int, int],
    title: str,
) -> Plan:
    """Compose with text of this size."""
    lines = _title_lines(title, size, grid, text)
    place = partial(
        lay_out, size, grid, text, title_lines=len(lines), row_lines=int(bool(headings.rows))
    )
    tile = place().tiles[0]
    width = inner_width(tile, text)
    titles = headings.titles or ("",) * len(told[0].frames)
    wording = choose_words(told, [words.literal(title) for title in titles], tile, text)
    columns = [wrap(column, width, text, heading_lines(tile, text)) for column in headings.columns]
    lay = partial(
        lay_out_tile,
        text=text,
        heading_lines=max(len(above) for above in wording.above),
        caption_lines=1 + wording.caption_lines,
    )
    board = lay(tile).board
    flattest, steepest = _slopes(told[0].frames)
    needed = max([wording.needed, *(widest(lines, text) for lines in columns)])
    places = place(
        column_lines=max(map(len, columns), default=0),
        widest=tile.width - width + max(needed, board.height / flattest),
        tallest=tile.height - board.height + width * steepest,
    )
    return Plan(places, lay(places.tiles[0]), headings, lines, wording)


def _title_lines(
    title: str, size: tuple[int, int], grid: tuple[int, int], text: float
) -> tuple[str, ...]:
    """Break the title into two lines where the boards have height to spare, or one."""
    most = 2 if size[1] / grid[0] >= HIGH * text else 1
    width = size[0] - 2 * round(0.025 * min(size)) - LINE * text
    return tuple(words.wrap(words.literal(title), width, 1.35 * text, lines=most, bold=True))


def _slopes(firsts: Sequence[Frame]) -> tuple[float, float]:
    """Give the least and the largest height that boards can use, in their width."""
    spans = np.array([np.ptp(first.points, axis=0) for first in firsts])
    spans[(spans == 0).all(axis=1)] = 1.0
    with np.errstate(divide="ignore"):
        slopes = np.clip(spans[:, 1] / spans[:, 0], 1 / THREAD, THREAD)
    return FLATTER * float(slopes.min()), STEEPER * float(slopes.max())


def _side(plan: Plan) -> float:
    return min(plan.tile.board.width, plan.tile.board.height)


def compose_tile(plan: Plan, number: int, theme: Theme) -> Composition:
    """Compose one board, its title above it or beside its caption, and the caption below it."""
    tile, wording, text = plan.tile, plan.wording, plan.places.text
    row = Box(tile.caption.left, tile.caption.top - LINE * text, tile.caption.width, LINE * text)
    beside = wording.beside[number]
    indent = canvas.text_width(beside, text, bold=True) + GAP * text if beside else 0.0
    end = Box(row.right - wording.number, row.bottom, wording.number, row.height)
    where = Box(
        row.left + indent, row.bottom, end.left - GAP * text - row.left - indent, row.height
    )
    parts: list[Part[Any]] = [
        Part(around(where), wording.where, partial(draw_caption, theme, where, text)),
        Part(around(end), objective, partial(draw_objective, theme, end, text)),
    ]
    if wording.caption_lines:
        below = replace(tile.caption, height=row.bottom - tile.caption.bottom)
        parts.append(Part(below, wording.caption, partial(_draw_lines, theme, below, text)))
    return Composition(tile, partial(_titles, plan, number, theme), tuple(parts))


def _draw_lines(theme: Theme, box: Box, text: float, caption: str) -> Iterator[Mark]:
    """Write quiet words, as many lines of them as they take."""
    lines = words.wrap(caption, box.width, text, lines=round(box.height / (LINE * text)))
    for number, line in enumerate(lines):
        at = (box.left, baseline(box.top, text, number))
        yield canvas.text(line, at, size=text, color=theme.quiet)


def draw_headings(plan: Plan, theme: Theme) -> Iterator[Mark]:
    """Write what stays the same around all tiles: title, and headings of columns and rows."""
    places, text = plan.places, plan.places.text
    for number, line in enumerate(plan.title):
        at = (places.title.left, baseline(places.title.top, places.title_text, number))
        yield canvas.text(line, at, size=places.title_text, color=theme.ink, bold=True)
    for box, heading in zip(places.columns, plan.headings.columns, strict=False):
        lines = wrap(heading, box.width, text, round(box.height / (LINE * text)))
        for number, line in enumerate(lines, start=-len(lines)):
            at = (box.left + box.width / 2, baseline(box.bottom, text, number))
            yield canvas.text(line, at, size=text, color=theme.ink, bold=True, align="center")
    for box, heading in zip(places.rows, plan.headings.rows, strict=False):
        line = words.fit(words.literal(heading), box.height, text, bold=True)
        at = (box.left + text, box.bottom + box.height / 2)
        yield canvas.text(
            line, at, size=text, color=theme.ink, bold=True, align="center", turned=90
        )


def _titles(plan: Plan, number: int, theme: Theme) -> Iterator[Mark]:
    """Write the title of a board, the last line right above it, or at the beginning of its row."""
    text, tile = plan.places.text, plan.tile
    lines = plan.wording.above[number]
    for line, words_of_line in enumerate(lines, start=-len(lines)):
        at = (tile.title.left, baseline(tile.title.bottom, text, line))
        yield canvas.text(words_of_line, at, size=text, color=theme.ink, bold=True)
    if beside := plan.wording.beside[number]:
        at = (tile.caption.left, baseline(tile.caption.top, text, 0))
        yield canvas.text(beside, at, size=text, color=theme.ink, bold=True)
