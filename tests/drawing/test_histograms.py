"""Facts about histograms: bars are as high as the levels say, and their axes never change."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.drawing import canvas
from kmviz.drawing.canvas import Canvas, Mark
from kmviz.drawing.histograms import LEAST, Row, Scale, draw_histograms, room_for_note, whole_levels
from kmviz.drawing.layouts import Box
from kmviz.drawing.style import THEMES, rgb
from kmviz.engine import Labels, Points
from kmviz.story.language import ENGLISH
from tests.drawing.looks import extent
from tests.story.runs import many, some

LIGHT = THEMES["light"]
SHEET, BOX = Box(0, 0, 360, 260), Box(20, 30, 320, 200)
EDGES = np.linspace(0.0, 10.0, 21)
NOTE = "3 of 8"

counts = st.lists(st.integers(0, 40), min_size=20, max_size=20).map(np.array)


def row(counted: Labels, lit: Labels | None = None, present: int | None = None) -> Row:
    return Row("random", NOTE, counted, np.zeros_like(counted) if lit is None else lit, present)


def marks(*rows: Row, box: Box = BOX, text: float = 14) -> list[Mark]:
    scale = Scale(EDGES, 40, ("the objective at the end", "J"), ENGLISH)
    return list(draw_histograms(box, rows, scale, LIGHT, text))


def bars(drawn: list[Mark]) -> list[list[Points]]:
    """Give the corners of the bars of each colour: low and high, left and right."""
    return [
        [_ends(corners) for corners in mark.corners]
        for mark in drawn
        if isinstance(mark, canvas.Polygons)
    ]


def _ends(corners: Points) -> Points:
    return np.array([corners.min(axis=0), corners.max(axis=0)])


def heights_of_levels(drawn: list[Mark]) -> list[float]:
    first = next(mark for mark in drawn if isinstance(mark, canvas.Lines))
    return sorted(float(segment[0, 1]) for segment in first.paths)


def words(drawn: list[Mark]) -> list[canvas.Text]:
    return [mark for mark in drawn if isinstance(mark, canvas.Text)]


@some
@given(counts, st.sampled_from([9.0, 14.0]))
def test_bars_are_as_high_as_the_levels_say(counted: Labels, text: float) -> None:
    """Each bar stands on the lowest level, over its own bin, and has its share of the highest."""
    drawn = marks(row(counted), text=text)
    low, *_, high = heights_of_levels(drawn)
    top = max(float(word.words) for word in words(drawn) if word.words in {"40", "50"})
    filled, lit = bars(drawn)
    assert lit == []
    lefts = [corners[0, 0] for corners in filled]
    assert lefts == sorted(lefts)
    for corners, count in zip(filled, counted[counted > 0], strict=True):
        assert corners[0, 1] == pytest.approx(low)
        height = max(count / top * (high - low), LEAST)
        assert corners[1, 1] - corners[0, 1] == pytest.approx(height)


@some
@given(counts, counts)
def test_the_lit_part_is_below_the_rest(counted: Labels, lit: Labels) -> None:
    """Both parts together are as high as the whole bar, and the lit one begins at the bottom."""
    lit = np.minimum(counted, lit)
    low, *_, high = heights_of_levels(marks(row(counted)))
    rest, lower = bars(marks(row(counted, lit)))
    assert len(lower) == np.count_nonzero(lit)
    assert len(rest) == np.count_nonzero(counted > lit)
    assert all(corners[0, 1] == pytest.approx(low) for corners in lower)
    tops = {round(c[0, 0], 6): c[1, 1] for c in lower}
    for corners in rest:
        bottom = tops.get(round(corners[0, 0], 6), low)
        assert corners[0, 1] <= bottom + 1e-6
        assert corners[1, 1] <= high + LEAST


def test_bins_lie_where_the_axis_says() -> None:
    """A bar of the bin from 5 to 5.5 begins where 5 is written."""
    counted = np.zeros(20, dtype=np.intp)
    counted[10] = 7
    drawn = marks(row(counted))
    [[corners], _] = bars(drawn)
    five = next(word for word in words(drawn) if word.words in {"5", "5.0"})
    width = 0.12 * (corners[1, 0] - corners[0, 0]) / 0.76
    assert corners[0, 0] - width == pytest.approx(five.at[0], abs=0.5)


@some
@given(counts, counts)
def test_axes_never_jump(one: Labels, other: Labels) -> None:
    """Whatever is counted so far, all that is written along the axes is where it was."""

    def told(counted: Labels) -> list[tuple[str, tuple[float, float]]]:
        return [(word.words, word.at) for word in words(marks(row(counted)))]

    assert told(one) == told(other)


def test_the_present_bar_is_pointed_at() -> None:
    """The pointer is amid the bar, above its top."""
    counted = np.arange(20)
    drawn = marks(row(counted, present=15))
    [pointer] = [mark for mark in drawn if isinstance(mark, canvas.Markers)]
    [[x, y]] = pointer.places
    corners = bars(drawn)[0][14]  # the first bin is empty
    assert x == pytest.approx(corners[:, 0].mean())
    assert corners[1, 1] < y < corners[1, 1] + 14


@pytest.mark.parametrize("rows", [1, 2, 5])
@pytest.mark.parametrize("size", [(90, 120), (120, 250), (320, 200), (460, 560)])
def test_words_do_not_overlap_nor_leave_the_box(size: tuple[int, int], rows: int) -> None:
    """Names, notes, levels and values have room of their own, or are left out."""
    drawn = marks(*[row(np.arange(20))] * rows, box=Box(20, 30, *size), text=11)
    extents = [extent(word) for word in words(drawn) if word.words]
    for box in extents:
        assert 20 - 6 <= box.x0 < box.x1 <= 20 + size[0] + 6
        assert 30 - 3 <= box.y0 < box.y1 <= 30 + size[1] + 3
    for one, other in combinations(extents, 2):
        apart = one.x1 <= other.x0 or other.x1 <= one.x0 or one.y1 <= other.y0 or other.y1 <= one.y0
        assert apart


@pytest.mark.parametrize("width", [90, 120, 200, 320])
def test_a_note_has_the_room_beside_its_name(width: int) -> None:
    """What is as wide as the room for it begins after the name has ended."""
    room = room_for_note("random", width, 11)
    name, note = words(marks(row(np.arange(20)), box=Box(20, 30, width, 200), text=11))[:2]
    assert extent(note).x1 - room > extent(name).x1


def test_one_run_of_thousands_is_seen() -> None:
    """A bar that would be a fraction of a pixel high is drawn all the same."""
    counted = np.zeros(20, dtype=np.intp)
    counted[3] = 1
    sheet = Canvas(360, 260, LIGHT.ground)
    scale = Scale(EDGES, 10_000, ("J",), ENGLISH)
    sheet.draw(draw_histograms(BOX, [row(counted)], scale, LIGHT, 14), within=SHEET)
    assert (sheet.pixels[..., :3] == rgb(LIGHT.quiet)).all(axis=2).sum() >= 12


@many
@given(st.integers(1, 10**7), st.integers(1, 8))
def test_levels_of_counts_are_whole_and_reach_the_highest(most: int, about: int) -> None:
    """They begin at 0, have equal steps of 1, 2 or 5 times a power of ten, and are few."""
    levels = whole_levels(most, about)
    step = levels[1] - levels[0]
    assert levels[0] == 0
    assert levels[-1] >= most > levels[-1] - step
    assert np.allclose(np.diff(levels), step)
    assert len(levels) - 1 <= about
    assert str(int(step)).rstrip("0") in {"1", "2", "5"}
