"""Several boards in step go in, Pictures of all of them on one sheet come out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from kmviz.drawing import canvas, words
from kmviz.drawing.canvas import Canvas, Mark, plain_matplotlib
from kmviz.drawing.compositions import draw_frame
from kmviz.drawing.labelling import around, baseline
from kmviz.drawing.picture import Picture
from kmviz.drawing.plan import Plan, compose, compose_tile, draw_headings
from kmviz.drawing.render import Brush
from kmviz.drawing.still import Drawn
from kmviz.drawing.style import Theme, rgb
from kmviz.drawing.tiles import frame_width, placed
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


def draw_sheet(told: SideBySide, plan: Plan, theme: Theme) -> Iterator[Drawn]:
    """Draw several boards as a whole, the lowest first, each with the box that it shows within.

    Parameters
    ----------
    told
        A picture-to-be on which half-steps end.
    plan, theme
        What is around the boards, and the colours.
    """
    yield plan.places.sheet, draw_headings(plan, theme)
    for number, frame in enumerate(in_one_view(told.frames)):
        layout = placed(plan.tile, plan.places.tiles[number])
        yield from draw_frame(frame, compose_tile(plan, number, layout, theme), theme)
    yield around(plan.places.footer), [draw_footer(told, plan, theme)]
    yield from draw_marks(told, plan, theme)


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
            Brush(first, theme, compose_tile(plan, number, plan.tile, theme))
            for number, first in enumerate(in_one_view(firsts))
        ]
        self._flats = theme.flats(max(len(first.start) for first in firsts))
        self._frames: list[Frame | None] = [None] * len(firsts)
        self._line = ""
        self._last: SideBySide | None = None

    def picture(self, told: SideBySide) -> Picture:
        """Paint one picture: the tiles on which something is new, and the line below them."""
        for number, frame in enumerate(told.frames):
            if frame is not self._frames[number]:
                self._paint(number, frame)
        self._tell(told)
        for within, marks in draw_marks(told, self._plan, self._theme):
            self._canvas.draw(marks, within=within)
        opens, self._last = told.opens_beat(self._last), told
        return Picture(self._canvas.snapshot(), told.seconds, opens, self._flats)

    def _paint(self, number: int, frame: Frame) -> None:
        area = self._canvas.area(self._plan.places.tiles[number])
        self._canvas.pixels[area] = self._brushes[number].paint(frame)
        self._frames[number] = frame

    def _tell(self, told: SideBySide) -> None:
        """Draw the line below all boards anew where it says something new."""
        line = _line(told, self._plan)
        if line == self._line:
            return
        within = around(self._plan.places.footer)
        area = self._canvas.area(within)
        self._canvas.pixels[area] = self._ground[area]
        self._canvas.draw([draw_footer(told, self._plan, self._theme)], within=within)
        self._line = line


def _line(told: SideBySide, plan: Plan) -> str:
    """Say what happens on all boards, unless each says so itself, and at last which is lowest."""
    return told.verdict or ("" if plan.wording.caption_lines else told.caption)


def draw_footer(told: SideBySide, plan: Plan, theme: Theme) -> Mark:
    """Write the line below all boards."""
    box, text = plan.places.footer, plan.places.text
    bold, color = (True, theme.ink) if told.lowest else (False, theme.quiet)
    line = words.fit(_line(told, plan), box.width, text, bold=bold)
    at = (box.left, baseline(box.top, text, 0))
    return canvas.Text(line, at, size=text, color=color, bold=bold)


def draw_marks(told: SideBySide, plan: Plan, theme: Theme) -> Iterator[Drawn]:
    """Draw a frame around each board that is lowest, on the ground that its tile leaves free."""
    width = frame_width(plan.places.text)
    for number in told.lowest:
        tile = plan.places.tiles[number]
        board = placed(plan.tile, tile).board
        low = np.array([board.left, board.bottom]) - width / 2
        high = np.array([board.right, board.top]) + width / 2
        corners = np.array([low, (high[0], low[1]), high, (low[0], high[1]), low])
        ink = rgb(theme.ink)[np.newaxis] / 255.0
        yield tile, [canvas.Lines([corners], colors=ink, width=width)]


def in_one_view(firsts: Sequence[Frame]) -> list[Frame]:
    """Let boards of the same points show the same part of the plane, with room for all starts."""
    return [
        replace(
            first,
            start=np.vstack([other.start for other in firsts if other.points is first.points]),
        )
        for first in firsts
    ]
