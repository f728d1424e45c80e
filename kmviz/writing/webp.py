"""A film as an animated WebP: Pictures go in, lossless layers of what changes come out."""

import mmap
import struct
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, features

from kmviz.drawing.picture import Picture
from kmviz.writing.changes import Pixels
from kmviz.writing.exif import from_exif, to_exif
from kmviz.writing.layers import Layer, layers
from kmviz.writing.recipe import Recipe

LARGEST: Final = 1 << 14
"""Pixels in width or height."""

LONGEST: Final = (1 << 24) - 1
"""Milliseconds that one layer can tell."""

MOST_LOOPS: Final = 0xFFFF

# Lossless is smaller than lossy for pictures of flat colours, and this is the fast end of it: the
# slow end takes many times as long, to save some per cent.
_PACKED: Final = {"lossless": True, "method": 1, "quality": 75}

_RIFF: Final = struct.Struct("<4sI4s")
_CHUNK: Final = struct.Struct("<4sI")
_HAS_ALPHA, _HAS_EXIF, _MOVES = 1 << 4, 1 << 3, 1 << 1

if not features.check("webp"):
    raise ImportError("this Pillow has no WebP", name="PIL")


def write(
    path: Path,
    pictures: Iterable[Picture],
    recipe: Recipe,
    *,
    loop: int,
    fps: float,  # noqa: ARG001 (all formats have one signature; a WebP times each picture)
) -> None:
    """Write an animated WebP that loses nothing, with the recipe as its EXIF description.

    Parameters
    ----------
    path
        Where to; what is there is overwritten.
    pictures
        Taken one after the other. Each ends at the nearest millisecond, and stays for 11 at least.
    recipe
        What made the film.
    loop
        0 plays for ever, n plays n times, of which a WebP can tell 65,535.
    fps
        Not used.

    Raises
    ------
    ValueError
        When the pictures are none, not of one size, too large, or shown for impossible times.
    OSError
        When the system refuses.
    """
    with path.open("wb") as file:
        file.seek(_RIFF.size)
        for number, layer in enumerate(layers(pictures, largest=LARGEST, longest=LONGEST)):
            if number == 0:
                file.write(_head(layer, loop))
            file.write(_frame(layer))
        file.write(_chunk(b"EXIF", to_exif(recipe.to_text()).tobytes().removeprefix(b"Exif\0\0")))
        size = file.tell()
        file.seek(0)
        file.write(_RIFF.pack(b"RIFF", size - _CHUNK.size, b"WEBP"))


def verify(path: Path) -> None:
    """Check that a WebP of `write` is complete, and decode its first and last layer.

    Raises
    ------
    OSError
        When it is not, or they cannot be decoded.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            frames = list(_frames(data))
            for begin, end in (frames[0], frames[-1]):
                Image.open(BytesIO(_alone(data[begin:end])), formats=["WEBP"]).load()
    except (struct.error, IndexError, SyntaxError, ValueError, OSError) as error:
        raise OSError(
            f"the WebP is not complete: {error}\nwrite it again, or to a folder on another disk"
        ) from error


def comment(path: Path) -> str | None:
    """Give the text that a WebP carries as its description, or None where it carries none.

    Raises
    ------
    OSError
        When this is no such file.
    """
    with Image.open(path, formats=["WEBP"]) as image:
        return from_exif(image)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return _CHUNK.pack(kind, len(data)) + data + b"\0" * (len(data) % 2)


def _head(layer: Layer, loop: int) -> bytes:
    flags = _HAS_ALPHA | _HAS_EXIF | _MOVES
    size = _three_bytes(layer.area.width - 1) + _three_bytes(layer.area.height - 1)
    ground = b"\xff" * 4
    return _chunk(b"VP8X", struct.pack("<I", flags) + size) + _chunk(
        b"ANIM", ground + struct.pack("<H", min(loop, MOST_LOOPS))
    )


def _frame(layer: Layer) -> bytes:
    """Lay pixels over those that are there, from an even column and row: others cannot be told."""
    area, odd = layer.area, (layer.area.top % 2, layer.area.left % 2)
    pixels = np.pad(layer.pixels, ((odd[0], 0), (odd[1], 0), (0, 0)))
    height, width, _ = pixels.shape
    numbers = (area.left // 2, area.top // 2, width - 1, height - 1, layer.milliseconds)
    blend_and_leave = b"\0"
    place = b"".join(_three_bytes(number) for number in numbers) + blend_and_leave
    return _chunk(b"ANMF", place + _packed(pixels))


def _packed(pixels: Pixels) -> bytes:
    """Compress (height, width, 4) pixels, and give the chunk that holds them."""
    file = BytesIO()
    Image.fromarray(pixels).save(file, "WEBP", **_PACKED)
    return file.getvalue()[_RIFF.size :]


def _three_bytes(number: int) -> bytes:
    return number.to_bytes(3, "little")


def _alone(frame: bytes) -> bytes:
    """Make a still of the pixels of a frame, which follow its place and time."""
    chunk = frame[16:]
    return _RIFF.pack(b"RIFF", 4 + len(chunk), b"WEBP") + chunk


def _frames(data: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Yield where the contents of each frame begin and end."""
    riff, size, webp = _RIFF.unpack_from(data)
    if (riff, webp) != (b"RIFF", b"WEBP") or _CHUNK.size + size != len(data):
        raise ValueError("it is not as long as it says")
    at = _RIFF.size
    while at < len(data):
        kind, size = _CHUNK.unpack_from(data, at)
        at += _CHUNK.size
        if kind == b"ANMF":
            yield at, at + size
        at += size + size % 2
    if at != len(data):
        raise ValueError("its last chunk is cut off")
