"""Numbers go in, uniform points come out, and the clock that runs beside k-means on them."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Task(NamedTuple):
    """What is to be clustered, and how far."""

    points: NDArray[np.float64]
    k: int
    iterations: int


@dataclass
class End:
    """Where a run came to."""

    iterations: int = 0
    inertia: float = 0.0
    labels: NDArray[np.integer] = field(default_factory=lambda: np.empty(0, dtype=int))


def read_task() -> Task:
    """Read `N D K ITERATIONS` from the command line, and draw N points on a D-dimensional cube."""
    n, d, k, iterations = (int(word) for word in sys.argv[1:])
    return Task(np.random.default_rng(0).uniform(-1, 1, (n, d)), k, iterations)


@contextmanager
def report() -> Iterator[End]:
    """Print how long the run took without imports and points, and where it came to."""
    end, start = End(), time.perf_counter()
    yield end
    seconds = time.perf_counter() - start
    largest = np.bincount(end.labels).max()
    told = f"{end.iterations} iterations, J = {end.inertia:.6g}, largest cluster {largest:,}"
    print(json.dumps({"seconds": seconds, "told": told}))
