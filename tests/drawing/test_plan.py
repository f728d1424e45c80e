"""Facts about the words around several boards: all are there, none is cut, and none overlaps."""

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pytest
from matplotlib.transforms import Bbox

from kmviz.drawing import canvas
from kmviz.drawing.canvas import Mark
from kmviz.drawing.layouts import Box
from kmviz.drawing.plan import Plan, compose, compose_tile, draw_headings
from kmviz.drawing.style import THEMES
from kmviz.drawing.tiles import best_columns
from kmviz.drawing.wording import Headings
from kmviz.drawing.words import ELLIPSIS
from kmviz.engine import lloyd
from kmviz.story.frame import Frame
from kmviz.story.lowest import Lowest
from kmviz.story.side_by_side import SideBySide, tell_side_by_side
from kmviz.story.storyboard import storyboard
from tests.drawing.looks import extent
from tests.drawing.spoken import SPOKEN
from tests.story.runs import Run, desert, run

THEME = THEMES["light"]
SIZES = [(360, 360), (480, 480), (640, 640), (480, 800), (1280, 720), (1920, 1080), (2160, 1200)]
VERDICT = Lowest(frozenset({0}), "lowest J: the first")


def tell(*runs: Run, lang: str = "en") -> list[SideBySide]:
    films = [tuple(storyboard(run.points, run.states, steps=True, lang=lang)) for run in runs]
    return list(tell_side_by_side(films, VERDICT))


def boards(number: int) -> list[SideBySide]:
    return tell(*(run(40, 3 + seed % 3, seed=seed) for seed in range(number)))


