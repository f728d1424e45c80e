"""The half-steps of a film by name: frames go in, those on which a half-step ends come out."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # the command line checks names, and must not wait for numpy
    from kmviz.story.frame import Frame
    from kmviz.story.language import Language

ITERATED: Final = ("assign", "empty", "update")  # once in every iteration, but "empty"
STARRED: Final = ("weigh", "draw", "compare", "measure", "take")  # once for a star, at the start
NAMES: Final = re.compile(
    rf"({'|'.join(ITERATED + STARRED)}):[1-9][0-9]*|deal|start|settled|stopped|last"
)


def half_steps(frames: "Iterable[Frame]") -> "tuple[Frame, ...]":
    """Give the frames on which half-steps end, the start and the end of the film among them."""
    return tuple(frame for frame in frames if frame.progress == 1)


def name(frame: "Frame") -> str:
    """Name the half-step of a frame, its iteration or star counted from 1 as on the picture."""
    if frame.beat in ITERATED:
        return f"{frame.beat}:{frame.state.iteration + 1}"
    if frame.opening is not None and frame.beat in STARRED:
        return f"{frame.beat}:{len(frame.opening.step.centroids)}"
    return frame.beat


def check_name(at: str) -> str:
    """Give the name of a half-step, which a run may have or not.

    Raises
    ------
    ValueError
        If no run has a half-step of that name.
    """
    if isinstance(at, str) and NAMES.fullmatch(at):
        return at
    raise ValueError(
        f"at is {at!r}, and no half-step has that name\n"
        "use start, assign:3, update:3, settled, stopped or last"
    )


def find(frames: "Iterable[Frame]", at: str) -> "Frame":
    """Give the frame on which a half-step ends.

    Parameters
    ----------
    frames
        Those of one film.
    at
        "start"; "assign:3" or "update:3", the iteration counted from 1; "settled" or "stopped", as
        the run ends; or "last", whichever it is. Also "empty:3" where a star lost its points, and
        where the start is told "take:3" and so on, the star counted from 1.

    Raises
    ------
    ValueError
        If the run has no such half-step.
    """
    from kmviz.story.captions import iterations
    from kmviz.story.language import ENGLISH

    steps = half_steps(frames)
    named = {name(frame): frame for frame in steps} | {"last": steps[-1]}
    if check_name(at) in named:
        return named[at]
    raise ValueError(
        f"there is no {at} in this run, which has {iterations(ENGLISH, steps[-1].state)}\n"
        f"choose among {', '.join(_spans(named))}"
    )


def spread(count: int, places: int) -> list[int]:
    """Choose as many of `count` things as there are places, evenly, the first and the last too.

    Examples
    --------
    >>> spread(3, 12), spread(22, 5), spread(22, 1)
    ([0, 1, 2], [0, 5, 11, 16, 21], [21])
    """
    if count <= places:
        return list(range(count))
    if places == 1:
        return [count - 1]
    gaps = places - 1
    return [(2 * place * (count - 1) + gaps) // (2 * gaps) for place in range(places)]


def left_out(count: int, chosen: Sequence[int], language: "Language") -> list[str]:
    """Say which of `count` half-steps were not chosen, their numbers counted from 1.

    Examples
    --------
    >>> from kmviz.story.language import ENGLISH
    >>> left_out(9, [0, 3, 8], ENGLISH), left_out(2, [0, 1], ENGLISH)
    (['3 of 9 half-steps, evenly chosen; left out: 2-3, 5-8'], [])
    """
    if len(chosen) == count:
        return []
    gaps = zip([-1, *chosen], [*chosen, count], strict=True)
    spans = [(after + 2, before) for after, before in gaps if before - after > 1]
    told = [f"{first}-{last}" if first < last else str(first) for first, last in spans]
    listed = language.joined("comma", *told)
    return [language.say("sheet.left_out", chosen=len(chosen), count=count, spans=listed)]


def _spans(names: Iterable[str]) -> list[str]:
    """Tell names in their order, those of a half-step that is repeated as one span."""
    spans: dict[str, list[str]] = {}
    for known in names:
        spans.setdefault(known.partition(":")[0], []).append(known)
    return [span[0] if len(span) == 1 else f"{span[0]} to {span[-1]}" for span in spans.values()]
