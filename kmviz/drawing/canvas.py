"""A sheet of pixels that matplotlib draws on, and the marks it can carry: the one door to it.

Everything is given in pixels, and fonts by their files, so that a user's matplotlibrc, backend,
home folder or locale change nothing in a picture.
"""

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.drawing.environment import unset
from kmviz.drawing.fonts import font
from kmviz.drawing.layouts import Box
from kmviz.drawing.style import rgb
from kmviz.engine.state import Points

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase

Align: TypeAlias = Literal["left", "center", "right"]
Colors: TypeAlias = NDArray[np.float64]  # (m, 3) or (m, 4), 0 to 1, the fourth is opacity


with unset("MPLBACKEND"):  # the import fails on a backend that matplotlib does not know
    import matplotlib as mpl
    from matplotlib import path as mpl_path
    from matplotlib.artist import Artist
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.collections import LineCollection, PathCollection, PolyCollection
    from matplotlib.markers import MarkerStyle
    from matplotlib.patheffects import Normal, Stroke
    from matplotlib.text import Text
    from matplotlib.ticker import MaxNLocator
    from matplotlib.transforms import Affine2D, Bbox, IdentityTransform

Mark: TypeAlias = Artist
Outline: TypeAlias = mpl_path.Path

MANY: Final = 500  # outlines that take less room on a page than the order of their marks is worth
DPI: Final = 72  # one point is one pixel
FEW: Final = 20  # one pixel in so many is quicker copied by itself


@contextmanager
def plain_matplotlib() -> Iterator[None]:
    """Put matplotlib's own settings in force, in place of the user's."""
    now, plain = mpl.rcParams, mpl.rcParamsDefault
    # Through the class: the look-up of rcParams itself takes as long as drawing a star.
    changed: Any = {
        key: value
        for key, value in dict.items(plain)
        if key != "backend" and dict.__getitem__(now, key) != value
    }
    if not changed:
        yield
        return
    with mpl.rc_context():
        dict.update(now, changed)  # now.update(changed) would warn of settings that are to go
        yield


class Page:
    """What a mark asks of the figure that it is on.

    Matplotlib's own figure would be imported with all kinds of axes, which takes a fifth of the
    time in which a short film is made.
    """

    def __init__(self, width: float, height: float) -> None:
        self.dpi = DPI
        self.bbox = Bbox.from_bounds(0, 0, width, height)

    def get_figure(self, *, root: bool) -> Self:
        """Give the outermost figure."""
        del root
        return self


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
        self._renderer = RendererAgg(width, height, DPI)
        self._page = Page(width, height)
        self.pixels: NDArray[np.uint8] = np.asarray(self._renderer.buffer_rgba())
        self.pixels[..., :3] = rgb(ground)
        self.pixels[..., 3] = 255
        self._shot = self.pixels[..., :3].copy()
        self._seen = packed(self.pixels).copy()

    def draw(self, marks: Iterable[Mark], *, within: Box) -> None:
        """Draw marks over what is there, the first one lowest, and nothing outside of a box."""
        for mark in marks:
            put(mark, self._page, within=within)
            mark.draw(self._renderer)

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


def put(mark: Mark, page: Any, *, within: Box) -> None:
    """Make a mark part of a page, or of a figure, where it shows nothing outside of a box."""
    mark.set_figure(page)
    mark.set_clip_box(Bbox.from_bounds(within.left, within.bottom, within.width, within.height))


def text(
    words: str,
    at: tuple[float, float],
    *,
    size: float,
    color: str,
    align: Align = "left",
    bold: bool = False,
    turned: float = 0.0,
) -> Mark:
    """Write one line, its baseline at a place, or turned around it by so many degrees.

    Nothing in it is read as a formula.
    """
    return Text(
        *at,
        words,
        fontproperties=font(words, size, bold=bold),
        color=color,
        horizontalalignment=align,
        verticalalignment="baseline",
        rotation=turned,
        rotation_mode="anchor",
        parse_math=False,
    )


