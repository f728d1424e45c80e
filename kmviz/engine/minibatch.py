"""Mini-batch k-means: a few points drawn at random pull their centroids, ever more gently."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from kmviz.engine.checks import (
    Rng,
    check_centroids,
    check_choice,
    check_count,
    check_points,
    check_tolerance,
)
from kmviz.engine.distances import nearest
from kmviz.engine.empty import POLICIES, Emptied, Policy
from kmviz.engine.observe import observe
from kmviz.engine.state import Labels, Points, State
from kmviz.engine.tally import mean_variance

# The run ends after so many batches without an objective that is lower by so large a part.
PATIENCE: Final = 10
LEAST_GAIN: Final = 0.001


def minibatch(
    points: ArrayLike,
    centroids: ArrayLike,
    *,
    max_iterations: int = 300,
    tolerance: float = 0.0,
    empty: str = "farthest",
    batch_size: int | None = None,
    rng: Rng = None,
) -> Iterator[State]:
    """Let small random batches of points pull the centroids towards them (Sculley 2010).

    In each iteration a batch is drawn, each of its points joins its nearest centroid, and each
    centroid goes to the mean of all batch points that it has ever had: the learning rate of each
    is one over the number of points that it has seen.

    Parameters
    ----------
    points
        (n, d), any array-like of real numbers; never modified.
    centroids
        (k, d), where the centroids start; k is at most the number of distinct points.
    max_iterations
        The run stops after so many batches.
    tolerance
        The run also stops once the squared movements of all centroids add up to no more than
        this part of the points' mean variance per axis.
    empty
        What becomes of a centroid that no point of all is nearest to: "farthest", "keep", "drop"
        or "error". With "keep" it is left to the batches, as in the paper.
    batch_size
        How many distinct points a batch has; by default a tenth of all.
    rng
        A seed, a generator, or None for other batches each time.

    Yields
    ------
    State
        One per batch. `labels`, `counts` and `inertia` are those of all points, each with its
        nearest centroid, though the algorithm asks only those in `batch`.

    Raises
    ------
    ValueError
        At the call, if an argument cannot be used; during the run only under the policy "error".

    Notes
    -----
    Nothing is guaranteed: a batch may make the objective larger, and the centroids never quite
    settle. The paper runs for a given number of batches; here the run also ends once ten in a row
    have not brought the objective a thousandth below the lowest before. Sculley, D. (2010),
    Web-scale k-means clustering, Proceedings of the 19th International Conference on World Wide
    Web, 1177-1178.
    """
    points = check_points(points)
    centroids = check_centroids(centroids, points)
    max_iterations = check_count(max_iterations, "max_iterations")
    enough = check_tolerance(tolerance)
    if enough:
        enough *= mean_variance(points)
    policy = check_choice(empty, POLICIES, "empty")
    size = _check_batch_size(batch_size, len(points))
    states = _iterate(points, centroids, size, policy, np.random.default_rng(rng))
    return islice(_until_it_stalls(states, enough), max_iterations)


def _iterate(
    points: Points, centroids: Points, size: int, policy: Policy, rng: np.random.Generator
) -> Iterator[State]:
    retired = np.zeros(len(centroids), dtype=np.bool_)
    seen = np.zeros(len(centroids), dtype=np.intp)
    before = None

    while True:
        # assign: each point of the batch joins its nearest centroid; all others are only asked
        labels, distances = nearest(points, centroids, retired)
        batch = np.zeros(len(points), dtype=np.bool_)
        batch[rng.choice(len(points), size=size, replace=False)] = True

        # update: each centroid goes to the mean of all batch points that it has ever had
        seen += np.bincount(labels[batch], minlength=len(centroids))
        means = (
            centroids
            + _pull(points[batch], centroids, labels[batch]) / np.maximum(seen, 1)[:, np.newaxis]
        )
        retires = (np.bincount(labels, minlength=len(centroids)) == 0) & ~retired
        if retires.any():
            iteration = 0 if before is None else before.iteration + 1
            pulled = means
            means, retires = policy(Emptied(iteration, points, distances, means, retires))
            seen[(means != pulled).any(axis=1)] = 0  # those sent elsewhere begin anew

        before = observe(
            points,
            before,
            algorithm="minibatch",
            centroids=centroids,
            labels=labels,
            means=means,
            retired=retired,
            settled=not distances.any(),
            nearest=True,
            batch=batch,
        )
        yield before
        centroids, retired = means, retired | retires


def _pull(batch: Points, centroids: Points, labels: Labels) -> Points:
    """Add up, per centroid, the ways from it to its points, (k, d)."""
    ways = batch - centroids[labels]
    sums = [np.bincount(labels, weights=way, minlength=len(centroids)) for way in ways.T]
    return np.stack(sums, axis=1)


def _until_it_stalls(states: Iterator[State], enough: float) -> Iterator[State]:
    """Give the states up to one that has moved too little, or the last of a long vain effort."""
    lowest, vain = np.inf, 0
    for state in states:
        yield state
        gains = state.inertia < (1 - LEAST_GAIN) * lowest
        lowest, vain = (state.inertia, 0) if gains else (lowest, vain + 1)
        movement = float(np.square(state.means - state.centroids).sum())
        if state.settled or vain == PATIENCE or 0 < movement <= enough:
            return


def _check_batch_size(batch_size: int | None, n: int) -> int:
    if batch_size is None:
        return -(-n // 10)
    size = check_count(batch_size, "batch_size")
    if size <= n:
        return size
    raise ValueError(
        f"batch_size is {size}, and there are {n} points\n"
        f"draw fewer than all, such as batch_size={-(-n // 10)}"
    )
