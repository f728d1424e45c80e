"""Facts about the pictures of many runs: all is there, nothing overlaps, nothing jumps."""

from dataclasses import replace
from itertools import chain, combinations

import numpy as np
import pytest

from kmviz.data import peaked, uniform
from kmviz.drawing import canvas
from kmviz.drawing.restarts import draw_restarts, lay_out, render_restarts
from kmviz.drawing.style import THEMES, rgb
from kmviz.engine import SEEDINGS, Points, lloyd, runs
from kmviz.story import captions
from kmviz.story.language import ENGLISH, language
from kmviz.story.restarts import Outcome, Outcomes, RestartsFrame, Telling, tell_end, tell_restarts
from tests.drawing.looks import extent, flashing
from tests.drawing.spoken import SPOKEN
from tests.drawing.test_layouts import _apart, _within

SIZES = [(320, 240), (640, 360), (640, 640), (480, 800), (1280, 720), (1920, 1080)]
LIGHT = THEMES["light"]


def telling(points: Points, k: int, count: int, *inits: str) -> Telling:
    made = chain.from_iterable(runs(points, k, count, init=init, rng=0) for init in inits)
    return Telling(
        points, Outcomes(tuple(map(Outcome.of, made))), lambda run: lloyd(points, run.start)
    )


@pytest.fixture(scope="module")
def two() -> Telling:
    return telling(peaked(40, 4, 0), 4, 30, "random", "kmeans++")


@pytest.fixture(scope="module")
def film(two: Telling) -> list[RestartsFrame]:
    return list(tell_restarts(two, fps=5))


def texts(told: RestartsFrame, outcomes: Outcomes, size: tuple[int, int]) -> list[canvas.Text]:
    still = draw_restarts(told, outcomes, theme=LIGHT, size=size)
    marks = chain.from_iterable(marks for _, marks in still.draw())
    return [mark for mark in marks if isinstance(mark, canvas.Text) and mark.words]


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("size", SIZES)
def test_title_boards_words_and_histograms_are_apart(
    two: Telling, size: tuple[int, int], count: int
) -> None:
    """Each has a place of its own on the sheet, and a board is not the smallest of them."""
    places = lay_out(*size, two.outcomes, ENGLISH)
    layouts = places.side_by_side(count)
    boxes = [places.title, places.panel]
    boxes += [box for layout in layouts for box in (layout.board, layout.caption)]
    assert all(_within(box, places.sheet) for box in boxes)
    assert all(_apart(one, other) for one, other in combinations(boxes, 2))
    assert min(layouts[0].board.width, layouts[0].board.height) > 0.24 * min(size)


def _check_legible(words: list[canvas.Text], size: tuple[int, int]) -> None:
    """Check that words are on the sheet, and that none touches another."""
    extents = [extent(word) for word in words]
    for box in extents:
        assert -1 <= box.x0 < box.x1 <= size[0] + 1
        assert -1 <= box.y0 < box.y1 <= size[1] + 1
    for one, other in combinations(extents, 2):
        beside = one.x1 <= other.x0 + 1 or other.x1 <= one.x0 + 1
        assert beside or one.y1 <= other.y0 + 1 or other.y1 <= one.y0 + 1


