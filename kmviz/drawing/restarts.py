"""Many runs of k-means: frames go in, the Pictures of their film come out, or one as a still."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Final, TypeAlias

import numpy as np

from kmviz.drawing import canvas, lettering, words
from kmviz.drawing.canvas import Mark, plain_matplotlib
from kmviz.drawing.compositions import draw_frame
from kmviz.drawing.fonts import check_font
from kmviz.drawing.headline import draw_headline, headline
from kmviz.drawing.histograms import Row, Scale, draw_histograms, room_for_note
from kmviz.drawing.labelling import WIDEST_OBJECTIVE, objective
from kmviz.drawing.layouts import LINE, Box, Layout, grid, text_size
from kmviz.drawing.parts import Composition, Part
from kmviz.drawing.picture import Picture
from kmviz.drawing.render import Brush
from kmviz.drawing.still import Drawn, Still
from kmviz.drawing.style import Theme
from kmviz.story.frame import Frame
from kmviz.story.language import Language
from kmviz.story.restarts import Outcomes, RestartsFrame, answer, notes_of, origin, question

Told: TypeAlias = tuple[str, str, str]  # heading, objective, caption

AXIS: Final = ("chart.ended", "chart.ended_in_short")
WIDE: Final = 1.25  # times as wide as high: then the histograms are beside the boards


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where things are on every picture of a film about many runs.

    Attributes
    ----------
    sheet, title, boards, panel
        The whole, the title, what one or two boards share with the words below them, and the
        histograms.
    rows, lines
        Of words below a board: above its caption, and in all.
    text, title_text
        Font sizes, in pixels.
    """

    sheet: Box
    title: Box
    boards: Box
    panel: Box
    rows: int
    lines: int
    text: float
    title_text: float

    def side_by_side(self, count: int) -> list[Layout]:
        """Give the places of so many boards, on whole pixels, each with its words."""
        return [self._board(box) for box in grid(self.boards, count, 1, gap=round(1.2 * self.text))]

    def _board(self, box: Box) -> Layout:
        left, width = round(box.left), int(box.width)
        bottom = round(box.bottom + (LINE * self.lines + 0.3) * self.text)
        board = Box(left, bottom, width, round(box.top) - bottom)
        caption = Box(left, box.bottom, width, bottom - box.bottom)
        return Layout(self.sheet, board, self.title, caption, self.text, self.title_text)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What stays the same on every picture of a film about many runs."""

    outcomes: Outcomes
    places: Places
    theme: Theme
    title: str | None
    language: Language


def render_restarts(
    frames: Iterable[RestartsFrame],
    outcomes: Outcomes,
    *,
    theme: Theme,
    size: tuple[int, int],
    title: str | None = None,
) -> Iterator[Picture]:
    """Draw the frames of a film about many runs.

    Parameters
    ----------
    frames
        In order.
    outcomes
        How all runs ended: they decide on the axes.
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
    flats = theme.flats(len(outcomes.best.start))
    look: Look | None = None
    for _, scene in groupby(frames, key=attrgetter("scene")):
        brush: Brush | None = None
        for told in scene:
            if len(told.boards) > 1:
                sheet = draw_restarts(told, outcomes, theme=theme, size=size, title=title)
                pixels = sheet.pixels()
                yield Picture(pixels, told.seconds, opens_beat=True, flats=flats)
                continue
            with plain_matplotlib():
                look = look or _look(told, outcomes, theme, size, title=title)
                brush = brush or Brush(told.boards[0], theme, _compositions(look, told)[0])
                picture = brush.picture(told.boards[0])
            yield picture


def draw_restarts(
    told: RestartsFrame,
    outcomes: Outcomes,
    *,
    theme: Theme,
    size: tuple[int, int],
    title: str | None = None,
) -> Still:
    """Draw one frame of a film about many runs as a still; see `render_restarts`."""

    def drawn() -> Iterator[Drawn]:
        look = _look(told, outcomes, theme, size, title=title)
        for frame, composition in zip(told.boards, _compositions(look, told), strict=True):
            yield from draw_frame(frame, composition, theme)

    return Still(*size, theme.ground, drawn)


def _look(
    told: RestartsFrame,
    outcomes: Outcomes,
    theme: Theme,
    size: tuple[int, int],
    *,
    title: str | None,
) -> Look:
    language = told.boards[0].language
    check_font(language.code)
    places = lay_out(*size, outcomes, language, title=title)
    return Look(outcomes, places, theme, title, language)


