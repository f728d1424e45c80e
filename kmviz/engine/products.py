"""Many points of many coordinates choose by matrix products, and in doubt by plain distances.

|x - c|² is |x|² - 2xc + |c|², and for all points and centroids xc is a product of matrices, which
processors do best. It loses digits, in single precision many; but no more than is known. Where only
one centroid may be the nearest in spite of that, it is; where several may be, the plain way
decides. So the labels are those of the plain way to the last bit.

How much nearer a point is to its centroid than to any other is noted. While the centroids have not
moved by as much it need not be asked again: Hamerly, G. (2010), Making k-means even faster, SIAM
International Conference on Data Mining, 130-140. Sums are exact, and follow from the last ones by
the points that have changed their cluster.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from math import frexp
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.distances import nearest, own_distances
from kmviz.engine.exact_sums import BLOCK, Gauge, choose_gauge, objective, parts
from kmviz.engine.state import Labels, LazyState, Points, State
from kmviz.engine.tally import Choose, Tally, mean_of_clusters
from kmviz.engine.threads import blocks, spread

Indices: TypeAlias = NDArray[np.intp]
Mask: TypeAlias = NDArray[np.bool_]
Names: TypeAlias = NDArray[np.unsignedinteger[Any]]  # labels, in as few bytes as they fit into
Singles: TypeAlias = NDArray[np.float32]

LEAST_FACTORS = 150_000  # fewer are multiplied before the preparations are made
SCORES = 2**18  # numbers that stay in a core's cache
MOST_FACTORS: Final = 2**18  # larger products would be divided among threads, which is done here
MOST_AT_ONCE = 512  # points in a product: more are no faster
ROUNDOFF: Final = 2.0**-24


@dataclass(frozen=True, slots=True, eq=False)
class Cloud:
    """Points as products need them.

    Attributes
    ----------
    points
        (n, d).
    gauge
        How they are measured where they are added up.
    middle
        (d,), from where products measure.
    unit
        In which they measure: a power of two, for no coordinate to be larger than 1.
    rows
        (n, d), the points so measured, point by point.
    lengths
        (n,), how far they are from the middle.
    """

    points: Points
    gauge: Gauge
    middle: Points
    unit: float
    rows: Singles
    lengths: Singles


@dataclass(frozen=True, slots=True, eq=False)
class ProductChoice:
    """What the points of a cloud chose, and what they add up to.

    Attributes
    ----------
    cloud, centroids, retired
        Who chose, and among which.
    names
        (n,), the labels; k for those that have not chosen.
    parts
        (2, k, d), what the two parts of the points of each cluster add up to.
    tally
        The sums of both parts, the counts and the objective.
    changed
        How many points have chosen differently than before.
    """

    cloud: Cloud
    centroids: Points
    retired: Mask
    names: Names
    parts: Points
    tally: Tally
    changed: int

    def means(self) -> Points:
        """Give the mean of each cluster, (k, d); an empty cluster keeps its centroid."""
        return mean_of_clusters(self.tally, self.centroids, self.cloud.gauge.origin)

    def labels(self) -> Labels:
        """Give the labels, (n,), as a state has them."""
        labels = self.names.astype(np.intp)
        labels.flags.writeable = False
        return labels

    def points_and_distances(self) -> tuple[Points, Points]:
        """Give the points, (n, d), and their squared distances to what they chose, (n,)."""
        points = self.cloud.points
        return points, own_distances(points, self.centroids, self.names)

    def state(
        self, _: "ProductChoice | None", *, iteration: int, means: Points, settled: bool
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
            late={"labels": self.labels, "changed": partial(int, self.changed)},
        )


class Products:
    """Lets the points of a cloud choose; starts from what they chose last.

    Parameters
    ----------
    cloud
        The points.
    """

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._leads = np.full(len(cloud.points), -1, dtype=np.float32)
        self._last: ProductChoice | None = None

    def __call__(self, centroids: Points, retired: Mask) -> ProductChoice:
        """Let each point choose the nearest centroid that takes part."""
        last = self._last or _nobody_has_chosen(self._cloud, centroids, retired)
        if not np.array_equal(last.retired, retired):
            self._leads.fill(-1)  # they were leads over others
        self._last = _choose(last, self._leads, centroids, retired)
        return self._last


def choose_by_products(points: Points, k: int) -> Choose | None:
    """Give what lets points, (n, d), choose by products, or None where that does not pay."""
    return Products(gather(points)) if points.size * k >= LEAST_FACTORS else None


def gather(points: Points) -> Cloud:
    """Prepare points, (n, d), which nobody changes any more."""
    low, high = bounds = np.stack([points.min(axis=0), points.max(axis=0)])
    middle = low + (high - low) / 2
    _, exponent = frexp(float(np.maximum(high - middle, middle - low).max()))
    rows = np.empty(points.shape, dtype=np.float32)
    lengths = np.empty(len(points), dtype=np.float32)
    unit = 2.0**-exponent

    def measure(block: slice) -> None:
        rows[block] = (points[block] - middle) * unit
        np.sqrt(np.square(rows[block]).sum(axis=1), out=lengths[block])

    spread(measure, blocks(len(points), BLOCK), len(points))
    return Cloud(points, choose_gauge(points, bounds), middle, unit, rows, lengths)


def _nobody_has_chosen(cloud: Cloud, centroids: Points, retired: Mask) -> ProductChoice:
    n, (k, d) = len(cloud.points), centroids.shape
    tally = Tally(np.zeros((k, d)), np.zeros(k, dtype=np.intp), 0.0)
    names = np.full(n, k, dtype=np.min_scalar_type(k))
    return ProductChoice(cloud, centroids, retired, names, np.zeros((2, k, d)), tally, 0)


def _choose(last: ProductChoice, leads: Singles, centroids: Points, retired: Mask) -> ProductChoice:
    """Let each point choose, and bring up to date what the clusters add up to."""
    cloud, names = last.cloud, last.names.copy()
    n = len(names)
    find = partial(_find_nearest, cloud, _ask(last, centroids, retired), names, leads)
    doubtful = np.concatenate(spread(find, blocks(n, BLOCK), n))
    if len(doubtful):
        names[doubtful], _ = nearest(cloud.points[doubtful], centroids, retired)

    moves = spread(partial(_moves, last, names), blocks(n, BLOCK), n)
    sums = last.parts + np.sum([move.parts for move in moves], axis=0)
    counts = last.tally.counts + np.sum([move.counts for move in moves], axis=0)
    tally = Tally(sums[0] + sums[1], counts, np.nan)
    changed = sum(move.points for move in moves)
    choice = ProductChoice(cloud, centroids, retired, names, sums, tally, changed)
    return replace(choice, tally=replace(tally, inertia=_objective(choice, centroids)))


def _objective(choice: ProductChoice, targets: Points) -> float:
    """Add up the squared distances of all points to their clusters' targets."""
    total = objective(choice.cloud.gauge, choice.tally, targets)
    if total is None:
        return float(own_distances(choice.cloud.points, targets, choice.names).sum())
    return total


