"""NumPy files: numbers come out as NumPy wrote them, and a false header costs nothing."""

import io
import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from kmviz.data import tables
from kmviz.data.npy import read_npy
from kmviz.data.tables import Table, read_table
from kmviz.engine.checks import check_points

KINDS = st.sampled_from(["?", "i1", "u1", "<i2", ">i4", "<i8", ">u8", "<f2", ">f4", "<f8", ">f8"])
SHAPES = st.tuples(st.integers(2, 6), st.integers(2, 4))


def saved(array: Any, **options: Any) -> bytes:
    """Write an array as NumPy does."""
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asanyarray(array), **options)
    return file.getvalue()


def with_header(header: str | bytes, body: bytes = b"", version: bytes = b"\1\0") -> bytes:
    """Write a header of our own making."""
    text = header.encode() if isinstance(header, str) else header
    return b"\x93NUMPY" + version + len(text).to_bytes(2, "little") + text + body


def read(data: bytes, **options: Any) -> Table:
    """Read an array from memory."""
    return read_table("-", stdin=io.BytesIO(data), **options)


def refusal_of(data: bytes, **options: Any) -> str:
    """Give the first line of a refusal of two."""
    with pytest.raises(ValueError, match="\n") as refusal:
        read(data, **options)
    problem, _remedy = str(refusal.value).split("\n")
    return problem.removeprefix("standard input").lstrip(", ")


@given(
    KINDS.flatmap(
        lambda kind: arrays.arrays(
            kind,
            SHAPES,
            elements=arrays.from_dtype(np.dtype(kind), allow_nan=False, allow_infinity=False),
        )
    ),
    st.sampled_from("CF"),
    st.sampled_from([(1, 0), (2, 0), (3, 0)]),
)
def test_numbers_are_read_as_float64(array: Any, order: Any, version: tuple[int, int]) -> None:
    """Any type of real number, byte order, memory order and format version gives the same."""
    table = read(saved(np.asarray(array, order=order), version=version))
    assert table.points.dtype == np.float64
    assert table.points.tobytes() == array[:, :2].astype(np.float64).tobytes()
    assert table.columns == ("1", "2")


@pytest.mark.parametrize(
    "value",
    [
        np.array([[1, "a"], [2, None]], dtype=object),
        np.array([["1", "2"], ["3", "4"]]),
        np.array([[b"1", b"2"], [b"3", b"4"]]),
        np.array([[1j, 2], [3, 4]]),
        np.zeros((2, 2), dtype=[("x", "f8"), ("y", "f8")]),
        np.zeros((2, 2), dtype="M8[s]"),
        np.zeros((2, 2), dtype="V8"),
    ],
)
def test_other_values_are_refused(value: Any) -> None:
    """Objects, texts, complex numbers, records, dates and raw bytes are no coordinates."""
    assert refusal_of(saved(value)).endswith("not real numbers")


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    """An object whose unpickling would make a folder is refused, and the folder is not made."""

    class Trap:
        def __reduce__(self) -> Any:
            return os.mkdir, (str(tmp_path / "sprung"),)

    data = saved(np.array([[Trap(), 1], [2, 3]], dtype=object))
    np.load(io.BytesIO(data), allow_pickle=True)
    assert (tmp_path / "sprung").is_dir()
    (tmp_path / "sprung").rmdir()
    assert refusal_of(data) == "holds values of type '|O', not real numbers"
    assert not (tmp_path / "sprung").exists()


HONEST = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }\n"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("(2, 2)", "(1000000000000000, 2)", "holds 32 bytes of numbers, and its header says 160"),
        ("(2, 2)", "(4611686018427387905, 4)", "holds 32 bytes of numbers, and its header says 1"),
        ("(2, 2)", f"({2**64}, 2)", "begins like a NumPy file, but its header is damaged"),
        ("(2, 2)", f"({'9' * 5000}, 2)", "begins like a NumPy file, but its header is damaged"),
        ("(2, 2)", "(-2, -2)", "begins like a NumPy file, but its header is damaged"),
        ("(2, 2)", "(2.0, 2)", "begins like a NumPy file, but its header is damaged"),
        ("(2, 2)", "(True, 4)", "begins like a NumPy file, but its header is damaged"),
        ("(2, 2)", "[2, 2]", "begins like a NumPy file, but its header is damaged"),
        ("(2, 2)", "4", "begins like a NumPy file, but its header is damaged"),
        ("(2, 2)", "(4,)", "holds a 1-dimensional array"),
        ("(2, 2)", "()", "holds a 0-dimensional array"),
        ("(2, 2)", "(2, 1, 2)", "holds a 3-dimensional array"),
        ("(2, 2)", "(0, 2)", "holds no numbers"),
        ("(2, 2)", "(1000000000000000, 0)", "holds no numbers"),
        ("(2, 2)", "(4, 1)", "has 1 column, and 2 are needed"),
        ("(2, 2)", "(1, 4)", "has 1 row"),
        ("'<f8'", "'<f4'", "holds 32 bytes of numbers, and its header says 16"),
        ("'<f8'", "'<f3'", "holds values of type '<f3', not real numbers"),
        ("'<f8'", "'f8,f8'", "holds values of type 'f8,f8', not real numbers"),
        ("'<f8'", "'(2,2)f8'", "holds values of type '(2,2)f8', not real numbers"),
        ("'<f8'", "[('x', '<f8')]", "holds values of type \"[('x', '<f8')]\", not real numbers"),
        ("'<f8'", "None", "holds values of type 'None', not real numbers"),
        ("False", "0", "begins like a NumPy file, but its header is damaged"),
        ("False", "print(1)", "begins like a NumPy file, but its header is damaged"),
        ("'shape'", "'size'", "begins like a NumPy file, but its header is damaged"),
        (", }", ", 'more': 1}", "begins like a NumPy file, but its header is damaged"),
        (", }", ", ", "begins like a NumPy file, but its header is damaged"),
        ("{", "(" * 5000 + "{", "begins like a NumPy file, but its header is damaged"),
        ("'<f8'", r"'\d'", "begins like a NumPy file, but its header is damaged"),
        ("}\n", "}" + " " * 20_000, "begins like a NumPy file, but its header is damaged"),
        (HONEST, "", "begins like a NumPy file, but its header is damaged"),
        (HONEST, "[1, 2]", "begins like a NumPy file, but its header is damaged"),
    ],
)
def test_a_false_header_is_refused(old: str, new: str, problem: str) -> None:
    """A header that is damaged, or promises other data than there are, is found before any use."""
    body = np.arange(4.0).tobytes()
    assert read(with_header(HONEST, body)).points.tolist() == [[0, 1], [2, 3]]
    assert refusal_of(with_header(HONEST.replace(old, new), body)).startswith(problem)


