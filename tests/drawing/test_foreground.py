"""Facts about what lies over the points: rings, links, shapes and numbers are true of the frame."""

import numpy as np
import pytest
from hypothesis import given

from kmviz.drawing import canvas
from kmviz.drawing.board import Setting, draw_board, draw_stars
from kmviz.drawing.compositions import LAYOUTS, draw_frame
from kmviz.drawing.foreground import changed, draw_foreground
from kmviz.drawing.render import render
from kmviz.drawing.still import Still
from kmviz.drawing.style import SHAPES, THEMES
from kmviz.engine import ALGORITHMS, Points, macqueen
from kmviz.story.frame import Frame
from kmviz.story.storyboard import storyboard
from tests.drawing.looks import Look, extent, setting_of, written
from tests.story.runs import Run, begin, desert, few, run, runs, tell

LOOK = Look((640, 640), "light")


def _film(told: Run, show: str) -> list[Frame]:
    """Tell a run, but for what is said of stars that lost their points."""
    frames = storyboard(*told, show=show, trails=False, fps=10)
    return [frame for frame in frames if frame.emptying is None]


def _setting(frame: Frame) -> Setting:
    return setting_of(frame, LOOK)


def _marks(frame: Frame) -> list[canvas.Mark]:
    """Give the marks of a frame, from which the stars are left out."""
    stars = len(list(draw_stars(_setting(frame), frame)))
    marks = list(draw_foreground(_setting(frame), frame))
    return marks[: len(marks) - stars]


@few
@given(runs())
def test_points_that_change_are_ringed_and_no_others(told: Run) -> None:
    """While points join another star there is a ring around each that left one, else none."""
    for frame in _film(told, "changed"):
        rings = _marks(frame)
        number = frame.state.iteration
        if frame.beat != "assign" or number == 0:
            assert rings == []
            continue
        before, now = told.states[number - 1].labels, told.states[number].labels
        wanted = _setting(frame).places[before != now]
        if len(wanted) == 0 or frame.progress == 0:
            assert rings == []
            continue
        (mark,) = rings
        assert isinstance(mark, canvas.Markers)
        assert np.allclose(mark.places, wanted)
        assert (mark.faces[:, 3] == 0).all()


def test_rings_close_and_stay_as_long_as_the_half_step() -> None:
    """A ring gets smaller, stays outside of its point, and is opaque at the end."""
    film = _film(run(100, 5), "changed")
    beat = [f for f in film if f.beat == "assign" and f.state.iteration == 1]
    marks = [mark for frame in beat for mark in _marks(frame)]
    radii = [float(mark.radius) for mark in marks]  # type: ignore[attr-defined]  # markers
    assert len(radii) >= 3
    assert (np.diff(radii) <= 0).all()
    assert radii[-1] > 1.5 * _setting(beat[0]).point
    assert marks[-1].rims[0, 3] == 1  # type: ignore[attr-defined]  # markers


def _ends(mark: canvas.Mark) -> tuple[Points, Points]:
    assert isinstance(mark, canvas.Lines)
    ways = np.array(mark.paths)
    return ways[:, 0], ways[:, 1]


@few
@given(runs())
def test_each_point_is_linked_to_its_star(told: Run) -> None:
    """At the end of a half-step each link leads from its point to where its star is."""
    for frame in _film(told, "links"):
        if frame.beat == "start":
            assert _marks(frame) == []
            continue
        if frame.progress < 1:
            continue
        (mark,) = _marks(frame)
        setting = _setting(frame)
        begins, ends = _ends(mark)
        stars = setting.view.pixels(frame.stars)[frame.state.labels]
        assert np.allclose(ends, stars)
        away = np.hypot(*(begins - setting.places).T)
        assert (away <= setting.point + 1e-9).all()


def test_links_follow_their_stars() -> None:
    """While stars glide the links end on them, where they are now."""
    for frame in _film(run(40, 4), "links"):
        if frame.beat == "update":
            (mark,) = _marks(frame)
            stars = _setting(frame).view.pixels(frame.stars)
            assert np.allclose(_ends(mark)[1], stars[frame.state.labels])


