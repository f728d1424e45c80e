"""What the algorithm knows: points go in, States come out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """One iteration: the points have chosen, the centroids have not yet moved.

    A run of many points works out `labels` and `changed` when they are first asked for. The last
    four attributes tell apart algorithms that are not Lloyd's.

    Attributes
    ----------
    iteration
        0, 1, 2, … without holes.
    centroids
        (k, d), the centroids that `labels` chose among.
    labels
        (n,), the index of each point's cluster: where `nearest` is true, that of the nearest of
        `centroids`; of equally near ones Lloyd's algorithm takes the lowest index.
    means
        (k, d), where the centroids go next.
    counts
        (k,), points per cluster.
    inertia
        Sum of squared distances to `centroids`, after the assignment.
    inertia_at_means
        Sum of squared distances to `means` with the same labels, after the update: never larger
        where the means are those of the labels.
    changed
        How many points have another label than in the previous state; n in the first. Points
        that wait do not count until they join.
    settled
        Nothing will move again: the means are the centroids.
    retired
        (k,), true where a cluster was dropped because it had no points. Its row stays in every
        array, and is neither chosen nor drawn again.
    nearest
        Whether the labels are those of the nearest of `centroids`: only then are Voronoi cells
        true.
    batch
        (n,), true for the points that took part in this iteration; None where all did.
    waiting
        (n,), true for points that have not joined a cluster yet, or None where all have. They
        have no say in the means; their label, for now, is that of the nearest of `centroids`.
    algorithm
        What made the state, a name in `kmviz.engine.ALGORITHMS`.
    """

    iteration: int
    centroids: Points
    labels: Labels
    means: Points
    counts: Labels
    inertia: float
    inertia_at_means: float
    changed: int
    settled: bool
    retired: NDArray[np.bool_]
    nearest: bool = True
    batch: NDArray[np.bool_] | None = None
    waiting: NDArray[np.bool_] | None = None
    algorithm: str = "lloyd"

    @property
    def n(self) -> int:
        """How many points there are."""
        return int(self.counts.sum())

    @property
    def empty(self) -> NDArray[np.bool_]:
        """(k,), true where a cluster that still takes part has no points."""
        empty: NDArray[np.bool_] = (self.counts == 0) & ~self.retired
        return empty


@dataclass(frozen=True, slots=True, eq=False)
class LazyState(State):
    """A State whose labels, and number of changes, are worked out when first asked for.

    Attributes
    ----------
    late
        What works them out, by name.
    """

    labels: Labels = field(init=False, repr=False)
    changed: int = field(init=False, repr=False)
    late: Mapping[str, Callable[[], Any]] = field(repr=False, kw_only=True)

    def __getattr__(self, name: str) -> Any:
        if name not in {"labels", "changed"}:
            raise AttributeError(f"a state has no attribute {name!r}")
        value = self.late[name]()
        object.__setattr__(self, name, value)
        return value
