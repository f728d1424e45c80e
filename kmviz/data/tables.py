"""A file goes in, a Table comes out: its columns of numbers, checked, and where they are from."""

import stat
import sys
from dataclasses import dataclass
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from os import PathLike, fspath, fstat
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from kmviz.data.columns import Asked, find_columns
from kmviz.data.npy import MAGIC, read_npy
from kmviz.data.text import Told, read_text

FEWEST_ROWS = 2
LARGE = 2**24  # bytes
BLOCK = 2**14  # rows that stay in a core's cache until all their columns are read


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Points from a file.

    Attributes
    ----------
    points
        (n, 2), or a column for each that was asked for; finite, read-only.
    columns
        The names of these columns in the header; "1", "2", … where they have none.
    name
        The file's own name, without folders; "-" for standard input.
    digest
        SHA-256 of the bytes that were read, in hexadecimal.
    skipped
        Rows left out because of missing values.
    """

    points: NDArray[np.float64]
    columns: tuple[str, ...]
    name: str
    digest: str
    skipped: int


def read_table(
    path: str | PathLike[str],
    *,
    columns: Asked | None = None,
    missing: str = "error",
    stdin: BinaryIO | None = None,
    progress: Told | None = None,
) -> Table:
    """Read points from a text table or a .npy file.

    A text table is UTF-8, its cells divided by tabs, semicolons, bars, commas or blanks: the first
    of these that stands outside of quotes in the first record. That record is a header if it has
    a word and no number. Numbers have a decimal point, never a comma. Lines at the top that begin
    with "# " are comments. Blank lines before the first and after the last row are no rows; one
    between two rows is a row of missing values.

    A missing value is an empty cell, NaN, an infinity, or one of NA, N/A, null, None and "?", in
    capitals or not. It matters in the columns that are read only.

    Parameters
    ----------
    path
        The file, or "-" for standard input.
    columns
        Names, or numbers from 1: a sequence, or a string such as "x,y" in which a name with a
        comma is quoted. By default the first two columns in which there is a number; a column
        whose name in the header is empty is an index, and passed over.
    missing
        "error" refuses missing values, "drop" skips and counts their rows.
    stdin
        What "-" stands for; by default the standard input of the process.
    progress
        Called while a text is read with how many of how many "lines" have been.

    Raises
    ------
    ValueError
        If this is no regular file, or no such table: anything but a number in these columns, rows
        of different lengths, fewer than two rows. The message names line and column.
    OSError
        If the file is not there or cannot be read.
    """
    if missing not in ("error", "drop"):
        raise ValueError(f"missing is {missing!r}\nchoose one of error, drop")
    file = fspath(path)
    data = _drain(stdin) if file == "-" else _read_bytes(file)
    name = Path(file).name
    called = "standard input" if file == "-" else _printable(name)
    if name.lower().endswith(".npy") or data[: len(MAGIC)] == MAGIC:
        points, used, skipped = _read_matrix(data, called, columns=columns, missing=missing)
    else:
        points, used, skipped = read_text(
            bytes(data), called, columns=columns, missing=missing, progress=progress
        )
    _check_rows(len(points), skipped, called)
    points.flags.writeable = False
    return Table(points, used, name, sha256(data).hexdigest(), skipped)


def _check_rows(rows: int, skipped: int, called: str) -> None:
    if rows < FEWEST_ROWS:
        left = f" left after {skipped} with missing values" if skipped else ""
        raise ValueError(
            f"{called} has {rows or 'no'} row{'' if rows == 1 else 's'}{left}\n"
            f"give a table with {FEWEST_ROWS} rows or more"
        )


def _drain(stdin: BinaryIO | None) -> bytes:
    if stdin is not None:
        return stdin.read()
    if sys.stdin is None:
        raise ValueError("there is no standard input\ngive the name of a file")
    return sys.stdin.buffer.read()


def _read_bytes(path: str) -> bytes | mmap:
    called = _printable(path)
    try:
        mode = Path(path).stat().st_mode
        if stat.S_ISREG(mode):  # opening a pipe could wait for ever
            return _map_large(path) or Path(path).read_bytes()
    except (FileNotFoundError, ValueError):
        raise FileNotFoundError(f"there is no file {called}\ncheck its name and folder") from None
    except OSError as error:
        raise type(error)(
            f"{called} cannot be read: {(error.strerror or str(error)).lower()}\n"
            "check the path and its permissions"
        ) from None
    raise _irregular(called, mode)


def _map_large(path: str) -> mmap | None:
    """Map a large array into memory, where a copy would cost as much again; leave what is not."""
    with Path(path).open("rb") as file:
        is_large = fstat(file.fileno()).st_size >= LARGE
        if is_large and file.read(len(MAGIC)) == MAGIC:
            return mmap(file.fileno(), 0, access=ACCESS_READ)
    return None


def _irregular(called: str, mode: int) -> ValueError:
    if stat.S_ISDIR(mode):
        return ValueError(f"{called} is a folder\ngive a file in it")
    return ValueError(f"{called} is a pipe or a device\nto read from one, give - and redirect it")


def _printable(name: str) -> str:
    """Keep a message of two lines at two lines, whatever the name of a file holds."""
    return name if name.isprintable() else ascii(name)


def _read_matrix(
    data: bytes | mmap, name: str, *, columns: Asked | None, missing: str
) -> tuple[NDArray[np.float64], tuple[str, ...], int]:
    """Read columns of the matrix in a .npy file, as `read_text` does in a text."""
    matrix = read_npy(data, name)
    width = matrix.shape[1]
    if columns is None and width < 2:
        raise ValueError(f"{name} has 1 column, and 2 are needed\nsave one for each coordinate")
    places = [0, 1] if columns is None else find_columns(columns, None, width, name)
    points, finite = _gather(matrix, places)
    if missing == "error" and not finite.all():
        row = int(np.argmin(finite))
        place = int(np.argmin(np.isfinite(points[row])))
        raise ValueError(
            f"{name}, row {row + 1}, column {places[place] + 1}: {points[row, place]} is no value\n"
            "give one, or skip such rows with --missing drop"
        )
    names = tuple(str(place + 1) for place in places)
    skipped = int((~finite).sum())
    return points[finite] if skipped else points, names, skipped


def _gather(
    matrix: NDArray[Any], places: list[int]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Give some columns, as the engine takes them uncopied, and which rows of them are finite."""
    points = np.empty((len(matrix), len(places)), order="F")
    finite = np.empty(len(matrix), dtype=np.bool_)
    with np.errstate(over="ignore"):  # what float64 does not hold is found to be infinite
        for start in range(0, len(matrix), BLOCK):
            rows = slice(start, start + BLOCK)
            for column, place in enumerate(places):
                points[rows, column] = matrix[rows, place]
            finite[rows] = np.isfinite(points[rows]).all(axis=1)
    return points, finite
