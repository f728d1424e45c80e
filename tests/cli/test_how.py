"""`kmviz how`: a file is asked how it was made."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kmviz.cli import main
from kmviz.writing.write import write
from tests.writing.films import RECIPE, discs


def test_the_command_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first line that a film gives is the command that makes it again."""
    path = str(tmp_path / "film.gif")
    assert main(["animate", "--k", "2", "--n", "9", "--steps", "--quiet", "-o", path]) == 0
    capsys.readouterr()
    assert main(["how", path]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "python -m kmviz animate --k 2 --n 9 --seed 0 --steps -o film.gif"
    assert any(line.split() == ["points", "9"] for line in told)


def test_json_is_the_whole_recipe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json programs get every field that was written."""
    write(tmp_path / "film.gif", discs(), replace(RECIPE, command="a command"))
    assert main(["how", str(tmp_path / "film.gif"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(
        replace(RECIPE, command="a command").to_text()
    )


def test_hostile_text_is_shown_as_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Control characters in a recipe do not reach the terminal."""
    write(
        tmp_path / "film.gif",
        discs(),
        replace(RECIPE, command="\x1b[2J\u202e evil", data="\x07bell"),
    )
    assert main(["how", str(tmp_path / "film.gif")]) == 0
    told = capsys.readouterr().out
    assert not {"\x1b", "\u202e", "\x07"} & set(told)


def test_a_foreign_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On a file that kmviz did not make the command says so, and exits with 1."""
    (tmp_path / "notes.txt").write_text("no film", encoding="utf-8")
    assert main(["how", str(tmp_path / "notes.txt")]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("error: notes.txt: this is no file of a kind that kmviz makes\nhint")
