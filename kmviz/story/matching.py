"""The clusters of two runs go in, which of them should share a colour comes out."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.state import State

Labels: TypeAlias = NDArray[np.integer[Any]]


def matched(labels: Labels, reference: Labels, k: int) -> NDArray[np.intp]:
    """Pair the clusters of two runs on the same points, so that as many points as can be agree.

    Parameters
    ----------
    labels, reference
        (n,), the clusters of each point in one run and in the other, all of them below k.
    k
        How many clusters there are; that of the run with more of them, where they differ.

    Returns
    -------
    (k,), for each cluster of `labels` its partner in `reference`, all distinct: the index of the
    colour that it should have. Among equally good ways to pair, one that leaves most clusters with
    the index that they have.

    Notes
    -----
    The assignment problem, solved exactly. Kuhn, H. W. (1955), The Hungarian method for the
    assignment problem, Naval Research Logistics Quarterly 2, 83-97.
    """
    both = np.ravel_multi_index((labels, reference), (k, k))
    shared = np.bincount(both, minlength=k * k).reshape(k, k)
    return _assigned(-(shared * (k + 1) + np.eye(k, dtype=np.intp)))


def renumbered(state: State, order: NDArray[np.intp]) -> State:
    """Give the same state with other numbers for its clusters, and so with their colours.

    Parameters
    ----------
    state
        Any; those of a large run work out their labels for this.
    order
        (k,), the new number of each cluster, all distinct, as `matched` gives it.
    """
    old = np.argsort(order)
    return State(
        iteration=state.iteration,
        centroids=state.centroids[old],
        labels=order[state.labels],
        means=state.means[old],
        counts=state.counts[old],
        inertia=state.inertia,
        inertia_at_means=state.inertia_at_means,
        changed=state.changed,
        settled=state.settled,
        retired=state.retired[old],
        nearest=state.nearest,
        batch=state.batch,
        waiting=state.waiting,
        algorithm=state.algorithm,
    )


def _assigned(costs: Labels) -> NDArray[np.intp]:
    """Give each row a column of its own, (k,), such that their costs, (k, k), sum to the least."""
    k = len(costs)
    owners = np.full(k, -1)
    prices = np.zeros((2, k), dtype=np.int64)  # of rows and of columns: no pair costs less than its
    for row in range(k):
        _seat(row, costs, owners, prices)
    return np.argsort(owners)


def _seat(row: int, costs: Labels, owners: NDArray[np.intp], prices: NDArray[np.int64]) -> None:
    """Find a column for one row more, where others move over along the cheapest way (Dijkstra)."""
    of_rows, of_columns = prices
    lengths = costs[row] - of_rows[row] - of_columns
    came_from = np.full(len(costs), -1)
    reached = np.zeros(len(costs), dtype=np.bool_)
    while True:
        free = np.flatnonzero(~reached)
        column = int(free[lengths[free].argmin()])
        if owners[column] < 0:
            break
        reached[column] = True
        owner = owners[column]
        onward = lengths[column] + costs[owner] - of_rows[owner] - of_columns
        shorter = ~reached & (onward < lengths)
        lengths[shorter], came_from[shorter] = onward[shorter], column
    slack = lengths[reached] - lengths[column]
    of_rows[row] += lengths[column]
    of_rows[owners[reached]] -= slack
    of_columns[reached] += slack
    while came_from[column] >= 0:
        owners[column] = owners[came_from[column]]
        column = int(came_from[column])
    owners[column] = row
