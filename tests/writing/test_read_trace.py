"""Traces from anywhere: what is not as kmviz wrote it is refused in two lines, and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.writing.read import read_recipe
from kmviz.writing.read_trace import read_trace
from kmviz.writing.trace import write_trace
from tests.writing.traces import run

TWO_LINES = r"\A[^\n]+\n[^\n]+\Z"


def without(name: str) -> Callable[[Any], None]:
    return lambda trace: trace.pop(name)


def of_second(name: str, value: Any) -> Callable[[Any], None]:
    return lambda trace: trace["iterations"][1].update({name: value})


def other_label(trace: Any) -> None:
    labels = trace["iterations"][1]["labels"]
    labels[0] = (labels[0] + 1) % 4


DAMAGE: dict[str, tuple[Callable[[Any], Any], str]] = {
    "no points": (without("points"), "'points' is missing"),
    "no iterations": (without("iterations"), "'iterations' is missing"),
    "no recipe": (without("recipe"), "'recipe' is missing"),
    "no labels": (lambda trace: trace["iterations"][0].pop("labels"), "iteration 1: 'labels' is"),
    "empty run": (lambda trace: trace.update(iterations=[]), "no iteration"),
    "a newer version": (lambda trace: trace.update(kmviz_trace=2), "version is 2"),
    "a strange version": (lambda trace: trace.update(kmviz_trace="x" * 999), "version"),
    "no list": (lambda trace: trace.update(iterations={}), "'iterations' is not a list"),
    "no object": (lambda trace: trace["iterations"].append(3), "is not an object"),
    "a title in lines": (lambda trace: trace.update(about="one\ntwo"), "'about'"),
    "half a letter": (lambda trace: trace.update(about="\ud800"), "'about'"),
    "ragged points": (lambda trace: trace["points"].append([1.0]), "'points'"),
    "no points at all": (lambda trace: trace.update(points=[]), "'points'"),
    "words for points": (lambda trace: trace["points"][0].__setitem__(0, "1"), "'points'"),
    "a point too far": (lambda trace: trace["points"][0].__setitem__(0, 1e200), "points span"),
    "another number": (of_second("iteration", 3), "iteration 2: 'iteration'"),
    "other clusters": (lambda trace: trace["iterations"][1]["centroids"].pop(), "'centroids'"),
    "another axis": (of_second("means", [[1.0, 2.0, 3.0]] * 4), "'means'"),
    "a label too few": (lambda trace: trace["iterations"][1]["labels"].pop(), "'labels'"),
    "a label too high": (of_second("labels", [4] * 60), "'labels'"),
    "a label below": (of_second("labels", [-1] * 60), "'labels'"),
    "half labels": (of_second("labels", [0.5] * 60), "'labels'"),
    "another label": (other_label, "iteration 2: 'counts'"),
    "other counts": (of_second("counts", [60, 0, 0, 0]), "'counts'"),
    "another inertia": (of_second("inertia", 1.0), "'inertia' is not that"),
    "a negative inertia": (of_second("inertia", -1.0), "'inertia' is not a number"),
    "a huge inertia": (of_second("inertia", 10**400), "'inertia' is not a number"),
    "other means": (of_second("means", [[0.0, 0.0]] * 4), "'inertia_at_means'"),
    "more changes": (of_second("changed", 61), "'changed'"),
    "a truth for a number": (of_second("changed", value=True), "'changed'"),
    "a number for a truth": (of_second("settled", 1), "'settled'"),
    "too few truths": (of_second("retired", [True]), "'retired'"),
    "a batch beyond": (of_second("batch", [60]), "'batch'"),
    "an unknown algorithm": (of_second("algorithm", "magic"), "'algorithm'"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_trace_is_refused(tmp_path: Path, name: str) -> None:
    """In two lines, of which the first says what is wrong and where."""
    damage, told = DAMAGE[name]
    path = write_trace(tmp_path / "run.json", run("lloyd"))
    values = json.loads(path.read_text("ascii"))
    damage(values)
    path.write_text(json.dumps(values))
    with pytest.raises(ValueError, match=TWO_LINES) as caught:
        read_trace(path)
    assert told in str(caught.value).splitlines()[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[1, 2]",
        '{"kmviz_trace": 1',
        '{"kmviz_trace": 1, "kmviz_trace": 1}',
        '{"kmviz_trace": NaN}',
        '{"kmviz_trace": ' + "9" * 5000 + "}",
        '{"kmviz_trace": 1, "points": ' + "[" * 100_000,
        '{"kmviz_trace": 1, "points": ' + "[" * 70 + "]" * 70 + "}",
        "\ufeff{}",
    ],
)
def test_what_is_no_trace_is_refused(tmp_path: Path, text: str) -> None:
    """Whatever it is, in two lines."""
    path = tmp_path / "run.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=TWO_LINES):
        read_trace(path)


@given(st.binary(max_size=200))
def test_rubbish_is_refused(tmp_path_factory: pytest.TempPathFactory, rest: bytes) -> None:
    """Bytes that begin like a trace are refused in two lines, as run and as recipe."""
    path = tmp_path_factory.mktemp("rubbish") / "run.json"
    path.write_bytes(b'{"kmviz_trace": 1, "recipe": {"kmviz"' + rest)
    for read in (read_trace, read_recipe):
        with pytest.raises(ValueError, match=TWO_LINES):
            read(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """As everywhere."""
    with pytest.raises(FileNotFoundError, match=r"there is no file .*\n"):
        read_trace(tmp_path / "run.json")


def test_a_file_of_gigabytes_is_not_read(tmp_path: Path) -> None:
    """It is refused by its size, before any of it is in memory."""
    path = tmp_path / "run.json"
    with path.open("wb") as file:
        file.truncate(2 << 30)
    with pytest.raises(ValueError, match=r"bytes are more than"):
        read_trace(path)
