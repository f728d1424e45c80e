"""Small films to write, and readers of what was written that are not our own."""

import struct
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
from hypothesis import settings
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageSequence

from kmviz.drawing.picture import Picture
from kmviz.writing.recipe import Recipe

Colour: TypeAlias = tuple[int, int, int]
Pixels: TypeAlias = NDArray[np.uint8]

RECIPE = Recipe(
    kmviz="0.1.0",
    numpy="2.1.0",
    python="3.11.7",
    command="python -m kmviz animate --k 7 --n 100 --seed 0 -o film.gif",
    seed=0,
    points=100,
    clusters=7,
    iterations=7,
    inertia=9.37,
    data="uniform",
    digest=None,
)

unhurried = settings(deadline=None)
"""A busy machine may take its time to write files."""

WHITE = (255, 255, 255)
CLUSTERS: list[Colour] = [(63, 144, 218), (255, 169, 14), (189, 31, 1), (131, 45, 182)]
PALE: list[Colour] = [(226, 238, 249), (255, 242, 219), (245, 221, 217), (236, 224, 244)]
FLATS = [WHITE, *CLUSTERS, *PALE]


def picture(
    pixels: Pixels, seconds: float = 0.1, *, flats: Sequence[Colour] = (), opens_beat: bool = False
) -> Picture:
    """Make a picture of (height, width, 3) pixels."""
    colours = np.array(flats, np.uint8).reshape(-1, 3)
    return Picture(pixels=pixels, seconds=seconds, opens_beat=opens_beat, flats=colours)


def plain(
    colour: Colour,
    seconds: float = 0.1,
    *,
    size: tuple[int, int] = (16, 16),
    opens_beat: bool = False,
) -> Picture:
    """Make a picture of one colour; size is width and height."""
    pixels = np.full((size[1], size[0], 3), colour, np.uint8)
    return picture(pixels, seconds, flats=[colour], opens_beat=opens_beat)


def discs(count: int = 8, *, size: int = 240) -> Iterator[Picture]:
    """Draw white-rimmed, smooth-edged discs gliding over quarters that take on colour by steps."""
    yield from _drawn(count, size)


@cache
def _drawn(count: int, size: int) -> list[Picture]:
    return [_draw(number / max(count - 1, 1), size) for number in range(count)]


def _draw(part: float, size: int) -> Picture:
    image = Image.new("RGB", (4 * size, 4 * size), WHITE)
    draw = ImageDraw.Draw(image)
    _draw_quarters(draw, 2 * size, part)
    _draw_discs(draw, size, part)
    pixels = np.asarray(image.resize((size, size), Image.Resampling.BICUBIC))
    return picture(pixels, 0.04, flats=FLATS, opens_beat=part == 0)


def _draw_quarters(draw: ImageDraw.ImageDraw, half: int, part: float) -> None:
    for number, colour in enumerate(PALE):
        top, left = number // 2 * half, number % 2 * half
        mixed = [round(255 + part * (channel - 255)) for channel in colour]
        draw.rectangle((left, top, left + half, top + half), fill=tuple(mixed))


def _draw_discs(draw: ImageDraw.ImageDraw, size: int, part: float) -> None:
    places = np.random.default_rng(0).uniform(0.1, 0.8, (24, 2)) * 4 * size
    for number, (x, y) in enumerate(places):
        left = x + part * 40 * (number % 3)
        draw.ellipse((left, y, left + 36, y + 36), fill=WHITE)
        draw.ellipse((left + 4, y + 4, left + 32, y + 32), fill=CLUSTERS[number % 4])


class Shown(NamedTuple):
    """A picture as a decoder shows it, and for how many hundredths of a second."""

    ticks: int
    pixels: Pixels


def shown_by_pillow(path: Path) -> list[Shown]:
    """Decode a GIF, whole pictures one by one."""
    with Image.open(path) as image:
        return [
            Shown(frame.info["duration"] // 10, np.array(frame.convert("RGB")))
            for frame in ImageSequence.Iterator(image)
        ]


class Block(NamedTuple):
    """One block of a GIF: an extension by its label, or an image by its descriptor."""

    label: int
    data: bytes


class Gif(NamedTuple):
    """The blocks of a GIF, as its specification (CompuServe, 1990) orders them."""

    size: tuple[int, int]
    table: bytes
    blocks: list[Block]
    rest: bytes

    @property
    def images(self) -> list[tuple[int, ...]]:
        """Left, top, width, height and flags of each image."""
        return [struct.unpack("<4HB", data) for label, data in self.blocks if label == 0x2C]

    @property
    def controls(self) -> list[tuple[int, ...]]:
        """Flags, ticks and transparent index that precede each image."""
        return [struct.unpack("<BHB", data) for label, data in self.blocks if label == 0xF9]


def parsed(path: Path) -> Gif:
    """Take a GIF apart, up to its trailer."""
    file = BytesIO(path.read_bytes())
    version, width, height, flags, _, _ = struct.unpack("<6sHHBBB", file.read(13))
    assert version == b"GIF89a"
    assert flags & 0x80
    table = file.read(3 << (flags & 7) + 1)
    blocks = list(_blocks(file))
    return Gif((width, height), table, blocks, file.read())


def _blocks(file: BytesIO) -> Iterator[Block]:
    while (kind := file.read(1)) != b";":
        if kind == b"!":
            yield Block(file.read(1)[0], _sub_blocks(file))
            continue
        assert kind == b","
        yield Block(0x2C, file.read(9))
        file.read(1)
        _sub_blocks(file)


def _sub_blocks(file: BytesIO) -> bytes:
    data = b""
    while length := file.read(1)[0]:
        data += file.read(length)
    return data
