"""A scene's name goes in, its frames come out: the same ones for every contender."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kmviz.data.boards import uniform
from kmviz.engine.lloyd import lloyd
from kmviz.engine.seeding import random
from kmviz.story import captions
from kmviz.story.frame import Frame
from kmviz.story.language import ENGLISH
from kmviz.story.side_by_side import SideBySide
from kmviz.story.storyboard import storyboard


@dataclass(frozen=True)
class Scene:
    """What `animate --n N --k K --seed 0` films, with its `--layout` and perhaps `--steps`."""

    n: int = 100
    k: int = 7
    layout: str = "board"
    steps: bool = False


SCENES: Final = {
    "steps": Scene(steps=True),
    "smooth": Scene(),
    "lecture": Scene(layout="lecture"),
    "crowd": Scene(n=2_000, k=15),
    "throng": Scene(n=100_000, k=15),
}
POINTS: Final = uniform(100, rng=0)


def tell(name: str) -> tuple[Frame, ...]:
    """Give the frames of a scene; their points are drawn as dots, however many they are."""
    scene = SCENES[name]
    points = uniform(scene.n, rng=0)
    states = lloyd(points, random(points, scene.k, rng=0))
    about = captions.about(ENGLISH, scene.n, scene.k, captions.found(ENGLISH, "random", 1))
    return tuple(storyboard(points, states, steps=scene.steps, draw="points", subtitle=about))


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
