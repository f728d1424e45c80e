"""Inertias go in, the ratio of spread between clusters to spread within them comes out."""

import numpy as np

from kmviz.choosing_k.sweep import Sweep
from kmviz.choosing_k.verdict import Verdict, extreme, ranked
from kmviz.engine.checks import Rng
from kmviz.engine.state import Points


def calinski_harabasz(sweep: Sweep, _rng: Rng = None) -> Verdict:
    """Choose the k with the highest variance ratio, (B / (k - 1)) / (W / (n - k)).

    W is the inertia, and B what is left of the inertia of one cluster. The ratio is not defined for
    k = 1, nor where every point is a cluster; it is infinite where W is 0. One coordinate is as
    good as many.

    Parameters
    ----------
    sweep
        The partitions.

    Returns
    -------
    Verdict
        The higher the score the better.

    Notes
    -----
    Caliński, T., and Harabasz, J. (1974), A dendrite method for cluster analysis, Communications in
    Statistics 3, 1-27.
    """
    scores = _ratios(sweep.ks.astype(np.float64), sweep.inertias, len(sweep.points))
    ranking = ranked(sweep.ks, scores)
    return Verdict(
        criterion="calinski-harabasz",
        label="Caliński–Harabasz",  # noqa: RUF001  (two people are joined by a dash)
        measure="variance ratio",
        ks=sweep.ks,
        scores=scores,
        chosen=ranking[0] if ranking else None,
        reason=extreme("the variance ratio", "highest", ranking, scores),
    )


def _ratios(ks: Points, inertias: Points, n: int) -> Points:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios: Points = (inertias[0] - inertias) / (ks - 1) / (inertias / (n - ks))
    ratios[(ks == 1) | (ks == n)] = np.nan
    return ratios
