"""What is in our PDFs, read by the specification. How they look: tests/drawing/test_still.py."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmviz.drawing.still import Still
from kmviz.writing import pdf
from kmviz.writing.recipe import Recipe
from tests.drawing import pages
from tests.drawing.stills import HALOED, LINES, bound, specimen
from tests.writing.films import RECIPE

few = settings(deadline=None, max_examples=20)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a place that every test may overwrite."""
    return tmp_path_factory.mktemp("pdf") / "still.pdf"


def written(path: Path, recipe: Recipe = RECIPE) -> Path:
    pdf.write(path, specimen(), recipe)
    pdf.verify(path)
    return path


def document(path: Path) -> pages.Document:
    return pages.Document(path.read_bytes())


def test_it_is_one_page_that_any_reader_knows(path: Path) -> None:
    """PDF 1.4, neither encrypted nor scripted, and with the page in its tree."""
    data, found = written(path).read_bytes(), document(path)
    assert data.startswith(b"%PDF-1.4\n")
    assert b"/Encrypt" not in found.table
    assert not any(b"/JavaScript" in text or b"/JS " in text for text in found.objects.values())
    tree = found.follow(b"Pages", found.follow(b"Root", found.table))
    assert re.fullmatch(rb"<< /Type /Pages /Kids \[ \d+ 0 R \] /Count 1 >>", tree)


def test_it_is_the_still_and_its_recipe(path: Path) -> None:
    """The page is what the still says of itself."""
    shown, alone = pages.pdf(written(path).read_bytes()), pages.pdf(bound(specimen()))
    assert shown.size == alone.size
    assert shown.words == alone.words
    assert len(shown.shapes) == len(alone.shapes) > 10


def test_its_words_are_words(path: Path) -> None:
    """They can be searched and copied: the codes of their letters are mapped to Unicode."""
    texts = [line.text for line in pages.pdf(written(path).read_bytes()).words]
    assert texts == [*LINES, "middle", HALOED]


@few
@given(st.text(st.characters(exclude_categories=())))
@pytest.mark.parametrize("hostile", [") >> endobj", "\\", "(((", "\\)\\", "%%EOF\n", "þÿ"])
def test_the_subject_is_the_recipe(path: Path, hostile: str, command: str) -> None:
    """Any text comes back as it was, as the only entry of the document information."""
    recipe = replace(RECIPE, command=hostile + command)
    pdf.write(path, Still(9, 9, "#ffffff", list), recipe)
    pdf.verify(path)
    subject = document(path).subject
    assert subject == recipe.to_text()
    assert Recipe.from_text(subject) == recipe


def test_a_long_recipe_comes_back(path: Path) -> None:
    """A text of 120,000 characters is one string."""
    recipe = replace(RECIPE, command="\u20ac" * 20_000)
    assert document(written(path, recipe)).subject == recipe.to_text()


def test_the_same_still_gives_the_same_bytes(path: Path) -> None:
    """On any day: also the names of the fonts are the same."""
    once = written(path).read_bytes()
    assert written(path).read_bytes() == once


def test_what_is_cut_off_does_not_verify(path: Path) -> None:
    """Wherever the file ends too early, also at its very last bytes, that is told in two lines."""
    data = written(path).read_bytes()
    for size in [*range(0, len(data), len(data) // 40), *range(len(data) - 12, len(data))]:
        path.write_bytes(data[:size])
        with pytest.raises(OSError, match=r"\A[^\n]*PDF is not complete: [^\n]+\n[^\n]+\Z"):
            pdf.verify(path)


def test_what_is_missing_in_the_midst_does_not_verify(path: Path) -> None:
    """A byte that is gone moves all that come after it away from where the table says."""
    data = written(path).read_bytes()
    for place in range(9, data.index(b"trailer"), len(data) // 40):
        path.write_bytes(data[:place] + data[place + 1 :])
        with pytest.raises(OSError, match=r"\A[^\n]*PDF is not complete: [^\n]+\n[^\n]+\Z"):
            pdf.verify(path)


def test_a_wrong_byte_in_what_is_drawn_does_not_verify(path: Path) -> None:
    """A bit that a disk has turned over is found in every stream: page, fonts, points."""
    data = written(path).read_bytes()
    streams = list(re.finditer(rb"\nstream\n(.*?)\nendstream\n", data, re.DOTALL))
    assert len(streams) > 4
    for stream in streams:
        place = (stream.start(1) + stream.end(1)) // 2
        path.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
        with pytest.raises(OSError, match=r"\A[^\n]*PDF is not complete: [^\n]+\n[^\n]+\Z"):
            pdf.verify(path)
