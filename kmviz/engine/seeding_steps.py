"""How the centroids are found: points go in, and one step per centroid comes out."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kmviz.engine.checks import Rng, check_count, check_distinct, check_points, first_distinct
from kmviz.engine.distances import squared_distances
from kmviz.engine.exact_sums import BLOCK
from kmviz.engine.state import Labels, Points
from kmviz.engine.threads import blocks, spread

SHUFFLED = 1_000_000  # points; to shuffle more takes longer than all that follows


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """Random numbers that fell on the running sum of D², where each point has a slice of its D².

    Attributes
    ----------
    places
        (m,), where they fell, from 0 to the sum of all D².
    candidates
        (m,), the points in whose slices they fell.
    sums
        (m,), the sum of D² that would be left if that candidate were taken; None where there is
        only one, and nothing to compare.
    """

    places: Points
    candidates: Labels
    sums: Points | None


@dataclass(frozen=True, slots=True, eq=False)
class SeedingStep:
    """One centroid more, and why this one.

    Attributes
    ----------
    centroids
        (j, d), the centroids found so far, the one of this step last.
    taken
        The index of the point that was taken; None where the points were dealt into clusters, and
        the centroids are their means, all found at once.
    distances
        (n,), D²: each point's squared distance to the nearest centroid before this step; None where
        there was none, or where nobody asked.
    draw
        The random numbers that decided; None where something else did.
    labels
        (n,), the cluster that each point was dealt to, or None.
    """

    centroids: Points
    taken: int | None
    distances: Points | None = None
    draw: Draw | None = None
    labels: Labels | None = None


Steps: TypeAlias = Callable[[ArrayLike, int, Rng], Iterator[SeedingStep]]


def random_steps(points: ArrayLike, k: int, rng: Rng = None) -> Iterator[SeedingStep]:
    """Give the steps of `random`: one per point that is taken.

    Parameters
    ----------
    points, k, rng
        As in `random`.

    Yields
    ------
    SeedingStep
        The centroids of the last are those of `random` for the same seed. Its arrays never change.

    Raises
    ------
    ValueError
        At the call, if k is no whole number from 1 to the number of distinct points.
    """
    points, k, rng = _check(points, k, rng)
    return _as_they_come(points, _draw_distinct(points, k, rng))


def partition_steps(points: ArrayLike, k: int, rng: Rng = None) -> Iterator[SeedingStep]:
    """Give the one step of `partition`, which carries labels.

    Parameters, errors and the meaning of the result are those of `random_steps`.
    """
    points, k, rng = _check(points, k, rng)
    labels = rng.integers(k, size=len(points))
    labels[rng.choice(len(points), size=k, replace=False)] = np.arange(k)
    means = np.stack([_mean(points[labels == label]) for label in range(k)])
    return iter([SeedingStep(means, None, labels=labels)])


def farthest_steps(points: ArrayLike, k: int, rng: Rng = None) -> Iterator[SeedingStep]:
    """Give the steps of `farthest`: the point taken is the one of the largest D².

    Parameters, errors and the meaning of the result are those of `random_steps`.
    """
    points, k, rng = _check(points, k, rng)
    return _take(points, k, rng, lambda distances: (int(distances.argmax()), None))


def kmeans_plus_plus_steps(points: ArrayLike, k: int, rng: Rng = None) -> Iterator[SeedingStep]:
    """Give the steps of `kmeans_plus_plus`: all but the first carry D² and the draw.

    Parameters, errors and the meaning of the result are those of `random_steps`.
    """
    points, k, rng = _check(points, k, rng)

    def choose(distances: Points) -> tuple[int, Draw]:
        draw = _draw(distances, 1, rng)
        return int(draw.candidates[0]), draw

    return _take(points, k, rng, choose)


def kmeans_plus_plus_greedy_steps(
    points: ArrayLike, k: int, rng: Rng = None
) -> Iterator[SeedingStep]:
    """Give the steps of `kmeans_plus_plus_greedy`: the draw also tells what each would leave.

    Parameters, errors and the meaning of the result are those of `random_steps`.
    """
    points, k, rng = _check(points, k, rng)
    candidates = 2 + math.floor(math.log(k))

    def choose(distances: Points) -> tuple[int, Draw]:
        draw = _draw(distances, candidates, rng)
        left = (_with_one_more(points, distances, i) for i in draw.candidates)
        sums = np.array([distances.sum() for distances in left])
        return int(draw.candidates[sums.argmin()]), Draw(draw.places, draw.candidates, sums)

    return _take(points, k, rng, choose)


STEPS: Final[dict[str, Steps]] = {
    "random": random_steps,
    "partition": partition_steps,
    "farthest": farthest_steps,
    "kmeans++": kmeans_plus_plus_steps,
    "kmeans++ greedy": kmeans_plus_plus_greedy_steps,
}


def _check(points: ArrayLike, k: int, rng: Rng) -> tuple[Points, int, np.random.Generator]:
    points, k = check_points(points), check_count(k, "k")
    check_distinct(points, k)
    return points, k, np.random.default_rng(rng)


def _draw_distinct(points: Points, k: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Draw k points that differ: the first such ones of a shuffle, or of its beginning."""
    n = len(points)
    if n > SHUFFLED:
        some = rng.choice(n, min(n, 8 * k), replace=False)
        if len(first := first_distinct(points, k, some)) == k:
            return some[first]
    order = rng.permutation(n)
    return order[first_distinct(points, k, order)]


