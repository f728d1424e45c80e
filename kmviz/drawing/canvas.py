"""A sheet of pixels that matplotlib draws on, and the marks it can carry: the one door to it.

Everything is given in pixels, and fonts by their files, so that a user's matplotlibrc, backend,
home folder or locale change nothing in a picture.
"""

import cmath
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass, replace
from functools import cache
from itertools import compress
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.drawing import lettering
from kmviz.drawing.environment import unset
from kmviz.drawing.layouts import Box
from kmviz.drawing.style import rgb
from kmviz.engine.state import Points

if TYPE_CHECKING:
    from matplotlib.backend_bases import GraphicsContextBase, RendererBase

Align: TypeAlias = Literal["left", "center", "right"]
ALIGNED: Final[dict[Align, float]] = {"left": 0.0, "center": 0.5, "right": 1.0}  # of its width
Colors: TypeAlias = NDArray[np.float64]  # (m, 3) or (m, 4), 0 to 1, the fourth is opacity


with unset("MPLBACKEND"):  # the import fails on a backend that matplotlib does not know
    import matplotlib as mpl
    from matplotlib import path as mpl_path
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.markers import MarkerStyle
    from matplotlib.ticker import MaxNLocator
    from matplotlib.transforms import Affine2D, Bbox, IdentityTransform

Outline: TypeAlias = mpl_path.Path

FEW: Final = 20  # one pixel in so many is quicker copied by itself

_AS_IT_IS: Final = IdentityTransform()
_UNSCALED: Final[Points] = np.empty((0, 3, 3))
_HERE: Final[Points] = np.zeros((1, 2))


class Mark(Protocol):
    """What can be drawn."""

    def draw(self, renderer: "RendererBase", context: "GraphicsContextBase") -> None:
        """Draw it, within what the context is clipped to."""


@contextmanager
def plain_matplotlib() -> Iterator[None]:
    """Put matplotlib's own settings in force, in place of the user's."""
    now, plain = mpl.rcParams, mpl.rcParamsDefault
    # Through the class: the look-up of rcParams itself takes as long as drawing a star.
    changed: Any = {
        key: value
        for key, value in (() if dict.__eq__(now, plain) else dict.items(plain))
        if key != "backend" and dict.__getitem__(now, key) != value
    }
    if not changed:
        yield
        return
    with mpl.rc_context():
        dict.update(now, changed)  # now.update(changed) would warn of settings that are to go
        yield


class Canvas:
    """A sheet of pixels.

    Parameters
    ----------
    width, height
        In pixels.
    ground
        The colour of the empty sheet, "#rrggbb".

    Attributes
    ----------
    pixels
        (height, width, 4), uint8, the sheet itself: writing to it changes the picture.
    """

    def __init__(self, width: int, height: int, ground: str) -> None:
        self._renderer = RendererAgg(width, height, lettering.DPI)
        self.pixels: NDArray[np.uint8] = np.asarray(self._renderer.buffer_rgba())
        self.pixels[..., :3] = rgb(ground)
        self.pixels[..., 3] = 255
        self._shot = self.pixels[..., :3].copy()
        self._seen = packed(self.pixels).copy()

    def draw(self, marks: Iterable[Mark], *, within: Box) -> None:
        """Draw marks over what is there, the first one lowest, and nothing outside of a box."""
        for mark in marks:
            mark.draw(self._renderer, context_within(within, self._renderer))

    def snapshot(self) -> NDArray[np.uint8]:
        """Copy what is drawn, (height, width, 3): the last snapshot, with the pixels that are new.

        To copy three channels out of four takes ten times as long as to copy an array.
        """
        now = packed(self.pixels)
        new = np.flatnonzero(now != self._seen)
        if new.size > now.size / FEW:
            self._seen[:] = now
            for channel in range(3):
                self._shot[..., channel] = self.pixels[..., channel]
        else:
            self._seen[new] = now[new]
            pixels = now[new].view(np.uint8).reshape(-1, 4)
            self._shot.reshape(-1, 3)[new] = pixels[:, :3]
        return self._shot.copy()

    def area(self, box: Box) -> tuple[slice, slice]:
        """Give the rows and columns of all pixels that a box touches."""
        height = len(self.pixels)
        rows = slice(math.floor(height - box.top), math.ceil(height - box.bottom))
        columns = slice(math.floor(box.left), math.ceil(box.right))
        return rows, columns


