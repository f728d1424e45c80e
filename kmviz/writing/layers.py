"""What to lay over the screen, and for how long: Pictures go in, Layers come out."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np

from kmviz.drawing.picture import Picture
from kmviz.writing.changes import Area, Pixels, Screen, around
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
    shown = ((_laid(picture, screen), ticks) for picture, ticks in timed)
    for (area, pixels), total in merged(shown):
        first, *more = shares(total, longest)
        yield Layer(area, pixels, first)
        for share in more:
            yield Layer(Area(0, 0, 1, 1), np.zeros((1, 1, 4), np.uint8), share)


def _laid(picture: Picture, screen: Screen) -> tuple[Area, Pixels] | None:
    """Put a picture on the screen, and give what lays it there, if it changes anything."""
    changes = list(screen.show(picture.pixels))
    if not changes:
        return None
    places = np.concatenate([change.places for change in changes])
    width = picture.pixels.shape[1]
    area = around(places, width)
    laid = np.zeros(area.height * area.width, ">u4")
    came = np.concatenate([change.came for change in changes])
    laid[area.inside(places, width)] = came << 8 | OPAQUE
    return area, laid.view(np.uint8).reshape(area.height, area.width, 4)
