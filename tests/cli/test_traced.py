"""Facts about traces on the command line: written, read back, and filmed as the runs they are."""

import csv
import inspect
import json
from pathlib import Path

import pytest

import kmviz
from kmviz.cli import main
from kmviz.cli.animate import animate
from kmviz.cli.traced import DECIDED
from kmviz.writing.read import read_recipe

SMALL = ["--k", "3", "--n", "20", "--quiet"]
QUICK = ["--steps", "--pace", "fast", "--hold", "0", "--size", "160x120"]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_trace_is_told_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    """It has no size in pixels, and as many rows as clusters or points in every iteration."""
    for rows, count in (("clusters", 3), ("points", 20)):
        assert main(["animate", *SMALL, "--json", "--rows", rows, "-o", "run.csv"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["bytes"] == Path("run.csv").stat().st_size
        assert told["width"] is told["height"] is told["seconds"] is told["pictures"] is None
        with Path("run.csv").open(newline="", encoding="ascii") as file:
            assert len(list(csv.DictReader(file))) == told["iterations"] * count


def test_a_trace_can_be_made_again() -> None:
    """Its recipe holds the command, whose options say what the rows are."""
    assert main(["animate", *SMALL, "--rows", "points", "-o", "run.csv"]) == 0
    assert main(["remake", "run.csv", "-o", "again.csv", "--quiet"]) == 0
    assert Path("again.csv").read_bytes() == Path("run.csv").read_bytes()
    assert "--rows points" in read_recipe("run.csv").command


@pytest.mark.parametrize("layout", ["board", "lecture"])
def test_the_film_of_a_trace_is_the_film_of_its_run(layout: str) -> None:
    """Pixel for pixel: all that differs is how each says that it was made."""
    look = [*QUICK, "--layout", layout]
    for name, asked in (("film.apng", look), ("run.json", [])):
        assert main(["animate", *SMALL, *asked, "-o", name]) == 0
    told = ["animate", "run.json", *look, "--quiet", "-o", "again.apng"]
    assert main(told) == 0
    first, again = (Path(name).read_bytes() for name in ("film.apng", "again.apng"))
    assert first.partition(b"fcTL")[2] == again.partition(b"fcTL")[2]
    assert read_recipe("again.apng").data == "run.json"
    assert read_recipe("again.apng").command.startswith("python -m kmviz animate run.json --")
    assert read_recipe("again.apng").seed == 0


def test_a_film_of_a_trace_is_made_again_from_the_trace() -> None:
    """The digest is that of the trace, which is given as any other data."""
    assert main(["animate", *SMALL, "-o", "run.json"]) == 0
    assert main(["animate", "run.json", *QUICK, "--quiet", "-o", "film.gif"]) == 0
    Path("run.json").rename("moved.json")
    assert main(["remake", "film.gif", "--data", "moved.json", "-o", "a.gif", "--quiet"]) == 0
    assert Path("a.gif").read_bytes() == Path("film.gif").read_bytes()


@pytest.mark.parametrize(
    "asked",
    [["--k", "3"], ["--seed", "0"], ["--init", "random"], ["--embed-data"], ["--data-seed", "1"]],
)
def test_what_decides_on_a_run_is_refused(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside a trace, in which it has been decided."""
    assert main(["animate", *SMALL, "-o", "run.json"]) == 0
    assert main(["animate", "run.json", *asked]) == 2
    error, hint = capsys.readouterr().err.splitlines()[-2:]
    assert error == f"error: {asked[0]} is for a run to be made, and run.json is one"
    assert hint == "hint: leave it out"


def test_every_option_is_of_a_run_or_of_its_film() -> None:
    """No option of `animate` is forgotten where a trace is filmed."""
    film = set(inspect.signature(kmviz.Look).parameters)
    outside = {
        *("data_file", "at", "sheet", "rows", "output", "place", "max_size"),
        *("alt", "transcript", "poster", "as_json", "quiet", "debug"),
    }
    assert {param.name for param in animate.params} <= DECIDED | film | outside


def test_a_damaged_trace_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """With what is wrong, and no file is made."""
    Path("run.json").write_text('{"kmviz_trace": 1, "recipe": {}}', encoding="ascii")
    assert main(["animate", "run.json", "-o", "film.gif"]) == 1
    error, hint = capsys.readouterr().err.splitlines()
    assert error == "error: trace: the trace: 'points' is missing"
    assert hint.startswith("hint: ")
    assert not Path("film.gif").exists()
