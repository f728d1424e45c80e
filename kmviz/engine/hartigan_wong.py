"""Hartigan and Wong's k-means: points change clusters where that lowers the objective at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kmviz.engine.checks import (
    check_centroids,
    check_choice,
    check_count,
    check_points,
    check_tolerance,
)
from kmviz.engine.distances import squared_distances
from kmviz.engine.empty import POLICIES
from kmviz.engine.lloyd import lloyd
from kmviz.engine.observe import observe
from kmviz.engine.running import FEWEST, RunningMeans, least_difference, so_many_next
from kmviz.engine.state import Labels, Points, State
from kmviz.engine.tally import choose_origin

QUICK_PASSES: Final = 50  # in one quick-transfer stage at the most, as in R


def hartigan_wong(
    points: ArrayLike,
    centroids: ArrayLike,
    *,
    max_iterations: int = 300,
    tolerance: float = 0.0,
    empty: str = "farthest",
) -> Iterator[State]:
    """Transfer single points between clusters while that lowers the objective (algorithm AS 136).

    Each point joins its nearest centroid, and each centroid moves to the mean of its points. From
    then on points are looked at one by one. To leave a cluster of n points, whose mean is at
    distance D, lowers its sum of squares by D² n / (n - 1); to join one raises it by
    D² n / (n + 1). A point is transferred if the first is more than the second, and both means
    follow at once. In an optimal-transfer stage each point is offered every cluster, except those
    that have not changed since it refused them: the others are the live set. In the quick-transfer
    stage that follows, it is offered its second choice only, again and again until all refuse.

    Parameters
    ----------
    points
        (n, d), any array-like of real numbers; never modified.
    centroids
        (k, d), where the centroids start; k is at most the number of distinct points.
    max_iterations
        The run stops after so many states, settled or not.
    tolerance
        0: the run goes on until no transfer lowers the objective.
    empty
        What becomes of a cluster without points: "farthest", "drop" or "error". Only the first
        assignments, before any transfer, can leave one.

    Yields
    ------
    State
        First the assignment to the nearest centroids, and others as long as a cluster is empty.
        Then one per stage that transfers points, with the means before and after it; and at the
        end one in which nothing moves.

    Raises
    ------
    ValueError
        At the call, if an argument cannot be used; during the run only under the policy "error".

    Notes
    -----
    `inertia_at_means` falls from state to state until the end: every transfer lowers it. At the
    old means, before they follow, the objective may be larger than it was: a point may well go to
    a centroid that is farther away. `nearest` is therefore true of the first assignments and of
    the end, where no transfer of a single point would lower the objective. Then each point is also
    with its nearest centroid, and Lloyd's algorithm would change nothing; the reverse is not true.
    Hartigan, J. A., and Wong, M. A. (1979), Algorithm AS 136: a k-means clustering algorithm,
    Applied Statistics 28, 100-108.
    """
    points = check_points(points)
    centroids = check_centroids(centroids, points)
    max_iterations = check_count(max_iterations, "max_iterations")
    _refuse_tolerance(check_tolerance(tolerance))
    check_choice(empty, POLICIES, "empty")
    _refuse_to_keep(empty)
    return islice(_iterate(points, centroids, empty), max_iterations)


def _iterate(points: Points, centroids: Points, empty: str) -> Iterator[State]:
    before = None
    for before in _assignments(points, centroids, empty):
        yield before
    if before is None:
        return

    exchange = _open(points, before)
    while exchange.optimal_transfers():
        before = exchange.state(before)
        yield before
        if exchange.quick_transfers():
            before = exchange.state(before)
            yield before
    yield exchange.state(before, settled=True)


def _assignments(points: Points, centroids: Points, empty: str) -> Iterator[State]:
    """Run Lloyd's algorithm until all clusters that take part have points: at once, mostly."""
    before = None
    for state in lloyd(points, centroids, empty=empty):
        before = observe(
            points,
            before,
            algorithm="hartigan-wong",
            centroids=state.centroids,
            labels=state.labels,
            means=state.means,
            retired=state.retired,
            nearest=True,
        )
        yield before
        if not state.empty.any():
            return


