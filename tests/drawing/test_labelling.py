"""Facts about the text around a board: it is there, it fits, and no part touches another."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise, product
from typing import cast

import pytest
from matplotlib.transforms import Bbox

from kmviz.drawing import canvas
from kmviz.drawing.canvas import Mark
from kmviz.drawing.labelling import compose
from kmviz.drawing.layouts import Layout
from kmviz.drawing.parts import Composition
from kmviz.drawing.style import THEMES
from kmviz.drawing.words import ELLIPSIS
from kmviz.engine import STEPS
from kmviz.story import captions
from kmviz.story.frame import Frame
from kmviz.story.language import ENGLISH
from kmviz.story.storyboard import storyboard
from tests.drawing.looks import extent
from tests.drawing.spoken import SPOKEN
from tests.story.runs import Start, begin, run, tell

SIZES = [
    (160, 120),
    (240, 180),
    (320, 240),
    (480, 480),
    (640, 640),
    (480, 800),
    (1280, 720),
    (1920, 1080),
    (3840, 2160),
]
PROMISED = SIZES[2:]

RUN = run(100, 7)
FIRST, *_, LAST = storyboard(*RUN, steps=True)
OBJECTIVES = [0.0, 1.2345e-78, 9.8765e-12, 0.0012345, 0.98765, 9.374, 12345.6, 99999999.0, 1e200]
LONG = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich, " * 9


def _frame(heading: str, caption: str, objective: float, last: Frame = LAST) -> Frame:
    state = replace(last.state, inertia=objective)
    return replace(last, heading=heading, caption=caption, state=state)


@cache
def _begun(init: str) -> Start:
    return begin(init, 400, 300, seed=1)


def _composed(size: tuple[int, int], title: str = "", first: Frame = FIRST) -> Composition:
    return compose(size, title, first, THEMES["light"])


def _spoken(lang: str) -> tuple[Frame, Frame]:
    """Give the first and the last frame of a film in a language."""
    first, *_, last = storyboard(*RUN, steps=True, lang=lang)
    return first, last


def _arranged(size: tuple[int, int], title: str = "") -> tuple[Layout, list[str]]:
    composition = _composed(size, title)
    return composition.layout, _words(composition.still())


def _words(marks: Iterable[Mark]) -> list[str]:
    return [mark.words for mark in marks if isinstance(mark, canvas.Text) and mark.words]


def _draw_caption(size: tuple[int, int], frame: Frame) -> list[Mark]:
    parts = _composed(size, first=frame).parts
    return [mark for part in parts for mark in part.draw(part.tell(frame))]


def _extents(size: tuple[int, int], frame: Frame) -> list[Bbox]:
    marks = [mark for mark in _draw_caption(size, frame) if isinstance(mark, canvas.Text)]
    return [extent(mark) for mark in marks if mark.words]


def _all_inside(boxes: list[Bbox], layout: Layout) -> bool:
    left, right = layout.caption.left - 0.5, layout.caption.right + 0.5
    return all(
        left <= box.x0 and box.x1 <= right and box.y0 >= 0 and box.y1 <= layout.board.bottom
        for box in boxes
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", SPOKEN)
def test_no_part_of_a_caption_touches_another(size: tuple[int, int], lang: str) -> None:
    """Up to iteration 300, with any caption and any J, nothing overlaps or leaves the strip."""
    first, last = _spoken(lang)
    layout, language = _composed(size, first=first).layout, last.language
    headings = [language.say("lloyd.heading", n=number) for number in (1, 300)]
    said = max(captions.during(language, "lloyd"), key=len), language.say("lloyd.settled")
    for words in product(headings, said, OBJECTIVES):
        boxes = _extents(size, _frame(*words, last))
        assert len(boxes) == 3
        assert _all_inside(boxes, layout)
        assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


@pytest.mark.parametrize("size", PROMISED)
@pytest.mark.parametrize("lang", SPOKEN)
def test_no_caption_is_cut_short(size: tuple[int, int], lang: str) -> None:
    """From 320x240 on every caption is drawn whole, beside any heading and any J in use."""
    _, last = _spoken(lang)
    language = last.language
    heading = language.say("lloyd.heading", n=300)
    for caption, objective in product(captions.during(language, "lloyd"), OBJECTIVES[2:-1]):
        frame = _frame(heading, caption, objective, last)
        shown = _words(_draw_caption(size, frame))
        told = [heading, caption, f"J = {language.number(objective)}"]
        assert sorted(shown) == sorted(told)


@pytest.mark.parametrize("size", SIZES)
def test_the_words_of_the_start_fit(size: tuple[int, int]) -> None:
    """At the start there is no J, and what there is does not overlap."""
    layout, _ = _arranged(size)
    boxes = _extents(size, FIRST)
    assert len(boxes) == 2
    assert _all_inside(boxes, layout)
    assert not boxes[0].overlaps(boxes[1])
    heading, caption = _words(_draw_caption(size, FIRST))
    assert heading == "start"
    assert caption == "100 points, 7 stars to begin with" or size not in PROMISED


@pytest.mark.parametrize("size", SIZES)
def test_the_ink_of_each_part_lies_within_its_box(size: tuple[int, int]) -> None:
    """What a part draws is drawn whole within its box, so that erasing the box erases it."""
    frame = _frame("iteration 299", max(captions.during(ENGLISH, "lloyd"), key=len), 9.8765e-123)
    for part in _composed(size).parts:
        for mark in part.draw(part.tell(frame)):
            ink, box = extent(cast("canvas.Text", mark)), part.box
            assert box.left <= ink.x0
            assert ink.x1 <= box.right
            assert box.bottom <= ink.y0
            assert ink.y1 <= box.top


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("title", ["", "K-means", LONG])
def test_titles_stay_off_the_board(size: tuple[int, int], title: str) -> None:
    """Title lines lie one above the other, on the sheet, above the board; long ones are cut."""
    layout, lines = _arranged(size, title)
    marks = [m for m in _composed(size, title).still() if isinstance(m, canvas.Text)]
    boxes = [extent(mark) for mark in marks]
    assert [mark.words for mark in marks] == lines
    assert len(lines) == (0 if title == "" else 1 if title == "K-means" else len(lines))
    for box in boxes:
        assert layout.board.top <= box.y0
        assert box.y1 <= size[1]
        assert layout.title.left - 0.5 <= box.x0
        assert box.x1 <= layout.title.right + 0.5
    assert all(one.y0 > other.y1 for one, other in pairwise(boxes))
    if title == LONG:
        assert lines[-1].endswith(ELLIPSIS)


@pytest.mark.parametrize("size", SIZES)
def test_a_title_leaves_the_board_half_of_the_height(size: tuple[int, int]) -> None:
    """However long the title, the board is half as high as the picture; two lines if it can be."""
    layout, lines = _arranged(size, LONG)
    assert layout.board.height >= size[1] / 2
    assert len(lines) == (2 if min(size) >= 240 else 1)


def test_a_square_picture_has_a_strip_of_one_row() -> None:
    """The default size has heading, caption and J in one row, and a small one in two."""
    large, small = _arranged((640, 640))[0], _arranged((320, 240))[0]
    assert large.caption.height < 2 * large.text
    assert small.caption.height > 2 * small.text


@pytest.mark.parametrize("size", SIZES)
def test_places_do_not_depend_on_where_a_film_is(size: tuple[int, int]) -> None:
    """Any frame of a film gives the layout that the first one gives."""
    for frame in list(storyboard(*run(100, 7), steps=True))[1::5]:
        assert compose(size, LONG, frame, THEMES["light"]).layout == _composed(size, LONG).layout


@pytest.mark.parametrize("size", PROMISED[:4])
@pytest.mark.parametrize("init", STEPS)
@pytest.mark.parametrize("lang", SPOKEN)
def test_what_is_said_of_a_start_is_not_cut_short(
    size: tuple[int, int], init: str, lang: str
) -> None:
    """From 320x240 on every caption of a told start is drawn whole, off the board and the bar."""
    film = tell(_begun(init), steps=True, lang=lang)[:24]
    for frame in {frame.caption: frame for frame in film}.values():
        composition = compose(size, "", frame, THEMES["light"])
        marks = [mark for part in composition.parts for mark in part.draw(part.tell(frame))]
        written = [mark for mark in marks if isinstance(mark, canvas.Text) and mark.words]
        assert {mark.words for mark in written} - {""} >= {frame.heading, frame.caption}
        boxes = [extent(mark) for mark in written]
        assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
        assert all(box.y1 <= composition.layout.caption.top for box in boxes)


@pytest.mark.parametrize("size", SIZES)
def test_a_bar_takes_its_room_from_the_board(size: tuple[int, int]) -> None:
    """A film whose start draws has a strip below its board, and all else is where it was."""
    plain = _composed(size)
    told = compose(size, "", tell(begin("kmeans++", 100, 7))[0], THEMES["light"])
    bar = told.parts[-1].box
    assert len(told.parts) == len(plain.parts) + 1
    assert told.layout.caption == plain.layout.caption
    assert told.layout.board.top == plain.layout.board.top
    assert told.layout.board.bottom > bar.top > bar.bottom == plain.layout.board.bottom
    assert (bar.left + bar.right) / 2 == pytest.approx(size[0] / 2)
    assert bar.left >= 0
    assert told.layout.board.height > size[1] / 3


@pytest.mark.parametrize("init", ["random", "partition", "farthest"])
def test_without_draws_there_is_no_bar(init: str) -> None:
    """A start that draws nothing by D² leaves the board as large as ever."""
    told = compose((640, 640), "", tell(begin(init, 100, 7))[0], THEMES["light"])
    assert told.layout == _arranged((640, 640))[0]


def test_below_a_board_the_sums_give_way_to_the_objective() -> None:
    """The strip that shows how a start is drawn shows the staircase of J after it; never both."""
    film = tell(begin("kmeans++", 100, 7), steps=True)
    strip = compose((640, 640), "", film[0], THEMES["light"]).parts[-1]
    for frame in film:
        kinds = {type(mark) for mark in strip.draw(strip.tell(frame))}
        assert (canvas.Lines in kinds) == (frame.objective is not None)
        assert not (canvas.Polygons in kinds and canvas.Lines in kinds)
        assert canvas.Polygons in kinds or frame.beat not in {"weigh", "draw"}
    hidden = [f for f in tell(begin("kmeans++", 9, 2), show="no-objective") if f.objective]
    assert not any([*strip.draw(strip.tell(frame))] for frame in hidden)
