"""The plane of the first two principal axes shows what it says it shows."""

import numpy as np
import pytest
from hypothesis import given
from sklearn.decomposition import PCA

from kmviz.choosing_k import principal_plane
from kmviz.engine import Points
from tests.choosing_k.evidence import IRIS
from tests.engine.boards import Board, clouds, many


@many
@given(clouds(least=3))
def test_the_plane_is_that_of_scikit_learn(board: Board) -> None:
    """The share of the variance, and the distances in the plane, are those of its PCA."""
    plane = principal_plane(board.points)
    pca = PCA(2).fit(board.points)
    assert plane.kept == pytest.approx(pca.explained_variance_ratio_.sum(), abs=1e-9)
    theirs = np.abs(pca.transform(board.points))
    assert np.abs(plane.projected) == pytest.approx(theirs, abs=1e-6)


def test_iris_keeps_97_8_percent() -> None:
    """The published share of the first two components of iris."""
    assert principal_plane(IRIS).kept == pytest.approx(0.97768521, abs=1e-8)


@many
@given(clouds())
def test_places_are_projected_as_the_points_are(board: Board) -> None:
    """Points, and whatever else lies in their space, get to the same places of the plane."""
    plane = principal_plane(board.points)
    assert plane.projected.shape == (len(board.points), 2)
    assert np.array_equal(plane.project(board.points), plane.projected)
    assert plane.axes.shape == (2, board.points.shape[1])


@many
@given(clouds(least=3))
def test_the_order_of_the_points_does_not_turn_the_plane(board: Board) -> None:
    """Each axis points to where its largest coordinate is positive, whatever the order."""
    one, other = principal_plane(board.points), principal_plane(board.points[::-1])
    assert other.kept == pytest.approx(one.kept)
    for axis in one.axes:
        assert axis[np.abs(axis).argmax()] >= 0
    assert other.projected[::-1] == pytest.approx(one.projected, abs=1e-6)


def test_points_of_the_plane_stay_where_they_are() -> None:
    """Two coordinates are shown as they are, and nothing is lost."""
    points = np.random.default_rng(0).normal(size=(9, 2)) + 1e6
    plane = principal_plane(points)
    assert np.array_equal(plane.projected, points)
    assert plane.kept == 1


def test_points_of_a_line_lie_on_the_first_axis() -> None:
    """One coordinate is shown to the right, and nothing is lost."""
    plane = principal_plane(np.array([[3.0], [5.0]]))
    assert plane.projected.tolist() == [[3.0, 0.0], [5.0, 0.0]]
    assert plane.kept == 1


@pytest.mark.parametrize("points", [np.full((4, 5), 2.0), np.array([[1.0, 2.0, 3.0]])])
def test_points_of_one_place_lose_nothing(points: Points) -> None:
    """Where there is no variance, all of it is kept."""
    plane = principal_plane(points)
    assert plane.projected.tolist() == [[0.0, 0.0]] * len(points)
    assert plane.kept == 1


def test_two_points_of_space_span_a_line() -> None:
    """The one axis that there is shows all, and the other nothing."""
    plane = principal_plane(np.array([[0.0, 0.0, 0.0], [2.0, 4.0, 4.0]]))
    assert plane.projected == pytest.approx(np.array([[-3.0, 0.0], [3.0, 0.0]]))
    assert plane.kept == pytest.approx(1)
