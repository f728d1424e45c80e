"""What pictures are held against: a drawing of each frame by matplotlib as a whole, and WCAG."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox
from numpy.typing import NDArray

from kmviz.drawing import canvas, lettering
from kmviz.drawing.board import Setting, set_up
from kmviz.drawing.cells import voronoi_cells
from kmviz.drawing.fonts import BOLD, REGULAR, font
from kmviz.drawing.labelling import compose
from kmviz.drawing.layouts import Box, Layout
from kmviz.drawing.parts import Composition
from kmviz.drawing.style import SHAPES, THEMES
from kmviz.engine import Points, State
from kmviz.story.frame import Frame

Pixels = NDArray[np.uint8]


class Look(NamedTuple):
    """How a film is drawn: the arguments of `render`."""

    size: tuple[int, int] = (320, 320)
    theme: str = "light"
    title: str = ""


def luminance(colors: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Give the relative luminance of colours, (…, 3), as WCAG 2 defines it."""
    values = np.arange(256) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    light: NDArray[np.float64] = linear[colors] @ np.array([0.2126, 0.7152, 0.0722])
    return light


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, "#rrggbb", as WCAG 2 defines it."""
    dark, light = sorted(float(luminance(hexadecimal(color))) for color in (one, other))
    return (light + 0.05) / (dark + 0.05)


def hexadecimal(color: str) -> NDArray[np.uint8]:
    """Read "#rrggbb"."""
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.uint8)


def psnr(one: Pixels, other: Pixels) -> float:
    """Give the peak signal-to-noise ratio of two pictures, in decibels."""
    error = np.mean((one.astype(float) - other.astype(float)) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def extent(mark: canvas.Text | canvas.Label) -> Bbox:
    """Measure where a text would be drawn by matplotlib, in pixels."""
    figure, renderer = _for_measuring()
    words = as_matplotlib_writes(mark.text if isinstance(mark, canvas.Label) else mark)
    words.set_figure(figure)
    return words.get_window_extent(renderer)


def as_matplotlib_writes(mark: canvas.Text) -> Text:
    """Give a text as matplotlib's own."""
    return Text(
        *mark.at,
        mark.words,
        fontproperties=font(mark.words, mark.size, bold=mark.bold),
        color=mark.color,
        ha=mark.align,
        va="baseline",
        rotation=mark.turned,
        rotation_mode="anchor",
        parse_math=False,
    )


@cache
def _for_measuring() -> tuple[Figure, RendererAgg]:
    """Make them once: a renderer remembers the words that it has measured."""
    return Figure(dpi=72), RendererAgg(10, 10, 72)


def reach(mark: canvas.Mark) -> Bbox:
    """Measure where any mark would be drawn, in pixels, its strokes included."""
    if isinstance(mark, canvas.Text | canvas.Label):
        return extent(mark)
    if isinstance(mark, canvas.Markers):
        half, places = mark.rim / 2 + np.max(mark.radius), mark.places
    elif isinstance(mark, canvas.Polygons):
        half, places = mark.seam_width / 2, np.concatenate(mark.corners)
    else:
        assert isinstance(mark, canvas.Lines)
        half, places = mark.width / 2, np.concatenate(mark.paths)
    return Bbox([places.min(axis=0) - half, places.max(axis=0) + half])


def written(composition: Composition, frame: Frame) -> list[str]:
    """Give all words around a board, in the order in which they are drawn."""
    marks = [*composition.still()]
    for part in composition.parts:
        marks += part.draw(part.tell(frame))
    return [m.words for m in marks if isinstance(m, canvas.Text | canvas.Label) and m.words]


def setting_of(frame: Frame, look: Look) -> Setting:
    """Give what stays the same in a film that is drawn like this."""
    theme = THEMES[look.theme]
    return set_up(frame, theme, compose(look.size, look.title, frame, theme).layout)


