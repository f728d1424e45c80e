"""What decoders show of our PNGs, and what their chunks say."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import imageio.v3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kmviz.drawing.still import Still
from kmviz.writing import png
from kmviz.writing.recipe import Recipe
from tests.drawing.stills import specimen
from tests.writing.films import RECIPE

few = settings(deadline=None, max_examples=20)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a place that every test may overwrite."""
    return tmp_path_factory.mktemp("png") / "still.png"


def written(path: Path, recipe: Recipe = RECIPE) -> Path:
    png.write(path, specimen(), recipe)
    png.verify(path)
    return path


def chunks(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a PNG (ISO/IEC 15948), whose checksums are right."""
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at = 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        content = data[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        assert zlib.crc32(kind + content) == checksum
        yield kind, content
        at += 12 + length


def test_every_pixel_is_as_it_was_drawn(path: Path) -> None:
    """Nothing is lost, whoever decodes it, and there is no transparency."""
    pixels = specimen().pixels()
    with Image.open(written(path)) as image:
        assert image.mode == "RGB"
        assert np.array_equal(np.asarray(image), pixels)
    assert np.array_equal(imageio.v3.imread(path), pixels)


def test_it_has_eight_bits_a_channel_and_only_chunks_that_are_known(path: Path) -> None:
    """The recipe stands before the pixels; no date, no profile and no program add themselves."""
    found = list(chunks(written(path)))
    names = [kind for kind, _ in found]
    assert list(dict.fromkeys(names)) == [b"IHDR", b"tEXt", b"pHYs", b"IDAT", b"IEND"]
    depth, colours = found[0][1][8:10]
    assert (depth, colours) == (8, 2)


def test_documents_show_it_as_large_as_its_pdf(path: Path) -> None:
    """A pixel is 1/72 inch, to the nearest that a PNG can tell, whole pixels a metre."""
    (content,) = (content for kind, content in chunks(written(path)) if kind == b"pHYs")
    across, up, unit = struct.unpack(">IIB", content)
    in_metres = 1
    assert (across, up, unit) == (round(72 / 0.0254), round(72 / 0.0254), in_metres)


@few
@given(st.text(st.characters(exclude_categories=())))
@pytest.mark.parametrize("hostile", ["\0tEXt", "]]></metadata>", "(\\)"])
def test_the_comment_is_the_recipe(path: Path, hostile: str, command: str) -> None:
    """Any text comes back as it was, as the only text of the file."""
    recipe = replace(RECIPE, command=hostile + command)
    with Image.open(written(path, recipe)) as image:
        text = image.info["Comment"]
    assert Recipe.from_text(text) == recipe
    assert [content for kind, content in chunks(path) if kind == b"tEXt"] == [
        b"Comment\0" + recipe.to_text().encode("ascii")
    ]


def test_a_long_recipe_comes_back(path: Path) -> None:
    """Twenty thousand characters that take six each are no more than what readers allow."""
    recipe = replace(RECIPE, command="\u20ac" * 20_000)
    with Image.open(written(path, recipe)) as image:
        assert Recipe.from_text(image.info["Comment"]) == recipe


def test_the_same_still_gives_the_same_bytes(path: Path) -> None:
    """On any day."""
    once = written(path).read_bytes()
    assert written(path).read_bytes() == once


def test_one_pixel_is_a_picture_too(path: Path) -> None:
    """The smallest still there is."""
    png.write(path, Still(1, 1, "#3f90da", list), RECIPE)
    png.verify(path)
    assert imageio.v3.imread(path).tolist() == [[[63, 144, 218]]]


def test_what_is_cut_off_does_not_verify(path: Path) -> None:
    """Wherever the file ends too early, also at its very last bytes, that is told in two lines."""
    data = written(path).read_bytes()
    for size in [*range(0, len(data), len(data) // 40), *range(len(data) - 12, len(data))]:
        path.write_bytes(data[:size])
        with pytest.raises(OSError, match=r"\A[^\n]*PNG is not complete: [^\n]+\n[^\n]+\Z"):
            png.verify(path)


def test_a_wrong_byte_does_not_verify(path: Path) -> None:
    """A bit that a disk has turned over is found, anywhere."""
    data = written(path).read_bytes()
    for place in range(0, len(data), len(data) // 40):
        path.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
        with pytest.raises(OSError, match=r"\A[^\n]*PNG is not complete: [^\n]+\n[^\n]+\Z"):
            png.verify(path)
