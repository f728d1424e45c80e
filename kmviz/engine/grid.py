"""Points of the plane go into a grid once; each iteration then asks only those near a seam.

A Voronoi cell is convex, so a rectangle that lies on one side of all seams belongs to one centroid
with all its points, and what these add up to was noted when the grid was laid. Rectangles are
nested, sixteen to one, and only those on a seam are opened. Kanungo, T., et al. (2002), An
efficient k-means clustering algorithm: analysis and implementation, IEEE Transactions on Pattern
Analysis and Machine Intelligence 24, 881-892, send the centroids down a kd-tree in the same way.

Two things make the result that of the plain way. A rectangle is taken whole only where rounding
cannot change a label in it: the labels are the same to the last bit. And sums are exact, so that
they do not depend on how the points were grouped: equal labels give equal means, and the run ends
when the plain one does. (Where rounding alone moves a centroid off the mean that it stands on, as
the plain sums may for many copies of one point, the plain way takes one iteration more.)
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from math import frexp
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.distances import own_distances
from kmviz.engine.state import Labels, Points, State
from kmviz.engine.tally import Choose, Tally, choose_origin, mean_of_clusters

Indices: TypeAlias = NDArray[np.intp]
Mask: TypeAlias = NDArray[np.bool_]
Plane: TypeAlias = NDArray[np.complex128]  # x and y as one number

LEAST_POINTS = 50_000  # fewer are asked sooner than sorted
LEAST_CELLS = 48  # with fewer, most points are near a seam
POINTS_PER_CELL = 12.0
FEW = 24  # points: a rectangle of no more is asked, not opened
SAMPLE: Final = 2**14  # points that tell where the lines of the grid go
STEPS: Final = 2**16  # along an axis; lines lie on them
BLOCK: Final = 2**15  # points that stay in a core's cache while they are worked on
MARGIN: Final = 2.0**-45  # see _leave_out_losers
LEAST_SHARE: Final = 1e-3  # see _objective
NARROWEST: Final = 1e-200  # an axis, for its parts to be no smaller than a float64 can be

_HALF, _LOWER = np.uint64(32), np.uint64(2**32 - 1)


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
    """Points sorted by cell, and what the points of any run of cells add up to.

    Attributes
    ----------
    points
        (n, 2), in the order of the cells.
    order
        (n,), where each of them stood.
    starts
        (cells + 1,), the place of each cell's first point, and n.
    running
        (4, cells + 1), what the points of all earlier cells add up to: two parts of x, two of y.
    levels
        From the largest rectangles down to the cells.
    origin
        (2,), from which sums are measured.
    rounders
        (2, 2), per axis what cuts a coordinate into its two parts: see `_parts`.
    centre
        (2,), a place amid the points, measured from the origin.
    scatter
        Sum of the squared distances of all points to the centre.
    """

    points: Points
    order: NDArray[np.uint32]
    starts: Indices
    running: Points
    levels: list[Level]
    origin: Points
    rounders: Points
    centre: Points
    scatter: float


@dataclass(frozen=True, slots=True, eq=False)
class GridChoice:
    """What the points of a grid chose, cluster by cluster; point by point when asked."""

    grid: Grid
    centroids: Points
    retired: Mask
    tally: Tally

    def means(self) -> Points:
        """Give the mean of each cluster, (k, 2); an empty cluster keeps its centroid."""
        return mean_of_clusters(self.tally, self.centroids, self.grid.origin)

    def labels(self) -> Labels:
        """Give the labels, (n,), in the order in which the points were given."""
        labels, by_cell = np.empty(len(self.grid.order), dtype=np.intp), _labels_by_cell(self)
        for block in _blocks(len(labels)):
            labels[self.grid.order[block]] = by_cell[block]
        labels.flags.writeable = False
        return labels

    def changes(self, before: "GridChoice | None") -> int:
        """Count the points that chose differently before; all, if none had chosen yet."""
        if before is None:
            return len(self.grid.order)
        return int(np.count_nonzero(_labels_by_cell(self) != _labels_by_cell(before)))

    def points_and_distances(self) -> tuple[Points, Points]:
        """Give the points, (n, 2), as they were given, and their squared distances, (n,)."""
        by_cell = _labels_by_cell(self)
        points, distances = np.empty_like(self.grid.points), np.empty(len(by_cell))
        for block in _blocks(len(by_cell)):
            here, order = self.grid.points[block], self.grid.order[block]
            points[order] = here
            distances[order] = own_distances(here, self.centroids, by_cell[block])
        return points, distances

    def state(
        self, before: "GridChoice | None", *, iteration: int, means: Points, settled: bool
    ) -> State:
        """Give the state in which these choices are followed by a move to these means."""
        return LazyState(
            iteration=iteration,
            centroids=self.centroids,
            means=means,
            counts=self.tally.counts,
            inertia=self.tally.inertia,
            inertia_at_means=_objective(self, means),
            settled=settled,
            retired=self.retired,
            choice=self,
            before=before,
        )


@dataclass(frozen=True, slots=True, eq=False)
class LazyState(State):
    """A State whose labels, and number of changes, are worked out when first asked for."""

    labels: Labels = field(init=False, repr=False)
    changed: int = field(init=False, repr=False)
    choice: GridChoice = field(repr=False, kw_only=True)
    before: GridChoice | None = field(repr=False, kw_only=True)

    def __getattr__(self, name: str) -> Any:
        if name not in {"labels", "changed"}:
            raise AttributeError(f"a state has no attribute {name!r}")
        value = self.choice.labels() if name == "labels" else self.choice.changes(self.before)
        object.__setattr__(self, name, value)
        return value


def choose_on_grid(points: Points) -> Choose | None:
    """Give what lets each point choose by way of a grid, or None where that does not pay.

    Parameters
    ----------
    points
        (n, d), left to the grid by their only owner: it brings them into an order of its own.
    """
    if points.shape[1] != 2 or not LEAST_POINTS <= len(points) < 2**32:
        return None
    axes = _cut(points)
    if any(0 < axis.high - axis.low < NARROWEST for axis in axes):
        return None
    if _cells_in_use(points, axes) < LEAST_CELLS:
        return None
    return partial(_choose, _lay(points, axes))


# --- laying the grid


class Axis(NamedTuple):
    """How an axis is cut: x lies on step (x - low) * scale, and each step has a code.

    The codes of a point's two steps add up to the number of its cell.
    """

    low: float
    high: float
    scale: float
    codes: Indices
    sides: list[Side]


def _cut(points: Points) -> list[Axis]:
    """Cut both axes into 8, 16, 32, ... strips of about equally many points."""
    doublings = max(3, int(np.log2(len(points) / POINTS_PER_CELL) / 2))
    depth = (doublings - 3) // 2
    strip = np.arange(2**doublings)
    outer, inner = strip // 4**depth * 16**depth, np.zeros_like(strip)
    for level in range(depth):
        inner += strip // 4**level % 4 * 16**level
    codes = outer + inner, outer * (2**doublings // 4**depth) + 4 * inner
    bounds = [(float(column.min()), float(column.max())) for column in points.T]
    narrow = 1e-9 * max(high - low for low, high in bounds)
    return [_cut_axis(points[:, i], bounds[i], narrow, codes[i], depth) for i in range(2)]


def _cut_axis(
    column: Points, bounds: tuple[float, float], narrow: float, codes: Indices, depth: int
) -> Axis:
    """Cut one axis, unless all points lie in so narrow a strip.

    The strips that are noted are a little wider than cut: with u = 2**-53, the step of a point is
    rounded by less than 4u of the width, the place of a line by less than 3u of the width and u
    of the largest coordinate, twice. No width is more than twice the latter: less than 16u of it.
    """
    low, high = bounds
    wide = high - low > narrow
    scale = (STEPS - 1) / (high - low) if wide else 0.0
    sample = _step(column[:: 1 + len(column) // SAMPLE], low, scale)
    earlier = np.concatenate([[0], np.bincount(sample, minlength=STEPS).cumsum()[:-1]])
    strips = earlier * len(codes) // (len(sample) + 1)

    numbers = np.arange(len(codes))
    pad = 2.0**-48 * max(abs(low), abs(high)) if wide else 0.0
    width = (high - low) / (STEPS - 1)
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
    x, y = (axis.codes[_step(points[:, i], axis.low, axis.scale)] for i, axis in enumerate(axes))
    x += y
    return x


def _cells_in_use(points: Points, axes: list[Axis]) -> float:
    """Say how many equally full cells would hold two points together as often as these do."""
    sample = _cells(points[:: 1 + len(points) // SAMPLE], axes)
    _, counts = np.unique(sample, return_counts=True)
    together = int((counts * (counts - 1)).sum())
    return len(sample) * (len(sample) - 1) / max(together, 1)


def _lay(points: Points, axes: list[Axis]) -> Grid:
    """Sort the points by cell, where they are, and add them up cell by cell."""
    n, (columns, rows) = len(points), (axis.sides for axis in axes)
    bounds = np.array([(axis.low, axis.high) for axis in axes]).T
    origin = choose_origin(bounds)
    most = np.abs(bounds - origin).max(axis=0)
    rounders = np.array([_rounders(n, float(value)) for value in most])
    centre = points[:: 1 + n // SAMPLE].mean(axis=0) - origin

    order, starts = _sort(points, axes, len(columns[-1].middle) * len(rows[-1].middle))
    running, scatter = _add_up(points, starts, origin, rounders, centre)
    sizes = [16**depth for depth in reversed(range(len(columns)))]
    levels = [Level(*level) for level in zip(sizes, columns, rows, strict=True)]
    return Grid(points, order, starts, running, levels, origin, rounders, centre, scatter)


def _sort(points: Points, axes: list[Axis], cells: int) -> tuple[NDArray[np.uint32], Indices]:
    """Sort the points by cell, where they are: give their order, and where each cell starts.

    To sort cell and index as one number takes a quarter of the time of an argsort, and the memory
    that it takes serves again to reorder the columns.
    """
    n = len(points)
    keys, order = np.empty(n, dtype=np.uint64), np.empty(n, dtype=np.uint32)
    for block in _blocks(n):
        np.left_shift(_cells(points[block], axes).view(np.uint64), _HALF, out=keys[block])
        keys[block] |= np.arange(block.start, block.stop, dtype=np.uint64)
    keys.sort()

    starts = np.zeros(cells + 1, dtype=np.intp)
    for block in _blocks(n):
        order[block] = keys[block] & _LOWER
        cell = (keys[block] >> _HALF).view(np.intp)
        counts = np.bincount(cell - cell[0])
        starts[cell[0] + 1 : cell[0] + 1 + len(counts)] += counts

    points.flags.writeable = True
    buffer = keys.view(np.float64)
    for column in points.T:
        for block in _blocks(n):
            np.take(column, order[block], out=buffer[block], mode="clip")
        column[:] = buffer
    points.flags.writeable = False
    return order, starts.cumsum()


def _add_up(
    points: Points, starts: Indices, origin: Points, rounders: Points, centre: Points
) -> tuple[Points, float]:
    """Give the running sums over the cells, and the scatter of all points."""
    full = np.flatnonzero(np.diff(starts))
    running, scatter = np.zeros((4, len(starts))), 0.0
    for block, cells in _groups(starts[full], len(points)):
        first = starts[full[cells]] - block.start
        for i in range(2):
            column = points[block, i] - origin[i]
            for j, part in enumerate(_parts(column, rounders[i])):
                running[2 * i + j, full[cells] + 1] = np.add.reduceat(part, first)
            column -= centre[i]
            scatter += float(np.square(column, out=column).sum())
    return np.cumsum(running, axis=1, out=running), scatter


def _blocks(n: int) -> Iterator[slice]:
    return (slice(start, min(start + BLOCK, n)) for start in range(0, n, BLOCK))


def _groups(starts: Indices, n: int) -> Iterator[tuple[slice, slice]]:
    """Cut n things, in groups that start so, into pieces of whole groups: things and groups."""
    cuts = np.unique(np.searchsorted(starts, np.arange(0, n, BLOCK)))
    cuts = np.append(cuts[cuts < len(starts)], len(starts))
    bounds = np.append(starts, n)[cuts]
    for (first, last), (start, stop) in zip(pairwise(cuts), pairwise(bounds), strict=True):
        yield slice(int(start), int(stop)), slice(int(first), int(last))


def _rounders(n: int, most: float) -> tuple[float, float]:
    """Choose the numbers that cut what is no larger than `most` into parts: see `_parts`."""
    _, exponent = frexp(most)
    bits = 53 - n.bit_length()
    return 1.5 * 2.0 ** (52 + exponent - bits), 1.5 * 2.0 ** (52 + exponent - 2 * bits)


def _parts(column: Points, rounders: Points) -> Iterator[Points]:
    """Cut numbers into two parts each, of so few digits that sums of n of them are exact.

    To add 1.5 * 2**52 * s and take it away again rounds to a multiple of s. The first part is a
    multiple of s = 2**(e-b) and no larger than 2**e, the second one of 2**(e-2b) and no larger than
    2**(e-b), where n < 2**(53-b): all sums are whole multiples below 2**53 of their step. What is
    left over, less than 2**(e-2b), is dropped: 2b is 58 for ten million points.
    """
    first = column + rounders[0]
    first -= rounders[0]
    yield first
    second = column - first
    second += rounders[1]
    second -= rounders[1]
    yield second


# --- asking


class Nodes(NamedTuple):
    """Rectangles, (m,) of each, and the centroids that may be the nearest somewhere in them.

    A rectangle is a run of cells from `start` on, in a column and a row of its level. Of `rivals`
    it has those from `first` on, so many as `counts` says, in rising order.
    """

    start: Indices
    column: Indices
    row: Indices
    first: Indices
    counts: Indices
    rivals: Indices


class Runs(NamedTuple):
    """Runs of cells, (m,), from `start` to `stop`, and their rivals, as in `Nodes`."""

    start: Indices
    stop: Indices
    first: Indices
    counts: Indices
    rivals: Indices


def _before(counts: Indices) -> Indices:
    """Give the sum of all earlier counts for each."""
    return counts.cumsum() - counts


def _ranges(first: Indices, counts: Indices) -> Indices:
    """Give first, first + 1, ... one range after another, of so many numbers each."""
    numbers = np.repeat(first - _before(counts), counts)
    numbers += np.arange(len(numbers))
    return numbers


def _divide(grid: Grid, centroids: Plane, retired: Mask) -> tuple[Runs, Runs]:
    """Divide the cells into runs of one centroid only, and short ones on the seams."""
    whole, seams = [], []
    nodes = _largest(grid, np.flatnonzero(~retired))
    for level in grid.levels:
        nodes = _leave_out_losers(nodes, level, centroids)
        sizes = grid.starts[nodes.start + level.cells] - grid.starts[nodes.start]
        alone = nodes.counts == 1
        small = (sizes <= FEW) | (level.cells == 1)
        whole.append(_runs_of(nodes, alone, level))
        seams.append(_runs_of(nodes, small & ~alone, level))
        nodes = _open(grid, nodes, np.flatnonzero(~(small | alone)), level.cells // 16)
    return _join(whole), _join(seams)


def _runs_of(nodes: Nodes, mask: Mask, level: Level) -> Runs:
    which = np.flatnonzero(mask)
    start = nodes.start[which]
    return Runs(start, start + level.cells, nodes.first[which], nodes.counts[which], nodes.rivals)


def _join(runs: list[Runs]) -> Runs:
    shift = _before(np.array([len(run.rivals) for run in runs]))
    runs = [run._replace(first=run.first + by) for run, by in zip(runs, shift, strict=True)]
    return Runs(*(np.concatenate(parts) for parts in zip(*runs, strict=True)))


def _largest(grid: Grid, taking_part: Indices) -> Nodes:
    level = grid.levels[0]
    row, column = np.divmod(
        np.arange((len(grid.starts) - 1) // level.cells), len(level.columns.half)
    )
    counts = np.full(len(row), len(taking_part))
    start = np.arange(len(row)) * level.cells
    return Nodes(start, column, row, _before(counts), counts, np.tile(taking_part, len(row)))


def _open(grid: Grid, nodes: Nodes, which: Indices, cells: int) -> Nodes:
    """Give the sixteen rectangles within each of some, those that have points."""
    start = (nodes.start[which, np.newaxis] + cells * np.arange(16)).ravel()
    full = np.flatnonzero(grid.starts[start] < grid.starts[start + cells])
    outer, inner = which[full >> 4], full & 15
    counts = nodes.counts[outer]
    rivals = nodes.rivals[_ranges(nodes.first[outer], counts)]
    column, row = nodes.column[outer] * 4 + (inner & 3), nodes.row[outer] * 4 + (inner >> 2)
    return Nodes(start[full], column, row, _before(counts), counts, rivals)


def _leave_out_losers(nodes: Nodes, level: Level, centroids: Plane) -> Nodes:
    """Keep the centroids that may be the nearest, as computed, to some place in the rectangle.

    Let D be how much farther one centroid is than another, in squares. It is linear in the place:
    within a rectangle it falls below its value at the middle by at most twice the half sides times
    the centroids' difference. The other one is the nearest to the middle. Where D stays positive
    by more than rounding can take, the plain way prefers the other one everywhere.

    With u = 2**-53, a and b the two distances from the middle (b <= a) and r the half diagonal,
    rounding changes D by less than 4u((a+r)^2 + (b+r)^2) in the plain way, and what is compared
    here by less than 4u(a^2 + b^2) + 12u(a^2 + r^2): together less than 64u(a^2 + r^2). The margin
    is four times as wide.
    """
    (middle_x, half_x), (middle_y, half_y) = level.columns, level.rows
    middle = _complex(middle_x[nodes.column], middle_y[nodes.row])
    half = _complex(half_x[nodes.column], half_y[nodes.row])
    owner = np.repeat(np.arange(len(middle)), nodes.counts)

    rivals = centroids[nodes.rivals]
    away = middle[owner] - rivals
    distances = np.square(away.real) + np.square(away.imag)
    least = np.minimum.reduceat(distances, nodes.first)
    first = np.flatnonzero(distances == least[owner])
    nearest = np.empty(len(middle), dtype=np.complex128)
    nearest[owner[first]] = rivals[first]

    least += MARGIN * (np.square(half.real) + np.square(half.imag))
    rivals -= nearest[owner]
    half = (2 * half)[owner]
    within = np.abs(rivals.real) * half.real + np.abs(rivals.imag) * half.imag
    stay = np.flatnonzero(distances * (1 - MARGIN) <= least[owner] + within)
    counts = np.bincount(owner[stay], minlength=len(middle))
    return nodes._replace(first=_before(counts), counts=counts, rivals=nodes.rivals[stay])


def _complex(x: Points, y: Points) -> Plane:
    """Join coordinates: both are fetched at once then, which halves the time of fetching."""
    plane = np.empty(len(x), dtype=np.complex128)
    plane.real, plane.imag = x, y
    return plane


def _ask(
    grid: Grid, centroids: Plane, seams: Runs
) -> Iterator[tuple[Indices, Labels, tuple[Points, Points]]]:
    """Let the points of these runs choose: give places, labels and coordinates of many at once."""
    first = grid.starts[seams.start]
    sizes = grid.starts[seams.stop] - first
    for _, some in _groups(_before(sizes), int(sizes.sum())):
        places = _ranges(first[some], sizes[some])
        owner = np.repeat(np.arange(some.start, some.stop), sizes[some])
        x, y = grid.points[:, 0][places], grid.points[:, 1][places]
        yield places, _nearest_rival(x, y, owner, seams, centroids), (x, y)


def _nearest_rival(x: Points, y: Points, owner: Indices, seams: Runs, centroids: Plane) -> Labels:
    """Give the nearest of the rivals on a point's own seam, by the plain way's arithmetic."""
    labels = seams.rivals[seams.first[owner]]
    distances = _squared(x, y, centroids[labels])
    place, turn = np.arange(len(owner)), 1
    while len(place):
        rivals = seams.rivals[seams.first[owner] + turn]
        offered = _squared(x, y, centroids[rivals])
        nearer = np.flatnonzero(offered < distances)
        labels[place[nearer]] = rivals[nearer]
        np.minimum(distances, offered, out=distances)
        turn += 1
        left = np.flatnonzero(seams.counts[owner] > turn)
        x, y, distances = x[left], y[left], distances[left]
        owner, place = owner[left], place[left]
    return labels


def _squared(x: Points, y: Points, targets: Plane) -> Points:
    total: Points = np.square(x - targets.real)
    total += np.square(y - targets.imag)
    return total


def _choose(grid: Grid, centroids: Points, retired: Mask) -> GridChoice:
    """Let each point choose the nearest centroid that takes part, and add up what they chose."""
    k, plane = len(centroids), _complex(*centroids.T)
    whole, seams = _divide(grid, plane, retired)
    labels = whole.rivals[whole.first]
    counts = np.bincount(labels, grid.starts[whole.stop] - grid.starts[whole.start], k)
    parts = [np.bincount(labels, sums[whole.stop] - sums[whole.start], k) for sums in grid.running]
    for _, labels, columns in _ask(grid, plane, seams):
        counts = counts + np.bincount(labels, minlength=k)
        for i, column in enumerate(columns):
            for j, part in enumerate(_parts(column - grid.origin[i], grid.rounders[i])):
                parts[2 * i + j] = parts[2 * i + j] + np.bincount(labels, part, k)
    sums = np.stack([parts[0] + parts[1], parts[2] + parts[3]], axis=1)
    choice = GridChoice(grid, centroids, retired, Tally(sums, counts.astype(np.intp), np.nan))
    return replace(choice, tally=replace(choice.tally, inertia=_objective(choice, centroids)))


def _objective(choice: GridChoice, targets: Points) -> float:
    """Add up the squared distances of all points to their clusters' targets.

    By Huygens' theorem that is the scatter of all points, less that of the means weighted by
    counts, plus that of the targets about the means. The difference loses digits: where less than
    a thousandth would be left, all points are asked instead.
    """
    grid, counts = choice.grid, choice.tally.counts[:, np.newaxis]
    means = choice.tally.sums / np.maximum(counts, 1)
    within = grid.scatter - float((counts * np.square(means - grid.centre)).sum())
    if within < LEAST_SHARE * grid.scatter:
        return float(own_distances(grid.points, targets, _labels_by_cell(choice)).sum())
    return within + float((counts * np.square(targets - grid.origin - means)).sum())


def _labels_by_cell(choice: GridChoice) -> NDArray[np.unsignedinteger[Any]]:
    """Give the labels in the order of the cells, (n,), in as few bytes as they fit into."""
    grid, plane = choice.grid, _complex(*choice.centroids.T)
    whole, seams = _divide(grid, plane, choice.retired)
    both = _join([whole, seams])
    first = both.rivals[both.first].astype(np.min_scalar_type(len(plane)))
    along = np.argsort(both.start)
    labels = np.repeat(first[along], (grid.starts[both.stop] - grid.starts[both.start])[along])
    for places, asked, _ in _ask(grid, plane, seams):
        labels[places] = asked
    return labels
