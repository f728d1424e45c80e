"""Facts about Voronoi cells, held against shapely and against the nearest centroid itself."""

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from shapely import Polygon, box
from shapely.geometry.base import BaseGeometry

from kmviz.drawing.cells import voronoi_cells
from kmviz.engine import Points
from tests.story.runs import many, seeds, some

LOW, HIGH = np.array([-1.0, -0.5]), np.array([1.0, 0.7])
BOX = box(*LOW, *HIGH)


def _cells(centroids: Points) -> list[Points]:
    return voronoi_cells(centroids, LOW, HIGH, np.zeros(len(centroids), np.bool_))


def _polygon(cell: Points) -> BaseGeometry:
    return Polygon(cell) if len(cell) > 0 else Polygon()


def _half_plane(near: Points, far: Points) -> BaseGeometry:
    """Give what is nearer to the one place than to the other, as a rectangle that is large."""
    towards = (far - near) / np.hypot(*(far - near))
    along, middle, reach = np.array([-towards[1], towards[0]]), (near + far) / 2, 1e3
    corners = [middle + reach * along, middle - reach * along]
    return Polygon([*corners, *(corner - reach * towards for corner in reversed(corners))])


def _by_half_planes(centroids: Points, label: int) -> BaseGeometry:
    cell: BaseGeometry = BOX
    for other in range(len(centroids)):
        if other != label:
            cell = cell.intersection(_half_plane(centroids[label], centroids[other]))
    return cell


@st.composite
def sites(draw: st.DrawFn, *, most: int = 12) -> Points:
    """Draw distinct centroids: loose, on a line, or on a grid, in the box and around it."""
    rng = np.random.default_rng(draw(seeds))
    k = draw(st.integers(1, most))
    kind = draw(st.sampled_from(["loose", "around", "line", "grid"]))
    if kind == "line":
        return rng.uniform(-1, 1, (k, 1)) * [[2.0, 1.0]] + [[0.1, 0.0]]
    if kind == "grid":
        return np.unique(rng.integers(-2, 3, (k, 2)) / 2.0, axis=0)
    return rng.uniform(-1, 1, (k, 2)) * (3.0 if kind == "around" else 0.7)


@many
@given(sites())
def test_cells_are_intersections_of_half_planes(centroids: Points) -> None:
    """Each cell is, in area and in every corner, what shapely cuts from the box by bisectors."""
    for label, cell in enumerate(_cells(centroids)):
        difference = _polygon(cell).symmetric_difference(_by_half_planes(centroids, label))
        assert difference.area < 1e-9


@pytest.mark.parametrize("seed", [0, 1])
def test_many_cells_are_intersections_of_half_planes(seed: int) -> None:
    """So are those of a hundred centroids, where most others are too far off to matter."""
    centroids = np.random.default_rng(seed).uniform(-1, 1, (100, 2)) * [1.0, 0.6]
    for label, cell in enumerate(_cells(centroids)):
        difference = _polygon(cell).symmetric_difference(_by_half_planes(centroids, label))
        assert difference.area < 1e-9


@many
@given(sites())
@example(np.array([[-1.0, -1.0], [-1.0, 0.5], [0.0, 1.0], [0.5, -1.0], [1.0, 0.0]]))
def test_cells_share_out_the_box(centroids: Points) -> None:
    """The areas of the cells add up to the area of the box, and no cell is turned or crossed."""
    cells = [_polygon(cell) for cell in _cells(centroids)]
    assert sum(cell.area for cell in cells) == pytest.approx(BOX.area, rel=1e-9)
    assert all(cell.is_valid for cell in cells)


@many
@given(sites(), seeds)
def test_every_place_lies_in_the_cell_of_its_nearest_centroid(centroids: Points, seed: int) -> None:
    """Places of the box, nearest to one centroid by brute force, are covered by its cell."""
    places = np.random.default_rng(seed).uniform(LOW, HIGH, (60, 2))
    distances = np.hypot(*(places[:, np.newaxis] - centroids).transpose(2, 0, 1))
    cells = _cells(centroids)
    for place, label in zip(places, distances.argmin(axis=1), strict=True):
        assert _polygon(cells[label]).distance(shapely.Point(place)) < 1e-9


@pytest.mark.parametrize("at", [(0.0, 0.0), (50.0, -3.0)])
def test_one_centroid_has_the_whole_box(at: tuple[float, float]) -> None:
    """With a single centroid, wherever it is, the cell is the box."""
    (cell,) = _cells(np.array([at]))
    assert _polygon(cell).equals(BOX)


def test_two_centroids_share_the_box_by_their_bisector() -> None:
    """Two centroids left and right of the middle have a half of the box each."""
    left, right = _cells(np.array([[-0.3, 0.1], [0.3, 0.1]]))
    assert _polygon(left).equals(box(-1, -0.5, 0, 0.7))
    assert _polygon(right).equals(box(0, -0.5, 1, 0.7))


