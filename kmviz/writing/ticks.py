"""Seconds become whole ticks of a format's clock: Pictures go in, Pictures with ticks come out."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias, TypeVar

import numpy as np

from kmviz.drawing.picture import Picture

LONGEST = 24 * 60 * 60
"""Seconds that one picture may stay."""

MILLISECONDS = Fraction(1000)
"""Ticks per second of formats that count in these."""

SHORTEST_MILLISECONDS = 11
"""Browsers show a picture of 10 milliseconds or less for 100."""

Timed: TypeAlias = tuple[Picture, int]
Shown = TypeVar("Shown")


def in_ticks(
    pictures: Iterable[Picture], *, rate: Fraction, shortest: int, largest: int
) -> Iterator[Timed]:
    """Give each picture its whole number of ticks, so that nothing drifts.

    A picture ends at the tick nearest to the exact sum of seconds so far. One that would get
    fewer than `shortest` ticks is left out: its time goes to the next one, and so does its
    key frame. The last picture is always shown, with time of the one before where it must be.

    Parameters
    ----------
    pictures
        All of one size. At most two are held at a time.
    rate
        Ticks per second.
    shortest
        Ticks that a picture is shown for at least.
    largest
        Pixels in width or height that the format can tell.

    Yields
    ------
    tuple
        A picture and its ticks; together they last as long as `pictures`, to the nearest tick,
        and at least `shortest`.

    Raises
    ------
    ValueError
        When there is no picture, they differ in size or are too large, or a time is not from 0 to
        24 hours.
    """
    held: Timed | None = None
    late: Picture | None = None
    seconds, start, end = Fraction(0), 0, 0
    for picture in checked(pictures, largest):
        seconds += Fraction(picture.seconds)
        end = round(seconds * rate)
        late = _opening(picture, late)
        if end - start < shortest:
            continue
        if held:
            yield held
        held, late, start = (late, end - start), None, end
    yield from _ending(held, late, ticks=end - start, shortest=shortest)


def merged(shown: Iterable[tuple[Shown | None, int]]) -> Iterator[tuple[Shown, int]]:
    """Lengthen what is shown by the ticks of those after it that show nothing new: of None."""
    held, total = None, 0
    for one, ticks in shown:
        if one is not None:
            if held is not None:
                yield held, total
            held, total = one, 0
        total += ticks
    if held is not None:
        yield held, total


def shares(ticks: int, longest: int) -> list[int]:
    """Divide a time into as few parts of at most `longest` as will do, all about as long."""
    parts = -(-ticks // longest)
    ends = [ticks * part // parts for part in range(parts + 1)]
    return [end - start for start, end in pairwise(ends)]


def _opening(picture: Picture, skipped: Picture | None) -> Picture:
    if skipped and skipped.opens_beat and not picture.opens_beat:
        return replace(picture, opens_beat=True)
    return picture


def _ending(
    held: Timed | None, late: Picture | None, *, ticks: int, shortest: int
) -> Iterator[Timed]:
    """Show the last picture, which may have come too late for ticks of its own."""
    if late is None:
        before, last = None, held
    elif held is None:
        before, last = None, (late, max(ticks, shortest))
    elif held[1] + ticks < 2 * shortest:
        before, last = None, (_opening(late, held[0]), held[1] + ticks)
    else:
        before, last = (held[0], held[1] + ticks - shortest), (late, shortest)
    yield from (timed for timed in (before, last) if timed)


def checked(pictures: Iterable[Picture], largest: int) -> Iterator[Picture]:
    """Yield the pictures of a film, and refuse those that no format can show.

    Raises
    ------
    ValueError
        When there is no picture, they differ in size or are too large, or a time is not from 0 to
        24 hours.
    """
    shape: tuple[int, ...] = ()
    for number, picture in enumerate(pictures, start=1):
        shape = shape or picture.pixels.shape
        _check_pixels(picture, shape, number)
        _check_size(shape, largest)
        _check_seconds(picture.seconds, number)
        yield picture
    if not shape:
        raise ValueError("the film has no picture\ngive at least one")


def _check_pixels(picture: Picture, shape: tuple[int, ...], number: int) -> None:
    pixels = picture.pixels
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.size == 0:
        raise ValueError(
            f"picture {number}: pixels of shape {pixels.shape} and type {pixels.dtype}\n"
            "give arrays of shape (height, width, 3) and type uint8"
        )
    if pixels.shape != shape:
        raise ValueError(
            f"picture {number}: {_size(pixels.shape)} pixels after pictures of {_size(shape)}\n"
            "draw all pictures of a film in one size"
        )


def _check_size(shape: tuple[int, ...], largest: int) -> None:
    if max(shape[:2]) > largest:
        raise ValueError(
            f"{_size(shape)} pixels are too many for this format\n"
            f"make it at most {largest} wide and high"
        )


def _size(shape: tuple[int, ...]) -> str:
    return f"{shape[1]}x{shape[0]}"


def _check_seconds(seconds: float, number: int) -> None:
    if not (math.isfinite(seconds) and 0 <= seconds <= LONGEST):
        raise ValueError(
            f"picture {number}: it cannot be shown for {seconds} seconds\n"
            f"give a time from 0 to {LONGEST} seconds"
        )
