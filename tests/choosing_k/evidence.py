"""What the tests of choosing k share: sweeps made by hand, and points whose answer is known."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from sklearn.datasets import load_iris

from kmviz.choosing_k import Partition, Sweep, sweep
from kmviz.engine import Labels, Points

IRIS: Final[Points] = np.array(load_iris().data)


def partition_of(points: Points, labels: Labels) -> Partition:
    """Make the partition that labels describe, whether k-means would end there or not."""
    k = int(labels.max()) + 1
    centroids = np.stack([points[labels == label].mean(axis=0) for label in range(k)])
    inertia = float(np.square(points - centroids[labels]).sum())
    counts = np.bincount(labels, minlength=k)
    return Partition(k, centroids, "k-means++", centroids, labels, counts, inertia, 1)


def labelled(points: Points, labelings: Sequence[Labels]) -> Sweep:
    """Make the sweep of labelings with 1, 2, … labels."""
    return Sweep(points, tuple(partition_of(points, labels) for labels in labelings), 1)


def random_labels(n: int, k: int, rng: np.random.Generator) -> Labels:
    """Deal n points into k clusters, none empty."""
    return rng.permutation(np.concatenate([np.arange(k), rng.integers(k, size=n - k)]))


def random_sweep(n: int, d: int, k_max: int, seed: int) -> Sweep:
    """Make a sweep of random labels of random points."""
    rng = np.random.default_rng(seed)
    labelings = [random_labels(n, k, rng) for k in range(1, k_max + 1)]
    return labelled(rng.normal(size=(n, d)), labelings)


def with_inertias(inertias: Sequence[float], d: int = 2) -> Sweep:
    """Make a sweep that found these inertias; all else in it is beside the point."""
    points = np.zeros((len(inertias) + 10, d))
    rows = [
        Partition(
            k=k,
            start=points[:k],
            origin="k-means++",
            centroids=points[:k],
            labels=np.zeros(len(points), dtype=np.intp),
            counts=np.zeros(k, dtype=np.intp),
            inertia=float(inertia),
            iterations=1,
        )
        for k, inertia in enumerate(inertias, start=1)
    ]
    return Sweep(points, tuple(rows), 1)


def quick(points: Points, k_max: int, seed: int = 0) -> Sweep:
    """Sweep small data in this process."""
    return sweep(points, k_max, runs=8, rng=seed, workers=1)
