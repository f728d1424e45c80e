"""Points that are laid in a grid choose: rectangles as a whole, and single points near a seam.

A Voronoi cell is convex, so a rectangle that lies on one side of all seams belongs to one centroid
with all its points, and what these add up to was noted when the grid was laid. Only rectangles on a
seam are opened. Kanungo, T., et al. (2002), An efficient k-means clustering algorithm: analysis and
implementation, IEEE Transactions on Pattern Analysis and Machine Intelligence 24, 881-892, send the
centroids down a kd-tree in the same way. Seams are taken to be as wide as the centroids may move
soon, so that one division serves several iterations.

Two things make the result that of the plain way. A rectangle is taken whole only where rounding
cannot change a label in it: the labels are the same to the last bit. And sums are exact, so that
they do not depend on how the points were grouped: equal labels give equal means, and the run ends
when the plain one does. (Where rounding alone moves a centroid off the mean that it stands on, as
the plain sums may for many copies of one point, the plain way takes one iteration more.)
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.distances import own_distances
from kmviz.engine.exact_sums import BLOCK, Gauge, objective, parts
from kmviz.engine.grid import Grid, Indices, Level, groups, lay_grid
from kmviz.engine.state import Labels, LazyState, Points, State
from kmviz.engine.tally import Choose, Tally, mean_of_clusters
from kmviz.engine.threads import blocks, spread

Mask: TypeAlias = NDArray[np.bool_]
Names: TypeAlias = NDArray[np.unsignedinteger[Any]]  # labels, in as few bytes as they fit into
Plane: TypeAlias = NDArray[np.complex128]  # x and y as one number

FEW = 24  # points: a rectangle of no more is asked, not opened
STEPS_AHEAD = 3.0  # as long as the last: for so many a division should hold
MOST_AHEAD = 1.0  # cells: a division that holds for a longer way leaves too many points to ask
MARGIN: Final = 2.0**-45  # see _leave_out_losers


@dataclass(frozen=True, slots=True, eq=False)
class GridChoice:
    """What the points of a grid chose, cluster by cluster; point by point when asked."""

    grid: Grid
    centroids: Points
    retired: Mask
    tally: Tally

    def means(self) -> Points:
        """Give the mean of each cluster, (k, 2); an empty cluster keeps its centroid."""
        return mean_of_clusters(self.tally, self.centroids, self.grid.gauge.origin)

    def labels(self) -> Labels:
        """Give the labels, (n,), in the order in which the points were given."""
        labels = _names(self).astype(np.intp)
        labels.flags.writeable = False
        return labels

    def changes(self, before: "GridChoice | None") -> int:
        """Count the points that chose differently before; all, if none had chosen yet."""
        if before is None:
            return len(self.grid.order)
        return int(np.count_nonzero(_labels_by_cell(self) != _labels_by_cell(before)))

    def points_and_distances(self) -> tuple[Points, Points]:
        """Give the points, (n, 2), as they were given, and their squared distances, (n,)."""
        points = self.grid.points
        return points, own_distances(points, self.centroids, _names(self))

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
            late={"labels": self.labels, "changed": partial(self.changes, before)},
        )


class Seams:
    """Lets the points of a grid choose; keeps the division of its cells while that holds.

    Parameters
    ----------
    grid
        The points.
    """

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        _, columns, rows = grid.levels[-1]
        self._cell = 2 * float(min(np.median(columns.half), np.median(rows.half)))
        self._division: Division | None = None
        self._last: Points | None = None

    def __call__(self, centroids: Points, retired: Mask) -> GridChoice:
        """Let each point choose the nearest centroid that takes part."""
        division = self._division
        if division is None or not _holds(division, centroids, retired):
            division = _survey(self._grid, retired, *self._ahead(centroids))
        division = _ask(division, centroids, self._grid.gauge)
        self._division, self._last = division, centroids
        first_x, second_x, first_y, second_y = division.sums
        sums = np.stack([first_x + second_x, first_y + second_y], axis=1)
        tally = Tally(sums, division.counts, np.nan)
        choice = GridChoice(self._grid, centroids, retired, tally)
        return replace(choice, tally=replace(tally, inertia=_objective(choice, centroids)))

    def _ahead(self, centroids: Points) -> tuple[Points, float]:
        """Say where the centroids may be soon: how far from where.

        They are taken to go on as they came, for some steps, unless these are so long that too many
        points would be asked.
        """
        if self._last is None:
            return centroids, 0.0
        there = centroids + STEPS_AHEAD * (centroids - self._last)
        reach = _way(there, centroids)
        return (there, reach) if reach < MOST_AHEAD * self._cell else (centroids, 0.0)


def choose_on_grid(points: Points) -> Choose | None:
    """Give what lets each of the points, (n, d), choose by way of a grid, or None for the same."""
    grid = lay_grid(points)
    return None if grid is None else Seams(grid)


def _objective(choice: GridChoice, targets: Points) -> float:
    """Add up the squared distances of all points to their clusters' targets."""
    total = objective(choice.grid.gauge, choice.tally, targets)
    if total is None:
        return float(own_distances(choice.grid.points, targets, _names(choice)).sum())
    return total


