"""A contact sheet: frames go in, a page of small numbered pictures comes out, for print."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from kmviz.drawing import canvas, lettering, words
from kmviz.drawing.compositions import draw_frame
from kmviz.drawing.labelling import objective, room_for_bar
from kmviz.drawing.layouts import LINE, Box, Layout, grid
from kmviz.drawing.parts import Composition
from kmviz.drawing.render import check_range
from kmviz.drawing.still import POINTS, Drawn, Still
from kmviz.drawing.style import Theme
from kmviz.story.frame import Frame

A4: Final = (2480, 3508)  # pixels, 300 to the inch
LONG_SIDE: Final = 297 / 25.4  # inches of A4; a page of other proportions is as long

# In points on paper.
EDGE: Final = 34.0
GAP: Final = 11.0  # between tiles, and around them
TITLE, TOLD, FOOT = 14.0, 8.5, 6.5
SMALLEST, LARGEST = 6.5, 9.0  # text below a small picture
LEAST_TILE: Final = (64.0, 86.0)

LETTERS: Final = 23.0  # font sizes that the longest caption takes
MOST_LINES: Final = 4  # of a caption, where tiles are narrow
BETWEEN: Final = 0.8  # font sizes from a heading to the objective beside it

MARKS: Final = 1.4  # small pictures need larger points for their shapes to be seen

RISE: Final = 0.35  # font sizes from the lower edge of a line to its letters

Line: TypeAlias = tuple[str, float, bool]  # words, size in pixels, whether they are bold


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One small picture: its number among all half-steps, from 1, and the frame that ends it."""

    number: int
    frame: Frame

    @property
    def heading(self) -> str:
        """Its number, and where the run is."""
        return f"{self.number} · {self.frame.heading}"


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """What is on a contact sheet.

    Attributes
    ----------
    tiles
        The small pictures, row by row from the top.
    columns, rows
        The places for them; the last may stay empty.
    title, told, foot
        Words: a title and sentences above, and a line below; each may be empty.
    lang
        Their language.
    """

    tiles: Sequence[Tile]
    columns: int
    rows: int
    title: str
    told: Sequence[str]
    foot: str
    lang: str


@dataclass(frozen=True, slots=True)
class _Fit:
    """How words fit below all tiles of a sheet.

    Attributes
    ----------
    text
        Font size in pixels.
    beside
        Whether the objective stands beside the heading; otherwise it is the last line.
    lines
        Lines for the caption.
    """

    text: float
    beside: bool
    lines: int

    @property
    def height(self) -> float:
        """Of all lines, with a little room above."""
        return (0.4 + LINE * (1 + self.lines + (not self.beside))) * self.text


def lay_out(sheet: Sheet, theme: Theme, size: tuple[int, int] = A4) -> Still:
    """Draw a contact sheet.

    Parameters
    ----------
    sheet, theme
        What is on it, and in which colours.
    size
        Width and height in pixels; on paper the longer side is as long as an A4 page.

    Raises
    ------
    ValueError
        If the size is out of range, or leaves too little room for each small picture.
    """
    width, height = check_range(size)
    per_inch = max(width, height) / LONG_SIDE
    point = per_inch / POINTS
    _check_places(sheet, width / point, height / point)

    def draw() -> Iterator[Drawn]:
        return _draw(sheet, theme, Box(0, 0, width, height), point)

    return Still(width, height, theme.ground, draw, per_inch)


def _check_places(sheet: Sheet, width: float, height: float) -> None:
    """Refuse so many places on a page of so many points that a picture could not be read."""
    asked = f"a sheet of {sheet.columns}x{sheet.rows}"
    if min(sheet.columns, sheet.rows) < 1:
        raise ValueError(f"{asked} has no places\ngive columns and rows, such as 3x4")
    inside = (
        width - 2 * EDGE,
        height - 2 * EDGE - LINE * (2 * TITLE + 4 * TOLD + 3 * FOOT) - 2 * GAP,
    )
    columns, rows = (
        int((side + GAP) / (least + GAP)) for side, least in zip(inside, LEAST_TILE, strict=True)
    )
    if sheet.columns > columns or sheet.rows > rows:
        holds = f"a page of these proportions holds {columns}x{rows} at most"
        other = f"choose other proportions, such as {A4[0]}x{A4[1]}"
        raise ValueError(
            f"{asked} leaves too little room for each picture\n"
            f"{holds if min(columns, rows) > 0 else other}"
        )


