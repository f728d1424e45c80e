"""What lies over the points and changes with every frame: links, rings, and the stars above all."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kmviz.drawing import canvas
from kmviz.drawing.board import Setting, draw_stars
from kmviz.drawing.emptied import draw_emptied
from kmviz.drawing.opening import draw_opening
from kmviz.drawing.style import rgb
from kmviz.engine.observe import changed_points
from kmviz.engine.state import Labels, Points, State
from kmviz.story.frame import Frame

LINK: Final = 0.5  # the opacity of a link

# How large a ring around a point is, in radii of points, at first and once it has closed; and the
# least radius of it, in those of stars.
OPEN: Final = 3.4
CLOSED: Final = 2.0
LEAST: Final = 0.34

LIT: Final = 1.35  # the radius of a rim around a point of a batch, in radii of points


def draw_foreground(setting: Setting, frame: Frame) -> Iterator[canvas.Mark]:
    """Draw what lies over the points, the lowest first."""
    if "links" in frame.show and frame.objective is not None:
        yield from _links(setting, frame)
    yield from draw_opening(setting, frame)
    if "changed" in frame.show and frame.beat == "assign":
        yield from _rings(setting, setting.at(changed(frame)), frame.progress)
    yield from _lights(setting, frame)
    yield from draw_emptied(setting, frame)
    yield from draw_stars(setting, frame)


def changed(frame: Frame) -> NDArray[np.bool_]:
    """Give the points that leave one star for another, (n,); at first they come from nowhere."""
    if frame.before is None:
        return np.zeros(len(frame.points), dtype=np.bool_)
    return changed_points(frame.state, frame.before) & _joined(frame.before)


def _links(setting: Setting, frame: Frame) -> Iterator[canvas.Mark]:
    """Draw a line from each point to its star, and in an assignment from the old to the new one."""
    now, stars = frame.state.labels, setting.view.pixels(frame.stars)
    linked = _joined(frame.state)
    if frame.before is None:
        yield _lines(setting, stars, now, np.where(linked, frame.progress, 0.0))
        return
    was, leaving = frame.before.labels, changed(frame)
    if frame.progress < 1 and leaving.any():
        yield _lines(setting, stars, was, np.where(leaving, 1 - frame.progress, 0.0))
    coming = leaving | ~_joined(frame.before)
    here = np.where(coming, frame.progress, 1.0)
    yield _lines(setting, stars, now, np.where(linked, here, 0.0))


def _joined(state: State) -> NDArray[np.bool_]:
    """Give the points that have a star, (n,)."""
    return np.ones(len(state.labels), np.bool_) if state.waiting is None else ~state.waiting


def _lines(setting: Setting, stars: Points, labels: Labels, opacity: Points) -> canvas.Mark:
    """Draw links of so much opacity, each from the rim of its point on."""
    seen = np.flatnonzero(opacity > 0)
    labels, points = labels[seen], setting.at(seen)
    ways = stars[labels] - points
    lengths = np.maximum(np.hypot(*ways.T), setting.point)[:, np.newaxis]
    begins = points + ways / lengths * setting.point
    colors = setting.theme.clusters[labels % len(setting.theme.palette)] / 255.0
    return canvas.Lines(
        list(np.stack([begins, stars[labels]], axis=1)),
        colors=np.column_stack([colors, LINK * opacity[seen]]),
        width=0.7 * setting.stroke,
    )


def _lights(setting: Setting, frame: Frame) -> Iterator[canvas.Mark]:
    """Light the batch while it joins and moves its stars; the one before goes out meanwhile.

    Of points that are drawn as a density, none stands alone to be lit.
    """
    if setting.raster is not None:
        return
    if frame.beat == "assign":
        old = None if frame.before is None else frame.before.batch
        yield from _glow(setting, old, 1 - frame.progress)
        yield from _glow(setting, frame.state.batch, frame.progress)
    elif frame.beat == "update":
        yield from _glow(setting, frame.state.batch, 1.0)
    elif frame.beat in {"settled", "stopped"}:
        yield from _glow(setting, frame.state.batch, 1 - frame.progress)


def _glow(setting: Setting, batch: NDArray[np.bool_] | None, light: float) -> Iterator[canvas.Mark]:
    """Draw a rim around each point of a batch, so bright from 0 to 1."""
    if batch is None or light == 0:
        return
    yield canvas.Markers(
        setting.at(batch),
        [canvas.marker_outline("o")],
        radius=max(LIT * setting.point, setting.point + setting.stroke),
        faces=np.zeros((1, 4)),
        rims=np.append(rgb(setting.theme.ink) / 255.0, light)[np.newaxis],
        rim=setting.stroke,
    )


def _rings(setting: Setting, places: Points, closed: float) -> Iterator[canvas.Mark]:
    """Draw a ring around each place, so far closed, from 0 to 1."""
    if len(places) == 0 or closed == 0:
        return
    wide = CLOSED + (OPEN - CLOSED) * (1 - closed)
    ink = np.append(rgb(setting.theme.ink) / 255.0, min(1.0, 3 * closed))
    yield canvas.Markers(
        places,
        [canvas.marker_outline("o")],
        radius=max(wide * setting.point, LEAST * setting.star),
        faces=np.zeros((1, 4)),
        rims=ink[np.newaxis],
        rim=0.9 * setting.stroke,
    )
