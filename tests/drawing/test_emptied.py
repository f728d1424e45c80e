"""Facts about what points out a star without points: a ring, and the point it will jump to."""

import numpy as np
import pytest

from kmviz.data import EMPTY_START, empty
from kmviz.drawing import canvas
from kmviz.drawing.emptied import draw_emptied
from kmviz.drawing.lecture import compose
from kmviz.drawing.render import render
from kmviz.drawing.style import THEMES
from kmviz.engine import Points, lloyd
from kmviz.story.frame import Frame
from kmviz.story.storyboard import storyboard
from tests.drawing.looks import Look, setting_of, written
from tests.story.runs import desert

LOOK = Look((640, 640), "light")
POINTS = empty(100, 0)


def _film(policy: str) -> list[Frame]:
    return list(storyboard(POINTS, lloyd(POINTS, EMPTY_START, empty=policy), fps=10))


def _marks(frame: Frame) -> list[canvas.Mark]:
    return list(draw_emptied(setting_of(frame, LOOK), frame))


def _middle(ring: canvas.Mark) -> Points:
    corners = _corners(ring)
    return np.asarray((corners.min(axis=0) + corners.max(axis=0)) / 2)


def _corners(mark: canvas.Mark) -> Points:
    assert isinstance(mark, canvas.Lines)
    (path,) = mark.paths
    return path


@pytest.mark.parametrize("policy", ["keep", "drop", "farthest"])
def test_the_empty_star_is_ringed(policy: str) -> None:
    """In the beat that tells of it there is a ring around the star, larger than the star."""
    frame = next(f for f in _film(policy) if f.beat == "empty" and f.progress == 1)
    setting = setting_of(frame, LOOK)
    *_, ring = _marks(frame)
    star = setting.view.pixels(frame.stars)[0]
    assert np.allclose(_middle(ring), star, atol=0.1)
    away = np.hypot(*(_corners(ring) - star).T)
    assert (away > 1.2 * setting.star).all()


def test_the_farthest_point_is_marked_before_the_star_jumps() -> None:
    """The point farthest from its own star is lit, at the end of a line from that star."""
    frame = next(f for f in _film("farthest") if f.beat == "empty" and f.progress == 1)
    setting, state = setting_of(frame, LOOK), frame.state
    line, lit, _ = _marks(frame)
    away = np.hypot(*(POINTS - state.centroids[state.labels]).T)
    farthest = int(away.argmax())
    ends = setting.view.pixels(
        np.stack([state.centroids[state.labels[farthest]], POINTS[farthest]])
    )
    assert np.allclose(_corners(line), ends)
    assert isinstance(lit, canvas.Markers)
    assert np.allclose(lit.places, ends[1:])


@pytest.mark.parametrize("policy", ["keep", "drop"])
def test_no_point_is_marked_where_no_star_jumps(policy: str) -> None:
    """A star that stays or leaves has its ring, and nothing else is pointed out."""
    assert {len(_marks(f)) for f in _film(policy) if f.beat == "empty"} == {1}


@pytest.mark.parametrize("policy", ["keep", "drop", "farthest"])
def test_all_of_it_is_gone_after_the_update(policy: str) -> None:
    """It fades while the stars move, and nothing of it is left, nor was there before."""
    film = _film(policy)
    numbers = [number for number, frame in enumerate(film) if _marks(frame)]
    pointed = film[numbers[0] : numbers[-1] + 1]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert {(f.beat, f.state.iteration) for f in pointed} == {("empty", 1), ("update", 1)}
    after = film[numbers[-1] + 1]
    assert (after.beat, after.progress) == ("update", 1)


def test_each_of_several_empty_stars_is_ringed() -> None:
    """Two stars that jump have two rings, two lines and two points that are lit."""
    film = storyboard(*desert("farthest", lonely=2), steps=True)
    frame = next(frame for frame in film if frame.beat == "empty")
    *lines, lit, first, second = _marks(frame)
    assert len(lines) == 2
    assert isinstance(lit, canvas.Markers)
    assert len(lit.places) == 2
    assert not np.allclose(_middle(first), _middle(second))


def test_a_lecture_says_so_in_its_last_line() -> None:
    """The words stand on the bar of the last line, which names what is not among the lines."""
    film = _film("farthest")
    composition = compose((1280, 720), None, film[0], THEMES["light"])
    found = next(frame for frame in film if frame.beat == "empty")
    assert "star 1 has no points: it will jump" in written(composition, found)
    update = next(frame for frame in film if frame.beat == "update" and frame.emptying is not None)
    assert "an empty star jumps to the farthest point" in written(composition, update)


def test_a_dropped_star_fades_on_the_picture() -> None:
    """No point has its colour any more: that is there as long as the star is, and then nowhere."""
    film = _film("drop")
    empties = next(number for number, frame in enumerate(film) if frame.beat == "empty")
    pictures = list(render(film, size=(320, 320)))
    for frame, picture in zip(film[empties:], pictures[empties:], strict=True):
        seen = (picture.pixels == THEMES["light"].clusters[0]).all(axis=2).any()
        assert seen == (frame.presence[0] == 1)
