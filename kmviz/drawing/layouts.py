"""Where things are on a picture: its size goes in, boxes come out, one function per layout."""

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; `bottom` counts from the lower edge of the picture."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.bottom + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of a picture, and the size of its text, in pixels.

    Attributes
    ----------
    sheet
        The whole of it.
    board
        Of points, stars and cells.
    title
        Of the title; its height is 0 where there is none.
    caption
        Of the caption strip.
    text, title_text
        Font sizes, in pixels.
    marks
        How large points, stars and trails are, in their usual sizes on such a board.
    """

    sheet: Box
    board: Box
    title: Box
    caption: Box
    text: float
    title_text: float
    marks: float = 1.0


def board(width: int, height: int, *, title_lines: int, caption_lines: int) -> Layout:
    """Lay out one board, a title above it, and a caption strip below it."""
    text = text_size(width, height)
    title_text = 1.35 * text
    edge = round(0.03 * min(width, height))
    strip = round(LINE * text * caption_lines + 0.35 * text)
    head = round(LINE * title_text * title_lines)
    caption = Box(edge, round(0.5 * edge), width - 2 * edge, strip)
    title = Box(edge, height - edge - head, width - 2 * edge, head)
    bottom = caption.top + round(0.35 * text)
    gap = round(0.4 * text) if title_lines else 0
    return Layout(
        sheet=Box(0, 0, width, height),
        board=Box(edge, bottom, width - 2 * edge, title.bottom - gap - bottom),
        title=title,
        caption=caption,
        text=text,
        title_text=title_text,
    )


def cut_strip(layout: Layout, height: float) -> tuple[Layout, Box]:
    """Make room for a strip of a height below the board, as wide as the board."""
    board, height = layout.board, round(height)
    strip = Box(board.left, board.bottom, board.width, height)
    above = strip.top + round(0.35 * layout.text)
    return replace(layout, board=Box(board.left, above, board.width, board.top - above)), strip


def text_size(width: int, height: int) -> float:
    """Give a font size in pixels that the last row can read: at least 1/40 of the height.

    Less only where a picture is so narrow that a caption would not fit its width.
    """
    return min(max(11.0, height / 40, min(height / 33, width / 42)), width / 17.5)


def grid(box: Box, columns: int, rows: int, *, gap: float) -> list[Box]:
    """Divide a box into equal ones, row by row from the top."""
    width = (box.width - gap * (columns - 1)) / columns
    height = (box.height - gap * (rows - 1)) / rows
    return [
        Box(
            box.left + column * (width + gap),
            box.top - (row + 1) * height - row * gap,
            width,
            height,
        )
        for row in range(rows)
        for column in range(columns)
    ]


LINE: Final = 1.4  # from one line of text to the next, in font sizes