def label(
    words: str, at: tuple[float, float], *, size: float, color: str, halo: str, opacity: float
) -> Mark:
    """Write a word above a place, with a halo, so that it can be read over other marks."""
    mark = text(words, at, size=size, color=color, align="center", bold=True)
    mark.set_path_effects([Stroke(linewidth=size / 4, foreground=halo), Normal()])
    mark.set_alpha(opacity)
    return mark


@lru_cache(maxsize=1024)
def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """Give the width of a line of text, in pixels."""
    measured = _measuring().get_text_width_height_descent(
        words, font(words, size, bold=bold), ismath=False
    )
    return float(measured[0])


def round_levels(low: float, high: float, about: int) -> list[float]:
    """Give about so many round numbers, evenly spaced, from at most low to at least high."""
    levels = MaxNLocator(about, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(level) for level in levels]


def markers(
    places: Points,
    outlines: list[Outline],
    *,
    radius: float | Points,
    faces: Colors,
    rims: Colors,
    rim: float,
) -> Mark:
    """Draw an outline at each place: one for all, or one each; `rim` is its width in pixels."""
    marks = PathCollection(
        outlines,
        sizes=np.square(np.atleast_1d(radius)),
        offsets=places,
        offset_transform=IdentityTransform(),
        facecolors=faces,
        edgecolors=rims,
        linewidths=rim,
        antialiaseds=[True, True],  # one entry: marks all alike would be drawn at whole pixels
        joinstyle="round",
    )
    marks.set_transform(IdentityTransform())
    return marks


def by_outline(mark: Mark) -> Iterator[Mark]:
    """Part very many markers by their outlines: pages store the outline of a mark once.

    Those of one outline then lie above those of another, in place of their own order.
    """
    if not isinstance(mark, PathCollection) or len(mark.get_paths()) < MANY:
        yield mark
        return
    outlines: list[Outline] = list(mark.get_paths())
    looks = [np.sqrt(mark.get_sizes()), mark.get_facecolor(), mark.get_edgecolor()]
    for outline in dict.fromkeys(outlines):
        which = np.array([outline is other for other in outlines])
        radius, faces, rims = (
            np.asarray(look)[which if len(look) == len(which) else slice(None)] for look in looks
        )
        yield markers(
            np.asarray(mark.get_offsets())[which],
            [outline],
            radius=radius,
            faces=faces,
            rims=rims,
            rim=float(np.max(mark.get_linewidth())),
        )


def polygons(corners: list[Points], *, faces: Colors, seam: str, seam_width: float) -> Mark:
    """Fill polygons, with seams along their edges."""
    return PolyCollection(
        corners,
        facecolors=faces,
        edgecolors=seam,
        linewidths=seam_width,
        joinstyle="round",
        transform=IdentityTransform(),
    )


def raster(pixels: NDArray[np.uint8], at: tuple[int, int]) -> Mark:
    """Lay pixels, (height, width, 4), over a page, the lowest row first; `at` is their corner."""
    return _Raster(pixels, at)


def bar(box: Box, *, radius: float, color: str) -> Mark:
    """Fill a rectangle with round corners."""
    low = np.array([box.left, box.bottom]) + radius
    high = np.array([box.right, box.top]) - radius
    corners = np.array([low, (high[0], low[1]), high, (low[0], high[1])])
    face = rgb(color)[np.newaxis] / 255.0
    return polygons([corners], faces=face, seam=color, seam_width=2 * radius)


def lines(paths: list[Points], *, colors: Colors, width: float) -> Mark:
    """Draw a line through each sequence of places."""
    return LineCollection(
        paths,
        colors=colors,
        linewidths=width,
        capstyle="round",
        joinstyle="round",
        transform=IdentityTransform(),
    )


class _Raster(Artist):
    """Pixels that stay pixels, also among the shapes of a page."""

    def __init__(self, pixels: NDArray[np.uint8], at: tuple[int, int]) -> None:
        super().__init__()
        self._pixels, self._at = pixels, at

    def draw(self, renderer: "RendererBase") -> None:
        """Draw them, within the clip box."""
        context = renderer.new_gc()
        context.set_clip_rectangle(self.get_clip_box())
        renderer.draw_image(context, *self._at, self._pixels)
        context.restore()


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


@cache
def _measuring() -> RendererAgg:
    return RendererAgg(DPI, DPI, DPI)
