"""A density shows points where they lie, in the colours of their clusters, darker in a crowd."""

import re
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from typing import Any, NoReturn

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from kmviz.drawing.board import Setting
from kmviz.drawing.density import Raster, count_points, draw_density
from kmviz.drawing.layouts import Box
from kmviz.drawing.pages import page
from kmviz.drawing.render import render
from kmviz.drawing.style import THEMES
from kmviz.drawing.view import View, fit_view
from kmviz.engine import Points, State, lloyd, seams
from kmviz.engine.checks import check_points
from kmviz.story.frame import Frame
from kmviz.story.storyboard import storyboard
from tests.drawing.looks import Look, Pixels, hexadecimal, psnr, setting_of
from tests.engine.oracles import brute_distances, refused
from tests.engine.ways import tuned
from tests.story.runs import Run, begin, few, run, seeds, some

BOARD = Box(7.3, 11.6, 60.0, 44.7)
LIGHT = THEMES["light"]


@st.composite
def crowds(draw: st.DrawFn) -> Points:
    """Draw points, loose or on few places, round or very much wider than high, near 0 or far."""
    rng = np.random.default_rng(draw(seeds))
    points: Points = rng.normal(size=(draw(st.sampled_from([1, 30, 400])), 2))
    if draw(st.booleans()):
        points = np.round(points)
    points = points * [1.0, draw(st.sampled_from([1.0, 1e-6]))]
    return check_points(points + draw(st.sampled_from([0.0, 1e5])))


def _count(points: Points, grain: int) -> tuple[Raster, View]:
    view = fit_view(points, points[:1], BOARD, 3.0)
    return count_points(points, view, BOARD, grain), view


def _whole(raster: Raster, values: NDArray[Any]) -> NDArray[Any]:
    """Give what each place has, (rows, columns), the lowest row first."""
    table = np.zeros(raster.mesh.rows * raster.mesh.columns, dtype=values.dtype)
    table[raster.places] = values
    return table.reshape(raster.mesh.rows, raster.mesh.columns)


@some
@given(crowds(), st.sampled_from([1, 3]), st.sampled_from([1, 100_000]))
def test_every_point_is_counted_where_it_lies(points: Points, grain: int, pays: int) -> None:
    """Each place has as many points as there are within its pixels."""
    with tuned(PAYS=pays):
        raster, view = _count(points, grain)
    left, bottom = raster.corner
    assert (left, bottom) == (7, 11)
    assert raster.mesh.columns * grain >= 68 - left > (raster.mesh.columns - 1) * grain
    assert raster.mesh.rows * grain >= 57 - bottom > (raster.mesh.rows - 1) * grain
    found = _whole(raster, np.add.reduceat(raster.counts, raster.first))
    pixels = view.pixels(points)
    assert found.sum() == len(points)
    away = np.abs((pixels - raster.corner) / grain % 1 - 0.5).max(axis=1)
    inside = away < 0.5 - 1e-6  # of those between two places, rounding decides
    wanted = np.zeros_like(found)
    column, row = np.floor((pixels[inside] - raster.corner) / grain).astype(int).T
    np.add.at(wanted, (row, column), 1)
    assert (found >= wanted).all()
    assert found.sum() - wanted.sum() == np.count_nonzero(~inside)


@some
@given(crowds(), seeds, st.integers(1, 30))
def test_places_far_from_seams_have_the_colour_of_their_points(
    points: Points, seed: int, k: int
) -> None:
    """The colours of all points, one by one, differ from those of bins at the seams only."""
    raster, view = _count(points, 1)
    rng = np.random.default_rng(seed)
    centroids = points.mean(axis=0) + rng.normal(size=(k, 2)) * np.ptp(points, axis=0)
    distances = brute_distances(points, centroids)
    labels, colors = distances.argmin(axis=1), LIGHT.crowds(k)
    state = _state(centroids, labels)
    found = raster.by_nearest(state, colors)
    truth = raster.by_points(lambda some: colors[labels[some]])

    nearest = np.sort(np.sqrt(distances), axis=1)[:, :2]
    pixel = 1 / view.scale.min()  # a middle may be nearer to another centroid within half of it
    at_a_seam = (nearest[:, -1] - nearest[:, 0] <= 2 * pixel) if k > 1 else np.zeros(len(points))
    mixed = raster.by_points(lambda some: np.outer(at_a_seam[some], np.ones(3)))[:, 0] > 0
    assert np.allclose(found[~mixed], truth[~mixed])
    assert (found.min(axis=0) >= colors.min(axis=0) - 1e-9).all()
    assert (found.max(axis=0) <= colors.max(axis=0) + 1e-9).all()


def _state(centroids: Points, labels: NDArray[np.intp]) -> State:
    k = len(centroids)
    return State(
        iteration=0,
        centroids=centroids,
        labels=labels,
        means=centroids,
        counts=np.bincount(labels, minlength=k),
        inertia=0.0,
        inertia_at_means=0.0,
        changed=len(labels),
        settled=False,
        retired=np.zeros(k, dtype=np.bool_),
    )


