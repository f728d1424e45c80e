"""Several boards in step go in, Pictures of all of them on one sheet come out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from kmviz.drawing import canvas, words
from kmviz.drawing.canvas import Canvas, Mark, plain_matplotlib
from kmviz.drawing.labelling import around, baseline
from kmviz.drawing.layouts import Box
from kmviz.drawing.picture import Picture
from kmviz.drawing.plan import Plan, compose, compose_tile, draw_headings
from kmviz.drawing.render import Brush
from kmviz.drawing.style import Theme, rgb
from kmviz.drawing.tiles import frame_width
from kmviz.drawing.wording import Headings
from kmviz.story.frame import Frame
from kmviz.story.side_by_side import SideBySide


def render_side_by_side(
    told: Sequence[SideBySide],
    headings: Headings,
    grid: tuple[int, int],
    *,
    theme: Theme,
    size: tuple[int, int] = (1280, 720),
    title: str = "",
) -> Iterator[Picture]:
    """Draw several boards in step.

    Parameters
    ----------
    told
        All pictures-to-be of the film, in order.
    headings
        What tells the boards apart.
    grid
        How many rows and columns; the boards fill them row by row.
    theme
        The colours.
    size
        Width and height in pixels, both even.
    title
        Drawn literally above all boards; shortened where it is too long.

    Yields
    ------
    Picture
        One for each of them.
    """
    brush: SheetBrush | None = None
    for each in told:
        with plain_matplotlib():
            if brush is None:
                plan = compose(told, headings, grid, size=size, title=title)
                brush = SheetBrush(told[0].frames, plan, theme)
            picture = brush.picture(each)
        yield picture


class SheetBrush:
    """What a film of several boards is painted with: a brush for each, and a sheet for all.

    Parameters
    ----------
    firsts
        A frame of each board.
    plan, theme
        What is around the boards, and the colours.
    """

    def __init__(self, firsts: Sequence[Frame], plan: Plan, theme: Theme) -> None:
        sheet = plan.places.sheet
        self._plan, self._theme = plan, theme
        self._canvas = Canvas(round(sheet.width), round(sheet.height), theme.ground)
        self._canvas.draw(draw_headings(plan, theme), within=sheet)
        self._ground = self._canvas.pixels.copy()
        self._brushes = [
            Brush(first, theme, compose_tile(plan, number, theme))
            for number, first in enumerate(_in_one_view(firsts))
        ]
        self._flats = theme.flats(max(len(first.start) for first in firsts))
        self._frames: list[Frame | None] = [None] * len(firsts)
        self._line = ""

    def picture(self, told: SideBySide) -> Picture:
        """Paint one picture: the tiles on which something is new, and the line below them."""
        for number, frame in enumerate(told.frames):
            if frame is not self._frames[number]:
                self._paint(number, frame)
        self._tell(told)
        for number in told.lowest:
            tile = self._plan.places.tiles[number]
            self._canvas.draw([_mark(tile, self._plan, self._theme)], within=tile)
        return Picture(self._canvas.snapshot(), told.seconds, told.opens_beat, self._flats)

    def _paint(self, number: int, frame: Frame) -> None:
        area = self._canvas.area(self._plan.places.tiles[number])
        self._canvas.pixels[area] = self._brushes[number].paint(frame)
        self._frames[number] = frame

    def _tell(self, told: SideBySide) -> None:
        """Say below all boards what happens on them, and at last which came lowest."""
        own = self._plan.wording.caption_lines > 0
        line = told.verdict or ("" if own else told.caption)
        if line == self._line:
            return
        box, text, theme = self._plan.places.footer, self._plan.places.text, self._theme
        area = self._canvas.area(around(box))
        self._canvas.pixels[area] = self._ground[area]
        bold, color = (True, theme.ink) if told.lowest else (False, theme.quiet)
        shown = words.fit(line, box.width, text, bold=bold)
        at = (box.left, baseline(box.top, text, 0))
        mark = canvas.text(shown, at, size=text, color=color, bold=bold)
        self._canvas.draw([mark], within=around(box))
        self._line = line


def _in_one_view(firsts: Sequence[Frame]) -> list[Frame]:
    """Let boards of the same points show the same part of the plane, with room for all starts."""
    return [
        replace(
            first,
            start=np.vstack([other.start for other in firsts if other.points is first.points]),
        )
        for first in firsts
    ]


def _mark(tile: Box, plan: Plan, theme: Theme) -> Mark:
    """Draw a frame around a board, on the ground that its tile leaves free."""
    width, board = frame_width(plan.places.text), plan.tile.board
    low = np.array([tile.left + board.left, tile.bottom + board.bottom]) - width / 2
    high = low + np.array([board.width + width, board.height + width])
    corners = np.array([low, (high[0], low[1]), high, (low[0], high[1]), low])
    return canvas.lines([corners], colors=rgb(theme.ink)[np.newaxis] / 255.0, width=width)
