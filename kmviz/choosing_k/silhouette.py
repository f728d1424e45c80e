"""Partitions go in, how much nearer points are to their own cluster than to the next comes out."""

from typing import Final

import numpy as np

from kmviz.choosing_k.note import Note
from kmviz.choosing_k.search import add_up
from kmviz.choosing_k.sweep import Sweep
from kmviz.choosing_k.verdict import Verdict, extreme, ranked
from kmviz.engine.checks import Rng
from kmviz.engine.distances import squared_distances
from kmviz.engine.state import Labels, Points

MOST: Final = 10_000  # points; beyond, a sample of so many stands for all
BLOCK: Final = 1 << 20  # distances held at a time


def silhouette(sweep: Sweep, rng: Rng = None) -> Verdict:
    """Choose the k with the highest mean of (b - a) / max(a, b) over all points.

    a is a point's mean distance to the others of its cluster, b the smallest mean distance to the
    points of another one; the value is 0 for a point alone in its cluster. It is not defined for
    k = 1. One coordinate is as good as many. Above 10⁴ points, a sample of 10⁴ is drawn and the
    distances are those within it; the verdict's notes say so.

    Parameters
    ----------
    sweep
        The partitions.
    rng
        A seed, a generator, or None: draws the sample.

    Returns
    -------
    Verdict
        The higher the score the better.

    Notes
    -----
    Rousseeuw, P. J. (1987), Silhouettes: a graphical aid to the interpretation and validation of
    cluster analysis, Journal of Computational and Applied Mathematics 20, 53-65.
    """
    n = len(sweep.points)
    sample = np.arange(n)
    if n > MOST:
        sample = np.sort(np.random.default_rng(rng).choice(n, MOST, replace=False))
    labels = [_numbered(partition.labels[sample]) for partition in sweep.partitions]
    scores = _means(sweep.points[sample], labels)
    ranking = ranked(sweep.ks, scores)
    return Verdict(
        criterion="silhouette",
        label="silhouette",
        measure="mean silhouette",
        ks=sweep.ks,
        scores=scores,
        chosen=ranking[0] if ranking else None,
        reason=extreme("the mean silhouette", "highest", ranking, scores),
        notes=(Note("silhouette_sample", {"sample": MOST, "all": n}),) if n > MOST else (),
    )


def _numbered(labels: Labels) -> Labels:
    """Leave no holes in the numbers of the clusters: a sample may miss the smallest."""
    _, numbered = np.unique(labels, return_inverse=True)
    return numbered


def _means(points: Points, labelings: list[Labels]) -> Points:
    """Give the mean silhouette for each labeling; all share the distances of a block of points."""
    totals = np.zeros(len(labelings))
    step = max(1, BLOCK // len(points))
    for first in range(0, len(points), step):
        block = slice(first, first + step)
        distances = np.stack([np.sqrt(squared_distances(points, one)) for one in points[block]])
        totals += [_silhouettes(distances, labels, block).sum() for labels in labelings]
    return totals / len(points)


def _silhouettes(distances: Points, labels: Labels, block: slice) -> Points:
    """Give the silhouettes of a block of points, from their distances to all, (b, n)."""
    members = (labels[:, np.newaxis] == np.arange(labels.max() + 1)).astype(np.float64, order="F")
    sizes = members.sum(axis=0)
    if len(sizes) == 1:
        return np.full(len(distances), np.nan)
    sums = add_up(distances, members)
    own = np.arange(len(distances)), labels[block]
    within = sums[own] / np.maximum(sizes[labels[block]] - 1, 1)
    means = sums / sizes
    means[own] = np.inf
    beside = means.min(axis=1)
    larger = np.maximum(within, beside)
    alone = (sizes[labels[block]] == 1) | (larger == 0)
    return np.where(alone, 0, (beside - within) / np.where(alone, 1, larger))
