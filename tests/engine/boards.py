"""Boards that the tests of the engine share: points with a start, and points in disguise."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final, NamedTuple

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from kmviz.engine import Points

# No deadline: a busy machine is slow, and that is no fault of the engine.
few = settings(max_examples=25, deadline=None)
some = settings(max_examples=50, deadline=None)
many = settings(max_examples=100, deadline=None)

seeds = st.integers(0, 2**32 - 1)


class Board(NamedTuple):
    points: Points
    start: Points


@st.composite
def clouds(draw: st.DrawFn, *, axes: int = 10, least: int = 1) -> Board:
    """Draw points in general position, loose or in blobs, and distinct points of them as start."""
    rng = np.random.default_rng(draw(seeds))
    d = draw(st.sampled_from(range(least, axes + 1)))
    n = draw(st.sampled_from([2, 5, 20, 40, 80, 120]))
    k = min(n, draw(st.sampled_from(range(1, 10))))
    blobs = rng.normal(size=(draw(st.integers(1, 6)), d)) * draw(st.sampled_from([0.0, 1.0, 10.0]))
    points = rng.normal(size=(n, d)) + blobs[rng.integers(len(blobs), size=n)]
    return Board(points, points[rng.choice(n, size=k, replace=False)])


@st.composite
def grids(draw: st.DrawFn, *, step: int = 1, most: int = 14, far: bool = True) -> Board:
    """Draw points of a small integer grid, perhaps far from 0, and a start from anywhere around.

    Ties, duplicate points, duplicate centroids and clusters that run empty are the rule here.
    """
    d = draw(st.sampled_from([1, 2, 3]))
    place = st.lists(st.integers(-3, 3), min_size=d, max_size=d)
    n = draw(st.sampled_from([1, most // 2, most, most]))
    points = draw(st.lists(place, min_size=n, max_size=n))
    distinct = len({tuple(point) for point in points})
    k = min(distinct, draw(st.sampled_from([1, 2, 3, 4, 5])))
    start = draw(st.lists(place, min_size=k, max_size=k))
    offsets = [0, 0, 2**20, -(10**9)] if far else [0]
    offset = np.array([draw(st.sampled_from(offsets)) for _ in range(d)], dtype=np.float64)
    return Board(
        offset + step * np.array(points, dtype=np.float64),
        offset + step * np.array(start, dtype=np.float64),
    )


class Table:
    """What a DataFrame is to numpy: an object that gives an array when it is asked for one."""

    def __init__(self, values: Points) -> None:
        self._values = values

    def __array__(self, dtype: Any = None, copy: Any = None) -> Points:
        return np.array(self._values, dtype=dtype, copy=copy)


def _strided(board: Points) -> Points:
    wide = np.full((2 * board.shape[0], 3 * board.shape[1]), 99.0)
    wide[::2, ::3] = board
    return wide[::2, ::3]


def _read_only(board: Points) -> Points:
    board = board.copy()
    board.flags.writeable = False
    return board


def _fractions(board: Points) -> Any:
    return np.array([[Fraction(value) for value in row] for row in board.tolist()], dtype=object)


# Every disguise of points that hold small whole numbers of 0 or more.
DISGUISES: Final[dict[str, Callable[[Points], Any]]] = {
    "C order": np.ascontiguousarray,
    "Fortran order": np.asfortranarray,
    "strided": _strided,
    "negative strides": lambda board: board[::-1, ::-1].copy()[::-1, ::-1],
    "read-only": _read_only,
    "float16": lambda board: board.astype(np.float16),
    "float32": lambda board: board.astype(np.float32),
    "longdouble": lambda board: board.astype(np.longdouble),
    "big-endian float": lambda board: board.astype(">f8"),
    "big-endian int": lambda board: board.astype(">i4"),
    "int8": lambda board: board.astype(np.int8),
    "uint8": lambda board: board.astype(np.uint8),
    "uint64": lambda board: board.astype(np.uint64),
    "objects, int": lambda board: board.astype(np.int64).astype(object),
    "objects, Fraction": _fractions,
    "lists": lambda board: board.tolist(),
    "tuples": lambda board: tuple(tuple(row) for row in board.astype(int).tolist()),
    "list of rows": list,
    "masked array, nothing masked": np.ma.asarray,
    "DataFrame-like": Table,
}

# What no one can cluster, by what is wrong with it.
RAGGED: Final = [[1.0, 2.0], [3.0]]
UNUSABLE: Final[dict[str, Any]] = {
    "masked entries": np.ma.masked_equal([[1.0, 2.0], [3.0, 4.0]], 3.0),
    "complex": np.array([[1j, 2.0], [3.0, 4.0]]),
    "complex objects": np.array([[1j, 2.0], [3.0, 4.0]], dtype=object),
    "text": [["a", "b"], ["c", "d"]],
    "text of digits": [["1", "2"], ["3", "4"]],
    "objects with text of digits": np.array([[1.0, "2"], [3.0, 4.0]], dtype=object),
    "objects with None": np.array([[1.0, None], [3.0, 4.0]], dtype=object),
    "dates": np.array([["2020-01-01"], ["2020-01-02"]], dtype="datetime64[D]"),
    "durations": np.array([[1], [2]], dtype="timedelta64[s]"),
    "records": np.array([[(1.0,)], [(2.0,)]], dtype=[("x", "f8")]),
    "NaN": [[1.0, 2.0], [float("nan"), 4.0]],
    "infinity": [[1.0, 2.0], [3.0, float("-inf")]],
    "too large for float64": np.array([[10**400, 2], [3, 4]], dtype=object),
    "too large a longdouble": np.full((1, 2), np.finfo(np.longdouble).max),
    "ragged": RAGGED,
    "ragged objects": np.array([[1.0, [2.0, 3.0]], [3.0, 4.0]], dtype=object),
    "no rows": np.empty((0, 2)),
    "no columns": np.empty((2, 0)),
    "nothing": [],
    "a number": 1.0,
    "None": None,
    "one axis": [1.0, 2.0, 3.0],
    "three axes": np.zeros((2, 2, 2)),
    "a generator": (row for row in [[1.0, 2.0]]),
    "squares overflow": [[-1e200, 0.0], [1e200, 1.0]],
    "span overflows": [[-1.7e308, 0.0], [1.7e308, 1.0]],
    "squares underflow": [[0.0, 0.0], [1e-200, 1e-201]],
}