def lay_out(
    width: int, height: int, outcomes: Outcomes, language: Language, *, title: str | None = None
) -> Places:
    """Place the histograms at the right of the boards, or below where a picture is not wide."""
    is_wide = width >= WIDE * height
    text = _text_size(width, height, is_wide=is_wide)
    edge, gap = round(0.035 * min(width, height)), 1.4 * text
    title_text = 1.4 * text
    room_above = width - 2 * edge
    lines = max(
        len(headline(title, told, room_above, title_text, lang=language.code))
        for told in (question(language, outcomes), answer(language, outcomes))
    )
    head = LINE * title_text * lines
    above = Box(edge, height - edge - head, room_above, head)
    room = Box(edge, edge, width - 2 * edge, above.bottom - 0.3 * text - edge)
    if is_wide:
        left = round(0.58 * room.width)
        boards = Box(room.left, room.bottom, left, room.height)
        panel = Box(boards.right + gap, room.bottom, room.width - left - gap, room.height)
    else:
        below = (0.25 + 0.07 * len(outcomes.inits)) * height
        boards = Box(room.left, room.bottom + below, room.width, room.height - below)
        panel = Box(room.left, room.bottom, room.width, below - 0.6 * text)
    narrowest = (boards.width - 1.2 * text) / 2
    ends = (language.say(f"restarts.{end}") for end in ("best", "worst"))
    in_one_line = max(lettering.text_width(end, text, bold=True) for end in ends) + text
    rows = 1 if in_one_line + lettering.text_width(WIDEST_OBJECTIVE, text) <= narrowest else 2
    origins = (origin(language, outcomes, run) for run in (outcomes.best, outcomes.worst))
    lines = rows + max(len(words.wrap(told, narrowest, text, lines=2)) for told in origins)
    return Places(Box(0, 0, width, height), above, boards, panel, rows, lines, text, title_text)


def _text_size(width: int, height: int, *, is_wide: bool) -> float:
    if not is_wide:
        return text_size(width, height)
    return max(11.0, height / 40, min(height / 36, width / 64))


def _compositions(look: Look, told: RestartsFrame) -> list[Composition]:
    """Compose the boards and what is below them; title and histograms come with the first."""
    around = partial(_around, look, told)
    return [
        Composition(layout, around if number == 0 else tuple, (_plate(look, layout),))
        for number, layout in enumerate(look.places.side_by_side(len(told.boards)))
    ]


def _around(look: Look, told: RestartsFrame) -> Iterator[Mark]:
    """Draw the title and the histograms."""
    places, theme, outcomes = look.places, look.theme, look.outcomes
    size, box = places.title_text, places.title
    lines = headline(look.title, told.title, box.width, size, lang=look.language.code)
    yield from draw_headline(lines, box, size, theme)
    form = _form_of_notes(look)
    rows = [_row(look, init, told, form) for init in outcomes.inits]
    titles = (*map(look.language.say, AXIS), "J")
    scale = Scale(outcomes.edges, outcomes.most, titles, look.language)
    yield from draw_histograms(places.panel, rows, scale, theme, places.text)


def _form_of_notes(look: Look) -> int:
    """Choose the fullest form of notes that in the end fits beside all names."""
    outcomes, language = look.outcomes, look.language
    width, text = look.places.panel.width, look.places.text
    rooms = [room_for_note(language.say(f"kinds.{i}"), width, text) for i in outcomes.inits]
    told = (notes_of(language, outcomes, outcomes.by(init)) for init in outcomes.inits)
    notes = zip(*told, strict=True)
    return next(
        form
        for form, each in enumerate(notes)
        if all(lettering.text_width(n, text) <= room for n, room in zip(each, rooms, strict=True))
        or not any(each)
    )


def _row(look: Look, init: str, told: RestartsFrame, form: int) -> Row:
    outcomes, language = look.outcomes, look.language
    runs = [run for run in outcomes.runs[: told.shown] if run.init == init]
    present = told.present if told.present is not None and told.present.init == init else None
    return Row(
        name=language.say(f"kinds.{init}"),
        note=notes_of(language, outcomes, runs)[form],
        counts=outcomes.counts(runs),
        lit=outcomes.counts(filter(outcomes.is_close, runs)),
        present=None if present is None else int(np.argmax(outcomes.counts([present]))),
    )


def _plate(look: Look, layout: Layout) -> Part[Told]:
    """Give the part below a board: what it shows, its objective, and a quieter line."""
    return Part(layout.caption, _told, partial(_draw_plate, look, layout.caption))


def _told(frame: Frame) -> Told:
    return frame.heading, objective(frame), frame.caption


def _draw_plate(look: Look, box: Box, told: Told) -> Iterator[Mark]:
    heading, number, caption = told
    theme, size, places = look.theme, look.places.text, look.places
    rows = [box.top - 0.3 * size - size - LINE * size * line for line in range(places.lines)]
    beside = places.rows == 1
    room = box.width - (lettering.text_width(number, size) + size if beside else 0.0)
    line = words.fit(heading, room, size, bold=True)
    yield canvas.Text(line, (box.left, rows[0]), size=size, color=theme.ink, bold=True)
    at = box.right - lettering.text_width(number, size) if beside else box.left
    yield canvas.Text(number, (at, rows[places.rows - 1]), size=size, color=theme.ink)
    below = rows[places.rows :]
    lines = words.wrap(caption, box.width, size, lines=len(below))
    for row, line in zip(below, lines, strict=False):
        yield canvas.Text(line, (box.left, row), size=size, color=theme.quiet)
