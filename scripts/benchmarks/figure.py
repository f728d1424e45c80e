"""Frames go in, a matplotlib figure shows them: kmviz's picture, as a matplotlib user draws it.

The artists of the board are made once and updated for each frame, and what is told beside it is
made anew where it says something new. Colours, sizes and places are kmviz's, and pyplot is not
imported: all this spares the peers time.
"""

from collections.abc import Hashable, Sequence
from typing import Any, cast

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import Collection, LineCollection, PathCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import Normal, Stroke
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

from kmviz.drawing import canvas
from kmviz.drawing.board import set_up
from kmviz.drawing.canvas import Mark, Outline, marker_outline, star_outline
from kmviz.drawing.cells import voronoi_cells
from kmviz.drawing.compositions import LAYOUTS
from kmviz.drawing.fonts import font
from kmviz.drawing.parts import Composition
from kmviz.drawing.style import SHAPES, THEMES, rgb
from kmviz.story.frame import Frame

Colors = NDArray[np.float64]
Pixels = NDArray[np.uint8]

DPI = 72  # one point is one pixel
THEME = THEMES["light"]
CELLS, POINTS, TRAILS, STARS, WORDS = range(1, 6)  # from the lowest to the highest
SEEN = 0.5  # the part of a fade after which the new shape of a point is seen, not the old one


class Sheet:
    """A figure, and axes all over it whose units are pixels.

    Parameters
    ----------
    size
        Width and height in pixels.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        width, height = size
        self.figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=THEME.ground)
        self._canvas = FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
        self.axes.set_axis_off()

    def write(self, mark: Mark) -> Text:
        """Write words as kmviz does."""
        words = self.axes.text(0, 0, "", parse_math=False, zorder=WORDS)
        copy_words(mark, words)
        return words

    def add(self, mark: Mark) -> Artist:
        """Lay one of kmviz's marks, whose places are pixels, over all that is there."""
        artist = self.axes.add_artist(as_artist(mark))
        artist.set_zorder(WORDS)
        return artist

    def pixels(self) -> Pixels:
        """Draw the whole figure, (height, width, 3)."""
        self._canvas.draw()
        return np.asarray(self._canvas.buffer_rgba())[..., :3].copy()


class Film(Sheet):
    """A figure with one board, and what is told beside it.

    Parameters
    ----------
    frames
        Of the film.
    size
        Width and height in pixels.
    layout
        "board" or "lecture".
    """

    def __init__(
        self, frames: Sequence[Frame], size: tuple[int, int], layout: str = "board"
    ) -> None:
        super().__init__(size)
        composition = LAYOUTS[layout](size, None, frames[0], THEME)
        for mark in composition.still():
            self.add(mark)
        self._board = Board(self, frames[0], composition)

    def add_artists(self, frame: Frame) -> None:
        """Make the artists of a frame."""
        self._board.add_artists(frame)

    def update(self, frame: Frame) -> list[Artist]:
        """Show a frame."""
        return self._board.update(frame)


class Board:
    """A board on a sheet, and what is told beside it.

    Parameters
    ----------
    sheet
        Where it is.
    first
        A frame of the film.
    composition
        Its place, and the parts that change.
    """

    def __init__(self, sheet: Sheet, first: Frame, composition: Composition) -> None:
        self._layout, self._parts = composition.layout, composition.parts
        self._setting = set_up(first, THEME, self._layout)
        self._sheet = sheet
        self.add_artists(first)

    def add_artists(self, frame: Frame) -> None:
        """Make the artists of a frame."""
        axes, setting, box = self._sheet.axes, self._setting, self._layout.board
        self._cells = PolyCollection(
            [], lw=max(2.0, 1.2 * setting.stroke), joinstyle="round", zorder=CELLS
        )
        self._trails = LineCollection(
            [], lw=setting.stroke, capstyle="round", joinstyle="round", zorder=TRAILS
        )
        rim = 0.26 * setting.point if setting.point > 2 else 0.0
        self._points = axes.scatter(
            *setting.places.T, linewidths=rim, edgecolors=THEME.rim, zorder=POINTS
        )
        self._points.set_sizes([(setting.point - rim / 2) ** 2])
        self._stars = axes.scatter(
            *frame.stars.T,
            linewidths=max(0.8, 0.1 * setting.star),
            joinstyle="round",
            zorder=STARS,
        )
        self._stars.set_sizes([setting.star**2])
        self._stars.set_paths([star_outline(SHAPES[shape][1]) for shape in setting.shapes])
        ground = Rectangle((box.left, box.bottom), box.width, box.height, fc=THEME.board)
        axes.add_patch(ground)
        axes.add_collection(self._cells, autolim=False)
        axes.add_collection(self._trails, autolim=False)
        for artist in (self._cells, self._points, self._trails, self._stars):
            artist.set_clip_path(ground)
        self._told: list[Hashable] = [None] * len(self._parts)
        self._marks: list[list[Artist]] = [[] for _ in self._parts]
        self.update(frame)

    def update(self, frame: Frame) -> list[Artist]:
        """Show a frame."""
        self._update_cells(frame)
        self._points.set_facecolor(_point_colors(frame))
        self._points.set_paths(self._outlines(frame))
        self._update_stars(frame)
        self._update_parts(frame)
        told = [mark for marks in self._marks for mark in marks]
        return [self._cells, self._points, self._trails, self._stars, *told]

    def _outlines(self, frame: Frame) -> list[Outline]:
        """Give one outline for all points, or one each where clusters have several shapes."""
        shapes = self._setting.shapes
        if frame.beat == "start" or not shapes.any():
            return [marker_outline("o")]
        worn = frame.state if frame.progress >= SEEN or frame.before is None else frame.before
        return [marker_outline(SHAPES[shape][0]) for shape in shapes[worn.labels]]

    def _update_cells(self, frame: Frame) -> None:
        self._cells.set_visible(frame.cells)
        if not frame.cells:
            return
        state, view = frame.state, self._setting.view
        cells = voronoi_cells(state.centroids - view.origin, view.low, view.high, state.retired)
        shown = 1.0 if frame.cells_before else frame.progress
        ground = rgb(THEME.board) / 255
        self._cells.set_verts([view.place(cell) for cell in cells])
        self._cells.set_facecolor(_mixed(ground, _of_clusters(THEME.cells, len(cells)), shown))
        self._cells.set_edgecolor(_mixed(ground, rgb(THEME.seam) / 255, shown))

    def _update_stars(self, frame: Frame) -> None:
        shown = frame.progress if frame.beat == "start" else 1.0
        places = self._setting.view.pixels(frame.stars)
        self._stars.set_offsets(places)
        self._stars.set_facecolor(_of_clusters(THEME.clusters, len(places)))
        self._stars.set_edgecolor(THEME.star_rim)
        self._stars.set_alpha(shown)
        path = np.concatenate([self._setting.view.pixels(frame.trail), places[np.newaxis]])
        self._trails.set_segments(list(path.swapaxes(0, 1)) if len(frame.trail) else [])
        self._trails.set_color(THEME.trail)

    def _update_parts(self, frame: Frame) -> None:
        for number, part in enumerate(self._parts):
            told = part.tell(frame)
            if told == self._told[number]:
                continue
            for mark in self._marks[number]:
                mark.remove()
            self._told[number] = told
            self._marks[number] = [self._sheet.add(mark) for mark in part.draw(told)]


