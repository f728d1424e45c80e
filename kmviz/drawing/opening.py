"""What a start adds to the board: which points are lit, what they would leave, how far they are."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, TypeVar

import numpy as np

from kmviz.drawing import canvas, lettering
from kmviz.drawing.board import Setting
from kmviz.drawing.layouts import Box
from kmviz.drawing.pointing import distance, lit, lit_radius, ring
from kmviz.engine.distances import squared_distances
from kmviz.engine.seeding_steps import SeedingStep
from kmviz.engine.state import Points
from kmviz.story.frame import Beat, Frame
from kmviz.story.opening import Opening

Part = TypeVar("Part", float, Points)


def draw_opening(setting: Setting, frame: Frame) -> Iterator[canvas.Mark]:
    """Draw what the present beat of a start adds; nothing in a beat of the run."""
    if frame.opening is not None and frame.beat in BEATS:
        yield from BEATS[frame.beat](setting, frame.opening, frame.progress)


def _draw(setting: Setting, opening: Opening, progress: float) -> Iterator[canvas.Mark]:
    """Light the points that were hit, once the numbers have fallen."""
    draw = opening.step.draw
    if draw is not None and progress == 1:
        yield lit(setting, setting.at(draw.candidates))


def _compare(setting: Setting, opening: Opening, progress: float) -> Iterator[canvas.Mark]:
    """Write beside each point that was hit what would be left of the sum of all D²."""
    draw = opening.step.draw
    if draw is None or draw.sums is None:
        return
    candidates, first = np.unique(draw.candidates, return_index=True)
    winner_first = np.argsort(candidates != opening.step.taken, kind="stable")
    places = setting.at(candidates[winner_first])
    sums = draw.sums[first[winner_first]]
    yield lit(setting, places, lost=np.append(0.0, np.full(len(places) - 1, progress)))
    stars = setting.view.pixels(opening.step.centroids[: opening.stars_before])
    yield from _sums(setting, places, sums, stars, progress)


def _measure(setting: Setting, opening: Opening, progress: float) -> Iterator[canvas.Mark]:
    """Draw a line from the star that is nearest to the farthest point."""
    yield _distance(setting, opening.step, reach=progress, opacity=1.0)
    if progress == 1:
        yield lit(setting, _newcomers(setting, opening)[-1:])


def _take(setting: Setting, opening: Opening, progress: float) -> Iterator[canvas.Mark]:
    """Close a ring around each point that becomes a star."""
    step, places = opening.step, _newcomers(setting, opening)
    if step.taken is None:
        return
    if step.draw is None and step.distances is not None and step.distances.any():
        yield _distance(setting, step, reach=1.0, opacity=1 - progress)
    arrived = opening.arrived(len(step.centroids), progress)[opening.stars_before :]
    was_lit = step.distances is not None and len(places) == 1
    yield lit(setting, places, opacity=1 - arrived if was_lit else _in_between(arrived))
    for place, part in zip(places, arrived, strict=True):
        yield ring(setting, place, setting.star, closed=part, opacity=_in_between(part))


BEATS: Final[dict[Beat, Callable[[Setting, Opening, float], Iterator[canvas.Mark]]]] = {
    "draw": _draw,
    "compare": _compare,
    "measure": _measure,
    "take": _take,
}


def _newcomers(setting: Setting, opening: Opening) -> Points:
    return setting.view.pixels(opening.step.centroids[opening.stars_before :])


def _in_between(arrived: Part) -> Part:
    """Give how far that is in sight which is there neither before nor after."""
    return 4 * arrived * (1 - arrived)


def _distance(setting: Setting, step: SeedingStep, *, reach: float, opacity: float) -> canvas.Mark:
    stars, point = step.centroids[:-1], step.centroids[-1]
    nearest = stars[squared_distances(stars, point).argmin()]
    begins, ends = setting.view.pixels(nearest), setting.view.pixels(point)
    return distance(setting, begins, ends, reach=reach, opacity=opacity)


def _sums(
    setting: Setting, places: Points, sums: Points, stars: Points, opacity: float
) -> Iterator[canvas.Mark]:
    """Write a sum beside each place, the winner's first, and none over another, or over a star.

    Of the nearest places that are left, each takes the one with the fewest points.
    """
    size, theme = setting.layout.text, setting.theme
    taken = [_around(place, lit_radius(setting)) for place in places]
    taken += [_around(star, setting.star) for star in stars]
    for number, (place, left) in enumerate(zip(places, sums, strict=True)):
        words = setting.language.number(float(left))
        width = lettering.text_width(words, size, bold=True) + 0.5 * size
        box = _beside(setting, place, width, taken)
        taken.append(box)
        yield canvas.Label(
            words,
            (box.left + box.width / 2, box.bottom + 0.25 * size),
            size=size,
            color=theme.accent if number == 0 else theme.ink,
            halo=theme.board,
            opacity=opacity,
        )


def _beside(setting: Setting, place: Points, width: float, taken: list[Box]) -> Box:
    """Find room for a word above, below, right or left of a place, or farther away."""
    (x, y), height, board = place, 1.25 * setting.layout.text, setting.layout.board
    rings = [
        [
            Box(left, bottom, width, height)
            for left, bottom in (
                (x - width / 2, y + gap),
                (x - width / 2, y - gap - height),
                (x + gap, y - height / 2),
                (x - gap - width, y - height / 2),
            )
        ]
        for gap in lit_radius(setting) + 2 + np.arange(4) * height
    ]
    inside = [[box for box in ring if _lies_within(box, board)] for ring in rings]
    free = [[box for box in ring if not _meets_any(box, taken)] for ring in inside]
    nearest = next(ring for ring in (*free, *inside, *rings) if ring)
    return min(nearest, key=partial(_points_under, setting.places))


def _points_under(points: Points, box: Box) -> int:
    x, y = points.T
    across = (box.left <= x) & (x <= box.right)
    return int(np.count_nonzero(across & (box.bottom <= y) & (y <= box.top)))


def _around(place: Points, radius: float) -> Box:
    return Box(place[0] - radius, place[1] - radius, 2 * radius, 2 * radius)


def _lies_within(box: Box, board: Box) -> bool:
    across = board.left <= box.left and box.right <= board.right
    return across and board.bottom <= box.bottom and box.top <= board.top


def _meets_any(box: Box, others: list[Box]) -> bool:
    return any(_meet(box, other) for other in others)


def _meet(one: Box, other: Box) -> bool:
    across = one.left < other.right and other.left < one.right
    return across and one.bottom < other.top and other.bottom < one.top
