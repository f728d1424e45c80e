"""Pictures go in; the same come out above a strip, in which a question for the audience appears."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kmviz.drawing import canvas, lettering, words
from kmviz.drawing.layouts import LINE, Box
from kmviz.drawing.picture import Picture
from kmviz.drawing.render import SMALLEST
from kmviz.drawing.style import Theme

# The parts of the height of a picture that the letters of a question have, where it fits a line,
# and that they have at least, where it takes several.
LARGEST, LEAST = 22, 36
MOST_LINES: Final = 3
MARGIN: Final = 0.6  # of the strip above and below all lines together, in font sizes

Size = tuple[int, int]


def room_above(size: Size, question: str, *, lang: str = "en") -> Size:
    """Give the size that pictures have above the strip, where both together have this size.

    Raises
    ------
    ValueError
        If nothing could be drawn above it.
    """
    width, height = size
    above = height - _height(*_written(size, question, lang))
    if above >= SMALLEST[1]:
        return width, above
    raise ValueError(
        f"a picture of {width}x{height} has no room for a question\n"
        "choose a larger size, such as 640x360"
    )


def ask(
    pictures: Iterable[Picture],
    question: str,
    *,
    size: Size,
    before: int,
    seconds: float,
    theme: Theme,
    lang: str = "en",
) -> Iterator[Picture]:
    """Hold a film before one of its half-steps, with a question below the picture.

    Nothing of the picture is covered, since it is what the question is about. The question stands
    out while the film is held, and stays in sight until its end.

    Parameters
    ----------
    pictures
        Of a film, of the size that `room_above` gives.
    question
        Drawn literally.
    size
        Width and height with the strip of the question, in pixels, both even.
    before
        The half-step, counted from 0, the start; a film with fewer of them is not held.
    seconds
        For which the film is held.
    theme
        The colours of the film.
    lang
        The language of the question.
    """
    lines, text = _written(size, question, lang)
    strip, held, asked = (
        _strip(size[0], lines, text, ground=ground, ink=ink)
        for ground, ink in (
            (theme.ground, theme.ground),
            (theme.ink, theme.ground),
            (theme.ground, theme.quiet),
        )
    )
    opened, last = -1, None
    for picture in pictures:
        opened += picture.opens_beat
        if last is not None and picture.opens_beat and opened == before:
            yield replace(_above(last, held), seconds=seconds, opens_beat=True)
            strip = asked
        last = picture
        yield _above(picture, strip)


def _above(picture: Picture, strip: NDArray[np.uint8]) -> Picture:
    return replace(picture, pixels=np.concatenate([picture.pixels, strip]))


def _written(size: Size, question: str, lang: str) -> tuple[list[str], float]:
    """Break the question into lines, one if it can be, and give these and their font size."""
    (width, height), told = size, words.literal(question, lang)
    room, least = 0.94 * width, max(11.0, height / LEAST)
    whole = 95 * room / lettering.text_width(told, 100, bold=True)  # small letters are a bit wider
    text = max(least, min(height / LARGEST, whole))
    return words.wrap(told, room, text, lines=MOST_LINES, bold=True), text


def _height(lines: list[str], text: float) -> int:
    """Give the height of the strip, an even one."""
    return 2 * round((LINE * len(lines) + MARGIN) * text / 2)


def _strip(
    width: int, lines: list[str], text: float, *, ground: str, ink: str
) -> NDArray[np.uint8]:
    height = _height(lines, text)
    with canvas.plain_matplotlib():
        sheet = canvas.Canvas(width, height, ground)
        sheet.draw(_marks(lines, text, (width, height), ink), within=Box(0, 0, width, height))
    strip: NDArray[np.uint8] = sheet.pixels[..., :3].copy()
    return strip


def _marks(lines: list[str], text: float, size: Size, ink: str) -> Iterator[canvas.Mark]:
    width, height = size
    for number, line in enumerate(lines):
        at = (width / 2, height - (LINE * (number + 0.75) + MARGIN / 2) * text)
        yield canvas.Text(line, at, size=text, color=ink, align="center", bold=True)
