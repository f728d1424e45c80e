"""What a block of points says about its clusters, as a small value that adds up over blocks."""

from dataclasses import dataclass

import numpy as np

from kmviz.engine.state import Labels, Points


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
