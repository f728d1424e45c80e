"""Tables: what a file holds, and where it is from."""

import hashlib
import io
import os
import socket
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kmviz.data import Table, read_table


def refusal_of(path: Any, **options: Any) -> tuple[type[BaseException], str]:
    """Give type and message of the refusal of a file."""
    with pytest.raises((ValueError, OSError), match="\n") as refusal:
        read_table(path, **options)
    assert len(str(refusal.value).split("\n")) == 2
    return refusal.type, str(refusal.value)


@pytest.fixture
def points_csv(tmp_path: Path) -> Path:
    """Write a small table."""
    path = tmp_path / "points.csv"
    path.write_bytes(b"\xef\xbb\xbfx;y;z\r\n1;2;a\r\n3;;b\r\n5;6;c\r\n")
    return path


@pytest.mark.parametrize("kind", [str, Path])
def test_a_table_knows_where_it_is_from(points_csv: Path, kind: type) -> None:
    """A table carries the file's own name, the digest of its bytes and the columns used."""
    table = read_table(kind(points_csv), missing="drop")
    assert table.points.tolist() == [[1, 2], [5, 6]]
    assert table.columns == ("x", "y")
    assert table.name == "points.csv"
    assert table.digest == hashlib.sha256(points_csv.read_bytes()).hexdigest()
    assert table.skipped == 1


def test_refusals_name_the_file(points_csv: Path) -> None:
    """A refusal begins with the name of the file."""
    assert refusal_of(points_csv)[1].startswith("points.csv, line 3, column 'y': the cell is empty")


def test_standard_input_is_read(points_csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash stands for the standard input of the process, or for the stream that is given."""
    data = points_csv.read_bytes()
    given = read_table("-", missing="drop", stdin=io.BytesIO(data))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    own = read_table("-", missing="drop")
    for table in (given, own):
        assert table.points.tolist() == [[1, 2], [5, 6]]
        assert table.name == "-"
        assert table.digest == hashlib.sha256(data).hexdigest()


def test_without_standard_input_a_dash_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process without standard input says so."""
    monkeypatch.setattr("sys.stdin", None)
    assert refusal_of("-") == (
        ValueError,
        "there is no standard input\ngive the name of a file",
    )


def test_an_array_is_known_by_its_content(tmp_path: Path) -> None:
    """A NumPy file is read as one whatever it is called, also from standard input."""
    path = tmp_path / "points"
    with path.open("wb") as file:
        np.save(file, np.arange(6.0).reshape(3, 2))
    assert read_table(path).points.tolist() == [[0, 1], [2, 3], [4, 5]]
    table = read_table("-", stdin=io.BytesIO(path.read_bytes()))
    assert table.points.tolist() == [[0, 1], [2, 3], [4, 5]]


@pytest.mark.parametrize("name", ["points.csv", "points.npy"])
def test_points_are_read_only(tmp_path: Path, name: str) -> None:
    """A table is a fact: its points cannot be changed by mistake."""
    path = tmp_path / name
    np.save(path, np.eye(3)) if name.endswith("npy") else path.write_text("1,2\n3,4\n")
    table = read_table(path)
    with pytest.raises(ValueError, match="read-only"):
        table.points[0, 0] = 7
    with pytest.raises(AttributeError):
        table.name = "other"  # type: ignore[misc]  # that this is forbidden is the point


@pytest.mark.parametrize("make", ["mkfifo", "mkdir", "socket"])
def test_what_is_no_file_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: str
) -> None:
    """A pipe without a writer, a folder and a socket are refused before they are opened."""
    monkeypatch.chdir(tmp_path)
    path = "points.csv"
    with socket.socket(socket.AF_UNIX) as door:
        if make == "socket":
            door.bind(path)
        else:
            getattr(os, make)(path)
        found: list[tuple[type[BaseException], str]] = []
        reader = threading.Thread(target=lambda: found.append(refusal_of(path)), daemon=True)
        reader.start()
        reader.join(10)
    [(kind, message)] = found
    assert kind is ValueError
    assert message.startswith(
        f"{path} is a {'folder' if make == 'mkdir' else 'pipe or a device'}\n"
    )


def test_a_device_is_refused() -> None:
    """An endless device is refused, not read."""
    assert refusal_of("/dev/zero")[1].startswith("/dev/zero is a pipe or a device\n")


@pytest.mark.parametrize("name", ["none.csv", "none/none.csv", "\0", "none\nsuch.csv", "\ud800"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    """A file that is not there, or could not be, is a FileNotFoundError of two lines."""
    kind, message = refusal_of(f"{tmp_path}/{name}")
    assert kind is FileNotFoundError
    assert message.startswith("there is no file ")


def test_a_file_in_a_file_is_refused(points_csv: Path) -> None:
    """What the system says against a path is told with it, as the system's own kind of error."""
    assert refusal_of(points_csv / "x") == (
        NotADirectoryError,
        f"{points_csv}/x cannot be read: not a directory\ncheck the path and its permissions",
    )


def test_a_file_without_permission_is_refused(
    points_csv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system does not let us read, the refusal says so."""

    def forbid(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", forbid)
    assert refusal_of(points_csv) == (
        PermissionError,
        f"{points_csv} cannot be read: permission denied\ncheck the path and its permissions",
    )


def test_a_name_cannot_break_a_message(tmp_path: Path) -> None:
    """A line break in the name of a file is shown as a code."""
    path = tmp_path / "a\nb.csv"
    path.write_text("x,y\n1,2\n3,?\n")
    assert refusal_of(path)[1].startswith(r"'a\nb.csv', line 3, column 'y': '?' is no value")
    assert read_table(path, columns="x").name == "a\nb.csv"


def test_missing_is_error_or_drop(points_csv: Path) -> None:
    """Another way to treat missing values is refused with the known ones."""
    assert refusal_of(points_csv, missing="ignore") == (
        ValueError,
        "missing is 'ignore'\nchoose one of error, drop",
    )


def test_one_column_may_be_asked_for(points_csv: Path) -> None:
    """The points have a column for each that is asked for, in that order."""
    assert read_table(points_csv, columns=["x"]).points.tolist() == [[1], [3], [5]]
    table = read_table(points_csv, columns="y,x", missing="drop")
    assert isinstance(table, Table)
    assert table.columns == ("y", "x")
    assert table.points.tolist() == [[2, 1], [6, 5]]
