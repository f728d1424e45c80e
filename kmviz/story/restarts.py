"""How many runs ended goes in, the Frames of a film about their luck come out."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.restarts import Run
from kmviz.engine.state import Labels, Points, State
from kmviz.story import captions
from kmviz.story.frame import Frame
from kmviz.story.language import ENGLISH, Language
from kmviz.story.matching import matched, renumbered
from kmviz.story.pace import Pace
from kmviz.story.storyboard import storyboard

CLOSE: Final = 0.01  # runs that end less than this part above the best have found it, near enough
EQUAL: Final = 1e-9  # and these differ by rounding

BINS: Final = 49  # odd, so that runs that all end alike are in the middle one
NARROWEST: Final = 0.02  # what all bins span together, as a part of the best, where runs end alike

# The tempo of the runs that are told from their start on, one after the other.
TOLD: Final = tuple(
    Pace(start=0.7 * t, first=t, least=0.25 * t, floor=0.09, budget=1.7 * t, reveal=0.4 * t)
    for t in (1.0, 0.7, 0.5)
)
REST: Final = 0.8  # seconds in which the first result is read, and the first of those that follow
FASTER: Final = 0.8  # as a part of the one before, down to:
SHORTEST: Final = 1 / 6  # a board that changed more often would flash
RUSH: Final = 4.0  # seconds for all the runs that are left then
PAUSE: Final = 0.5  # seconds for the last of one kind of start

NOTES: Final = ("close", "close_in_short", "close_in_numbers")  # the longest first


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """How a run ended.

    Attributes
    ----------
    init, seed, start
        As in `kmviz.Run`: how its start was drawn, and what draws it again.
    inertia, iterations, settled
        The objective at its end, after how many iterations, and whether nothing moved any more.
    """

    init: str
    seed: int
    start: Points
    inertia: float
    iterations: int
    settled: bool

    @classmethod
    def of(cls, run: Run) -> "Outcome":
        """Keep what a run comes to, and let go of its points' labels."""
        final = run.final
        return cls(run.init, run.seed, run.start, final.inertia, run.iterations, final.settled)


@dataclass(frozen=True, eq=False)
class Outcomes:
    """How all runs ended.

    Attributes
    ----------
    runs
        In the order in which they were made, all of one kind of start after the other.
    """

    runs: tuple[Outcome, ...]

    @cached_property
    def best(self) -> Outcome:
        """The run that ended lowest, the first of several."""
        return min(self.runs, key=lambda run: run.inertia)

    @cached_property
    def worst(self) -> Outcome:
        """The run that ended highest, the first of several."""
        return max(self.runs, key=lambda run: run.inertia)

    @property
    def ratio(self) -> float | None:
        """How many times as high the worst ended as the best; None where the best is 0."""
        if self.worst.inertia == self.best.inertia:
            return 1.0
        return self.worst.inertia / self.best.inertia if self.best.inertia > 0 else None

    @property
    def alike(self) -> bool:
        """Say whether all ended in the same place, but for rounding."""
        return self.worst.inertia <= (1 + EQUAL) * self.best.inertia

    @property
    def inits(self) -> tuple[str, ...]:
        """The kinds of start, in their order."""
        return tuple(dict.fromkeys(run.init for run in self.runs))

    def by(self, init: str) -> tuple[Outcome, ...]:
        """Give the runs from one kind of start."""
        return tuple(run for run in self.runs if run.init == init)

    def is_close(self, run: Outcome) -> bool:
        """Say whether a run ended within 1 % of the best."""
        return run.inertia <= (1 + CLOSE) * self.best.inertia

    def share(self, runs: Sequence[Outcome]) -> float:
        """Give the part of these runs that ended within 1 % of the best of all."""
        return sum(map(self.is_close, runs)) / len(runs)

    @cached_property
    def edges(self) -> Points:
        """(BINS + 1,), where bins of the objective end: best and worst amid the first and last."""
        low, high = self.best.inertia, self.worst.inertia
        span = max(high - low, NARROWEST * low) or 1.0
        width = span / (BINS - 1)
        return np.float64((low + high) / 2) + width * (np.arange(BINS + 1) - BINS / 2)

    def counts(self, runs: Iterable[Outcome]) -> Labels:
        """Count these runs bin by bin, (BINS,)."""
        inertias = np.array([run.inertia for run in runs], dtype=np.float64)
        bins = np.searchsorted(self.edges, inertias, side="right") - 1
        return np.bincount(bins, minlength=BINS)

    @cached_property
    def most(self) -> int:
        """How many runs the fullest bin has of one kind of start."""
        return max(int(self.counts(self.by(init)).max()) for init in self.inits)


