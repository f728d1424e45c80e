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


@dataclass(frozen=True, slots=True)
class Panel:
    """The places of a picture that explains its board; those of height 0 are left out.

    Attributes
    ----------
    layout
        Its `caption` is the row that says where the run is.
    subtitle
        Of a quieter line below the title.
    steps
        Of the algorithm, line by line, or of the caption where there is no room for it.
    chart
        Of the objective.
    """

    layout: Layout
    subtitle: Box
    steps: Box
    chart: Box


def lecture(
    width: int,
    height: int,
    *,
    title_lines: int,
    subtitle_lines: int,
    step_lines: int,
    caption_lines: int,
) -> Panel:
    """Lay out a board and a panel: to the right of it, or below where a picture is not wide."""
    text = lecture_text(width, height)
    divide = _beside if _is_wide(width, height) else _below
    board, panel = divide(width, height, text)
    title_text = (1.8 if step_lines else 1.4) * text
    title = _under(panel.top, panel, LINE * title_text * title_lines)
    subtitle = _under(title.bottom, panel, 1.6 * text * subtitle_lines)
    gap = (1.0 if step_lines else 0.1) * text
    steps = _under(
        subtitle.bottom - gap, panel, (STEP * step_lines + LINE * caption_lines + 0.3) * text
    )
    status = _under(steps.bottom - 0.8 * gap, panel, LINE * text)
    chart = Box(panel.left, panel.bottom, panel.width, status.bottom - 0.3 * text - panel.bottom)
    sheet = Box(0, 0, width, height)
    return Panel(Layout(sheet, board, title, status, text, title_text), subtitle, steps, chart)


def lecture_text(width: int, height: int) -> float:
    """Give the font size of a picture with a panel, in pixels: at least 1/40 of the height."""
    if not _is_wide(width, height):
        return text_size(width, height)
    return max(11.0, height / 40, min(height / 36, 0.47 * width / PANEL))


def _is_wide(width: int, height: int) -> bool:
    return width >= 1.25 * height


def _beside(width: int, height: int, text: float) -> tuple[Box, Box]:
    """Put the panel to the right of the board."""
    edge, gap = round(0.035 * height), min(2.2 * text, 0.05 * width)
    across = min(PANEL * text, 0.47 * width)
    board = Box(edge, edge, round(width - 2 * edge - gap - across), height - 2 * edge)
    left = round(board.right + gap)
    return board, Box(left, edge, width - edge - left, height - 2 * edge)


def _below(width: int, height: int, _text: float) -> tuple[Box, Box]:
    """Put the panel below the board."""
    edge = round(0.03 * min(width, height))
    side = min(width - 2 * edge, round(0.54 * height))
    board = Box(edge, height - edge - side, width - 2 * edge, side)
    return board, Box(edge, edge, width - 2 * edge, board.bottom - 2 * edge)


def _under(top: float, panel: Box, height: float) -> Box:
    return Box(panel.left, top - height, panel.width, height)


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
STEP: Final = 2.1  # from one line of the algorithm to the next, in font sizes
PANEL: Final = 25.6  # the width of a panel beside a board, in font sizes
