"""What an XML parser reads in our SVGs. How they look: tests/drawing/test_still.py."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmviz.writing import svg
from kmviz.writing.recipe import Recipe
from tests.drawing import pages
from tests.drawing.stills import HALOED, LINES, specimen
from tests.writing.films import RECIPE

few = settings(deadline=None, max_examples=20)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a place that every test may overwrite."""
    return tmp_path_factory.mktemp("svg") / "still.svg"


def written(path: Path, recipe: Recipe = RECIPE) -> Path:
    svg.write(path, specimen(), recipe)
    svg.verify(path)
    return path


def root(path: Path) -> ET.Element:
    return pages.svg_root(path.read_bytes())


def test_it_is_the_still_and_its_recipe(path: Path) -> None:
    """Without the recipe, the file is what the still says of itself."""
    description = f"    <dc:description>{RECIPE.to_text()}</dc:description>\n"
    assert root(written(path)).tag == pages.SVG + "svg"
    assert path.read_text().replace(description, "") == specimen().svg({}).decode()


def test_its_words_are_words(path: Path) -> None:
    """They can be searched, and changed in a drawing program."""
    texts = [element.text for element in root(written(path)).iter(pages.SVG + "text")]
    assert texts == [*LINES, "middle", HALOED]


@few
@given(st.text(st.characters(exclude_categories=())))
@pytest.mark.parametrize("hostile", ["]]></dc:description></metadata><script>", "<!--", "&#0;&lt;"])
def test_the_description_is_the_recipe(path: Path, hostile: str, command: str) -> None:
    """Any text comes back as it was, and none of it becomes an element."""
    recipe = replace(RECIPE, command=hostile + command)
    found = root(written(path, recipe))
    (description,) = found.findall(pages.DESCRIPTION)
    assert description.text == recipe.to_text()
    assert Recipe.from_text(description.text) == recipe
    assert [element.tag for element in found.iter()] == [
        element.tag for element in root(written(path)).iter()
    ]


def test_a_long_recipe_comes_back(path: Path) -> None:
    """A text of 120,000 characters is no trouble for a parser."""
    recipe = replace(RECIPE, command="\u20ac" * 20_000)
    assert root(written(path, recipe)).findtext(pages.DESCRIPTION) == recipe.to_text()


def test_the_same_still_gives_the_same_bytes(path: Path) -> None:
    """On any day: also the names of the parts are the same."""
    once = written(path).read_bytes()
    assert written(path).read_bytes() == once


def test_what_is_cut_off_does_not_verify(path: Path) -> None:
    """Wherever the file ends too early, that is told in two lines."""
    data = written(path).read_bytes()
    assert data.endswith(b"</svg>\n")
    for size in [*range(0, len(data) - 1, len(data) // 40), *range(len(data) - 12, len(data) - 1)]:
        path.write_bytes(data[:size])
        with pytest.raises(OSError, match=r"\A[^\n]*SVG is not complete: [^\n]+\n[^\n]+\Z"):
            svg.verify(path)


@pytest.mark.parametrize("wrong", [b"\0", b"\xff", b"<", b"&", b"\x1b"])
def test_what_is_not_xml_does_not_verify(path: Path, wrong: bytes) -> None:
    """Bytes that no SVG may contain are found, in the midst of a word too."""
    data = written(path).read_bytes()
    path.write_bytes(data.replace(b"middle", b"mid" + wrong + b" dle"))
    with pytest.raises(OSError, match=r"\A[^\n]*SVG is not complete: [^\n]+\n[^\n]+\Z"):
        svg.verify(path)
