"""Facts about what a start adds to the board: the right points are lit, measured and written on."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from matplotlib.colors import to_rgb

from kmviz.drawing import canvas
from kmviz.drawing.compositions import LAYOUTS, draw_frame
from kmviz.drawing.opening import draw_opening
from kmviz.drawing.render import render
from kmviz.drawing.still import Still
from kmviz.drawing.style import THEMES
from kmviz.engine import STEPS, Points
from kmviz.story.captions import number
from kmviz.story.frame import OPENING, Frame
from tests.drawing.looks import Look, extent, flashing, setting_of
from tests.engine.oracles import brute_distances
from tests.story.runs import Start, begin, few, seconds, starts, tell

LOOK = Look((640, 640), "light")
SIZES = [(160, 120), (320, 240), (640, 640), (1280, 720)]


def _places(mark: object) -> Points:
    assert isinstance(mark, canvas.Markers)
    return mark.places


def _marks(frame: Frame, look: Look = LOOK) -> list[object]:
    return list(draw_opening(setting_of(frame, look), frame))


@few
@given(starts())
def test_nothing_is_added_to_the_run(start: Start) -> None:
    """Once the stars are found, and while points take on their weights, the board is as ever."""
    for frame in tell(start, fps=4):
        if frame.beat not in OPENING or frame.beat == "weigh":
            assert _marks(frame) == []


@few
@given(starts())
def test_what_is_lit_is_what_was_hit(start: Start) -> None:
    """Where numbers were drawn, their points light up; the one that is taken becomes a star."""
    for frame in tell(start, steps=True):
        if frame.opening is None or frame.beat not in {"draw", "compare", "take"}:
            continue
        step, view = frame.opening.step, setting_of(frame, LOOK).view
        lit = [_places(mark) for mark in _marks(frame) if isinstance(mark, canvas.Markers)]
        if frame.beat == "take" and step.taken is not None:
            assert np.allclose(lit[0][-1], view.pixels(start.points[step.taken]))
        elif step.draw is not None and frame.beat != "take":
            hit = view.pixels(start.points[step.draw.candidates])
            assert {tuple(place) for place in lit[0]} == {tuple(place) for place in hit}


def test_the_line_is_the_distance_that_wins() -> None:
    """It leads from the nearest star to the point that is farther from its star than all others."""
    for frame in tell(begin("farthest", 60, 5), steps=True):
        if frame.beat != "measure" or frame.opening is None:
            continue
        stars, view = frame.opening.step.centroids[:-1], setting_of(frame, LOOK).view
        table = brute_distances(frame.points, stars)
        point = table.min(axis=1).argmax()
        line, lit = _marks(frame)
        assert isinstance(line, canvas.Lines)
        ends = view.pixels(np.stack([stars[table[point].argmin()], frame.points[point]]))
        assert np.allclose(line.paths[0], ends)
        assert np.allclose(_places(lit), ends[1:])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(5))
def test_each_candidate_has_its_sum(size: tuple[int, int], seed: int) -> None:
    """The sums are written beside their points, the least in another colour, all on the board."""
    look = Look(size, "dark")
    for frame in tell(begin("kmeans++ greedy", 40, 20, seed=seed), steps=True):
        if frame.beat != "compare" or frame.opening is None:
            continue
        step, setting = frame.opening.step, setting_of(frame, look)
        assert step.draw is not None
        assert step.draw.sums is not None
        words = [mark for mark in _marks(frame, look) if isinstance(mark, canvas.Label)]
        told = {(mark.words, to_rgb(mark.color)) for mark in words}
        theme = THEMES["dark"]
        colors = [theme.accent if i == step.taken else theme.ink for i in step.draw.candidates]
        sums = [number(left) for left in step.draw.sums]
        assert told == {(left, to_rgb(c)) for left, c in zip(sums, colors, strict=True)}
        boxes = [extent(mark) for mark in words]
        board = setting.layout.board
        assert all(board.left <= box.x0 and box.x1 <= board.right for box in boxes)
        assert all(board.bottom <= box.y0 and box.y1 <= board.top for box in boxes)
        if min(size) >= 240:
            assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


@pytest.mark.parametrize("init", STEPS)
@pytest.mark.parametrize("theme", THEMES)
def test_a_frame_alone_is_the_frame_in_its_film(init: str, theme: str) -> None:
    """Whatever was drawn before, a picture of a start shows its own frame, and nothing is left."""
    frames = [f for f in tell(begin(init, 30, 6), fps=3) if f.beat in {*OPENING, "start", "assign"}]
    film = [picture.pixels for picture in render(frames, size=(320, 240), theme=theme)]
    for frame, pixels in zip(frames, film, strict=True):
        (alone,) = render([frame], size=(320, 240), theme=theme)
        assert np.array_equal(alone.pixels, pixels)


@pytest.mark.parametrize("init", STEPS)
def test_a_frame_at_rest_is_drawn_as_a_whole(init: str) -> None:
    """The end of every beat is, to the bit, what a page or a print shows of it."""
    frames, theme = tell(begin(init, 30, 6), steps=True), THEMES["light"]
    for frame, picture in zip(frames, render(frames, size=(320, 240)), strict=True):
        composition = LAYOUTS["board"]((320, 240), "", frame, theme)
        still = Still(320, 240, theme.ground, lambda: draw_frame(frame, composition, theme))  # noqa: B023  (drawn at once)
        assert np.array_equal(still.pixels(), picture.pixels)


def test_pictures_open_with_their_beats() -> None:
    """Each beat of a start opens with its first picture, also where many stars come quickly."""
    frames = tell(begin("kmeans++", 60, 40))
    opens = [picture.opens_beat for picture in render(frames, size=(160, 120))]
    beat = [(f.beat, f.opening.now if f.opening else 0, f.state.iteration) for f in frames]
    assert opens == [True, *(one != other for one, other in pairwise(beat))]


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_flashes(theme: str) -> None:
    """Where many stars come quickly, hardly any area flashes more than three times in a second."""
    frames = tell(begin("kmeans++", 300, 60), pace="fast")
    quick = [frame for frame in frames if frame.beat in OPENING][-120:]
    assert seconds(quick) > 2
    pictures = [picture.pixels for picture in render(quick, size=(160, 120), theme=theme)]
    assert flashing(pictures, [frame.seconds for frame in quick]) < 0.05
