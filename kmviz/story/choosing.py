"""The runs for k = 1, 2, … go in, the Frames of a film about the number of clusters come out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kmviz.engine.state import Points, State
from kmviz.story import captions
from kmviz.story.frame import Frame
from kmviz.story.pace import Pace
from kmviz.story.storyboard import storyboard

QUESTION: Final = "How many clusters?"
GLANCE: Final = Pace(start=0.6, first=0.9, least=0.2, floor=0.08, budget=1.8, reveal=0.4)
REST: Final = 0.8  # seconds in which the new points of the curves are read


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceFrame:
    """One picture-to-be of a film about the number of clusters.

    Attributes
    ----------
    frame
        What is on the board.
    shown
        How many values the curves have so far.
    title
        The question, and at the end the answer.
    """

    frame: Frame
    shown: int
    title: str

    @property
    def boards(self) -> tuple[Frame]:
        """What is on the one board."""
        return (self.frame,)

    @property
    def seconds(self) -> float:
        """How long the picture stays."""
        return self.frame.seconds

    @property
    def moves(self) -> bool:
        """Whether something is on its way on the board."""
        return self.frame.moves

    @property
    def scene(self) -> tuple[int, int, str]:
        """What is the same as long as nothing changes but the board."""
        return len(self.frame.start), self.shown, self.title

    def lasting(self, seconds: float) -> "ChoiceFrame":
        """Give the same for so many seconds."""
        return replace(self, frame=self.frame.lasting(seconds))

    def opens_beat(self, last: "ChoiceFrame | None") -> bool:
        """Say whether a new half-step begins here, after what was shown last."""
        return last is None or self.scene != last.scene or self.frame.opens_beat(last.frame)


def tell_choice(
    points: Points,
    runs: Sequence[Sequence[State]],
    answer: str,
    best: int,
    *,
    cells: bool,
    fps: float = 25.0,
    hold: float = 4.0,
) -> Iterator[ChoiceFrame]:
    """Tell run after run, each gaining a point of every curve as it settles, then the answer.

    Parameters
    ----------
    points
        (n, 2).
    runs
        The states for k = 1, 2, …, in the plane of the points.
    answer
        What is said at the end.
    best
        The k whose board is shown at the end.
    cells
        Whether Voronoi cells are true in this plane.
    fps
        Frames per second while stars move.
    hold
        Seconds for which the answer rests.
    """
    voronoi = "final" if cells else "never"
    for k, states in enumerate(runs, start=1):
        for frame in storyboard(
            points, states, voronoi=voronoi, trails=False, pace=GLANCE, fps=fps, hold=REST
        ):
            shown = k if frame.beat in {"settled", "stopped"} else k - 1
            told = replace(frame, heading=f"k = {k}")
            if k == best:
                end = told
            yield ChoiceFrame(told, shown, QUESTION)
    yield ChoiceFrame(replace(end, seconds=hold), len(runs), answer)


def alt_text(chosen: Mapping[str, int | None], points: int) -> str:
    """Tell which k each criterion chooses, in words for those who cannot see page or film."""
    said = (f"{name}: {'none' if k is None else k}" for name, k in chosen.items())
    return f"How many clusters have {captions.count(points, 'point')}? {'; '.join(said)}."
