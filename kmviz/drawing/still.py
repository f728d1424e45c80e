"""A picture that stands alone: marks go in, pixels come out, or a page of shapes and text."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.drawing.canvas import Canvas, Mark, plain_matplotlib, put, unset
from kmviz.drawing.layouts import Box

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure
    from matplotlib.patheffects import AbstractPathEffect

Drawn: TypeAlias = tuple[Box, Iterable[Mark]]  # marks, and the box that they show within

PER_INCH: Final = 72  # pixels: on a page, one of them is one point

# What a page has beside matplotlib's own settings.
_PAGE: Final[Any] = {
    "pdf.fonttype": 42,  # TrueType: publishers refuse Type 3, the kind that is the default
    "svg.fonttype": "none",  # words stay words; the viewer finds the font by its name
    "font.sans-serif": ["DejaVu Sans"],
    "svg.hashsalt": "",  # the names of clip boxes depend on it, and on chance where it is not set
}


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """One picture, which can become pixels, or a page that keeps its shapes and its text.

    Attributes
    ----------
    width, height
        In pixels. On a page, a pixel is a point: 1/72 inch.
    ground
        The colour of the empty sheet, "#rrggbb".
    draw
        Gives what is on the sheet, the lowest first: boxes, and the marks within each. The marks
        are new ones at every call, since a mark belongs to one drawing.
    """

    width: int
    height: int
    ground: str
    draw: Callable[[], Iterable[Drawn]]

    def pixels(self) -> NDArray[np.uint8]:
        """Give the picture as pixels, (height, width, 3), red, green, blue."""
        with plain_matplotlib():
            sheet = Canvas(self.width, self.height, self.ground)
            for within, marks in self.draw():
                sheet.draw(marks, within=within)
        return sheet.pixels[..., :3].copy()

    def pdf(self, metadata: Mapping[str, str]) -> bytes:
        """Give the picture as a PDF of one page, which carries the fonts of its text.

        Parameters
        ----------
        metadata
            Entries of the document information, such as "Subject"; there are no others.
        """
        # Matplotlib reads it, and fails where it is no number, even if there is to be no date.
        with unset("SOURCE_DATE_EPOCH"):
            return self._page("pdf", metadata, unasked=("Creator", "Producer", "CreationDate"))

    def svg(self, metadata: Mapping[str, str]) -> bytes:
        """Give the picture as an SVG, whose text is in DejaVu Sans where the viewer has it.

        Parameters
        ----------
        metadata
            Elements of Dublin Core, such as "Description"; beside them stand type and format.
        """
        return self._page("svg", metadata, unasked=("Creator", "Date"))

    def _page(self, kind: str, metadata: Mapping[str, str], unasked: tuple[str, ...]) -> bytes:
        import matplotlib as mpl
        from matplotlib.figure import Figure

        file, size = BytesIO(), (self.width / PER_INCH, self.height / PER_INCH)
        with plain_matplotlib(), mpl.rc_context(_PAGE):
            page = Figure(figsize=size, dpi=PER_INCH, facecolor=self.ground)
            page.add_artist(_Content(self.draw, page))
            page.savefig(file, format=kind, metadata=dict.fromkeys(unasked) | dict(metadata))
        return file.getvalue()


class _Content(Mark):
    """All marks of a page, as one: single ones would be sorted by kind and moved to axes."""

    def __init__(self, drawn: Callable[[], Iterable[Drawn]], page: "Figure") -> None:
        super().__init__()
        self._drawn, self._page = drawn, page

    def draw(self, renderer: "RendererBase") -> None:
        """Draw them in their order, each within its box."""
        for within, marks in self._drawn():
            for mark in marks:
                put(mark, self._page, within=within)
                for effects in _passes(mark):
                    mark.set_path_effects(effects)
                    mark.draw(renderer)


def _passes(mark: Mark) -> Iterator[list["AbstractPathEffect"]]:
    """Part a mark from its halo: words that are drawn together with theirs become shapes."""
    from matplotlib.patheffects import Normal

    effects = mark.get_path_effects() or []
    if halo := [effect for effect in effects if not isinstance(effect, Normal)]:
        yield halo
    yield []
