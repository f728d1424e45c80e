"""What to lay over the screen, and for how long: Pictures go in, Layers come out."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np

from kmviz.drawing.picture import Picture
from kmviz.writing.changes import NOTHING, Area, Change, Pixels, Screen, unpacked
from kmviz.writing.ticks import MILLISECONDS, SHORTEST_MILLISECONDS, in_ticks, merged, shares

OPAQUE: Final = np.uint8(255)


class Layer(NamedTuple):
    """Pixels to lay on the screen.

    Attributes
    ----------
    area
        Where to; the first layer covers everything.
    pixels
        (height, width, 4), red, green, blue and opacity: 255, or 0 where the screen stays as it is.
    milliseconds
        How long the screen is shown then.
    """

    area: Area
    pixels: Pixels
    milliseconds: int


def layers(pictures: Iterable[Picture], *, largest: int, longest: int) -> Iterator[Layer]:
    """Turn pictures into layers, for formats that lay one over the other.

    A picture like the one before it lengthens that one's layer.

    Parameters
    ----------
    pictures
        Taken one after the other. Each ends at the nearest millisecond, and stays for 11 at least.
    largest
        Pixels in width or height that the format can tell.
    longest
        Milliseconds that one layer can stay; after it come some that change nothing.

    Raises
    ------
    ValueError
        When the pictures are none, not of one size, too large, or shown for impossible times.
    """
    timed = in_ticks(pictures, rate=MILLISECONDS, shortest=SHORTEST_MILLISECONDS, largest=largest)
    screen = Screen()
    shown = ((screen.show(picture.pixels), ticks) for picture, ticks in timed)
    for change, total in merged(shown):
        first, *more = shares(total, longest)
        yield Layer(change.area, _laid(change), first)
        for share in more:
            yield Layer(Area(0, 0, 1, 1), np.zeros((1, 1, 4), np.uint8), share)


def _laid(change: Change) -> Pixels:
    stays = change.came == NOTHING
    colours = unpacked(np.where(stays, np.uint32(0), change.came))
    return np.dstack([colours, np.where(stays, np.uint8(0), OPAQUE)])
