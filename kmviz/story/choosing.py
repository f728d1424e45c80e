"""The runs for k = 1, 2, … and what is said of them go in, a film and its words come out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from kmviz.engine.state import Points, State
from kmviz.story.frame import Frame
from kmviz.story.language import Language, language
from kmviz.story.pace import Pace
from kmviz.story.storyboard import storyboard

GLANCE: Final = Pace(start=0.6, first=0.9, least=0.2, floor=0.08, budget=1.8, reveal=0.4)
# Numbers in notes that have a noun, and which.
COUNTED: Final = {"references": "reference", "starts": "start"}

Chosen: TypeAlias = Sequence[tuple[str, int | None]]  # criteria, and the k that each chooses

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
    lang: str = "en",
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
    lang
        The language of all words.
    """
    voronoi, question = "final" if cells else "never", language(lang).say("choosing.question")
    for k, states in enumerate(runs, start=1):
        for frame in storyboard(
            *(points, states),
            voronoi=voronoi,
            trails=False,
            pace=GLANCE,
            fps=fps,
            hold=REST,
            lang=lang,
        ):
            shown = k if frame.beat in {"settled", "stopped"} else k - 1
            told = replace(frame, heading=f"k = {k}")
            if k == best:
                end = told
            yield ChoiceFrame(told, shown, question)
    yield ChoiceFrame(replace(end, seconds=hold), len(runs), answer)


def agreement(language: Language, chosen: Chosen) -> str:
    """Say in one line what the criteria come to, as `kmviz.choosing_k.agreement` does in English.

    Examples
    --------
    >>> agreement(language("de"), [("elbow", 3), ("gap", None), ("silhouette", 2), ("f-k", 2)])
    'Silhouette, f(K): 2; Ellbogen: 3; Gap: keines'
    """
    said: dict[int | None, list[str]] = {}
    for criterion, k in chosen:
        said.setdefault(k, []).append(criterion)
    if len(said) == 1 and len(chosen) > 1:
        return _agreed(language, chosen[0][1], len(chosen))
    order = sorted(said, key=lambda k: (k is None, -len(said[k]), k or 0))
    votes = (
        language.joined("says", criteria(language, said[k]), _told(language, k)) for k in order
    )
    return language.joined("semicolon", *votes)


def candidate(language: Language, k: int, chosen: Chosen) -> str:
    """Say which criteria speak for a partition."""
    votes = [criterion for criterion, own in chosen if own == k]
    is_alone = {own for _, own in chosen if own is not None} == {k}
    who = language.say("choosing.all") if is_alone and len(votes) > 1 else criteria(language, votes)
    return language.joined("colon", f"k = {k}", who)


def criteria(language: Language, names: Sequence[str]) -> str:
    """Name criteria."""
    return language.joined("list", *(language.say(f"criteria.{name}") for name in names))


def about(language: Language, shape: tuple[int, ...], kept: float) -> str:
    """Say what the criteria judge, and what part of its variance can be seen in a plane."""
    points, coordinates = shape
    told = language.joined(
        "comma",
        language.count(points, "point"),
        language.count(coordinates, "coordinate"),
    )
    if coordinates <= 2:
        return told
    percent = language.decimals(100 * kept, 1)
    return language.joined("semicolon", told, language.say("choosing.plane", percent=percent))


def note(language: Language, name: str, values: Mapping[str, int]) -> str:
    """Say what a reader of the numbers should know, by the name of a `kmviz.choosing_k.Note`."""
    told = {
        value: language.count(number, COUNTED[value])
        if value in COUNTED
        else language.whole(number)
        for value, number in values.items()
    }
    return language.say(f"notes.{name}", **told)


def alt_text(language: Language, points: int, chosen: Chosen) -> str:
    """Tell what the criteria come to in a sentence, for those who cannot see the page."""
    told = language.joined(
        "semicolon",
        language.count(points, "point"),
        agreement(language, chosen),
    )
    return language.sentence(language.say("choosing.alt", told=told))


def _agreed(language: Language, k: int | None, many: int) -> str:
    if k is None:
        return language.say("choosing.agree_on_none", n=language.whole(many))
    return language.say("choosing.agree", n=language.whole(many), k=k)


def _told(language: Language, k: int | None) -> str:
    return language.say("choosing.none") if k is None else str(k)
