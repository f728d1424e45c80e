"""What becomes of stars that lost all their points: states go in, an Emptying comes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.state import State

Fate: TypeAlias = Literal["jump", "stay", "leave"]
FATES: Final[tuple[Fate, ...]] = get_args(Fate)


@dataclass(frozen=True, slots=True, eq=False)
class Emptying:
    """Stars that are found without points, and what happens to them.

    Attributes
    ----------
    stars
        (m,), the labels of those that had points before; in the first iteration of all.
    fate
        What the policy does with stars without points: they "jump" to the points farthest from
        their stars, "stay" or "leave".
    """

    stars: NDArray[np.intp]
    fate: Fate


def emptyings(states: Sequence[State]) -> list[Emptying | None]:
    """Give what is found in each iteration of a run, None where no star loses its last point.

    The last iteration has no update, and nothing becomes of its stars; nor has a star been given
    up as long as points wait.
    """
    found: list[Emptying | None] = []
    empty_before = np.zeros_like(states[0].retired)
    for state, after in pairwise(states):
        stars = np.flatnonzero(state.empty & ~empty_before)
        is_told = len(stars) > 0 and state.waiting is None
        found.append(Emptying(stars, fate_of(state, after)) if is_told else None)
        empty_before = state.empty
    return [*found, None]


def fate_of(state: State, after: State) -> Fate:
    """Say what happens to stars without points on the way to the next state."""
    if not np.array_equal(state.means[state.empty], state.centroids[state.empty]):
        return "jump"
    return "leave" if after.retired[state.empty].any() else "stay"
