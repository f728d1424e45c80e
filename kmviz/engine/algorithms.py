"""The algorithms by their names, all with one signature: points and a start in, States out."""

from collections.abc import Iterator
from typing import Final, Protocol

import numpy as np
from numpy.typing import ArrayLike

from kmviz.engine.checks import Rng
from kmviz.engine.hartigan_wong import hartigan_wong
from kmviz.engine.lloyd import lloyd
from kmviz.engine.macqueen import macqueen
from kmviz.engine.minibatch import minibatch
from kmviz.engine.state import State


class Runner(Protocol):
    """Run an algorithm; what it has no use for is refused, unless it is the default.

    Parameters
    ----------
    points, centroids
        (n, d) and (k, d), the points and where the centroids start.
    max_iterations, tolerance, empty
        As in `lloyd`.
    batch_size
        How many points are looked at together, where they are not all: see `macqueen` and
        `minibatch`.
    rng
        A seed, a generator, or None. Where nothing is left to chance the run is the same for any.
    """

    def __call__(
        self,
        points: ArrayLike,
        centroids: ArrayLike,
        *,
        max_iterations: int = 300,
        tolerance: float = 0.0,
        empty: str = "farthest",
        batch_size: int | None = None,
        rng: Rng = None,
    ) -> Iterator[State]:
        """Run from this start."""
        ...


class Whole(Protocol):
    """Run an algorithm that asks all points in every iteration, and leaves nothing to chance."""

    def __call__(
        self,
        points: ArrayLike,
        centroids: ArrayLike,
        *,
        max_iterations: int,
        tolerance: float,
        empty: str,
    ) -> Iterator[State]:
        """Run from this start."""
        ...


def _without_batches(name: str, run: Whole) -> Runner:
    def runner(
        points: ArrayLike,
        centroids: ArrayLike,
        *,
        max_iterations: int = 300,
        tolerance: float = 0.0,
        empty: str = "farthest",
        batch_size: int | None = None,
        rng: Rng = None,  # noqa: ARG001  (one signature for all)
    ) -> Iterator[State]:
        if batch_size is not None:
            raise ValueError(
                f"batch_size is {batch_size}, and {name} asks all points in every iteration\n"
                "leave batch_size out, or choose algorithm='minibatch' or algorithm='macqueen'"
            )
        return run(
            points,
            centroids,
            max_iterations=max_iterations,
            tolerance=tolerance,
            empty=empty,
        )

    return runner


def _macqueen(
    points: ArrayLike,
    centroids: ArrayLike,
    *,
    max_iterations: int = 300,
    tolerance: float = 0.0,
    empty: str = "farthest",
    batch_size: int | None = None,
    rng: Rng = None,  # noqa: ARG001  (one signature for all)
) -> Iterator[State]:
    return macqueen(
        points,
        centroids,
        max_iterations=max_iterations,
        tolerance=tolerance,
        empty=empty,
        batch_size=batch_size,
    )


ALGORITHMS: Final[dict[str, Runner]] = {
    "lloyd": _without_batches("lloyd", lloyd),
    "macqueen": _macqueen,
    "hartigan-wong": _without_batches("hartigan-wong", hartigan_wong),
    "minibatch": minibatch,
}


def chance(rng: Rng) -> np.random.Generator:
    """Give a run random numbers of its own, which have nothing to do with those of its start.

    Parameters
    ----------
    rng
        What the start is drawn from, or was: the same seed gives the same numbers.
    """
    return np.random.default_rng(rng).spawn(1)[0]
