"""Runs to write down: of every algorithm, in one column and in many, with stars that go."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

import kmviz
from kmviz.engine.algorithms import ALGORITHMS
from kmviz.engine.state import State
from kmviz.writing.trace import Trace
from tests.writing.films import RECIPE

NAMES = [*ALGORITHMS, "one column", "five columns", "retired", "many points", "unsettled"]
FEW = [name for name in NAMES if name != "many points"]


def trace(points: np.ndarray, states: Sequence[State]) -> Trace:
    """Put a run together with a recipe that fits it."""
    last = states[-1]
    recipe = replace(
        RECIPE,
        points=len(points),
        clusters=len(last.centroids),
        iterations=len(states),
        inertia=float(last.inertia),
    )
    return Trace(points, states, recipe, "a run to be told")


@cache
def run(name: str) -> Trace:
    """Give the run of this name."""
    rng = np.random.default_rng(0)
    if name in ALGORITHMS:
        points = rng.normal(size=(60, 2))
        return trace(points, tuple(ALGORITHMS[name](points, points[:4], rng=rng)))
    if name == "retired":
        points = rng.normal(size=(40, 2))
        start = [[0, 0], [1, 1], [50, 50]]
        return trace(points, tuple(kmviz.lloyd(points, start, empty="drop")))
    if name == "unsettled":
        points = rng.normal(size=(40, 2))
        return trace(points, tuple(kmviz.lloyd(points, points[:5], max_iterations=2)))
    n, d = {"one column": (50, 1), "five columns": (50, 5), "many points": (60_000, 2)}[name]
    points = rng.normal(size=(n, d)) * 1e-3 + 7
    return trace(points, tuple(kmviz.lloyd(points, points[:3], max_iterations=4)))
