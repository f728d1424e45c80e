"""What a star without points adds to the board: a ring around it, and the point it will jump to."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from kmviz.drawing import canvas
from kmviz.drawing.board import Setting
from kmviz.drawing.pointing import distance, lit, ring
from kmviz.engine.state import Points
from kmviz.story.emptying import Emptying
from kmviz.story.frame import Frame

CLOSED: Final = 1.6  # the radius of the ring, in those of stars


def draw_emptied(setting: Setting, frame: Frame) -> Iterator[canvas.Mark]:
    """Point out the stars that have no points; while they meet their fate, that fades."""
    if frame.emptying is None:
        return
    found = frame.beat == "empty"
    closed, opacity = (frame.progress, 1.0) if found else (1.0, 1 - frame.progress)
    if opacity == 0:
        return
    if frame.emptying.fate == "jump":
        yield from _targets(setting, frame, frame.emptying, reach=closed, opacity=opacity)
    for place in setting.view.pixels(frame.stars[frame.emptying.stars]):
        seen = min(1.0, 3 * closed) * opacity
        yield ring(setting, place, CLOSED * setting.star, closed=closed, opacity=seen)


def _targets(
    setting: Setting, frame: Frame, emptying: Emptying, *, reach: float, opacity: float
) -> Iterator[canvas.Mark]:
    """Light the points that the stars will jump to, at the end of the way from their own stars."""
    targets = frame.state.means[emptying.stars]
    for target in targets:
        yield distance(
            setting,
            setting.view.pixels(frame.state.centroids[_own_star(frame, target)]),
            setting.view.pixels(target),
            reach=reach,
            opacity=opacity,
        )
    if reach == 1:
        yield lit(setting, setting.view.pixels(targets), opacity=opacity)


def _own_star(frame: Frame, target: Points) -> int:
    """Give the label of the point, or of the nearest one, that lies where a star will jump to."""
    away = np.square(frame.points - target).sum(axis=1)
    return int(frame.state.labels[away.argmin()])
