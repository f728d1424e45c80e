"""Voronoi cells: centroids go in, one convex polygon per centroid comes out."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.state import Points

ROUNDING: Final = 1e-14  # of the larger side of the box


def voronoi_cells(
    centroids: Points, low: Points, high: Points, retired: NDArray[np.bool_]
) -> list[Points]:
    """Clip a box to the region nearest to each centroid.

    Half-plane clipping serves one, two or collinear centroids alike, where a Delaunay
    triangulation has nothing to start from.

    Parameters
    ----------
    centroids
        (k, 2).
    low, high
        (2,), the corners of the box.
    retired
        (k,), true for centroids that have no cell.

    Returns
    -------
    k arrays (m, 2), the corners of each cell in order; m is 0 where a cell is empty: for a
    retired centroid, one outside of whose cell the whole box lies, and for all but the first of
    several centroids in one place, since ties go to the lowest index.
    """
    scale = float((high - low).max())
    middle = (low + high) / 2
    sites = (centroids - middle) / scale  # far from the origin a bisector would lose its digits
    corners = (_corners(low, high) - middle) / scale
    cells = [
        np.empty((0, 2)) if retired[label] else _cell(sites, label, corners, retired)
        for label in range(len(sites))
    ]
    return [cell * scale + middle for cell in cells]


def _cell(sites: Points, label: int, cell: Points, retired: NDArray[np.bool_]) -> Points:
    """Clip by the bisector with each other site, nearest first, until none can reach the cell."""
    site = sites[label]
    distances = np.hypot(*(sites - site).T)
    for other in np.argsort(distances, kind="stable"):
        if other == label or retired[other]:
            continue
        if distances[other] == 0 and other > label:
            continue
        if distances[other] == 0 or len(cell) == 0:
            return np.empty((0, 2))
        if distances[other] > 2 * np.hypot(*(cell - site).T).max():
            break
        cell = _clip(cell, (sites[other] - site) / distances[other], (site + sites[other]) / 2)
    return cell


def _clip(polygon: Points, normal: Points, through: Points) -> Points:
    """Keep the part of a convex polygon behind a line (Sutherland and Hodgman 1974)."""
    side = (polygon - through) @ normal
    side[np.abs(side) < ROUNDING] = 0.0  # else a corner of four cells becomes two that may cross
    after, side_after = np.roll(polygon, -1, axis=0), np.roll(side, -1)
    kept: list[Points] = []
    for corner, following, here, there in zip(polygon, after, side, side_after, strict=True):
        if here <= 0:
            kept.append(corner)
        if (here < 0 < there) or (there < 0 < here):
            kept.append(corner + (following - corner) * (here / (here - there)))
    return np.array(kept) if len(kept) > 2 else np.empty((0, 2))


def _corners(low: Points, high: Points) -> Points:
    return np.array([low, (high[0], low[1]), high, (low[0], high[1])])
