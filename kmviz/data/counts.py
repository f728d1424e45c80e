"""What every board is asked for: how many, and a seed."""

from operator import index
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]
Seed: TypeAlias = int | np.random.Generator | None


def check_counts(n: int, k: int) -> tuple[int, int]:
    """Give n points and k blobs as ints.

    Raises
    ------
    ValueError
        If one is no whole number of at least 1, or k is more than n.
    """
    n, k = check_count(n, "n"), check_count(k, "k")
    if k > n:
        raise ValueError(
            f"k = {k} is more than the n = {n} points\nuse k = {n} or less, or n = {k}"
        )
    return n, k


def check_count(count: int, name: str, *, least: int = 1) -> int:
    """Give the count as an int.

    Raises
    ------
    ValueError
        If it is no whole number of at least so many.
    """
    try:
        number = index(count)
    except TypeError:
        number = 0
    if number < least or isinstance(count, bool | np.bool_):
        raise ValueError(f"{name} is {count!r}\ngive a whole number of {least} or more")
    return number
