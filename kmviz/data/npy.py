"""The bytes of a NumPy file go in, its numbers come out; nothing is ever unpickled."""

import ast
import re
from mmap import mmap
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

MAGIC = b"\x93NUMPY"
LONGEST_HEADER = 10_000  # a header of two numbers and a type has some 80 characters


def read_npy(data: bytes | mmap, name: str) -> NDArray[Any]:
    """Read a matrix of real numbers from the bytes of a .npy file.

    The header is checked against the length of the data before anything is made from it. The
    result is a view of the bytes.

    Parameters
    ----------
    data
        The whole file, read or mapped into memory; format version 1.0, 2.0 or 3.0.
    name
        What a message calls it.

    Returns
    -------
    (rows, columns) numbers of the file's own type.

    Raises
    ------
    ValueError
        If this is not such a file, or not exactly one matrix of real numbers.

    References
    ----------
    R. Kern, "A simple file format for NumPy arrays", NumPy Enhancement Proposal 1, 2007.
    """
    header, start = _read_header(data, name)
    kind = _check_type(header["descr"], name)
    rows, columns = _check_shape(header["shape"], name)
    _check_length(len(data) - start, rows * columns * kind.itemsize, name)
    numbers = np.frombuffer(data, kind, rows * columns, start)
    return numbers.reshape((rows, columns), order="F" if header["fortran_order"] else "C")


def _read_header(data: bytes | mmap, name: str) -> tuple[dict[str, Any], int]:
    """Give the three entries of the header, and where the numbers start."""
    if data[: len(MAGIC)] != MAGIC:
        raise ValueError(f"{name} is not a NumPy file\nwrite it with numpy.save, or use a table")
    bytes_of_length = {b"\1\0": 2, b"\2\0": 4, b"\3\0": 4}.get(data[6:8])
    if bytes_of_length is None:
        raise ValueError(f"{name} has an unknown format version\nwrite it with numpy.save")
    start = 8 + bytes_of_length
    length = int.from_bytes(data[8:start], "little")
    if length > LONGEST_HEADER or start + length > len(data):
        _refuse_header(name)
    return _parse_header(data[start : start + length], name), start + length


def _parse_header(header: bytes, name: str) -> dict[str, Any]:
    if b"\\" in header:  # Python would warn of some escapes, and no writer uses any
        _refuse_header(name)
    try:
        entries = ast.literal_eval(header.decode().strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        _refuse_header(name)
    if not isinstance(entries, dict) or set(entries) != {"descr", "fortran_order", "shape"}:
        _refuse_header(name)
    if not isinstance(entries["fortran_order"], bool):
        _refuse_header(name)
    return entries


def _refuse_header(name: str) -> NoReturn:
    raise ValueError(
        f"{name} begins like a NumPy file, but its header is damaged\n"
        "write it again with numpy.save"
    )


def _check_type(description: object, name: str) -> np.dtype[Any]:
    """Give the type of the numbers: no objects, texts, records, complex numbers or dates."""
    if isinstance(description, str) and re.fullmatch(r"[<>|=]?[biuf][0-9]{1,2}", description):
        try:
            return np.dtype(description)
        except TypeError:
            pass
    raise ValueError(
        f"{name} holds values of type {str(description)[:40]!r}, not real numbers\n"
        "save the array as float64"
    )


def _check_shape(shape: object, name: str) -> tuple[int, int]:
    if not isinstance(shape, tuple) or not all(type(n) is int and 0 <= n < 2**63 for n in shape):
        _refuse_header(name)
    if len(shape) != 2:
        raise ValueError(
            f"{name} holds a {len(shape)}-dimensional array\n"
            "save one with a row for each point and a column for each coordinate"
        )
    if 0 in shape:
        raise ValueError(f"{name} holds no numbers\nsave an array with rows and columns")
    return shape[0], shape[1]


def _check_length(found: int, promised: int, name: str) -> None:
    if found != promised:
        raise ValueError(
            f"{name} holds {found} bytes of numbers, and its header says {promised}\n"
            "the file is damaged or was not written to its end: write it again"
        )
