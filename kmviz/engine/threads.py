"""A work and its pieces go in, what it gives for each comes out in order: on all cores."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Final, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

PAYS: Final = 100_000  # points; fewer are done before a second thread is awake


def blocks(n: int, size: int) -> Iterator[slice]:
    """Cut n things into blocks of one size, the last of which may be smaller."""
    return (slice(start, min(start + size, n)) for start in range(0, n, size))


def spread(work: Callable[[Piece], Result], pieces: Iterable[Piece], n: int) -> list[Result]:
    """Do a work piece by piece, on as many threads as there are cores.

    What comes out is the same for any number of threads, since the pieces are. numpy lets other
    threads go on while it computes.

    Parameters
    ----------
    work
        What is done to a piece; to two at the same time, perhaps.
    pieces
        What it is done to.
    n
        How many points there are in all pieces together.

    Returns
    -------
    What the work gives, in the order of the pieces.
    """
    threads = cores() if n >= PAYS else 1
    if threads == 1:
        return [work(piece) for piece in pieces]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, pieces))


def cores() -> int:
    """Give the number of threads to use: OMP_NUM_THREADS, or the cores this process may use."""
    asked = os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    with suppress(AttributeError):  # only some systems tell which cores a process may use
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
