"""Points of any dimension go in, the plane in which they spread most comes out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kmviz.engine.checks import check_points
from kmviz.engine.state import Points


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """A plane through the points.

    Attributes
    ----------
    projected
        (n, 2), the points in the plane.
    axes
        (2, d), what in the space is right and what is up.
    mean
        (d,), what in the space is the origin of the plane.
    kept
        How much of the variance the plane shows, 0 to 1.
    """

    projected: Points
    axes: Points
    mean: Points
    kept: float

    def project(self, places: Points) -> Points:
        """Give where places of the space, (m, d), are in the plane, (m, 2)."""
        return (places - self.mean) @ self.axes.T


def principal_plane(points: ArrayLike) -> Plane:
    """Give the plane of the first two principal axes.

    The points of a plane stay where they are, and those of a line lie on the first axis. Otherwise
    the mean is the origin, and each axis points to where its largest coordinate is positive.

    Parameters
    ----------
    points
        (n, d), any array-like of real numbers.

    Raises
    ------
    ValueError
        If the points cannot be used.

    Notes
    -----
    Pearson, K. (1901), On lines and planes of closest fit to systems of points in space,
    Philosophical Magazine 2, 559-572.
    """
    points = check_points(points)
    d = points.shape[1]
    if d <= 2:
        return _plane(points, np.eye(2, d), np.zeros(d), 1.0)
    mean, axes, spreads = principal_axes(points)
    shares = np.square(spreads / max(spreads[0], np.finfo(float).tiny))
    kept = float(shares[:2].sum() / shares.sum()) if shares.any() else 1.0
    first_two = np.zeros((2, d))
    first_two[: len(axes[:2])] = axes[:2]
    return _plane(points, first_two, mean, kept)


def principal_axes(points: Points) -> tuple[Points, Points, Points]:
    """Give the mean, (d,), the principal axes, (r, d), and how far the points spread on each, (r,).

    r is the smaller of n and d; the axis of the widest spread is first.
    """
    mean = points[0] + (points - points[0]).mean(axis=0)
    _, spreads, axes = np.linalg.svd(points - mean, full_matrices=False)
    largest = np.abs(axes).argmax(axis=1)
    signs = np.sign(axes[np.arange(len(axes)), largest])
    return mean, axes * signs[:, np.newaxis], spreads


def _plane(points: Points, axes: Points, mean: Points, kept: float) -> Plane:
    plane = Plane((points - mean) @ axes.T, axes, mean, kept)
    for array in (plane.projected, axes, mean):
        array.flags.writeable = False
    return plane
