"""The board of a film: points, cells, trails and stars as marks on a canvas."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kmviz.drawing import canvas
from kmviz.drawing.cells import voronoi_cells
from kmviz.drawing.density import Raster, count_points, draw_density
from kmviz.drawing.layouts import Layout
from kmviz.drawing.style import SHAPES, Theme, needs_numbers, rgb, series
from kmviz.drawing.view import View, fit_view
from kmviz.engine.seeding_steps import SeedingStep
from kmviz.engine.state import Labels, Points, State
from kmviz.story.frame import Frame, Worn
from kmviz.story.language import Language

GRAIN: Final = 0.45  # so much of a board's side, over the root of n, is that of a density's places

# The radius of a point whose D² is the largest, and the least one, in those of points otherwise.
HEAVIEST: Final = 1.7
LIGHTEST: Final = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What stays the same during a whole film.

    Attributes
    ----------
    theme, layout, view
        The colours, the places, and the part of the plane that is shown.
    points
        (n, 2).
    raster
        What lies on the board in their place, where they are drawn as a density; otherwise None.
    point, star, stroke
        The radius of points and stars and the width of trails, in pixels.
    shapes
        (k,), the index into `SHAPES` of each cluster.
    number
        The font size of the numbers of clusters, in pixels; 0 where they have none.
    language
        Of numbers.
    """

    theme: Theme
    layout: Layout
    view: View
    points: Points
    raster: Raster | None
    point: float
    star: float
    stroke: float
    shapes: NDArray[np.intp]
    number: float
    language: Language

    @property
    def places(self) -> Points:
        """(n, 2), where the points are, in pixels."""
        return self.view.pixels(self.points)

    def at(self, which: NDArray[Any]) -> Points:
        """Give where some of the points are, (m, 2), in pixels."""
        return self.view.pixels(self.points[which])


def set_up(frame: Frame, theme: Theme, layout: Layout) -> Setting:
    """Choose sizes and view by the first frame of a film."""
    n, k = len(frame.points), len(frame.state.centroids)
    side = layout.marks * min(layout.board.width, layout.board.height)
    star = max(5.0, side * float(np.clip(0.09 / np.sqrt(k), 0.011, 0.029)))
    point = side * float(np.clip(0.16 / np.sqrt(n), 0.0016, 0.0088))
    stroke = max(1.2, side / 380)
    number = max(7.0, min(1.5 * star, layout.text)) if has_numbers(frame) else 0.0
    view = fit_view(frame.points, frame.start, layout.board, 1.15 * max(star, point) + number)
    grain = max(1, round(GRAIN * side / np.sqrt(n)))
    raster = None
    if frame.draw == "density":
        raster = count_points(frame.points, view, layout.board, grain)
    shapes = series(k, each="shapes" in frame.show)
    points, language = frame.points, frame.language
    return Setting(
        theme, layout, view, points, raster, point, star, stroke, shapes, number, language
    )


def has_numbers(frame: Frame) -> bool:
    """Say whether stars have numbers: where they are asked for, or nothing else would suffice."""
    return "numbers" in frame.show or needs_numbers(len(frame.state.centroids))


def draw_board(setting: Setting, worn: Worn, *, cells: bool) -> Iterator[canvas.Mark]:
    """Draw the points in what they wear, colours or weights, or grey; with cells, those of a state.

    The area of a point tells its weight, and the heaviest is larger than points are otherwise.
    """
    if isinstance(worn, State) and cells:
        yield _cells(setting, worn)
    if setting.raster is not None:
        yield draw_density(setting.raster, setting.theme, worn)
    elif isinstance(worn, SeedingStep) and worn.distances is not None:
        yield _weighed_points(setting, worn.distances)
    else:
        yield _points(setting, *_told(worn))


def draw_ground(setting: Setting) -> Iterator[canvas.Mark]:
    """Draw the empty board."""
    box = setting.layout.board
    corners = np.array(
        [
            (box.left, box.bottom),
            (box.right, box.bottom),
            (box.right, box.top),
            (box.left, box.top),
        ]
    )
    face = _float(rgb(setting.theme.board))[np.newaxis]
    yield canvas.Polygons([corners], faces=face)


def draw_stars(setting: Setting, frame: Frame) -> Iterator[canvas.Mark]:
    """Draw the stars where they are now, and the trails that lead to them."""
    shown = frame.presence
    labels = np.flatnonzero(shown > 0)
    if len(labels) == 0:
        return
    places = setting.view.pixels(frame.stars)
    if len(frame.trail) > 0:
        yield _trails(setting, frame, places, labels, shown)
    yield _stars(setting, places, labels, shown)
    if setting.number > 0:
        yield from _numbers(setting, places, labels, shown)


