"""What each picture changes on the screen: pixels go in, areas of new colours come out."""

from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]
Colours: TypeAlias = NDArray[np.uint32]

NOTHING = 1 << 24
"""Stands where there is no colour: the first number that 24 bits cannot hold."""


class Runs(NamedTuple):
    """Pixels in reading order, equal neighbours counted: as short as the picture is simple.

    Attributes
    ----------
    colours
        (r,), packed red, green, blue, or `NOTHING`.
    lengths
        (r,), pixels of that colour in a row.
    """

    colours: Colours
    lengths: NDArray[np.uint32]


NO_RUNS = Runs(np.zeros(0, np.uint32), np.zeros(0, np.uint32))


class Area(NamedTuple):
    """A rectangle of pixels."""

    top: int
    left: int
    height: int
    width: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns, to index a picture with."""
        return (
            slice(self.top, self.top + self.height),
            slice(self.left, self.left + self.width),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What one picture changes.

    Attributes
    ----------
    area
        The smallest rectangle around all changed pixels.
    came
        (height, width), the new colours within it; `NOTHING` where a pixel stays as it was.
    went
        (m,), the old colours of the pixels that changed, in reading order.
    """

    area: Area
    came: Colours
    went: Colours


class Screen:
    """What the viewer sees: every picture is compared with it and then copied to it."""

    def __init__(self) -> None:
        self._pixels = np.zeros((0, 0, 3), np.uint8)
        self._colours = np.zeros((0, 0), np.uint32)

    @property
    def colours(self) -> Colours:
        """(height, width), the colours on the screen."""
        return self._colours

    def show(self, pixels: Pixels) -> Change | None:
        """Put a picture on the screen, and return what it changed, or None.

        The first picture changes everything; those after it have the same shape.
        """
        if self._pixels.size == 0:
            self._pixels = ~pixels
            self._colours = np.full(pixels.shape[:2], NOTHING, np.uint32)
        area = bounds(self._pixels != pixels)
        if area is None:
            return None
        here = area.slices
        self._pixels[here] = pixels[here]
        new, old = packed(pixels[here]), self._colours[here]
        changed = new != old
        came, went = np.full_like(new, NOTHING), old[changed]
        np.copyto(came, new, where=changed)
        self._colours[here] = new
        return Change(area, came, went)


def packed(pixels: Pixels) -> Colours:
    """Put red, green and blue of (…, 3) into one number each, (…).

    Four bytes are read for each pixel, and the last of them is dropped: it begins the next pixel.
    To put three arrays of channels together takes three times as long.
    """
    data = np.zeros(pixels.size + 1, np.uint8)
    data[:-1].reshape(pixels.shape)[...] = pixels
    colours = np.ndarray(pixels.size // 3, ">u4", data, strides=(3,)).astype(np.uint32)
    colours >>= 8
    return colours.reshape(pixels.shape[:-1])


def unpacked(colours: Colours) -> Pixels:
    """Undo `packed`: (…) becomes (…, 3)."""
    return np.stack([colours >> 16, colours >> 8, colours], axis=-1).astype(np.uint8)


def runs(colours: Colours) -> Runs:
    """Count equal neighbours, row after row."""
    line = colours.ravel()
    starts = np.flatnonzero(line[1:] != line[:-1]) + 1
    starts = np.concatenate([[0], starts])
    lengths = np.diff(starts, append=line.size)
    return Runs(line[starts], lengths.astype(np.uint32))


def bounds(changed: NDArray[np.bool_]) -> Area | None:
    """Return the smallest rectangle around all that is true in (height, width, …), or None."""
    height, width = changed.shape[:2]
    rows = np.flatnonzero(changed.reshape(height, -1).any(axis=1))
    if rows.size == 0:
        return None
    top, bottom = _ends(rows)
    columns = changed[top:bottom].any(axis=0).reshape(width, -1).any(axis=1)
    left, right = _ends(np.flatnonzero(columns))
    return Area(top, left, bottom - top, right - left)


def _ends(where: NDArray[Any]) -> tuple[int, int]:
    return int(where[0]), int(where[-1]) + 1
