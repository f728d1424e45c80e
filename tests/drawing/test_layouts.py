"""Facts about where things are: nothing overlaps, nothing is cut off, and text is large enough."""

from collections.abc import Iterator
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.drawing.layouts import Box, Panel, board, grid, lecture, text_size
from tests.story.runs import many

SIZES = [
    (160, 120),
    (240, 180),
    (320, 240),
    (480, 480),
    (640, 640),
    (640, 480),
    (1080, 1920),
    (1280, 720),
    (1920, 1080),
    (3840, 2160),
    (7680, 120),
    (160, 4320),
]

widths, heights = st.integers(160, 7680), st.integers(120, 4320)


def _apart(one: Box, other: Box) -> bool:
    beside = one.right <= other.left or other.right <= one.left
    return beside or one.top <= other.bottom or other.top <= one.bottom


def _within(box: Box, sheet: Box) -> bool:
    across = sheet.left <= box.left and box.right <= sheet.right
    return across and sheet.bottom <= box.bottom and box.top <= sheet.top


@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps(size: tuple[int, int]) -> None:
    """At every size, with titles or not, board, title and caption are apart and on the sheet."""
    for title_lines, caption_lines in product((0, 1, 2), (1, 2)):
        places = board(*size, title_lines=title_lines, caption_lines=caption_lines)
        boxes = (places.board, places.title, places.caption)
        assert all(_within(box, Box(0, 0, *size)) for box in boxes)
        assert all(_apart(one, other) for one, other in combinations(boxes, 2))
        assert (places.sheet.width, places.sheet.height) == size


def _panels(size: tuple[int, int]) -> Iterator[Panel]:
    for title, subtitle, (steps, caption) in product((1, 2), (0, 1), ((4, 0), (0, 2))):
        yield lecture(
            *size,
            title_lines=title,
            subtitle_lines=subtitle,
            step_lines=steps,
            caption_lines=caption,
        )


@pytest.mark.parametrize("size", [size for size in SIZES if 320 <= size[0] <= 4 * size[1]])
def test_a_panel_and_its_board_do_not_overlap(size: tuple[int, int]) -> None:
    """Board and panel are apart, and where all has room one place is below the other."""
    panels = [panel for panel in _panels(size) if panel.chart.height > 0]
    assert len(panels) >= 4
    for panel in panels:
        layout = panel.layout
        assert (layout.sheet.width, layout.sheet.height) == size
        assert _within(layout.board, layout.sheet)
        column = (layout.title, panel.subtitle, panel.steps, layout.caption, panel.chart)
        assert all(one.bottom >= other.top for one, other in pairwise(column))
        for box in column:
            assert layout.board.right < box.left or box.top < layout.board.bottom
            assert _within(box, layout.sheet)


@pytest.mark.parametrize("size", [(640, 480), (960, 540), (1280, 720), (1920, 1080), (3840, 2160)])
def test_the_board_of_a_lecture_is_the_larger_half(size: tuple[int, int]) -> None:
    """Beside a panel the board is as high as the picture, and at 16:9 about a square."""
    for panel in _panels(size):
        board, layout = panel.layout.board, panel.layout
        assert board.height > 0.9 * size[1]
        assert layout.text >= size[1] / 40
        if size[0] / size[1] > 1.7:
            assert 0.95 < board.width / board.height < 1.05


@many
@given(widths, heights)
def test_the_board_is_most_of_a_picture(width: int, height: int) -> None:
    """Without a title the board has more than half of any picture, and a positive size with two."""
    bare = board(width, height, title_lines=0, caption_lines=2).board
    assert bare.width * bare.height > 0.5 * width * height
    titled = board(width, height, title_lines=2, caption_lines=2).board
    assert min(titled.width, titled.height) > 20


@many
@given(widths, heights)
def test_edges_fall_on_whole_pixels(width: int, height: int) -> None:
    """The board begins and ends between pixels, so that its edges are sharp."""
    for lines in (0, 1, 2):
        box = board(width, height, title_lines=lines, caption_lines=1).board
        for edge in (box.left, box.right, box.bottom, box.top):
            assert edge == int(edge)
    for panel in _panels((width, height)):
        box = panel.layout.board
        for edge in (box.left, box.right, box.bottom, box.top):
            assert edge == int(edge)


@pytest.mark.parametrize("size", [size for size in SIZES if size[0] >= size[1] / 2])
def test_text_can_be_read_in_the_last_row(size: tuple[int, int]) -> None:
    """Text is 1/40 of the height or more, and never below nine pixels."""
    places = board(*size, title_lines=1, caption_lines=1)
    assert places.text >= size[1] / 40
    assert places.text >= 9
    assert places.title_text > places.text


@many
@given(widths, heights, st.integers(1, 2))
def test_each_line_has_its_room(width: int, height: int, lines: int) -> None:
    """A title or caption of so many lines has a box of at least so many font sizes."""
    places = board(width, height, title_lines=lines, caption_lines=lines)
    assert places.title.height >= 1.3 * lines * places.title_text
    assert places.caption.height >= 1.4 * lines * places.text
    assert places.text == text_size(width, height)


def test_a_grid_fills_its_box() -> None:
    """The boxes of a grid are equal, apart, and reach all four edges, row by row from the top."""
    outer = Box(10, 20, 300, 200)
    boxes = grid(outer, 3, 2, gap=12)
    assert {(round(box.width, 9), round(box.height, 9)) for box in boxes} == {(92, 94)}
    assert all(_apart(one, other) for one, other in combinations(boxes, 2))
    assert boxes[0].top == outer.top
    assert boxes[-1].bottom == pytest.approx(outer.bottom)
    assert boxes[2].right == pytest.approx(outer.right)
