"""Facts about the marks of a board: as many as there should be, in their places and colours."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.path import Path

from kmviz.drawing import canvas
from kmviz.drawing.board import Setting, draw_board, draw_ground, draw_stars
from kmviz.drawing.canvas import Mark
from kmviz.drawing.style import THEMES, rgb
from kmviz.engine import lloyd, macqueen
from kmviz.story.frame import Frame
from kmviz.story.storyboard import storyboard
from tests.drawing.looks import Look, extent, setting_of
from tests.story.runs import Run, beats, begin, desert, few, run, runs, seeds

LOOK = Look((640, 640), "light")


def _film(told: Run, **telling: str) -> list[Frame]:
    return list(storyboard(*told, fps=10, **telling))  # type: ignore[arg-type]  # all are words


def _colors(mark: Mark) -> list[tuple[int, ...]]:
    assert isinstance(mark, canvas.Markers | canvas.Polygons | canvas.Lines)
    faces = mark.colors if isinstance(mark, canvas.Lines) else mark.faces
    return [tuple(np.rint(255 * face[:3]).astype(int)) for face in np.asarray(faces)]


def _opacities(mark: Mark) -> list[float]:
    assert isinstance(mark, canvas.Markers)
    return [float(face[3]) for face in mark.faces]


def _places(mark: Mark) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    assert isinstance(mark, canvas.Markers)
    return mark.places


def _setting(frame: Frame, size: tuple[int, int] = (640, 640)) -> Setting:
    return setting_of(frame, Look(size))


@few
@given(runs(), st.sampled_from([(160, 120), (640, 640), (1920, 1080)]))
def test_points_are_drawn_in_their_places_and_colours(told: Run, size: tuple[int, int]) -> None:
    """Each point is where the view says, in the colour of its label; grey where it has none."""
    frame = _film(told)[-1]
    setting, theme = _setting(frame, size), THEMES["light"]
    (points,) = draw_board(setting, frame.state, cells=False)
    assert np.allclose(_places(points), setting.view.pixels(told.points))
    wanted = [tuple(theme.clusters[label % 10]) for label in frame.state.labels]
    assert _colors(points) == wanted
    (grey,) = draw_board(setting, None, cells=True)
    assert np.allclose(_places(grey), _places(points))
    assert _colors(grey) == [(0xA9, 0xAE, 0xB8)]


@pytest.mark.parametrize("theme", THEMES)
def test_points_that_wait_are_hollow_among_those_that_have_joined(theme: str) -> None:
    """Rims of grey and nothing in them, round whatever the shapes: no cluster looks like that."""
    points = np.random.default_rng(0).uniform(size=(60, 2))
    first = next(macqueen(points, points[:12], batch_size=20))
    frame = next(storyboard(points, [first], show="shapes"))
    colors, waiting = THEMES[theme], first.waiting
    assert waiting is not None
    assert 0 < waiting.sum() < 60
    (drawn,) = draw_board(setting_of(frame, Look((640, 640), theme)), first, cells=False)
    assert isinstance(drawn, canvas.Markers)
    rims = np.rint(255 * drawn.rims).astype(int)
    for i, face in enumerate(_colors(drawn)):
        wanted = rgb(colors.board) if waiting[i] else colors.clusters[first.labels[i] % 10]
        assert face == tuple(wanted)
        assert tuple(rims[i]) == tuple(rgb(colors.unassigned if waiting[i] else colors.rim))
    corners = np.array([len(np.asarray(path.vertices)) for path in drawn.outlines])
    assert len(set(corners[waiting])) == 1
    assert len(set(corners[~waiting])) > 1


@few
@given(runs(), st.sampled_from([(160, 120), (320, 240), (640, 640), (1920, 1080)]))
def test_points_and_stars_are_whole_on_the_board(told: Run, size: tuple[int, int]) -> None:
    """No point is cut off by the board's edge, nor any star that starts on a point or moves."""
    frame = _film(told)[-1]
    setting = _setting(frame, size)
    board, largest = setting.layout.board, max(setting.star, setting.point)
    means = frame.state.means[frame.state.counts > 0]
    places = np.concatenate([setting.places, setting.view.pixels(means)])
    assert (places >= np.array([board.left, board.bottom]) + largest).all()
    assert (places <= np.array([board.right, board.top]) - largest).all()


