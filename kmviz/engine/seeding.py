"""Where the centroids start: points go in, k starting centroids come out, one function per way."""

import math
from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kmviz.engine.checks import check_count, check_distinct, check_points, first_distinct
from kmviz.engine.distances import squared_distances
from kmviz.engine.state import Points

Rng: TypeAlias = int | np.random.Generator | None
Seeding: TypeAlias = Callable[[ArrayLike, int, Rng], Points]


def random(points: ArrayLike, k: int, rng: Rng = None) -> Points:
    """Take k distinct points at random (Forgy 1965).

    Parameters
    ----------
    points
        (n, d), with at least k distinct rows.
    k
        How many centroids.
    rng
        A seed, a generator, or None for a start that differs each time.

    Returns
    -------
    (k, d), distinct points of the data.

    Raises
    ------
    ValueError
        If k is no whole number from 1 to the number of distinct points.
    """
    points, k, rng = _check(points, k, rng)
    shuffled = points[rng.permutation(len(points))]
    return shuffled[first_distinct(shuffled, k)]


def partition(points: ArrayLike, k: int, rng: Rng = None) -> Points:
    """Deal the points into k clusters at random, and take their means.

    The means all lie near the middle of the data. They are the one start that is not made of
    points of the data. Parameters, errors and the shape of the result are those of `random`.
    """
    points, k, rng = _check(points, k, rng)
    labels = rng.integers(k, size=len(points))
    labels[rng.choice(len(points), size=k, replace=False)] = np.arange(k)
    return np.stack([_mean(points[labels == label]) for label in range(k)])


def farthest(points: ArrayLike, k: int, rng: Rng = None) -> Points:
    """Take one point at random, then each time the point farthest from those taken.

    Gonzalez, T. F. (1985), Clustering to minimize the maximum intercluster distance, Theoretical
    Computer Science 38, 293-306. Ties go to the lowest index. Parameters, errors and the shape of
    the result are those of `random`.
    """
    points, k, rng = _check(points, k, rng)
    return _take(points, k, rng, lambda distances: int(distances.argmax()))


def kmeans_plus_plus(points: ArrayLike, k: int, rng: Rng = None) -> Points:
    """Draw each centroid with a probability proportional to D², as k-means++ does.

    D² is a point's squared distance to the nearest centroid drawn so far. Arthur, D., and
    Vassilvitskii, S. (2007), k-means++: the advantages of careful seeding, SODA, 1027-1035.
    Parameters, errors and the shape of the result are those of `random`.
    """
    points, k, rng = _check(points, k, rng)
    return _take(points, k, rng, lambda distances: int(_draw(distances, 1, rng)[0]))


def kmeans_plus_plus_greedy(points: ArrayLike, k: int, rng: Rng = None) -> Points:
    """Draw 2 + ⌊ln k⌋ candidates by D² each time, and keep the one that lowers the sum most.

    The greedy k-means++ of Arthur and Vassilvitskii (2007), section 6, with the number of
    candidates that scikit-learn uses. Parameters, errors and the shape of the result are those of
    `random`.
    """
    points, k, rng = _check(points, k, rng)
    candidates = 2 + math.floor(math.log(k))

    def choose(distances: Points) -> int:
        drawn = _draw(distances, candidates, rng)
        sums = [np.minimum(distances, squared_distances(points, points[i])).sum() for i in drawn]
        return int(drawn[np.argmin(sums)])

    return _take(points, k, rng, choose)


SEEDINGS: Final[dict[str, Seeding]] = {
    "random": random,
    "partition": partition,
    "farthest": farthest,
    "kmeans++": kmeans_plus_plus,
    "kmeans++ greedy": kmeans_plus_plus_greedy,
}


def _check(points: ArrayLike, k: int, rng: Rng) -> tuple[Points, int, np.random.Generator]:
    points, k = check_points(points), check_count(k, "k")
    check_distinct(points, k)
    return points, k, np.random.default_rng(rng)


def _take(
    points: Points, k: int, rng: np.random.Generator, choose: Callable[[Points], int]
) -> Points:
    """Take a first point at random, then k - 1 more by their squared distance to those taken."""
    taken = [int(rng.integers(len(points)))]
    distances = squared_distances(points, points[taken[0]])
    while len(taken) < k:
        if not distances.any():  # what is left differs by less than a float64 can square
            return points[_fill(points, taken, k)]
        taken.append(choose(distances))
        np.minimum(distances, squared_distances(points, points[taken[-1]]), out=distances)
    return points[taken]


def _draw(distances: Points, size: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Draw indices with probabilities proportional to the distances; never one of distance 0."""
    running = np.cumsum(distances)
    drawn = np.searchsorted(running, rng.random(size) * running[-1], side="right")
    last = np.flatnonzero(distances)[-1]  # a product may round up to the end of the running sum
    below: NDArray[np.intp] = np.minimum(drawn, last)
    return below


def _fill(points: Points, taken: list[int], k: int) -> list[int]:
    order = np.concatenate([np.array(taken, dtype=np.intp), np.arange(len(points))])
    return [int(order[i]) for i in first_distinct(points[order], k)]


def _mean(points: Points) -> Points:
    """Average relative to the first point: sums of far-off coordinates would lose digits."""
    mean: Points = points[0] + (points - points[0]).mean(axis=0)
    return mean