def copy_words(mark: Mark, words: Text) -> None:
    """Write what kmviz writes, as it does."""
    written = cast("canvas.Text", mark)
    words.set_text(written.words)
    words.set_position(written.at)
    words.set_fontproperties(font(written.words, written.size, bold=written.bold))
    words.set_color(written.color)
    words.set_horizontalalignment(written.align)
    words.set_rotation(written.turned)
    words.set_rotation_mode("anchor")


def as_artist(mark: Mark) -> Artist:
    """Give one of kmviz's marks as matplotlib's own artist."""
    if isinstance(mark, canvas.Label):
        return _as_label(mark)
    if isinstance(mark, canvas.Text):
        words = Text(parse_math=False)
        copy_words(mark, words)
        return words
    return _as_collection(mark)


def _as_label(mark: canvas.Label) -> Artist:
    """Write words with a halo, their outline in the middle.

    Matplotlib would put the middle of the same words there as they are fitted to whole pixels.
    """
    words = Text(parse_math=False)
    copy_words(mark.text, words)
    letters = words.get_fontproperties()
    width, _, _ = text_to_path.get_text_width_height_descent(mark.words, letters, ismath=False)
    words.set_horizontalalignment("left")
    words.set_x(mark.at[0] - width / 2)
    words.set_path_effects([Stroke(linewidth=mark.size / 4, foreground=mark.halo), Normal()])
    words.set_alpha(mark.opacity)
    return words


def _as_collection(mark: Mark) -> Artist:
    if isinstance(mark, canvas.Lines):
        lines = LineCollection(mark.paths, lw=mark.width, capstyle="round", joinstyle="round")
        return _colored(lines, "none", mark.colors)
    if isinstance(mark, canvas.Polygons):
        polygons = PolyCollection(mark.corners, lw=mark.seam_width, joinstyle="round")
        return _colored(polygons, mark.faces, mark.seam or "none")
    markers = cast("canvas.Markers", mark)
    shapes = PathCollection(
        markers.outlines,
        sizes=np.square(np.atleast_1d(markers.radius)),
        offsets=markers.places,
        offset_transform=IdentityTransform(),
        lw=markers.rim,
        antialiaseds=[True, True],  # one entry: marks all alike would be drawn at whole pixels
        joinstyle="round",
    )
    shapes.set_transform(IdentityTransform())
    return _colored(shapes, markers.faces, markers.rims)


def _colored(shapes: Collection, faces: Any, edges: Any) -> Collection:
    shapes.set_facecolor(faces)
    shapes.set_edgecolor(edges)
    return shapes


def _point_colors(frame: Frame) -> Any:
    grey = np.tile(rgb(THEME.unassigned) / 255, (len(frame.points), 1))
    if frame.beat == "start":
        return grey
    colors = _of_clusters(THEME.clusters, len(frame.state.centroids))
    before = grey if frame.before is None else colors[frame.before.labels]
    return _mixed(before, colors[frame.state.labels], frame.progress)


def _of_clusters(colors: NDArray[np.uint8], k: int) -> Any:
    """Give the colours of k clusters, (k, 3); after the last one the first comes again."""
    return colors[np.arange(k) % len(THEME.palette)] / 255


def _mixed(before: Colors, after: Colors, progress: float) -> Any:
    """Mix colours; matplotlib's types know of no arrays of them."""
    return (1 - progress) * before + progress * after
