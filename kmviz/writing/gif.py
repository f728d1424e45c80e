"""A film as a GIF: Pictures go in, a file with one palette and only what changes comes out."""

import mmap
import struct
import tempfile
from collections.abc import Iterable, Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
from PIL import Image

from kmviz.drawing.picture import Picture
from kmviz.writing.changes import (
    NOTHING,
    Area,
    Change,
    Colours,
    Pixels,
    Places,
    Runs,
    Screen,
    around,
    runs,
)
from kmviz.writing.palette import Census, Weights, choose, nearest
from kmviz.writing.recipe import Recipe
from kmviz.writing.ticks import Timed, in_ticks, merged, shares

TICKS_PER_SECOND = 100
SHORTEST = 2
"""Ticks: browsers show a picture of 0 or 1 for 10."""

LONGEST = 0xFFFF
"""Ticks that one block can tell."""

LARGEST = 0xFFFF
"""Pixels in width or height."""

IN_MEMORY = 1 << 25
"""Bytes kept between the two passes; a longer film is kept in a temporary file."""

_KEPT = struct.Struct("<2I")
_SUB_BLOCK = 255
_EXTENSION, _IMAGE, _TRAILER = b"!,;"


def write(
    path: Path,
    pictures: Iterable[Picture],
    recipe: Recipe,
    *,
    loop: int,
    fps: float,  # noqa: ARG001 (all formats have one signature; a GIF times each picture)
) -> None:
    """Write a GIF, with the recipe as its comment.

    One palette serves the whole film: the flat colours exactly, and those that are best for all
    other pixels of this very film. Hence two passes: the first keeps what every picture changes,
    in memory or in a temporary file, and the second encodes it.

    Parameters
    ----------
    path
        Where to; what is there is overwritten.
    pictures
        Taken one after the other. Each ends at the nearest hundredth of a second, and stays for
        two at least.
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
    timed = in_ticks(pictures, rate=Fraction(TICKS_PER_SECOND), shortest=SHORTEST, largest=LARGEST)
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as spool:
        film = _watch(timed, spool)
        palette = choose(film.colours, film.weights, film.flats)
        with path.open("wb") as file:
            file.write(_header(film, palette))
            file.write(_loop_block(loop))
            file.write(_comment_block(recipe.to_text()))
            for patch, ticks in merged(_patches(spool, film, palette)):
                file.writelines(_image_blocks(patch, ticks, transparent=len(palette)))
            file.write(bytes([_TRAILER]))


def verify(path: Path) -> None:
    """Check that a GIF of `write` is complete, and decode its first and last image.

    Raises
    ------
    OSError
        When it is not, or they cannot be decoded.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            _decode_ends(data)
    except IndexError as error:
        raise _incomplete("it ends too early") from error
    except (SyntaxError, ValueError, OSError) as error:
        raise _incomplete(error) from error


def comment(path: Path) -> str | None:
    """Give the text that a GIF carries as its comment, or None where it carries none.

    Raises
    ------
    OSError
        When this is no such file.
    """
    with Image.open(path, formats=["GIF"]) as image:
        text = image.info.get("comment")
    return text.decode("ascii", "replace") if isinstance(text, bytes) else None


def _incomplete(reason: object) -> OSError:
    return OSError(
        f"the GIF is not complete: {reason}\nwrite it again, or to a folder on another disk"
    )


class _Film(NamedTuple):
    """What the first pass tells the second."""

    height: int
    width: int
    flats: Pixels
    colours: Colours
    weights: Weights


def _watch(timed: Iterable[Timed], spool: IO[bytes]) -> _Film:
    screen, census = Screen(), Census()
    for now, (picture, ticks) in enumerate(timed):
        _keep(spool, ticks, [_count(census, one, now) for one in screen.show(picture.pixels)])
    _add(census, runs(np.arange(screen.colours.size), screen.colours), now + 1)
    height, width, _ = picture.pixels.shape
    return _Film(height, width, picture.flats, *census.totals())


def _count(census: Census, change: Change, now: int) -> Runs:
    """Add a change to the census, and return what came."""
    came, went = runs(change.places, change.came), runs(change.places, change.went)
    # What a colour weighs is how long it stays: the time it went less the time it came.
    _add(census, came, -now)
    _add(census, went, now)
    return came


def _add(census: Census, counted: Runs, weight: int) -> None:
    census.add(counted.colours, counted.lengths.astype(np.int64) * weight)


def _keep(spool: IO[bytes], ticks: int, came: list[Runs]) -> None:
    numbers = np.concatenate([np.zeros((3, 0), np.uint32), *came], axis=1)
    try:
        spool.write(_KEPT.pack(ticks, numbers.shape[1]))
        spool.write(numbers.tobytes())
    except OSError as error:
        raise OSError(
            f"no temporary file for the film: {error.strerror}\n"
            "free some space for temporary files, or set TMPDIR to a folder that has some"
        ) from error


