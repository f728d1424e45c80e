"""A film as an animated PNG: Pictures go in, lossless layers of what changes come out."""

import mmap
import struct
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from PIL import Image

from kmviz.drawing.picture import Picture
from kmviz.writing.changes import Pixels
from kmviz.writing.layers import Layer, layers
from kmviz.writing.png import END, comment
from kmviz.writing.recipe import Recipe

__all__ = ["comment", "verify", "write"]

LARGEST: Final = (1 << 31) - 1
"""Pixels in width or height."""

LONGEST: Final = 0xFFFF
"""Milliseconds that one layer can tell."""

BEGIN: Final = b"\x89PNG\r\n\x1a\n"

_HEAD: Final = struct.Struct(">I4s")
_SUM: Final = struct.Struct(">I")
_CONTROL: Final = struct.Struct(">5I2H2B")
_LEAVE, _BLEND = 0, 1


def write(
    path: Path,
    pictures: Iterable[Picture],
    recipe: Recipe,
    *,
    loop: int,
    fps: float,  # noqa: ARG001 (all formats have one signature; a PNG times each picture)
) -> None:
    """Write an animated PNG (W3C, 2025) that loses nothing, with the recipe as its comment.

    Programs that know of stills only show its first picture.

    Parameters
    ----------
    path
        Where to; what is there is overwritten.
    pictures
        Taken one after the other. Each ends at the nearest millisecond, and stays for 11 at least.
    recipe
        What made the film.
    loop
        0 plays for ever, n plays n times.
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
        file.write(BEGIN)
        for number, layer in enumerate(layers(pictures, largest=LARGEST, longest=LONGEST)):
            if number == 0:
                file.write(_header(layer.area.width, layer.area.height))
                counted = file.tell()
                file.write(_count(0, loop))
                file.write(_chunk(b"tEXt", b"Comment\0" + recipe.to_text().encode("ascii")))
            file.write(_frame(layer, number))
        file.write(END)
        file.seek(counted)
        file.write(_count(number + 1, loop))


def verify(path: Path) -> None:
    """Check that an animated PNG of `write` is complete, and decode its first and last layer.

    Raises
    ------
    OSError
        When it is not, or they cannot be decoded.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            _check(data)
    except (struct.error, IndexError, SyntaxError, ValueError, OSError) as error:
        raise OSError(
            f"the PNG is not complete: {error}\nwrite it again, or to a folder on another disk"
        ) from error


def _chunk(kind: bytes, data: bytes) -> bytes:
    return _HEAD.pack(len(data), kind) + data + _SUM.pack(zlib.crc32(kind + data))


def _header(width: int, height: int) -> bytes:
    bits, red_green_blue_alpha = 8, 6
    return _chunk(b"IHDR", struct.pack(">2I5B", width, height, bits, red_green_blue_alpha, 0, 0, 0))


def _count(frames: int, loop: int) -> bytes:
    return _chunk(b"acTL", struct.pack(">2I", frames, loop))


def _frame(layer: Layer, number: int) -> bytes:
    """Give the chunks of a layer, numbered as if one followed the other: the first has one."""
    top, left, height, width = layer.area
    sequence = max(2 * number - 1, 0)
    time = (layer.milliseconds, 1000)
    control = _CONTROL.pack(sequence, width, height, left, top, *time, _LEAVE, _BLEND)
    packed = _packed(layer.pixels)
    if number == 0:
        return _chunk(b"fcTL", control) + _chunk(b"IDAT", packed)
    return _chunk(b"fcTL", control) + _chunk(b"fdAT", _SUM.pack(sequence + 1) + packed)


def _packed(pixels: Pixels) -> bytes:
    """Compress rows as they are: filters make flat colours longer by a quarter."""
    height = len(pixels)
    no_filter = np.zeros((height, 1), np.uint8)
    return zlib.compress(np.hstack([no_filter, pixels.reshape(height, -1)]).tobytes(), 9)


class _Chunk(NamedTuple):
    """What a chunk is, and where its contents begin and end."""

    kind: bytes
    begin: int
    end: int


def _chunks(data: mmap.mmap) -> Iterator[_Chunk]:
    if data[: len(BEGIN)] != BEGIN:
        raise ValueError("it does not begin as a PNG")
    at = len(BEGIN)
    while at < len(data):
        length, kind = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        chunk = _Chunk(kind, at, at + length)
        at += length
        if _SUM.unpack_from(data, at) != (zlib.crc32(kind + data[chunk.begin : chunk.end]),):
            raise ValueError(f"the checksum of a chunk of kind {kind!r} is wrong")
        at += _SUM.size
        yield chunk


def _check(data: mmap.mmap) -> None:
    chunks = list(_chunks(data))
    counts = [chunk for chunk in chunks if chunk.kind == b"acTL"]
    controls = [chunk for chunk in chunks if chunk.kind == b"fcTL"]
    packed = [chunk for chunk in chunks if chunk.kind in (b"IDAT", b"fdAT")]
    (told,) = _SUM.unpack_from(data, counts[0].begin)
    if chunks[-1].kind != b"IEND" or not len(controls) == len(packed) == told:
        raise ValueError(f"{len(packed)} of {told} pictures are there")
    for place in (0, -1):
        Image.open(BytesIO(_alone(data, controls[place], packed[place])), formats=["PNG"]).load()


def _alone(data: mmap.mmap, control: _Chunk, packed: _Chunk) -> bytes:
    """Make a still of one frame."""
    _, width, height, *_ = _CONTROL.unpack_from(data, control.begin)
    begin = packed.begin + (_SUM.size if packed.kind == b"fdAT" else 0)
    pixels = _chunk(b"IDAT", data[begin : packed.end])
    return BEGIN + _header(width, height) + pixels + END
