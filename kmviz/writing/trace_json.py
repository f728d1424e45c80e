"""A run as JSON: a Trace goes in, a file that holds all of it comes out."""

import json
import re
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.state import Labels, Points, State
from kmviz.writing.read_trace import VERSION, read_trace
from kmviz.writing.recipe import INFINITY, LONGEST, one_line
from kmviz.writing.trace import Trace

BLOCK: Final = 8192
"""Rows that are written at a time."""

_HEAD: Final = re.compile(r'\s*\{\s*"kmviz_trace"\s*:\s*\d+\s*,\s*"recipe"\s*:\s*')
_HEAD_LENGTH: Final = 200


def write(path: Path, trace: Trace, *, rows: str) -> None:  # noqa: ARG001 (one signature for all)
    """Write all of a run, one line for each part that people may look for.

    Parameters
    ----------
    path
        Where to; what is there is overwritten.
    trace
        The run.
    rows
        Not used.

    Raises
    ------
    OSError
        When the system refuses.
    """
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write(f'{{"kmviz_trace": {VERSION},\n"recipe": {trace.recipe.to_text()},\n')
        file.write(f'"about": {json.dumps(trace.about)},\n"points": ')
        _write_rows(file, trace.points)
        for number, state in enumerate(trace.states):
            file.write(',\n"iterations": [\n' if number == 0 else ",\n")
            _write_state(file, state)
        file.write("\n]}\n")


def verify(path: Path) -> None:
    """Check that a trace is complete, by reading it.

    Raises
    ------
    OSError
        When it is not.
    """
    try:
        read_trace(path)
    except ValueError as error:
        reason = str(error).splitlines()[0]
        raise OSError(
            f"the trace is not complete: {reason}\nwrite it again, or to a folder on another disk"
        ) from error


def comment(path: Path) -> str | None:
    """Give the recipe that a trace carries, or None where it carries none.

    Raises
    ------
    OSError
        When the file cannot be read.
    """
    with path.open("rb") as file:
        text = file.read(_HEAD_LENGTH + LONGEST).decode("utf-8", "replace")
    head = _HEAD.match(text)
    if head is None:
        return None
    values, _ = json.JSONDecoder().raw_decode(text, head.end())
    return one_line(values)


def _write_rows(file: IO[str], table: Points | Labels) -> None:
    """Write (n, d) numbers, without making Python objects of all of them at once."""
    for start in range(0, len(table), BLOCK):
        file.write("[" if start == 0 else ", ")
        file.write(json.dumps(table[start : start + BLOCK].tolist())[1:-1])
    file.write("]")


def _write_state(file: IO[str], state: State) -> None:
    told: dict[str, Any] = {
        "iteration": state.iteration + 1,
        "algorithm": state.algorithm,
        "centroids": state.centroids.tolist(),
        "means": state.means.tolist(),
        "counts": state.counts.tolist(),
        "retired": state.retired.tolist(),
        "inertia": float(state.inertia),
        "inertia_at_means": float(state.inertia_at_means),
        "changed": int(state.changed),
        "settled": bool(state.settled),
        "nearest": bool(state.nearest),
        "batch": _indices(state.batch),
        "waiting": _indices(state.waiting),
    }
    text = json.dumps(told).replace("Infinity", INFINITY)
    file.write(text.removesuffix("}") + ', "labels": ')
    _write_rows(file, state.labels)
    file.write("}")


def _indices(mask: NDArray[np.bool_] | None) -> list[int] | None:
    return None if mask is None else np.flatnonzero(mask).tolist()
