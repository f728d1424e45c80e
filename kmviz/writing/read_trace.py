"""A run comes back from a file: JSON goes in, a Trace comes out, and nothing in it is trusted."""

import os
import reprlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.algorithms import ALGORITHMS
from kmviz.engine.checks import check_points
from kmviz.engine.distances import own_distances
from kmviz.engine.observe import changed_points
from kmviz.engine.state import Labels, Points, State
from kmviz.writing.recipe import Recipe
from kmviz.writing.strict_json import parse
from kmviz.writing.trace import Trace

VERSION: Final = 1
"""Of `trace.schema.json`: another number where an older reader would go wrong."""

LARGEST: Final = 1 << 30
"""Bytes that are read."""

TOLERANCE: Final = 1e-3
"""By what part an inertia may differ from that of its own labels: some work in float32."""


def read_trace(path: str | os.PathLike[str]) -> Trace:
    """Read the run that a JSON trace holds: its points, its states, and how it was made.

    Raises
    ------
    ValueError
        When it is no such trace, or its parts do not belong together.
    OSError
        When the file cannot be read.
    """
    whole = _Part(parse(_text(Path(path)), refusal), "the trace")
    version = whole.take("kmviz_trace")
    if version != VERSION:
        raise ValueError(
            f"trace: its version is {reprlib.repr(version)}, and this kmviz knows {VERSION}\n"
            "read it with the version of kmviz that wrote it"
        )
    points = check_points(whole.numbers("points", (None, None)))
    return Trace(
        points=points,
        states=tuple(_states(whole, points)),
        recipe=Recipe.from_values(whole.take("recipe", dict)),
        about=whole.line("about"),
    )


def refusal(what: str) -> ValueError:
    """Say that this is no trace, and why."""
    return ValueError(f"trace: {what}\ntake the file, unchanged, as kmviz wrote it")


def _text(path: Path) -> str:
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}\ncheck its name and folder")
    if path.stat().st_size > LARGEST:
        raise refusal(f"{path.stat().st_size} bytes are more than {LARGEST}")
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise refusal(f"byte {error.start} is not UTF-8") from None


@dataclass(frozen=True, slots=True)
class _Part:
    """An object of a trace, which refuses what it does not have, or has as something else."""

    values: dict[str, Any]
    where: str

    def wrong(self, name: str, kind: str) -> ValueError:
        return refusal(f"{self.where}: {name!r} is not {kind}")

    def take(self, name: str, kind: type = object) -> Any:
        if name not in self.values:
            raise refusal(f"{self.where}: {name!r} is missing")
        value = self.values[name]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.wrong(name, _KINDS[kind])
        return value

    def amount(self, name: str) -> float:
        value = self.take(name)
        try:
            number = float(value) if type(value) in {int, float} else -1.0
        except OverflowError:  # a whole number of hundreds of digits
            number = -1.0
        if number < 0:
            raise self.wrong(name, "a number from 0")
        return number

    def line(self, name: str) -> str:
        text: str = self.take(name, str)
        if text and not text.isprintable():
            raise self.wrong(name, "a line of text")
        return text

    def choice(self, name: str, known: Collection[str]) -> str:
        text: str = self.take(name, str)
        if text not in known:
            raise self.wrong(name, f"one of {', '.join(known)}")
        return text

    def numbers(self, name: str, shape: tuple[int | None, ...]) -> Points:
        """Take rows of finite numbers, of this shape; None stands for any length from 1."""
        array = self._array(name)
        fits = array.ndim == len(shape) and all(
            length > 0 and wanted in (None, length)
            for length, wanted in zip(array.shape, shape, strict=True)
        )
        if array.dtype.kind not in "iuf" or not fits or not np.isfinite(array).all():
            size = " x ".join(str(length or "any") for length in shape)
            raise self.wrong(name, f"a table of {size} numbers")
        return array.astype(np.float64)

    def places(self, name: str, below: int) -> Labels:
        """Take whole numbers from 0 up to another."""
        array = self._array(name)
        fits = array.ndim == 1 and (array.dtype.kind == "i" or array.size == 0)
        if not fits or (array.size and not 0 <= array.min() <= array.max() < below):
            raise self.wrong(name, f"a list of whole numbers from 0 to {below - 1}")
        return array.astype(np.intp)

    def mask(self, name: str, length: int) -> NDArray[np.bool_] | None:
        """Take the places where something is true, or nothing."""
        if self.take(name) is None:
            return None
        places = self.places(name, length)
        mask = np.zeros(length, dtype=np.bool_)
        mask[places] = True
        return mask

    def truths(self, name: str, length: int) -> NDArray[np.bool_]:
        array = self._array(name)
        if array.dtype.kind != "b" or array.shape != (length,):
            raise self.wrong(name, f"a list of {length} truths")
        return array

    def _array(self, name: str) -> NDArray[Any]:
        value = self.take(name, list)
        try:
            return np.array(value)
        except ValueError:
            raise self.wrong(name, "a table whose rows are equally long") from None


