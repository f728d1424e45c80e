"""Many starts go in, the runs that they lead to come out, or the best of them."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kmviz.engine.algorithms import ALGORITHMS, chance
from kmviz.engine.checks import Rng, check_choice, check_count
from kmviz.engine.seeding import SEEDINGS
from kmviz.engine.state import Points, State


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One run of k-means from a start of its own.

    Attributes
    ----------
    init
        How the start was drawn: a name in `SEEDINGS`.
    seed
        What to pass as `rng` to have this very start drawn again, and `chance` of it to have the
        same batches.
    start
        (k, d), the starting centroids.
    final
        The last state; its inertia is what runs are compared by.
    """

    init: str
    seed: int
    start: Points
    final: State

    @property
    def iterations(self) -> int:
        """How many there were."""
        return self.final.iteration + 1


def runs(
    points: ArrayLike,
    k: int,
    runs: int,
    *,
    init: str = "random",
    rng: Rng = None,
    max_iterations: int = 300,
    tolerance: float = 0.0,
    empty: str = "farthest",
    algorithm: str = "lloyd",
    batch_size: int | None = None,
) -> Iterator[Run]:
    """Run k-means from several starts, one after the other.

    Parameters
    ----------
    points
        (n, d).
    k
        How many clusters.
    runs
        How many starts.
    init
        How starts are drawn: a name in `SEEDINGS`.
    rng
        A seed, a generator, or None; each run gets a seed of its own from it, the first runs of
        many the same as those of few.
    max_iterations, tolerance, empty
        As in `lloyd`.
    algorithm
        What is run: a name in `ALGORITHMS`.
    batch_size
        As in `macqueen` and `minibatch`.

    Yields
    ------
    Run
        As soon as it has ended.

    Raises
    ------
    ValueError
        If an argument cannot be used: at the call, or with the first run where the algorithm
        refuses it.
    """
    seeding = check_choice(init, SEEDINGS, "init")
    runner = check_choice(algorithm, ALGORITHMS, "algorithm")
    seeds = np.random.default_rng(rng).integers(2**32, size=check_count(runs, "runs"))

    def run(seed: int) -> Run:
        start = seeding(points, k, seed)
        states = runner(
            points,
            start,
            max_iterations=max_iterations,
            tolerance=tolerance,
            empty=empty,
            batch_size=batch_size,
            rng=chance(seed),
        )
        return Run(init, seed, start, deque(states, maxlen=1).pop())

    return (run(int(seed)) for seed in seeds)


def best_of(runs: Iterable[Run]) -> Run:
    """Keep the run of the lowest inertia, the first where several are equally good."""
    return min(runs, key=lambda run: run.final.inertia)