Item = TypeVar("Item")
Again: TypeAlias = Callable[[Outcome], Iterable[State]]


@dataclass(frozen=True, slots=True, eq=False)
class RestartsFrame:
    """One picture-to-be of a film about many runs.

    Attributes
    ----------
    boards
        What is on the board; at the end best and worst, or one of them where all ended alike.
    shown
        How many of the runs are counted so far.
    present
        The run that is on the board and was counted last; None where it still goes on, and at the
        end.
    title
        The question, and at the end the answer.
    """

    boards: tuple[Frame, ...]
    shown: int
    present: Outcome | None
    title: str

    @property
    def seconds(self) -> float:
        """How long the picture stays."""
        return self.boards[0].seconds

    @property
    def moves(self) -> bool:
        """Whether something is on its way on a board."""
        return any(board.moves for board in self.boards)

    @property
    def scene(self) -> tuple[int, str, str]:
        """What is the same as long as nothing changes but the board."""
        return self.shown, self.title, self.boards[0].heading

    def lasting(self, seconds: float) -> "RestartsFrame":
        """Give the same for so many seconds."""
        return replace(self, boards=tuple(board.lasting(seconds) for board in self.boards))

    def opens_beat(self, last: "RestartsFrame | None") -> bool:
        """Say whether a new half-step begins here, after what was shown last."""
        if last is None or self.scene != last.scene:
            return True
        return self.boards[0].opens_beat(last.boards[0])


@dataclass(frozen=True, eq=False)
class Telling:
    """What it takes to tell runs.

    Attributes
    ----------
    points
        (n, 2).
    outcomes
        How all runs ended.
    again
        Gives the states of a run once more.
    language
        Of all words.
    """

    points: Points
    outcomes: Outcomes
    again: Again
    language: Language = ENGLISH

    @cached_property
    def best(self) -> State:
        """The last state of the best run: others have the colours of its clusters."""
        return _last(self.again(self.outcomes.best))

    def states(self, run: Outcome) -> tuple[State, ...]:
        """Give the states of a run, in its colours."""
        states = tuple(self.again(run))
        order = self._order(states[-1])
        return tuple(renumbered(state, order) for state in states)

    def end(self, run: Outcome) -> Frame:
        """Give the board on which a run ends, in its colours."""
        state = _last(self.again(run))
        board = [renumbered(state, self._order(state))]
        lang = self.language.code
        return _last(storyboard(self.points, board, trails=False, steps=True, lang=lang))

    def _order(self, state: State) -> NDArray[np.intp]:
        return matched(state.labels, self.best.labels, len(state.centroids))


def tell_restarts(
    telling: Telling, *, fps: float = 25.0, hold: float = 4.0
) -> Iterator[RestartsFrame]:
    """Tell a few runs from their start on, then only how they end, faster and faster.

    Parameters
    ----------
    telling
        The runs.
    fps
        Frames per second while stars move.
    hold
        Seconds for which best and worst rest at the end.
    """
    for number, init in enumerate(telling.outcomes.inits):
        yield from _tell_init(telling, init, TOLD if number == 0 else TOLD[-1:], fps)
    yield tell_end(telling, hold=hold)


def tell_end(telling: Telling, *, hold: float = 4.0) -> RestartsFrame:
    """Tell best and worst side by side, and what all runs come to; see `tell_restarts`."""
    outcomes, language = telling.outcomes, telling.language
    boards = [
        replace(
            telling.end(run),
            heading=name,
            caption=origin(language, outcomes, run),
            seconds=hold,
        )
        for name, run in _ends(outcomes, language)
    ]
    return RestartsFrame(tuple(boards), len(outcomes.runs), None, answer(language, outcomes))


def quicker(runs: int, first: float) -> Iterator[tuple[int, float]]:
    """Give how many of these runs have been told, and for how long that is seen.

    One by one at first, each sooner than the one before; then in leaps that grow.
    """
    told, seconds = 0, first
    while told < runs and seconds > SHORTEST:
        told += 1
        yield told, seconds
        seconds *= FASTER
    leaps = np.ceil((runs - told) * np.linspace(0, 1, round(RUSH / SHORTEST) + 1) ** 2)
    for leap in np.unique(leaps)[1:]:
        yield told + int(leap), SHORTEST


def question(language: Language, outcomes: Outcomes) -> str:
    """Say what the film is about."""
    starts = language.count(len(outcomes.runs), "start")
    return language.say("restarts.question", starts=starts)