def _kept(spool: IO[bytes]) -> Iterator[tuple[Runs, int]]:
    spool.seek(0)
    while head := spool.read(_KEPT.size):
        ticks, count = _KEPT.unpack(head)
        numbers = np.frombuffer(spool.read(12 * count), np.uint32)
        yield Runs(*numbers.reshape(3, count)), ticks


class _Patch(NamedTuple):
    """Palette indices to lay on the screen."""

    area: Area
    indices: Pixels


def _patches(spool: IO[bytes], film: _Film, palette: Pixels) -> Iterator[tuple[_Patch | None, int]]:
    """Yield for every picture what it takes to show it, if anything, and its ticks."""
    transparent = len(palette)
    table = np.zeros(NOTHING, np.uint8)
    table[film.colours] = nearest(film.colours, palette)
    screen = np.full(film.height * film.width, transparent, np.uint8)
    for came, ticks in _kept(spool):
        places = came.places
        indices = np.repeat(table[came.colours], came.lengths)
        changed = np.flatnonzero(screen[places] != indices)
        places, indices = places[changed], indices[changed]
        screen[places] = indices
        yield _patch(places, indices, film.width, transparent), ticks


def _patch(places: Places, indices: Pixels, width: int, transparent: int) -> _Patch | None:
    """Lay indices on the smallest rectangle that holds them all."""
    if places.size == 0:
        return None
    area = around(places, width)
    patch = np.full(area.height * area.width, transparent, np.uint8)
    patch[area.inside(places, width)] = indices
    return _Patch(area, patch.reshape(area.height, area.width))


def _header(film: _Film, palette: Pixels) -> bytes:
    bits = len(palette).bit_length()
    table = palette.tobytes().ljust(3 << bits, b"\0")
    has_table, eight_bits_a_channel = 0x80, 0x70
    flags = has_table | eight_bits_a_channel | bits - 1
    return struct.pack("<6sHHBBB", b"GIF89a", film.width, film.height, flags, 0, 0) + table


def _loop_block(loop: int) -> bytes:
    """Return what makes a film play `loop` times, or 0 for ever.

    Without the block a film plays once; with it, browsers play it as often as the block says,
    and once more (Chromium's cc/paint/image_animation_count.h, Mozilla's bug 1255497).
    """
    if loop == 1:
        return b""
    return struct.pack("<3s11sBBHB", b"!\xff\x0b", b"NETSCAPE2.0", 3, 1, max(loop - 1, 0), 0)


def _comment_block(text: str) -> bytes:
    data = text.encode("ascii")
    parts = (data[at : at + _SUB_BLOCK] for at in range(0, len(data), _SUB_BLOCK))
    return b"!\xfe" + b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def _image_blocks(patch: _Patch, ticks: int, *, transparent: int) -> Iterator[bytes]:
    """Yield a block with the patch, and blocks that change nothing until the time is over."""
    first, *more = shares(ticks, LONGEST)
    yield _image_block(patch, first, transparent)
    nothing = _Patch(Area(0, 0, 1, 1), np.full((1, 1), transparent, np.uint8))
    for share in more:
        yield _image_block(nothing, share, transparent)


def _image_block(patch: _Patch, ticks: int, transparent: int) -> bytes:
    # Pillow and those who read with it take a film for one with an alpha channel when its first
    # image declares a transparent colour, whether it has such pixels or not.
    has_transparent = int((patch.indices == transparent).any())
    leave_in_place = 1 << 2
    control = struct.pack(
        "<3sBHBB", b"!\xf9\x04", leave_in_place | has_transparent, ticks, transparent, 0
    )
    top, left, height, width = patch.area
    bits = max(transparent.bit_length(), 2)
    place = struct.pack("<c4HBB", b",", left, top, width, height, 0, bits)
    interlaced = 0
    codes = Image.fromarray(patch.indices).tobytes("gif", "L", bits, interlaced)
    return control + place + codes + b"\0"


def _decode_ends(data: mmap.mmap) -> None:
    table_size = 3 << (data[10] & 7) + 1
    start = 13 + table_size
    images = list(_images(data, start))
    for begin, end in {images[0], images[-1]}:
        alone = BytesIO(data[:start] + data[begin:end] + bytes([_TRAILER]))
        Image.open(alone, formats=["GIF"]).load()


def _images(data: mmap.mmap, start: int) -> Iterator[tuple[int, int]]:
    """Yield where each image begins, with its extensions, and ends; there are no other blocks."""
    begin = at = start
    while data[at] != _TRAILER:
        if data[at] not in (_EXTENSION, _IMAGE):
            raise ValueError(f"no block begins at byte {at}")
        is_image = data[at] == _IMAGE
        at = _after_sub_blocks(data, at + (11 if is_image else 2))
        if is_image:
            yield begin, at
            begin = at
    if at + 1 < len(data):
        raise ValueError(f"{len(data) - at - 1} bytes after its end")


def _after_sub_blocks(data: mmap.mmap, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1
