"""Points and many starts go in, what each start promises comes out: many runs of Lloyd at once.

`kmviz.engine.lloyd` is the algorithm, told state by state. A choice of k needs thousands of runs,
and of most of them one number only. Here several runs share each product of matrices, which makes
an iteration several times cheaper; what is shown to anybody is run by the engine.
"""

from collections import deque
from typing import Final

import numpy as np

from kmviz.engine.lloyd import lloyd
from kmviz.engine.state import Points, State

# Multiplications in a product of matrices. One so small stays in a core's cache, and OpenBLAS does
# not share it among threads, which would cost more than it gains.
PRODUCT: Final = 1 << 18
MAX_ITERATIONS: Final = 300  # as in `kmviz.engine.lloyd`
GRID: Final = 60_000  # points of the plane: with more, the engine's grid is quicker
STILL: Final = 1e-12  # of the size of the data: a centroid that moves less only feels rounding


def promise(points: Points, starts: Points) -> Points:
    """Say at which inertia Lloyd's algorithm settles from each start, up to rounding.

    Distances are compared in the expanded form |c|² - 2xc, about the mean of the points. Its error
    is some 10⁻¹⁵ of the sum of squares of all points: a promise below a millionth of that sum is
    not to be trusted. An empty cluster keeps its centroid; ties go to the lowest index.

    Parameters
    ----------
    points
        (n, d).
    starts
        (runs, k, d).

    Returns
    -------
    (runs,), in squared units of the points.
    """
    if points.shape[1] == 2 and len(points) >= GRID:
        return np.array([settle(points, start).inertia for start in starts])
    middle = _middle(points)
    rows = np.ones((len(points), points.shape[1] + 1))
    rows[:, :-1] = points - middle
    columns = np.ascontiguousarray(rows.T)
    size = runs_at_once(points, starts.shape[1])
    below = [
        _settle_all(rows, columns, starts[first : first + size] - middle)
        for first in range(0, len(starts), size)
    ]
    inertia: Points = np.maximum(np.concatenate(below) + scatter(points), 0)
    return inertia


def settle(points: Points, start: Points) -> State:
    """Run Lloyd's algorithm, and give its last state."""
    return deque(lloyd(points, start), maxlen=1).pop()


def scatter(points: Points) -> float:
    """Give the sum of squared distances of the points to their mean."""
    return float(np.square(points - _middle(points)).sum())


def runs_at_once(points: Points, k: int) -> int:
    """Say how many runs share a product: the more, the fewer calls, while all fits the cache."""
    n, d = points.shape
    return int(max(1, PRODUCT // ((d + 1) * k * n)))


def add_up(values: Points, weights: Points) -> Points:
    """Multiply matrices, (a, n) and (n, b), in pieces that stay on this thread."""
    total = np.zeros((len(values), weights.shape[1]))
    step = max(1, PRODUCT // total.size)
    for first in range(0, len(weights), step):
        total += values[:, first : first + step] @ weights[first : first + step]
    return total


def _middle(points: Points) -> Points:
    """Average relative to the first point: sums of far-off coordinates would lose digits."""
    mean: Points = points[0] + (points - points[0]).mean(axis=0)
    return mean


def _settle_all(rows: Points, columns: Points, centroids: Points) -> Points:
    """Give the inertia that each run settles at, less the scatter of the points, (runs,)."""
    still = STILL * np.abs(rows[:, :-1]).max()
    inertia = np.empty(len(centroids))
    going = np.arange(len(centroids))
    for _ in range(MAX_ITERATIONS):
        means, inertia[going] = _iterate(rows, columns, centroids)
        moving = np.abs(means - centroids).max(axis=(1, 2)) > still
        if not moving.any():
            break
        going, centroids = going[moving], means[moving]
    return inertia


def _iterate(rows: Points, columns: Points, centroids: Points) -> tuple[Points, Points]:
    """Give the means of the points nearest to each centroid, (runs, k, d), and the inertias.

    A row is a point and a 1, so that one product with the rows gives sums and counts.
    """
    runs, k, d = centroids.shape
    squares = np.square(centroids).sum(axis=2, keepdims=True)
    planes = np.concatenate([-2 * centroids, squares], axis=2).reshape(runs * k, d + 1)
    tally, inertia = np.zeros((runs, k, d + 1)), np.zeros(runs)
    step = max(1, PRODUCT // ((d + 1) * runs * k))
    for first in range(0, len(rows), step):
        block = slice(first, first + step)
        scores = (planes @ columns[:, block]).reshape(runs, k, -1)
        lowest = scores.min(axis=1)
        inertia += lowest.sum(axis=1)
        tally += _tally(scores, lowest, rows[block])
    sums, counts = tally[:, :, :d], tally[:, :, d:]
    return np.where(counts > 0, sums / np.maximum(counts, 1), centroids), inertia


def _tally(scores: Points, lowest: Points, rows: Points) -> Points:
    """Add up the rows of a block by their lowest score, which is overwritten: (runs, k, d + 1)."""
    members = np.equal(scores, lowest[:, np.newaxis], out=scores)
    tally: Points = _add_up(members, rows)
    if tally[:, :, -1].sum() == lowest.size:
        return tally
    members *= members.cumsum(axis=1) == 1  # where two are equally near, the first is chosen
    return _add_up(members, rows)


def _add_up(members: Points, rows: Points) -> Points:
    runs, k, n = members.shape
    return (members.reshape(runs * k, n) @ rows).reshape(runs, k, -1)
