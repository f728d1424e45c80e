"""How many clusters: curves and boards go in, a page or the Pictures of a film come out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Final

from kmviz.drawing import canvas, words
from kmviz.drawing.board import draw_board, draw_ground, draw_stars, set_up
from kmviz.drawing.canvas import Mark, plain_matplotlib
from kmviz.drawing.charts import Curve, draw_chart
from kmviz.drawing.compositions import draw_frame
from kmviz.drawing.fonts import check_font
from kmviz.drawing.headline import Line, draw_headline, headline
from kmviz.drawing.labelling import caption_parts, one_row_suffices
from kmviz.drawing.layouts import LINE, Box, Layout, grid
from kmviz.drawing.parts import Composition
from kmviz.drawing.picture import Picture
from kmviz.drawing.render import Brush
from kmviz.drawing.still import Still
from kmviz.drawing.style import Theme
from kmviz.story.choosing import ChoiceFrame
from kmviz.story.frame import Frame
from kmviz.story.language import ENGLISH, Language

# Charts side by side on a page, by how many there are.
COLUMNS: Final = {0: 1, 1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3, 7: 4}

WIDEST: Final = 2.0  # a board on the page, in its height: wider ones have nothing to show for it


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A partition on the page: the board at rest, and who speaks for it."""

    frame: Frame
    told: str


