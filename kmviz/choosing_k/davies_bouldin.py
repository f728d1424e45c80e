"""Partitions go in, how alike each cluster is to its most similar neighbour comes out."""

import numpy as np

from kmviz.choosing_k.sweep import Partition, Sweep
from kmviz.choosing_k.verdict import Verdict, extreme, ranked
from kmviz.engine.checks import Rng
from kmviz.engine.distances import squared_distances
from kmviz.engine.state import Points


def davies_bouldin(sweep: Sweep, _rng: Rng = None) -> Verdict:
    """Choose the k with the lowest mean over clusters of the largest (s_i + s_j) / d_ij.

    s_i is the mean distance of a cluster's points to its centroid, d_ij the distance of two
    centroids: p = 2 and q = 1 in the paper. The index is not defined for k = 1, nor where every
    point is a cluster. One coordinate is as good as many.

    Parameters
    ----------
    sweep
        The partitions.

    Returns
    -------
    Verdict
        The lower the score the better.

    Notes
    -----
    Davies, D. L., and Bouldin, D. W. (1979), A cluster separation measure, IEEE Transactions on
    Pattern Analysis and Machine Intelligence 1, 224-227.
    """
    scores = np.array([_index(sweep.points, partition) for partition in sweep.partitions])
    ranking = ranked(sweep.ks, -scores)
    return Verdict(
        criterion="davies-bouldin",
        label="Davies–Bouldin",  # noqa: RUF001  (two people are joined by a dash)
        measure="likeness of neighbours",
        ks=sweep.ks,
        scores=scores,
        chosen=ranking[0] if ranking else None,
        reason=extreme("the likeness of neighbours", "lowest", ranking, scores),
    )


def _index(points: Points, partition: Partition) -> float:
    if partition.k in {1, len(points)}:
        return np.nan
    centroids, labels = partition.centroids, partition.labels
    distances = np.sqrt(squared_distances(points, centroids[labels]))
    radii = np.bincount(labels, weights=distances, minlength=partition.k) / partition.counts
    apart = np.stack([np.sqrt(squared_distances(centroids, one)) for one in centroids])
    np.fill_diagonal(apart, np.inf)
    return float(((radii[:, np.newaxis] + radii) / apart).max(axis=1).mean())
