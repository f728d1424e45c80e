"""What the engine accepts: array-likes go in, float64 arrays that it may trust come out."""

from collections.abc import Mapping
from operator import index
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kmviz.engine.state import Points
from kmviz.spelling import did_you_mean

Choice = TypeVar("Choice")
Rng: TypeAlias = int | np.random.Generator | None

# Distances are squared and summed. Within these bounds neither overflows, and a distance 10^50
# times smaller than the whole still has a square.
SMALLEST_SPAN, LARGEST_SPAN = 1e-100, 1e150


def check_points(points: ArrayLike, name: str = "points") -> Points:
    """Give points in float64, one contiguous column per axis, that nobody changes any more.

    They are a private copy, unless they are such an array already, and read-only.

    Parameters
    ----------
    points
        (n, d) real numbers, n and d at least 1, in any layout and numeric type.
    name
        What a message calls them.

    Raises
    ------
    ValueError
        If the array has another shape or type, holds NaN or infinities, or spans a range whose
        squares do not fit in float64.
    """
    array = _own(points, name)
    low, high = array.min(axis=0), array.max(axis=0)
    if not np.isfinite([low, high]).all():
        _refuse_not_finite(array, name)
    _refuse_extreme(low, high, name)
    array.flags.writeable = False
    return array


def check_centroids(centroids: ArrayLike, points: Points) -> Points:
    """Give a private float64 copy of centroids that fit the points.

    Raises
    ------
    ValueError
        If they are no (k, d) array of finite numbers, or more than the distinct points.
    """
    array = np.array(_own(centroids, "centroids"), order="C")
    _refuse_not_finite(array, "centroids")
    if array.shape[1] != points.shape[1]:
        raise ValueError(
            f"the centroids have {array.shape[1]} coordinates and the points {points.shape[1]}\n"
            "give both the same number of columns",
        )
    ends = np.vstack([points.min(axis=0), points.max(axis=0), array])
    _refuse_extreme(ends.min(axis=0), ends.max(axis=0), "centroids")
    check_distinct(points, len(array))
    array.flags.writeable = False
    return array


def check_count(value: Any, name: str) -> int:
    """Give a whole number of at least 1, or say what was found under this name instead."""
    try:
        number = index(value)
    except TypeError:
        number = 0
    if number < 1 or isinstance(value, (bool, np.bool_)):
        raise ValueError(f"{name} is {value!r}\ngive a whole number of 1 or more")
    return number


def check_choice(name: str, known: Mapping[str, Choice], what: str) -> Choice:
    """Give what is known under this name, or say which names are known, the nearest first."""
    if isinstance(name, str) and name in known:
        return known[name]
    meant = did_you_mean(name, known)
    raise ValueError(f"{what} is {name!r}\n{meant}choose one of {', '.join(known)}")


def check_tolerance(value: float) -> float:
    """Give a tolerance, a finite number of at least 0."""
    real = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    if real and 0 <= value < np.inf:
        return float(value)
    raise ValueError(f"tolerance is {value!r}\ngive a number of 0 or more, such as 0.0001")


def check_distinct(points: Points, k: int) -> None:
    """Refuse more clusters than distinct points: some would stay empty for ever."""
    distinct = len(first_distinct(points, k))
    if distinct < k:
        raise ValueError(
            f"{k} clusters need {k} distinct points, and there are only {distinct}\n"
            f"ask for {distinct} clusters or fewer, or give more points",
        )


def first_distinct(
    points: Points, k: int, order: NDArray[np.intp] | None = None
) -> NDArray[np.intp]:
    """Give the indices of the first k points that differ from all before them, or of all such.

    The first ones in an order, where one is given, and their places in it. A sort of all rows would
    find them too, at a hundred times the cost for many points.
    """
    n, size = len(points) if order is None else len(order), 4 * k
    while True:
        beginning = points[:size] if order is None else points[order[:size]]
        _, first = np.unique(beginning, axis=0, return_index=True)
        if len(first) >= k or size >= n:
            return np.sort(first)[:k]
        size *= 4


def _own(values: ArrayLike, name: str) -> Points:
    raw = _as_float64(_as_table(values, name), name)
    if type(raw) is np.ndarray and raw.base is None and not raw.flags.writeable:
        return np.asfortranarray(raw)
    return np.array(raw, order="F", subok=False)


def _as_table(values: ArrayLike, name: str) -> NDArray[Any]:
    try:
        raw = np.asanyarray(values)
    except ValueError as error:
        raise ValueError(
            f"the rows of {name} are not equally long\ngive every row the same number of columns",
        ) from error
    if np.ma.is_masked(raw):
        raise ValueError(f"{name} has masked entries\nfill or drop them first")
    if raw.ndim != 2 or raw.size == 0:
        raise ValueError(
            f"{name} has shape {raw.shape}\ngive one row per point and one column per coordinate",
        )
    return raw


def _as_float64(raw: NDArray[Any], name: str) -> Points:
    text = raw.dtype.kind == "O" and any(isinstance(cell, str | bytes) for cell in raw.flat)
    try:
        if raw.dtype.kind in "biufO" and not text:
            with np.errstate(over="ignore"):  # what becomes infinite is refused by its place
                return raw.astype(np.float64, copy=False)
    except (TypeError, ValueError, OverflowError):
        pass
    raise ValueError(f"{name} holds {raw.dtype}, not real numbers\nconvert it to numbers first")


def _refuse_not_finite(array: Points, name: str) -> None:
    finite = np.isfinite(array)
    if finite.all():
        return
    row, column = np.argwhere(~finite)[0]
    raise ValueError(
        f"{name}[{row}, {column}] is {array[row, column]}\n"
        "k-means needs finite numbers: drop or mend such rows first",
    )


def _refuse_extreme(low: Points, high: Points, name: str) -> None:
    with np.errstate(over="ignore"):
        span = float((high - low).max())
    if span == 0 or SMALLEST_SPAN <= span <= LARGEST_SPAN:
        return
    raise ValueError(
        f"{name} span {span:.3g}, and squares of such distances do not fit in float64\n"
        "rescale the coordinates so that they span about 1: the clusters stay the same",
    )
