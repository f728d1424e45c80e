"""What a criterion says: a Sweep goes in, a Verdict comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from kmviz.choosing_k.note import Note
from kmviz.choosing_k.sweep import Sweep
from kmviz.engine.checks import Rng
from kmviz.engine.state import Labels, Points


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """One criterion's scores, and the k that it chooses.

    Attributes
    ----------
    criterion
        Its name in `CRITERIA`.
    label
        Its name for readers.
    measure
        What the scores are, for an axis.
    ks
        (m,), 1, 2, …, k_max.
    scores
        (m,), one per k; NaN where the criterion is not defined.
    chosen
        The k that it chooses; None where it chooses none.
    reason
        One sentence that says why, with the numbers.
    spread
        (m,), how far chance moves each score, where the criterion knows; NaN as in `scores`.
    notes
        What else a reader should know.
    parts
        What the scores were computed from, (m,) each, by name.
    """

    criterion: str
    label: str
    measure: str
    ks: Labels
    scores: Points
    chosen: int | None
    reason: str
    spread: Points | None = None
    notes: tuple[Note, ...] = ()
    parts: Mapping[str, Points] = field(default_factory=dict)


class Criterion(Protocol):
    """Judge a sweep; what is random in that comes from the generator."""

    def __call__(self, sweep: Sweep, rng: Rng = None, /) -> Verdict:
        """Give scores, a choice, and a reason."""
        ...


def ranked(ks: Labels, merits: Points) -> list[int]:
    """Give the ks whose merit is defined, the highest first; of equals the smaller k."""
    order = np.argsort(-merits, kind="stable")
    return [int(k) for k in ks[order[~np.isnan(merits[order])]]]


def extreme(what: str, verb: str, ranking: list[int], scores: Points) -> str:
    """Say that something is highest or lowest at one k, and how it is at the next best."""
    if not ranking:
        return f"{what} is not defined for any of these k"
    first = f"{what} is {verb} at k = {ranking[0]}: {_number(scores[ranking[0] - 1])}"
    if len(ranking) == 1:
        return first
    return f"{first}, against {_number(scores[ranking[1] - 1])} at k = {ranking[1]}"


def _number(value: float) -> str:
    return f"{value:.4g}" if np.isfinite(value) else "infinite"
