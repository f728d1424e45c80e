"""Facts about what is shown of the plane: all of the data, undistorted, wherever they lie."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.drawing.layouts import Box
from kmviz.drawing.view import THREAD, View, fit_view
from kmviz.engine import Points
from tests.story.runs import many, seeds, some

BOARD = Box(19, 54, 602, 511)
MARGIN = 20.0

boards = st.builds(
    Box,
    left=st.integers(0, 60),
    bottom=st.integers(0, 200),
    width=st.integers(150, 3800),
    height=st.integers(61, 2100),
)
offsets = st.sampled_from([0.0, 3.0, -1e6, 1e9, 1e12])
units = st.sampled_from([1e-90, 1e-9, 1.0, 1e6, 1e100])


@st.composite
def clouds(draw: st.DrawFn) -> Points:
    """Draw points, perhaps tiny or huge, perhaps off the origin, perhaps all on one line."""
    rng = np.random.default_rng(draw(seeds))
    points = rng.normal(size=(draw(st.integers(2, 30)), 2)) * draw(units)
    stretched = draw(st.sampled_from([[1.0, 1.0], [1.0, 0.4], [0.0, 1.0], [1.0, 0.0], [1.0, 1e3]]))
    return points * stretched


def _inside(pixels: Points, board: Box, margin: float) -> bool:
    low = np.array([board.left, board.bottom]) + margin - 1e-6
    high = np.array([board.right, board.top]) - margin + 1e-6
    return bool(((pixels >= low) & (pixels <= high)).all())


def _is_thread(view: View) -> bool:
    return bool(view.scale[0] != view.scale[1])


@many
@given(clouds(), boards, st.floats(0, 25))
def test_all_points_are_on_the_board(points: Points, board: Box, margin: float) -> None:
    """Every point lies on the board, off its edges by the margin, and the data fill one axis."""
    pixels = fit_view(points, points[:1], board, margin).pixels(points)
    assert _inside(pixels, board, margin)
    room = np.array([board.width, board.height]) - 2 * margin
    assert (np.ptp(pixels, axis=0) / room).max() == pytest.approx(1)


@many
@given(clouds(), boards)
def test_data_are_in_the_middle(points: Points, board: Box) -> None:
    """The middle of the data is the middle of the board."""
    pixels = fit_view(points, points[:1], board, MARGIN).pixels(points)
    middle = (pixels.min(axis=0) + pixels.max(axis=0)) / 2
    assert middle == pytest.approx(
        [board.left + board.width / 2, board.bottom + board.height / 2], abs=1e-6
    )


@many
@given(clouds(), boards)
def test_distances_are_shown_as_they_are(points: Points, board: Box) -> None:
    """Both axes have one scale, unless the data would be a mere thread then."""
    view = fit_view(points, points[:1], board, MARGIN)
    if not _is_thread(view):
        return
    room = np.array([board.width, board.height]) - 2 * MARGIN
    alone = room / np.ptp(points, axis=0)
    assert alone.max() > THREAD * alone.min()
    assert view.scale == pytest.approx(alone)


def test_a_circle_is_a_circle() -> None:
    """Points of a circle are shown on a circle, on a wide board too."""
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    pixels = fit_view(circle, circle[:1], Box(0, 0, 1200, 400), MARGIN).pixels(circle)
    assert np.hypot(*(pixels - [600, 200]).T) == pytest.approx(180)


def test_columns_of_different_units_fill_the_board() -> None:
    """Ages and incomes, a thread at equal scales, use both axes of the board."""
    points = np.random.default_rng(0).uniform([20, 1e4], [70, 9e4], (50, 2))
    pixels = fit_view(points, points[:1], BOARD, MARGIN).pixels(points)
    assert np.ptp(pixels, axis=0) == pytest.approx(
        [BOARD.width - 2 * MARGIN, BOARD.height - 2 * MARGIN]
    )


@some
@given(st.tuples(*2 * [st.floats(-1.7e308, 1.7e308)]), boards, st.integers(1, 4))
def test_one_place_is_in_the_middle(place: tuple[float, float], board: Box, n: int) -> None:
    """Points that are all equal, anywhere, lie in the middle of the board."""
    points = np.tile(np.array(place), (n, 1))
    view = fit_view(points, points[:1], board, MARGIN)
    assert view.pixels(points) == pytest.approx(
        np.tile([board.left + board.width / 2, board.bottom + board.height / 2], (n, 1))
    )
    assert (view.low < view.high).all()


@many
@given(clouds(), boards, offsets)
def test_nothing_is_lost_far_from_the_origin(points: Points, board: Box, offset: float) -> None:
    """Points a billion widths away are on the board, as sharp as their float64 are."""
    points = points / np.abs(points).max()
    there = points + offset
    pixels = fit_view(there, there[:1], board, MARGIN).pixels(there)
    assert _inside(pixels, board, MARGIN)
    here = fit_view(there - offset, there[:1] - offset, board, MARGIN).pixels(there - offset)
    assert pixels == pytest.approx(here, abs=1e-3)


@many
@given(clouds(), boards, seeds)
def test_stars_amid_or_near_the_data_are_on_the_board(
    points: Points, board: Box, seed: int
) -> None:
    """Starting centroids that fit when the data have half of their size are on the board."""
    scale = fit_view(points, points[:1], board, MARGIN).scale
    reach = 0.99 * (np.array([board.width, board.height]) - 2 * MARGIN) / scale
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    start = np.random.default_rng(seed).uniform(middle - reach, middle + reach, (5, 2))
    view = fit_view(points, start, board, MARGIN)
    assert _inside(view.pixels(np.concatenate([points, start])), board, MARGIN)


@many
@given(clouds(), boards, seeds, st.sampled_from([3.0, 1e3, 1e30]))
def test_stars_astray_leave_the_data_half_of_their_size(
    points: Points, board: Box, seed: int, distance: float
) -> None:
    """However far off the given centroids are, the data fill at least half of what they could."""
    span = np.ptp(points, axis=0).max()
    start = np.random.default_rng(seed).normal(size=(3, 2)) * distance * span
    alone, both = (
        fit_view(points, centroids, board, MARGIN).pixels(points)
        for centroids in (points[:1], start)
    )
    room = np.array([board.width, board.height]) - 2 * MARGIN
    full = (np.ptp(alone, axis=0) / room).max()
    assert (np.ptp(both, axis=0) / room).max() >= 0.5 * full - 1e-9
    assert _inside(both, board, MARGIN)


@some
@given(st.floats(-np.pi, np.pi), st.sampled_from([1e8, 1e30, 1e200]))
def test_what_is_out_of_all_proportion_keeps_its_direction(angle: float, far: float) -> None:
    """A place immensely far away is drawn closer, in its direction, where drawing can take it."""
    points = np.array([[-1.0, -1.0], [1.0, 1.0]])
    view = fit_view(points, points, BOARD, MARGIN)
    direction = np.array([np.cos(angle), np.sin(angle)])
    (there,) = view.pixels(far * direction[np.newaxis])
    (centre,) = view.pixels(np.zeros((1, 2)))
    assert np.abs(there).max() <= 1e7 * (1 + 1e-9)
    seen = (there - centre) / np.hypot(*(there - centre))
    assert seen == pytest.approx(direction, abs=1e-3)


def test_a_star_apart_from_points_in_one_place_is_on_the_board() -> None:
    """Where all points are in one place, the star is shown wherever it begins."""
    points, start = np.full((5, 2), 3.0), np.array([[403.0, 3.0]])
    pixels = fit_view(points, start, BOARD, MARGIN).pixels(np.concatenate([points, start]))
    assert _inside(pixels, BOARD, MARGIN)
    assert np.ptp(pixels[:, 0]) == pytest.approx(BOARD.width - 2 * MARGIN)


def test_the_corners_shown_are_the_corners_of_the_board() -> None:
    """The window that cells are clipped to is exactly the board."""
    points = np.random.default_rng(0).normal(size=(9, 2)) + 7
    view = fit_view(points, points[:1], BOARD, MARGIN)
    assert view.place(view.low) == pytest.approx([BOARD.left, BOARD.bottom])
    assert view.place(view.high) == pytest.approx([BOARD.right, BOARD.top])
    assert view.pixels(points) == pytest.approx(view.place(points - view.origin))