@few
@given(seeds, st.integers(1, 12))
def test_a_place_on_a_seam_mixes_its_quarters(seed: int, k: int) -> None:
    """Each quarter counts with its points for the centroid that is nearest to its middle."""
    rng = np.random.default_rng(seed)
    points = check_points(rng.normal(size=(200, 2)))
    raster, view = _count(points, 1)
    centroids, colors = points[:1] + rng.normal(size=(k, 2)) / view.scale * 10, LIGHT.crowds(k)
    state = _state(centroids, np.zeros(200, dtype=np.intp))
    found = _whole(raster, raster.by_nearest(state, colors)[:, 0])
    sums, counts = np.zeros_like(found), np.zeros_like(found)
    for column, row in ((view.pixels(points) - raster.corner) * 2).astype(int).tolist():
        place = (np.array([column, row]) + 0.5) / 2 + raster.corner
        middle = (place - view.corner) / view.scale + view.low + view.origin
        label = int(np.square(centroids - middle).sum(axis=1).argmin())
        sums[row // 2, column // 2] += colors[label, 0]
        counts[row // 2, column // 2] += 1
    assert np.allclose(found, sums / np.maximum(counts, 1))


def test_the_more_points_the_darker() -> None:
    """Places with more points are never fainter; those with none are clear."""
    rng = np.random.default_rng(0)
    raster, _ = _count(check_points(rng.normal(size=(50_000, 2)) ** 3), 1)
    counts = np.add.reduceat(raster.counts, raster.first)
    along = np.argsort(counts, kind="stable")
    assert (np.diff(raster.opacity[along]) >= 0).all()
    assert 0.3 < raster.opacity.min() < raster.opacity.max() < 1
    assert 10 < len(np.unique(raster.opacity)) <= 21
    pixels = raster.image(raster.by_points(lambda some: np.zeros((some.stop - some.start, 3))))
    empty = _whole(raster, counts) == 0
    assert ((pixels[..., 3] == 0) == empty).all()


# --- on pictures


def _frames(told: Run, **telling: Any) -> list[Frame]:
    return list(storyboard(*told, draw="density", **{"fps": 5, **telling}))


def _drawn(frames: list[Frame], look: Look) -> list[Pixels]:
    pictures = render(frames, size=look.size, theme=look.theme, title=look.title)
    return [picture.pixels for picture in pictures]


def _shown(setting: Setting, pixels: Pixels) -> Pixels:
    columns, rows = np.floor(setting.places).astype(int).T
    found: Pixels = pixels[len(pixels) - 1 - rows, columns]
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_points_are_seen_in_their_places_and_colours(theme: str) -> None:
    """Grey at first, then a shade of the cluster's colour over the ground, where the points are."""
    look, colors = Look((320, 320), theme), THEMES[theme]
    ground = hexadecimal(colors.board).astype(float)
    for frame, pixels in zip(frames := _frames(run(60, 3)), _drawn(frames, look), strict=True):
        if frame.cells or frame.progress < 1 or len(frame.trail) > 0:
            continue
        full = np.tile(hexadecimal(colors.unassigned), (60, 1))
        found = _shown(setting_of(frame, look), pixels) - ground
        share = (found * (full - ground)).sum(axis=1) / np.square(full - ground).sum(axis=1)
        hidden = np.abs(found - share[:, np.newaxis] * (full - ground)).max(axis=1) > 2
        assert np.count_nonzero(hidden) < 20  # below stars
        assert (share[~hidden] > 0.3).all()


def test_a_row_of_the_picture_is_a_row_of_the_plane() -> None:
    """A lonely point above all others is seen above them."""
    points = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 0.01], [0.2, 1.0]])
    frames = _frames(Run(points, tuple(lloyd(points, points[:1]))), trails=False)
    ground = hexadecimal(LIGHT.board)
    (first, *_) = _drawn(frames, Look((320, 320)))
    rows = np.flatnonzero((first[12:-40, 12:-12] != ground).any(axis=(1, 2)))
    assert rows.min() < 60
    assert rows.max() > 200


@pytest.mark.parametrize("look", [Look((320, 240)), Look((640, 360), "dark", "Many points")])
@pytest.mark.parametrize("voronoi", ["final", "always"])
def test_a_composed_frame_is_the_one_drawn_as_a_whole(look: Look, voronoi: str) -> None:
    """At the end of each half-step, the film shows what a still of it shows."""
    frames = _frames(run(400, 4, max_iterations=3), voronoi=voronoi)
    for frame, pixels in zip(frames, _drawn(frames, look), strict=True):
        if frame.progress == 1:
            still = page(frame, size=look.size, theme=look.theme, title=look.title)
            assert psnr(still.pixels(), pixels) >= 45