def packed(pixels: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """See the four bytes of each pixel as one number, row by row."""
    return pixels.view(np.uint32).reshape(-1)


def context_within(box: Box, renderer: "RendererBase") -> "GraphicsContextBase":
    """Give a context to draw one mark in, which shows nothing outside of a box."""
    context = renderer.new_gc()
    context.set_clip_rectangle(Bbox.from_bounds(box.left, box.bottom, box.width, box.height))
    return context


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """One line of text, its baseline at a place, or turned around it by so many degrees.

    Nothing in it is read as a formula.
    """

    words: str
    at: tuple[float, float]
    _: KW_ONLY
    size: float
    color: str
    align: Align = "left"
    bold: bool = False
    turned: float = 0.0

    @property
    def start(self) -> complex:
        """Where its baseline begins, x + iy."""
        width = lettering.text_width(self.words, self.size, bold=self.bold)
        return complex(*self.at) - ALIGNED[self.align] * cmath.rect(
            width, math.radians(self.turned)
        )

    def draw(self, renderer: "RendererBase", context: "GraphicsContextBase") -> None:
        """Lay down its letters."""
        box: Any = context.get_clip_rectangle()
        # matplotlib clips an image to a pixel more, at the right and below
        context.set_clip_rectangle(Bbox.from_extents(box.x0, box.y0 + 1, box.x1 - 1, box.y1))
        for column, row, pixels in lettering.letters(
            *(self.words, self.start),
            size=self.size,
            bold=self.bold,
            turned=self.turned,
            color=self.color,
        ):
            renderer.draw_image(context, column, row, pixels)


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A word above a place, with a halo, so that it can be read over other marks.

    It glides with its place, as shapes do, while a text is fitted to whole pixels.
    """

    words: str
    at: tuple[float, float]
    _: KW_ONLY
    size: float
    color: str
    halo: str
    opacity: float = 1.0

    def draw(self, renderer: "RendererBase", context: "GraphicsContextBase") -> None:
        """Draw it over its halo."""
        self.draw_halo(renderer, context)
        context.set_linewidth(0)
        renderer.draw_path(context, *self._outline(), tuple(rgb(self.color) / 255.0))

    def draw_halo(self, renderer: "RendererBase", context: "GraphicsContextBase") -> None:
        """Draw what surrounds it."""
        context.set_alpha(self.opacity)
        context.set_foreground(self.halo)
        context.set_linewidth(self.size / 4)
        renderer.draw_path(context, *self._outline())

    @property
    def text(self) -> Text:
        """The word alone."""
        return Text(
            *(self.words, self.at), size=self.size, color=self.color, align="center", bold=True
        )

    def _outline(self) -> tuple[Outline, Affine2D]:
        outline = lettering.outline(self.words, self.size, bold=True)
        return outline, Affine2D().translate(*self.at)


@dataclass(frozen=True, slots=True, eq=False)
class Markers:
    """An outline at each place.

    Attributes
    ----------
    places
        (m, 2), in pixels.
    outlines
        One for all, or one each.
    radius
        What the unit of the outlines becomes, in pixels: one for all, or one each.
    faces, rims
        One colour for all, or one each.
    rim
        The width of the rims, in pixels.
    """

    places: Points
    outlines: list[Outline]
    _: KW_ONLY
    radius: float | Points
    faces: Colors
    rims: Colors
    rim: float

    def draw(self, renderer: "RendererBase", context: "GraphicsContextBase") -> None:
        """Draw them, the first one lowest."""
        scales = np.zeros((np.size(self.radius), 3, 3))
        scales[:, [0, 1], [0, 1]] = np.reshape(self.radius, (-1, 1))
        scales[:, 2, 2] = 1
        _draw_paths(
            renderer,
            context,
            self.outlines,
            faces=self.faces,
            edges=self.rims,
            width=self.rim,
            scales=scales,
            places=self.places,
        )

    def only(self, which: NDArray[np.bool_]) -> "Markers":
        """Give some of them, (m,), in their order."""
        radius, faces, rims = (
            look[which] if len(look) == len(which) else look
            for look in (np.atleast_1d(self.radius), self.faces, self.rims)
        )
        each = len(self.outlines) == len(which)
        outlines = list(compress(self.outlines, which)) if each else self.outlines
        return replace(
            self,
            places=self.places[which],
            outlines=outlines,
            radius=radius,
            faces=faces,
            rims=rims,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Polygons:
    """Polygons, (m, 2) each, filled with a colour each, or one for all.

    Along their edges are seams, if these have a colour.
    """

    corners: list[Points]
    _: KW_ONLY
    faces: Colors
    seam: str | None = None
    seam_width: float = 0.0

    def draw(self, renderer: "RendererBase", context: "GraphicsContextBase") -> None:
        """Draw them, the first one lowest."""
        paths = [Outline(np.vstack([each, each[:1]]), closed=True) for each in self.corners]
        seams = np.empty((0, 4)) if self.seam is None else rgb(self.seam)[np.newaxis] / 255.0
        _draw_paths(renderer, context, paths, faces=self.faces, edges=seams, width=self.seam_width)


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """A line through each sequence of places, (m, 2), of a colour each, or one for all."""

    paths: list[Points]
    _: KW_ONLY
    colors: Colors
    width: float

    def draw(self, renderer: "RendererBase", context: "GraphicsContextBase") -> None:
        """Draw them, the first one lowest."""
        paths = [Outline(path) for path in self.paths]
        context.set_capstyle("round")
        _draw_paths(
            renderer, context, paths, faces=np.empty((0, 4)), edges=self.colors, width=self.width
        )


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Pixels, (height, width, 4), the lowest row first, which stay pixels on a page of shapes."""

    pixels: NDArray[np.uint8]
    corner: tuple[int, int]

    def draw(self, renderer: "RendererBase", context: "GraphicsContextBase") -> None:
        """Lay them down."""
        renderer.draw_image(context, *self.corner, self.pixels)


def bar(box: Box, *, radius: float, color: str) -> Polygons:
    """Fill a rectangle with round corners."""
    low = np.array([box.left, box.bottom]) + radius
    high = np.array([box.right, box.top]) - radius
    corners = np.array([low, (high[0], low[1]), high, (low[0], high[1])])
    face = rgb(color)[np.newaxis] / 255.0
    return Polygons([corners], faces=face, seam=color, seam_width=2 * radius)


def round_levels(low: float, high: float, about: int) -> list[float]:
    """Give about so many round numbers, evenly spaced, from at most low to at least high."""
    levels = MaxNLocator(about, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(level) for level in levels]


@cache
def marker_outline(name: str) -> Outline:
    """Give the outline of one of matplotlib's markers, of about the area of the unit disc."""
    marker = MarkerStyle(name)
    outline = marker.get_path().transformed(marker.get_transform())
    if name == "o":
        return outline.transformed(Affine2D().scale(2))
    x, y = np.asarray(outline.vertices)[:-1].T
    area = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
    return outline.transformed(Affine2D().scale(np.sqrt(np.pi / area)))


@cache
def star_outline(arms: int) -> Outline:
    """Give the outline of a star whose arms reach the unit circle."""
    turns = np.pi / 2 + np.arange(2 * arms) * np.pi / arms
    reach = np.where(np.arange(2 * arms) % 2, 0.45 + 0.02 * max(0, arms - 5), 1.0)
    corners = np.stack([reach * np.cos(turns), reach * np.sin(turns)], axis=1)
    return Outline(np.vstack([corners, corners[:1]]), closed=True)


def _draw_paths(
    renderer: "RendererBase",
    context: "GraphicsContextBase",
    paths: list[Outline],
    *,
    faces: Colors,
    edges: Colors,
    width: float,
    scales: Points = _UNSCALED,
    places: Points = _HERE,
) -> None:
    """Draw paths of several colours, and where there are several places, each path at its own."""
    if len(places) == 0:  # matplotlib would draw one path at (0, 0)
        return
    shapes = (_AS_IT_IS, paths, scales, places, _AS_IT_IS)
    looks = (_with_opacity(faces), _with_opacity(edges), [width], [(0, None)], [True], [None])
    given: Any = (*shapes, *looks, "screen")  # matplotlib's types know of no arrays of colours
    context.set_joinstyle("round")
    renderer.draw_path_collection(context, *given)


def _with_opacity(colors: Colors) -> Colors:
    """Give colours, (m, 4), those that have no opacity as opaque ones."""
    if colors.shape[1] == 4:
        return colors
    return np.column_stack([colors, np.ones(len(colors))])
