"""What each picture changes on the screen: pixels go in, places and their new colours come out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import gcd
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.threads import blocks

Pixels: TypeAlias = NDArray[np.uint8]
Colours: TypeAlias = NDArray[np.uint32]
Places: TypeAlias = NDArray[np.intp]

NOTHING = 1 << 24
"""Stands where there is no colour: the first number that 24 bits cannot hold."""

FEW = 8
"""One pixel in so many is quicker looked at by itself."""

BLOCK = 1 << 20
"""Pixels that are looked at together: what is known of each takes more room than itself."""


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

    def inside(self, places: Places, width: int) -> Places:
        """Count places from the corner of the rectangle, which were counted from the picture's."""
        rows = places // width
        return places - rows * (width - self.width) - (self.top * self.width + self.left)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What one picture changes, or a part of it.

    Attributes
    ----------
    places
        (m,), the pixels that change, as numbers in reading order.
    came, went
        (m,), their new colours and their old ones; `NOTHING` was there before the first picture.
    """

    places: Places
    came: Colours
    went: Colours


class Runs(NamedTuple):
    """Pixels in reading order, equal neighbours counted: as short as the picture is simple.

    Attributes
    ----------
    starts
        (r,), where each begins.
    lengths
        (r,), pixels of one colour, one after the other.
    colours
        (r,), packed red, green, blue, or `NOTHING`.
    """

    starts: NDArray[np.uint32]
    lengths: NDArray[np.uint32]
    colours: Colours

    @property
    def places(self) -> Places:
        """(m,), the pixels of all of them."""
        begins = np.cumsum(self.lengths, dtype=np.intp) - self.lengths
        places = np.repeat(self.starts - begins, self.lengths)
        places += np.arange(places.size)
        return places


class Screen:
    """What the viewer sees: every picture is compared with it and then copied to it."""

    def __init__(self) -> None:
        self._pixels = np.zeros((0, 3), np.uint8)

    @property
    def colours(self) -> Colours:
        """(m,), the colours on the screen, in reading order."""
        return packed(self._pixels)

    def show(self, pixels: Pixels) -> Iterator[Change]:
        """Put a picture on the screen, part by part, and yield what it changes, if anything.

        The first picture changes everything; those after it have the same shape.
        """
        pixels = np.ascontiguousarray(pixels).reshape(-1, 3)
        is_first = self._pixels.size == 0
        if is_first:
            self._pixels = pixels.copy()
        for block in blocks(len(pixels), BLOCK):
            new = pixels[block]
            change = _all_new(new) if is_first else _exchanged(self._pixels[block], new)
            if change.places.size:
                yield replace(change, places=change.places + block.start)


def _all_new(pixels: Pixels) -> Change:
    went = np.full(len(pixels), NOTHING, np.uint32)
    return Change(np.arange(len(pixels)), packed(pixels), went)


def _exchanged(old: Pixels, new: Pixels) -> Change:
    """Put new (m, 3) pixels in place of the old ones."""
    places = differing(old, new)
    change = Change(places, _at(places, new), _at(places, old))
    if places.size > len(new) / FEW:
        old[:] = new
    else:
        _whole(old)[places] = _whole(new)[places]
    return change


def _at(places: Places, pixels: Pixels) -> Colours:
    """Return the colours of some of (m, 3) pixels."""
    if places.size > len(pixels) / FEW:
        return packed(pixels)[places]
    return packed(pixels.take(places, axis=0))


def _whole(pixels: Pixels) -> NDArray[np.void]:
    """See (m, 3) as (m,): three bytes at a time are copied four times as fast as one by one."""
    return pixels.view("V3")[:, 0]


def differing(before: Pixels, after: Pixels) -> Places:
    """Return the pixels that differ between two pictures of one shape, (…, 3), in reading order.

    As many pixels as a word has bytes are three words: these are compared, and then the pixels of
    those groups in which something changed.
    """
    size = gcd(before.size // 3, 8)
    old, new = (np.ascontiguousarray(some).reshape(-1, 3 * size) for some in (before, after))
    word = np.dtype(f"u{size}")
    words = np.flatnonzero(old.view(word) != new.view(word)) // 3
    groups = words[np.diff(words, prepend=-1) > 0]
    if groups.size > len(old) / FEW:
        return np.flatnonzero(packed(old.reshape(-1, 3)) != packed(new.reshape(-1, 3)))
    changed = (old.take(groups, axis=0) != new.take(groups, axis=0)).reshape(-1, 3)
    pixels = np.flatnonzero(changed[:, 0] | changed[:, 1] | changed[:, 2])
    return groups[pixels // size] * size + (pixels & size - 1)


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


def runs(places: Places, colours: Colours) -> Runs:
    """Count equal neighbours among (m,) pixels in reading order, and their colours."""
    goes_on = (np.diff(places) == 1) & (colours[1:] == colours[:-1])
    begins = np.concatenate([[0], np.flatnonzero(~goes_on) + 1])
    lengths = np.diff(begins, append=places.size)
    return Runs(places[begins].astype(np.uint32), lengths.astype(np.uint32), colours[begins])


def around(places: Places, width: int) -> Area:
    """Return the smallest rectangle around pixels in reading order, in a picture so wide."""
    top, bottom = (int(place) // width for place in places[[0, -1]])
    columns = places - places // width * width  # the remainder, in a third of the time
    left, right = int(columns.min()), int(columns.max())
    return Area(top, left, bottom - top + 1, right - left + 1)