def planned(told: list[SideBySide], headings: Headings, size: tuple[int, int]) -> Plan:
    number = len(told[0].frames)
    columns = len(headings.columns) or best_columns(number, *size)
    return compose(told, headings, (-(-number // columns), columns), size=size, title="A title")


def titled(number: int, title: str = "init = kmeans++ greedy") -> Headings:
    return Headings(tuple(f"{title} {board}" for board in range(number)))


def words(marks: Iterable[Mark]) -> list[canvas.Text]:
    return [mark for mark in marks if isinstance(mark, canvas.Text) and mark.words]


def in_tile(plan: Plan, number: int, frame: Frame) -> list[canvas.Text]:
    """Give all words in a tile at one instant."""
    composition = compose_tile(plan, number, plan.tile, THEME)
    parts = [mark for part in composition.parts for mark in part.draw(part.tell(frame))]
    return words([*composition.still(), *parts])


def apart(one: Bbox, other: Bbox) -> bool:
    return bool(
        one.x1 <= other.x0 or other.x1 <= one.x0 or one.y1 <= other.y0 or other.y1 <= one.y0
    )


def inside(box: Bbox, place: Box, slack: float = 1.0) -> bool:
    across = place.left - slack <= box.x0 and box.x1 <= place.right + slack
    return bool(across and place.bottom - slack <= box.y0 and box.y1 <= place.top + slack)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("number", [2, 3, 4, 6, 9])
def test_no_word_touches_another_or_is_cut(number: int, size: tuple[int, int]) -> None:
    """At every instant all words of a tile are whole, apart, off the board and in the tile."""
    told = boards(number)
    plan = planned(told, titled(number, "seed ="), size)
    sheet = Box(0, 0, plan.tile.sheet.width, plan.tile.sheet.height)
    for board in range(number):
        for picture in (told[0], told[len(told) // 2], told[-1]):
            marks = in_tile(plan, board, picture.frames[board])
            boxes = [extent(mark) for mark in marks]
            assert all(inside(box, sheet) for box in boxes)
            assert all(apart(one, other) for one, other in combinations(boxes, 2))
            off = plan.tile.board
            edges = Bbox.from_extents(off.left, off.bottom, off.right, off.top)
            assert all(apart(box, edges) for box in boxes)
            assert not any(ELLIPSIS in mark.words for mark in marks)
            shown = " ".join(mark.words for mark in marks)
            assert f"seed = {board}" in shown
            assert ("J =" in shown) == (picture.frames[board].objective is not None)


@pytest.mark.parametrize("size", [(640, 640), (1280, 720), (1920, 1080), (1600, 1200)])
@pytest.mark.parametrize("number", [2, 3, 4, 6])
def test_words_can_be_read_in_the_last_row(number: int, size: tuple[int, int]) -> None:
    """Text is 1/40 of the height or more, and larger where the boards have width to spare."""
    assert planned(boards(number), titled(number), size).places.text >= size[1] / 40


def test_text_is_larger_where_it_takes_nothing_from_the_boards() -> None:
    """Three boards in a row of a wide picture leave height free, and words have it."""
    plan = planned(boards(3), titled(3, "k ="), (1280, 720))
    assert plan.places.text > 1.2 * 720 / 40


def test_a_row_of_words_holds_the_title_where_there_is_room() -> None:
    """Wide tiles have one row of words, narrow ones a title above the board."""
    wide = planned(boards(4), titled(4, "k ="), (1280, 720))
    narrow = planned(boards(9), titled(9), (640, 640))
    assert (wide.tile.title.height, narrow.tile.title.height > 0) == (0, True)


def test_ends_are_told_briefly_where_tiles_are_narrow() -> None:
    """What fits no row is said in fewer words, not cut off."""
    told = boards(9)
    wide, narrow = (planned(told, titled(9, "k ="), size) for size in ((1920, 1080), (480, 480)))
    end = told[-1].frames[0]
    assert wide.wording.where(end) == f"settled after {end.state.iteration + 1}"
    assert narrow.wording.where(end) == f"settled ({end.state.iteration + 1})"


@pytest.mark.parametrize("scale", [1e-40, 1e60])
def test_very_small_and_very_large_objectives_fit(scale: float) -> None:
    """Powers of ten take more room, and have it."""
    points = scale * np.random.default_rng(0).uniform(size=(30, 2))
    runs = [Run(points, tuple(lloyd(points, points[s : s + 3]))) for s in range(6)]
    told = tell(*runs)
    plan = planned(told, titled(6), (480, 480))
    marks = in_tile(plan, 0, told[-1].frames[0])
    assert any("·10" in mark.words for mark in marks)
    boxes = [extent(mark) for mark in marks]
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    assert all(inside(box, plan.tile.sheet) for box in boxes)


def test_rows_and_columns_have_headings_in_place_of_titles() -> None:
    """Headings are whole, apart from tiles and from each other, those of rows turned."""
    headings = Headings((), ("seed = 0", "seed = 1", "seed = 2"), ("init = random", "k = 3"))
    plan = planned(boards(6), headings, (1280, 720))
    marks = {mark.words: mark for mark in words(draw_headings(plan, THEME))}
    assert set(marks) == {"A title", *headings.columns, *headings.rows}
    assert {marks[row].turned for row in headings.rows} == {90.0}
    tiles = [
        Bbox.from_bounds(tile.left, tile.bottom, tile.width, tile.height)
        for tile in plan.places.tiles
    ]
    boxes = [*tiles, *(extent(mark) for mark in marks.values())]
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    assert all(inside(box, plan.places.sheet) for box in boxes)
    assert plan.tile.title.height == 0


def test_headings_of_low_rows_have_two_lines() -> None:
    """What does not fit beside a row in one line is broken, not cut."""
    headings = Headings((), ("a", "b"), ("init = random", "init = kmeans++", "c", "d"))
    plan = planned(boards(8), headings, (640, 480))
    assert plan.rows[1] == ("init =", "kmeans++")
    marks = words(draw_headings(plan, THEME))
    boxes = [extent(mark) for mark in marks]
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    assert all(inside(box, plan.places.sheet) for box in boxes)


@pytest.mark.parametrize("size", [(480, 480), (1280, 720)])
def test_long_words_are_shortened(size: tuple[int, int]) -> None:
    """Titles and headings of any length leave the boards their room."""
    long = "Jagen Viktor quer über den Deich " * 20
    told = boards(4)
    for headings in (titled(4, long), Headings((), (long, long), (long, "b"))):
        plan = planned(told, headings, size)
        assert plan.tile.board.height > 0.4 * plan.tile.sheet.height
        assert all(inside(extent(m), plan.places.sheet) for m in words(draw_headings(plan, THEME)))
        assert all(inside(extent(m), plan.tile.sheet) for m in in_tile(plan, 0, told[-1].frames[0]))


@pytest.mark.parametrize("lang", SPOKEN)
@pytest.mark.parametrize("size", [(640, 640), (1280, 720)])
def test_boards_that_differ_tell_what_happens_on_them(size: tuple[int, int], lang: str) -> None:
    """Under each policy the empty star does something else, and every board says all in full."""
    told = tell(*(desert(empty) for empty in ("keep", "drop", "farthest")), lang=lang)
    plan = planned(told, Headings(("keep", "drop", "farthest")), size)
    for picture in told:
        for number, frame in enumerate(picture.frames):
            marks = in_tile(plan, number, frame)
            shown = "".join(mark.words for mark in marks).replace(" ", "")
            assert plan.wording.caption(frame).replace(" ", "") in shown
            boxes = [extent(mark) for mark in marks]
            assert all(apart(one, other) for one, other in combinations(boxes, 2))
            assert all(inside(box, plan.tile.sheet) for box in boxes)
    assert len({plan.wording.caption(frame) for frame in told[2].frames}) == 3


@pytest.mark.parametrize("lang", SPOKEN)
@pytest.mark.parametrize("size", [(480, 480), (1280, 720)])
def test_every_language_fits(size: tuple[int, int], lang: str) -> None:
    """Ends have longer words in other languages, and room for them or shorter ones."""
    told = tell(*(run(40, 4, seed=seed) for seed in range(6)), lang=lang)
    plan = planned(told, titled(6, "seed ="), size)
    for number, frame in enumerate(told[-1].frames):
        marks = in_tile(plan, number, frame)
        assert not any(ELLIPSIS in mark.words for mark in marks)
        boxes = [extent(mark) for mark in marks]
        assert all(apart(one, other) for one, other in combinations(boxes, 2))
        assert all(inside(box, plan.tile.sheet) for box in boxes)


def test_boards_are_no_longer_than_their_points_ask_for() -> None:
    """Square points get boards that are about square in a row of three, and at most 2 to 1."""
    row = planned(boards(3), titled(3, "k ="), (1280, 720)).tile.board
    assert row.height < 1.3 * row.width
    stack = planned(boards(2), Headings((), ("a",), ("b", "c")), (1920, 600)).tile.board
    assert stack.width < 2.5 * stack.height


def test_boards_are_as_high_as_far_off_stars_ask_for() -> None:
    """Flat points with a star high above them get boards that are about square."""
    points = np.random.default_rng(0).uniform((-1, -0.4), (1, 0.4), (40, 2))
    start = np.array([[-0.5, 0.0], [0.5, 0.0], [0.0, 1.8]])
    states = tuple(lloyd(points, start, empty="keep"))
    film = tuple(storyboard(points, states, steps=True))
    told = list(tell_side_by_side([film] * 3, Lowest(frozenset(), "")))
    board = planned(told, titled(3, "seed ="), (1280, 720)).tile.board
    assert 0.7 * board.width < board.height < 1.3 * board.width


@pytest.mark.parametrize("number", [4, 6, 9])
@pytest.mark.parametrize("size", [(960, 540), (1280, 720), (1600, 900)])
def test_boards_that_are_as_narrow_as_their_words_hold_them(
    number: int, size: tuple[int, int]
) -> None:
    """Where the width of boards is that of what is below them, no word of it is shortened."""
    told = tell(*(run(60, 4, seed=seed) for seed in range(number)))
    plan = planned(told, titled(number, "seed ="), size)
    for each in (told[1], told[-1]):
        marks = [mark for n, frame in enumerate(each.frames) for mark in in_tile(plan, n, frame)]
        assert not any(ELLIPSIS in mark.words for mark in marks)
