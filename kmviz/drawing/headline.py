"""A title and what is told below it go in, the lines above a picture come out."""

from collections.abc import Iterator
from dataclasses import dataclass

from kmviz.drawing import canvas, words
from kmviz.drawing.canvas import Mark
from kmviz.drawing.layouts import LINE, Box
from kmviz.drawing.style import Theme


@dataclass(frozen=True, slots=True)
class Line:
    """One line of them."""

    words: str
    bold: bool


def headline(
    title: str | None, told: str, width: float, size: float, *, lang: str, lines: int = 2
) -> list[Line]:
    """Break what is told into so many lines at most, below a title of one line if there is one."""
    below = words.wrap(words.literal(told, lang), width, size, lines=lines, bold=not title)
    if not title:
        return [Line(line, bold=True) for line in below]
    above = words.fit(words.literal(title, lang), width, size, bold=True)
    return [Line(above, bold=True), *(Line(line, bold=False) for line in below)]


def draw_headline(lines: list[Line], box: Box, size: float, theme: Theme) -> Iterator[Mark]:
    """Write the lines from the top of a box on."""
    for number, line in enumerate(lines):
        at = (box.left, box.top - size - LINE * size * number)
        yield canvas.Text(line.words, at, size=size, color=theme.ink, bold=line.bold)
