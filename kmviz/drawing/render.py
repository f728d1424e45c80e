"""Frames go in, Pictures come out."""

from collections.abc import Iterable, Iterator
from operator import index

import numpy as np
from numpy.typing import NDArray

from kmviz.drawing.board import draw_board, draw_ground, draw_stars, set_up
from kmviz.drawing.canvas import Canvas, plain_matplotlib
from kmviz.drawing.labelling import arrange, draw_caption, draw_title, told
from kmviz.drawing.layouts import LAYOUTS, Arrange
from kmviz.drawing.picture import Picture
from kmviz.drawing.style import THEMES, Theme
from kmviz.engine.checks import check_choice
from kmviz.engine.state import State
from kmviz.story.frame import Frame

SMALLEST, LARGEST = (160, 120), (7680, 4320)

Pixels = NDArray[np.uint8]


def render(
    frames: Iterable[Frame],
    *,
    layout: str = "board",
    theme: str = "light",
    size: tuple[int, int] = (640, 640),
    title: str = "",
) -> Iterator[Picture]:
    """Draw frames as pictures.

    Parameters
    ----------
    frames
        The frames of one film, in order.
    layout
        "board".
    theme
        "light" or "dark".
    size
        Width and height in pixels; an odd side grows by one, as video needs even ones.
    title
        Drawn literally above the board; long ones are shortened.

    Yields
    ------
    Picture
        One per frame.

    Raises
    ------
    ValueError
        At the call, if an argument cannot be used.
    """
    return _render(
        iter(frames),
        check_choice(layout, LAYOUTS, "layout"),
        check_choice(theme, THEMES, "theme"),
        _even(size),
        _check_title(title),
    )


def _render(
    frames: Iterator[Frame], layout: Arrange, theme: Theme, size: tuple[int, int], title: str
) -> Iterator[Picture]:
    brush: Brush | None = None
    for frame in frames:
        with plain_matplotlib():
            brush = brush or Brush(frame, layout, theme, size, title)
            picture = brush.picture(frame)
        yield picture


class Brush:
    """What a film is painted with: one canvas, and what can be used again from the last frames."""

    def __init__(
        self, first: Frame, layout: Arrange, theme: Theme, size: tuple[int, int], title: str
    ) -> None:
        self._layout, lines = arrange(layout, size, title, first)
        self._setting = set_up(first, theme, self._layout)
        self._canvas = Canvas(*size, theme.ground)
        self._canvas.draw(draw_ground(self._setting), within=self._layout.board)
        self._canvas.draw(draw_title(theme, self._layout, lines), within=self._layout.sheet)
        self._ground = self._canvas.pixels.copy()
        self._flats = theme.flats(len(first.state.centroids))
        self._boards: list[tuple[State | None, bool, Pixels]] = []
        self._strip: tuple[tuple[str, ...], Pixels] = ((), self._ground)
        self._last: Frame | None = None

    def picture(self, frame: Frame) -> Picture:
        """Paint one frame."""
        self._canvas.pixels[...] = self._mixed_board(frame)
        self._canvas.draw(draw_stars(self._setting, frame), within=self._layout.board)
        self._write_caption(frame)
        last, self._last = self._last, frame
        opens = last is None or last.beat != frame.beat or last.state is not frame.state
        pixels = self._canvas.pixels[..., :3].copy()
        return Picture(pixels, frame.seconds, opens, self._flats)

    def _mixed_board(self, frame: Frame) -> Pixels:
        """Cross-fade two boards.

        Points and cells that only change colour are drawn twice, not once a picture: the mixture
        of two drawings of the same shapes is the drawing of the mixed colours.
        """
        if frame.beat == "start":
            return self._board(None, cells=False)
        after = self._board(frame.state, cells=frame.cells)
        if frame.progress == 1:
            return after
        before = self._board(frame.before, cells=frame.cells_before)
        return after if before is after else mix(before, after, frame.progress)

    def _board(self, state: State | None, *, cells: bool) -> Pixels:
        """Draw a board, or find it among the last two."""
        for known, with_cells, pixels in self._boards:
            if known is state and with_cells == cells:
                return pixels
        self._canvas.pixels[...] = self._ground
        marks = draw_board(self._setting, state, cells=cells)
        self._canvas.draw(marks, within=self._layout.board)
        pixels = self._canvas.pixels.copy()
        self._boards = [*self._boards[-1:], (state, cells, pixels)]
        return pixels

    def _write_caption(self, frame: Frame) -> None:
        words, (_, strip) = told(frame), self._strip
        rows = slice(round(self._layout.sheet.height - self._layout.caption.top), None)
        if words == self._strip[0]:
            self._canvas.pixels[rows] = strip
            return
        marks = draw_caption(self._setting.theme, self._layout, frame)
        self._canvas.draw(marks, within=self._layout.sheet)
        self._strip = (words, self._canvas.pixels[rows].copy())


def mix(before: Pixels, after: Pixels, progress: float) -> Pixels:
    """Blend two pictures, (height, width, 4), pixel by pixel where they differ."""
    mixed = after.copy()
    rows, columns = np.nonzero((before.view(np.uint32) != after.view(np.uint32))[..., 0])
    old, new = before[rows, columns].astype(np.float32), after[rows, columns].astype(np.float32)
    mixed[rows, columns] = np.rint(old + np.float32(progress) * (new - old)).astype(np.uint8)
    return mixed


def _even(size: tuple[int, int]) -> tuple[int, int]:
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
    return width + width % 2, height + height % 2


def _check_title(title: str) -> str:
    if isinstance(title, str):
        return title
    raise ValueError(f"title is {title!r}\ngive words, or '' for none")
