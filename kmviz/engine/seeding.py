"""Where the centroids start: points go in, k starting centroids come out, one function per way."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from numpy.typing import ArrayLike

from kmviz.engine.checks import Rng
from kmviz.engine.seeding_steps import (
    SeedingStep,
    farthest_steps,
    kmeans_plus_plus_greedy_steps,
    kmeans_plus_plus_steps,
    partition_steps,
    random_steps,
)
from kmviz.engine.state import Points

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
    return _end(random_steps(points, k, rng))


def partition(points: ArrayLike, k: int, rng: Rng = None) -> Points:
    """Deal the points into k clusters at random, and take their means.

    The means all lie near the middle of the data. They are the one start that is not made of
    points of the data. Parameters, errors and the shape of the result are those of `random`.
    """
    return _end(partition_steps(points, k, rng))


def farthest(points: ArrayLike, k: int, rng: Rng = None) -> Points:
    """Take one point at random, then each time the point farthest from those taken.

    Gonzalez, T. F. (1985), Clustering to minimize the maximum intercluster distance, Theoretical
    Computer Science 38, 293-306. Ties go to the lowest index. Parameters, errors and the shape of
    the result are those of `random`.
    """
    return _end(farthest_steps(points, k, rng))


def kmeans_plus_plus(points: ArrayLike, k: int, rng: Rng = None) -> Points:
    """Draw each centroid with a probability proportional to D², as k-means++ does.

    D² is a point's squared distance to the nearest centroid drawn so far. Arthur, D., and
    Vassilvitskii, S. (2007), k-means++: the advantages of careful seeding, SODA, 1027-1035.
    Parameters, errors and the shape of the result are those of `random`.
    """
    return _end(kmeans_plus_plus_steps(points, k, rng))


def kmeans_plus_plus_greedy(points: ArrayLike, k: int, rng: Rng = None) -> Points:
    """Draw 2 + ⌊ln k⌋ candidates by D² each time, and keep the one that lowers the sum most.

    The greedy k-means++ of Arthur and Vassilvitskii (2007), section 6, with the number of
    candidates that scikit-learn uses. Parameters, errors and the shape of the result are those of
    `random`.
    """
    return _end(kmeans_plus_plus_greedy_steps(points, k, rng))


SEEDINGS: Final[dict[str, Seeding]] = {
    "random": random,
    "partition": partition,
    "farthest": farthest,
    "kmeans++": kmeans_plus_plus,
    "kmeans++ greedy": kmeans_plus_plus_greedy,
}


def _end(steps: Iterator[SeedingStep]) -> Points:
    return deque(steps, maxlen=1).pop().centroids
