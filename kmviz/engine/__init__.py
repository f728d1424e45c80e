"""Points go in, States come out: Lloyd's algorithm, its starts, and its empty clusters."""

from kmviz.engine.empty import POLICIES
from kmviz.engine.lloyd import lloyd
from kmviz.engine.restarts import Run, restarts
from kmviz.engine.seeding import (
    SEEDINGS,
    farthest,
    kmeans_plus_plus,
    kmeans_plus_plus_greedy,
    partition,
    random,
)
from kmviz.engine.state import Labels, Points, State
from kmviz.engine.tally import Tally

__all__ = [
    "POLICIES",
    "SEEDINGS",
    "Labels",
    "Points",
    "Run",
    "State",
    "Tally",
    "farthest",
    "kmeans_plus_plus",
    "kmeans_plus_plus_greedy",
    "lloyd",
    "partition",
    "random",
    "restarts",
]