def test_links_of_points_that_change_fade_over() -> None:
    """Halfway, a point that changes has a link to the old star and one to the new, others one."""
    frame = next(
        f
        for f in _film(run(100, 5), "links")
        if f.beat == "assign" and f.state.iteration == 1 and 0.2 < f.progress < 0.8
    )
    old, new = _marks(frame)
    assert frame.before is not None
    stars, many = _setting(frame).view.pixels(frame.stars), frame.state.changed
    leaving = frame.before.labels != frame.state.labels
    assert len(_ends(old)[0]) == many == leaving.sum() > 0
    assert np.allclose(_ends(old)[1], stars[frame.before.labels[leaving]])
    opacity = new.colors[:, 3]  # type: ignore[attr-defined]  # lines
    assert opacity[leaving] == pytest.approx(frame.progress * opacity[~leaving].max())
    assert np.ptp(opacity[~leaving]) == 0


def _one_by_one(show: str) -> tuple[list[Frame], Points]:
    """Film points that come in groups of ten."""
    points = np.random.default_rng(0).uniform(size=(40, 2))
    return _film(Run(points, tuple(macqueen(points, points[:3], batch_size=10))), show), points


def test_points_that_wait_have_no_link() -> None:
    """Only points that have joined are linked; those that join now get their link meanwhile."""
    film, points = _one_by_one("links,no-objective")
    for frame in film:
        waiting = frame.state.waiting
        if frame.beat != "update" or waiting is None:
            continue
        links = next(mark for mark in _marks(frame) if isinstance(mark, canvas.Lines))
        opacity = links.colors[:, 3]
        assert len(_ends(links)[0]) == (~waiting).sum() == (opacity > 0).sum()
    halfway = next(
        f for f in film if f.beat == "assign" and f.state.iteration == 1 and 0.2 < f.progress < 0.8
    )
    assert halfway.before is not None
    assert halfway.before.waiting is not None
    links = next(mark for mark in _marks(halfway) if isinstance(mark, canvas.Lines))
    opacity = links.colors[:, 3]
    assert len(np.unique(opacity.round(6))) == 2
    assert opacity.min() == pytest.approx(halfway.progress * opacity.max())
    assert (opacity == opacity.max()).sum() == (~halfway.before.waiting).sum()
    assert len(points) > len(opacity)


def test_points_that_join_come_from_nowhere() -> None:
    """They are no points that change, and have no rings of those."""
    film, _ = _one_by_one("changed")
    assert not any(changed(f).any() for f in film if f.state.waiting is not None)


@pytest.mark.parametrize("name", ["macqueen", "minibatch"])
def test_the_batch_is_lit_while_it_is_at_work(name: str) -> None:
    """A rim around each of its points and no others, from their joining to the end of the update.

    One batch goes out while the next comes up, and none is left on a picture that rests at the end.
    """
    points = np.random.default_rng(1).uniform(size=(50, 2))
    states = tuple(ALGORITHMS[name](points, points[:4], rng=0, max_iterations=5))
    for frame in _film(Run(points, states), "no-objective"):
        lit = [mark for mark in _marks(frame) if isinstance(mark, canvas.Markers)]
        batch = frame.state.batch
        if frame.beat in {"start", "stopped", "settled"} and frame.progress == 1:
            assert lit == []
        elif frame.beat == "update" or (frame.beat == "assign" and frame.progress == 1):
            assert batch is not None
            (mark,) = lit
            wanted = _setting(frame).places[batch]
            assert np.allclose(mark.places, wanted)
            assert mark.rims[0, 3] == 1
            assert mark.faces[0, 3] == 0
        elif frame.beat == "assign" and frame.before is not None:
            old, new = (mark.rims[0, 3] for mark in lit)
            assert old + new == pytest.approx(1)


def test_no_point_is_lit_where_points_are_a_density() -> None:
    """There a rim around each of a batch would be a blot."""
    points = np.random.default_rng(1).uniform(size=(50, 2))
    states = ALGORITHMS["minibatch"](points, points[:4], rng=0, max_iterations=2)
    for frame in storyboard(points, states, draw="density", trails=False, fps=10):
        assert _marks(frame) == []


