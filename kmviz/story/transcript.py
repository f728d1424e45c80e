"""Frames go in, words for those who cannot see the film come out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kmviz.engine.state import State
from kmviz.story import algorithms, captions
from kmviz.story.frame import OPENING, Frame
from kmviz.story.side_by_side import SideBySide, where


@dataclass(frozen=True, slots=True)
class Cue:
    """What is told from one instant to another.

    Attributes
    ----------
    start, end
        Seconds from the beginning of the film.
    words
        One line.
    """

    start: float
    end: float
    words: str


def alt_text(states: Sequence[State]) -> str:
    """Tell a run in one sentence, for those who cannot see its film."""
    first, last = states[0], states[-1]
    clusters = captions.in_words(len(last.centroids), "cluster").capitalize()
    points = captions.count(first.n, "point")
    by = "" if last.algorithm == "lloyd" else f" by {algorithms.words(last.algorithm).title}"
    ended = "settle" if last.settled else "have not settled"
    left = int(last.retired.sum())
    dropped = f", {captions.in_words(left, 'cluster')} dropped on the way" if left else ""
    return (
        f"{clusters} of {points}{by}{dropped}; the centroids {ended} after "
        f"{captions.iterations(last)}; the objective {_from_to(first.inertia, last.inertia)}."
    )


def _from_to(first: float, last: float) -> str:
    one, other = captions.number(first), captions.number(last)
    if one == other:
        return f"stays at {one}"
    return f"{'falls' if last < first else 'rises'} from {one} to {other}"


def alt_text_of_several(
    runs: Sequence[Sequence[State]], titles: Sequence[str], verdict: str
) -> str:
    """Tell several runs side by side in a few sentences."""
    ends = (
        f"{title}: {captions.ended(states[-1])}, J = {captions.number(states[-1].inertia)}"
        for title, states in zip(titles, runs, strict=True)
    )
    number = captions.in_words(len(runs), "run").capitalize()
    return f"{number} of k-means side by side; {'; '.join(ends)}; {verdict}."


def transcript_of_several(told: Iterable[SideBySide], titles: Sequence[str]) -> Iterator[Cue]:
    """Tell several films side by side, half-step by half-step."""
    start, end, words = 0.0, 0.0, ""
    for each in told:
        if each.opens_beat and words:
            yield Cue(start, end, words)
            start = end
        end, words = end + each.seconds, _words_of_several(each, titles)
    if words:
        yield Cue(start, end, words)


def transcript(frames: Iterable[Frame]) -> Iterator[Cue]:
    """Tell a film half-step by half-step."""
    end = 0.0
    for _, beat in groupby(frames, key=_beat):
        start, last = end, None
        for frame in beat:
            end, last = end + frame.seconds, frame
        if last is not None:
            yield Cue(start, end, _words(last))


def _beat(frame: Frame) -> tuple[str, ...]:
    """Tell beats apart; stars that come too quickly to be told one by one are told together."""
    return (frame.caption,) if frame.beat in OPENING else (frame.heading, frame.beat)


def _words(frame: Frame) -> str:
    told = f"{frame.heading}: {frame.caption}"
    if frame.beat == "assign":
        told += f"; {captions.changed(frame.state)}"
    return "; ".join([told, *_objective(frame)])


def _objective(frame: Frame) -> Iterator[str]:
    if frame.objective is not None:
        yield f"J = {captions.number(frame.objective)}"


def _words_of_several(told: SideBySide, titles: Sequence[str]) -> str:
    ways = (
        ", ".join([f"{title}: {where(frame)}", *_objective(frame)])
        for title, frame in zip(titles, told.frames, strict=True)
    )
    return "; ".join([*filter(None, [told.verdict or told.caption]), *ways])