@pytest.mark.parametrize("inits", [("random",), ("random", "kmeans++"), tuple(SEEDINGS)])
@pytest.mark.parametrize("size", SIZES)
def test_no_word_is_cut_by_another_or_by_the_edge(
    size: tuple[int, int], inits: tuple[str, ...]
) -> None:
    """In the middle of the film and at its end, all that is written can be read."""
    told = telling(peaked(40, 5, 0), 5, 12, *inits)
    frames = list(tell_restarts(told, fps=2))
    for frame in (frames[len(frames) // 2], frames[-1]):
        _check_legible(texts(frame, told.outcomes, size), size)


@pytest.mark.parametrize("lang", SPOKEN)
@pytest.mark.parametrize("size", [(640, 360), (1280, 720)])
def test_every_language_can_be_read(size: tuple[int, int], lang: str) -> None:
    """Nothing touches, and nothing is left out of what is said at the end."""
    told = telling(peaked(40, 5, 0), 5, 12, "random", "kmeans++ greedy")
    end = tell_end(replace(told, language=language(lang)))
    words = texts(end, told.outcomes, size)
    _check_legible(words, size)
    assert not any("…" in word.words for word in words)


def test_the_numbers_on_the_picture_are_those_of_the_runs(
    two: Telling, film: list[RestartsFrame]
) -> None:
    """Best, worst, their ratio, and how many are close are written as they are."""
    said = " ".join(word.words for word in texts(film[-1], two.outcomes, (1280, 720)))
    outcomes = two.outcomes
    for run in (outcomes.best, outcomes.worst):
        assert f"J = {captions.number(run.inertia)}" in said
        assert str(run.seed) in said
    close = [sum(map(outcomes.is_close, outcomes.by(init))) for init in outcomes.inits]
    for number in close:
        assert f"{number} of 30 within 1 % of the best" in said
    assert captions.number(outcomes.ratio or 0) in said


def test_every_frame_becomes_a_picture_of_one_size(two: Telling, film: list[RestartsFrame]) -> None:
    """The film has as many pictures as frames, equally long, with one set of flat colours."""
    pictures = list(render_restarts(film, two.outcomes, theme=LIGHT, size=(320, 240)))
    assert [picture.seconds for picture in pictures] == [told.seconds for told in film]
    assert {picture.pixels.shape for picture in pictures} == {(240, 320, 3)}
    assert all(np.array_equal(picture.flats, pictures[0].flats) for picture in pictures)


def test_a_picture_of_the_film_is_the_still_of_its_frame(
    two: Telling, film: list[RestartsFrame]
) -> None:
    """What is painted with what was there before equals what is drawn from scratch."""
    whole = [number for number, told in enumerate(film) if told.boards[0].progress == 1]
    pictures = list(render_restarts(film, two.outcomes, theme=LIGHT, size=(320, 240)))
    for number in [*whole[::9], len(film) - 1]:
        still = draw_restarts(film[number], two.outcomes, theme=LIGHT, size=(320, 240))
        assert np.array_equal(pictures[number].pixels, still.pixels())


def test_what_is_beside_the_board_stays_where_it_is(
    two: Telling, film: list[RestartsFrame]
) -> None:
    """Whatever runs are counted, the numbers along the axes are written at the same places."""

    def axes(told: RestartsFrame) -> set[tuple[str, tuple[float, float]]]:
        panel = lay_out(640, 360, two.outcomes, ENGLISH).panel
        return {
            (word.words, word.at)
            for word in texts(told, two.outcomes, (640, 360))
            if word.at[0] >= panel.left and "of" not in word.words.split()
        }

    assert len(axes(film[0])) > 8
    assert all(axes(told) == axes(film[0]) for told in (film[20], film[len(film) // 2], film[-1]))


def test_close_runs_are_lit_in_the_colour_of_the_words_about_them(
    two: Telling, film: list[RestartsFrame]
) -> None:
    """Before any close run has ended there is no such colour on the picture."""

    def lit(told: RestartsFrame) -> int:
        pixels = draw_restarts(told, two.outcomes, theme=THEMES["dark"], size=(640, 360)).pixels()
        return int((pixels == rgb(THEMES["dark"].accent)).all(axis=2).sum())

    assert lit(film[0]) == 0
    assert lit(film[-1]) > 100


def test_nothing_flashes() -> None:
    """Boards that change with every run stay under three flashes a second on most of the area."""
    told = telling(uniform(30, 0), 6, 60, "random")
    frames = list(tell_restarts(told, fps=5))
    pictures = list(render_restarts(frames, told.outcomes, theme=LIGHT, size=(160, 120)))
    pixels, seconds = [p.pixels for p in pictures], [p.seconds for p in pictures]
    assert flashing(pixels, seconds) < 0.05


def test_the_end_of_runs_that_are_alike_is_one_board() -> None:
    """It is as wide as both would be."""
    told = telling(uniform(30, 0), 1, 5, "random")
    end = tell_end(told)
    words = [word.words for word in texts(end, told.outcomes, (640, 360))]
    assert "every run" in words
    assert "worst" not in words
