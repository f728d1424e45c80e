"""A run as files hold it: points, states and their origin go in, a trace of them comes out."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, cast

from kmviz.writing.write import check_output, verified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kmviz.engine.state import Points, State
    from kmviz.writing.recipe import Recipe

TRACES: Final = {
    ".json": "kmviz.writing.trace_json",
    ".csv": "kmviz.writing.trace_csv",
}
"""The module for each ending of a trace."""

BEGINNING: Final = re.compile(rb'\s*\{\s*"kmviz_trace"\s*:')
HEAD: Final = 200  # bytes in which a trace says that it is one

ROWS: Final = ("clusters", "points")
"""What a row of a table may tell of, in each iteration."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """A run of k-means, with all that is needed to film it.

    Attributes
    ----------
    points
        (n, d).
    states
        The states of the run, in order.
    recipe
        How it was made.
    about
        What a film of it is about, in words; may be empty.
    """

    points: "Points"
    states: "Sequence[State]"
    recipe: "Recipe"
    about: str = ""


class TraceFormat(Protocol):
    """What a module of `TRACES` offers."""

    def write(self, path: Path, trace: Trace, *, rows: str) -> None:
        """Write a trace to a path, whatever is there."""

    def verify(self, path: Path) -> None:
        """Raise OSError unless the file can be read from beginning to end."""


def write_trace(path: str | os.PathLike[str], trace: Trace, *, rows: str = "clusters") -> Path:
    """Write a run as data to a file, which appears whole and verified, or not at all.

    Parameters
    ----------
    path
        Where to. In `.json` is all of the run, see `trace.schema.json`; `read_trace` gives it back.
        A `.csv` is a table.
    trace
        The run, of points with any number of columns.
    rows
        What a row of the table tells of, in each iteration: "clusters" or "points".

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    ValueError
        When something is asked that cannot be.
    OSError
        When the system refuses. Whatever was at `path` is as it was.
    """
    check_rows(rows)
    check_output(path, formats=TRACES)
    with verified(path, TRACES) as (encoder, part):
        cast("TraceFormat", encoder).write(part, trace, rows=rows)
    return Path(path)


def is_trace(path: str | os.PathLike[str]) -> bool:
    """Say whether a file begins as a JSON trace does; one that cannot be read does not."""
    try:
        with Path(path).open("rb") as file:
            return BEGINNING.match(file.read(HEAD)) is not None
    except OSError:
        return False


def check_rows(rows: str) -> None:
    """Refuse what no row tells of.

    Raises
    ------
    ValueError
        When `rows` is not one of `ROWS`.
    """
    if rows not in ROWS:
        raise ValueError(f"rows is {rows!r}\nchoose one of {', '.join(ROWS)}")
