"""A picture that stands alone: marks go in, pixels come out, or a page of shapes and text."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.drawing.canvas import (
    Canvas,
    Label,
    Mark,
    Markers,
    Text,
    context_within,
    plain_matplotlib,
)
from kmviz.drawing.environment import unset
from kmviz.drawing.fonts import font
from kmviz.drawing.layouts import Box

with unset("MPLBACKEND"):  # the import fails on a backend that matplotlib does not know
    from matplotlib.artist import Artist
    from matplotlib.transforms import Bbox

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure
    from matplotlib.text import Text as Written

Drawn: TypeAlias = tuple[Box, Iterable[Mark]]  # marks, and the box that they show within

POINTS: Final = 72  # in an inch
MANY: Final = 500  # outlines that take less room on a page than the order of their marks is worth

# What a page has beside matplotlib's own settings.
_PAGE: Final[Any] = {
    "pdf.fonttype": 42,  # TrueType: publishers refuse Type 3, the kind that is the default
    "svg.fonttype": "none",  # words stay words; the viewer finds the font by its name
    "font.sans-serif": ["DejaVu Sans"],
    "svg.hashsalt": "",  # the names of clip boxes depend on it, and on chance where it is not set
}

_SIZE: Final = re.compile(rb'width="[^"]*" height="[^"]*"')


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """One picture, which can become pixels, or a page that keeps its shapes and its text.

    Attributes
    ----------
    width, height
        In pixels.
    ground
        The colour of the empty sheet, "#rrggbb".
    draw
        Gives what is on the sheet, the lowest first: boxes, and the marks within each.
    per_inch
        How many pixels are an inch on paper: by default, one is a point.
    """

    width: int
    height: int
    ground: str
    draw: Callable[[], Iterable[Drawn]]
    per_inch: float = POINTS

    def pixels(self) -> NDArray[np.uint8]:
        """Give the picture as pixels, (height, width, 3), red, green, blue."""
        with plain_matplotlib():
            sheet = Canvas(self.width, self.height, self.ground)
            for within, marks in self.draw():
                sheet.draw(marks, within=within)
        return sheet.pixels[..., :3].copy()

    def svg(self, metadata: Mapping[str, str]) -> bytes:
        """Give the picture as an SVG, whose text is in DejaVu Sans where the viewer has it.

        Parameters
        ----------
        metadata
            Elements of Dublin Core, such as "Description"; beside them stand type and format.
        """
        entries = dict.fromkeys(("Creator", "Date")) | dict(metadata)
        file, size = BytesIO(), (self.width / POINTS, self.height / POINTS)
        with _settings():
            _sheet(self, size, ()).savefig(file, format="svg", metadata=entries)
        width, height = (side * POINTS / self.per_inch for side in (self.width, self.height))
        on_paper = b'width="%gpt" height="%gpt"' % (
            width,
            height,
        )  # the unit within stays the pixel
        return _SIZE.sub(on_paper, file.getvalue(), count=1)


def bind(stills: Iterable[Still], metadata: Mapping[str, str]) -> bytes:
    """Give stills as the pages of a PDF, which carries the fonts of its text once.

    Parameters
    ----------
    stills
        Taken and drawn one after the other.
    metadata
        Entries of the document information, such as "Subject"; there are no others.
    """
    from matplotlib.backends.backend_pdf import PdfPages

    entries = dict.fromkeys(("Creator", "Producer", "CreationDate")) | dict(metadata)
    file = BytesIO()
    # Matplotlib reads the epoch, and fails where it is no number, even if there is to be no date.
    with unset("SOURCE_DATE_EPOCH"), _settings(), PdfPages(file, metadata=entries) as pages:
        for still in stills:
            size = (still.width / still.per_inch, still.height / still.per_inch)
            pages.savefig(_sheet(still, size, (_Unit(POINTS / still.per_inch),)))
    return file.getvalue()


@contextmanager
def _settings() -> Iterator[None]:
    import matplotlib as mpl

    with plain_matplotlib(), mpl.rc_context(_PAGE):
        yield


def _sheet(still: Still, inches: tuple[float, float], first: Iterable[Artist]) -> "Figure":
    """Give the figure of a still, with marks before all others."""
    from matplotlib.figure import Figure

    sheet = Figure(figsize=inches, dpi=POINTS, facecolor=still.ground)
    for mark in (*first, _Content(still.draw, sheet)):
        sheet.add_artist(mark)
    return sheet


class _Unit(Artist):
    """Makes a pixel the unit of a PDF's page, from here on."""

    def __init__(self, points: float) -> None:
        super().__init__()
        self._points = points

    def draw(self, renderer: "RendererBase") -> None:
        """Set the matrix that takes pixels to points."""
        from matplotlib.backends.backend_pdf import Op

        file: Any = renderer.file  # type: ignore[attr-defined]  # that of the PDF's renderer
        file.width, file.height = file.width / self._points, file.height / self._points
        file.output(self._points, 0, 0, self._points, 0, 0, Op.concat_matrix)


class _Content(Artist):
    """All marks of a page, as one: single ones would be sorted by kind and moved to axes."""

    def __init__(self, drawn: Callable[[], Iterable[Drawn]], page: "Figure") -> None:
        super().__init__()
        self._drawn, self._page = drawn, page

    def draw(self, renderer: "RendererBase") -> None:
        """Draw them in their order, each within its box."""
        for within, marks in self._drawn():
            for mark in chain.from_iterable(map(_by_outline, marks)):
                self._draw(mark, within, renderer)

    def _draw(self, mark: Mark, within: Box, renderer: "RendererBase") -> None:
        """Draw a mark as shapes, and its words as words."""
        context = context_within(within, renderer)
        if isinstance(mark, Label):
            mark.draw_halo(renderer, context)
        if not isinstance(mark, Text | Label):
            mark.draw(renderer, context)
            return
        words = _written(mark)
        words.set_figure(self._page)
        words.set_clip_box(
            Bbox.from_bounds(within.left, within.bottom, within.width, within.height)
        )
        words.draw(renderer)


def _written(mark: Text | Label) -> "Written":
    """Give words as matplotlib's own: a format that keeps text asks these how they are aligned."""
    from matplotlib.text import Text as Written

    if isinstance(mark, Label):
        words = _written(mark.text)
        words.set_alpha(mark.opacity)
        return words
    return Written(
        *mark.at,
        mark.words,
        fontproperties=font(mark.words, mark.size, bold=mark.bold),
        color=mark.color,
        horizontalalignment=mark.align,
        verticalalignment="baseline",
        rotation=mark.turned,
        rotation_mode="anchor",
        parse_math=False,
    )


def _by_outline(mark: Mark) -> Iterator[Mark]:
    """Part very many markers by their outlines: pages store the outline of a mark once.

    Those of one outline then lie above those of another, in place of their own order.
    """
    if not isinstance(mark, Markers) or len(mark.outlines) < MANY:
        yield mark
        return
    for outline in dict.fromkeys(mark.outlines):
        which = np.array([outline is other for other in mark.outlines])
        yield replace(mark.only(which), outlines=[outline])
