"""Four runs side by side go in, one matplotlib figure shows them as `figure.py` shows one."""

from collections.abc import Sequence
from typing import TypeAlias

from benchmarks.figure import THEME, Board, Film, Sheet, copy_words
from benchmarks.frames import POINTS, SCENES, tell
from matplotlib.artist import Artist

from kmviz.drawing.plan import compose, compose_tile, draw_headings
from kmviz.drawing.side_by_side import draw_footer, draw_marks, in_one_view
from kmviz.drawing.tiles import placed
from kmviz.films.comparison import Comparison, compare
from kmviz.films.film import animate
from kmviz.story.frame import Frame
from kmviz.story.side_by_side import SideBySide

Told: TypeAlias = Sequence[Frame] | Sequence[SideBySide]


class Boards(Sheet):
    """A figure with several boards, what they are called, and a line below them.

    Parameters
    ----------
    comparison
        What is shown.
    """

    def __init__(self, comparison: Comparison) -> None:
        super().__init__(comparison.size)
        first, last = comparison.timeline[0], comparison.timeline[-1]
        self._plan = compose(
            *(comparison.timeline, comparison.headings, comparison.grid),
            size=comparison.size,
            title=comparison.title or "",
        )
        for mark in draw_headings(self._plan, THEME):
            self.write(mark)
        self._boards = [
            self._board(number, frame) for number, frame in enumerate(in_one_view(first.frames))
        ]
        self._footer = self.write(draw_footer(first, self._plan, THEME))
        self._marks = [
            self.add(mark) for _, marks in draw_marks(last, self._plan, THEME) for mark in marks
        ]

    def _board(self, number: int, first: Frame) -> Board:
        layout = placed(self._plan.tile, self._plan.places.tiles[number])
        composition = compose_tile(self._plan, number, layout, THEME)
        for mark in composition.still():
            self.add(mark)
        return Board(self, first, composition)

    def update(self, told: SideBySide) -> list[Artist]:
        """Show all boards at one moment."""
        pairs = zip(self._boards, told.frames, strict=True)
        artists = [artist for board, frame in pairs for artist in board.update(frame)]
        copy_words(draw_footer(told, self._plan, THEME), self._footer)
        for mark in self._marks:
            mark.set_visible(bool(told.lowest))
        return [*artists, self._footer, *self._marks]


def four(size: tuple[int, int]) -> Comparison:
    """Give the film of `compare --n 100 --k 7 --vary seed=0,1,2,3`."""
    films = [animate(POINTS, 7, rng=seed) for seed in range(4)]
    return compare(*films, titles=[f"seed = {seed}" for seed in range(4)], size=size)


def show(scene: str, size: tuple[int, int]) -> tuple[Told, Film | Boards]:
    """Give what is told, and the figure on which it is shown."""
    if scene == "compare":
        comparison = four(size)
        return comparison.timeline, Boards(comparison)
    frames = tell(scene)
    return frames, Film(frames, size, SCENES[scene].layout)
