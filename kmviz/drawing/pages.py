"""Frames go in, Pages come out: pictures that stand alone, and what is to be known of each."""

from collections.abc import Iterator
from dataclasses import dataclass

from kmviz.drawing.compositions import LAYOUTS, SIZES, draw_frame
from kmviz.drawing.fonts import check_font
from kmviz.drawing.render import check_size
from kmviz.drawing.still import Drawn, Still
from kmviz.drawing.style import THEMES
from kmviz.engine.checks import check_choice
from kmviz.story.frame import Frame


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A picture of a film as shapes and words.

    Attributes
    ----------
    still
        The picture; it is drawn when it is asked for.
    seconds
        How long it is shown.
    told
        Where the run is and what happens, in one line, on the page that ends a half-step; "" on
        the way there.
    """

    still: Still
    seconds: float
    told: str


def page(
    frame: Frame,
    *,
    layout: str = "board",
    theme: str = "light",
    size: tuple[int, int] | None = None,
    title: str | None = None,
) -> Still:
    """Draw a frame as a picture that stands alone.

    Parameters
    ----------
    frame
        One that does not fade.
    layout, theme, size, title
        As in `kmviz.render`.

    Raises
    ------
    ValueError
        If an argument cannot be used, or no font has the characters of the frame's language.
    """
    check_font(frame.language.code)
    compose = check_choice(layout, LAYOUTS, "layout")
    colours = check_choice(theme, THEMES, "theme")
    width, height = check_size(SIZES[layout] if size is None else size)

    def draw() -> Iterator[Drawn]:
        return draw_frame(frame, compose((width, height), title, frame, colours), colours)

    return Still(width, height, colours.ground, draw)