# --- who is the nearest


class Question(NamedTuple):
    """The centroids as products need them.

    Attributes
    ----------
    factors
        (k, d), minus twice the centroids.
    squares
        (k, 1), the squares of their lengths; infinite for those that are retired.
    farthest
        The largest of their lengths.
    losses
        (k + 1,), how much of its lead a point may have lost since it was asked the last time, by
        the cluster that it was in; the last are in none.
    least
        A lead that is no larger may come from rounding in the plain way.
    """

    factors: Singles
    squares: Singles
    farthest: np.float32
    losses: Singles
    least: np.float32


def _ask(last: ProductChoice, centroids: Points, retired: Mask) -> Question:
    cloud, d = last.cloud, centroids.shape[1]
    with np.errstate(over="ignore"):  # in doubt then
        measured = (centroids - cloud.middle) * cloud.unit
        measured[retired] = 0
        lengths = np.sqrt(np.square(measured).sum(axis=1))
        squares = np.where(retired, np.inf, np.square(lengths)).astype(np.float32)
        farthest = np.float32(lengths.max())
        losses = _losses((centroids - last.centroids) * cloud.unit)
        least = 2.0**-25 * (d + 3) ** 0.5 * (cloud.lengths.max() + farthest)
        factors = (-2 * measured).astype(np.float32)
    return Question(factors, squares[:, np.newaxis], farthest, losses, np.float32(least))


def _losses(ways: Points) -> Singles:
    """Add the way that each centroid has gone to the longest of any other one, rounded up."""
    lengths = np.sqrt(np.square(ways).sum(axis=1))
    longest = int(lengths.argmax())
    others = np.full(len(lengths), lengths[longest])
    others[longest] = np.delete(lengths, longest).max(initial=0)
    return np.append((lengths + others) * (1 + 2.0**-20), 0).astype(np.float32)