def test_lloyds_points_are_not_lit() -> None:
    """Where all points take part, none has a rim."""
    assert not any(_marks(frame) for frame in _film(run(40, 4), ""))


def test_each_cluster_has_a_shape_of_its_own() -> None:
    """With shapes, points and stars of eight clusters have eight shapes."""
    frame = _film(run(80, 8), "shapes")[-1]
    (points,) = draw_board(_setting(frame), frame.state, cells=False)
    (stars,) = draw_stars(_setting(frame), frame)
    assert isinstance(points, canvas.Markers)
    assert isinstance(stars, canvas.Markers)
    kinds = {label: points.outlines[number] for number, label in enumerate(frame.state.labels)}
    assert len({np.asarray(path.vertices).tobytes() for path in kinds.values()}) == len(SHAPES) == 8
    assert len({len(np.asarray(path.vertices)) for path in stars.outlines}) == 8


def test_points_have_one_shape_before_they_choose() -> None:
    """Grey points are discs, also where clusters have shapes."""
    (points,) = draw_board(_setting(_film(run(20, 3), "shapes")[0]), None, cells=False)
    assert isinstance(points, canvas.Markers)
    assert len(points.outlines) == 1


@pytest.mark.parametrize("size", [(320, 240), (640, 640), (1280, 720)])
def test_stars_have_their_numbers(size: tuple[int, int]) -> None:
    """With numbers each star has its own above it, counted from 1 and whole on the board."""
    frame = _film(run(100, 7), "numbers")[-1]
    setting = setting_of(frame, Look(size))
    board = setting.layout.board
    numbers = [mark for mark in draw_stars(setting, frame) if isinstance(mark, canvas.Label)]
    assert [mark.words for mark in numbers] == ["1", "2", "3", "4", "5", "6", "7"]
    for mark, place in zip(numbers, setting.view.pixels(frame.stars), strict=True):
        box = extent(mark)
        assert box.y0 > place[1]
        assert abs((box.x0 + box.x1) / 2 - place[0]) < 2
        assert box.y1 <= board.top


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_objective_can_be_left_out(layout: str) -> None:
    """Without the objective no frame has a number of it, and nothing else is missing."""
    kept, left = (_film(run(40, 4), show) for show in ("", "no-objective"))
    for frame, bare in zip(kept, left, strict=True):
        told, silent = (_words(f, layout) for f in (frame, bare))
        gone = told - silent
        assert silent <= told
        assert not any("J" in word for word in silent)
        assert any("J" in word for word in gone) == (frame.beat != "start" or layout == "lecture")


def _words(frame: Frame, layout: str) -> set[str]:
    return set(written(LAYOUTS[layout]((640, 360), None, frame, THEMES["light"]), frame))


EVERYTHING = "changed,links,shapes,numbers,cells"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("theme", THEMES)
def test_all_parts_composed_are_all_parts_drawn_as_a_whole(layout: str, theme: str) -> None:
    """With everything shown, what ends a half-step equals a drawing of that frame alone."""
    size, colors = (420, 280), THEMES[theme]
    started = begin("kmeans++", 40, 5)
    for film in (
        _film(run(60, 5), EVERYTHING),
        list(storyboard(*desert("drop"), show=EVERYTHING, fps=10)),
        list(storyboard(*desert("farthest", lonely=2), show=EVERYTHING, fps=10)),
        tell(started, fps=4, show=EVERYTHING),
    ):
        pictures = render(film, layout=layout, theme=theme, size=size)
        for frame, picture in zip(film, pictures, strict=True):
            if frame.progress == 1:
                composition = LAYOUTS[layout](size, None, frame, colors)
                drawn = lambda f=frame, c=composition: draw_frame(f, c, colors)  # noqa: E731
                whole = Still(*size, colors.ground, drawn).pixels()
                assert np.abs(whole.astype(int) - picture.pixels).max() <= 2
