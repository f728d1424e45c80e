"""Points of the plane go into a grid: ordered by cell, and added up cell by cell.

Cells are nested: sixteen of them, four by four, are one of the next larger ones, and follow one
another. So the points of a rectangle of any size are a run, and what they add up to is the
difference of two running sums. `kmviz.engine.seams` lets them choose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.exact_sums import BLOCK, SAMPLE, Gauge, choose_gauge, parts
from kmviz.engine.state import Points
from kmviz.engine.threads import blocks, cores, spread

Indices: TypeAlias = NDArray[np.intp]

LEAST_POINTS = 50_000  # fewer are asked sooner than sorted
LEAST_CELLS = 48  # with fewer, most points are near a seam
POINTS_PER_CELL = 12.0
STEPS: Final = 2**16  # along an axis; lines lie on them
NARROWEST: Final = 1e-200  # an axis, for its parts to be no smaller than a float64 can be


class Side(NamedTuple):
    """The middles of a level's columns, or of its rows, and half their widths."""

    middle: Points
    half: Points


class Level(NamedTuple):
    """Rectangles of one size: each is a run of so many cells."""

    cells: int
    columns: Side
    rows: Side


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Points in the order of their cells, and what the points of any run of cells add up to.

    Attributes
    ----------
    points
        (n, 2), as they were given.
    order
        (n,), which of them comes first, second, … cell by cell.
    starts
        (cells + 1,), the place in this order of each cell's first point, and n.
    running
        (4, cells + 1), what the points of all earlier cells add up to: two parts of x, two of y.
    levels
        From the largest rectangles down to the cells.
    gauge
        How points are measured where they are added up.
    """

    points: Points
    order: NDArray[np.uint32]
    starts: Indices
    running: Points
    levels: list[Level]
    gauge: Gauge


def lay_grid(points: Points) -> Grid | None:
    """Sort points into a grid, or say None where that does not pay.

    Parameters
    ----------
    points
        (n, d).
    """
    if points.shape[1] != 2 or not LEAST_POINTS <= len(points) < 2**32:
        return None
    bounds = np.stack([points.min(axis=0), points.max(axis=0)])
    axes = _cut(points, bounds)
    if any(0 < axis.high - axis.low < NARROWEST for axis in axes):
        return None
    if _cells_in_use(points, axes) < LEAST_CELLS:
        return None
    return _lay(points, axes, choose_gauge(points, bounds))


class Axis(NamedTuple):
    """How an axis is cut: x lies on step (x - low) * scale, and each step has a code.

    The codes of a point's two steps add up to the number of its cell.
    """

    low: float
    high: float
    scale: float
    codes: Indices
    sides: list[Side]


def _cut(points: Points, bounds: Points) -> list[Axis]:
    """Cut both axes into 8, 16, 32, ... strips of about equally many points."""
    doublings = max(3, int(np.log2(len(points) / POINTS_PER_CELL) / 2))
    depth = (doublings - 3) // 2
    strip = np.arange(2**doublings)
    outer, inner = strip // 4**depth * 16**depth, np.zeros_like(strip)
    for level in range(depth):
        inner += strip // 4**level % 4 * 16**level
    codes = outer + inner, outer * (2**doublings // 4**depth) + 4 * inner
    narrow = 1e-9 * float(np.ptp(bounds, axis=0).max())
    return [_cut_axis(points[:, i], bounds[:, i], narrow, codes[i], depth) for i in range(2)]


def _cut_axis(column: Points, bounds: Points, narrow: float, codes: Indices, depth: int) -> Axis:
    """Cut one axis, unless all points lie in so narrow a strip.

    The strips that are noted are a little wider than cut: with u = 2**-53, the step of a point is
    rounded by less than 4u of the width, the place of a line by less than 3u of the width and u
    of the largest coordinate, twice. No width is more than twice the latter: less than 16u of it.
    """
    low, high = map(float, bounds)
    wide = high - low > narrow
    scale = (STEPS - 1) / (high - low) if wide else 0.0
    sample = _step(column[:: 1 + len(column) // SAMPLE], low, scale)
    earlier = np.concatenate([[0], np.bincount(sample, minlength=STEPS).cumsum()[:-1]])
    strips = earlier * len(codes) // (len(sample) + 1)

    numbers = np.arange(len(codes))
    pad = 2.0**-48 * max(abs(low), abs(high))
    width = (high - low) / (STEPS - 1 if wide else 1)
    starts = np.clip(low - pad + width * np.searchsorted(strips, numbers), low, high)
    stops = np.clip(low + pad + width * np.searchsorted(strips, numbers, "right"), low, high)
    sizes = [4**level for level in reversed(range(depth + 1))]
    return Axis(
        low,
        high,
        scale,
        codes[strips],
        [_side(starts[::size], stops[size - 1 :: size]) for size in sizes],
    )


def _step(column: Points, low: float, scale: float) -> Indices:
    column = column - low
    column *= scale
    return column.astype(np.intp)


def _side(starts: Points, stops: Points) -> Side:
    middle = starts + (stops - starts) / 2
    return Side(middle, np.maximum(stops - middle, middle - starts) * (1 + 2.0**-50))


def _cells(points: Points, axes: list[Axis]) -> Indices:
    """Give the number of the cell that each point lies in, (n,)."""
    x, y = (
        np.take(axis.codes, _step(column, axis.low, axis.scale))
        for column, axis in zip(points.T, axes, strict=True)
    )
    x += y
    return x


def _cells_in_use(points: Points, axes: list[Axis]) -> float:
    """Say how many equally full cells would hold two points together as often as these do."""
    sample = _cells(points[:: 1 + len(points) // SAMPLE], axes)
    _, counts = np.unique(sample, return_counts=True)
    together = int((counts * (counts - 1)).sum())
    return len(sample) * (len(sample) - 1) / max(together, 1)


def _lay(points: Points, axes: list[Axis], gauge: Gauge) -> Grid:
    columns, rows = (axis.sides for axis in axes)
    keys = _keys(points, axes)
    sums = _add_up(points, keys, gauge, len(columns[-1].middle) * len(rows[-1].middle))
    running = np.zeros((5, 1 + sums.shape[1]))
    sums.cumsum(axis=1, out=running[:, 1:])
    sizes = [16**depth for depth in reversed(range(len(columns)))]
    levels = [Level(*level) for level in zip(sizes, columns, rows, strict=True)]
    starts = running[0].astype(np.intp)
    return Grid(points, _sort(keys), starts, running[1:], levels, gauge)


def _keys(points: Points, axes: list[Axis]) -> NDArray[np.int64]:
    """Give one number for each point: its cell in the upper half, its index in the lower one.

    To sort such numbers takes a quarter of the time of an argsort.
    """
    keys = np.empty(len(points), dtype=np.int64)

    def number(block: slice) -> None:
        np.left_shift(_cells(points[block], axes), 32, out=keys[block])
        keys[block] += np.arange(block.start, block.stop)

    spread(number, blocks(len(points), BLOCK), len(points))
    return keys


def _add_up(points: Points, keys: NDArray[np.int64], gauge: Gauge, size: int) -> Points:
    """Give what the points of each cell add up to, (5, size): how many, and parts of x and y.

    All these are exact, and so the same in the order of the points as in any other; which is the
    one that memory is fast in.
    """

    def add(share: slice) -> Points:
        total = np.zeros((5, size))
        for block in blocks(share.stop - share.start, size):
            here, cells = points[share][block], keys[share][block] >> 32
            total[0] += np.bincount(cells, minlength=size)
            for axis, column in enumerate(here.T):
                numbers = parts(column - gauge.origin[axis], gauge.rounders[:, axis])
                for place, part in enumerate(numbers, 1 + 2 * axis):
                    total[place] += np.bincount(cells, part, size)
        return total

    n = len(points)
    total: Points = np.sum(spread(add, blocks(n, -(-n // cores())), n), axis=0)
    return total


def _sort(keys: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Sort the keys, and give the indices in their lower halves."""
    keys.sort()
    return keys.astype(np.uint32)  # all but the lower half is cut off


def groups(starts: Indices, n: int) -> Iterator[tuple[slice, slice]]:
    """Cut n things, in groups that start so, into pieces of whole groups: things and groups."""
    cuts = np.append(np.flatnonzero(np.diff(starts // BLOCK, prepend=-1)), len(starts))
    bounds = np.append(starts, n)[cuts]
    for (first, last), (start, stop) in zip(pairwise(cuts), pairwise(bounds), strict=True):
        yield slice(int(start), int(stop)), slice(int(first), int(last))