def _cells(setting: Setting, state: State) -> canvas.Mark:
    theme, view = setting.theme, setting.view
    cells = voronoi_cells(state.centroids - view.origin, view.low, view.high, state.retired)
    seen = [label for label, cell in enumerate(cells) if len(cell) > 0]
    colors = theme.cells[np.array(seen) % len(theme.palette)]
    return canvas.Polygons(
        [view.place(cells[label]) for label in seen],
        faces=_float(colors),
        seam=theme.seam,
        seam_width=max(2.0, 1.2 * setting.stroke),
    )


def _told(worn: Worn) -> tuple[Labels | None, NDArray[np.bool_] | None]:
    """Give the labels that points wear, if any, and those that are still grey, if not all are."""
    if worn is None:
        return None, None
    return worn.labels, worn.waiting if isinstance(worn, State) else None


def _points(
    setting: Setting, labels: Labels | None, waiting: NDArray[np.bool_] | None
) -> canvas.Mark:
    theme, radius = setting.theme, setting.point
    rim = 0.26 * radius if radius > 2 else 0.0
    return canvas.Markers(
        setting.places,
        _point_outlines(setting.shapes, labels, waiting),
        radius=radius - rim / 2,
        faces=_point_colors(theme, labels, waiting, hollow=rim > 0),
        rims=_point_rims(theme, waiting),
        rim=rim,
    )


def _weighed_points(setting: Setting, weights: Points) -> canvas.Mark:
    theme, largest = setting.theme, HEAVIEST * setting.point
    parts = weights / max(weights.max(), np.finfo(float).tiny)
    rim = 0.26 * setting.point if setting.point > 2 else 0.0
    light, heavy = _float(rgb(theme.unassigned)), _float(rgb(theme.quiet))
    return canvas.Markers(
        setting.places,
        [canvas.marker_outline("o")],
        radius=np.maximum(largest * np.sqrt(parts), LIGHTEST * setting.point) - rim / 2,
        faces=light + parts[:, np.newaxis] * (heavy - light),
        rims=_float(rgb(theme.rim))[np.newaxis],
        rim=rim,
    )


def _point_colors(
    theme: Theme, labels: Labels | None, waiting: NDArray[np.bool_] | None, *, hollow: bool
) -> Points:
    """Give the faces of points: those that wait among coloured ones are hollow, if they can be."""
    grey, ground = _float(rgb(theme.unassigned)), _float(rgb(theme.board))
    if labels is None:
        return grey[np.newaxis]
    colors = _float(theme.clusters)[labels % len(theme.palette)]
    if waiting is None:
        return colors
    return np.where(waiting[:, np.newaxis], ground if hollow else grey, colors)


def _point_rims(theme: Theme, waiting: NDArray[np.bool_] | None) -> Points:
    rim = _float(rgb(theme.rim))[np.newaxis]
    if waiting is None:
        return rim
    return np.where(waiting[:, np.newaxis], _float(rgb(theme.unassigned)), rim)


def _point_outlines(
    shapes: NDArray[np.intp], labels: Labels | None, waiting: NDArray[np.bool_] | None
) -> list[canvas.Outline]:
    """Give one outline for all points, or one each where not all have the shape of the first."""
    if labels is None or not shapes[labels].any():
        return [canvas.marker_outline("o")]
    own = shapes[labels] if waiting is None else np.where(waiting, 0, shapes[labels])
    return [canvas.marker_outline(SHAPES[shape][0]) for shape in own]


def _trails(
    setting: Setting, frame: Frame, places: Points, labels: NDArray[np.intp], shown: Points
) -> canvas.Mark:
    path = np.concatenate([setting.view.pixels(frame.trail), places[np.newaxis]])
    paths = list(path.swapaxes(0, 1)[labels])
    colors = np.tile(_float(rgb(setting.theme.trail)), (len(labels), 1))
    return canvas.Lines(
        paths, colors=np.column_stack([colors, shown[labels]]), width=setting.stroke
    )


def _stars(
    setting: Setting, places: Points, labels: NDArray[np.intp], shown: Points
) -> canvas.Mark:
    theme = setting.theme
    faces = _float(theme.clusters)[labels % len(theme.palette)]
    rims = np.tile(_float(rgb(theme.star_rim)), (len(labels), 1))
    return canvas.Markers(
        places[labels],
        [canvas.star_outline(SHAPES[setting.shapes[label]][1]) for label in labels],
        radius=setting.star,
        faces=np.column_stack([faces, shown[labels]]),
        rims=np.column_stack([rims, shown[labels]]),
        rim=max(0.8, 0.1 * setting.star),
    )


def _numbers(
    setting: Setting, places: Points, labels: NDArray[np.intp], shown: Points
) -> Iterator[canvas.Mark]:
    theme, size = setting.theme, setting.number
    for label in labels:
        at = (places[label, 0], places[label, 1] + 1.15 * setting.star)
        yield canvas.Label(
            str(label + 1),
            at,
            size=size,
            color=theme.ink,
            halo=theme.board,
            opacity=float(shown[label]),
        )


def _float(colors: NDArray[np.uint8]) -> Points:
    return colors / 255.0
