"""The board of the films goes in, their frames come out: the same ones for every contender."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from kmviz.data.boards import uniform
from kmviz.engine.lloyd import lloyd
from kmviz.engine.seeding import random
from kmviz.story.frame import Frame
from kmviz.story.side_by_side import SideBySide
from kmviz.story.storyboard import storyboard

POINTS: Final = uniform(100, rng=0)


def tell(pace: str) -> tuple[Frame, ...]:
    """Give the frames of `animate --n 100 --k 7 --seed 0`, in "steps" or "smooth"."""
    states = lloyd(POINTS, random(POINTS, 7, rng=0))
    return tuple(storyboard(POINTS, states, steps=pace == "steps"))


def ticks(frames: Iterable[Frame | SideBySide], rate: int) -> list[int]:
    """Give how many ticks of a clock each frame is shown, so that they add up to the film."""
    seconds, ends = 0.0, [0]
    for frame in frames:
        seconds += frame.seconds
        ends.append(round(seconds * rate))
    return [end - start for start, end in pairwise(ends)]


def read_size(words: str) -> tuple[int, int]:
    """Read "640x480"."""
    width, height = words.split("x")
    return int(width), int(height)
