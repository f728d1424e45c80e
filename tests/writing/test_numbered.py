"""Numbered stills tell what is shown when, and how they were made, each by itself."""

import csv
from io import BytesIO

import pytest
from PIL import Image

from kmviz.writing.numbered import files, is_ours
from tests.writing.films import RECIPE, discs, plain


def test_the_table_has_a_row_for_each_still() -> None:
    """File, seconds to the last digit, and whether a half-step opens."""
    film = [plain((1, 2, 3), 1 / 3, opens_beat=True), plain((4, 5, 6), 2.5)]
    found = {file.name: file.data for file in files(film, RECIPE)}
    rows = list(csv.reader(found["timeline.csv"].decode().splitlines()))
    assert rows == [
        ["file", "seconds", "opens_beat"],
        ["0001.png", repr(1 / 3), "true"],
        ["0002.png", "2.5", "false"],
    ]


def test_every_still_carries_the_recipe() -> None:
    """One that is taken out and passed on alone still tells how it was made."""
    for file in files(discs(3), RECIPE):
        if file.name.endswith(".png"):
            with Image.open(BytesIO(file.data)) as image:
                assert image.info["Comment"] == RECIPE.to_text()


def test_names_sort_as_the_film_runs() -> None:
    """The first thousand and more, by a program that knows nothing of numbers."""
    one = plain((0, 0, 0), size=(1, 1))
    names = [file.name for file in files([one] * 1001, RECIPE)][:-2]
    assert names == sorted(names)


@pytest.mark.parametrize("name", ["0001.png", "12345.png", "timeline.csv", "recipe.json"])
def test_these_names_are_ours(name: str) -> None:
    """What may be replaced by another film."""
    assert is_ours(name)


@pytest.mark.parametrize("name", ["1.png", "0001.PNG", "000a.png", "²²²².png", "0001.png.bak", ""])
def test_all_others_are_not(name: str) -> None:
    """What must never be taken away."""
    assert not is_ours(name)
