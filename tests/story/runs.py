"""Runs that the tests of story and drawing share, and films cut into their beats."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from kmviz.engine import STEPS, Labels, Points, SeedingStep, State, lloyd
from kmviz.story.frame import Frame
from kmviz.story.storyboard import storyboard

# No deadline: a busy machine is slow, and that is no fault of the film.
few = settings(max_examples=15, deadline=None)
some = settings(max_examples=40, deadline=None)
many = settings(max_examples=150, deadline=None)

seeds = st.integers(0, 2**32 - 1)


class Run(NamedTuple):
    points: Points
    states: tuple[State, ...]


def run(n: int, k: int, *, seed: int = 0, max_iterations: int = 300) -> Run:
    """Run Lloyd's algorithm on uniform points, from k of them."""
    points = np.random.default_rng(seed).uniform(-1, 1, (n, 2))
    return Run(points, tuple(lloyd(points, points[:k], max_iterations=max_iterations)))


# Two far groups of three, and stars that none of them will choose.
GROUPS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [9.0, 9.0], [9.0, 8.0], [8.0, 9.0]])
LONELY = np.array([[0.0, 0.0], [9.0, 9.0], [40.0, -40.0], [-40.0, 40.0]])


def desert(empty: str, *, lonely: int = 1) -> Run:
    """Run with one or two stars that have no points in the first iteration."""
    return Run(GROUPS, tuple(lloyd(GROUPS, LONELY[: 2 + lonely], empty=empty)))


class Start(NamedTuple):
    points: Points
    steps: tuple[SeedingStep, ...]
    states: tuple[State, ...]


def begin(init: str, n: int, k: int, *, seed: int = 0) -> Start:
    """Start on uniform points in one of the ways, step by step, and run for two iterations."""
    points = np.random.default_rng(seed).uniform(-1, 1, (n, 2))
    return _begun(points, init, k, seed)


def _begun(points: Points, init: str, k: int, seed: int) -> Start:
    steps = tuple(STEPS[init](points, k, seed))
    return Start(points, steps, tuple(lloyd(points, steps[-1].centroids, max_iterations=2)))


@st.composite
def starts(draw: st.DrawFn, *, most: int = 8) -> Start:
    """Draw a start in any of the ways: on loose points, or on a grid with many duplicates."""
    seed = draw(seeds)
    points = np.random.default_rng(seed).normal(size=(draw(st.integers(2, 40)), 2))
    if draw(st.booleans()):
        points = np.round(2 * points)
    k = draw(st.integers(1, min(len(np.unique(points, axis=0)), most)))
    return _begun(points, draw(st.sampled_from(list(STEPS))), k, seed)


def tell(start: Start, **telling: Any) -> list[Frame]:
    """Tell a start, and what follows."""
    return list(storyboard(start.points, start.states, seeding=start.steps, **telling))


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Draw a short run: loose points or a grid with ties, stars amid them or astray."""
    rng = np.random.default_rng(draw(seeds))
    n = draw(st.integers(2, 40))
    points = rng.normal(size=(n, 2))
    if draw(st.booleans()):
        points = np.round(2 * points)
    distinct = len(np.unique(points, axis=0))
    k = draw(st.integers(1, min(distinct, 6)))
    start = np.unique(points, axis=0)[rng.permutation(distinct)[:k]]
    astray = rng.random(k) < draw(st.sampled_from([0.0, 0.4]))
    start[astray] += rng.normal(size=(int(astray.sum()), 2)) * 20
    limit = draw(st.sampled_from([1, 2, 300, 300]))
    empty = draw(st.sampled_from(["farthest", "keep", "drop"]))
    return Run(points, tuple(lloyd(points, start, max_iterations=limit, empty=empty)))


def beats(frames: Iterable[Frame]) -> Iterator[list[Frame]]:
    """Cut a film into its beats."""
    for _, beat in groupby(frames, key=lambda f: (f.state.iteration, f.beat, id(f.opening))):
        yield list(beat)


def names(frames: Iterable[Frame]) -> list[str]:
    """Name the beats of a film."""
    return [beat[0].beat for beat in beats(frames)]


def seconds(frames: Iterable[Frame]) -> float:
    """Give the length of a film."""
    return sum(frame.seconds for frame in frames)


def nearest(points: Points, centroids: Points, labels: Labels) -> bool:
    """Say whether each point's label is of a centroid to which none is nearer, the plain way."""
    distances = ((points[:, np.newaxis] - centroids[np.newaxis]) ** 2).sum(axis=2)
    own = distances[np.arange(len(points)), labels]
    return bool((own <= distances.min(axis=1) * (1 + 1e-12)).all())
