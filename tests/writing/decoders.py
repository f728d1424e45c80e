"""What a film shows, as others decode it: a file goes in, what is on screen and when comes out."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import av
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
        Seconds by which an instant may be missed; a frame for those with a frame rate of 25.
    off
        By how much of 255 a colour may differ within an area.
    loops
        Whether the file says how often it plays.
    """

    shown: Callable[[Path], Iterator[Shown]]
    tick: float
    off: int
    loops: bool


class Screening:
    """A film as it is seen: asked for an instant, it tells what is on the screen."""

    def __init__(self, path: Path) -> None:
        self.pictures = list(DECODERS[path.suffix].shown(path))
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
    """Decode a video of 25 frames a second."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield Shown(frame.to_ndarray(format="rgb24").astype(np.uint8), 1 / 25)


DECODERS = {
    ".gif": Decoder(by_pillow, tick=1 / 100, off=0, loops=True),
    ".mp4": Decoder(by_ffmpeg, tick=1 / 25, off=3, loops=False),
    ".webm": Decoder(by_ffmpeg, tick=1 / 25, off=6, loops=False),
}