_KINDS: Final = {
    bool: "true or false",
    dict: "an object",
    int: "a whole number",
    list: "a list",
    str: "text",
}


def _states(whole: _Part, points: Points) -> Iterator[State]:
    told = whole.take("iterations", list)
    if not told:
        raise refusal("there is no iteration")
    before, k = None, None
    for number, value in enumerate(told):
        where = f"iteration {number + 1}"
        if not isinstance(value, dict):
            raise refusal(f"{where} is not an object")
        state = _state(_Part(value, where), points, number, k)
        _check(state, before, points, where)
        yield state
        before, k = state, len(state.centroids)


def _state(part: _Part, points: Points, number: int, k: int | None) -> State:
    n, d = points.shape
    if part.take("iteration", int) != number + 1:
        raise part.wrong("iteration", f"{number + 1}")
    centroids = part.numbers("centroids", (k, d))
    k = len(centroids)
    state = State(
        iteration=number,
        centroids=centroids,
        labels=part.places("labels", k),
        means=part.numbers("means", (k, d)),
        counts=part.places("counts", n + 1),
        inertia=part.amount("inertia"),
        inertia_at_means=part.amount("inertia_at_means"),
        changed=part.take("changed", int),
        settled=part.take("settled", bool),
        retired=part.truths("retired", k),
        nearest=part.take("nearest", bool),
        batch=part.mask("batch", n),
        waiting=part.mask("waiting", n),
        algorithm=part.choice("algorithm", ALGORITHMS),
    )
    if len(state.labels) != n:
        raise part.wrong("labels", f"a list of {n} labels, one for each point")
    for array in (state.centroids, state.labels, state.means, state.counts, state.retired):
        array.flags.writeable = False
    return state


def _check(state: State, before: State | None, points: Points, where: str) -> None:
    """Refuse a state whose parts contradict each other: some of them were changed."""
    if not np.array_equal(state.counts, np.bincount(state.labels, minlength=len(state.counts))):
        raise refusal(f"{where}: 'counts' are not those of its labels")
    if state.changed != np.count_nonzero(changed_points(state, before)):
        raise refusal(f"{where}: 'changed' is not that of its labels")
    for name, targets in (("inertia", state.centroids), ("inertia_at_means", state.means)):
        if not _is_inertia(getattr(state, name), points, targets, state.labels):
            raise refusal(f"{where}: {name!r} is not that of its labels")


def _is_inertia(told: float, points: Points, targets: Points, labels: Labels) -> bool:
    with np.errstate(over="ignore", invalid="ignore"):
        true = own_distances(points, targets, labels).sum()
        whole = np.square(points - points.mean(axis=0)).sum()
        return bool(np.isclose(told, true, rtol=TOLERANCE, atol=TOLERANCE**3 * whole))
