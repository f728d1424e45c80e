"""Labels, and where the centroids go next, go in; the State that says so comes out."""

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.distances import own_distances
from kmviz.engine.state import Labels, Points, State


def observe(
    points: Points,
    before: State | None,
    *,
    algorithm: str,
    centroids: Points,
    labels: Labels,
    means: Points,
    retired: NDArray[np.bool_],
    settled: bool = False,
    nearest: bool = False,
    batch: NDArray[np.bool_] | None = None,
    waiting: NDArray[np.bool_] | None = None,
) -> State:
    """Work out what follows from these for the points, (n, d), and write it down.

    Parameters
    ----------
    points
        (n, d).
    before
        The previous state, or None at the beginning.
    algorithm, centroids, labels, means, retired, settled, nearest, batch, waiting
        As in `State`; the arrays are read-only from now on.
    """
    for array in (centroids, labels, means, retired, batch, waiting):
        if array is not None:
            array.flags.writeable = False
    counts = np.bincount(labels, minlength=len(centroids))
    counts.flags.writeable = False
    return State(
        iteration=0 if before is None else before.iteration + 1,
        centroids=centroids,
        labels=labels,
        means=means,
        counts=counts,
        inertia=float(own_distances(points, centroids, labels).sum()),
        inertia_at_means=float(own_distances(points, means, labels).sum()),
        changed=int(np.count_nonzero(_changed(labels, waiting, before))),
        settled=settled,
        retired=retired,
        nearest=nearest,
        batch=batch,
        waiting=waiting,
        algorithm=algorithm,
    )


def changed_points(state: State, before: State | None) -> NDArray[np.bool_]:
    """Say which points have joined a cluster or changed it, (n,), since the state before.

    Parameters
    ----------
    state
        As many are true as its `changed` says.
    before
        The previous state, or None at the beginning.
    """
    return _changed(state.labels, state.waiting, before)


def _changed(
    labels: Labels, waiting: NDArray[np.bool_] | None, before: State | None
) -> NDArray[np.bool_]:
    changed = np.ones(len(labels), dtype=np.bool_)
    if before is not None:
        changed = labels != before.labels
        if before.waiting is not None:
            changed |= before.waiting
    return changed if waiting is None else changed & ~waiting
