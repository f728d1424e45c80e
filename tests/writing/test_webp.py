"""What the chunks of our WebPs say, as the format's specification orders them."""

import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image, features

from kmviz.writing import webp
from kmviz.writing.write import check_output
from tests.writing.films import RECIPE, discs, picture, plain
from tests.writing.test_gif import noise

RED, BLUE = (255, 0, 0), (0, 0, 255)


class Chunk(NamedTuple):
    kind: bytes
    data: bytes


def chunks(path: Path) -> Iterator[Chunk]:
    data, at = path.read_bytes(), 12
    assert data[:4] + data[8:12] == b"RIFFWEBP"
    assert struct.unpack("<I", data[4:8]) == (len(data) - 8,)
    while at < len(data):
        kind, size = struct.unpack("<4sI", data[at : at + 8])
        yield Chunk(kind, data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    assert at == len(data)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a place for a film."""
    return tmp_path / "film.webp"


def test_the_chunks_are_in_order(path: Path) -> None:
    """What the file has, how it moves, the frames, and then the recipe."""
    webp.write(path, discs(3), RECIPE, loop=0, fps=25)
    found = list(chunks(path))
    assert [chunk.kind for chunk in found] == [b"VP8X", b"ANIM", *[b"ANMF"] * 3, b"EXIF"]
    animated, exif, alpha = 0x02, 0x08, 0x10
    assert found[0].data == struct.pack("<I", animated | exif | alpha) + b"\xef\0\0" * 2
    assert all(chunk.data[16:20] == b"VP8L" for chunk in found if chunk.kind == b"ANMF")


def test_a_change_at_an_odd_place_is_in_its_place(path: Path) -> None:
    """A frame begins in an even column and row, and may reach one further than what changes."""
    before, after = plain(RED).pixels, plain(RED).pixels
    after[5, 7] = BLUE
    webp.write(path, [picture(before), picture(after)], RECIPE, loop=0, fps=25)
    frame = [chunk.data for chunk in chunks(path) if chunk.kind == b"ANMF"][1]
    left, top, width, height = (int.from_bytes(frame[i : i + 3], "little") for i in (0, 3, 6, 9))
    assert (2 * left, 2 * top, width + 1, height + 1) == (6, 4, 2, 2)
    with Image.open(path) as image:
        image.seek(1)
        shown = image.convert("RGB")
    assert shown.getpixel((7, 5)) == BLUE
    assert {shown.getpixel(place) for place in ((6, 5), (7, 4), (6, 4), (8, 5))} == {RED}


def test_more_loops_than_it_can_tell_are_all_that_it_can(path: Path) -> None:
    """65,536 is one too many for two bytes, and must not become 0: for ever."""
    webp.write(path, discs(2), RECIPE, loop=65_536, fps=25)
    with Image.open(path) as image:
        assert image.info["loop"] == 65_535


def test_noise_loses_nothing(path: Path) -> None:
    """Pixels of any colours come back as they were."""
    film = noise(3)
    webp.write(path, [picture(pixels) for pixels in film], RECIPE, loop=0, fps=25)
    with Image.open(path) as image:
        for number, pixels in enumerate(film):
            image.seek(number)
            assert image.convert("RGB").tobytes() == pixels.tobytes()


def test_a_pillow_without_webp_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that lacks the codec is told before any work, with what to install."""
    monkeypatch.delitem(sys.modules, "kmviz.writing.webp")
    monkeypatch.setattr(features, "check", lambda _: False)
    with pytest.raises(ValueError, match=r"no WebP\n.*pip install .* pillow\Z"):
        check_output(path)