def _as_they_come(points: Points, order: Labels) -> Iterator[SeedingStep]:
    for count, index in enumerate(order, start=1):
        yield SeedingStep(points[order[:count]], int(index))


def _take(
    points: Points,
    k: int,
    rng: np.random.Generator,
    choose: Callable[[Points], tuple[int, Draw | None]],
) -> Iterator[SeedingStep]:
    """Take a first point at random, then k - 1 more by their squared distance to those taken."""
    taken = [int(rng.integers(len(points)))]
    yield SeedingStep(points[taken], taken[0])
    distances = squared_distances(points, points[taken[0]])
    while len(taken) < k:
        distances.flags.writeable = False
        if not distances.any():  # what is left differs by less than a float64 can square
            yield from _fill(points, taken, k, distances)
            return
        index, draw = choose(distances)
        taken.append(index)
        yield SeedingStep(points[taken], index, distances, draw)
        distances = _with_one_more(points, distances, index)


def _with_one_more(points: Points, distances: Points, index: int) -> Points:
    """Give D², (n,), after one point more has been taken."""
    nearer = np.empty(len(points))

    def offer(block: slice) -> None:
        offered = squared_distances(points[block], points[index])
        np.minimum(distances[block], offered, out=nearer[block])

    spread(offer, blocks(len(points), BLOCK), len(points))
    return nearer


def _draw(distances: Points, size: int, rng: np.random.Generator) -> Draw:
    """Draw points with probabilities proportional to the distances; never one of distance 0."""
    running = np.cumsum(distances)
    places = rng.random(size) * running[-1]
    candidates = np.searchsorted(running, places, side="right")
    if candidates.max() == len(running):  # a product may round up to the end of the running sum
        candidates = np.minimum(candidates, np.flatnonzero(distances)[-1])
    return Draw(places, candidates, None)


def _fill(points: Points, taken: list[int], k: int, distances: Points) -> Iterator[SeedingStep]:
    order = np.concatenate([np.array(taken, dtype=np.intp), np.arange(len(points))])
    order = order[first_distinct(points, k, order)]
    for count in range(len(taken) + 1, k + 1):
        yield SeedingStep(points[order[:count]], int(order[count - 1]), distances)


def _mean(points: Points) -> Points:
    """Average relative to the first point: sums of far-off coordinates would lose digits."""
    mean: Points = points[0] + (points - points[0]).mean(axis=0)
    return mean
