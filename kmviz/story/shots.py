"""Beats go in, frames come out: what waits, what moves, and what rests."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Protocol, Self, TypeVar

from kmviz.story.frame import Beat, Frame

# The eye follows what moves at the full rate; it takes a change of colour for smooth at half of it,
# down to this.
MOVING: Final[frozenset[Beat]] = frozenset({"update", "draw", "measure"})
SMOOTH: Final = 10.0


class Told(Protocol):
    """What is on screen for some seconds, in a film of any kind."""

    @property
    def seconds(self) -> float:
        """How long the picture stays."""
        ...

    @property
    def moves(self) -> bool:
        """Whether something is on its way here."""
        ...

    def lasting(self, seconds: float) -> Self:
        """Give the same for so many seconds."""
        ...

    def opens_beat(self, last: Self | None) -> bool:
        """Say whether a new half-step begins here, after what was shown last."""
        ...


AnyTold = TypeVar("AnyTold", bound=Told)


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One beat before it is cut into frames: its last frame, and how the time is spent.

    Attributes
    ----------
    end
        The frame on which the beat ends; its `seconds` are those of the whole beat.
    wait
        Seconds at the beginning in which nothing moves yet.
    glide
        Seconds in which things move.
    """

    end: Frame
    wait: float
    glide: float


def cut(shot: Shot, fps: float, *, steps: bool) -> Iterator[Frame]:
    """Cut a beat into frames: one that waits, those that move, and the end, which rests."""
    if steps:
        yield shot.end
        return
    if shot.wait > 0:
        yield replace(shot.end, progress=0.0, seconds=shot.wait)
    rate = fps if shot.end.beat in MOVING else max(fps / 2, min(fps, SMOOTH))
    moves = max(1, round(shot.glide * rate))
    for move in range(1, moves):
        yield replace(shot.end, progress=_ease(move / moves), seconds=1 / rate)
    rest = shot.end.seconds - shot.wait - (moves - 1) / rate
    yield replace(shot.end, seconds=rest)


def without_fades(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Leave out frames that fade, as shapes cannot; what follows them lasts as much longer."""
    faded = 0.0
    for frame in frames:
        if frame.fades:
            faded += frame.seconds
            continue
        yield replace(frame, seconds=frame.seconds + faded)
        faded = 0.0


def thinned(timeline: Iterable[AnyTold], keep: int) -> Iterator[AnyTold]:
    """Keep one of so many pictures of a movement, for as long as they all were shown together.

    The ends of movements stay, and so does the length of the film.
    """
    late, moved = 0.0, 0
    for told in timeline:
        moved = moved + 1 if told.moves else 0
        if told.moves and moved % keep:
            late += told.seconds
            continue
        yield told.lasting(told.seconds + late)
        late = 0.0


def _ease(time: float) -> float:
    """Start and stop gently: the smoothstep polynomial, 3t² - 2t³."""
    return time * time * (3 - 2 * time)
