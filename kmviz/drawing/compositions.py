"""The layouts by their names, and a frame as a whole: every mark that is on its picture."""

from collections.abc import Iterator
from typing import Final

from kmviz.drawing import labelling, lecture
from kmviz.drawing.board import draw_board, draw_ground, set_up
from kmviz.drawing.foreground import draw_foreground
from kmviz.drawing.parts import Compose, Composition
from kmviz.drawing.still import Drawn
from kmviz.drawing.style import Theme
from kmviz.story.frame import Frame

LAYOUTS: Final[dict[str, Compose]] = {"board": labelling.compose, "lecture": lecture.compose}

# The size of a picture, where none is asked for.
SIZES: Final = {"board": (640, 640), "lecture": (1280, 720)}


def draw_frame(frame: Frame, composition: Composition, theme: Theme) -> Iterator[Drawn]:
    """Draw a frame as a whole, the lowest first, each with the box that it shows within.

    Parameters
    ----------
    frame
        One that does not fade: what fades is drawn as it will be.
    composition, theme
        The parts around the board, and the colours.
    """
    layout = composition.layout
    setting = set_up(frame, theme, layout)
    yield layout.board, draw_ground(setting)
    yield layout.sheet, composition.still()
    yield layout.board, draw_board(setting, frame.worn, cells=frame.cells)
    yield layout.board, draw_foreground(setting, frame)
    for part in composition.parts:
        yield part.box, part.draw(part.tell(frame))
