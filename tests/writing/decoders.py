"""What a film shows, as others decode it: a file goes in, what is on screen and when comes out."""

import csv
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import av
import imageio.v3
import numpy as np
from PIL import Image, ImageSequence

from tests.writing.films import Pixels


class Shown(NamedTuple):
    """A picture, and for how many seconds it is on screen."""

    pixels: Pixels
    seconds: float


@dataclass(frozen=True)
class Decoder:
    """How a format is read back, and how true it is to what was written.

    Attributes
    ----------
    shown
        Decodes a whole film.
    tick
        Seconds by which an instant may be missed; one of a clock of 25 a second for videos.
    off
        By how much of 255 a colour may differ within an area.
    plays
        Reads how often the film plays, 0 for ever; None where a file does not say.
    """

    shown: Callable[[Path], Iterator[Shown]]
    tick: float
    off: int
    plays: Callable[[Path], int] | None


class Screening:
    """A film as it is seen: asked for an instant, it tells what is on the screen."""

    def __init__(self, path: Path) -> None:
        self.pictures = list(DECODERS[ending_of(path)].shown(path))
        self.ends = list(accumulate(seconds for _, seconds in self.pictures))

    @property
    def seconds(self) -> float:
        """The length of the film."""
        return self.ends[-1]

    def at(self, instant: float) -> Pixels:
        """Give what is on the screen so many seconds after the beginning."""
        return self.pictures[bisect_right(self.ends, instant)].pixels


def by_pillow(path: Path) -> Iterator[Shown]:
    """Decode what Pillow knows to be moving."""
    with Image.open(path) as image:
        for frame in ImageSequence.Iterator(image):
            pixels = np.array(frame.convert("RGB"))
            yield Shown(pixels, frame.info["duration"] / 1000)


def by_ffmpeg(path: Path) -> Iterator[Shown]:
    """Decode a video: a frame is shown until the next begins, or until the container ends."""
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        starts = [float(frame.time or 0) for frame in frames]
        ends = [*starts[1:], (container.duration or 0) / av.time_base]
    for frame, start, end in zip(frames, starts, ends, strict=True):
        yield Shown(frame.to_ndarray(format="rgb24").astype(np.uint8), end - start)


def from_zip(path: Path) -> Iterator[Shown]:
    """Read a table of times, and the stills that it names."""
    with ZipFile(path) as archive:
        table = archive.read("timeline.csv").decode()
        for row in csv.DictReader(table.splitlines()):
            with archive.open(row["file"]) as file:
                yield Shown(imageio.v3.imread(file.read()), float(row["seconds"]))


def from_folder(path: Path) -> Iterator[Shown]:
    """Read the same from a folder."""
    with (path / "timeline.csv").open(newline="") as table:
        for row in csv.DictReader(table):
            yield Shown(imageio.v3.imread(path / row["file"]), float(row["seconds"]))


def plays_by_pillow(path: Path) -> int:
    """Ask Pillow how often a film plays."""
    with Image.open(path) as image:
        return int(image.info["loop"])


def plays_of_gif(path: Path) -> int:
    """Count as browsers do: once without the block, and once more than it says with it."""
    with Image.open(path) as image:
        again: int | None = image.info.get("loop")
    return 1 if again is None else again and again + 1


def boxes(path: Path) -> dict[str, bytes]:
    """Give what is in the boxes of an AVIF or MP4 that tell times (ISO/IEC 14496-12)."""
    return dict(_boxes(path.read_bytes()))


def _boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    while data:
        size = int.from_bytes(data[:4], "big")
        kind, inside = data[4:8].decode("ascii"), data[8:size]
        if kind in {"moov", "trak", "mdia", "edts"}:
            yield from _boxes(inside)
        elif kind in {"mvhd", "tkhd", "mdhd", "elst"}:
            yield kind, inside
        data = data[size:]


def plays_of_avif(path: Path) -> int:
    """Divide how long the track lasts by how long its only edit does."""
    found = boxes(path)
    (whole,) = struct.unpack_from(">Q", found["tkhd"], 28)
    repeats, count, once = struct.unpack_from(">IIQ", found["elst"])
    assert (repeats & 1, count) == (1, 1)
    assert struct.unpack_from(">Q", found["mvhd"], 24) == (whole,)
    return 0 if whole == 2**64 - 1 else whole // once


DECODERS = {
    ".gif": Decoder(by_pillow, tick=1 / 100, off=0, plays=plays_of_gif),
    ".mp4": Decoder(by_ffmpeg, tick=1 / 25, off=3, plays=None),
    ".webm": Decoder(by_ffmpeg, tick=1 / 25, off=6, plays=None),
    ".webp": Decoder(by_pillow, tick=1 / 1000, off=0, plays=plays_by_pillow),
    ".apng": Decoder(by_pillow, tick=1 / 1000, off=0, plays=plays_by_pillow),
    ".avif": Decoder(by_pillow, tick=1 / 1000, off=3, plays=plays_of_avif),
    ".zip": Decoder(from_zip, tick=1e-9, off=0, plays=None),
    "/": Decoder(from_folder, tick=1e-9, off=0, plays=None),
}


def ending_of(path: Path) -> str:
    """Give the ending of a file, and of a folder "/"."""
    return "/" if path.is_dir() else path.suffix


def contents(path: Path) -> bytes:
    """Give the bytes of a file, and of a folder those of all files in it, with their names."""
    if path.is_dir():
        return b"".join(file.name.encode() + contents(file) for file in sorted(path.iterdir()))
    return path.read_bytes()
