"""Inertias go in, how far they fall below those of structureless points comes out: the gap."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from kmviz.choosing_k.crew import crew
from kmviz.choosing_k.note import Note
from kmviz.choosing_k.principal import principal_axes
from kmviz.choosing_k.search import promise
from kmviz.choosing_k.sweep import Progress, Sweep, draw, teller
from kmviz.choosing_k.verdict import Verdict
from kmviz.engine.checks import Rng, check_choice, check_count
from kmviz.engine.state import Points

Rule: TypeAlias = Callable[[Points, Points], tuple[int | None, str]]


def gap(
    sweep: Sweep,
    rng: Rng = None,
    *,
    references: int = 20,
    rule: str = "tibshirani",
    workers: int | None = None,
    progress: Progress | None = None,
) -> Verdict:
    """Choose k by the gap to points spread evenly over the box of the features.

    Gap(k) = E[log W*_k] - log W_k: W_k is the inertia, the pooled within-cluster sum of squares
    about the means, and W*_k that of as many points without structure; the mean is over the
    references. s_k = sd_k sqrt(1 + 1/B), where sd_k is the standard deviation over the B references
    with divisor B. The gap is not defined where W_k = 0. One coordinate is as good as many.

    Parameters
    ----------
    sweep
        The partitions. The references get as many k-means++ starts for each k, but no swaps, which
        would lower log W*_k by a small part of s_k.
    rng
        A seed, a generator, or None: draws the references.
    references
        How many, B.
    rule
        "tibshirani": the smallest k with Gap(k) ≥ Gap(k+1) - s_{k+1}, and none where there is no
        such k; "first-se-max": the smallest k with a gap within one s of the first local maximum;
        "global-max": the k with the largest gap.
    workers
        How many processes search; None is one per core where there is enough to do.
    progress
        Called with how many of how many runs are done, now and then.

    Returns
    -------
    Verdict
        Its spread is s_k, its parts "log_w" and "expected_log_w" are the two logarithms.

    Raises
    ------
    ValueError
        If an option cannot be used.
    ChildProcessError
        If a process that helps to search is ended from outside.

    Notes
    -----
    Tibshirani, R., Walther, G., and Hastie, T. (2001), Estimating the number of clusters in a data
    set via the gap statistic, Journal of the Royal Statistical Society B 63, 411-423. The other
    rules are those of Maechler's maxSE, in the R package cluster; its clusGap differs from the
    paper and from here in that it sums distances, not their squares, unless d.power = 2, and has
    the divisor B - 1 in sd_k.
    """
    null = Null("gap", "gap", "gap_box", np.ptp(sweep.points, axis=0))
    return _judge(
        sweep, null, rng, references=references, rule=rule, workers=workers, progress=progress
    )


def gap_principal(
    sweep: Sweep,
    rng: Rng = None,
    *,
    references: int = 20,
    rule: str = "tibshirani",
    workers: int | None = None,
    progress: Progress | None = None,
) -> Verdict:
    """Choose k by the gap to points spread evenly over the box of the principal axes.

    That box follows the shape of the data: it is the paper's second null reference. All else is as
    in `gap`, which describes parameters, result, errors and sources.
    """
    mean, axes, _ = principal_axes(sweep.points)
    widths = np.ptp((sweep.points - mean) @ axes.T, axis=0)
    null = Null("gap-principal", "gap (principal axes)", "gap_principal_box", widths)
    return _judge(
        sweep, null, rng, references=references, rule=rule, workers=workers, progress=progress
    )


class Null(NamedTuple):
    """Points without structure: evenly spread over a box.

    Attributes
    ----------
    criterion, label
        As in `Verdict`.
    box
        Which box, as notes name it.
    widths
        (m,), the sides of the box. Where it lies and how it is turned changes no inertia.
    """

    criterion: str
    label: str
    box: str
    widths: Points


def _judge(
    sweep: Sweep,
    null: Null,
    rng: Rng,
    *,
    references: int,
    rule: str,
    workers: int | None,
    progress: Progress | None,
) -> Verdict:
    choose = check_choice(rule, RULES, "rule")
    rng = np.random.default_rng(rng)
    seeds = rng.integers(2**32, size=check_count(references, "references")).tolist()
    logs = _reference_logs(sweep, null.widths, seeds, workers, progress)
    log_w, expected = _log(sweep.inertias), logs.mean(axis=0)
    gaps, s = _defined(expected - log_w, logs.std(axis=0) * np.sqrt(1 + 1 / references))
    last = np.count_nonzero(np.isfinite(gaps))
    chosen, reason = choose(gaps[:last], s[:last])
    return Verdict(
        criterion=null.criterion,
        label=null.label,
        measure="Gap(k)",
        ks=sweep.ks,
        scores=gaps,
        chosen=chosen,
        reason=reason,
        spread=s,
        notes=(Note(null.box, {"references": references, "starts": sweep.runs}),),
        parts={"log_w": log_w, "expected_log_w": expected},
    )


def _log(inertias: Points) -> Points:
    """Give the logarithms, NaN for an inertia of 0."""
    return np.log(np.where(inertias > 0, inertias, np.nan))


def _defined(gaps: Points, s: Points) -> tuple[Points, Points]:
    """Leave gaps up to the first that is not defined: rules compare neighbours."""
    defined = np.logical_and.accumulate(~np.isnan(gaps))
    return np.where(defined, gaps, np.nan), np.where(defined, s, np.nan)


def _reference_logs(
    sweep: Sweep,
    widths: Points,
    seeds: Sequence[int],
    workers: int | None,
    progress: Progress | None,
) -> Points:
    """Give the logarithms of the lowest inertias that are found for each reference, by k."""
    n, k_max, runs = len(sweep.points), len(sweep.ks), sweep.runs
    unit = widths.max()  # the smallest data that the engine accepts would have smaller references
    search = partial(_reference, n, widths[widths > 0] / unit, k_max, runs)
    distances = len(seeds) * runs * n * k_max * (k_max + 1) / 2
    tell = teller(progress, len(seeds) * runs * k_max)
    with crew(workers, tasks=len(seeds), distances=distances) as work:
        logs = work(search, seeds, lambda _: tell(runs * k_max))
    return np.stack(logs) + 2 * float(np.log(unit))


def _reference(n: int, widths: Points, k_max: int, runs: int, seed: int) -> Points:
    """Give the logarithms of the lowest inertias of n points, evenly spread, (k_max,)."""
    rng = np.random.default_rng(seed)
    points = np.asfortranarray(rng.uniform(size=(n, len(widths))) * widths)
    seeds = rng.integers(2**32, size=runs).tolist()
    starts = np.stack([draw(points, k_max, seed) for seed in seeds])
    lowest = [promise(points, starts[:, :k]).min() for k in range(1, k_max + 1)]
    return _log(np.array(lowest))


def _tibshirani(gaps: Points, s: Points) -> tuple[int | None, str]:
    enough = np.flatnonzero(gaps[:-1] >= gaps[1:] - s[1:])
    if len(gaps) == 1:
        return None, "the rule compares two values of k, and there is one"
    if not len(enough):
        return None, f"Gap(k) rises by more than s(k+1) at every step up to k = {len(gaps)}"
    k = int(enough[0]) + 1
    return k, (
        f"Gap({k}) = {gaps[k - 1]:.3f} is the first to reach "
        f"Gap({k + 1}) - s({k + 1}) = {gaps[k] - s[k]:.3f}"
    )


def _first_se_max(gaps: Points, s: Points) -> tuple[int | None, str]:
    falls = np.flatnonzero(np.diff(gaps) <= 0)
    peak = int(falls[0]) if len(falls) else len(gaps) - 1
    k = int(np.argmax(gaps[: peak + 1] >= gaps[peak] - s[peak])) + 1
    return k, (
        f"Gap({k}) = {gaps[k - 1]:.3f} is the first within s of the first local maximum, "
        f"Gap({peak + 1}) = {gaps[peak]:.3f} with s = {s[peak]:.3f}"
    )


def _global_max(gaps: Points, _s: Points) -> tuple[int | None, str]:
    k = int(gaps.argmax()) + 1
    return k, f"Gap({k}) = {gaps[k - 1]:.3f} is the largest"


RULES: Final[dict[str, Rule]] = {
    "tibshirani": _tibshirani,
    "first-se-max": _first_se_max,
    "global-max": _global_max,
}
