"""What becomes of a cluster that has no points: one function per policy, all with one signature."""

from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.checks import first_distinct
from kmviz.engine.state import Points


class Emptied(NamedTuple):
    """The moment at which some clusters were found empty.

    Attributes
    ----------
    iteration
        Of the state in which it happened.
    points
        (n, d).
    distances
        (n,), squared distance of each point to its own centroid.
    means
        (k, d), where the centroids go next; an empty cluster's row is its old centroid.
    empty
        (k,), true where a cluster that takes part has no points.
    """

    iteration: int
    points: Points
    distances: Points
    means: Points
    empty: NDArray[np.bool_]


class Policy(Protocol):
    """Say where the centroids go next, (k, d), and which clusters retire, (k,)."""

    def __call__(self, emptied: Emptied, /) -> tuple[Points, NDArray[np.bool_]]:
        """Decide."""
        ...


def farthest(emptied: Emptied) -> tuple[Points, NDArray[np.bool_]]:
    """Put the point farthest from its centroid in place of each empty cluster's centroid.

    Several at once take points of distinct places. The other means stay those of their labels, so
    the objective cannot rise: a point that is given a centroid of its own costs nothing.
    """
    means = emptied.means.copy()
    order = np.argsort(-emptied.distances, kind="stable")
    order = order[emptied.distances[order] > 0]
    empty = np.flatnonzero(emptied.empty)
    chosen = order[first_distinct(emptied.points, len(empty), order)]
    means[empty[: len(chosen)]] = emptied.points[chosen]
    return means, np.zeros_like(emptied.empty)


def keep(emptied: Emptied) -> tuple[Points, NDArray[np.bool_]]:
    """Leave the centroid where it is: it may gather points again later."""
    return emptied.means, np.zeros_like(emptied.empty)


def drop(emptied: Emptied) -> tuple[Points, NDArray[np.bool_]]:
    """Retire the cluster: it is neither chosen nor drawn again."""
    return emptied.means, emptied.empty


def error(emptied: Emptied) -> tuple[Points, NDArray[np.bool_]]:
    """Stop the run.

    Raises
    ------
    ValueError
        Always; the message names iteration and clusters.
    """
    names = ", ".join(str(number + 1) for number in np.flatnonzero(emptied.empty))
    raise ValueError(
        f"cluster {names} has no points in iteration {emptied.iteration + 1}\n"
        "choose another start or seed, or let farthest, keep or drop deal with empty clusters",
    )


POLICIES: Final[dict[str, Policy]] = {
    "farthest": farthest,
    "keep": keep,
    "drop": drop,
    "error": error,
}