# --- dividing the cells


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
    """Runs of cells, (m,), from `start` to `stop`, and their rivals, as in `Nodes`.

    Of these the one that is the nearest to the middle of the rectangle is the `nearest`.
    """

    start: Indices
    stop: Indices
    nearest: Indices
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


def _divide(grid: Grid, centroids: Plane, retired: Mask, reach: float = 0.0) -> tuple[Runs, Runs]:
    """Divide the cells into runs of one centroid only, and short ones on the seams.

    So they are while no centroid is farther away than `reach` from where it is now.
    """
    whole, seams = [], []
    nodes = _largest(grid, np.flatnonzero(~retired))
    for level in grid.levels:
        nodes, nearest = _leave_out_losers(nodes, level, centroids, reach)
        sizes = grid.starts[nodes.start + level.cells] - grid.starts[nodes.start]
        alone = nodes.counts == 1
        small = (sizes <= FEW) | (level.cells == 1)
        whole.append(_runs_of(nodes, nearest, alone, level))
        seams.append(_runs_of(nodes, nearest, small & ~alone & (sizes > 0), level))
        nodes = _open(grid, nodes, np.flatnonzero(~(small | alone)), level.cells // 16)
    return _join(whole), _join(seams)


def _runs_of(nodes: Nodes, nearest: Indices, mask: Mask, level: Level) -> Runs:
    which = np.flatnonzero(mask)
    start, first, counts = nodes.start[which], nodes.first[which], nodes.counts[which]
    return Runs(start, start + level.cells, nearest[which], first, counts, nodes.rivals)


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


def _leave_out_losers(
    nodes: Nodes, level: Level, centroids: Plane, reach: float
) -> tuple[Nodes, Indices]:
    """Keep the centroids that may be the nearest, as computed, to some place in the rectangle.

    Say also which is the nearest to its middle.

    Let D be how much farther one centroid is than another, in squares. It is linear in the place:
    within a rectangle it falls below its value at the middle by at most twice the half sides times
    the centroids' difference. The other one is the nearest to the middle. Where D stays positive
    by more than rounding can take, the plain way prefers the other one everywhere.

    With u = 2**-53, a and b the two distances from the middle (b <= a) and r the half diagonal,
    rounding changes D by less than 4u((a+r)^2 + (b+r)^2) in the plain way, and what is compared
    here by less than 4u(a^2 + b^2) + 12u(a^2 + r^2): together less than 64u(a^2 + r^2). The margin
    is four times as wide.

    Within a reach s, two centroids may change their distances from a place by s each, and D by less
    than 4s(b + r + s) where it matters; a and b are no larger than a + s then.
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
    nearest = np.empty_like(nodes.counts)
    nearest[owner[first]] = nodes.rivals[first]

    beyond = np.square(half.real) + np.square(half.imag)
    if reach:
        least += 4 * reach * (np.sqrt(least) + np.sqrt(beyond) + reach) * (1 + 2.0**-40)
    least += MARGIN * (beyond + reach * reach)
    rivals -= centroids[nearest][owner]
    half = (2 * half)[owner]
    within = np.abs(rivals.real) * half.real + np.abs(rivals.imag) * half.imag
    stay = np.flatnonzero(distances * (1 - MARGIN) <= least[owner] + within)
    counts = np.bincount(owner[stay], minlength=len(middle))
    left = nodes._replace(first=_before(counts), counts=counts, rivals=nodes.rivals[stay])
    return left, nearest


def _complex(x: Points, y: Points) -> Plane:
    """Join coordinates: both are fetched at once then, which halves the time of fetching."""
    plane = np.empty(len(x), dtype=np.complex128)
    plane.real, plane.imag = x, y
    return plane


# --- asking the points near a seam


class Crowd(NamedTuple):
    """Points near a seam.

    Attributes
    ----------
    places
        (m,), where they stand in the order of the grid; those with the most rivals come first.
    x, y
        (m,), their coordinates.
    labels
        (m,), the clusters in which they are counted.
    turns
        The first rival of all, the second one of all that have two, and so on.
    """

    places: Indices
    x: Points
    y: Points
    labels: Labels
    turns: list[Indices]


def _crowds(grid: Grid, seams: Runs) -> Iterator[Crowd]:
    """Gather the points of these runs, many at once; each is counted with its whole run."""
    first = grid.starts[seams.start]
    sizes = grid.starts[seams.stop] - first
    for _, some in groups(_before(sizes), int(sizes.sum())):
        along = some.start + np.argsort(-seams.counts[some], kind="stable")
        places = _ranges(first[along], sizes[along])
        owner = np.repeat(along, sizes[along])
        rivals, counts = seams.first[owner], seams.counts[owner]
        turns = [
            seams.rivals[rivals[: np.searchsorted(-counts, -turn, "left")] + turn]
            for turn in range(int(counts[0]))
        ]
        x, y = (np.take(column, grid.order[places]) for column in grid.points.T)
        yield Crowd(places, x, y, seams.nearest[owner], turns)


def _nearest(crowd: Crowd, centroids: Plane) -> Labels:
    """Give the nearest of the rivals of each point, by the plain way's arithmetic."""
    first, *others = crowd.turns
    labels, distances = first.copy(), _squared(crowd.x, crowd.y, centroids[first])
    for rivals in others:
        m = len(rivals)
        offered = _squared(crowd.x[:m], crowd.y[:m], centroids[rivals])
        np.copyto(labels[:m], rivals, where=offered < distances[:m])
        np.minimum(distances[:m], offered, out=distances[:m])
    return labels


def _squared(x: Points, y: Points, targets: Plane) -> Points:
    total: Points = np.square(x - targets.real)
    total += np.square(y - targets.imag)
    return total


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """Which points belong to whom for sure, and what the others have chosen last.

    Attributes
    ----------
    centroids, retired
        For which it was made.
    reach
        How far each centroid may be away from there for it to hold.
    counts, sums
        (k,) and (4, k), what the points of each cluster add up to.
    crowds
        Those that are to be asked.
    """

    centroids: Points
    retired: Mask
    reach: float
    counts: Labels
    sums: Points
    crowds: list[Crowd]


def _survey(grid: Grid, retired: Mask, centroids: Points, reach: float) -> Division:
    """Divide the cells; each run is counted, for now, as if no seam went through it."""
    k = len(centroids)
    whole, seams = _divide(grid, _complex(*centroids.T), retired, reach)
    runs = _join([whole, seams])
    labels = runs.nearest
    counts = np.bincount(labels, grid.starts[runs.stop] - grid.starts[runs.start], k)
    sums = [np.bincount(labels, part[runs.stop] - part[runs.start], k) for part in grid.running]
    crowds = list(_crowds(grid, seams))
    return Division(centroids, retired, reach, counts.astype(np.intp), np.array(sums), crowds)


def _ask(division: Division, centroids: Points, gauge: Gauge) -> Division:
    """Let the points near a seam choose; those that choose otherwise than last are counted anew."""
    plane, counts, sums = _complex(*centroids.T), division.counts.copy(), division.sums.copy()
    crowds = [crowd._replace(labels=_nearest(crowd, plane)) for crowd in division.crowds]
    for before, after in zip(division.crowds, crowds, strict=True):
        moved = np.flatnonzero(before.labels != after.labels)
        weights = [
            part
            for axis, column in enumerate((after.x, after.y))
            for part in parts(column[moved] - gauge.origin[axis], gauge.rounders[:, axis])
        ]
        for crowd, add in ((before, np.subtract), (after, np.add)):
            labels = crowd.labels[moved]
            add(counts, np.bincount(labels, minlength=len(counts)), out=counts)
            add(sums, [np.bincount(labels, part, len(counts)) for part in weights], out=sums)
    return replace(division, counts=counts, sums=sums, crowds=crowds)


def _holds(division: Division, centroids: Points, retired: Mask) -> bool:
    same = np.array_equal(division.retired, retired)
    return same and _way(division.centroids, centroids) <= division.reach


def _way(before: Points, after: Points) -> float:
    """Give the longest way that a centroid has gone, rounded up."""
    return float(np.hypot(*(after - before).T).max()) * (1 + 2.0**-50)


def _labels_by_cell(choice: GridChoice) -> Names:
    """Give the labels in the order of the cells, (n,)."""
    grid, plane = choice.grid, _complex(*choice.centroids.T)
    whole, seams = _divide(grid, plane, choice.retired)
    both = _join([whole, seams])
    names = both.nearest.astype(np.min_scalar_type(len(plane)))
    along = np.argsort(both.start)
    labels = np.repeat(names[along], (grid.starts[both.stop] - grid.starts[both.start])[along])
    for crowd in _crowds(grid, seams):
        labels[crowd.places] = _nearest(crowd, plane)
    return labels


def _names(choice: GridChoice) -> Names:
    """Give the labels in the order in which the points were given, (n,)."""
    order, by_cell = choice.grid.order, _labels_by_cell(choice)
    names = np.empty_like(by_cell)  # small enough to stay in the cache, unlike labels

    def put(block: slice) -> None:
        names[order[block].astype(np.intp)] = by_cell[block]  # numpy takes twice the time

    spread(put, blocks(len(order), BLOCK), len(order))
    return names
