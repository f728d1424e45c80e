"""Distances are true to rounding, and the nearest centroid is the nearest, lowest index first."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine.distances import BLOCK, nearest, squared_distances
from tests.engine.boards import Board, clouds, grids, many, seeds, some
from tests.engine.oracles import UNIT_ROUNDOFF, brute_distances, exact, squared


@many
@given(clouds())
def test_squared_distances_are_true_to_a_rounding_per_operation(board: Board) -> None:
    """No squared distance is off by more than d + 2 roundings of the exact one."""
    points, (target, *_) = board
    truth = [squared(point, exact(board.start)[0]) for point in exact(points)]
    bound = (points.shape[1] + 3) * UNIT_ROUNDOFF
    for distance, exactly in zip(squared_distances(points, target).tolist(), truth, strict=True):
        assert abs(Fraction(distance) - exactly) <= bound * exactly


@some
@given(clouds(), seeds)
def test_one_target_each_is_that_target_alone(board: Board, seed: int) -> None:
    """With a target per point, each point gets the very number that its target alone gives it."""
    points, start = board
    which = np.random.default_rng(seed).integers(len(start), size=len(points))
    together = squared_distances(points, start[which])
    alone = np.stack([squared_distances(points, target) for target in start])
    assert np.array_equal(together, alone[which, np.arange(len(points))])


@many
@given(grids(), st.data())
def test_nearest_is_the_exact_nearest_of_those_not_retired(
    board: Board, data: st.DataObject
) -> None:
    """On a grid, labels are the lowest index of the exact minimum, and distances are exact."""
    points, start = board
    k = len(start)
    left = data.draw(st.integers(0, k - 1))
    retired = np.array(data.draw(st.lists(st.booleans(), min_size=k, max_size=k)))
    retired[left] = False
    labels, distances = nearest(points, start, retired)
    for i, point in enumerate(exact(points)):
        table = {j: squared(point, centroid) for j, centroid in enumerate(exact(start))}
        allowed = {j: table[j] for j in table if not retired[j]}
        least = min(allowed.values())
        assert labels[i] == min(j for j in allowed if allowed[j] == least)
        assert Fraction(float(distances[i])) == least


@pytest.mark.parametrize("n", [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 7])
def test_labels_do_not_depend_on_how_points_fall_into_blocks(n: int) -> None:
    """With points for less and for more than one block, all labels are those of brute force."""
    points = np.random.default_rng(n).normal(size=(n, 2))
    labels, distances = nearest(points, points[:5], np.array([False, True, False, False, False]))
    table = brute_distances(points, points[:5])
    table[:, 1] = np.inf
    assert np.array_equal(labels, table.argmin(axis=1))
    assert np.array_equal(distances, table.min(axis=1))


@some
@given(grids(far=False), st.integers(-(2**40), 2**40))
def test_distances_do_not_depend_on_where_the_origin_is(board: Board, offset: int) -> None:
    """Far from 0, distances keep every bit: nothing cancels."""
    points, start = board
    near = squared_distances(points, start[0])
    assert np.array_equal(squared_distances(points + offset, start[0] + offset), near)
