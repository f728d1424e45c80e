"""What is on screen, and for how long: States go in, Frames come out."""

from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias, get_args

import numpy as np

from kmviz.engine.seeding_steps import SeedingStep
from kmviz.engine.state import Points, State
from kmviz.story.emptying import Emptying
from kmviz.story.language import Language
from kmviz.story.opening import Opening
from kmviz.story.shown import Draw

OpeningBeat: TypeAlias = Literal["weigh", "draw", "compare", "measure", "deal", "take"]
Beat: TypeAlias = OpeningBeat | Literal["start", "assign", "empty", "update", "settled", "stopped"]
Worn: TypeAlias = State | SeedingStep | None  # whose colours or weights; None where grey
OPENING: Final[tuple[Beat, ...]] = get_args(OpeningBeat)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture-to-be, as numbers: the picture is a pure function of these.

    Attributes
    ----------
    points, start
        (n, 2) and (k, 2), the points and where the stars began: the same arrays in every frame of
        a film. What is shown of the plane has room for both.
    objectives
        (t, 2), `inertia` and `inertia_at_means` of iterations 0, 1, …, t - 1 of the run: the same
        array in every frame. NaN where an iteration is not told.
    subtitle
        What the film is about, in words.
    state
        The state being told.
    before
        The state whose colours the points still wear when `progress` is 0: the previous one, or
        `state` itself once the points have chosen. None before the first assignment, when the
        points are grey.
    beat
        "start": the stars appear; "assign": the points choose; "empty": stars are found to have
        lost their points; "update": the stars glide to the means; "settled": nothing moves any
        more; "stopped": the run ended before it settled.
        Where the start is told, before "start": "weigh": the points take on the weight of their D²;
        "draw": random numbers fall; "compare": what each candidate would leave; "measure": the
        distance that wins; "deal": the points are dealt into clusters; "take": stars appear.
    progress
        0 to 1 within the beat, already eased.
    cells_before, cells
        Whether the Voronoi cells are shown when `progress` is 0, those of `before.centroids`, and
        when it is 1, those of `state.centroids`.
    trail
        (t, k, 2), where the centroids were, oldest first, `state.centroids` last; t is 0 where no
        trails are drawn.
    show
        What is shown beside points and stars, names in `kmviz.story.shown.PARTS`: the same in
        every frame.
    draw
        How points are drawn, "points" or "density": the same in every frame.
    seconds
        How long the picture stays.
    heading, caption
        Where the run is, and what happens, in words.
    emptying
        What becomes of stars that lost their points, in the beats "empty" and "update" of that
        iteration; None in others.
    opening
        How the start is found, in a film that tells it; None in others.
    language
        What heading and caption are in, and all other words on the picture.
    """

    points: Points
    start: Points
    objectives: Points
    subtitle: str
    state: State
    before: State | None
    beat: Beat
    progress: float
    cells_before: bool
    cells: bool
    trail: Points
    show: frozenset[str]
    draw: Draw
    seconds: float
    heading: str
    caption: str
    emptying: Emptying | None
    opening: Opening | None
    language: Language

    @property
    def moves(self) -> bool:
        """Whether something is on its way here."""
        return 0 < self.progress < 1

    def lasting(self, seconds: float) -> "Frame":
        """Give the same frame for so many seconds."""
        return replace(self, seconds=seconds)

    def opens_beat(self, last: "Frame | None") -> bool:
        """Say whether a new beat begins here, after the last frame that was shown."""
        return (
            last is None
            or last.beat != self.beat
            or last.state is not self.state
            or last.opening is not self.opening
        )

    @property
    def worn(self) -> Worn:
        """What the points wear when `progress` is 1."""
        if self.beat == "start":
            return None
        if self.opening is not None and self.beat in OPENING:
            return self.opening.step
        return self.state

    @property
    def worn_before(self) -> Worn:
        """What the points wear when `progress` is 0."""
        if self.opening is None or self.beat not in {*OPENING, "start"}:
            return self.before
        if self.beat in {"weigh", "measure", "deal"}:
            return self.opening.step_before
        return self.opening.step

    @property
    def fades(self) -> bool:
        """Whether points or cells are between two looks: the picture is a mixture of two."""
        same = self.worn is self.worn_before and self.cells == self.cells_before
        return self.progress < 1 and not same

    @property
    def presence(self) -> Points:
        """(k,), how far each star is there: it comes at the start, and may leave in an update."""
        here = (~self.state.retired).astype(np.float64)
        if self.opening is not None and self.beat in OPENING:
            progress = self.progress if self.beat == "take" else 0.0
            return self.opening.arrived(len(here), progress)
        if self.beat == "start":
            return here if self.opening is not None else here * self.progress
        if self.beat == "update" and self.emptying is not None and self.emptying.fate == "leave":
            here[self.emptying.stars] = 1 - self.progress
        return here

    @property
    def stars(self) -> Points:
        """(k, 2), where the stars are: on their way to the means during an update."""
        if self.beat != "update":
            return self.state.centroids
        return (1 - self.progress) * self.state.centroids + self.progress * self.state.means

    @property
    def first(self) -> int:
        """The first iteration of the film."""
        return int(np.argmax(np.isfinite(self.objectives[:, 0])))

    @property
    def objective(self) -> float | None:
        """Sum of squared distances of the points to their own stars; None before they have one.

        A cluster's sum is quadratic in the position of its star, so the value is exact also while
        the stars glide, wherever they go: a batch moves them past the means of their points, and
        scikit-learn takes a point out of a mean that is to be a new star.
        """
        if self.beat == "start" or self.beat in OPENING:
            return None
        if self.beat != "update":
            return self.state.inertia
        state, left = self.state, 1 - self.progress
        ways = np.square(state.means - state.centroids).sum(axis=1)
        ahead = left * (state.inertia - state.inertia_at_means)
        return state.inertia_at_means + ahead - left * self.progress * float(state.counts @ ways)