@pytest.mark.parametrize("n", [10, 100, 1000, 20000])
def test_stars_are_larger_than_points_and_points_can_be_seen(n: int) -> None:
    """However many points, a star is larger than a point, and a point half a pixel at least."""
    for size in ((320, 240), (640, 640), (1920, 1080)):
        for k in (1, 7, 30):
            told = run(n, min(k, n), max_iterations=1)
            setting = _setting(next(storyboard(*told)), size)
            assert setting.star > 1.2 * setting.point
            assert setting.point >= 0.3
            assert setting.stroke >= 1.2


def test_the_empty_board_is_its_box() -> None:
    """The ground of a board is one rectangle, exactly the board's box, in the board's colour."""
    setting = _setting(_film(run(20, 3))[0])
    (ground,) = draw_ground(setting)
    assert isinstance(ground, canvas.Polygons)
    (corners,) = ground.corners
    board = setting.layout.board
    assert corners.min(axis=0).tolist() == [board.left, board.bottom]
    assert corners.max(axis=0).tolist() == [board.right, board.top]
    assert _colors(ground) == [(0xF4, 0xF5, 0xF7)]


def test_cells_are_drawn_below_points_in_pale_colours() -> None:
    """With cells, they come first: one polygon for each star, in its cell colour."""
    frame = _film(run(60, 12))[-1]
    cells, _ = draw_board(_setting(frame), frame.state, cells=True)
    assert isinstance(cells, canvas.Polygons)
    theme = THEMES["light"]
    assert _colors(cells) == [tuple(theme.cells[label % 10]) for label in range(12)]
    assert len(cells.corners) == 12


def test_cells_are_of_the_centroids_that_gave_the_labels() -> None:
    """During an update the stars move and the cells do not: each star's cell holds its centroid."""
    told = run(60, 5)
    frame = next(
        f for f in _film(told, voronoi="always") if f.beat == "update" and f.progress > 0.5
    )
    assert not np.allclose(frame.stars, frame.state.centroids)
    setting = _setting(frame)
    cells, _ = draw_board(setting, frame.state, cells=frame.cells)
    assert isinstance(cells, canvas.Polygons)
    for corners, centroid in zip(cells.corners, frame.state.centroids, strict=True):
        assert Path(corners).contains_points(setting.view.pixels(centroid[np.newaxis])).all()
    for corners, label in zip(cells.corners, range(5), strict=True):
        members = setting.places[frame.state.labels == label]
        assert Path(corners).contains_points(members, radius=1e-3).all()


@few
@given(runs())
def test_stars_are_where_the_frame_says(told: Run) -> None:
    """In every frame each star that takes part is drawn once, in its colour, in its place."""
    film = _film(told)
    setting = _setting(film[0])
    for frame in film:
        marks = list(draw_stars(setting, frame))
        if frame.beat == "start" and frame.progress == 0:
            assert marks == []
            continue
        stars = marks[-1]
        shown = np.flatnonzero(frame.presence > 0)
        leaving = np.setdiff1d(np.flatnonzero(~frame.state.retired), shown)
        assert len(leaving) == 0 or (frame.beat, frame.progress) == ("update", 1)
        assert np.allclose(_places(stars), setting.view.pixels(frame.stars)[shown])
        assert _colors(stars) == [tuple(THEMES["light"].clusters[label]) for label in shown]


def test_stars_appear_at_the_start() -> None:
    """At the start the stars are as opaque as the beat has come far."""
    film = _film(run(20, 3))
    setting = _setting(film[0])
    for frame in next(beats(film))[1:]:
        (stars,) = draw_stars(setting, frame)
        assert _opacities(stars) == pytest.approx([frame.progress] * 3)


def test_a_dropped_star_fades_and_does_not_come_back() -> None:
    """A star that leaves fades in the update after it was found empty, its trail with it."""
    film = _film(desert("drop"))
    setting = _setting(film[0])
    gone = False
    for frame in [frame for frame in film if frame.beat not in {"start", "assign", "empty"}]:
        trails, stars = draw_stars(setting, frame)
        assert isinstance(trails, canvas.Lines)
        gone = gone or frame.progress == 1
        if gone:
            assert len(_places(stars)) == len(trails.paths) == 2
            continue
        assert frame.beat == "update"
        assert _opacities(stars) == pytest.approx([1, 1, 1 - frame.progress])
        assert trails.colors[:, 3] == pytest.approx([1, 1, 1 - frame.progress])


