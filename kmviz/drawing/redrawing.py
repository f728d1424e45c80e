"""The marks of two boards go in, what has to be drawn anew for the second one comes out.

Of many points few change at once, and what lies apart from them stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kmviz.drawing.canvas import Mark, Markers
from kmviz.engine.state import Points

FEW: Final = 8  # one point in so many, with its neighbours, is drawn sooner than all of them


@dataclass(frozen=True, slots=True, eq=False)
class Redrawn:
    """What is drawn anew.

    Attributes
    ----------
    pixels
        (height, width), which pixels of the sheet.
    markers
        All that touch them, in their order.
    """

    pixels: NDArray[np.bool_]
    markers: Markers


def redrawn(before: Sequence[Mark], after: Sequence[Mark], size: tuple[int, int]) -> Redrawn | None:
    """Give what differs on a sheet, (height, width), if it is little; otherwise None.

    It is looked for where each board is nothing but markers, which have the same places.
    """
    match [*before, *after]:
        case [Markers() as old, Markers() as new]:
            changed = _changed(old, new)
        case _:
            return None
    if changed.sum() * FEW > len(changed):
        return None
    places = np.column_stack([size[0] - new.places[:, 1], new.places[:, 0]])  # rows and columns
    reach = max(_reach(old), _reach(new))
    near = _around(places[changed], 2 * reach, size)
    return Redrawn(
        _around(places[changed], reach, size), new.only(near[*np.floor(places).astype(int).T])
    )


def _changed(old: Markers, new: Markers) -> NDArray[np.bool_]:
    """Say which markers look otherwise, (m,)."""
    changed = np.zeros(len(new.places), np.bool_)
    for one, other in zip(_looks(old), _looks(new), strict=True):
        changed |= (one != other).any(axis=1)
    return changed


def _looks(markers: Markers) -> list[Points]:
    """Give all that can change of each marker, or of all."""
    outlines = np.array([id(outline) for outline in markers.outlines])
    return [
        outlines[:, np.newaxis],
        np.reshape(markers.radius, (-1, 1)),
        markers.faces,
        markers.rims,
    ]


def _reach(markers: Markers) -> float:
    """Give how far from its place any marker may touch a pixel, across or along."""
    corners = max(np.abs(outline.vertices).max() for outline in set(markers.outlines))
    return float(corners * np.max(markers.radius) + markers.rim + 1)


def _around(places: Points, reach: float, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Say which pixels are no farther from any place, across and along, (height, width)."""
    near = np.zeros(size, np.bool_)
    low = np.maximum(np.floor(places - reach), 0).astype(int)
    high = np.ceil(places + reach).astype(int)
    for (top, left), (bottom, right) in zip(low, high, strict=True):
        near[top:bottom, left:right] = True
    return near
