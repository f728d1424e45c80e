"""Names of files go in, they come out anew in `gallery/`: `python3 scripts/gallery.py [NAME ...]`.

Each film shows one thing that k-means does. Its seed is the first of 0, 1, 2, ... with which it is
seen, searched for at each run: no seed was picked by hand.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))  # noqa: PTH120  (as in run.py)

import _environment

if os.path.realpath(sys.prefix) != os.path.realpath(_environment.VENV):
    python = _environment.python_for("run")
    command = [python, os.path.realpath(__file__), *sys.argv[1:]]
    os.execve(python, command, _environment.variables())  # noqa: S606  (without a shell)

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np

from kmviz.cli import main as kmviz
from kmviz.data.boards import BOARDS
from kmviz.engine import State, lloyd, random

GALLERY = Path(_environment.ROOT, "gallery")
Run = Sequence[State]


@dataclass(frozen=True)
class Entry:
    """One film of the gallery.

    Attributes
    ----------
    data, n, k
        The board, and the number of clusters.
    shows
        What the run must do.
    options
        How it is filmed.
    """

    data: str
    n: int
    k: int
    shows: Callable[[Run], bool]
    options: tuple[str, ...] = ()

    def run(self, seed: int) -> Run:
        """Run k-means as `animate` does with this seed."""
        points = BOARDS[self.data](self.n, self.k, seed)
        return tuple(lloyd(points, random(points, self.k, seed)))

    def seed(self) -> int:
        """Find the first seed whose run does what the film is to show."""
        return next(seed for seed in count() if self.shows(self.run(seed)))


def settles_in(iterations: int) -> Callable[[Run], bool]:
    """Ask for a run of exactly so many iterations."""
    return lambda run: run[-1].settled and len(run) == iterations


def is_split_badly(run: Run) -> bool:
    """Ask for two centroids that serve two of the five blobs each, and three that share one.

    `peaked` puts its points blob after blob, as evenly as it can, so that a point's place tells
    its blob.
    """
    labels = run[-1].labels
    blobs = np.sort(np.arange(len(labels)) % 5)
    served = [frozenset(blobs[labels == label]) for label in range(5)]
    pairs = {blobs for blobs in served if len(blobs) == 2}
    alone = [blobs for blobs in served if len(blobs) == 1]
    return len(pairs) == 2 and len(alone) == 3 and len(set(alone)) == 1


LECTURE = ("--layout", "lecture", "--voronoi", "always", "--size", "960x540")

# Films that are searched for: by the file's name.
SOUGHT = {
    "uniform-7.gif": Entry("uniform", 100, 7, settles_in(7)),
    "uniform-3.gif": Entry("uniform", 200, 3, lambda run: run[-1].settled and len(run) > 10),
    "gaussian-3.gif": Entry("gaussian", 200, 3, settles_in(7)),
    "lecture.gif": Entry("uniform", 100, 7, settles_in(7), LECTURE),
    "peaked-5.gif": Entry("peaked", 200, 5, is_split_badly, ("--title", "An unlucky start")),
    "dense-20.gif": Entry(
        *("uniform", 20_000, 20),
        lambda run: run[-1].settled and len(run) <= 40,
        ("--voronoi", "always", "--steps", "--pace", "fast", "--theme", "dark", "--no-trails"),
    ),
}

PEAKED = ("--data", "peaked", "--n", "200", "--k", "5")
RUN = ("animate", "--k", "4", "--n", "60")
SMALL = (*RUN, "--size", "320x240")
BESIDE = ("--alt", "--poster", "--transcript", str(GALLERY / "forms" / "film.vtt"))

# What needs no search for a seed.
COMMANDS = {
    "kmeans-plus-plus.gif": (
        *("animate", "--data", "gaussian", "--k", "5", "--n", "200", "--init", "kmeans++"),
        *("--show-start", "--size", "480x480"),
    ),
    "luck.gif": (
        *("restarts", "--data", "peaked", "--k", "5", "--init", "random,kmeans++"),
        *("--size", "800x450"),
    ),
    "iris-how-many.png": ("choose-k", "--data", "iris", "--size", "1200x750"),
    "how-many.gif": (
        *("choose-k", "--data", "gaussian", "--n", "200", "--blobs", "3", "--k-max", "6"),
        *("--size", "800x450"),
    ),
    "side-by-side.gif": (
        *("compare", *PEAKED, "--vary", "init=random,kmeans++", "--vary", "seed=0,1,2"),
        *("--size", "720x480", "--pace", "fast"),
    ),
    "empty.gif": (
        *("animate", "--data", "empty", "--init", "0.5,0.8 -0.2,-0.6 -0.9,-0.7", "--k", "3"),
        *("--layout", "lecture", "--show", "links", "--size", "800x450"),
    ),
    "other-algorithms.gif": (
        *("compare", "--n", "40", "--k", "3", "--pace", "fast", "--size", "840x400"),
        *("--vary", "algorithm=lloyd,macqueen,hartigan-wong"),
    ),
    "rings.gif": ("lesson", "rings", "--size", "800x450"),
    "uniform-7-settled.svg": ("animate", "--k", "7", "--n", "100", "--at", "last"),
    "beamer.tex": ("animate", "--k", "7", "--n", "100", "--steps"),
    "handout.pdf": ("animate", "--k", "7", "--n", "100", "--sheet", "3x4"),
    "forms/film.gif": SMALL,
    "forms/film.mp4": (*SMALL, *BESIDE),
    "forms/film.webm": SMALL,
    "forms/film.webp": SMALL,
    "forms/film.apng": SMALL,
    "forms/film.avif": SMALL,
    "forms/steps.zip": (*SMALL, "--steps"),
    "forms/steps.pdf": SMALL,
    "forms/run.json": RUN,
    "forms/run.csv": RUN,
}


def make(name: str) -> int:
    """Make one film or page, and give the exit status of the command that did."""
    file = GALLERY / name
    file.parent.mkdir(exist_ok=True)
    if name in COMMANDS:
        return kmviz([*COMMANDS[name], "-o", str(file)])
    entry = SOUGHT[name]
    board = ("--data", entry.data, "--n", str(entry.n), "--k", str(entry.k))
    seed = ("--seed", str(entry.seed()))
    return kmviz(["animate", *board, *seed, "--size", "480x480", *entry.options, "-o", str(file)])


def main() -> None:
    """Make what was named, or all."""
    known = [*SOUGHT, *COMMANDS]
    names = sys.argv[1:] or known
    if unknown := [name for name in names if name not in known]:
        sys.exit(f"error: no file {unknown[0]!r}\nhint: choose among {', '.join(known)}")
    sys.exit(max(make(name) for name in names))


if __name__ == "__main__":
    main()
