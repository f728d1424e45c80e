"""Inertias go in, the k where their curve bends comes out: the elbow, by the Kneedle rule."""

from collections.abc import Iterator

import numpy as np

from kmviz.choosing_k.sweep import Sweep
from kmviz.choosing_k.verdict import Verdict
from kmviz.engine.checks import Rng
from kmviz.engine.state import Points


def elbow(sweep: Sweep, _rng: Rng = None, *, sensitivity: float = 1.0) -> Verdict:
    """Choose the k at which the inertia stops falling steeply.

    Curve and ks are scaled to the unit square, and the curve's height under the straight line from
    its first point to its last is taken, D. A local maximum of D is a knee if D falls from there by
    more than `sensitivity` steps between ks before it reaches another; the first knee is chosen.
    One coordinate is as good as many.

    Parameters
    ----------
    sweep
        The partitions; with fewer than three there is no bend.
    sensitivity
        The S of the paper: how many steps of plain decline are too many for a bend.

    Returns
    -------
    Verdict
        Its scores are the inertias, its part "height" is D.

    Notes
    -----
    Satopää, V., Albrecht, J., Irwin, D., and Raghavan, B. (2011), Finding a "Kneedle" in a
    haystack: detecting knee points in system behavior, ICDCS Workshops, 166-171. This is the
    offline rule for a convex decreasing curve; a dozen points are not smoothed.
    """
    height = _height(sweep.inertias)
    knee = next(_knees(height, sensitivity), None)
    return Verdict(
        criterion="elbow",
        label="elbow",
        measure="inertia",
        ks=sweep.ks,
        scores=sweep.inertias,
        chosen=None if knee is None else int(sweep.ks[knee]),
        reason=_reason(sweep, height, knee),
        parts={"height": height},
    )


def _height(inertias: Points) -> Points:
    """Give how far the curve lies under its chord, both scaled to the unit square."""
    if len(inertias) == 1:
        return np.zeros(1)
    fallen: Points = (inertias[0] - inertias) / (inertias[0] - inertias[-1])
    return fallen - np.linspace(0, 1, len(inertias))


def _knees(height: Points, sensitivity: float) -> Iterator[int]:
    inner = range(1, len(height) - 1)
    peaks = [i for i in inner if height[i - 1] < height[i] >= height[i + 1]]
    ends = [*peaks, len(height)][1:]
    for peak, end in zip(peaks, ends, strict=True):
        if height[peak:end].min() < height[peak] - sensitivity / (len(height) - 1):
            yield peak


def _reason(sweep: Sweep, height: Points, knee: int | None) -> str:
    if len(height) < 3:
        return "a bend needs three values of k, and there are fewer"
    if knee is None:
        return (
            f"the curve has no clear bend: it lies at most {height.max():.2f} of its height "
            "under the straight line from its first point to its last"
        )
    return (
        f"the curve bends at k = {sweep.ks[knee]}: there it lies {height[knee]:.2f} of its height "
        "under the straight line from its first point to its last"
    )
