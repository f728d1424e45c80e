"""What every contender of `choose-k` is given, and how it tells what it found."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

from kmviz.data.boards import gaussian
from kmviz.engine.state import Points

KS = range(1, 11)
RUNS, REFERENCES = 20, 20


def draw_points() -> Points:
    """Draw 2,000 points in five blobs."""
    return gaussian(2000, 5, rng=0)


@contextmanager
def report() -> Iterator[dict[str, int | None]]:
    """Print how long the choice took without imports and points, and each criterion's K."""
    chosen: dict[str, int | None] = {}
    start = time.perf_counter()
    yield chosen
    seconds = time.perf_counter() - start
    told = ", ".join(f"{name} {k or 'none'}" for name, k in chosen.items())
    print(json.dumps({"seconds": seconds, "told": told}))
