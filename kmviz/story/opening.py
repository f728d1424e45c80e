"""How a start was found, as it is told: the steps of a seeding go in, one Opening per frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kmviz.engine.seeding_steps import SeedingStep
from kmviz.engine.state import Points

# Of several stars that appear in one beat, the last sets out when this part of it is over.
LAST_SETS_OUT: Final = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """How far the start has come.

    Attributes
    ----------
    steps
        All steps of the seeding, the same in every frame of a film.
    before, now
        How many of them are over, and how many will be after this beat: one more, or several
        where many go by quickly. Equal once the start is found.
    """

    steps: Sequence[SeedingStep]
    before: int
    now: int

    @property
    def step(self) -> SeedingStep:
        """The step that is told, the last of several."""
        return self.steps[self.now - 1]

    @property
    def step_before(self) -> SeedingStep | None:
        """The last step that is over."""
        return self.steps[self.before - 1] if self.before > 0 else None

    @property
    def stars_before(self) -> int:
        """How many stars there are before this beat."""
        return 0 if self.step_before is None else len(self.step_before.centroids)

    @property
    def draws(self) -> bool:
        """Whether points are drawn by D² anywhere in this start."""
        return any(step.draw is not None for step in self.steps)

    def arrived(self, k: int, progress: float) -> Points:
        """Give how far each of k stars is there, (k,): those of this step come one by one."""
        before, now = self.stars_before, len(self.step.centroids)
        sets_out = np.linspace(0, LAST_SETS_OUT, now - before) if now > before + 1 else np.zeros(1)
        arrived = np.zeros(k)
        arrived[:before] = 1.0
        arrived[before:now] = np.clip(
            (progress - sets_out[: now - before]) / (1 - sets_out[-1]), 0.0, 1.0
        )
        return arrived
