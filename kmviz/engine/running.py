"""Means that follow at once when a point joins their cluster or leaves it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kmviz.engine.state import Labels, Points

ROUNDING: Final = 2.0**-44  # of the largest coordinate: what hundreds of moves may add up to
FEWEST, MOST = 64, 2048  # points that are asked at once, in the hope that none moves


@dataclass(frozen=True, slots=True, eq=False)
class RunningMeans:
    """Clusters as their means, (k, d), and how many points they have, (k,); both change in place.

    A cluster without points stands where it was put, and its first point takes it along.
    """

    means: Points
    counts: Labels

    def join(self, label: int, point: Points) -> None:
        """Let a point in."""
        self.counts[label] += 1
        self.means[label] += (point - self.means[label]) / self.counts[label]

    def leave(self, label: int, point: Points) -> None:
        """Let a point go, one of several."""
        self.counts[label] -= 1
        self.means[label] -= (point - self.means[label]) / self.counts[label]

    def renew(self, points: Points, labels: Labels) -> None:
        """Take the means of all points by their labels: what rounding has added up to is gone."""
        full = self.counts > 0
        for mean, column in zip(self.means.T, points.T, strict=True):
            sums = np.bincount(labels, weights=column, minlength=len(self.counts))
            mean[full] = sums[full] / self.counts[full]

    def distances(self, points: Points) -> Points:
        """Give the squared distances of n points, (n, d), to all means, (n, k)."""
        differences = points.T[:, :, np.newaxis] - self.means.T[:, np.newaxis]
        table: Points = np.square(differences, out=differences).sum(axis=0)  # the last axis is slow
        return table


def least_difference(points: Points) -> float:
    """Give the length below which two distances are equal: rounding may be all of it.

    Points that change clusters for less could go round in circles.
    """
    return float(ROUNDING * np.abs(points).max())


def so_many_next(asked: int, *, moved: bool) -> int:
    """Say how many points to ask at once: few where one has just moved, and ever more after that.

    Once a point has moved, those after it have been asked in vain.
    """
    return FEWEST if moved else min(2 * asked, MOST)
