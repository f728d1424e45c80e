"""Facts about where several boards are: apart, alike, on whole pixels, and as large as they can."""

from itertools import combinations
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.drawing.layouts import Box
from kmviz.drawing.tiles import (
    SMALLEST_TILE,
    best_columns,
    check_room,
    frame_width,
    lay_out,
    lay_out_tile,
)
from tests.drawing.test_layouts import _apart, _within
from tests.story.runs import many

grids = st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda g: 2 <= g[0] * g[1] <= 9)
sizes = st.tuples(st.integers(160, 3840), st.integers(120, 2160))
lines = st.integers(0, 2)
limits = st.floats(50, 900)


@many
@given(sizes, grids, st.tuples(lines, lines, st.integers(0, 1)), st.tuples(limits, limits))
def test_all_places_are_apart_and_on_the_sheet(
    size: tuple[int, int],
    grid: tuple[int, int],
    words: tuple[int, int, int],
    limit: tuple[float, float],
) -> None:
    """Title, headings, tiles and the line below have places of their own, tiles of one size."""
    text = max(11.0, size[1] / 40)
    places = lay_out(
        *(size, grid, text),
        title_lines=words[0],
        column_lines=words[1],
        row_lines=words[2],
        widest=limit[0],
        tallest=limit[1],
    )
    if min(places.tiles[0].width, places.tiles[0].height) <= 0:
        return  # so small a picture is refused
    boxes = [places.title, places.footer, *places.columns, *places.rows, *places.tiles]
    assert len(places.tiles) == grid[0] * grid[1]
    assert len({(tile.width, tile.height) for tile in places.tiles}) == 1
    assert all(_within(box, Box(0, 0, *size)) for box in boxes)
    assert all(_apart(one, other) for one, other in combinations(boxes, 2))
    assert all(edge == int(edge) for t in places.tiles for edge in (t.left, t.bottom, t.width))
    assert places.tiles[0].width <= limit[0]
    assert places.tiles[0].height <= limit[1]
    assert places.tiles[0].left < places.tiles[grid[1] - 1].right
    assert places.tiles[0].bottom >= places.tiles[-1].bottom


@many
@given(st.integers(100, 900), st.integers(100, 900), st.integers(0, 2), st.integers(1, 3))
def test_a_tile_has_room_for_its_board_its_words_and_a_frame(
    width: int, height: int, heading: int, caption: int
) -> None:
    """Within a tile, words and board are apart, and a frame around the board touches neither."""
    text = 11.0
    layout = lay_out_tile(
        Box(7, 9, width, height), text, heading_lines=heading, caption_lines=caption
    )
    board = layout.board
    wide = frame_width(text)
    frame = Box(
        board.left - wide, board.bottom - wide, board.width + 2 * wide, board.height + 2 * wide
    )
    assert _within(frame, layout.sheet)
    assert _apart(frame, layout.title)
    assert _apart(frame, layout.caption)
    assert _apart(layout.title, layout.caption)
    assert layout.caption.height >= 1.35 * text * caption


@pytest.mark.parametrize(
    ("boards", "size", "columns"),
    [
        (2, (1280, 720), 2),
        (3, (1280, 720), 3),
        (4, (1280, 720), 2),
        (6, (1280, 720), 3),
        (8, (1280, 720), 4),
        (9, (1280, 720), 3),
        (4, (640, 640), 2),
        (9, (640, 640), 3),
        (2, (480, 800), 1),
        (6, (480, 800), 2),
        (3, (300, 1200), 1),
    ],
)
def test_the_usual_grids(boards: int, size: tuple[int, int], columns: int) -> None:
    """The grids that a person would choose."""
    assert best_columns(boards, *size) == columns


@many
@given(st.integers(2, 9), sizes)
def test_no_other_grid_has_far_larger_boards(boards: int, size: tuple[int, int]) -> None:
    """Full grids are preferred, but never at more than a third of a board's side."""

    def side(columns: int) -> float:
        return min(size[0] / columns, 0.86 * size[1] / ceil(boards / columns))

    chosen = best_columns(boards, *size)
    assert 1 <= chosen <= boards
    assert 1.5 * side(chosen) >= max(side(columns) for columns in range(1, boards + 1))


def test_a_picture_too_small_is_refused_with_one_that_would_do() -> None:
    """The size that the hint names is accepted, and one pixel less is not."""
    least = (3 * SMALLEST_TILE[0], 2 * SMALLEST_TILE[1])
    check_room(least, 2, 3)
    for size in ((least[0] - 1, least[1]), (least[0], least[1] - 1)):
        with pytest.raises(ValueError, match="too small for 3 x 2 boards") as refusal:
            check_room(size, 2, 3)
        assert f"{least[0]}x{least[1]}" in str(refusal.value)
