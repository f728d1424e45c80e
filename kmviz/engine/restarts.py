"""Many starts, and the best of what they lead to."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kmviz.engine.checks import Rng, check_choice, check_count
from kmviz.engine.lloyd import lloyd
from kmviz.engine.seeding import SEEDINGS
from kmviz.engine.state import Points, State


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One run of Lloyd's algorithm from a start of its own.

    Attributes
    ----------
    seed
        What to pass as `rng` to have this very start drawn again.
    start
        (k, d), the starting centroids.
    final
        The last state; its inertia is what runs are compared by.
    """

    seed: int
    start: Points
    final: State


def restarts(
    points: ArrayLike,
    k: int,
    runs: int,
    *,
    init: str = "random",
    rng: Rng = None,
    max_iterations: int = 300,
    tolerance: float = 0.0,
    empty: str = "farthest",
) -> Run:
    """Run Lloyd's algorithm from several starts, and keep the run of the lowest inertia.

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
        A seed, a generator, or None; each run gets a seed of its own from it.
    max_iterations, tolerance, empty
        As in `lloyd`.

    Returns
    -------
    Run
        The best; the first of them where several are equally good.

    Raises
    ------
    ValueError
        If an argument cannot be used.
    """
    seeding = check_choice(init, SEEDINGS, "init")
    seeds = np.random.default_rng(rng).integers(2**32, size=check_count(runs, "runs"))

    def run(seed: int) -> Run:
        start = seeding(points, k, seed)
        states = lloyd(
            points, start, max_iterations=max_iterations, tolerance=tolerance, empty=empty
        )
        return Run(seed, start, _last(states))

    return min((run(int(seed)) for seed in seeds), key=lambda run: run.final.inertia)


def _last(states: Iterator[State]) -> State:
    return deque(states, maxlen=1).pop()
