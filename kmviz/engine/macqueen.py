"""MacQueen's k-means: one point at a time joins its nearest centroid, which moves along at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, repeat
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
from kmviz.engine.distances import nearest, own_distances
from kmviz.engine.empty import POLICIES, Emptied, Policy
from kmviz.engine.observe import observe
from kmviz.engine.running import FEWEST, RunningMeans, least_difference, so_many_next
from kmviz.engine.state import Labels, Points, State
from kmviz.engine.tally import choose_origin, mean_variance

GROUPS: Final = 10  # in which the points come for the first time: enough to see them come


def macqueen(
    points: ArrayLike,
    centroids: ArrayLike,
    *,
    max_iterations: int = 300,
    tolerance: float = 0.0,
    empty: str = "farthest",
    batch_size: int | None = None,
) -> Iterator[State]:
    """Let points join their nearest centroid one by one, each time with a new mean (MacQueen 1967).

    In the first pass the points come in their order: each joins the centroid that is nearest at
    that moment, and the centroid moves at once to the mean of all that have joined it. A point
    that a centroid starts on belongs to it from the beginning. In every further pass, a point for
    which another centroid is nearer changes over, and both move at once. A pass in which no point
    does is the last.

    Parameters
    ----------
    points
        (n, d), any array-like of real numbers; never modified.
    centroids
        (k, d), where the centroids start; k is at most the number of distinct points.
    max_iterations
        The run stops after so many states, settled or not.
    tolerance
        The run also stops after a pass, from the second on, in which the squared movements of all
        centroids add up to no more than this part of the points' mean variance per axis.
    empty
        What becomes of a cluster that has no points at the end of a pass: "farthest", "keep",
        "drop" or "error". Only where centroids start far from all points, or in one place, can
        there be any.
    batch_size
        How many points of the first pass a state tells of; by default a tenth of them. It does
        not change the run, only how closely one looks.

    Yields
    ------
    State
        In the first pass, one per group of points: `batch` says which, `waiting` which are still
        to come. Then one per pass. `centroids` is where they stood before the group or pass,
        `means` where it left them, `labels` what each point chose at its own moment in between:
        `nearest` is true of the last state only, if it is settled.

    Raises
    ------
    ValueError
        At the call, if an argument cannot be used; during the run only under the policy "error".

    Notes
    -----
    From the second pass on, every point that changes over makes the objective smaller, so
    `inertia_at_means` falls from state to state until nothing changes; then each point is with its
    nearest centroid, and each centroid is the mean of its points. In the first pass, where new
    points come in, neither value need fall. MacQueen, J. (1967), Some methods for classification
    and analysis of multivariate observations, Proceedings of the Fifth Berkeley Symposium on
    Mathematical Statistics and Probability 1, 281-297; that is the first pass.
    """
    points = check_points(points)
    centroids = check_centroids(centroids, points)
    max_iterations = check_count(max_iterations, "max_iterations")
    enough = check_tolerance(tolerance)
    if enough:
        enough *= mean_variance(points)
    policy = check_choice(empty, POLICIES, "empty")
    size = -(-len(points) // GROUPS)
    if batch_size is not None:
        size = check_count(batch_size, "batch_size")
    return islice(_iterate(points, centroids, size, enough, policy), max_iterations)


def _iterate(
    points: Points, centroids: Points, size: int, enough: float, policy: Policy
) -> Iterator[State]:
    dealer = _seat_founders(points, centroids)
    retired = np.zeros(len(centroids), dtype=np.bool_)
    before = None

    for group in chain(_groups(dealer, size), repeat(None)):
        moved = dealer.ask_all_again(retired) if group is None else dealer.deal(group)
        means, retires = dealer.means(centroids), np.zeros_like(retired)
        if not dealer.waiting.any():
            means, retires = dealer.end_pass(centroids, retired, before, policy)
        settled = not moved and not retires.any() and np.array_equal(means, centroids)
        before = observe(
            points,
            before,
            algorithm="macqueen",
            centroids=centroids,
            labels=dealer.labels_for_now(centroids),
            means=means,
            retired=retired,
            settled=settled,
            nearest=settled,
            batch=None if group is None else _mask(group, len(points)),
            waiting=dealer.waiting.copy() if dealer.waiting.any() else None,
        )
        yield before
        movement = float(np.square(means - centroids).sum())
        if settled or (group is None and 0 < movement <= enough):
            return
        centroids, retired = means, retired | retires


@dataclass(frozen=True, slots=True, eq=False)
class Dealer:
    """The clusters while points join and change them, which changes the last three in place.

    Attributes
    ----------
    points, places, origin
        (n, d), the points; the same, measured from the origin; and that, (d,).
    least
        The length below which two distances are equal.
    labels, waiting
        (n,), the clusters of the points, and true for points that have not joined one yet.
    clusters
        The running means, measured from the origin.
    """

    points: Points
    places: Points
    origin: Points
    least: float
    labels: Labels
    waiting: NDArray[np.bool_]
    clusters: RunningMeans

    def deal(self, group: Labels) -> bool:
        """Let these points join, one by one, unless they have; say whether one did."""
        for i in group[self.waiting[group]]:
            label = int(np.square(self.clusters.means - self.places[i]).sum(axis=1).argmin())
            self.clusters.join(label, self.places[i])
            self.labels[i] = label
        self.waiting[group] = False
        return True

    def ask_all_again(self, retired: NDArray[np.bool_]) -> bool:
        """Let each point in turn change over if another centroid is nearer; say whether one did.

        Many are asked at once; once one has moved, those after it are asked anew.
        """
        first, size, any_moved = 0, FEWEST, False
        while first < len(self.labels):
            block = slice(first, first + size)
            wishes = self._wishes(block, retired)
            wishing = np.flatnonzero(wishes != self.labels[block])
            first, moved = first + size, len(wishing) > 0
            if moved:
                first = block.start + int(wishing[0]) + 1
                self._move(first - 1, int(wishes[wishing[0]]))
            size, any_moved = so_many_next(size, moved=moved), any_moved or moved
        return any_moved

    def _wishes(self, block: slice, retired: NDArray[np.bool_]) -> Labels:
        """Give the cluster that each point of a block would be in, as things stand."""
        labels = self.labels[block]
        lengths = np.sqrt(self.clusters.distances(self.places[block]))
        lengths[:, retired] = np.inf
        own = lengths[np.arange(len(labels)), labels]
        nearer = lengths.min(axis=1) + self.least < own
        wishing = nearer & (self.clusters.counts[labels] > 1)
        return np.where(wishing, lengths.argmin(axis=1), labels)

    def _move(self, i: int, label: int) -> None:
        self.clusters.leave(int(self.labels[i]), self.places[i])
        self.clusters.join(label, self.places[i])
        self.labels[i] = label

    def labels_for_now(self, centroids: Points) -> Labels:
        """Give the labels, (n,), where those that wait have the nearest of the centroids."""
        labels = self.labels.copy()
        none_retired = np.zeros(len(centroids), dtype=np.bool_)
        labels[self.waiting], _ = nearest(self.points[self.waiting], centroids, none_retired)
        return labels

    def means(self, centroids: Points) -> Points:
        """Give the means as they are now, (k, d); those without points are still centroids."""
        full = (self.clusters.counts > 0)[:, np.newaxis]
        return np.where(full, self.origin + self.clusters.means, centroids)

    def end_pass(
        self,
        centroids: Points,
        retired: NDArray[np.bool_],
        before: State | None,
        policy: Policy,
    ) -> tuple[Points, NDArray[np.bool_]]:
        """Give the means at the end of a pass, (k, d), and the clusters that retire, (k,)."""
        self.clusters.renew(self.places, self.labels)
        means = self.means(centroids)
        retires = empty = (self.clusters.counts == 0) & ~retired
        if empty.any():
            iteration = 0 if before is None else before.iteration + 1
            distances = own_distances(self.points, means, self.labels)
            means, retires = policy(Emptied(iteration, self.points, distances, means, empty))
            self.clusters.means[empty] = means[empty] - self.origin
        return means, retires


def _seat_founders(points: Points, centroids: Points) -> Dealer:
    """Give each centroid the first point that it stands on, if there is one left."""
    labels = np.full(len(points), -1)
    for label, centroid in enumerate(centroids):
        labels[np.flatnonzero((points == centroid).all(axis=1) & (labels < 0))[:1]] = label
    origin = choose_origin(points)
    places = points - origin
    counts = np.bincount(labels + 1, minlength=len(centroids) + 1)[1:]
    clusters = RunningMeans(centroids - origin, counts)
    least = least_difference(places)
    return Dealer(points, places, origin, least, labels, labels < 0, clusters)


def _groups(dealer: Dealer, size: int) -> Iterator[Labels]:
    """Cut the points into groups in their order; founders come with the first."""
    founders, others = np.flatnonzero(~dealer.waiting), np.flatnonzero(dealer.waiting)
    yield np.concatenate([founders, others[:size]])
    for start in range(size, len(others), size):
        yield others[start : start + size]


def _mask(group: Labels, n: int) -> NDArray[np.bool_]:
    mask = np.zeros(n, dtype=np.bool_)
    mask[group] = True
    return mask
