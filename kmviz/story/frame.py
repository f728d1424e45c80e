"""What is on screen, and for how long: States go in, Frames come out."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from kmviz.engine.state import Points, State

Beat: TypeAlias = Literal["start", "assign", "update", "settled", "stopped"]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture-to-be, as numbers: the picture is a pure function of these.

    Attributes
    ----------
    points, start
        (n, 2) and (k, 2), the points and where the stars began: the same arrays in every frame of
        a film. What is shown of the plane has room for both.
    state
        The state being told.
    before
        The state whose colours the points still wear when `progress` is 0: the previous one, or
        `state` itself once the points have chosen. None before the first assignment, when the
        points are grey.
    beat
        "start": the stars appear; "assign": the points choose; "update": the stars glide to the
        means; "settled": nothing moves any more; "stopped": the run ended before it settled.
    progress
        0 to 1 within the beat, already eased.
    cells_before, cells
        Whether the Voronoi cells are shown when `progress` is 0, those of `before.centroids`, and
        when it is 1, those of `state.centroids`.
    trail
        (t, k, 2), where the centroids were, oldest first, `state.centroids` last; t is 0 where no
        trails are drawn.
    seconds
        How long the picture stays.
    heading, caption
        Where the run is, and what happens, in words.
    """

    points: Points
    start: Points
    state: State
    before: State | None
    beat: Beat
    progress: float
    cells_before: bool
    cells: bool
    trail: Points
    seconds: float
    heading: str
    caption: str

    @property
    def stars(self) -> Points:
        """(k, 2), where the stars are: on their way to the means during an update."""
        if self.beat != "update":
            return self.state.centroids
        return (1 - self.progress) * self.state.centroids + self.progress * self.state.means

    @property
    def objective(self) -> float | None:
        """Sum of squared distances of the points to their own stars; None before they have one.

        Around its mean, a cluster's sum is quadratic in the position of its star, so the value is
        exact also while the stars glide.
        """
        if self.beat == "start":
            return None
        if self.beat != "update":
            return self.state.inertia
        fall = self.state.inertia - self.state.inertia_at_means
        return self.state.inertia_at_means + (1 - self.progress) ** 2 * fall
