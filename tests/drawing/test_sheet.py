"""Facts about a contact sheet: everything is on it, large enough, and apart."""

from itertools import combinations

import numpy as np
import pytest

from kmviz.drawing import lettering
from kmviz.drawing.layouts import Box
from kmviz.drawing.sheet import A4, Sheet, Tile, lay_out
from kmviz.drawing.still import Still
from kmviz.drawing.style import THEMES, rgb
from kmviz.story.half_steps import half_steps
from kmviz.story.storyboard import storyboard
from tests.drawing import pages
from tests.drawing.pages import Words
from tests.drawing.stills import bound
from tests.drawing.test_layouts import _apart, _within
from tests.story.runs import run

GRIDS = [(1, 1), (3, 4), (2, 3), (4, 6), (7, 6), (1, 6), (7, 1)]
WIDE = [(5, 3), (10, 4)]
LONG = "A title that goes on and on, with $signs$ and 100 % of its words, " * 4
COMMAND = "python -m kmviz animate --k 7 --title 'it is long' " * 8
RUN = run(60, 7)
FRAMES = half_steps(storyboard(RUN.points, RUN.states, voronoi="always"))


def sheet(
    columns: int = 3,
    rows: int = 4,
    *,
    theme: str = "light",
    size: tuple[int, int] = A4,
    title: str = "Title",
    foot: str = "the command",
) -> Still:
    """Lay out as many half-steps of a run as there are places."""
    tiles = [Tile(number, frame) for number, frame in enumerate(FRAMES[: columns * rows], 1)]
    told = ["What the film shows.", "What was left out: " + ", ".join(map(str, range(2, 99, 2)))]
    return lay_out(Sheet(tiles, columns, rows, title, told, foot, "en"), THEMES[theme], size)


def words(still: Still) -> list[Words]:
    return pages.svg(still.svg({})).words


def box(line: Words, height: int) -> Box:
    """Measure where a line stands; our y goes up."""
    width = lettering.text_width(line.text, line.size, bold=line.bold)
    left = line.at[0] - width * (line.anchor == "rs")
    return Box(left, height - line.at[1] - 0.2 * line.size, width, line.size)


@pytest.mark.parametrize(
    ("grid", "size"), [*((grid, A4) for grid in GRIDS), *((grid, A4[::-1]) for grid in WIDE)]
)
def test_words_are_apart_and_on_the_page(grid: tuple[int, int], size: tuple[int, int]) -> None:
    """However long the title and the command are, and however narrow the tiles."""
    still = sheet(*grid, size=size, title=LONG, foot=COMMAND)
    boxes = [box(line, size[1]) for line in words(still)]
    assert all(_within(one, Box(0, 0, *size)) for one in boxes)
    assert all(_apart(one, other) for one, other in combinations(boxes, 2))


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("size", [A4, (1240, 1754), (595, 842)])
def test_words_can_be_read_in_print(grid: tuple[int, int], size: tuple[int, int]) -> None:
    """On paper all of them have 6 points or more, whatever number of pixels the page has."""
    still = sheet(*grid, size=size)
    assert all(line.size * 72 / still.per_inch >= 6 for line in words(still))


@pytest.mark.parametrize("grid", GRIDS)
def test_pictures_are_apart_and_equally_large(grid: tuple[int, int]) -> None:
    """Each half-step has a board, and no other mark lies on it or on another's words."""
    still = sheet(*grid)
    found = pages.pdf(bound(still))
    boards = {shape.clip for shape in found.shapes if shape.clip is not None}
    page = (0, 0, *found.size)
    places = [
        Box(left, found.size[1] - bottom, right - left, bottom - top)
        for left, top, right, bottom in (clip for clip in boards if clip != pytest.approx(page))
    ]
    assert len(places) == min(grid[0] * grid[1], len(FRAMES))
    assert len({(round(place.width, 3), round(place.height, 3)) for place in places}) == 1
    lines = [box(line, A4[1]) for line in words(still)]
    scale = 72 / still.per_inch
    lines = [Box(*(scale * side for side in (b.left, b.bottom, b.width, b.height))) for b in lines]
    assert all(_apart(one, other) for one, other in combinations([*places, *lines], 2))


def test_half_steps_are_numbered_and_told_in_order() -> None:
    """Number, iteration, caption and objective stand below each picture, in reading order."""
    told = [line.text for line in words(sheet())]
    for number, frame in enumerate(FRAMES[:12], 1):
        place = told.index(f"{number} · {frame.heading}")
        assert told[place + 1] == frame.caption
        assert frame.objective is None or told[place + 2] == f"J = {frame.objective:#.4g}"


@pytest.mark.parametrize("title", ["", "Title"])
def test_what_is_said_above_and_below(title: str) -> None:
    """Title, what the film shows, what was left out, and the command at the foot."""
    told = [line.text for line in words(sheet(title=title))]
    assert told[: 1 + bool(title)] == ([title] if title else []) + ["What the film shows."]
    assert any(line.startswith("What was left out: 2, 4") for line in told)
    assert "the command" in told


@pytest.mark.parametrize(("size", "inches"), [(A4, (8.27, 11.69)), ((1754, 1240), (11.69, 8.27))])
def test_it_has_the_size_of_paper(size: tuple[int, int], inches: tuple[float, float]) -> None:
    """An A4 page, upright or not, whatever the number of pixels; other proportions are as long."""
    still = sheet(size=size)
    assert (still.width, still.height) == size
    assert np.divide(size, still.per_inch) == pytest.approx(inches, abs=0.01)
    assert np.divide(pages.pdf(bound(still)).size, 72) == pytest.approx(inches, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_pixels_and_shapes_are_one_picture(theme: str) -> None:
    """At the middle of every star's place on the PDF, the PNG has that star's colour."""
    still = sheet(2, 2, theme=theme, size=(620, 877))
    pixels = still.pixels()
    assert np.array_equal(pixels[2, 2], rgb(THEMES[theme].ground))
    stars = [s for s in pages.svg(still.svg({})).shapes if len(s.rings[0]) in (10, 11)]
    assert len(stars) == 4 * 7
    middles = [np.mean(star.rings[0], axis=0).astype(int) for star in stars]
    hidden = [
        star.fill
        for star, (x, y) in zip(stars, middles, strict=True)
        if star.fill != tuple(pixels[y, x].tolist())
    ]
    assert len(hidden) <= 1  # two of the stars begin close to each other


@pytest.mark.parametrize("grid", [(0, 4), (3, 0), (-1, -1)])
def test_a_sheet_without_places_is_refused(grid: tuple[int, int]) -> None:
    """In two lines."""
    with pytest.raises(ValueError, match=r"\Aa sheet of [^\n]+ has no places\n[^\n]+3x4\Z"):
        sheet(*grid)


@pytest.mark.parametrize("grid", [(8, 4), (3, 7), (100, 100)])
def test_pictures_too_small_to_read_are_refused(grid: tuple[int, int]) -> None:
    """The refusal says how many places the page has, and so many can be had."""
    with pytest.raises(ValueError, match=r"too little room[^\n]*\n[^\n]* 7x6 at most\Z"):
        sheet(*grid)
    assert sheet(7, 6)


def test_a_page_that_is_too_narrow_is_refused() -> None:
    """A page on which no picture has room is refused with one that will do."""
    with pytest.raises(ValueError, match=r"too little room[^\n]*\n[^\n]* 2480x3508\Z"):
        sheet(1, 1, size=(4000, 300))
