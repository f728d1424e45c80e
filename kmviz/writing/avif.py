"""A film as an animated AVIF: Pictures go in, AV1 in full colour, timed picture by picture."""

import mmap
import struct
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from kmviz.drawing.picture import Picture
from kmviz.writing.changes import Pixels
from kmviz.writing.exif import from_exif, to_exif
from kmviz.writing.recipe import Recipe
from kmviz.writing.ticks import (
    MILLISECONDS,
    SHORTEST_MILLISECONDS,
    Timed,
    in_ticks,
    merged,
    shares,
)

LARGEST: Final = 16384
"""Pixels in width or height that the encoder takes."""

# Colours at the full size, as edges of colour are what a film shows. One speed more is ten times as
# fast, and twice as large at less quality. The number of threads changes the bytes. Chromium shows
# moving AVIF as if its range were limited, also where the file says that it is full.
_PACKED: Final[dict[str, Any]] = {
    "codec": "aom",
    "range": "limited",
    "quality": 80,
    "speed": 6,
    "subsampling": "4:4:4",
    "max_threads": 4,
    "autotiling": False,
}

_BOX: Final = struct.Struct(">I4s")
_FOR_EVER: Final = (1 << 64) - 1
_HEADERS: Final = {
    b"mvhd": (b"moov",),
    b"tkhd": (b"moov", b"trak"),
    b"elst": (b"moov", b"trak", b"edts"),
    b"mdhd": (b"moov", b"trak", b"mdia"),
}
"""Where the headers lie that tell times."""


def _check_encoder() -> None:
    try:
        Image.new("RGB", (16, 16)).save(BytesIO(), "AVIF", **_PACKED)
    except (KeyError, ValueError, OSError) as error:
        raise ImportError("this Pillow has no encoder of AV1", name="PIL") from error


_check_encoder()


def write(
    path: Path,
    pictures: Iterable[Picture],
    recipe: Recipe,
    *,
    loop: int,
    fps: float,  # noqa: ARG001 (all formats have one signature; an AVIF times each picture)
) -> None:
    """Write an animated AVIF, with the recipe as its EXIF description.

    Parameters
    ----------
    path
        Where to; what is there is overwritten.
    pictures
        Taken one after the other; what they are packed to is kept in memory until the end. Each
        ends at the nearest millisecond, and stays for 11 at least.
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
    timed = in_ticks(pictures, rate=MILLISECONDS, shortest=SHORTEST_MILLISECONDS, largest=LARGEST)
    shown = _never_one(merged(_distinct(timed)))
    first, milliseconds = next(shown)
    reel = _Reel(shown, [milliseconds])
    with path.open("w+b") as file:
        Image.fromarray(first).save(
            *(file, "AVIF"),
            save_all=True,
            append_images=[reel],
            duration=reel.milliseconds,
            exif=to_exif(recipe.to_text()),
            **_PACKED,
        )
        if next(shown, None) is not None:
            raise _unknown("takes two pictures only")
        file.flush()
        with mmap.mmap(file.fileno(), 0) as data:
            _settle(data, loop)


def verify(path: Path) -> None:
    """Check that an AVIF is complete, and decode its first and last picture.

    Raises
    ------
    OSError
        When it is not, or they cannot be decoded.
    """
    try:
        with Image.open(path, formats=["AVIF"]) as image:
            image.load()
            image.seek(getattr(image, "n_frames", 1) - 1)
            image.load()
    except (SyntaxError, ValueError, OSError) as error:
        raise OSError(
            f"the AVIF is not complete: {error}\nwrite it again, or to a folder on another disk"
        ) from error


def comment(path: Path) -> str | None:
    """Give the text that an AVIF carries as its description, or None where it carries none.

    Raises
    ------
    OSError
        When this is no such file.
    """
    with Image.open(path, formats=["AVIF"]) as image:
        return from_exif(image)


class _Reel:
    """What Pillow takes for an image of many pictures: it holds one of them at a time.

    A list of all would hold them all, and Pillow makes one of any generator.
    """

    mode = "RGB"

    def __init__(self, shown: Iterator[tuple[Pixels, int]], milliseconds: list[int]) -> None:
        self._shown = shown
        self._pixels = np.zeros((0, 0, 3), np.uint8)
        self.milliseconds = milliseconds

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        height, width, _ = self._pixels.shape
        return width, height

    def seek(self, _number: int) -> None:
        """Go to the next picture; they are asked for in order."""
        try:
            self._pixels, milliseconds = next(self._shown)
        except StopIteration:
            raise EOFError from None
        self.milliseconds.append(milliseconds)

    def tobytes(self, *_how: str) -> bytes:
        """Give red, green, blue, row after row."""
        return self._pixels.tobytes()


def _distinct(timed: Iterable[Timed]) -> Iterator[tuple[Pixels | None, int]]:
    """Yield the pixels of pictures that differ from the one before, and None for the others."""
    before = np.zeros((0, 0, 3), np.uint8)
    for picture, ticks in timed:
        yield (None if np.array_equal(before, picture.pixels) else picture.pixels), ticks
        before = picture.pixels


def _never_one(shown: Iterator[tuple[Pixels, int]]) -> Iterator[tuple[Pixels, int]]:
    """Show a picture that is the only one twice: a file of one picture tells no time."""
    held, alone = next(shown), True
    for one in shown:
        yield held
        held, alone = one, False
    pixels, milliseconds = held
    half = -(-milliseconds // 2)
    yield from ((pixels, share) for share in shares(milliseconds, half if alone else milliseconds))


def _settle(data: mmap.mmap, loop: int) -> None:
    """Take the clock out of the file, and say how often it plays: Pillow asks for neither.

    A movie that lasts n times as long as what its edit list repeats plays n times (ISO/IEC
    14496-12, 8.6.6).
    """
    at = {kind: _fields(data, *path, kind) for kind, path in _HEADERS.items()}
    (once,) = struct.unpack_from(">Q", data, at[b"elst"] + 4)
    length = once * loop if loop else _FOR_EVER
    for kind in (b"mvhd", b"tkhd", b"mdhd"):
        created = modified = 0
        struct.pack_into(">QQ", data, at[kind], created, modified)
    struct.pack_into(">Q", data, at[b"mvhd"] + 20, length)
    struct.pack_into(">Q", data, at[b"tkhd"] + 24, length)


def _fields(data: mmap.mmap, *path: bytes) -> int:
    """Give where the fields of a header begin, which lies in boxes that lie in one another."""
    begin, end = 0, len(data)
    for kind in path:
        begin, end = _inside(data, begin, end).get(kind, (0, 0))
    of_long_numbers = b"\x01"
    if data[begin : begin + 1] != of_long_numbers:
        raise _unknown(f"writes an unknown header {path[-1].decode()}")
    return begin + 4


def _unknown(what: str) -> OSError:
    return OSError(
        f"this Pillow {what} in an AVIF\n"
        "choose another format, such as .webp, or run: python -m pip install --upgrade pillow"
    )


def _inside(data: mmap.mmap, begin: int, end: int) -> dict[bytes, tuple[int, int]]:
    """Give where the contents of each box begin and end."""
    boxes = {}
    while begin < end:
        size, kind = _BOX.unpack_from(data, begin)
        boxes[kind] = (begin + _BOX.size, begin + size)
        begin += max(size, _BOX.size)
    return boxes
