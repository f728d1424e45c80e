"""Points go in, States come out: Lloyd's algorithm and others, their starts, empty clusters."""

from kmviz.engine.algorithms import ALGORITHMS
from kmviz.engine.empty import POLICIES
from kmviz.engine.hartigan_wong import hartigan_wong
from kmviz.engine.lloyd import lloyd
from kmviz.engine.macqueen import macqueen
from kmviz.engine.minibatch import minibatch
from kmviz.engine.observe import changed_points
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
from kmviz.engine.trace import trace

__all__ = [
    "ALGORITHMS",
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
    "changed_points",
    "farthest",
    "farthest_steps",
    "hartigan_wong",
    "kmeans_plus_plus",
    "kmeans_plus_plus_greedy",
    "kmeans_plus_plus_greedy_steps",
    "kmeans_plus_plus_steps",
    "lloyd",
    "macqueen",
    "minibatch",
    "partition",
    "partition_steps",
    "random",
    "random_steps",
    "runs",
    "trace",
]
