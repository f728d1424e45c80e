"""A frame goes in, a Still of it comes out: a picture that stands alone."""

from collections.abc import Iterator

from kmviz.drawing.compositions import LAYOUTS, SIZES, draw_frame
from kmviz.drawing.render import check_size
from kmviz.drawing.still import Drawn, Still
from kmviz.drawing.style import THEMES
from kmviz.engine.checks import check_choice
from kmviz.story.frame import Frame


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
        One that ends a half-step, or one in which stars glide: what fades is drawn as it will be.
    layout, theme, size, title
        As in `kmviz.render`.

    Raises
    ------
    ValueError
        If an argument cannot be used.
    """
    compose = check_choice(layout, LAYOUTS, "layout")
    colours = check_choice(theme, THEMES, "theme")
    width, height = check_size(SIZES[layout] if size is None else size)

    def draw() -> Iterator[Drawn]:
        return draw_frame(frame, compose((width, height), title, frame, colours), colours)

    return Still(width, height, colours.ground, draw)