def _find_nearest(
    cloud: Cloud, question: Question, names: Names, leads: Singles, block: slice
) -> Indices:
    """Write labels and leads of a block, and give the places of points that are in doubt."""
    leads[block] -= question.losses[names[block]]
    asked = np.flatnonzero(~(leads[block] > question.least))
    rows, lengths = cloud.rows[block], cloud.lengths[block]
    if len(asked) < len(rows):
        rows, lengths = rows[asked], lengths[asked]
    found, lead = _compare(question, rows, lengths, names.dtype)
    names[block][asked], leads[block][asked] = found, lead
    doubtful: Indices = asked[lead == 0] + block.start
    return doubtful


def _compare(
    question: Question, rows: Singles, lengths: Singles, kind: np.dtype[Any]
) -> tuple[Names, Singles]:
    """Give the label of each row, and its lead: 0 where it is in doubt."""
    k, d = question.factors.shape
    names, leads = np.empty(len(rows), dtype=kind), np.empty(len(rows), dtype=np.float32)
    numbers = np.arange(k, dtype=kind)[:, np.newaxis]
    doubt = np.float32(_doubt(d))
    room = np.empty(max(SCORES, MOST_AT_ONCE * k), dtype=np.float32)
    for some, m in _batches(len(rows), k, d):
        across, length = rows[some].reshape(-1, m, d).swapaxes(1, 2), lengths[some].reshape(-1, m)
        scores = room[: len(length) * k * m].reshape(-1, k, m)
        with np.errstate(over="ignore", invalid="ignore"):  # in doubt then
            np.matmul(question.factors, across, out=scores)
            scores += question.squares
            most = scores.min(axis=1)
            most += doubt * np.square(length + question.farthest)
            near = (scores <= most[:, np.newaxis]).view(np.uint8)
            label = (near * numbers).max(axis=1)
            np.put_along_axis(scores, label[:, np.newaxis].astype(np.intp), np.inf, axis=1)
            second, square = scores.min(axis=1), np.square(length)
            lead = (second - most) / (np.sqrt(second + square) + np.sqrt(most + square))
        names[some], leads[some] = label.ravel(), np.where(lead > 0, lead, 0).ravel()
    return names, leads


def _batches(n: int, k: int, d: int) -> Iterator[tuple[slice, int]]:
    """Cut n points into batches of products: give the places of each, and the points of one."""
    at_once = max(1, min(MOST_AT_ONCE, MOST_FACTORS // (k * d)))
    cuts = [*range(0, n - n % at_once, at_once * max(1, SCORES // (k * at_once))), n - n % at_once]
    for start, stop in pairwise(sorted({*cuts, n})):
        yield slice(start, stop), min(at_once, stop - start)


def _doubt(d: int) -> float:
    """Say by how much a score may be wrong, as a part of (|x| + |c|)², with room to spare.

    With u = 2**-24, a score is the sum of d products and one more number, of factors that are
    rounded themselves: it is off by less than 1.01 (d + 3) u (|x| + |c|)². So two scores may have
    their order from rounding where they differ by no more than twice as much; the bound's own
    rounding, and that of the plain way, are less than 3u (|x| + |c|)². This is twice all that, so
    that leads, which are rounded once more, are none too long either.
    """
    return 4 * (d + 5) * ROUNDOFF


# --- who has moved


class Moves(NamedTuple):
    """What clusters gain from those points of a block that have moved, and how many did."""

    parts: Points
    counts: Labels
    points: int


def _moves(last: ProductChoice, names: Names, block: slice) -> Moves:
    """Add up those points of a block whose name is not the last one, where they come and go."""
    cloud, (k, d) = last.cloud, last.centroids.shape
    which = np.flatnonzero(last.names[block] != names[block])
    to, off = (side[block][which].astype(np.intp) for side in (names, last.names))
    sums = np.empty((2, k, d))
    for axis in range(d):
        column = cloud.points[block, axis][which] - cloud.gauge.origin[axis]
        for place, part in enumerate(parts(column, cloud.gauge.rounders[:, axis])):
            sums[place, :, axis] = np.bincount(to, part, k) - np.bincount(off, part, k)[:k]
    counts = np.bincount(to, minlength=k) - np.bincount(off, minlength=k)[:k]
    return Moves(sums, counts, len(which))
