"""The timelines of several films go in, one timeline of all of them comes out, in step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final, TypeAlias

from kmviz.story import captions
from kmviz.story.frame import Beat, Frame
from kmviz.story.lowest import Lowest
from kmviz.story.same_board import Timeline

Moment: TypeAlias = tuple[int, int]  # the iteration, and the place of the beat in it
HalfSteps: TypeAlias = dict[Moment, Timeline]

PLACE: Final[dict[Beat, int]] = {
    "start": 0,
    "assign": 1,
    "empty": 2,
    "update": 3,
    "settled": 3,
    "stopped": 3,
}
ENDS: Final[frozenset[Beat]] = frozenset({"settled", "stopped"})


@dataclass(frozen=True, slots=True, eq=False)
class SideBySide:
    """One picture-to-be of several boards.

    Attributes
    ----------
    frames
        What is on each board; the very frame of the last picture where a board rests.
    seconds
        How long the picture stays.
    caption
        What happens on all boards that move, in words; empty where it is not the same.
    verdict
        Which came lowest, in words; empty before the end.
    lowest
        The boards that are marked as the lowest; none before the end.
    """

    frames: Timeline
    seconds: float
    caption: str
    verdict: str
    lowest: frozenset[int]

    @property
    def moves(self) -> bool:
        """Whether a board is between two half-steps."""
        return any(frame.moves for frame in self.frames)

    def lasting(self, seconds: float) -> "SideBySide":
        """Give the same for so many seconds."""
        return replace(self, seconds=seconds)

    def opens_beat(self, last: "SideBySide | None") -> bool:
        """Say whether a new half-step begins here, after what was shown last."""
        if last is None:
            return True
        both = zip(self.frames, last.frames, strict=True)
        return any(frame.opens_beat(before) for frame, before in both)


def tell_side_by_side(timelines: Sequence[Timeline], lowest: Lowest) -> Iterator[SideBySide]:
    """Tell several films at once: in the same half-step at the same time, until the last ends.

    A half-step takes as long as in the film in which it takes longest. A film that has ended rests.

    Parameters
    ----------
    timelines
        The frames of each film.
    lowest
        What is told at the end.
    """
    films = [_half_steps(timeline) for timeline in timelines]
    moments = sorted({moment for film in films for moment in film})
    now = tuple(timeline[0] for timeline in timelines)
    for moment in moments:
        is_last = moment == moments[-1]
        scenes = [film.get(moment, ()) for film in films]
        clock = max((s if is_last else _without_rest(s) for s in scenes), key=_seconds)
        for number, tick in enumerate(clock, start=1):
            now = tuple(_at(tick, scene) or frame for scene, frame in zip(scenes, now, strict=True))
            told = SideBySide(now, tick.seconds, _caption(now, scenes), "", frozenset())
            if is_last and number == len(clock):
                told = replace(told, verdict=lowest.words, lowest=_marked(lowest, timelines))
            yield told


def where(frame: Frame) -> str:
    """Say where a run is, or how it has ended."""
    return captions.ended(frame.language, frame.state) if frame.beat in ENDS else frame.heading


def where_briefly(frame: Frame) -> str:
    """Say the same in less room."""
    if frame.beat in ENDS:
        return captions.ended_briefly(frame.language, frame.state)
    return frame.heading


def captions_differ(frames: Sequence[Frame]) -> bool:
    """Say whether boards that move do so in different ways, so that each needs its own words."""
    return len({frame.caption for frame in frames if frame.beat not in {"start", *ENDS}}) > 1


def _half_steps(timeline: Timeline) -> HalfSteps:
    """Cut a film into its half-steps; its end is where the next one would be."""
    scenes: HalfSteps = {}
    for (iteration, beat), scene in groupby(timeline, key=_beat):
        ends_early = beat in ENDS and (iteration, PLACE["assign"]) not in scenes
        scenes[iteration, PLACE["assign" if ends_early else beat]] = tuple(scene)
    return scenes


def _beat(frame: Frame) -> tuple[int, Beat]:
    return frame.state.iteration, frame.beat


def _without_rest(scene: Timeline) -> Timeline:
    """Leave what moves of a film's end, which is to rest while others go on."""
    if not scene or scene[-1].beat not in ENDS:
        return scene
    *moving, end = scene
    return (*moving, replace(end, seconds=moving[-1].seconds if moving else 0.0))


def _seconds(scene: Timeline) -> float:
    return sum(frame.seconds for frame in scene)


def _at(tick: Frame, scene: Timeline) -> Frame | None:
    """Give the frame of a scene at this tick of the clock."""
    if not scene:
        return None
    return replace(scene[-1], progress=tick.progress, seconds=tick.seconds)


def _caption(frames: Timeline, scenes: Sequence[Timeline]) -> str:
    """Say what happens, where it is the same on all boards that move."""
    moving = [frame for frame, scene in zip(frames, scenes, strict=True) if scene]
    told = {frame.caption for frame in moving if frame.beat not in ENDS}
    told = told or {frame.caption for frame in moving}
    return told.pop() if len(told) == 1 else ""


def _marked(lowest: Lowest, timelines: Sequence[Timeline]) -> frozenset[int]:
    """Mark the lowest, unless all are: a mark tells one from others."""
    return lowest.runs if len(lowest.runs) < len(timelines) else frozenset()