def flashing(pictures: Sequence[Pixels], seconds: Sequence[float]) -> float:
    """Give the largest part of the area that flashes more than three times within one second.

    A flash is a pair of opposing changes in relative luminance of 10 % of white or more (WCAG 2.3).
    """
    light = np.stack([luminance(picture) for picture in pictures])
    turns = np.stack(list(_turns(light)))
    times = np.array(list(accumulate(seconds)))[:-1]
    worst = 0.0
    for number, time in enumerate(times):
        within = slice(number, np.searchsorted(times, time + 1))
        worst = max(worst, float((turns[within].sum(axis=0) > 6).mean()))
    return worst


def _turns(light: NDArray[np.float64]) -> Iterator[NDArray[np.bool_]]:
    """Say, change by change, where luminance turns by 0.1 or more against its last direction."""
    extreme, direction = light[0].copy(), np.zeros(light[0].shape)
    for now in light[1:]:
        change = now - extreme
        turned = (np.abs(change) >= 0.1) & (np.sign(change) != direction)
        onward = (np.sign(change) == direction) & (direction != 0)
        extreme = np.where(turned | onward, now, extreme)
        direction = np.where(turned, np.sign(change), direction)
        yield turned


class Whole:
    """A frame drawn as a whole, from scratch, on one matplotlib figure.

    Nothing is composed here: what is between two colours is drawn in a mixed colour. Only cells
    of two different sets of centroids, which no one colour can mix, are laid over each other.
    """

    def __init__(self, frame: Frame, look: Look) -> None:
        self.frame, self.theme = frame, THEMES[look.theme]
        composition = compose(look.size, look.title, frame, self.theme)
        self.layout = composition.layout
        self.title = [m.words for m in composition.still() if isinstance(m, canvas.Text)]
        self.setting = set_up(frame, self.theme, self.layout)

    def pixels(self) -> Pixels:
        """Draw."""
        figure = self._figure()
        figure.figimage(self._ground(), origin="upper", zorder=-1)
        self._draw_points(figure)
        self._draw_stars(figure)
        self._draw_words(figure)
        return _rasterize(figure)

    def _figure(self) -> Figure:
        sheet = self.layout.sheet
        size = (sheet.width / 72, sheet.height / 72)
        return Figure(figsize=size, dpi=72, facecolor=self.theme.ground)

    def _ground(self) -> NDArray[np.float64]:
        """Draw board and cells, the old ones and the new ones mixed."""
        frame = self.frame
        after = self._cells(frame.state if frame.cells else None)
        before = self._cells(frame.before if frame.cells_before else None)
        return (1 - frame.progress) * before + frame.progress * after

    def _cells(self, state: State | None) -> NDArray[np.float64]:
        figure, board, view = self._figure(), self.layout.board, self.setting.view
        corner = (board.left, board.bottom)
        rectangle = Rectangle(corner, board.width, board.height, fc=self.theme.board, ec="none")
        _add(figure, rectangle, board)
        if state is not None:
            offsets = state.centroids - view.origin
            cells = voronoi_cells(offsets, view.low, view.high, state.retired)
            for number, cell in enumerate(cells):
                if len(cell) > 0:
                    _add(figure, self._cell(view.place(cell), number), board)
        return _rasterize(figure) / 255

    def _cell(self, corners: Points, number: int) -> Polygon:
        face = self.theme.cells[number % 10] / 255
        width = max(2.0, 1.2 * self.setting.stroke)
        return Polygon(corners, fc=face, ec=self.theme.seam, lw=width, joinstyle="round")

    def _draw_points(self, figure: Figure) -> None:
        radius = self.setting.point
        rim = 0.26 * radius if radius > 2 else 0.0
        for number, place in enumerate(self.setting.places):
            outline = self._marker(number).transformed(
                Affine2D().scale(radius - rim / 2).translate(*place)
            )
            mark = PathPatch(
                outline, fc=self._color(number), ec=self.theme.rim, lw=rim, joinstyle="round"
            )
            _add(figure, mark, self.layout.board)

    def _color(self, number: int) -> NDArray[np.float64]:
        """Mix the colours of the label before and after."""
        frame, theme = self.frame, self.theme
        grey = hexadecimal(theme.unassigned)
        if frame.beat == "start":
            return grey / 255
        new = theme.clusters[frame.state.labels[number] % 10]
        old = grey if frame.before is None else theme.clusters[frame.before.labels[number] % 10]
        mixed: NDArray[np.float64] = (1 - frame.progress) * old + frame.progress * new
        return np.minimum(mixed / 255, 1)

    def _marker(self, number: int) -> Path:
        """Give a shape; in the films compared here no point changes it."""
        if self.frame.beat == "start":
            return canvas.marker_outline("o")
        return canvas.marker_outline(SHAPES[self.frame.state.labels[number] // 10][0])

    def _draw_stars(self, figure: Figure) -> None:
        frame, theme, setting = self.frame, self.theme, self.setting
        opacity = frame.progress if frame.beat == "start" else 1.0
        if opacity == 0:
            return
        places = setting.view.pixels(frame.stars)
        for number, place in enumerate(places):
            if len(frame.trail) > 0:
                path = np.vstack([setting.view.pixels(frame.trail)[:, number], place])
                line = LineCollection(
                    [path],
                    colors=theme.trail,
                    linewidths=setting.stroke,
                    capstyle="round",
                    joinstyle="round",
                )
                _add(figure, line, self.layout.board)
        for number, place in enumerate(places):
            outline = canvas.star_outline(SHAPES[number // 10][1]).transformed(
                Affine2D().scale(setting.star).translate(*place)
            )
            star = PathPatch(
                outline,
                fc=(*theme.clusters[number % 10] / 255, opacity),
                ec=(*hexadecimal(theme.star_rim) / 255, opacity),
                lw=max(0.8, 0.1 * setting.star),
                joinstyle="round",
            )
            _add(figure, star, self.layout.board)

    def _draw_words(self, figure: Figure) -> None:
        layout, theme, frame = self.layout, self.theme, self.frame
        for number, line in enumerate(self.title):
            top = layout.title.top - 1.4 * number * layout.title_text
            at = (layout.title.left, round(top - layout.title_text))
            _write(figure, line, at, layout.title_text, theme.ink, bold=True)
        self._draw_caption(figure, layout, frame)

    def _draw_caption(self, figure: Figure, layout: Layout, frame: Frame) -> None:
        box, size, theme = layout.caption, layout.text, self.theme
        rows = 2 if box.height > 2 * size else 1
        first = round(box.top - size)
        last = first if rows == 1 else round(box.top - 2.4 * size)
        indent = 0.0
        if rows == 1:
            indent = lettering.text_width(frame.heading, size, bold=True) + 0.8 * size
        _write(figure, frame.heading, (box.left, first), size, theme.ink, bold=True)
        _write(figure, frame.caption, (box.left + indent, last), size, theme.quiet, bold=False)
        if frame.objective is not None:
            value = f"J = {frame.objective:#.4g}"
            left = box.right - lettering.text_width(value, size)
            _write(figure, value, (left, first), size, theme.ink, bold=False)


def _add(figure: Figure, mark: PathPatch | Polygon | Rectangle | LineCollection, box: Box) -> None:
    mark.set_transform(Affine2D())
    mark.set_zorder(1)  # one for all: what is added later lies higher
    figure.add_artist(mark)
    mark.set_clip_path(None)
    mark.set_clip_box(Bbox.from_bounds(box.left, box.bottom, box.width, box.height))


def _write(
    figure: Figure, words: str, at: tuple[float, float], size: float, color: str, *, bold: bool
) -> None:
    font = FontProperties(fname=str(BOLD if bold else REGULAR), size=size)
    words_mark = Text(*at, words, fontproperties=font, color=color, parse_math=False)
    words_mark.set_transform(Affine2D())
    figure.add_artist(words_mark)


def _rasterize(figure: Figure) -> Pixels:
    sheet = FigureCanvasAgg(figure)
    sheet.draw()
    return np.asarray(sheet.buffer_rgba())[..., :3].copy()
