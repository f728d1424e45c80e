"""A seed goes in, a million points come out, and the clock that runs beside k-means on them."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

N, K = 1_000_000, 7


@dataclass
class End:
    """Where a run came to."""

    iterations: int = 0
    inertia: float = 0.0
    labels: NDArray[np.integer] = field(default_factory=lambda: np.empty(0, dtype=int))


def draw_points() -> NDArray[np.float64]:
    """Draw points uniformly on a square."""
    return np.random.default_rng(0).uniform(-1, 1, (N, 2))


@contextmanager
def report() -> Iterator[End]:
    """Print how long the run took without imports and points, and where it came to."""
    end, start = End(), time.perf_counter()
    yield end
    seconds = time.perf_counter() - start
    largest = np.bincount(end.labels).max()
    told = f"{end.iterations} iterations, J = {end.inertia:.6f}, largest cluster {largest:,}"
    print(json.dumps({"seconds": seconds, "told": told}))