def answer(language: Language, outcomes: Outcomes) -> str:
    """Say what the runs come to."""
    if len(outcomes.runs) == 1:
        return language.say("restarts.one")
    if outcomes.alike:
        starts = language.count(len(outcomes.runs), "start")
        return language.say("restarts.all_alike", starts=starts)
    if outcomes.ratio is None:
        return language.say("restarts.best_is_zero")
    if outcomes.ratio < 1.0001:
        return language.say("restarts.hardly_above")
    if outcomes.ratio < 1.1:
        percent = language.roughly(100 * (outcomes.ratio - 1))
        return language.say("restarts.above", percent=percent)
    return language.say("restarts.times", ratio=language.number(outcomes.ratio))


def origin(language: Language, outcomes: Outcomes, run: Outcome) -> str:
    """Say what draws the start of a run again."""
    return _with_kind(language, outcomes, run, language.say("restarts.seed", seed=run.seed))


def alt_text(language: Language, outcomes: Outcomes) -> str:
    """Tell what the runs come to in one sentence, for those who cannot see the film."""
    shares = (
        language.joined(
            "colon",
            language.say(f"starts.{init}"),
            notes_of(language, outcomes, outcomes.by(init))[0],
        )
        for init in outcomes.inits
    )
    told = language.say(
        "restarts.alt",
        runs=language.count(len(outcomes.runs), "run"),
        clusters=language.in_words(len(outcomes.best.start), "cluster"),
        best=language.number(outcomes.best.inertia),
        worst=language.number(outcomes.worst.inertia),
        shares=language.joined("semicolon", *shares),
    )
    return language.sentence(told)


def notes_of(language: Language, outcomes: Outcomes, runs: Sequence[Outcome]) -> tuple[str, ...]:
    """Say how many of these runs found the best, near enough: in full, shorter, at last nothing."""
    if not runs:
        return ("",) * (len(NOTES) + 1)
    close = language.whole(sum(map(outcomes.is_close, runs)))
    told = {"close": close, "all": language.whole(len(runs))}
    return (*(language.say(f"restarts.{note}", **told) for note in NOTES), "")


def _tell_init(
    telling: Telling, init: str, paces: Sequence[Pace], fps: float
) -> Iterator[RestartsFrame]:
    """Tell the runs from one kind of start: so many as there are paces as a whole."""
    outcomes, language = telling.outcomes, telling.language
    runs, title = outcomes.by(init), question(language, outcomes)
    before = outcomes.runs.index(runs[0])
    for number, (run, pace) in enumerate(zip(runs, paces, strict=False)):
        told, rest = telling.states(run), REST * pace.first
        heading = _heading(telling, run, number + 1)
        for frame in storyboard(
            telling.points, told, pace=pace, fps=fps, hold=rest, lang=language.code
        ):
            ended = frame.beat in {"settled", "stopped"}
            board = replace(frame, heading=heading)
            yield RestartsFrame((board,), before + number + ended, run if ended else None, title)
    whole = min(len(runs), len(paces))
    for more, seconds in quicker(len(runs) - whole, REST * paces[-1].first):
        run, number = runs[whole + more - 1], whole + more
        end = telling.end(run)
        board = replace(
            end,
            heading=_heading(telling, run, number),
            caption=_ended(language, run, end.state),
            seconds=seconds if number < len(runs) else max(seconds, PAUSE),
        )
        yield RestartsFrame((board,), before + number, run, title)


def _ends(outcomes: Outcomes, language: Language) -> Iterator[tuple[str, Outcome]]:
    """Give what is shown at the end, by its name."""
    if not outcomes.alike:
        yield language.say("restarts.best"), outcomes.best
        yield language.say("restarts.worst"), outcomes.worst
    elif len(outcomes.runs) > 1:
        yield language.say("restarts.every_run"), outcomes.best
    else:
        yield language.say("restarts.run", n=1), outcomes.best


def _heading(telling: Telling, run: Outcome, number: int) -> str:
    """Name a run by its number among those of its kind, counted from 1."""
    language, outcomes = telling.language, telling.outcomes
    told = language.say("restarts.run", n=language.whole(number))
    return _with_kind(language, outcomes, run, told)


def _with_kind(language: Language, outcomes: Outcomes, run: Outcome, told: str) -> str:
    """Name the kind of start as well, where there are several."""
    if len(outcomes.inits) == 1:
        return told
    return language.joined("comma", told, language.say(f"kinds.{run.init}"))


def _ended(language: Language, run: Outcome, end: State) -> str:
    ended = "settled" if run.settled else "stopped"
    iterations = captions.iterations(language, end)
    told = language.say(f"restarts.{ended}", iterations=iterations)
    return language.joined("comma", told, language.say("restarts.seed", seed=run.seed))


def _last(items: Iterable[Item]) -> Item:
    return deque(items, maxlen=1).pop()
