"""What is in our JSON traces, by the schema that is shipped and by what is read back."""

import json
from dataclasses import fields, replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

import kmviz
from kmviz.engine.algorithms import ALGORITHMS
from kmviz.engine.state import State
from kmviz.writing import trace_json
from kmviz.writing.read import read_recipe
from kmviz.writing.read_trace import read_trace
from kmviz.writing.trace import write_trace
from tests.writing.traces import FEW, NAMES, run

SCHEMA = json.loads(files("kmviz.writing").joinpath("trace.schema.json").read_text("utf-8"))


def test_the_schema_is_one() -> None:
    """It keeps to the rules of JSON Schema, 2020-12."""
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_tells_of_every_attribute_and_algorithm() -> None:
    """What a state has is what an iteration must have, and the names are those in force."""
    told = SCHEMA["$defs"]["iteration"]
    names = {field.name for field in fields(State)}
    assert set(told["required"]) == set(told["properties"]) == names
    assert told["properties"]["algorithm"]["enum"] == list(ALGORITHMS)


@pytest.mark.parametrize("name", FEW)
def test_every_run_keeps_to_the_schema(tmp_path: Path, name: str) -> None:
    """As an independent validator reads both."""
    path = write_trace(tmp_path / "run.json", run(name))
    Draft202012Validator(SCHEMA).validate(json.loads(path.read_text("ascii")))


@pytest.mark.parametrize("name", NAMES)
def test_a_run_comes_back_to_the_last_bit(tmp_path: Path, name: str) -> None:
    """Points and every attribute of every state are what they were; nothing can be changed."""
    known = run(name)
    found = read_trace(write_trace(tmp_path / "run.json", known))
    assert np.array_equal(found.points, known.points)
    assert (found.recipe, found.about) == (known.recipe, known.about)
    assert len(found.states) == len(known.states)
    for one, other in zip(found.states, known.states, strict=True):
        for field in fields(State):
            mine, theirs = getattr(one, field.name), getattr(other, field.name)
            assert np.array_equal(mine, theirs), field.name
        assert not one.labels.flags.writeable
        assert not one.centroids.flags.writeable


def test_the_film_of_what_comes_back_is_the_same_film(tmp_path: Path) -> None:
    """Byte for byte, as GIF: nothing that is drawn is lost on the way."""
    films = []
    known = run("lloyd")
    for one in (known, read_trace(write_trace(tmp_path / "run.json", known))):
        frames = kmviz.storyboard(one.points, one.states, pace="fast", hold=0, subtitle=one.about)
        pictures = kmviz.render(frames, size=(160, 120))
        films.append(kmviz.write(tmp_path / "film.gif", pictures, one.recipe).read_bytes())
    assert films[0] == films[1]


def test_the_parts_are_on_lines_of_their_own(tmp_path: Path) -> None:
    """A person finds the recipe on the second line, and an iteration on each of the last."""
    lines = write_trace(tmp_path / "run.json", run("lloyd")).read_text("ascii").splitlines()
    assert lines[1].startswith('"recipe": {"kmviz"')
    iterations = [line for line in lines if line.startswith('{"iteration"')]
    assert len(iterations) == len(run("lloyd").states)


@pytest.mark.parametrize("indent", [None, 4])
def test_the_recipe_is_found_however_it_is_laid_out(tmp_path: Path, indent: int | None) -> None:
    """A trace that an editor has formatted still tells how it was made."""
    path = write_trace(tmp_path / "run.json", run("lloyd"))
    path.write_text(json.dumps(json.loads(path.read_text("ascii")), indent=indent))
    assert read_recipe(path) == run("lloyd").recipe
    assert len(read_trace(path).states) == len(run("lloyd").states)


@pytest.mark.parametrize("command", ["x" * 20_000, '"quoted", \\ and \u20ac\n'])
def test_any_recipe_comes_back(tmp_path: Path, command: str) -> None:
    """Long ones, and such that could be mistaken for the end of it."""
    recipe = replace(run("lloyd").recipe, command=command)
    path = write_trace(tmp_path / "run.json", replace(run("lloyd"), recipe=recipe))
    assert read_recipe(path) == recipe


@pytest.mark.parametrize("part", np.linspace(0, 1, 30, endpoint=False))
def test_a_file_cut_short_anywhere_is_found_out(tmp_path: Path, part: float) -> None:
    """The whole file passes, and no beginning of it does."""
    path = write_trace(tmp_path / "run.json", run("lloyd"))
    data = path.read_bytes()
    path.write_bytes(data[: int(part * len(data))])
    with pytest.raises(OSError, match=r"\Athe trace is not complete: .+\n.+\Z"):
        trace_json.verify(path)