def test_no_label_of_a_large_run_is_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frame costs pixels, not points: points are counted once, and their labels never asked."""
    points = check_points(np.random.default_rng(1).normal(size=(3000, 2)))

    def refuse(_: object) -> NoReturn:
        raise AssertionError("a label was asked for")

    with tuned(LEAST_POINTS=1, LEAST_CELLS=0):
        states = tuple(lloyd(points, points[:4], max_iterations=4))
    monkeypatch.setattr(seams, "_labels_by_cell", refuse)
    assert len(_drawn(_frames(Run(points, states)), Look((160, 160)))) > 10


def test_clusters_of_one_colour_differ_in_shade() -> None:
    """Where there are no shapes, all of eighty clusters have colours of their own."""
    for theme in THEMES.values():
        colors = theme.crowds(80)
        assert np.array_equal(colors[:10], theme.clusters)
        assert len(np.unique(colors, axis=0)) == 80
        assert (colors == np.rint(colors)).all()


@pytest.mark.parametrize("init", ["kmeans++", "partition", "farthest"])
def test_a_start_is_told_on_a_density_too(init: str) -> None:
    """The weights of D², and clusters that are dealt, are read point by point."""
    points, steps, states = begin(init, 300, 4)
    frames = _frames(Run(points, states), seeding=steps)
    look = Look((240, 240))
    raster = setting_of(frames[0], look).raster
    assert raster is not None
    worn = steps[-1]
    pixels = draw_density(raster, LIGHT, worn).pixels
    colors = np.unique(pixels[pixels[..., 3] > 0][:, :3], axis=0)
    if worn.distances is not None:
        light, heavy = hexadecimal(LIGHT.unassigned), hexadecimal(LIGHT.quiet)
        assert (colors >= np.minimum(light, heavy)).all()
        assert (colors <= np.maximum(light, heavy)).all()
        assert len(colors) > 10
    else:
        assert {tuple(color) for color in LIGHT.crowds(4)} <= {tuple(color) for color in colors}
    assert len(_drawn(frames, look)) == len(frames)


@pytest.mark.parametrize("waiting", [False, True])
def test_labels_that_are_not_of_the_nearest_are_read_point_by_point(*, waiting: bool) -> None:
    """Points keep the colours of their own labels, and are grey while they wait."""
    told = run(200, 3)
    state = replace(told.states[-1], nearest=False, labels=np.roll(told.states[-1].labels, 1))
    late = np.arange(200) % 3 == 0
    state = replace(state, waiting=late) if waiting else state
    raster, _ = _count(check_points(told.points), 1)
    colors, grey = LIGHT.crowds(3), hexadecimal(LIGHT.unassigned)
    full = np.where((late & waiting)[:, np.newaxis], grey, colors[state.labels])
    truth = raster.by_points(lambda some: full[some])
    pixels = draw_density(raster, LIGHT, state).pixels
    shown = pixels[pixels[..., 3] > 0][:, :3]
    assert np.abs(shown - truth).max() <= 0.5


# --- on paper


def test_a_page_keeps_its_text_and_carries_the_raster() -> None:
    """The words of an SVG are words, its stars are shapes, and the density is an image in it."""
    frame = _frames(run(500, 3))[-1]
    still = page(frame, size=(320, 320))
    svg = still.svg({}).decode()
    assert svg.count("<image") == 1
    assert ">settled<" not in svg
    assert "nothing changes any more" in svg
    assert svg.count("<path") > 3


def test_a_raster_on_a_page_is_the_one_on_a_picture() -> None:
    """The image in an SVG has the very pixels, from below, and is turned over."""
    frame = _frames(run(500, 3))[0]
    svg = page(frame, size=(320, 320)).svg({}).decode()
    match = re.search(r'base64,([^"]+)" [^>]*transform="scale\(1 -1\)', svg.replace("\n", ""))
    assert match is not None
    image = np.asarray(Image.open(BytesIO(b64decode(match.group(1)))))
    raster = setting_of(frame, Look((320, 320))).raster
    assert raster is not None
    grey = np.tile(hexadecimal(LIGHT.unassigned).astype(float), (len(raster.places), 1))
    assert np.array_equal(image, raster.image(grey))


# --- when


@pytest.mark.parametrize(
    ("n", "draw", "drawn"),
    [
        (20_000, "auto", "points"),
        (20_001, "auto", "density"),
        (20_001, "points", "points"),
        (5, "density", "density"),
    ],
)
def test_a_density_is_drawn_where_dots_run_together(n: int, draw: str, drawn: str) -> None:
    """Above 20,000 points, unless one or the other is asked for."""
    points = np.random.default_rng(0).random((n, 2))
    frame, *_ = storyboard(points, lloyd(points, points[:2], max_iterations=1), draw=draw)
    assert frame.draw == drawn


def test_points_of_a_density_cannot_be_ringed() -> None:
    """What is asked beside a density must be possible in one."""
    told = run(30, 3)
    with refused("no points to be ringed"):
        storyboard(*told, draw="density", show="changed")
    with refused("draw is 'dots'"):
        storyboard(*told, draw="dots")
