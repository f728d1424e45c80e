"""Frames go in, Pictures come out."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from operator import index
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kmviz.drawing.board import draw_board, draw_ground, set_up
from kmviz.drawing.canvas import Canvas, Mark, packed, plain_matplotlib
from kmviz.drawing.compositions import LAYOUTS, SIZES
from kmviz.drawing.fonts import check_font
from kmviz.drawing.foreground import draw_foreground
from kmviz.drawing.parts import Compose, Composition
from kmviz.drawing.picture import Picture
from kmviz.drawing.redrawing import redrawn
from kmviz.drawing.style import THEMES, Theme
from kmviz.engine.checks import check_choice
from kmviz.engine.threads import blocks
from kmviz.story.frame import Frame, Worn

SMALLEST, LARGEST = (160, 120), (7680, 4320)
BLOCK = 2**14  # pixels that stay in a core's cache while they are blended

Pixels = NDArray[np.uint8]


def render(
    frames: Iterable[Frame],
    *,
    layout: str = "board",
    theme: str = "light",
    size: tuple[int, int] | None = None,
    title: str | None = None,
) -> Iterator[Picture]:
    """Draw frames as pictures.

    Parameters
    ----------
    frames
        The frames of one film, in order.
    layout
        "board", with its caption below; or "lecture", beside the algorithm and its objective.
    theme
        "light" or "dark".
    size
        Width and height in pixels; an odd side grows by one, as video needs even ones. None for
        the layout's own: 640x640 for "board", 1280x720 for "lecture".
    title
        Drawn literally; long ones are shortened. None for the layout's own: the name of the
        algorithm on "lecture", none on "board".

    Yields
    ------
    Picture
        One per frame.

    Raises
    ------
    ValueError
        At the call, if an argument cannot be used; at the first frame, if no font has the
        characters of its language.
    """
    return _render(
        iter(frames),
        check_choice(layout, LAYOUTS, "layout"),
        check_choice(theme, THEMES, "theme"),
        check_size(SIZES[layout] if size is None else size),
        check_title(title),
    )


def _render(
    frames: Iterator[Frame],
    compose: Compose,
    theme: Theme,
    size: tuple[int, int],
    title: str | None,
) -> Iterator[Picture]:
    brush: Brush | None = None
    for frame in frames:
        with plain_matplotlib():
            if brush is None:
                check_font(frame.language.code)
                brush = Brush(frame, theme, compose(size, title, frame, theme))
            picture = brush.picture(frame)
        yield picture


class Brush:
    """What a film is painted with: one canvas, and what can be used again from the last frames.

    Parameters
    ----------
    first
        A frame of the film.
    theme, composition
        The colours, and what is around the board.
    """

    def __init__(self, first: Frame, theme: Theme, composition: Composition) -> None:
        layout = composition.layout
        self._layout, self._parts = layout, composition.parts
        self._setting = set_up(first, theme, layout)
        self._canvas = Canvas(round(layout.sheet.width), round(layout.sheet.height), theme.ground)
        self._canvas.draw(draw_ground(self._setting), within=layout.board)
        self._canvas.draw(composition.still(), within=layout.sheet)
        self._ground = self._canvas.pixels.copy()
        self._board_area = self._canvas.area(layout.board)
        self._flats = theme.flats(len(first.state.centroids))
        self._boards: list[Board] = []
        self._fade: Fade | None = None
        self._told: list[Hashable] = [None] * len(self._parts)
        self._last: Frame | None = None

    def picture(self, frame: Frame) -> Picture:
        """Paint one frame, as a picture that stays."""
        last = self._last
        self.paint(frame)
        pixels = self._canvas.snapshot()
        return Picture(pixels, frame.seconds, frame.opens_beat(last), self._flats)

    def paint(self, frame: Frame) -> Pixels:
        """Paint one frame, and give the canvas, (height, width, 4), as it is until the next."""
        self._canvas.pixels[self._board_area] = self._mixed_board(frame)
        self._canvas.draw(draw_foreground(self._setting, frame), within=self._layout.board)
        self._tell(frame)
        self._last = frame
        return self._canvas.pixels

    def _mixed_board(self, frame: Frame) -> Pixels:
        """Cross-fade two boards.

        Points and cells that only change colour are drawn twice, not once a picture: the mixture
        of two drawings of the same shapes is the drawing of the mixed colours.
        """
        after = self._board(frame.worn, cells=frame.cells)
        if frame.progress == 1:
            return after
        before = self._board(frame.worn_before, cells=frame.cells_before)
        if before is after:
            return after
        if self._fade is None or not self._fade.is_between(before, after):
            self._fade = Fade(before, after)
        return self._fade.at(frame.progress)

    def _board(self, worn: Worn, *, cells: bool) -> Pixels:
        """Draw a board, or find it among the last two."""
        for board in self._boards:
            if board.worn is worn and board.cells == cells:
                return board.pixels
        marks = list(draw_board(self._setting, worn, cells=cells))
        board = Board(worn, cells, marks, self._drawn(marks))
        self._boards = [*self._boards[-1:], board]
        return board.pixels

    def _drawn(self, marks: Sequence[Mark]) -> Pixels:
        """Draw a board on its ground; where little differs from the last one, only that."""
        area, within = self._board_area, self._layout.board
        self._canvas.pixels[area] = self._ground[area]
        last = self._boards[-1] if self._boards else None
        new = None if last is None else redrawn(last.marks, marks, self._ground.shape[:2])
        if last is None or new is None:
            self._canvas.draw(marks, within=within)
            return self._canvas.pixels[area].copy()
        self._canvas.draw([new.markers], within=within)
        pixels, where = last.pixels.copy(), new.pixels[area]
        pixels[where] = self._canvas.pixels[area][where]
        return pixels

    def _tell(self, frame: Frame) -> None:
        """Draw the parts anew that have something new to tell."""
        for number, part in enumerate(self._parts):
            told = part.tell(frame)
            if told == self._told[number]:
                continue
            self._told[number] = told
            area = self._canvas.area(part.box)
            self._canvas.pixels[area] = self._ground[area]
            self._canvas.draw(part.draw(told), within=part.box)


class Board(NamedTuple):
    """A board that is drawn: what its points wear, and whether it has cells."""

    worn: Worn
    cells: bool
    marks: Sequence[Mark]
    pixels: Pixels


class Fade:
    """Two pictures, (height, width, 4), and all that lies between them."""

    def __init__(self, before: Pixels, after: Pixels) -> None:
        self._before, self._after = before, after
        self._where = np.flatnonzero(packed(before) != packed(after))
        self._old, self._new = packed(before)[self._where], packed(after)[self._where]

    def is_between(self, before: Pixels, after: Pixels) -> bool:
        """Say whether these are the very pictures."""
        return self._before is before and self._after is after

    def at(self, progress: float) -> Pixels:
        """Blend them pixel by pixel, in 256 steps: 0 gives the first, 1 the second."""
        share = round(progress * 256)
        mixed = self._after.copy()
        for block in blocks(len(self._where), BLOCK):
            blend = self._old[block].view(np.uint8) * np.uint16(256 - share)
            blend += self._new[block].view(np.uint8) * np.uint16(share)
            blend += np.uint16(128)
            blend >>= 8
            packed(mixed)[self._where[block]] = blend.astype(np.uint8).view(np.uint32)
        return mixed


def check_size(size: tuple[int, int]) -> tuple[int, int]:
    """Give a size that can be drawn, with even sides; an odd one grows by a pixel.

    Raises
    ------
    ValueError
        If it is not two whole numbers, or out of range.
    """
    width, height = check_range(size)
    return width + width % 2, height + height % 2


def check_range(size: tuple[int, int]) -> tuple[int, int]:
    """Give a size that can be drawn.

    Raises
    ------
    ValueError
        If it is not two whole numbers, or out of range.
    """
    try:
        width, height = (index(side) for side in size)
    except (TypeError, ValueError):
        raise ValueError(
            f"size is {size!r}\ngive width and height as two whole numbers, such as (640, 480)"
        ) from None
    if not (SMALLEST[0] <= width <= LARGEST[0] and SMALLEST[1] <= height <= LARGEST[1]):
        raise ValueError(
            f"a picture of {width}x{height} is out of range\n"
            f"choose a size from {SMALLEST[0]}x{SMALLEST[1]} to {LARGEST[0]}x{LARGEST[1]}"
        )
    return width, height


def check_title(title: str | None) -> str | None:
    """Give a title, or say what was given instead of words."""
    if title is None or isinstance(title, str):
        return title
    raise ValueError(f"title is {title!r}\ngive words, or '' for none")
