"""What a picture is made of beside its board: what stays, and parts that each tell something."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from kmviz.drawing.canvas import Mark
from kmviz.drawing.layouts import Box, Layout
from kmviz.drawing.style import Theme
from kmviz.story.frame import Frame

Told = TypeVar("Told", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class Part(Generic[Told]):
    """A place on the picture that tells something of each frame.

    Attributes
    ----------
    box
        Where; it lies apart from the board and from other parts, and nothing is drawn outside.
    tell
        What is told of a frame.
    draw
        The marks that tell it. They depend on nothing else, so that a part is drawn anew only
        when it tells something new.
    """

    box: Box
    tell: Callable[[Frame], Told]
    draw: Callable[[Told], Iterable[Mark]]


@dataclass(frozen=True, slots=True, eq=False)
class Composition:
    """How a film's pictures are composed around the board.

    Attributes
    ----------
    layout
        The places.
    still
        Gives the marks that stay the same in the whole film.
    parts
        What changes.
    """

    layout: Layout
    still: Callable[[], Iterable[Mark]]
    parts: tuple[Part[Any], ...]


class Compose(Protocol):
    """Compose the pictures of a film by any of its frames.

    Where the title is None, the layout has one of its own, or none.
    """

    def __call__(
        self, size: tuple[int, int], title: str | None, frame: Frame, theme: Theme
    ) -> Composition:
        """Compose."""
        ...