def test_trails_lead_through_all_places_to_the_star() -> None:
    """A trail begins where its star began and ends where the star is now."""
    told = run(60, 4)
    for frame in _film(told):
        if frame.beat != "update":
            continue
        setting = _setting(frame)
        trails, stars = draw_stars(setting, frame)
        assert isinstance(trails, canvas.Lines)
        for label, vertices in enumerate(trails.paths):
            wanted = [state.centroids[label] for state in told.states[: frame.state.iteration + 1]]
            assert np.allclose(vertices[:-1], setting.view.pixels(np.array(wanted)))
            assert np.allclose(vertices[-1], _places(stars)[label])


def test_clusters_above_ten_have_other_shapes() -> None:
    """Points of an eleventh cluster are no discs and its star has other arms than the first's."""
    frame = _film(run(60, 12))[-1]
    setting = _setting(frame)
    (points,) = draw_board(setting, frame.state, cells=False)
    *_, stars = draw_stars(setting, frame)
    assert isinstance(points, canvas.Markers)
    assert isinstance(stars, canvas.Markers)
    shapes = [len(np.asarray(path.vertices)) for path in points.outlines]
    for shape, label in zip(shapes, frame.state.labels, strict=True):
        assert (shape == shapes[list(frame.state.labels).index(0)]) == (label < 10)
    arms = [(len(np.asarray(path.vertices)) - 1) // 2 for path in stars.outlines]
    assert arms == [5] * 10 + [4] * 2


def test_eighty_one_clusters_have_numbers() -> None:
    """Above eighty clusters each star has its number above it, whole on the board; below, none."""
    film = _film(run(300, 81, max_iterations=1))
    setting, board = _setting(film[-1]), _setting(film[-1]).layout.board
    numbers = [mark for mark in draw_stars(setting, film[-1]) if isinstance(mark, canvas.Label)]
    assert [mark.words for mark in numbers] == [str(number) for number in range(1, 82)]
    for mark, place in zip(numbers, setting.view.pixels(film[-1].stars), strict=True):
        box = extent(mark)
        assert box.y0 > place[1]
        assert box.y1 <= board.top
        assert board.left <= box.x0
        assert box.x1 <= board.right
    fewer = _film(run(300, 80, max_iterations=1))[-1]
    assert not any(isinstance(mark, canvas.Label) for mark in draw_stars(_setting(fewer), fewer))


def test_the_same_plane_is_shown_in_every_frame_of_a_film() -> None:
    """Sizes and view do not depend on the frame, also where the stars start far off."""
    points = np.random.default_rng(0).uniform(-1, 1, (30, 2))
    states = list(lloyd(points, [[0.0, 0.0], [2.0, 1.5]]))
    film = list(storyboard(points, states, trails=False, steps=True))
    first = _setting(film[0])
    for frame in film:
        setting = _setting(frame)
        assert np.array_equal(setting.places, first.places)
        assert (setting.star, setting.point) == (first.star, first.point)


def test_a_star_out_of_all_proportion_can_be_drawn() -> None:
    """A starting centroid 10²³⁰ widths away is drawn, off the board, without an overflow."""
    points = 1e-90 * np.random.default_rng(0).uniform(-1, 1, (30, 2))
    states = list(lloyd(points, [[0.0, 0.0], [1e140, 1e140]]))
    film = list(storyboard(points, states, steps=True))
    for frame in film:
        *_, stars = draw_stars(_setting(frame), frame)
        assert np.abs(_places(stars)).max() <= 1.01e7


@few
@given(seeds)
def test_the_area_of_a_point_tells_its_weight(seed: int) -> None:
    """Points are as large as their D², the lightest ones a little larger, and all in place."""
    step = begin("kmeans++", 50, 3, seed=seed).steps[-1]
    frame = next(storyboard(*run(50, 3, seed=seed)))
    setting = _setting(frame)
    (mark,) = draw_board(setting, step, cells=False)
    assert isinstance(mark, canvas.Markers)
    assert step.distances is not None
    radii = mark.radius + 0.13 * setting.point
    wanted = 1.7 * setting.point * np.sqrt(step.distances / step.distances.max())
    assert radii == pytest.approx(np.maximum(wanted, 0.6 * setting.point))
    assert np.allclose(_places(mark), setting.places)


def test_points_that_were_dealt_wear_their_clusters_colours() -> None:
    """A random partition is seen in the colours of the stars that come of it."""
    step = begin("partition", 50, 3).steps[-1]
    (mark,) = draw_board(_setting(next(storyboard(*run(50, 3)))), step, cells=False)
    assert step.labels is not None
    assert _colors(mark) == [tuple(THEMES["light"].clusters[label]) for label in step.labels]
