"""Frames go in, words for those who cannot see the film come out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from kmviz.engine.state import State
from kmviz.story import algorithms, captions
from kmviz.story.frame import OPENING, Frame
from kmviz.story.language import ENGLISH, Language
from kmviz.story.side_by_side import SideBySide, where

if TYPE_CHECKING:  # most films are of one run, and need neither
    from kmviz.story.choosing import ChoiceFrame
    from kmviz.story.restarts import RestartsFrame


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


def alt_text(states: Sequence[State], language: Language = ENGLISH) -> str:
    """Tell a run in one sentence, for those who cannot see its film."""
    told = _found(states, language), _ended(states, language), _fell(states, language)
    return language.sentence(language.joined("semicolon", *told))


def _found(states: Sequence[State], language: Language) -> str:
    last = states[-1]
    counts = {
        "points": language.count(states[0].n, "point"),
        "clusters": language.in_words(len(last.centroids), "cluster"),
    }
    if last.algorithm == "lloyd":
        told = language.say("alt.found", **counts)
    else:
        title = algorithms.words(last.algorithm, language).title
        told = language.say("alt.found_by", **counts, title=title)
    left = int(last.retired.sum())
    if left == 0:
        return told
    dropped = language.say_of(left, "alt.dropped", clusters=language.in_words(left, "cluster"))
    return language.joined("comma", told, dropped)


def _ended(states: Sequence[State], language: Language) -> str:
    ended = "alt.settled" if states[-1].settled else "alt.stopped"
    return language.say(ended, iterations=captions.iterations(language, states[-1]))


def _fell(states: Sequence[State], language: Language) -> str:
    first, last = states[0].inertia, states[-1].inertia
    before, after = language.number(first), language.number(last)
    if before == after:
        return language.say("alt.stays", value=after)
    return language.say("alt.falls" if last < first else "alt.rises", before=before, after=after)


def alt_text_of_several(
    ends: Sequence[State], titles: Sequence[str], verdict: str, language: Language = ENGLISH
) -> str:
    """Tell by their last states how several runs side by side ended, in one sentence."""
    number = language.say_of(len(ends), "side_by_side.alt", n=language.small(len(ends)))
    each = (
        language.joined(
            "comma",
            language.joined("colon", title, captions.ended(language, end)),
            _of_value(end.inertia, language),
        )
        for title, end in zip(titles, ends, strict=True)
    )
    return language.sentence(language.joined("semicolon", number, *each, verdict))


def transcript_of_several(told: Iterable[SideBySide], titles: Sequence[str]) -> Iterator[Cue]:
    """Tell several films side by side, half-step by half-step."""
    start, end, last = 0.0, 0.0, None
    for each in told:
        if last is not None and each.opens_beat(last):
            yield Cue(start, end, _words_of_several(last, titles))
            start = end
        end, last = end + each.seconds, each
    if last is not None:
        yield Cue(start, end, _words_of_several(last, titles))


def transcript_of_runs(told: "Iterable[ChoiceFrame | RestartsFrame]") -> Iterator[Cue]:
    """Tell one run after the other, how each of them ends; with the first and the last, the title.

    Their half-steps pass too quickly to be read one by one.
    """
    start, title = 0.0, ""
    for _, run in groupby(told, key=_run):
        *_, last = pictures = list(run)
        end = start + sum(each.seconds for each in pictures)
        words = last.boards[0].language.joined("semicolon", *map(_words, last.boards))
        yield Cue(start, end, words if last.title == title else f"{last.title} — {words}")
        start, title = end, last.title


def with_pause(cues: Iterable[Cue], words: str, *, at: float, seconds: float) -> Iterator[Cue]:
    """Tell a pause among other cues: what is told across it goes on behind it."""
    pause: Iterator[Cue] = iter([Cue(at, at + seconds, words)])
    for cue in cues:
        if cue.end <= at:
            yield cue
            continue
        if cue.start < at:
            yield replace(cue, end=at)
        yield from pause
        yield Cue(max(cue.start, at) + seconds, cue.end + seconds, cue.words)


def _run(told: "ChoiceFrame | RestartsFrame") -> tuple[str, ...]:
    return told.title, *(board.heading for board in told.boards)


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
    language = frame.language
    told = [language.joined("colon", frame.heading, frame.caption)]
    if frame.beat == "assign":
        told.append(captions.changed(language, frame.state))
    return language.joined("semicolon", *told, *_objective(frame))


def _objective(frame: Frame) -> Iterator[str]:
    if frame.objective is not None:
        yield _of_value(frame.objective, frame.language)


def _of_value(objective: float, language: Language) -> str:
    return f"J = {language.number(objective)}"


def _words_of_several(told: SideBySide, titles: Sequence[str]) -> str:
    language = told.frames[0].language
    ways = (
        language.joined("comma", language.joined("colon", title, where(frame)), *_objective(frame))
        for title, frame in zip(titles, told.frames, strict=True)
    )
    return language.joined("semicolon", *filter(None, [told.verdict or told.caption]), *ways)
