"""Points go in, States come out: Lloyd's algorithm, its starts, and its empty clusters."""

from kmviz.engine.empty import POLICIES
from kmviz.engine.lloyd import lloyd
from kmviz.engine.restarts import Run, best_of, runs
from kmviz.engine.seeding import (
    SEEDINGS,
    farthest,
    kmeans_plus_plus,
    kmeans_plus_plus_greedy,
    partition,
    random,
)
from kmviz.engine.seeding_steps import (
    STEPS,
    Draw,
    SeedingStep,
    farthest_steps,
    kmeans_plus_plus_greedy_steps,
    kmeans_plus_plus_steps,
    partition_steps,
    random_steps,
)
from kmviz.engine.state import Labels, Points, State
from kmviz.engine.tally import Tally

__all__ = [
    "POLICIES",
    "SEEDINGS",
    "STEPS",
    "Draw",
    "Labels",
    "Points",
    "Run",
    "SeedingStep",
    "State",
    "Tally",
    "best_of",
    "farthest",
    "farthest_steps",
    "kmeans_plus_plus",
    "kmeans_plus_plus_greedy",
    "kmeans_plus_plus_greedy_steps",
    "kmeans_plus_plus_steps",
    "lloyd",
    "partition",
    "partition_steps",
    "random",
    "random_steps",
    "runs",
]
