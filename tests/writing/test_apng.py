"""What the chunks of our animated PNGs say, as the specification (W3C, 2025) orders them."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
import pytest
from PIL import Image

from kmviz.writing import apng
from tests.writing.films import RECIPE, discs, picture, plain


class Chunk(NamedTuple):
    kind: bytes
    data: bytes


def chunks(path: Path) -> Iterator[Chunk]:
    data, at = path.read_bytes(), 8
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        yield Chunk(kind, data[at + 8 : at + 8 + size])
        (checksum,) = struct.unpack(">I", data[at + 8 + size : at + 12 + size])
        assert checksum == zlib.crc32(data[at + 4 : at + 8 + size])
        at += 12 + size
    assert at == len(data)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a place for a film."""
    return tmp_path / "film.apng"


def test_the_chunks_are_in_order_and_numbered(path: Path) -> None:
    """The first frame is the still that old programs show; numbers run over all later chunks."""
    apng.write(path, discs(3), RECIPE, loop=0, fps=25)
    found = list(chunks(path))
    kinds = [chunk.kind.decode() for chunk in found]
    frames = ["fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT"]
    assert kinds == ["IHDR", "acTL", "tEXt", *frames, "IEND"]
    numbers = [chunk.data[:4] for chunk in found if chunk.kind in (b"fcTL", b"fdAT")]
    assert numbers == [struct.pack(">I", number) for number in range(5)]
    assert found[1].data[:4] == struct.pack(">I", 3)


def test_only_the_changed_rectangle_is_written(path: Path) -> None:
    """It is blended over what is there, which stays afterwards."""
    before, after = np.zeros((16, 16, 3), np.uint8), np.zeros((16, 16, 3), np.uint8)
    after[3, 4] = after[5, 9] = 200
    apng.write(path, [picture(before), picture(after)], RECIPE, loop=0, fps=25)
    _, control = [chunk.data for chunk in chunks(path) if chunk.kind == b"fcTL"]
    _, width, height, left, top, delay, per_second, dispose, blend = struct.unpack(
        ">5I2H2B", control
    )
    assert (left, top, width, height) == (4, 3, 6, 3)
    assert (delay, per_second) == (100, 1000)
    leave, over = 0, 1
    assert (dispose, blend) == (leave, over)


def test_ffmpeg_shows_the_same_pixels(path: Path) -> None:
    """Another decoder lays the layers as we mean them."""
    apng.write(path, discs(), RECIPE, loop=0, fps=25)
    with av.open(str(path)) as container:
        shown = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert np.array_equal(shown, [one.pixels for one in discs()])


def test_a_viewer_of_stills_shows_the_first_picture(path: Path) -> None:
    """Whoever skips the chunks of moving pictures has a whole PNG left."""
    apng.write(path, discs(3), RECIPE, loop=0, fps=25)
    kept = [b"IHDR", b"IDAT", b"IEND"]
    still = path.with_suffix(".png")
    with still.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for kind, data in chunks(path):
            if kind in kept:
                checksum = struct.pack(">I", zlib.crc32(kind + data))
                file.write(struct.pack(">I", len(data)) + kind + data + checksum)
    with Image.open(still) as image:
        assert not getattr(image, "is_animated", False)
        assert image.convert("RGB").tobytes() == next(discs(3)).pixels.tobytes()


def test_a_flipped_bit_anywhere_is_found_out(path: Path) -> None:
    """Every chunk has a checksum, and all are verified."""
    apng.write(path, [plain((255, 0, 0)), plain((0, 0, 255))], RECIPE, loop=0, fps=25)
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(OSError, match=r"\Athe PNG is not complete: .+\n.+\Z"):
            apng.verify(path)