@some
@given(sites(), st.integers(1, 4), seeds)
def test_of_several_in_one_place_the_first_owns_the_cell(
    centroids: Points, copies: int, seed: int
) -> None:
    """Centroids in one place have one cell, it is that of the lowest index, the others none."""
    doubled = np.concatenate([centroids, centroids[np.arange(copies) % len(centroids)]])
    doubled = np.random.default_rng(seed).permutation(doubled)
    cells = _cells(doubled)
    for label, place in enumerate(doubled):
        if (doubled[:label] == place).all(axis=1).any():
            assert len(cells[label]) == 0
    assert sum(_polygon(cell).area for cell in cells) == pytest.approx(BOX.area, rel=1e-9)


@some
@given(sites(), seeds)
def test_retired_centroids_leave_the_box_to_the_others(centroids: Points, seed: int) -> None:
    """A retired centroid has no cell, and the others have the cells they would have without it."""
    retired = np.random.default_rng(seed).random(len(centroids)) < 0.4
    retired[0] = False
    cells = voronoi_cells(centroids, LOW, HIGH, retired)
    assert all(len(cells[label]) == 0 for label in np.flatnonzero(retired))
    kept = [cell for cell, out in zip(cells, retired, strict=True) if not out]
    for cell, alone in zip(kept, _cells(centroids[~retired]), strict=True):
        assert np.array_equal(cell, alone)


def test_a_centroid_beyond_another_has_no_cell_in_the_box() -> None:
    """A centroid whose cell lies wholly outside of the box has no corner in it."""
    near, far = _cells(np.array([[0.0, 0.0], [9.0, 0.0]]))
    assert _polygon(near).equals(BOX)
    assert far.shape == (0, 2)


def test_a_cell_that_only_touches_the_box_is_none() -> None:
    """Where a bisector runs along an edge of the box, nothing is drawn on that edge."""
    near, far = _cells(np.array([[0.0, 0.0], [2.0, 0.0]]))
    assert _polygon(near).equals(BOX)
    assert far.shape == (0, 2)


@some
@given(sites(), st.sampled_from([-(10.0**9), 2.0**30, 10.0**9]))
@example(
    np.array([[0.18819531, 0.04409765], [-0.528604, -0.314302], [-0.52756706, -0.31378353]]), -1e9
)
def test_cells_far_from_the_origin_keep_their_shape(centroids: Points, offset: float) -> None:
    """A box and centroids a billion widths away have the same cells, to the grain of float64.

    The grain moves centroids, and turns the seam between two the more, the closer they are.
    """
    there = voronoi_cells(
        centroids + offset, LOW + offset, HIGH + offset, np.zeros(len(centroids), np.bool_)
    )
    closest = min((np.hypot(*(a - b)) for a, b in combinations(centroids, 2)), default=np.inf)
    lost = BOX.length * np.spacing(abs(offset)) * (1 + BOX.length / closest)
    for here, cell in zip(_cells(centroids), there, strict=True):
        moved = _polygon(cell - offset)
        assert _polygon(here).symmetric_difference(moved).area < lost


@some
@given(sites(), st.sampled_from([-330, -40, 3, 490]))
def test_cells_do_not_depend_on_the_unit(centroids: Points, power: int) -> None:
    """In units that are a power of two larger or smaller the cells are the same, to the bit."""
    unit = 2.0**power
    nobody = np.zeros(len(centroids), np.bool_)
    there = voronoi_cells(centroids * unit, LOW * unit, HIGH * unit, nobody)
    for here, cell in zip(_cells(centroids), there, strict=True):
        assert np.array_equal(here * unit, cell)


def test_a_centroid_out_of_all_proportion_takes_no_harm() -> None:
    """A centroid 10²⁵⁰ widths away leaves the box to the one nearby."""
    near, far = _cells(np.array([[0.1, 0.2], [1e250, -1e249]]))
    assert _polygon(near).equals(BOX)
    assert len(far) == 0


def test_neighbours_meet_at_the_same_corners() -> None:
    """No gaps: each corner inside the box belongs to three cells or more."""
    centroids = np.random.default_rng(1).uniform(-1, 1, (40, 2)) * [1.0, 0.6]
    corners = np.concatenate(_cells(centroids))
    inside = corners[((corners > LOW + 1e-9) & (corners < HIGH - 1e-9)).all(axis=1)]
    assert len(inside) > 60
    distances = np.hypot(*(inside[:, np.newaxis] - corners).transpose(2, 0, 1))
    assert ((distances < 1e-9).sum(axis=1) >= 3).all()