def draw_page(
    size: tuple[int, int],
    theme: Theme,
    curves: Sequence[Curve],
    candidates: Sequence[Candidate],
    told: Sequence[str],
    *,
    title: str | None = None,
    language: Language = ENGLISH,
) -> Iterator[tuple[Box, Iterable[Mark]]]:
    """Draw charts above, the candidates' boards below, and the verdict on top.

    Parameters
    ----------
    size
        Width and height in pixels.
    theme
        The colours.
    curves
        One per criterion.
    candidates
        The partitions to compare.
    told
        The verdict, and a line of quieter words.
    title
        Drawn literally above all.
    language
        Of words and numbers.

    Yields
    ------
    A box, and the marks to draw within it.
    """
    width, height = size
    sheet, edge, text = Box(0, 0, width, height), round(0.03 * width), height / 40
    check_font(language.code)
    lines = _wrapped(title, told, width - 2 * edge, text, lang=language.code)
    head = LINE * sum(size for _, size, _ in lines)
    top = Box(edge, height - edge - head, width - 2 * edge, head)
    yield sheet, _headlines(top, lines, text, theme)
    below = 0.31 * (height - 2 * edge) if candidates else 0.0
    above = Box(edge, edge + below, width - 2 * edge, top.bottom - edge - below - text)
    columns = COLUMNS[min(len(curves), max(COLUMNS))]
    boxes = grid(above, columns, -(-len(curves) // columns), gap=1.2 * text)
    for box, curve in zip(boxes, curves, strict=False):
        yield sheet, draw_chart(box, curve, theme, text, language=language)
    row = Box(edge, edge, width - 2 * edge, below - 0.8 * text)
    for box, candidate in zip(
        grid(row, max(len(candidates), 1), 1, gap=1.6 * text), candidates, strict=False
    ):
        yield from _candidate(box, candidate, theme, text)


def render_choice(
    frames: Iterable[ChoiceFrame],
    curves: Sequence[Curve],
    *,
    theme: Theme,
    size: tuple[int, int] = (1280, 720),
    title: str | None = None,
) -> Iterator[Picture]:
    """Draw the frames of a film about the number of clusters.

    Parameters
    ----------
    frames
        In order.
    curves
        One per criterion, whole; each frame says how much of them is shown.
    theme
        The colours.
    size
        Width and height in pixels, both even.
    title
        Drawn literally above all.

    Yields
    ------
    Picture
        One per frame.
    """
    most = len(curves[0].values) if curves else 1
    flats = theme.flats(most)
    for _, scene in groupby(frames, key=attrgetter("scene")):
        brush: Brush | None = None
        for told in scene:
            with plain_matplotlib():
                brush = brush or Brush(
                    *(told.frame, theme, _composition(told, curves, theme, size, title))
                )
                picture = brush.picture(told.frame)
            yield replace(picture, flats=flats)


def draw_choice(
    told: ChoiceFrame,
    curves: Sequence[Curve],
    *,
    theme: Theme,
    size: tuple[int, int],
    title: str | None = None,
) -> Still:
    """Draw one frame of such a film as a still; see `render_choice`."""
    return Still(
        *(*size, theme.ground),
        lambda: draw_frame(told.frame, _composition(told, curves, theme, size, title), theme),
    )


def _composition(
    told: ChoiceFrame,
    curves: Sequence[Curve],
    theme: Theme,
    size: tuple[int, int],
    title: str | None,
) -> Composition:
    """Compose what is around the board: all but the caption stays until the scene changes."""
    layout, panel = lay_out(*size, told.frame, title=title)
    so_far = [replace(curve, shown=told.shown) for curve in curves]
    language = told.frame.language
    lines = headline(
        *(title, told.title, layout.title.width, layout.title_text), lang=language.code
    )
    beside = partial(_beside, layout, panel, so_far, theme, lines=lines, language=language)
    return Composition(layout, beside, tuple(caption_parts(theme, layout)))


def lay_out(
    width: int, height: int, frame: Frame, *, title: str | None = None
) -> tuple[Layout, Box]:
    """Place the board on the left, the charts on the right, and what is told above both.

    What is said below the board has a row of its own where one row does not suffice.
    """
    check_font(frame.language.code)
    layout, panel = _lay_out(width, height, title=title, rows=1)
    if one_row_suffices(layout, frame):
        return layout, panel
    return _lay_out(width, height, title=title, rows=2)


def _lay_out(width: int, height: int, *, title: str | None, rows: int) -> tuple[Layout, Box]:
    text = height / 37
    edge = round(0.03 * height)
    head = round((3 if title else 2) * LINE * 1.35 * text)
    strip = round(LINE * rows * text + 0.35 * text)
    above = Box(edge, height - edge - head, width - 2 * edge, head)
    caption = Box(edge, round(0.5 * edge), 0.46 * width, strip)
    bottom = caption.top + round(0.35 * text)
    board = Box(edge, bottom, caption.width, above.bottom - text - bottom)
    left = board.right + 1.5 * edge
    panel = Box(left, edge, width - edge - left, above.bottom - 0.6 * text - edge)
    layout = Layout(Box(0, 0, width, height), board, above, caption, text, 1.35 * text)
    return layout, panel


def _beside(
    layout: Layout,
    panel: Box,
    curves: Sequence[Curve],
    theme: Theme,
    *,
    lines: list[Line],
    language: Language,
) -> Iterator[Mark]:
    yield from draw_headline(lines, layout.title, layout.title_text, theme)
    columns = 2 if len(curves) > 3 else 1
    boxes = grid(panel, columns, -(-len(curves) // columns), gap=0.9 * layout.text)
    for place, curve in zip(boxes, curves, strict=False):
        yield from draw_chart(place, curve, theme, layout.text, language=language)


def _wrapped(
    title: str | None, told: Sequence[str], width: float, text: float, *, lang: str
) -> list[tuple[str, float, bool]]:
    """Break title, verdict and note into lines, each with its size, and whether it is bold."""
    verdict, note = told
    above = headline(title, verdict, width, 1.35 * text, lang=lang)
    quiet = words.wrap(words.literal(note, lang), width, text, lines=2)
    return [
        *((line.words, 1.35 * text, line.bold) for line in above),
        *((line, text, False) for line in quiet),
    ]


def _headlines(
    box: Box, lines: list[tuple[str, float, bool]], text: float, theme: Theme
) -> Iterator[Mark]:
    at = box.top
    for line, size, bold in lines:
        at -= LINE * size
        color = theme.ink if size > text else theme.quiet
        yield canvas.text(line, (box.left, at + 0.3 * size), size=size, color=color, bold=bold)


def _candidate(
    box: Box, candidate: Candidate, theme: Theme, text: float
) -> Iterator[tuple[Box, Iterable[Mark]]]:
    strip = (0.3 + 2 * LINE) * text
    tall = box.height - strip
    board = Box(box.left, box.bottom + strip, min(box.width, WIDEST * tall), tall)
    layout = Layout(box, board, box, box, text, text)
    setting = set_up(candidate.frame, theme, layout)
    yield board, draw_ground(setting)
    yield board, draw_board(setting, candidate.frame.state, cells=candidate.frame.cells)
    yield board, draw_stars(setting, candidate.frame)
    lines = words.wrap(candidate.told, box.width, text, lines=2)
    yield (
        box,
        [
            canvas.text(line, (box.left, at), size=text, color=theme.ink)
            for line, at in zip(
                lines, (box.bottom + 1.7 * text, box.bottom + 0.3 * text), strict=False
            )
        ],
    )