def _draw(sheet: Sheet, theme: Theme, page: Box, point: float) -> Iterator[Drawn]:
    """Draw what is written above, what is written below, and the tiles between."""
    edge, gap = EDGE * point, GAP * point
    inner = Box(edge, edge, page.width - 2 * edge, page.height - 2 * edge)
    head, foot = _head(sheet, inner.width, point), _foot(sheet, inner.width, point)
    yield page, _write(head, inner.left, inner.top, theme)
    yield page, _write(foot, inner.left, inner.bottom + _height(foot), theme)
    bottom = inner.bottom + _height(foot) + gap
    middle = Box(inner.left, bottom, inner.width, inner.top - _height(head) - gap - bottom)
    boxes = grid(middle, sheet.columns, sheet.rows, gap=gap)
    fit = _fit(sheet.tiles, boxes[0].width, point)
    for box, tile in zip(boxes, sheet.tiles, strict=False):
        yield from _draw_tile(box, tile, fit, theme)


def _head(sheet: Sheet, width: float, point: float) -> list[Line]:
    """Break title and sentences into lines."""
    title = words.wrap(
        words.literal(sheet.title, sheet.lang), width, TITLE * point, lines=2, bold=True
    )
    lines = [(line, TITLE * point, True) for line in title]
    for sentence in sheet.told:
        told = words.wrap(sentence, width, TOLD * point, lines=2)
        lines += [(line, TOLD * point, False) for line in told]
    return lines


def _foot(sheet: Sheet, width: float, point: float) -> list[Line]:
    lines = words.wrap(words.literal(sheet.foot, sheet.lang), width, FOOT * point, lines=3)
    return [(line, FOOT * point, False) for line in lines]


def _height(lines: Sequence[Line]) -> float:
    return LINE * sum(size for _, size, _ in lines)


def _write(lines: Sequence[Line], left: float, top: float, theme: Theme) -> Iterator[canvas.Mark]:
    """Write line below line, what is bold in ink and the rest in quieter letters."""
    for line, size, bold in lines:
        top -= LINE * size
        color = theme.ink if bold else theme.quiet
        yield canvas.Text(line, (left, top + RISE * size), size=size, color=color, bold=bold)


def _fit(tiles: Sequence[Tile], width: float, point: float) -> _Fit:
    """Fit the words of all tiles alike, so that their pictures are equally large."""
    text = min(max(width / LETTERS, SMALLEST * point), LARGEST * point)
    lines = max(len(_caption(tile, width, text)) for tile in tiles)
    beside = all(
        lettering.text_width(tile.heading, text, bold=True)
        + lettering.text_width(objective(tile.frame), text)
        + BETWEEN * text
        <= width
        for tile in tiles
    )
    return _Fit(text, beside, lines)


def _caption(tile: Tile, width: float, text: float) -> list[str]:
    return words.wrap(tile.frame.caption, width, text, lines=MOST_LINES)


def _draw_tile(box: Box, tile: Tile, fit: _Fit, theme: Theme) -> Iterator[Drawn]:
    """Draw the picture, and its words below it."""
    board = Box(box.left, box.bottom + fit.height, box.width, box.height - fit.height)
    layout = Layout(box, board, box, box, fit.text, fit.text, MARKS)
    layout, bar = room_for_bar(layout, tile.frame, theme)
    yield from draw_frame(tile.frame, Composition(layout, tuple, bar), theme)
    yield box, _told(box, board.bottom - 0.4 * fit.text, tile, fit, theme)


def _told(box: Box, top: float, tile: Tile, fit: _Fit, theme: Theme) -> Iterator[canvas.Mark]:
    """Write heading, caption and objective."""
    heading = words.fit(tile.heading, box.width, fit.text, bold=True)
    lines: list[Line] = [(heading, fit.text, True)]
    lines += [(line, fit.text, False) for line in _caption(tile, box.width, fit.text)]
    yield from _write(lines, box.left, top, theme)
    told, row = objective(tile.frame), 1 if fit.beside else 1 + len(lines)
    if told:
        at = (box.right if fit.beside else box.left, top - (LINE * row - RISE) * fit.text)
        align: canvas.Align = "right" if fit.beside else "left"
        yield canvas.Text(told, at, size=fit.text, color=theme.ink, align=align)
