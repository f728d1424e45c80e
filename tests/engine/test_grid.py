"""A grid holds every point once, in the cell it lies in, and adds up what lies where."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine import Points
from kmviz.engine.checks import check_points
from kmviz.engine.grid import Grid, groups, lay_grid
from tests.engine.boards import many, seeds
from tests.engine.oracles import exact
from tests.engine.ways import tuned

meshes = st.fixed_dictionaries(
    {
        "POINTS_PER_CELL": st.sampled_from([0.05, 1.0, 12.0]),
        "STEPS": st.sampled_from([16, 2**16]),
        "SAMPLE": st.sampled_from([3, 2**14]),
        "BLOCK": st.sampled_from([7, 2**15]),
        "PAYS": st.sampled_from([1, 100_000]),
    }
)


@st.composite
def points(draw: st.DrawFn) -> Points:
    """Draw points in the plane, round or thin, some of them on the same places."""
    rng = np.random.default_rng(draw(seeds))
    places: Points = rng.normal(size=(40, 2)) ** draw(st.sampled_from([1, 5]))
    places = places * [1.0, draw(st.sampled_from([0.0, 1e-9, 1.0]))]
    offset = draw(st.sampled_from([0.0, 1e6]))
    return check_points(places[rng.integers(40, size=draw(st.sampled_from([1, 50, 200])))] + offset)


def lay(points: Points, constants: dict[str, Any]) -> Grid:
    """Lay a grid, however few the points."""
    with tuned(LEAST_POINTS=1, LEAST_CELLS=0, **constants):
        grid = lay_grid(points)
    assert grid is not None
    return grid


@many
@given(points(), meshes)
def test_every_point_is_in_the_grid_once(points: Points, constants: Any) -> None:
    """The order is a permutation of the points, which are kept and not copied."""
    grid = lay(points, constants)
    assert sorted(grid.order.tolist()) == list(range(len(points)))
    assert grid.points is points
    assert grid.starts[0] == 0
    assert grid.starts[-1] == len(points)
    assert (np.diff(grid.starts) >= 0).all()


@many
@given(points(), meshes)
def test_points_lie_in_their_rectangles_of_every_size(points: Points, constants: Any) -> None:
    """At each level, a point is no farther from the middle of its rectangle than half a side."""
    grid = lay(points, constants)
    cell = np.repeat(np.arange(len(grid.starts) - 1), np.diff(grid.starts))
    above = np.zeros((2, len(points)), dtype=np.intp)
    for depth, level in enumerate(grid.levels):
        inside = cell // level.cells
        if depth == 0:
            above = np.stack(np.divmod(inside, len(level.columns.middle)))
        else:
            above = 4 * above + np.stack(np.divmod(inside % 16, 4))
        for axis, (side, place) in enumerate([(level.columns, above[1]), (level.rows, above[0])]):
            away = np.abs(points[grid.order, axis] - side.middle[place])
            assert (away <= side.half[place]).all()
    assert grid.levels[-1].cells == 1


@many
@given(points(), meshes, seeds)
def test_running_sums_are_exact(points: Points, constants: Any, seed: int) -> None:
    """The two parts of any run of cells add up to its points, to 80 bits of the largest of all.

    All points are cut into parts of one size, by the largest, for all sums to be exact.
    """
    grid = lay(points, constants)
    first, last = sorted(np.random.default_rng(seed).integers(len(grid.starts), size=2))
    run = exact(points[grid.order[grid.starts[first] : grid.starts[last]]])
    origin = exact(grid.gauge.origin[np.newaxis])[0]
    all_points = exact(points)
    for axis in range(2):
        found = (
            grid.running[2 * axis : 2 * axis + 2, last]
            - grid.running[2 * axis : 2 * axis + 2, first]
        )
        truth = sum((place[axis] - origin[axis] for place in run), start=Fraction(0))
        most = max(abs(place[axis] - origin[axis]) for place in all_points)
        error = abs(sum(map(Fraction, found.tolist()), start=Fraction(0)) - truth)
        assert error <= len(run) * most / 2**80


@many
@given(st.lists(st.integers(1, 9), max_size=20), st.sampled_from([1, 4, 1000]))
def test_groups_are_cut_between_each_other(sizes: list[int], block: int) -> None:
    """Pieces of whole groups follow one another, from the first thing to the last."""
    starts = np.cumsum([0, *sizes])[:-1]
    with tuned(BLOCK=block):
        pieces = list(groups(starts, sum(sizes)))
    things = [thing for piece, _ in pieces for thing in range(piece.start, piece.stop)]
    of = [number for _, some in pieces for number in range(some.start, some.stop)]
    assert things == list(range(sum(sizes)))
    assert of == list(range(len(sizes)))
    for piece, some in pieces:
        assert piece.start == starts[some.start]


@pytest.mark.parametrize("d", [1, 3])
def test_only_the_plane_has_a_grid(d: int) -> None:
    """Points of other dimensions are not laid in one."""
    with tuned(LEAST_POINTS=1, LEAST_CELLS=0):
        assert lay_grid(check_points(np.random.default_rng(d).random((200, d)))) is None
