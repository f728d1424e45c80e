"""Words go in, letters come out, as pixels or as outlines: each is made once, and kept.

A picture says most of what the last one said, and where a number counts, its digits come again.
"""

import cmath
import math
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kmviz.drawing.environment import unset
from kmviz.drawing.fonts import font

with unset("MPLBACKEND"):  # the import fails on a backend that matplotlib does not know
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.path import Path
    from matplotlib.textpath import text_to_path
    from matplotlib.transforms import Affine2D

Pixels = NDArray[np.uint8]  # (height, width, 4), the lowest row first

DPI: Final = 72  # one point is one pixel
STEPS: Final = 2**20  # in a pixel: no place differs by the rounding of a sum

# Digits stand alone among these: letters of other scripts might reach or change their neighbours.
_PLAIN: Final = re.compile(r"[ -~\xa0·⁰¹²³⁴-⁹⁻]*")
_PARTS: Final = re.compile(r"[0-9]|[^0-9]+")


def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """Give the width of a line of text, in pixels."""
    return sum(_width(part, size, bold=bold) for part in _parts(words))


def letters(
    words: str, start: complex, *, size: float, bold: bool, turned: float, color: str
) -> Iterator[tuple[int, int, Pixels]]:
    """Give the pixels of a line of text, part by part, each with the place of its lower left one.

    Parameters
    ----------
    words, size, bold, color
        What is written, and how.
    start
        Where its baseline begins, x + iy.
    turned
        By so many degrees around its start, from the level.
    """
    way = cmath.rect(1, math.radians(turned))
    for part in _parts(words):
        column, right = divmod(round(STEPS * start.real), STEPS)
        row, up = divmod(round(STEPS * start.imag), STEPS)
        within = complex(right, up) / STEPS
        corner, pixels = _written(part, within, size, bold=bold, turned=turned, color=color)
        if pixels.size > 0:
            yield column + round(corner.real), row + round(corner.imag), pixels
        start += _width(part, size, bold=bold) * way


@lru_cache(maxsize=512)
def outline(words: str, size: float, *, bold: bool) -> Path:
    """Give the outline of a line of text, not fitted to whole pixels, its middle above (0, 0)."""
    parts = [_outlined(part, size, bold=bold) for part in _parts(words)]
    start, placed = -sum(width for _, width in parts) / 2, []
    for path, width in parts:
        placed.append(path.transformed(Affine2D().translate(start, 0)))
        start += width
    return Path.make_compound_path(*placed)


def _parts(words: str) -> list[str]:
    """Part words at their digits, where these stand alone."""
    return _PARTS.findall(words) if _PLAIN.fullmatch(words) else [words]


@lru_cache(maxsize=1024)
def _width(words: str, size: float, *, bold: bool) -> float:
    letters = font(words, size, bold=bold)
    return float(_measuring().get_text_width_height_descent(words, letters, ismath=False)[0])


@lru_cache(maxsize=512)
def _written(
    words: str, within: complex, size: float, *, bold: bool, turned: float, color: str
) -> tuple[complex, Pixels]:
    """Write words that begin within the pixel at 0; give the lower left one of those they touch."""
    reach = _width(words, size, bold=bold) * cmath.rect(1, math.radians(turned))
    room = math.ceil(2 * size)  # for what letters have beside and above their places
    left, below = room - math.floor(min(0, reach.real)), room - math.floor(min(0, reach.imag))
    width, height = math.ceil(abs(reach.real)) + 2 * room, math.ceil(abs(reach.imag)) + 2 * room
    sheet = RendererAgg(width, height, DPI)
    ink = sheet.new_gc()
    ink.set_foreground(color)
    x, y = left + within.real, height - below - within.imag
    sheet.draw_text(ink, x, y, words, font(words, size, bold=bold), turned)
    pixels = np.asarray(sheet.buffer_rgba())[::-1]
    rows, columns = (_touched(pixels, axis) for axis in (1, 0))
    return complex(columns.start - left, rows.start - below), pixels[rows, columns].copy()


def _touched(pixels: Pixels, axis: int) -> slice:
    """Give where there is ink, across an axis."""
    inked = np.flatnonzero(pixels[..., 3].any(axis=axis))
    return slice(inked[0], inked[-1] + 1) if inked.size > 0 else slice(0, 0)


@lru_cache(maxsize=512)
def _outlined(words: str, size: float, *, bold: bool) -> tuple[Path, float]:
    """Give the outline of words, and their width."""
    letters = font(words, size, bold=bold)
    corners, codes = text_to_path.get_text_path(letters, words)
    width, _, _ = text_to_path.get_text_width_height_descent(words, letters, ismath=False)
    scale = size / text_to_path.FONT_SCALE
    return Path(np.reshape(corners, (-1, 2)) * scale, np.array(codes, np.uint8)), float(width)


@cache
def _measuring() -> RendererAgg:
    return RendererAgg(DPI, DPI, DPI)
