"""Points go in, evidence on how many clusters they have comes out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from kmviz.choosing_k.agreement import agreement
from kmviz.choosing_k.criteria import CRITERIA, check_criteria
from kmviz.choosing_k.f_k import refuse_one_coordinate
from kmviz.choosing_k.gap import RULES, gap, gap_principal
from kmviz.choosing_k.note import Note
from kmviz.choosing_k.sweep import Partition, Progress, Sweep, sweep
from kmviz.choosing_k.verdict import Criterion, Verdict
from kmviz.engine.checks import Rng, check_choice, check_count, check_points
from kmviz.engine.state import Points

# What says nothing about points on a line, and the note that says why.
NOT_ON_A_LINE: Final = {
    "gap-principal": Note("gap_principal_left_out", {}),
    "f-k": Note("f_k_left_out", {}),
}


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The evidence on how many clusters there are.

    Attributes
    ----------
    sweep
        The points, and their best partition for each k.
    verdicts
        What each criterion says, in the order in which they were asked for.
    agreement
        One line: the k that all agree on, or who says what.
    notes
        What else a reader should know.
    """

    sweep: Sweep
    verdicts: tuple[Verdict, ...]
    agreement: str
    notes: tuple[Note, ...]

    def to_json(self) -> dict[str, Any]:
        """Give all numbers but the points and their labels, fit for `json.dumps`.

        What is not defined, or infinite, is None.
        """
        n, d = self.sweep.points.shape
        return {
            "points": n,
            "dimensions": d,
            "k_max": len(self.sweep.partitions),
            "runs": self.sweep.runs,
            "agreement": self.agreement,
            "notes": [note.words for note in self.notes],
            "verdicts": [_verdict_to_json(verdict) for verdict in self.verdicts],
            "partitions": [_partition_to_json(partition) for partition in self.sweep.partitions],
        }


def choose_k(
    points: ArrayLike,
    k_max: int = 10,
    *,
    criteria: Sequence[str] | None = None,
    runs: int = 20,
    references: int = 20,
    rule: str = "tibshirani",
    rng: Rng = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Choice:
    """Ask several criteria how many clusters the points have, and say where they disagree.

    Parameters
    ----------
    points
        (n, d), any array-like of real numbers, a DataFrame for instance.
    k_max
        The largest number of clusters that is looked at; at most the number of distinct points.
    criteria
        Names in `CRITERIA`; None asks all that can judge these points.
    runs
        How many starts are drawn for each k, for the points and for each reference.
    references
        How many sets of points without structure the gap statistic compares with.
    rule
        How the gap statistic chooses: "tibshirani", "first-se-max" or "global-max".
    rng
        A seed, a generator, or None. Each criterion gets a seed of its own from it, so that its
        verdict does not depend on which others are asked.
    workers
        How many processes search; None is one per core where there is enough to do. The number
        changes nothing in the result.
    progress
        Called with how many of how many runs are done, now and then.

    Returns
    -------
    Choice
        Partitions, verdicts, and what they come to.

    Raises
    ------
    ValueError
        If an argument cannot be used; nothing has been searched then.
    ChildProcessError
        If a process that helps to search is ended from outside.

    Examples
    --------
    >>> import kmviz
    >>> choice = kmviz.choose_k(kmviz.data.peaked(300, 3, rng=0), k_max=6, rng=0)
    >>> choice.verdicts[1].label, choice.verdicts[1].chosen
    ('silhouette', 3)
    """
    points = check_points(points)
    k_max, runs = check_count(k_max, "k_max"), check_count(runs, "runs")
    references = check_count(references, "references")
    check_choice(rule, RULES, "rule")
    names, left_out = _names(points, criteria)

    searches = [name for name in ("gap", "gap-principal") if name in names]
    sizes = [2 * runs * k_max] + [references * runs * k_max] * len(searches)
    tell = dict(zip(["sweep", *searches], _stages(progress, sizes), strict=True))
    seeds = np.random.default_rng(rng).integers(2**32, size=1 + len(CRITERIA)).tolist()
    seed = dict(zip(["sweep", *CRITERIA], seeds, strict=True))

    found = sweep(
        points, k_max, runs=runs, rng=seed["sweep"], workers=workers, progress=tell["sweep"]
    )
    judges: dict[str, Criterion] = CRITERIA | {
        name: partial(
            judge, references=references, rule=rule, workers=workers, progress=tell.get(name)
        )
        for name, judge in (("gap", gap), ("gap-principal", gap_principal))
    }
    verdicts = tuple(judges[name](found, seed[name]) for name in names)
    return Choice(found, verdicts, agreement(verdicts), left_out + found.notes)


def _names(points: Points, criteria: Sequence[str] | None) -> tuple[list[str], tuple[Note, ...]]:
    """Give the criteria to ask, and say which are left out."""
    on_a_line = points.shape[1] == 1
    if criteria is None:
        left_out = NOT_ON_A_LINE if on_a_line else {}
        return [name for name in CRITERIA if name not in left_out], tuple(left_out.values())
    names = check_criteria(criteria)
    if "f-k" in names:
        refuse_one_coordinate(points)
    return names, ()


def _stages(progress: Progress | None, sizes: Sequence[int]) -> list[Progress | None]:
    """Give each of several searches a part of one progress."""
    if progress is None:
        return [None] * len(sizes)
    total = sum(sizes)
    progress(0, total)

    def stage(before: int) -> Callable[[int, int], object]:
        return lambda done, _: progress(before + done, total)

    return [stage(before) for before in accumulate(sizes[:-1], initial=0)]


def _verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "criterion": verdict.criterion,
        "label": verdict.label,
        "chosen": verdict.chosen,
        "reason": verdict.reason,
        "measure": verdict.measure,
        "ks": verdict.ks.tolist(),
        "scores": _numbers(verdict.scores),
        "spread": None if verdict.spread is None else _numbers(verdict.spread),
        "parts": {name: _numbers(part) for name, part in verdict.parts.items()},
        "notes": [note.words for note in verdict.notes],
    }


def _partition_to_json(partition: Partition) -> dict[str, Any]:
    return {
        "k": partition.k,
        "inertia": partition.inertia,
        "iterations": partition.iterations,
        "origin": partition.origin,
        "counts": partition.counts.tolist(),
        "centroids": partition.centroids.tolist(),
        "start": partition.start.tolist(),
    }


def _numbers(values: Points) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in values]
