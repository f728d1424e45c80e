"""The text around a board: title and caption, fitted to their places."""

from collections.abc import Iterator

from kmviz.drawing import canvas, words
from kmviz.drawing.layouts import LINE, Arrange, Layout
from kmviz.drawing.style import Theme
from kmviz.story import captions
from kmviz.story.frame import Frame

# Digits are equally wide, so these are as wide as any.
WIDEST_HEADING = "iteration 000"
WIDEST_OBJECTIVE = "J = 0.000·10⁻⁰⁰"

# The least room on both sides of a caption, in font sizes.
AFTER_HEADING, BEFORE_OBJECTIVE = 0.8, 0.4


def arrange(
    layout: Arrange, size: tuple[int, int], title: str, frame: Frame
) -> tuple[Layout, list[str]]:
    """Lay out a film with room for its title and captions; give the title's lines too."""
    width, height = size
    empty = layout(width, height, title_lines=0, caption_lines=1)
    rows = 1 if _one_row_suffices(empty, frame) else 2
    tallest = layout(width, height, title_lines=2, caption_lines=rows)
    lines = words.wrap(
        words.literal(title),
        empty.title.width,
        empty.title_text,
        lines=2 if tallest.board.height >= height / 2 else 1,
        bold=True,
    )
    return layout(width, height, title_lines=len(lines), caption_lines=rows), lines


def draw_title(theme: Theme, layout: Layout, lines: list[str]) -> Iterator[canvas.Mark]:
    """Write the title, line by line."""
    for number, line in enumerate(lines):
        at = (layout.title.left, _baseline(layout.title.top, layout.title_text, number))
        yield canvas.text(line, at, size=layout.title_text, color=theme.ink, bold=True)


def told(frame: Frame) -> tuple[str, str, str]:
    """Give the words of a caption: where the run is, what happens, and the objective."""
    objective = "" if frame.objective is None else _objective(frame.objective)
    return frame.heading, frame.caption, objective


def fit_caption(layout: Layout, heading: str, caption: str, objective: str) -> str:
    """Shorten a caption to the room between heading and objective, or to a row of its own."""
    size, room = layout.text, layout.caption.width
    if _rows(layout) == 1:
        room -= _beside(layout, heading)
        room -= canvas.text_width(objective, size) + BEFORE_OBJECTIVE * size
    return words.fit(caption, room, size)


def draw_words(theme: Theme, layout: Layout, heading: str, caption: str) -> Iterator[canvas.Mark]:
    """Write heading and caption, in one row or in two."""
    box, size, rows = layout.caption, layout.text, _rows(layout)
    left = box.left + (_beside(layout, heading) if rows == 1 else 0)
    first, last = _baseline(box.top, size, 0), _baseline(box.top, size, rows - 1)
    yield canvas.text(heading, (box.left, first), size=size, color=theme.ink, bold=True)
    yield canvas.text(caption, (left, last), size=size, color=theme.quiet)


def draw_objective(theme: Theme, layout: Layout, objective: str) -> Iterator[canvas.Mark]:
    """Write the objective at the end of the first row."""
    box, size = layout.caption, layout.text
    at = (box.right, _baseline(box.top, size, 0))
    yield canvas.text(objective, at, size=size, color=theme.ink, align="right")


def _rows(layout: Layout) -> int:
    return round((layout.caption.height - 0.35 * layout.text) / (LINE * layout.text))


def _beside(layout: Layout, heading: str) -> float:
    """Give the room that a heading and the gap after it take."""
    return canvas.text_width(heading, layout.text, bold=True) + AFTER_HEADING * layout.text


def _one_row_suffices(layout: Layout, frame: Frame) -> bool:
    """Say so for the whole film: it may not depend on where in the film the frame is."""
    size = layout.text
    opening = captions.start(len(frame.points), len(frame.start))
    caption = max(canvas.text_width(line, size) for line in (opening, *captions.DURING))
    heading = canvas.text_width(WIDEST_HEADING, size, bold=True)
    objective = canvas.text_width(WIDEST_OBJECTIVE, size)
    gaps = (AFTER_HEADING + BEFORE_OBJECTIVE) * size
    return heading + caption + objective + gaps <= layout.caption.width


def _objective(value: float) -> str:
    return f"J = {captions.number(value)}"


def _baseline(top: float, size: float, line: int) -> float:
    return round(top - size - LINE * size * line)
