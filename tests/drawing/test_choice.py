"""Facts about the page and the film of the number of clusters: all is there, nothing overlaps."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from kmviz.drawing import canvas, words
from kmviz.drawing.charts import Curve, draw_chart
from kmviz.drawing.choice import Candidate, draw_page, lay_out, render_choice
from kmviz.drawing.layouts import LINE, Box
from kmviz.drawing.still import Still
from kmviz.drawing.style import THEMES, rgb
from kmviz.drawing.wording import is_whole
from kmviz.engine import kmeans_plus_plus_greedy, lloyd
from kmviz.story import captions
from kmviz.story.choosing import ChoiceFrame, criteria, tell_choice
from kmviz.story.language import ENGLISH, language
from tests.drawing.spoken import SPOKEN
from tests.drawing.test_layouts import _apart, _within
from tests.story.runs import GROUPS

CURVES = [
    Curve(f"criterion {number}", np.array([np.nan, 3.0, 2.0, 1.0]), None, 2, 4)
    for number in range(6)
]


@pytest.fixture
def film() -> list[ChoiceFrame]:
    runs = [tuple(lloyd(GROUPS, kmeans_plus_plus_greedy(GROUPS, k, rng=0))) for k in (1, 2, 3, 4)]
    return list(tell_choice(GROUPS, runs, "all say 2", 2, cells=True, fps=5))


def test_few_boards_on_a_page_are_no_bands(film: list[ChoiceFrame]) -> None:
    """A board is at most twice as wide as high, also where it has the whole width to itself."""
    look = THEMES["light"]
    told = ("a verdict", "a note")
    boards = [Candidate(film[-1].frame, "k = 2: all")]
    *_, (board, _), _ = draw_page((1600, 1000), look, CURVES, boards, told)
    assert board.width == pytest.approx(2 * board.height)


@pytest.mark.parametrize(
    "size", [(640, 360), (1280, 720), (1920, 1080), (1000, 1000), (480, 480), (720, 1280)]
)
@pytest.mark.parametrize("charts", [1, 2, 7])
@pytest.mark.parametrize("lang", SPOKEN)
def test_board_charts_and_words_are_apart(
    size: tuple[int, int], charts: int, lang: str, film: list[ChoiceFrame]
) -> None:
    """Title, board, caption and charts have places of their own, and captions are whole."""
    frame = replace(film[0].frame, language=language(lang))
    layout, boxes = lay_out(*size, frame, charts)
    rows = round(layout.caption.height / (LINE * layout.text))
    for told in captions.during(frame.language, "lloyd"):
        lines = words.wrap(told, layout.caption.width, layout.text, lines=max(1, rows - 1))
        assert is_whole(lines, told)
    places = [layout.title, layout.board, layout.caption, *boxes]
    assert len(boxes) >= charts
    assert all(_within(box, Box(0, 0, *size)) for box in places)
    assert all(_apart(one, other) for one, other in combinations(places, 2))
    assert layout.text >= size[1] / 40 or size[1] > size[0]
    assert layout.board.height >= size[1] / 4


@pytest.mark.parametrize("size", [(1280, 720), (640, 640), (720, 1280)])
def test_charts_have_room_for_their_titles(size: tuple[int, int], film: list[ChoiceFrame]) -> None:
    """The titles of all criteria are whole on slides, on squares and on a phone."""
    layout, boxes = lay_out(*size, film[0].frame, 7)
    for name in ("gap", "gap-principal", "calinski-harabasz", "davies-bouldin"):
        curve = replace(CURVES[0], title=criteria(ENGLISH, [name]))
        drawn = draw_chart(boxes[0], curve, THEMES["light"], layout.text)
        assert curve.title in [mark.words for mark in drawn if isinstance(mark, canvas.Text)]


def test_every_frame_becomes_a_picture_of_one_size(film: list[ChoiceFrame]) -> None:
    """The film has as many pictures as frames, equally long, with one set of flat colours."""
    pictures = list(render_choice(film, CURVES, theme=THEMES["light"], size=(640, 360)))
    assert len(pictures) == len(film)
    assert [p.seconds for p in pictures] == [told.frame.seconds for told in film]
    assert {p.pixels.shape for p in pictures} == {(360, 640, 3)}
    assert all(np.array_equal(p.flats, pictures[0].flats) for p in pictures)


def test_the_choice_is_pointed_out_at_the_end_only(film: list[ChoiceFrame]) -> None:
    """The accent colour comes into the charts with the last point of the curves."""
    accent = rgb(THEMES["light"].accent)
    _, boxes = lay_out(640, 360, film[0].frame, len(CURVES))
    seen = []
    for picture in render_choice(film, CURVES, theme=THEMES["light"], size=(640, 360)):
        charts = picture.pixels[:, round(boxes[0].left) :]
        seen.append(bool((charts == accent).all(axis=2).any()))
    assert seen == [told.shown == 4 for told in film]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("candidates", [0, 1, 4])
def test_the_page_shows_charts_and_boards(
    film: list[ChoiceFrame], theme: str, candidates: int
) -> None:
    """A page holds all that it is given, in its own colours, and keeps its margins free."""
    boards = [Candidate(film[-1].frame, "k = 2: all")] * candidates
    size, look = (800, 500), THEMES[theme]
    told = ("a verdict", "a note")
    page = Still(*size, look.ground, lambda: draw_page(size, look, CURVES, boards, told))
    pixels = page.pixels()
    margin = np.concatenate([pixels[:8].reshape(-1, 3), pixels[-8:].reshape(-1, 3)])
    assert (margin == rgb(look.ground)).all()
    has_boards = (pixels == look.cells[0]).all(axis=2).any()
    assert has_boards == (candidates > 0)
    assert (pixels == rgb(look.accent)).all(axis=2).any()


def test_long_words_keep_to_the_page() -> None:
    """A verdict of any length stays within two lines."""
    size, look = (800, 500), THEMES["light"]
    told = ("word " * 300, "note " * 300)
    page = Still(*size, look.ground, lambda: draw_page(size, look, CURVES, [], told))
    assert (page.pixels()[:, :8] == rgb(look.ground)).all()
    assert (page.pixels()[:, -8:] == rgb(look.ground)).all()
