"""What is in our ZIPs, as others unpack them."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from kmviz.writing.read import read_recipe
from kmviz.writing.write import write
from tests.writing.films import RECIPE, discs


def test_the_entries_know_no_clock_and_no_machine(tmp_path: Path) -> None:
    """All are of the first day of 1980, readable by everyone, and stored as they are."""
    path = write(tmp_path / "film.zip", discs(2), RECIPE)
    with ZipFile(path) as archive:
        entries = archive.infolist()
    assert [entry.filename for entry in entries] == [
        "0001.png",
        "0002.png",
        "timeline.csv",
        "recipe.json",
    ]
    for entry in entries:
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert (entry.create_system, entry.external_attr >> 16) == (3, 0o644)
        assert entry.compress_type == 0


def test_python_unpacks_it(tmp_path: Path) -> None:
    """As a program of its own, which checks every checksum."""
    path = write(tmp_path / "film.zip", discs(2), RECIPE)
    command = [sys.executable, "-m", "zipfile", "-t", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "Done testing" in done.stdout


@pytest.mark.parametrize(("length", "fits"), [(10, True), (65_000, True), (66_000, False)])
def test_the_comment_is_the_recipe_where_it_fits(tmp_path: Path, length: int, fits: bool) -> None:  # noqa: FBT001
    """A comment holds 65,535 bytes; the file inside always has it."""
    recipe = replace(RECIPE, command="x" * length)
    path = write(tmp_path / "film.zip", discs(2), recipe)
    with ZipFile(path) as archive:
        assert json.loads(archive.read("recipe.json")) == json.loads(recipe.to_text())
        assert archive.comment.decode() == (recipe.to_text() if fits else "")
    assert read_recipe(path) == recipe


def test_a_recipe_of_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    """A bomb is refused after a megabyte of it."""
    path = tmp_path / "bomb.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("recipe.json", '{"kmviz": "' + "0" * 30_000_000)
    with pytest.raises(ValueError, match=r"\A[^\n]*more than[^\n]*\n[^\n]+\Z"):
        read_recipe(path)


def test_a_zip_of_others_has_no_recipe(tmp_path: Path) -> None:
    """It is refused as any other file of theirs."""
    path = tmp_path / "other.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "mine")
    with pytest.raises(ValueError, match="no recipe in this file"):
        read_recipe(path)
