"""Lloyd's algorithm, one State per iteration: points choose centroids, centroids move to means."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from kmviz.engine.checks import (
    check_centroids,
    check_choice,
    check_count,
    check_points,
    check_tolerance,
)
from kmviz.engine.empty import POLICIES, Emptied, Policy
from kmviz.engine.products import choose_by_products
from kmviz.engine.seams import choose_on_grid
from kmviz.engine.state import Points, State
from kmviz.engine.tally import Choose, choose_one_by_one, mean_variance


def lloyd(
    points: ArrayLike,
    centroids: ArrayLike,
    *,
    max_iterations: int = 300,
    tolerance: float = 0.0,
    empty: str = "farthest",
) -> Iterator[State]:
    """Move centroids to the means of their points until nothing changes (Lloyd 1957, 1982).

    Parameters
    ----------
    points
        (n, d), any array-like of real numbers; never modified.
    centroids
        (k, d), where the centroids start; k is at most the number of distinct points.
    max_iterations
        The run stops after so many, settled or not.
    tolerance
        The run also stops once the squared movements of all centroids add up to no more than
        this part of the points' mean variance per axis, as in scikit-learn. With 0 it goes on
        until nothing moves.
    empty
        What becomes of clusters without points: "farthest", "keep", "drop" or "error".

    Yields
    ------
    State
        One per iteration, an assignment followed by an update; the iteration that finds nothing
        to change is the last. The arrays of a state are read-only and never change.

    Raises
    ------
    ValueError
        At the call, if an argument cannot be used; during the run only under the policy "error".

    Notes
    -----
    The objective, the sum of squared Euclidean distances of the points to their centroids, never
    rises: neither half of an iteration can make it larger. Lloyd, S. P. (1982), Least squares
    quantization in PCM, IEEE Transactions on Information Theory 28, 129-137.
    """
    points = check_points(points)
    centroids = check_centroids(centroids, points)
    max_iterations = check_count(max_iterations, "max_iterations")
    enough = check_tolerance(tolerance)
    if enough:
        enough *= mean_variance(points)
    policy = check_choice(empty, POLICIES, "empty")
    choose = (
        choose_on_grid(points)
        or choose_by_products(points, len(centroids))
        or choose_one_by_one(points)
    )
    return _iterate(choose, centroids, max_iterations, enough, policy)


def _iterate(
    choose: Choose, centroids: Points, max_iterations: int, enough: float, policy: Policy
) -> Iterator[State]:
    retired = np.zeros(len(centroids), dtype=np.bool_)
    before = None

    for iteration in range(max_iterations):
        # assign: each point joins its nearest centroid
        choice = choose(centroids, retired)

        # update: each centroid goes to the mean of its points
        means = choice.means()
        retires = (choice.tally.counts == 0) & ~retired
        if retires.any():
            means, retires = policy(
                Emptied(iteration, *choice.points_and_distances(), means, retires)
            )

        for array in (centroids, means, choice.tally.counts, retired):
            array.flags.writeable = False
        movement = float(np.square(means - centroids).sum())
        settled = np.array_equal(means, centroids) and not retires.any()
        yield choice.state(before, iteration=iteration, means=means, settled=settled)
        if settled or 0 < movement <= enough:
            return
        before, centroids, retired = choice, means, retired | retires
