"""Which part of the plane is shown, and where on the picture: data coordinates to pixels."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kmviz.drawing.layouts import Box
from kmviz.engine.state import Points

# Data this many times longer than the board in one direction would be a thread at equal scales.
THREAD: Final = 4.0

FARTHEST: Final = 1e7  # pixels from the corner of a picture


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A rectangle of the plane on a rectangle of the picture.

    Attributes
    ----------
    origin
        (2,), a place amid the data. Offsets are measured from it, since coordinates far from 0
        have no digits left for what is smaller than the data.
    low, high
        (2,), the corners of what is shown, as offsets.
    scale
        (2,), pixels per unit; equal, unless the data are very much longer than wide.
    corner
        (2,), the pixel at which `low` lies; y goes up.
    """

    origin: Points
    low: Points
    high: Points
    scale: Points
    corner: Points

    def pixels(self, points: Points) -> Points:
        """Give the pixels, (…, 2), at which points of the plane lie."""
        return self.place(points - self.origin)

    def place(self, offsets: Points) -> Points:
        """Give the pixels, (…, 2), at which offsets from the origin lie.

        What is out of all proportion is moved closer, in its direction: where a star came from is
        still seen, and the squares that drawing takes do not overflow.
        """
        pixels = (offsets - self.low) * self.scale + self.corner
        beyond: Points = np.abs(pixels).max(axis=-1, keepdims=True) / FARTHEST
        return pixels / np.maximum(beyond, 1.0)


def fit_view(points: Points, centroids: Points, board: Box, margin: float) -> View:
    """Show all points and starting centroids on a board, with a margin in pixels.

    Both axes have one scale, since k-means measures distances across both. The exception is data
    that would be a mere thread then: each axis fills the board, as the axes of a plot do. Centroids
    far off are not shown where the data would shrink below half of the size that they could have.
    """
    size = np.array([board.width, board.height])
    room = size - 2 * margin
    origin = points.min(axis=0)
    ends = np.stack([origin, points.max(axis=0)])  # as far apart as all points, less to subtract
    low, high = _extent(ends - origin, centroids - origin, room)
    scale = _scale(high - low, room)
    middle, half = (low + high) / 2, size / 2 / scale
    return View(origin, middle - half, middle + half, scale, np.array([board.left, board.bottom]))


def shown_span(points: Points, centroids: Points) -> Points:
    """Give width and height, (2,), of what is shown of the plane where a board is square."""
    low, high = _extent(points - points[0], centroids - points[0], np.ones(2))
    span: Points = high - low
    return span


def _extent(points: Points, centroids: Points, room: Points) -> tuple[Points, Points]:
    """Give the corners of the points, moved apart for centroids as far as half the size allows."""
    low, high = points.min(axis=0), points.max(axis=0)
    span = high - low
    reach = room / _scale(span, room) - span / 2 if span.any() else np.full(2, np.inf)
    low = np.minimum(low, np.maximum(centroids.min(axis=0), low - reach))
    high = np.maximum(high, np.minimum(centroids.max(axis=0), high + reach))
    return low, high


def _scale(span: Points, room: Points) -> Points:
    """Give the pixels per unit, (2,), at which this span fills the room."""
    with np.errstate(divide="ignore", over="ignore"):
        each = room / (span if span.any() else np.ones(2))
    thread = np.isfinite(each).all() and each.max() > THREAD * each.min()
    return each if thread else np.full(2, each.min())
