"""Points go in, the best partition for every number of clusters comes out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from kmviz.choosing_k.crew import crew
from kmviz.choosing_k.note import Note
from kmviz.choosing_k.search import promise, runs_at_once, scatter, settle
from kmviz.engine.checks import Rng, check_count, check_points, first_distinct
from kmviz.engine.distances import nearest, squared_distances
from kmviz.engine.seeding import kmeans_plus_plus_greedy
from kmviz.engine.state import Labels, Points

Progress: TypeAlias = Callable[[int, int], object]
Origin: TypeAlias = Literal["k-means++", "swap", "split"]

TRUSTED: Final = 1e-6  # of the scatter of all points: a promise below says nothing
ALIKE: Final = 1 + 1e-9  # inertias that differ by less are those of one partition


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """The best partition into k clusters that the sweep found.

    Attributes
    ----------
    k
        How many clusters.
    start
        (k, d), where the centroids began: `kmviz.lloyd(points, start)` ends in this partition.
    origin
        What the start is: "k-means++", a draw; "swap", the best end of all draws with one centroid
        moved elsewhere; "split", the partition into k - 1 clusters and one point more.
    centroids
        (k, d), where they settled.
    labels
        (n,), the index of each point's centroid.
    counts
        (k,), points per cluster.
    inertia
        Sum of squared distances of the points to their centroids: S_K, and W_k.
    iterations
        How many the run from the start takes.
    """

    k: int
    start: Points
    origin: Origin
    centroids: Points
    labels: Labels
    counts: Labels
    inertia: float
    iterations: int


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """The best partitions of the same points into 1, 2, … clusters.

    Attributes
    ----------
    points
        (n, d).
    partitions
        One for each k from 1 on; their inertia never rises.
    runs
        How many starts were drawn for each k.
    """

    points: Points
    partitions: tuple[Partition, ...]
    runs: int

    @property
    def ks(self) -> Labels:
        """(k_max,), 1, 2, …."""
        return np.array([partition.k for partition in self.partitions], dtype=np.intp)

    @property
    def inertias(self) -> Points:
        """(k_max,), the inertia of each partition."""
        return np.array([partition.inertia for partition in self.partitions])

    @property
    def extra(self) -> tuple[int, ...]:
        """Give each k for which a split was tried, because the inertia would have risen."""
        return tuple(p.k for p in self.partitions if p.origin == "split")

    @property
    def notes(self) -> tuple[Note, ...]:
        """Give what a reader of the numbers should know."""
        return tuple(Note("one_more_start", {"k": k, "before": k - 1}) for k in self.extra)


def sweep(
    points: ArrayLike,
    k_max: int,
    *,
    runs: int = 20,
    rng: Rng = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Find the best partition for every number of clusters from 1 to k_max, from many starts.

    A run draws k_max centroids by greedy k-means++ and starts from the first k of them for each k:
    the beginning of such a draw is such a draw. The best end of all runs is then tried again with
    one centroid moved to a point drawn by D², as often as there are runs (random swaps). Where the
    best for k is still worse than the partition into k - 1 clusters, that partition with the
    farthest point as one more centroid is tried too. So the inertia never rises with k.

    Parameters
    ----------
    points
        (n, d), any array-like of real numbers.
    k_max
        The largest number of clusters; at most the number of distinct points.
    runs
        How many starts are drawn for each k.
    rng
        A seed, a generator, or None. All seeds are drawn from it before the search begins, so that
        the number of workers changes nothing.
    workers
        How many processes search; None is one per core where there is enough to do.
    progress
        Called with how many of how many runs are done, now and then.

    Returns
    -------
    Sweep
        One partition for each k.

    Raises
    ------
    ValueError
        If an argument cannot be used, or all points are the same.
    ChildProcessError
        If a process that helps to search is ended from outside.

    Notes
    -----
    An interrupt, Ctrl-C, ends it at once, and no process is left behind. Fränti, P. (2018),
    Efficiency of random swap clustering, Journal of Big Data 5, 13.
    """
    points = check_points(points)
    k_max, runs = check_count(k_max, "k_max"), check_count(runs, "runs")
    _refuse_nothing_to_choose(points, k_max)
    seeds = np.random.default_rng(rng).integers(2**32, size=runs + k_max).tolist()
    distances = runs * len(points) * k_max * (k_max + 1) / 2
    tell = teller(progress, 2 * runs * k_max)
    with crew(workers, tasks=runs * k_max, distances=distances) as work:
        starts = np.stack(work(partial(draw, points, k_max), seeds[:runs], say_nothing))
        groups = list(_groups(points, starts))
        promised = work(partial(promise, points), groups, lambda i: tell(len(groups[i])))
        table = np.concatenate(promised).reshape(k_max, runs)
        draws = [
            Draws(starts[:, :k], table[k - 1], seed) for k, seed in enumerate(seeds[runs:], start=1)
        ]
        found = work(partial(_find, points), draws, lambda _: tell(runs))
    return Sweep(points, tuple(map(_read_only, _never_rising(points, found))), runs)