def test_a_false_header_causes_no_warning() -> None:
    """Python's own warning about an escape in the text of a header is not shown to anybody."""
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        refusal_of(with_header(HONEST.replace("<f8", r"\d")))
    assert shown == []


@given(st.integers(0, 200))
@example(6)
@example(8)
@example(10)
def test_a_file_of_another_length_is_refused(length: int) -> None:
    """A file that is cut short anywhere, or goes on after its end, is refused."""
    data = saved(np.arange(8.0).reshape(4, 2))
    for other in (data[: min(length, len(data) - 1)], data + bytes(length + 1)):
        with pytest.raises(ValueError, match="\n"):
            read_npy(other, "x.npy")


@pytest.mark.parametrize("version", [b"\0\0", b"\1\1", b"\4\0", b"\xff\xff"])
def test_an_unknown_version_is_refused(version: bytes) -> None:
    """A format version that NumPy never wrote is not guessed at."""
    assert refusal_of(with_header(HONEST, bytes(32), version)) == "has an unknown format version"


def test_a_text_called_npy_is_refused(tmp_path: Path) -> None:
    """A file whose name ends in .npy must be one."""
    path = tmp_path / "points.NPY"
    path.write_text("1,2\n3,4\n")
    with pytest.raises(ValueError, match=r"points\.NPY is not a NumPy file\nwrite it with"):
        read_table(path)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_missing_value_is_named_by_row_and_column(value: float) -> None:
    """NaN and infinities are refused with row and column, or their rows are dropped and counted."""
    array = np.arange(12.0).reshape(4, 3)
    array[2, 1] = value
    assert refusal_of(saved(array)) == f"row 3, column 2: {value} is no value"
    table = read(saved(array), missing="drop")
    assert table.points.tolist() == [[0, 1], [3, 4], [9, 10]]
    assert table.skipped == 1
    assert read(saved(array), columns="3,1").points.tolist() == array[:, [2, 0]].tolist()


def test_what_float64_does_not_hold_is_refused() -> None:
    """A number of a wider type that overflows float64 is refused like an infinity."""
    array = np.array([[1, 2], [3, np.finfo(np.longdouble).max]], dtype=np.longdouble)
    assert refusal_of(saved(array)) == "row 2, column 2: inf is no value"


@pytest.mark.parametrize(("columns", "named"), [("x,y", "'x'"), ("1,4", "4"), ([0, 1], "0")])
def test_columns_are_numbers(columns: Any, named: str) -> None:
    """The columns of an array have numbers from 1, and no names."""
    assert refusal_of(saved(np.zeros((2, 3))), columns=columns).startswith(f"has no column {named}")


@given(st.binary(max_size=80), st.binary(max_size=40))
def test_any_bytes_after_the_magic_are_read_or_refused(header: bytes, body: bytes) -> None:
    """Whatever follows the first bytes of a NumPy file, a refusal has two lines."""
    with pytest.raises(ValueError, match="\n"):
        read_npy(with_header(header, body), "x.npy")


@pytest.mark.parametrize("order", ["C", "F"])
def test_a_large_file_is_read_as_a_small_one_is(
    order: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mapped into memory, not copied, it gives the same numbers and the same digest."""
    path = tmp_path / "points.npy"
    array = np.random.default_rng(0).normal(size=(500, 3))
    path.write_bytes(saved(np.asarray(array, order=order)))
    small = read_table(path, columns="3,1")
    monkeypatch.setattr(tables, "LARGE", 1)
    large = read_table(path, columns="3,1")
    assert np.array_equal(large.points, array[:, [2, 0]])
    assert np.array_equal(large.points, small.points)
    assert large.digest == small.digest
    path.write_bytes(b"")  # nothing holds the file any more


def test_points_are_as_the_engine_takes_them(tmp_path: Path) -> None:
    """No copy is made of what was read: not by the engine, however large it is."""
    path = tmp_path / "points.npy"
    path.write_bytes(saved(np.random.default_rng(0).normal(size=(500, 2))))
    points = read_table(path).points
    assert np.shares_memory(check_points(points), points)
