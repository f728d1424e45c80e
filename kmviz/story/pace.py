"""How long each beat lasts: time goes to iterations in which much happens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kmviz.engine.state import Points, State

# An assignment is seen at a glance; a glide takes the eye a little longer.
ASSIGN_SHARE: Final = 0.45

# Where a start is told, its first steps take so many times the seconds of a first iteration, since
# a number that is drawn has to be read; the others look alike, and share a part of the budget.
FIRST_STEPS: Final = (1.5, 0.95, 0.6, 0.4)
LATER_STEP: Final = 0.2
LATER_BUDGET: Final = 0.3


# How long a pause is, and all pauses together at most, in the seconds of a start.
PAUSE: Final = 1.0
PAUSES: Final = 3.0


@dataclass(frozen=True, slots=True)
class Pace:
    """A tempo, in seconds.

    Attributes
    ----------
    start
        The points alone, then the stars that appear.
    first
        The first iteration, in which every point gets its colour.
    least, floor
        An iteration in which hardly anything happens: in a short film, and in one so long that
        it would bore.
    budget
        What all iterations together should not exceed.
    reveal
        The last fade, to the settled picture.
    """

    start: float
    first: float
    least: float
    floor: float
    budget: float
    reveal: float


PACES: Final[dict[str, Pace]] = {
    "slow": Pace(start=3.0, first=5.2, least=1.6, floor=0.16, budget=36.0, reveal=1.4),
    "normal": Pace(start=2.0, first=3.4, least=0.9, floor=0.1, budget=20.0, reveal=1.0),
    "fast": Pace(start=1.2, first=2.0, least=0.5, floor=0.09, budget=10.0, reveal=0.7),
}


def iteration_seconds(states: Sequence[State], pace: Pace) -> Points:
    """Give the seconds of each iteration, (t,), never more than those of the one before.

    Parameters
    ----------
    states
        The t states of a run, in order.
    pace
        The tempo.
    """
    happening = _happening(states)
    most = pace.budget / pace.first - 1  # what the later iterations may have of it together
    happening[1:] *= min(1.0, most / max(happening[1:].sum(), 1e-9))
    rest = len(states) - happening.sum()
    least = np.clip(
        (pace.budget - pace.first * happening.sum()) / max(rest, 1e-9), pace.floor, pace.least
    )
    seconds: Points = least + (pace.first - least) * happening
    return seconds


def step_seconds(steps: int, pace: Pace) -> Points:
    """Give the seconds of each step of a start, (steps,), never more than those of the one before.

    Parameters
    ----------
    steps
        How many steps are told one by one.
    pace
        The tempo of the film.
    """
    later = steps - len(FIRST_STEPS)
    shared = LATER_BUDGET * pace.budget / max(later, 1)
    seconds = np.full(steps, min(LATER_STEP * pace.first, shared))
    seconds[: len(FIRST_STEPS)] = pace.first * np.array(FIRST_STEPS)[:steps]
    return seconds


def pause_seconds(pauses: Sequence[object | None], pace: Pace) -> float:
    """Give the seconds of each pause in which the film says that stars lost their points.

    Parameters
    ----------
    pauses
        One of each iteration, None where there is no pause. Many share the time of a few.
    pace
        The tempo of the film.
    """
    many = sum(pause is not None for pause in pauses)
    return pace.start * min(PAUSE, PAUSES / max(many, 1))


def _happening(states: Sequence[State]) -> Points:
    """Give the part of the objective's fall that is still to come: 1 at first, then towards 0.

    The number of points that change would do as well, but a large run has to count them first.
    """
    # rounding may let a value rise
    objective = np.minimum.accumulate([state.inertia for state in states])
    to_come = objective - objective[-1]
    happening: Points = to_come / max(to_come[0], np.finfo(float).tiny)
    happening[0] = 1.0
    return happening