class Draws(NamedTuple):
    """All starts for one k.

    Attributes
    ----------
    starts
        (runs, k, d).
    promised
        (runs,), the inertia that each should end at.
    seed
        Of what is tried next.
    """

    starts: Points
    promised: Points
    seed: int


def draw(points: Points, k: int, seed: int) -> Points:
    """Draw one start for each number of clusters up to k: its first rows, (k, d)."""
    return kmeans_plus_plus_greedy(points, k, seed)


def say_nothing(_: int) -> None:
    """Take no notice."""


def teller(progress: Progress | None, total: int) -> Callable[[int], None]:
    """Give a function that adds so many runs to those done, and tells."""
    done = 0

    def tell(runs: int) -> None:
        nonlocal done
        done += runs
        if progress:
            progress(done, total)

    return tell


def _refuse_nothing_to_choose(points: Points, k_max: int) -> None:
    distinct = len(first_distinct(points, max(k_max, 2)))
    if len(points) == 1:
        raise ValueError("there is only one point\ngive at least two that differ")
    if distinct == 1:
        raise ValueError(f"all {len(points)} points are the same\ngive at least two that differ")
    if distinct < k_max:
        raise ValueError(
            f"k_max is {k_max}, and there are only {distinct} distinct points\n"
            f"use k_max={distinct} or less, or give more points"
        )


def _groups(points: Points, starts: Points) -> Iterator[Points]:
    """Give the starts for each k, in groups that share their products."""
    for k in range(1, starts.shape[1] + 1):
        size = runs_at_once(points, k)
        for first in range(0, len(starts), size):
            yield starts[first : first + size, :k]


def _find(points: Points, draws: Draws) -> Partition:
    """Run the best of the draws, and what a swap makes better."""
    best = _run_best(points, draws.starts, draws.promised, "k-means++")
    if best.k == 1 or best.inertia == 0:
        return best
    swaps = _swaps(points, best.centroids, len(draws.starts), np.random.default_rng(draws.seed))
    return _run_best(points, swaps, promise(points, swaps), "swap", best)


def _run_best(
    points: Points,
    starts: Points,
    promised: Points,
    origin: Origin,
    best: Partition | None = None,
) -> Partition:
    """Run the start that promises most, then others until none promises more than was found.

    What is promised is near enough, except where rounding decides a tie, or is all there is.
    """
    hopes = np.where(promised < TRUSTED * scatter(points), 0, promised)
    while best is None or best.inertia > ALIKE * hopes.min():
        number = int(np.argmax(hopes <= ALIKE * hopes.min()))
        hopes[number] = np.inf
        partition = _run(points, starts[number], origin)
        if best is None or partition.inertia < best.inertia:
            best = partition
    return best


def _run(points: Points, start: Points, origin: Origin) -> Partition:
    final = settle(points, start)
    return Partition(
        k=len(start),
        start=start,
        origin=origin,
        centroids=final.centroids,
        labels=final.labels,
        counts=final.counts,
        inertia=final.inertia,
        iterations=final.iteration + 1,
    )


def _swaps(points: Points, centroids: Points, count: int, rng: np.random.Generator) -> Points:
    """Give the centroids so many times, each time with another in place of one of them."""
    swaps = np.repeat(centroids[np.newaxis], count, axis=0)
    for swap, gone in zip(swaps, rng.integers(len(centroids), size=count), strict=True):
        _, distances = nearest(points, centroids, np.arange(len(centroids)) == gone)
        swap[gone] = points[rng.choice(len(points), p=distances / distances.sum())]
    return swaps


def _never_rising(points: Points, found: Sequence[Partition]) -> Iterator[Partition]:
    """Replace each partition that is worse than the one before it by one that cannot be."""
    best = found[0]
    for partition in found:
        best = partition if partition.inertia <= best.inertia else _split(points, best)
        yield best


def _read_only(partition: Partition) -> Partition:
    """Close the arrays again: those that came through a pipe are open."""
    for array in (partition.start, partition.centroids, partition.labels, partition.counts):
        array.flags.writeable = False
    return partition


def _split(points: Points, partition: Partition) -> Partition:
    distances = squared_distances(points, partition.centroids[partition.labels])
    farthest = points[distances.argmax()]
    return _run(points, np.vstack([partition.centroids, farthest]), "split")
