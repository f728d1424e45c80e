"""Points too many to be drawn one by one are counted, and lie on the board as a raster.

How many points lie on a pixel is its shade, on a logarithmic scale; whose they are is its colour.
They are counted once, in quarters of a pixel. Where labels are those of the nearest centroid, a
quarter has the colour of the one nearest to its middle, and a pixel the mixture of its quarters:
so a frame costs pixels, not points, and only points within half a pixel of a seam may count for
its other side. Other colours are read point by point.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.drawing import canvas
from kmviz.drawing.layouts import Box
from kmviz.drawing.style import Theme, rgb
from kmviz.drawing.view import View
from kmviz.engine.products import Products, gather
from kmviz.engine.seeding_steps import SeedingStep
from kmviz.engine.state import Labels, Points, State
from kmviz.engine.threads import blocks, cores, spread
from kmviz.story.frame import Worn

Colors: TypeAlias = NDArray[np.float64]  # (m, 3), red, green, blue, 0 to 255

BLOCK: Final = 2**16  # points that are looked at together
MOST_BINS: Final = 2**22  # of more, a place is one
STEPS: Final = 20  # of shade: few, to keep a GIF small
FAINTEST, BOLDEST = 0.35, 0.92  # opacity
CROWDED: Final = 0.995  # so many of the places with points are no more crowded than the darkest


class Mesh(NamedTuple):
    """Where bins lie.

    Attributes
    ----------
    start
        (2,), their lower left corner in the plane.
    per_unit
        (2,), how many are as long as a unit.
    columns, rows
        Of places.
    parts
        How many are as wide, and as high, as a place.
    """

    start: Points
    per_unit: Points
    columns: int
    rows: int
    parts: int


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """How many points lie where.

    Attributes
    ----------
    points
        (n, 2).
    mesh
        Where the bins lie.
    corner
        Its lower left corner, in pixels from that of the picture.
    grain
        The side of a place in pixels.
    counts
        (m,), the points in each bin that has any, place by place.
    places
        (p,), the places that have any, row by row from below.
    first
        (p,), the first bin of each.
    opacity
        (p,), 0 to 1, of their shades.
    middles
        Lets the middles of the bins choose a centroid.
    """

    points: Points
    mesh: Mesh
    corner: tuple[int, int]
    grain: int
    counts: Labels
    places: Labels
    first: Labels
    opacity: Points
    middles: Products

    def by_nearest(self, state: State, colors: Colors) -> Colors:
        """Give the colour of each place, (p, 3), of (k, 3): that of the nearest centroid."""
        names = self.middles(state.centroids, state.retired).names
        low, high = (edge.reduceat(names, self.first) for edge in (np.minimum, np.maximum))
        faces = colors[low]
        seams = np.flatnonzero(low != high)
        if len(seams) == 0:
            return faces
        sizes = np.diff(np.append(self.first, len(names)))[seams]
        starts = sizes.cumsum() - sizes
        bins = np.repeat(self.first[seams] - starts, sizes) + np.arange(sizes.sum())
        weights = self.counts[bins, np.newaxis]
        sums = np.add.reduceat(weights * colors[names[bins]], starts)
        faces[seams] = sums / np.add.reduceat(weights, starts)
        return faces

    def by_points(self, color: Callable[[slice], Colors]) -> Colors:
        """Give the colour of each place, (p, 3): the mixture of its points' whole colours."""
        mesh, size = self.mesh, self.mesh.rows * self.mesh.columns
        total = np.zeros((3, size))
        for block in blocks(len(self.points), BLOCK):
            column, row = (bins // mesh.parts for bins in _bins(self.points[block], mesh))
            place = row * mesh.columns + column
            total += [np.bincount(place, channel, size) for channel in color(block).T]
        crowd = np.add.reduceat(self.counts, self.first)
        return (total[:, self.places] / crowd).T

    def image(self, faces: Colors) -> NDArray[np.uint8]:
        """Give pixels, (height, width, 4), the lowest row first, of the colours of the places."""
        mesh, grain = self.mesh, self.grain
        pixels = np.zeros((mesh.rows * mesh.columns, 4), dtype=np.uint8)
        pixels[self.places] = np.rint(np.column_stack([faces, 255 * self.opacity]))
        image = pixels.reshape(mesh.rows, mesh.columns, 4)
        return image.repeat(grain, axis=0).repeat(grain, axis=1) if grain > 1 else image


def draw_density(raster: Raster, theme: Theme, worn: Worn) -> canvas.Raster:
    """Draw points in what they wear, colours or weights, or grey: see `Frame.worn`."""
    return canvas.Raster(raster.image(_faces(raster, theme, worn)), raster.corner)


def _faces(raster: Raster, theme: Theme, worn: Worn) -> Colors:
    """Give the colour of each place, (p, 3)."""
    light, heavy = (rgb(color).astype(np.float64) for color in (theme.unassigned, theme.quiet))
    if isinstance(worn, State) and worn.nearest and worn.waiting is None:
        return raster.by_nearest(worn, theme.crowds(len(worn.centroids)))
    if isinstance(worn, SeedingStep) and worn.distances is not None:
        parts = worn.distances / max(worn.distances.max(), np.finfo(float).tiny)
        return raster.by_points(
            lambda some: np.rint(light + parts[some, np.newaxis] * (heavy - light))
        )
    if worn is None or worn.labels is None:
        return np.tile(light, (len(raster.places), 1))
    labels, colors = worn.labels, np.vstack([theme.crowds(int(worn.labels.max()) + 1), light])
    if isinstance(worn, State) and worn.waiting is not None:
        labels = np.where(worn.waiting, -1, labels)
    return raster.by_points(lambda some: colors[labels[some]])


def count_points(points: Points, view: View, board: Box, grain: int) -> Raster:
    """Count points, (n, 2), on a board, a place of the raster being `grain` pixels wide."""
    left, bottom = math.floor(board.left), math.floor(board.bottom)
    columns = math.ceil((board.right - left) / grain)
    rows = math.ceil((board.top - bottom) / grain)
    parts = 2 if 4 * columns * rows <= MOST_BINS else 1
    corner = (np.array([left, bottom]) - view.corner) / view.scale
    mesh = Mesh(view.origin + view.low + corner, view.scale * parts / grain, columns, rows, parts)

    whole = _count(points, mesh)
    bins = np.flatnonzero(whole)
    place = bins // parts**2
    first = np.flatnonzero(np.diff(place, prepend=-1))
    counts, places = whole[bins], place[first]
    opacity = _opacity(np.add.reduceat(counts, first))
    middles = Products(gather(_middles(bins, mesh)))
    return Raster(points, mesh, (left, bottom), grain, counts, places, first, opacity, middles)


def _count(points: Points, mesh: Mesh) -> Labels:
    """Give the points in each bin, place by place."""
    shape = mesh.rows * mesh.parts, mesh.columns * mesh.parts

    def count(part: slice) -> Labels:
        total = np.zeros(shape[0] * shape[1], dtype=np.intp)
        for block in blocks(part.stop - part.start, 4 * BLOCK):
            x, y = _bins(points[part][block], mesh)
            total += np.bincount(y * shape[1] + x, minlength=len(total))
        return total

    n = len(points)
    total = sum(spread(count, blocks(n, -(-n // cores())), n), start=np.intp(0))
    by_place = np.reshape(total, (mesh.rows, mesh.parts, mesh.columns, mesh.parts))
    return by_place.swapaxes(1, 2).ravel()


def _bins(points: Points, mesh: Mesh) -> tuple[Labels, Labels]:
    """Give the column and the row of the bin that each point lies in."""
    columns = []
    for axis, size in enumerate((mesh.columns, mesh.rows)):
        place = points[:, axis] - mesh.start[axis]
        place *= mesh.per_unit[axis]
        bins = place.astype(np.intp)
        columns.append(np.clip(bins, 0, size * mesh.parts - 1, out=bins))  # for what is rounded
    return columns[0], columns[1]


def _middles(bins: Labels, mesh: Mesh) -> Points:
    """Give the middles of bins, (m, 2), one column per axis."""
    shape = mesh.rows, mesh.columns, mesh.parts, mesh.parts
    x, y = (
        mesh.start[axis] + (np.arange(size * mesh.parts) + 0.5) / mesh.per_unit[axis]
        for axis, size in enumerate((mesh.columns, mesh.rows))
    )
    wide = np.broadcast_to(x.reshape(1, mesh.columns, 1, mesh.parts), shape)
    high = np.broadcast_to(y.reshape(mesh.rows, 1, mesh.parts, 1), shape)
    return np.stack([wide.ravel()[bins], high.ravel()[bins]]).T


def _opacity(counts: Labels) -> Points:
    """Shade counts by their logarithms, in steps."""
    most = max(float(np.quantile(counts, CROWDED)), 1.0)
    parts = np.minimum(np.log1p(counts) / np.log1p(most), 1.0)
    opacity: Points = FAINTEST + (BOLDEST - FAINTEST) * np.rint(STEPS * parts) / STEPS
    return opacity
