"""A run as a table: a Trace goes in, a CSV comes out, a row for each cluster or point and time."""

import csv
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise, repeat
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.distances import own_distances
from kmviz.engine.observe import changed_points
from kmviz.engine.state import Points, State
from kmviz.writing.recipe import LONGEST
from kmviz.writing.trace import Trace

Row: TypeAlias = tuple[Any, ...]
Columns: TypeAlias = list[NDArray[Any]]

RECIPE: Final = "recipe"
"""The last column: filled in the first row only, and so in the way of no reader of tables."""

BLOCK: Final = 8192
"""Rows that are written at a time."""

LONGEST_LINE: Final = 3 * LONGEST


def write(path: Path, trace: Trace, *, rows: str) -> None:
    """Write a table; iterations, clusters and points are counted from 1, as on the picture.

    With a row per cluster: where it is (`centroid_1`, …) and goes (`mean_1`, …), how many points it
    has, its part of the inertia in both places, and whether it is retired. With a row per point:
    where it is (`x_1`, …), its cluster, the distance to that one's centroid, whether it has just
    changed cluster, and whether it is in the batch of this iteration, or waiting. The recipe is in
    the last column of the first row.

    Parameters
    ----------
    path
        Where to; what is there is overwritten.
    trace
        The run.
    rows
        "clusters" or "points".

    Raises
    ------
    OSError
        When the system refuses.
    """
    names, told = _TABLES[rows]
    header = [*names(trace.points.shape[1]), RECIPE]
    recipes = chain([trace.recipe.to_text()], repeat(""))
    with path.open("w", encoding="ascii", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        for row, recipe in zip(told(trace), recipes, strict=False):
            table.writerow((*row, recipe))


def verify(path: Path) -> None:
    """Check that no row of a table is cut off, and that all iterations have equally many.

    Raises
    ------
    OSError
        When that is not so.
    """
    try:
        _check(path)
    except (ValueError, IndexError, OSError) as error:
        raise OSError(
            f"the table is not complete: {error}\nwrite it again, or to a folder on another disk"
        ) from error


def comment(path: Path) -> str | None:
    """Give the recipe in the first row of a table, or None where there is none.

    Raises
    ------
    OSError
        When the file cannot be read.
    """
    with path.open("rb") as file:
        file.readline(LONGEST_LINE)
        row = file.readline(LONGEST_LINE).decode("utf-8", "replace").rstrip("\r\n")
    _, quote, recipe = row.partition('"')  # no other cell has one
    return recipe.removesuffix('"').replace('""', '"') if quote else None


def _cluster_names(d: int) -> list[str]:
    places = [*_axes("centroid", d), *_axes("mean", d)]
    return ["iteration", "cluster", *places, "count", "inertia", "inertia_at_means", "retired"]


def _by_cluster(trace: Trace) -> Iterator[Row]:
    for state in trace.states:
        yield from _rows(
            state.iteration + 1,
            [
                *(*state.centroids.T, *state.means.T, state.counts),
                *(_parts(trace.points, state, places) for places in (state.centroids, state.means)),
                _truths(state.retired),
            ],
        )


def _parts(points: Points, state: State, places: Points) -> Points:
    """Give each cluster's part of the inertia, were its centroid there: (k,)."""
    distances = own_distances(points, places, state.labels)
    return np.bincount(state.labels, distances, minlength=len(places)).astype(np.float64)


def _point_names(d: int) -> list[str]:
    told = ["cluster", "distance", "changed", "batch", "waiting"]
    return ["iteration", "point", *_axes("x", d), *told]


def _by_point(trace: Trace) -> Iterator[Row]:
    all_of_them = np.ones(len(trace.points), dtype=np.bool_)
    states: Iterable[State | None] = [None, *trace.states]
    for before, state in pairwise(states):
        if state is None:
            continue
        yield from _rows(
            state.iteration + 1,
            [
                *trace.points.T,
                state.labels + 1,
                np.sqrt(own_distances(trace.points, state.centroids, state.labels)),
                _truths(changed_points(state, before)),
                _truths(all_of_them if state.batch is None else state.batch),
                _truths(~all_of_them if state.waiting is None else state.waiting),
            ],
        )


def _rows(iteration: int, columns: Columns) -> Iterator[Row]:
    """Yield row by row, without making Python objects of all rows at once."""
    length = len(columns[0])
    for start in range(0, length, BLOCK):
        stop = min(start + BLOCK, length)
        block = (column[start:stop].tolist() for column in columns)
        yield from zip(repeat(iteration), range(start + 1, stop + 1), *block, strict=False)


def _axes(name: str, d: int) -> list[str]:
    return [f"{name}_{axis + 1}" for axis in range(d)]


def _truths(mask: NDArray[np.bool_]) -> NDArray[np.str_]:
    return np.where(mask, "true", "false")


def _check(path: Path) -> None:
    with path.open(encoding="ascii", newline="") as file:
        header = file.readline()
        columns = header.count(",")
        first = last = rows = 0
        for line in file:
            if not line.endswith("\n") or line.partition('"')[0].count(",") < columns:
                raise ValueError(f"row {rows + 1} is cut off")
            last = int(line.partition(",")[0])
            rows, first = rows + 1, first + (last == 1)
    if not rows or rows != first * last:
        raise ValueError(f"{rows} rows for {last} iterations of {first}")


_TABLES: Final[dict[str, tuple[Callable[[int], list[str]], Callable[[Trace], Iterator[Row]]]]] = {
    "clusters": (_cluster_names, _by_cluster),
    "points": (_point_names, _by_point),
}