@dataclass(frozen=True, slots=True, eq=False)
class Exchange:
    """The clusters while points are transferred, which changes all but the points in place.

    A step is one look at one point. In both stages point i is looked at in the steps i, n + i,
    2 n + i, ... from the beginning of the stage.

    Attributes
    ----------
    points, places, origin
        (n, d), the points; the same, measured from the origin; and that, (d,).
    least
        The length below which two distances are equal.
    labels, second
        (n,), the cluster of each point, and the one that it would most likely go to.
    clusters
        The running means, measured from the origin.
    part
        (k,), true for clusters that have points: they never run empty.
    live
        (k,), the step of an optimal-transfer stage before which a cluster is in the live set.
    touched
        (k,), the step of a quick-transfer stage up to which points have not been looked at since
        the cluster changed.
    hurried
        (k,), true for clusters that changed in the last quick-transfer stage; at first for all.
    """

    points: Points
    places: Points
    origin: Points
    least: float
    labels: Labels
    second: Labels
    clusters: RunningMeans
    part: NDArray[np.bool_]
    live: Labels
    touched: Labels
    hurried: NDArray[np.bool_]

    def optimal_transfers(self) -> bool:
        """Offer each point the best cluster there is for it; say whether one was transferred."""
        n, step, size, transferred = len(self.labels), 0, FEWEST, False
        self.live[self.hurried] = n
        self.touched[:] = -1
        while step < n:
            some = slice(step, min(step + size, n))
            choices = self._best(some)
            done, moved = _first_true(self._gain(some, choices))
            refused = slice(step, step + done)
            several = self.clusters.counts[self.labels[refused]] > 1
            np.copyto(self.second[refused], choices[:done], where=several)
            step += done
            if moved:
                both = self._transfer(step, int(choices[done]))
                self.live[both], self.touched[both] = n + step, step
                step, transferred = step + 1, True
            size = so_many_next(size, moved=moved)
        self.live[:] -= n
        self.hurried[:] = False
        return transferred

    def quick_transfers(self) -> bool:
        """Offer the points their second choice until all refuse; say whether one accepted."""
        n, step, idle, size, transferred = len(self.labels), 0, 0, FEWEST, False
        while idle < n and step < QUICK_PASSES * n:
            first = step % n
            some = slice(first, min(first + size, n))
            gain = self._gain(some, self.second[some])
            done, moved = _first_true(gain & self._have_news(some, step))
            step, idle = step + done, idle + done
            if moved:
                both = self._transfer(first + done, int(self.second[first + done]))
                self.hurried[both], self.touched[both] = True, step + n
                step, idle, transferred = step + 1, 0, True
            size = so_many_next(size, moved=moved)
        return transferred

    def _best(self, some: slice) -> Labels:
        """Say which cluster that is offered would be the best for each of some points, (b,).

        Those in the live set are offered; all, if the point's own is in it; and the second choice.
        """
        labels, second, counts = self.labels[some], self.second[some], self.clusters.counts
        rows, steps = np.arange(len(labels)), np.arange(some.start, some.stop)
        offered = steps[:, np.newaxis] < self.live
        offered |= offered[rows, labels][:, np.newaxis]
        offered[rows, second] = True
        offered &= self.part
        offered[rows, labels] = False
        raised = self.clusters.distances(self.places[some])
        raised *= counts / (counts + 1.0)
        raised[~offered] = np.inf
        best = raised.argmin(axis=1)
        choices: Labels = np.where(raised[rows, best] < raised[rows, second], best, second)
        return choices

    def _have_news(self, some: slice, step: int) -> NDArray[np.bool_]:
        """Say whose own cluster or second choice has changed since their last look, (b,)."""
        touched = np.maximum(self.touched[self.labels[some]], self.touched[self.second[some]])
        news: NDArray[np.bool_] = np.arange(step, step + len(touched)) < touched
        return news

    def _gain(self, some: slice, choices: Labels) -> NDArray[np.bool_]:
        """Say which of some points would lower the objective by going to these clusters, (b,)."""
        places, labels, counts = self.places[some], self.labels[some], self.clusters.counts
        raised = squared_distances(places, self.clusters.means[choices])
        raised *= (counts / (counts + 1.0))[choices]
        lowered = squared_distances(places, self.clusters.means[labels])
        lowered *= (counts / np.maximum(counts - 1.0, 1.0))[labels]
        gain: NDArray[np.bool_] = np.sqrt(raised) + self.least < np.sqrt(lowered)
        gain &= (counts[labels] > 1) & self.part[choices] & (choices != labels)
        return gain

    def _transfer(self, point: int, label: int) -> list[int]:
        """Let a point change clusters; give both."""
        left = int(self.labels[point])
        self.clusters.leave(left, self.places[point])
        self.clusters.join(label, self.places[point])
        self.labels[point], self.second[point] = label, left
        return [left, label]

    def state(self, before: State, *, settled: bool = False) -> State:
        """Give the state at the end of a stage."""
        self.clusters.renew(self.places, self.labels)
        means = np.where(self.part[:, np.newaxis], self.origin + self.clusters.means, before.means)
        return observe(
            self.points,
            before,
            algorithm="hartigan-wong",
            centroids=before.means,
            labels=self.labels.copy(),
            means=means,
            retired=before.retired,
            settled=settled,
            nearest=settled,
        )


def _first_true(wishes: NDArray[np.bool_]) -> tuple[int, bool]:
    """Give how many come before the first that is true, and whether there is one."""
    any_true = bool(wishes.any())
    return int(wishes.argmax()) if any_true else len(wishes), any_true


def _open(points: Points, state: State) -> Exchange:
    """Begin to exchange points where each is with its nearest centroid; the next is its second."""
    origin = choose_origin(points)
    places, k = points - origin, len(state.counts)
    part = state.counts > 0
    table = RunningMeans(state.centroids - origin, state.counts).distances(places)
    table[:, ~part] = np.inf
    table[np.arange(len(points)), state.labels] = np.inf
    return Exchange(
        points=points,
        places=places,
        origin=origin,
        least=least_difference(places),
        labels=state.labels.copy(),
        second=table.argmin(axis=1),
        clusters=RunningMeans(state.means - origin, state.counts.copy()),
        part=part,
        live=np.zeros(k, dtype=np.intp),
        touched=np.zeros(k, dtype=np.intp),
        hurried=np.ones(k, dtype=np.bool_),
    )


def _refuse_tolerance(tolerance: float) -> None:
    if tolerance > 0:
        raise ValueError(
            f"tolerance is {tolerance:g}, and hartigan-wong goes on until no transfer helps\n"
            "leave tolerance out, or limit the run with max_iterations"
        )


def _refuse_to_keep(empty: str) -> None:
    if empty == "keep":
        raise ValueError(
            "hartigan-wong cannot keep an empty cluster: any point would gain by joining it\n"
            "let farthest, drop or error deal with empty clusters"
        )
