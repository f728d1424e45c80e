"""What is particular to AVIF: what the boxes of the movie say, which Pillow does not ask for."""

import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

from kmviz.writing import avif
from kmviz.writing.write import check_output
from tests.writing.decoders import boxes
from tests.writing.films import RECIPE, discs, picture, plain


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a place for a film."""
    return tmp_path / "film.avif"


def test_there_is_no_clock_in_the_file(path: Path) -> None:
    """The times of making in the headers of movie, track and media are all 0."""
    avif.write(path, discs(2), RECIPE, loop=0, fps=25)
    found = boxes(path)
    for kind in ("mvhd", "tkhd", "mdhd"):
        version, created, modified = struct.unpack_from(">B3xQQ", found[kind])
        assert (version, created, modified) == (1, 0, 0)


def test_a_lonely_picture_keeps_its_time(path: Path) -> None:
    """Two frames of half the time each, as a file of one picture could not tell it."""
    avif.write(path, [plain((255, 0, 0), 2.5)], RECIPE, loop=0, fps=25)
    with Image.open(path) as image:
        times = [frame.load() and frame.info["duration"] for frame in ImageSequence.Iterator(image)]
    assert times == [1250, 1250]


def test_colours_are_at_full_size(path: Path) -> None:
    """A line of one pixel keeps its colour: its neighbours do not share one with it."""
    pixels = plain((255, 255, 255), size=(64, 64)).pixels
    pixels[:, 31] = red = (189, 31, 1)
    avif.write(path, [picture(pixels)], RECIPE, loop=0, fps=25)
    with Image.open(path) as image:
        shown = np.array(image.convert("RGB")).astype(int)
    assert np.abs(shown[8:-8, 31] - red).max() < 32
    assert np.abs(shown[8:-8, [29, 33]] - 255).max() < 16


def test_a_picture_too_wide_for_the_format_is_refused(path: Path) -> None:
    """Before it is packed."""
    with pytest.raises(ValueError, match=r"\A16385x1 .+\n.+\Z"):
        avif.write(path, [plain((0, 0, 0), size=(16_385, 1))], RECIPE, loop=0, fps=25)


def test_a_pillow_without_an_encoder_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that cannot write AV1 is told before any work, with what to install."""

    def refuse(*_: object, **__: object) -> None:
        raise KeyError("AVIF")

    monkeypatch.delitem(sys.modules, "kmviz.writing.avif")
    monkeypatch.setattr(Image.Image, "save", refuse)
    with pytest.raises(ValueError, match=r"no encoder of AV1\n.*pip install .* pillow\Z"):
        check_output(path)


def test_an_encoder_that_stops_early_is_found_out(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pillow before 12.3 takes what it does not know for one picture: no film is cut in silence."""
    save = Image.Image.save

    def save_two(image: Image.Image, *args: Any, append_images: list[Any], **options: Any) -> None:
        append_images[0].seek(0)
        save(image, *args, append_images=[image], **options)

    monkeypatch.setattr(Image.Image, "save", save_two)
    with pytest.raises(OSError, match=r"\A[^\n]*two pictures only[^\n]*\n[^\n]+\Z"):
        avif.write(path, discs(5), RECIPE, loop=0, fps=25)


def test_a_header_of_another_kind_is_not_guessed_at(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should the encoder write other boxes one day, nothing is written over them."""
    monkeypatch.setitem(avif._HEADERS, b"mvhd", (b"moof",))  # noqa: SLF001 (no encoder does this)
    with pytest.raises(OSError, match=r"\A[^\n]*unknown header mvhd in an AVIF\n[^\n]+\Z"):
        avif.write(path, discs(2), RECIPE, loop=0, fps=25)
