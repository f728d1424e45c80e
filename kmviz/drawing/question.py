"""Pictures go in; the same come out, and once among them a question for the audience."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from kmviz.drawing import canvas, words
from kmviz.drawing.layouts import LINE, Box
from kmviz.drawing.picture import Picture
from kmviz.drawing.style import Theme, rgb

MOST_LINES: Final = 4


def ask(
    pictures: Iterable[Picture], question: str, *, before: int, seconds: float, theme: Theme
) -> Iterator[Picture]:
    """Hold a film before one of its half-steps, with a question over the picture.

    Parameters
    ----------
    pictures
        Of a film.
    question
        Drawn literally.
    before
        The half-step, counted from 0, the start; a film with fewer of them is not held.
    seconds
        For which the question stays.
    theme
        The colours of the film.
    """
    opened, last = -1, None
    for picture in pictures:
        opened += picture.opens_beat
        if last is not None and picture.opens_beat and opened == before:
            yield _asked(last, question, seconds, theme)
        last = picture
        yield picture


def _asked(picture: Picture, question: str, seconds: float, theme: Theme) -> Picture:
    height, width, _ = picture.pixels.shape
    with canvas.plain_matplotlib():
        sheet = canvas.Canvas(width, height, theme.ground)
        sheet.pixels[..., :3] = picture.pixels
        sheet.draw(_band(width, height, question, theme), within=Box(0, 0, width, height))
    return replace(picture, pixels=sheet.pixels[..., :3].copy(), seconds=seconds, opens_beat=True)


def _band(width: int, height: int, question: str, theme: Theme) -> Iterator[canvas.Mark]:
    """Draw the question in a band along the lower edge: what it is about stays in sight."""
    size = max(11.0, min(height / 18, width / 22))
    lines = words.wrap(words.literal(question), 0.86 * width, size, lines=MOST_LINES, bold=True)
    tall = round((len(lines) + 0.9) * LINE * size)
    corners = np.array([(0, 0), (width, 0), (width, tall), (0, tall)], np.float64)
    face = rgb(theme.ink)[np.newaxis] / 255
    yield canvas.polygons([corners], faces=face, seam="none", seam_width=0)
    for number, line in enumerate(lines):
        at = (width / 2, tall - LINE * size * (number + 1.2))
        yield canvas.text(line, at, size=size, color=theme.ground, align="center", bold=True)
