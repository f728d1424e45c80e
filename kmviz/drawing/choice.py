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
from kmviz.drawing.labelling import caption_parts, caption_rows
from kmviz.drawing.layouts import LINE, Box, Layout, grid, text_size
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

TALL: Final = 1.4  # the height of a picture, in its width, above which charts are below the board
TITLE: Final = 1.35  # the size of what is told above all, in font sizes

# Charts below a board: the height of one, and the width of two side by side at least, in font
# sizes; and the parts of the picture's height that they have together at least and at most.
CHART, ACROSS, LEAST_BELOW, MOST_BELOW = 5.6, 29.0, 0.3, 0.5


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
    layout, boxes = lay_out(*size, told.frame, len(curves), title=title)
    so_far = [replace(curve, shown=told.shown) for curve in curves]
    language = told.frame.language
    lines = headline(
        *(title, told.title, layout.title.width, layout.title_text),
        lines=_verdict_lines(*size),
        lang=language.code,
    )
    around = partial(_around, layout, boxes, so_far, theme, lines=lines, language=language)
    return Composition(layout, around, tuple(caption_parts(theme, layout)))


def lay_out(
    width: int, height: int, frame: Frame, charts: int, *, title: str | None = None
) -> tuple[Layout, list[Box]]:
    """Place the board, so many charts beside it or below it, and what is told above all.

    What is said below the board has rows of its own where one row does not suffice.
    """
    check_font(frame.language.code)
    head_lines = _verdict_lines(width, height) + (title is not None)
    divide = _below if height > TALL * width else _beside
    layout, boxes = divide(width, height, charts, head_lines, rows=1)
    rows = caption_rows(layout, frame)
    return divide(width, height, charts, head_lines, rows=rows) if rows > 1 else (layout, boxes)


def _verdict_lines(width: int, height: int) -> int:
    return 2 if width > height else 3


def _beside(
    width: int, height: int, charts: int, head_lines: int, *, rows: int
) -> tuple[Layout, list[Box]]:
    size, share = (1 / 37, 0.46) if width > height else (1 / 40, 0.42)
    text, edge = size * height, round(0.03 * height)
    above = _above(width, height, edge, head_lines, text)
    caption = Box(edge, round(0.5 * edge), share * width, _strip(rows, text))
    bottom = caption.top + round(0.35 * text)
    board = Box(edge, bottom, caption.width, above.bottom - text - bottom)
    left = board.right + 1.5 * edge
    panel = Box(left, edge, width - edge - left, above.bottom - 0.6 * text - edge)
    columns = 2 if charts > 3 else 1
    layout = Layout(Box(0, 0, width, height), board, above, caption, text, TITLE * text)
    return layout, grid(panel, columns, -(-charts // columns), gap=0.9 * text)


def _below(
    width: int, height: int, charts: int, head_lines: int, *, rows: int
) -> tuple[Layout, list[Box]]:
    text, edge = min(text_size(width, height), width / ACROSS), round(0.03 * width)
    above = _above(width, height, edge, head_lines, text)
    columns = min(charts, 2)
    lines, gap = -(-charts // columns), 0.9 * text
    wanted = lines * (CHART * text + gap) - gap
    tall = min(max(wanted, LEAST_BELOW * height), MOST_BELOW * height)
    panel = Box(edge, edge, width - 2 * edge, tall)
    caption = Box(edge, panel.top + text, width - 2 * edge, _strip(rows, text))
    bottom = caption.top + round(0.35 * text)
    board = Box(edge, bottom, caption.width, above.bottom - 0.6 * text - bottom)
    layout = Layout(Box(0, 0, width, height), board, above, caption, text, TITLE * text)
    return layout, grid(panel, columns, lines, gap=gap)


def _above(width: int, height: int, edge: int, lines: int, text: float) -> Box:
    """Place what is told above all."""
    head = round(lines * LINE * TITLE * text)
    return Box(edge, height - edge - head, width - 2 * edge, head)


def _strip(rows: int, text: float) -> int:
    """Give the height of so many rows below the board."""
    return round(LINE * rows * text + 0.35 * text)


def _around(
    layout: Layout,
    boxes: Sequence[Box],
    curves: Sequence[Curve],
    theme: Theme,
    *,
    lines: list[Line],
    language: Language,
) -> Iterator[Mark]:
    yield from draw_headline(lines, layout.title, layout.title_text, theme)
    for box, curve in zip(boxes, curves, strict=False):  # the last row may not be full
        yield from draw_chart(box, curve, theme, layout.text, language=language)


def _wrapped(
    title: str | None, told: Sequence[str], width: float, text: float, *, lang: str
) -> list[tuple[str, float, bool]]:
    """Break title, verdict and note into lines, each with its size, and whether it is bold."""
    verdict, note = told
    above = headline(title, verdict, width, TITLE * text, lang=lang)
    quiet = words.wrap(words.literal(note, lang), width, text, lines=2)
    return [
        *((line.words, TITLE * text, line.bold) for line in above),
        *((line, text, False) for line in quiet),
    ]


def _headlines(
    box: Box, lines: list[tuple[str, float, bool]], text: float, theme: Theme
) -> Iterator[Mark]:
    at = box.top
    for line, size, bold in lines:
        at -= LINE * size
        color = theme.ink if size > text else theme.quiet
        yield canvas.Text(line, (box.left, at + 0.3 * size), size=size, color=color, bold=bold)


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
            canvas.Text(line, (box.left, at), size=text, color=theme.ink)
            for line, at in zip(
                lines, (box.bottom + 1.7 * text, box.bottom + 0.3 * text), strict=False
            )
        ],
    )
