"""What is written in the tiles of several boards: as much as there is room for, and no more."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kmviz.drawing import lettering, words
from kmviz.drawing.labelling import objective
from kmviz.drawing.layouts import LINE, Box
from kmviz.drawing.tiles import inner_width
from kmviz.story.frame import Frame
from kmviz.story.side_by_side import ENDS, SideBySide, captions_differ, where, where_briefly

GAP: Final = 0.8  # the least room between words in a row, in font sizes
MOST_LINES: Final = 2  # of a heading, and of what happens on a board
MOST_OF_TILE: Final = 0.2  # the part of a tile's height that captions may take

LEVEL: Final = str.maketrans("123456789", "000000000")  # digits are equally wide


@dataclass(frozen=True, slots=True)
class Headings:
    """What tells boards apart: a title for each, or one for each column and each row.

    Attributes
    ----------
    titles
        Of the boards; none where their columns and rows have headings.
    columns, rows
        Of the columns and of the rows, or none.
    """

    titles: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """What is written in each tile.

    Attributes
    ----------
    above
        The lines above each board.
    beside
        The title at the beginning of each caption; empty where it is above the board.
    briefly
        Whether ends are told in few words.
    caption_lines
        How many lines each board has to say what happens on it; 0 where that is said for all.
    in_full
        Whether nothing is told briefly or not at all.
    number
        The width of the widest objective, in pixels.
    needed
        The width that all of it needs, in pixels.
    """

    above: tuple[tuple[str, ...], ...]
    beside: tuple[str, ...]
    briefly: bool
    caption_lines: int
    in_full: bool
    number: float
    needed: float

    def where(self, frame: Frame) -> str:
        """Say where a run is, or how it has ended."""
        return where_briefly(frame) if self.briefly else where(frame)

    def caption(self, frame: Frame) -> str:
        """Say what happens on a board; nothing where that is said elsewhere."""
        return "" if frame.beat in ENDS else frame.caption


def choose_words(
    told: Sequence[SideBySide], titles: Sequence[str], tile: Box, text: float
) -> Wording:
    """Choose what fits a tile, in the whole film.

    Titles are beside the captions where all of them have room there, and above the boards
    otherwise; each board says what happens on it where that is not the same everywhere.
    """
    width = inner_width(tile, text)
    frames = [frame for each in told for frame in each.frames]
    number = _widest((objective(frame) for frame in frames), text)
    row = _widest((where(frame) for frame in frames), text) + GAP * text + number
    is_own = any(captions_differ(each.frames) for each in told)
    own = {frame.caption for frame in frames if is_own and frame.beat not in ENDS}
    wrapped = _wrapped(own, width, text, MOST_OF_TILE * tile.height)
    in_one_row = widest(titles, text) + GAP * text + row
    beside = in_one_row <= width and not own
    most = heading_lines(tile, text)
    above = [() if beside else tuple(wrap(title, width, text, most)) for title in titles]
    around = [in_one_row] if beside else [widest(lines, text) for lines in above]
    return Wording(
        above=tuple(above),
        beside=tuple(title if beside else "" for title in titles),
        briefly=row > width,
        caption_lines=max(map(len, wrapped), default=0),
        in_full=row <= width and bool(wrapped) == bool(own),
        number=number,
        needed=max([row, *around, *(_widest(lines, text) for lines in wrapped)]),
    )


def _wrapped(told: Collection[str], width: float, text: float, most: float) -> list[list[str]]:
    """Break captions into lines; give none where they do not fit a width and a height."""
    wrapped = [words.wrap(caption, width, text, lines=MOST_LINES) for caption in told]
    whole = all(is_whole(lines, caption) for lines, caption in zip(wrapped, told, strict=True))
    height = LINE * text * max(map(len, wrapped), default=0)
    return wrapped if whole and height <= most else []


def least_width(told: Sequence[SideBySide], text: float) -> float:
    """Give the width in pixels that a caption needs where it is told briefly."""
    frames = [frame for each in told for frame in each.frames]
    where = _widest((where_briefly(frame) for frame in frames), text)
    return where + GAP * text + _widest((objective(frame) for frame in frames), text)


def heading_lines(tile: Box, text: float) -> int:
    """Give how many lines a heading may have."""
    return MOST_LINES if LINE * text * MOST_LINES <= MOST_OF_TILE * tile.height else 1


def wrap(heading: str, width: float, text: float, lines: int) -> list[str]:
    """Break a heading into at most so many lines."""
    return words.wrap(heading, width, text, lines=lines, bold=True)


def is_whole(lines: Iterable[str], told: str) -> bool:
    """Say whether words are in lines from the first to the last; some break without a space."""
    return "".join(lines).replace(" ", "") == told.replace(" ", "")


def widest(headings: Iterable[str], text: float) -> float:
    """Give the width of the widest of several headings, in pixels."""
    return max(
        (lettering.text_width(heading, text, bold=True) for heading in headings), default=0.0
    )


def _widest(lines: Iterable[str], text: float) -> float:
    told = {line.translate(LEVEL) for line in lines}
    return max((lettering.text_width(line, text) for line in told), default=0.0)
