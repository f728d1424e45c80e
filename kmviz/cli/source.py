"""A board's name or a file goes in, points come out, with what is known of their origin."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from kmviz.cli.failure import AskedWronglyError, could_not
from kmviz.cli.options import SAMPLES
from kmviz.cli.report import say, watching

if TYPE_CHECKING:
    from kmviz.data.text import Told
    from kmviz.engine.state import Points


@dataclass(frozen=True, slots=True)
class Source:
    """Where the points come from.

    Attributes
    ----------
    points
        (n, 2).
    name
        Of the board, or the file's own name.
    digest
        Of the file, SHA-256; None for a board.
    seed
        Of the board; None for a file.
    told
        One line about the file for people; empty for a board.
    """

    points: "Points"
    name: str
    digest: str | None
    seed: int | None
    told: str


Read: TypeAlias = Callable[["Told"], Source]
"""Reads or draws points, and tells how far it is."""


def read_points(read: Read, *, quiet: bool) -> Source:
    """Read points, or draw them, under a bar, and say what is known of them."""
    with watching(quiet=quiet) as show:
        source = read(show)
    say(source.told, quiet=quiet)
    return source


def reader(
    data_file: str | None,
    *,
    data: str | None,
    n: int | None,
    k: int,
    seed: int,
    data_seed: int | None,
    columns: str | None,
    missing: str,
    standardize: bool = False,
    board: str = "uniform",
    clusters: str = "k",
    shown: str | None = "petal_length,petal_width",
) -> Read:
    """Give what reads a file, or draws n points of a board; refuse at once what cannot be asked.

    `board` is the one that is drawn where none is named, and `clusters` the option that k is from;
    a board without a seed of its own has the one of its runs. Of iris, `shown` are the columns
    where none are asked for.
    """
    check_no_board(data_file, data=data)
    check_no_board(data_file or sample(data), n=n, data_seed=data_seed)
    if data_file is not None:
        file = data_file
        return _in_one_unit(
            lambda show: from_file(file, columns, missing, show), standardize=standardize
        )
    if missing != "error":
        refuse("--missing is for tables, and none is read", "leave it out, or name a file")
    if not is_board(data_file, data):
        return _in_one_unit(lambda _: from_iris(columns or shown), standardize=standardize)
    many = 100 if n is None else n
    check_board(many, k, columns, option=f"--{clusters}")
    own_seed = seed if data_seed is None else data_seed
    return _in_one_unit(
        lambda _: from_board(data or board, many, k, own_seed), standardize=standardize
    )


def _in_one_unit(read: Read, *, standardize: bool) -> Read:
    """Put the columns of points into one unit when they have been read, if that is asked."""
    if not standardize:
        return read

    def common(show: "Told") -> Source:
        from kmviz.data.units import standardize

        source = read(show)
        return replace(source, points=standardize(source.points))

    return common


def from_file(data_file: str, columns: str | None, missing: str, show: "Told") -> Source:
    """Read a table, or say what is wrong with it."""
    from kmviz.data.tables import read_table

    show(0, 0, "reading points")
    with could_not():
        table = read_table(data_file, columns=columns, missing=missing, progress=show)
    header = ", no header" if all(name.isdigit() for name in table.columns) else ""
    skipped = f"; rows skipped for missing values: {table.skipped}" if table.skipped else ""
    told = f"{table.name}: columns {' and '.join(table.columns)}{header}{skipped}"
    return Source(table.points, table.name, table.digest, None, told)


def from_board(name: str, n: int, k: int, seed: int) -> Source:
    """Draw n points, in k blobs where the board has such."""
    from kmviz.data.boards import BOARDS
    from kmviz.engine.checks import check_points

    points = check_points(BOARDS[name](n, k, seed))  # the engine would keep a copy of others
    return Source(points, name, None, seed, "")


def from_iris(columns: str | None) -> Source:
    """Take Fisher's iris flowers: some of their columns, or all four."""
    from kmviz.data.columns import find_columns
    from kmviz.data.samples import IRIS, iris

    if columns is None:
        return Source(iris(), "iris", None, None, "")
    places = find_columns(columns, IRIS, len(IRIS), "iris")
    told = f"iris: columns {' and '.join(IRIS[place] for place in places)}"
    return Source(iris()[:, places], "iris", None, None, told)


def is_board(data_file: str | None, data: str | None) -> bool:
    """Say whether points are drawn, neither read from a file nor of flowers that were measured."""
    return data_file is None and sample(data) is None


def sample(data: str | None) -> str | None:
    """Give the name of data that are no board; None where they are one."""
    return data if data in SAMPLES else None


def check_board(n: int, clusters: int, columns: str | None, *, option: str) -> None:
    """Refuse what does not fit a board; `option` is the name of the one that asks for clusters."""
    if columns is not None:
        refuse("--columns is for tables, and a board has none", "leave it out, or name a file")
    if clusters > n:
        refuse(
            f"{option} {clusters} is more than the {n} points",
            f"use {option} {n} or less, or --n {clusters}",
        )


def check_no_board(own: str | None, /, **board: object) -> None:
    """Refuse options of boards beside a file, or other data, that has points of its own."""
    if own is None:
        return
    for name, value in board.items():
        if value is not None:
            refuse(f"{option(name)} is for boards, and {own} has its own points", "leave it out")


def option(name: str) -> str:
    """Spell a parameter's name as the option that it comes from."""
    return f"--{name.replace('_', '-')}"


def refuse(problem: str, remedy: str) -> NoReturn:
    """Say what was asked wrongly, and what to do."""
    raise AskedWronglyError(f"{problem}\n{remedy}")


def clusters(k: int | None, data_file: str | None, data: str | None) -> int:
    """Give the number of clusters: as asked, or 7 on a board."""
    if k is None and not is_board(data_file, data):
        refuse("how many clusters?", "add --k, for example --k 3")
    return 7 if k is None else k


def number_of_points(n: int | None, data_file: str | None, data: str | None) -> int | None:
    """Give how many points are drawn: as asked, or 100; None where they are not drawn."""
    return 100 if n is None and is_board(data_file, data) else n


def numbered(name: str, **numbers: int | None) -> str:
    """Make a name from the parameters that are given."""
    told = {name.replace("_", "-"): number for name, number in numbers.items()}
    parts = [f"{name}{number}" for name, number in told.items() if number is not None]
    return "-".join([name, *parts])


def stem(data_file: str | None, board: str) -> str:
    """Give a name for what is made of these points, of characters that every file system has."""
    name = board if data_file is None else Path(data_file).stem.strip("-") or "points"
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in name)[:80]
