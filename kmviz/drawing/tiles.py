"""Where several boards are on a picture: its size and what is written go in, boxes come out."""

from dataclasses import dataclass, replace
from itertools import product
from math import ceil, inf
from typing import Final

from kmviz.drawing.layouts import LINE, Box, Layout

SMALLEST_TILE: Final = (120, 120)  # pixels of the picture for each board, its words included

BELOW_FRAME: Final = 3  # pixels between a frame and the caption

# What a grid that leaves places free, or that is longer than the other way, must gain in the side
# of its boards.
WORTH_A_GAP: Final = 1.3


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a picture of several boards, and the size of its text, in pixels.

    Attributes
    ----------
    sheet
        The whole of it.
    title
        Of the title; its height is 0 where there is none.
    columns, rows
        Of the headings above the columns and beside the rows; of no height or width where there
        are none.
    tiles
        Of the boards with their words, row by row from the top; all alike, in whole pixels.
    footer
        Of the line below all boards.
    text, title_text
        Font sizes.
    """

    sheet: Box
    title: Box
    columns: tuple[Box, ...]
    rows: tuple[Box, ...]
    tiles: tuple[Box, ...]
    footer: Box
    text: float
    title_text: float


def best_columns(boards: int, width: int, height: int) -> int:
    """Give the number of columns in which so many boards are largest on a picture.

    Grids that are full and nearly square are preferred where the boards are nearly as large.
    """

    def side(columns: int) -> float:
        rows = ceil(boards / columns)
        return min(width / columns, 0.86 * height / rows)

    def merit(columns: int) -> float:
        rows = ceil(boards / columns)
        full = rows * columns == boards
        compact = max(rows, columns) <= 2 * min(rows, columns)
        return side(columns) * (WORTH_A_GAP if full else 1.0) * (1.1 if compact else 1.0)

    return max(range(1, boards + 1), key=merit)


def check_room(size: tuple[int, int], rows: int, columns: int) -> None:
    """Refuse a picture that is too small for so many boards.

    Raises
    ------
    ValueError
        With the smallest size that would do.
    """
    least = tuple(side * many for side, many in zip(SMALLEST_TILE, (columns, rows), strict=True))
    if size[0] < least[0] or size[1] < least[1]:
        raise ValueError(
            f"a picture of {size[0]}x{size[1]} is too small for {columns} x {rows} boards\n"
            f"choose a size of {least[0]}x{least[1]} or more"
        )


def lay_out(
    size: tuple[int, int],
    grid: tuple[int, int],
    text: float,
    *,
    title_lines: int = 0,
    column_lines: int = 0,
    row_lines: int = 0,
    widest: float = inf,
    tallest: float = inf,
) -> Places:
    """Place a grid of rows and columns of boards, with their headings, a title and a footer.

    What tiles of a largest width and height leave free is shared out on both sides of them.
    """
    (width, height), (rows, columns) = size, grid
    edge, frame = round(0.025 * min(size)), frame_width(text)
    across, along = round(1.2 * text), round(0.6 * text)
    beside = round(LINE * text * row_lines)
    room = width - 2 * edge - beside - across * (columns - 1)
    wide = int(min(room / columns, widest))
    left = edge + beside + int((room - columns * wide) / 2)
    inside = width - edge - left - 2 * frame
    head, heads = round(LINE * 1.35 * text * title_lines), round(LINE * text * column_lines)
    title = Box(left + frame, height - edge - head, inside, head)
    below = round(0.4 * edge)
    bottom = below + ceil((LINE + 0.4) * text)
    room_above = title.bottom - heads - bottom - along * (rows - 1)
    high = int(min(room_above / rows, tallest))
    lift = int((room_above - rows * high) / 2)
    tiles = [
        Box(left + column * (wide + across), bottom + lift + row * (high + along), wide, high)
        for row, column in product(reversed(range(rows)), range(columns))
    ]
    return Places(
        sheet=Box(0, 0, width, height),
        title=title,
        columns=tuple(Box(tile.left, tile.top, wide, heads) for tile in tiles[:columns]),
        rows=tuple(Box(left - beside, tile.bottom, beside, high) for tile in tiles[::columns]),
        tiles=tuple(tiles),
        footer=Box(left + frame, below + lift, inside, LINE * text),
        text=text,
        title_text=1.35 * text,
    )


def lay_out_tile(tile: Box, text: float, *, heading_lines: int, caption_lines: int) -> Layout:
    """Lay out one board between its heading and its caption, with room for a frame around it."""
    frame, inside = frame_width(text), inner_width(tile, text)
    head, foot = (round(LINE * text * lines) for lines in (heading_lines, caption_lines))
    bottom = foot + frame + BELOW_FRAME
    return Layout(
        sheet=Box(0, 0, tile.width, tile.height),
        board=Box(frame, bottom, inside, tile.height - head - frame - bottom),
        title=Box(frame, tile.height - head, inside, head),
        caption=Box(frame, 0, inside, foot),
        text=text,
        title_text=text,
    )


def placed(layout: Layout, tile: Box) -> Layout:
    """Give the places within a tile as places on the whole picture."""

    def moved(box: Box) -> Box:
        return replace(box, left=box.left + tile.left, bottom=box.bottom + tile.bottom)

    return replace(
        layout,
        sheet=moved(layout.sheet),
        board=moved(layout.board),
        title=moved(layout.title),
        caption=moved(layout.caption),
    )


def inner_width(tile: Box, text: float) -> float:
    """Give the width of the board in a tile."""
    return tile.width - 2 * frame_width(text)


def frame_width(text: float) -> int:
    """Give the width of the frame around a board that is pointed out: even, so as to be sharp."""
    return 2 * ceil(0.1 * text)
