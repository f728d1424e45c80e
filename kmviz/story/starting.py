"""The steps of a seeding go in, shots come out: how each star was found, then all of them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from kmviz.engine.seeding_steps import SeedingStep
from kmviz.engine.state import Points
from kmviz.story import captions
from kmviz.story.frame import Beat, Frame
from kmviz.story.language import Language
from kmviz.story.opening import Opening
from kmviz.story.pace import Pace, step_seconds
from kmviz.story.shots import Shot

# Seconds in which a beat of a step can be read, and in which a step can be seen.
READ: Final = 0.33
SEEN: Final = 0.12

# How the time of a step is shared out among its beats.
PARTS: Final[dict[Beat, float]] = {
    "weigh": 0.35,
    "draw": 0.4,
    "compare": 0.4,
    "measure": 0.6,
    "take": 0.35,
}
SLOW: Final[frozenset[Beat]] = frozenset({"draw", "compare"})  # left out of a quick step

# The part of a beat in which things move.
GLIDE: Final[dict[Beat, float]] = {
    "weigh": 0.5,
    "draw": 0.45,
    "compare": 0.3,
    "measure": 0.55,
    "deal": 0.4,
    "take": 0.6,
}


def tell_start(frame: Frame, steps: Sequence[SeedingStep], tempo: Pace) -> Iterator[Shot]:
    """Tell how the stars were found, and at last that they are there, on grey points.

    Parameters
    ----------
    frame
        The one that the start ends on, of the beat "start".
    steps
        All steps of the seeding.
    tempo
        The tempo of the film.

    Yields
    ------
    Shot
        As many as the steps have beats; fewer where steps go by too quickly to be read.
    """
    if steps[-1].labels is not None:
        yield from _dealt(frame, steps, tempo)
    elif steps[-1].distances is None:
        yield _at_once(frame, steps, tempo, now=len(steps))
    else:
        yield from _one_by_one(frame, steps, tempo)
    yield Shot(replace(frame, seconds=0.6 * tempo.start), 0.0, 0.25 * tempo.start)


def _dealt(frame: Frame, steps: Sequence[SeedingStep], tempo: Pace) -> Iterator[Shot]:
    frame = replace(frame, opening=Opening(steps, 0, 1))
    wait = 0.35 * tempo.start
    end = replace(
        frame, beat="deal", caption=frame.language.say("opening.deal"), seconds=wait + tempo.start
    )
    yield Shot(end, wait, GLIDE["deal"] * tempo.start)
    yield _shot(frame, "take", frame.language.say("opening.means"), tempo.start)


def _at_once(frame: Frame, steps: Sequence[SeedingStep], tempo: Pace, *, now: int) -> Shot:
    """Let points at random become stars: the first one, or all there will be."""
    wait = 0.35 * tempo.start
    end = replace(
        frame,
        opening=Opening(steps, 0, now),
        beat="take",
        caption=captions.at_random(frame.language, now),
        seconds=wait + tempo.start,
    )
    return Shot(end, wait, GLIDE["take"] * tempo.start)


def _one_by_one(frame: Frame, steps: Sequence[SeedingStep], tempo: Pace) -> Iterator[Shot]:
    k = len(steps)
    first = replace(frame, heading=captions.star(frame.language, 1, k))
    yield _at_once(first, steps, tempo, now=1)
    for before, now, seconds in _gathered(step_seconds(k - 1, tempo)):
        heading = captions.star(frame.language, now, k)
        told = replace(frame, opening=Opening(steps, before, now), heading=heading)
        beats = _beats(frame.language, steps[now - 1])
        if seconds < READ * len(beats):
            quickly = captions.and_so_on(frame.language, k)
            beats = {beat: quickly for beat in beats if beat not in SLOW}
        second = seconds / sum(PARTS[beat] for beat in beats)
        for beat, caption in beats.items():
            yield _shot(told, beat, caption, PARTS[beat] * second)


def _gathered(seconds: Points) -> Iterator[tuple[int, int, float]]:
    """Gather steps that go by too quickly to be seen: how many before, how many now, how long."""
    before, gathered = 1, 0.0
    for now, each in enumerate(seconds, start=2):
        gathered += each
        if gathered >= SEEN or now > len(seconds):
            yield before, now, max(gathered, SEEN)
            before, gathered = now, 0.0


def _beats(language: Language, step: SeedingStep) -> dict[Beat, str]:
    """Give the beats of a step that came from D², and what is said in each."""
    kept, weigh = language.say("opening.kept"), language.say("opening.weigh")
    if step.distances is None or not step.distances.any():
        return {"take": kept}
    if step.draw is None:
        winner = math.sqrt(step.distances.max())
        return {"measure": captions.measured(language, winner), "take": kept}
    drawn = captions.drawn(language, step.draw.places.tolist(), step.distances.sum())
    if step.draw.sums is None:
        return {"weigh": weigh, "draw": drawn, "take": language.say("opening.hit")}
    least = captions.kept(language, step.draw.sums.min())
    return {"weigh": weigh, "draw": drawn, "compare": least, "take": kept}


def _shot(frame: Frame, beat: Beat, caption: str, seconds: float) -> Shot:
    end = replace(frame, beat=beat, caption=caption, seconds=seconds)
    return Shot(end, 0.0, GLIDE[beat] * seconds)
