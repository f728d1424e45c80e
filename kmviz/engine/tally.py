"""What a block of points says about its clusters, as a small value that adds up over blocks."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.distances import nearest, own_distances
from kmviz.engine.state import Labels, Points, State


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Sums over a block of labelled points; the tallies of two blocks can be added.

    Attributes
    ----------
    sums
        (k, d), per cluster the sum of its points, measured from the run's origin.
    counts
        (k,), points per cluster.
    inertia
        Sum of squared distances of the points to their own centroids.
    """

    sums: Points
    counts: Labels
    inertia: float

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.sums + other.sums, self.counts + other.counts, self.inertia + other.inertia
        )


def tally_block(points: Points, labels: Labels, distances: Points, origin: Points, k: int) -> Tally:
    """Tally a block of n points by their labels and squared distances, both (n,)."""
    sums = [
        np.bincount(labels, weights=points[:, axis] - origin[axis], minlength=k)
        for axis in range(points.shape[1])
    ]
    counts = np.bincount(labels, minlength=k)
    return Tally(np.stack(sums, axis=1), counts, float(distances.sum()))


def mean_of_clusters(tally: Tally, centroids: Points, origin: Points) -> Points:
    """Give the mean of each cluster, (k, d); an empty cluster keeps its centroid."""
    full = tally.counts > 0
    means = centroids.copy()
    means[full] = origin + tally.sums[full] / tally.counts[full, np.newaxis]
    return means


def choose_origin(points: Points) -> Points:
    """Give the point, (d,), from which sums are measured: 0, unless the data lie far from it.

    Sums of large numbers lose the small differences between them. On an axis where the data are
    farther from 0 than they are wide, the middle of their range serves instead, and subtracting
    it is exact there (Sterbenz 1974): a cluster of one point has that very point as its mean.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    width = high - low
    middle = low + width / 2
    return np.where(np.abs(middle) > width, middle, 0.0)


def mean_variance(points: Points) -> float:
    """Give the variance of the points, (n, d), averaged over the axes."""
    return float(np.mean([_variance(column) for column in points.T]))


def _variance(column: Points) -> float:
    """Give the variance, relative to one of them: sums of far-off coordinates overflow."""
    deviations = column - column[0]
    deviations -= deviations.mean()
    return float(np.square(deviations, out=deviations).mean())


class Choice(Protocol):
    """What points have chosen: each the nearest of the centroids that take part."""

    @property
    def tally(self) -> Tally:
        """Give what the points of each cluster add up to."""
        ...

    def means(self) -> Points:
        """Give the mean of each cluster, (k, d); an empty cluster keeps its centroid."""
        ...

    def points_and_distances(self) -> tuple[Points, Points]:
        """Give the points, (n, d), and their squared distances to what they chose, (n,)."""
        ...

    def state(self, before: Self | None, *, iteration: int, means: Points, settled: bool) -> State:
        """Give the state in which the centroids go to these means; `before` is the last choice."""
        ...


Choose: TypeAlias = Callable[[Points, NDArray[np.bool_]], Choice]


@dataclass(frozen=True, slots=True, eq=False)
class PlainChoice:
    """What points have chosen, point by point."""

    points: Points
    centroids: Points
    retired: NDArray[np.bool_]
    labels: Labels
    distances: Points
    origin: Points
    tally: Tally

    def means(self) -> Points:
        """Give the mean of each cluster, (k, d); an empty cluster keeps its centroid."""
        return mean_of_clusters(self.tally, self.centroids, self.origin)

    def points_and_distances(self) -> tuple[Points, Points]:
        """Give the points, (n, d), and their squared distances to what they chose, (n,)."""
        return self.points, self.distances

    def state(
        self, before: "PlainChoice | None", *, iteration: int, means: Points, settled: bool
    ) -> State:
        """Give the state in which the centroids go to these means."""
        changed = (
            len(self.labels) if before is None else np.count_nonzero(self.labels != before.labels)
        )
        return State(
            iteration=iteration,
            centroids=self.centroids,
            labels=self.labels,
            means=means,
            counts=self.tally.counts,
            inertia=self.tally.inertia,
            inertia_at_means=float(own_distances(self.points, means, self.labels).sum()),
            changed=int(changed),
            settled=settled,
            retired=self.retired,
        )


def choose_one_by_one(points: Points) -> Choose:
    """Give what lets each of the points, (n, d), choose among all centroids."""
    return partial(_choose, points, choose_origin(points))


def _choose(
    points: Points, origin: Points, centroids: Points, retired: NDArray[np.bool_]
) -> PlainChoice:
    labels, distances = nearest(points, centroids, retired)
    tally = tally_block(points, labels, distances, origin, len(centroids))
    labels.flags.writeable = False
    return PlainChoice(points, centroids, retired, labels, distances, origin, tally)
