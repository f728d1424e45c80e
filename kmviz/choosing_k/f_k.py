"""Inertias go in, f(K) comes out: how much better K clusters are than chance would have them."""

import numpy as np

from kmviz.choosing_k.sweep import Sweep
from kmviz.choosing_k.verdict import Verdict
from kmviz.engine.checks import Rng
from kmviz.engine.state import Points

DISTINCT = 0.85  # a K with a smaller f is worth considering (the paper, section 3.2)


def f_k(sweep: Sweep, _rng: Rng = None) -> Verdict:
    """Choose the K at which the distortion falls most against what evenly spread points would give.

    f(1) = 1, and f(K) = S_K / (a_K S_{K-1}), or 1 where S_{K-1} = 0. With N_d coordinates the
    weight a_2 is 1 - 3 / (4 N_d), and a_K = a_{K-1} + (1 - a_{K-1}) / 6. The smallest f is chosen;
    where none is below 0.85, one cluster is.

    Parameters
    ----------
    sweep
        The partitions, of points with two or more coordinates.

    Returns
    -------
    Verdict
        Its part "alpha" is the weight, NaN for K = 1.

    Raises
    ------
    ValueError
        If the points have one coordinate: the weight is defined for N_d > 1 only.

    Notes
    -----
    Pham, D. T., Dimov, S. S., and Nguyen, C. D. (2005), Selection of K in K-means clustering,
    Proceedings of the Institution of Mechanical Engineers C 219, 103-119.
    """
    refuse_one_coordinate(sweep.points)
    alpha = _alpha(len(sweep.ks), sweep.points.shape[1])
    scores = _f(sweep.inertias, alpha)
    lowest = int(scores.argmin())
    chosen = int(sweep.ks[lowest]) if scores[lowest] < DISTINCT else 1
    return Verdict(
        criterion="f-k",
        label="f(K)",
        measure="f(K)",
        ks=sweep.ks,
        scores=scores,
        chosen=chosen,
        reason=_reason(scores, lowest),
        parts={"alpha": alpha},
    )


def refuse_one_coordinate(points: Points) -> None:
    """Refuse points on a line."""
    if points.shape[1] == 1:
        raise ValueError(
            "f(K) is defined for points of two or more coordinates, and these have one\n"
            "leave f-k out: the other criteria judge points on a line"
        )


def _alpha(k_max: int, coordinates: int) -> Points:
    alpha = np.full(k_max, np.nan)
    alpha[1:2] = 1 - 3 / (4 * coordinates)
    for i in range(2, k_max):
        alpha[i] = alpha[i - 1] + (1 - alpha[i - 1]) / 6
    return alpha


def _f(inertias: Points, alpha: Points) -> Points:
    f = np.ones(len(inertias))
    expected = alpha[1:] * inertias[:-1]
    np.divide(inertias[1:], expected, out=f[1:], where=expected > 0)
    return f


def _reason(scores: Points, lowest: int) -> str:
    value = f"f({lowest + 1}) = {scores[lowest]:.3f}"
    if scores[lowest] < DISTINCT:
        return f"{value} is the smallest, and below {DISTINCT}"
    return f"no f(K) is below {DISTINCT}, the smallest is {value}: one cluster"
