"""Tallies of blocks add up to the tally of the whole, and give means at full precision."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine import Labels, Points, Tally
from kmviz.engine.tally import choose_origin, mean_of_clusters, tally_block
from tests.engine.boards import Board, few, grids, many, seeds, some
from tests.engine.oracles import exact, ulps


def _tally(points: Points, labels: Labels, k: int) -> Tally:
    """Tally points by labels, with each point's first coordinate for its squared distance."""
    return tally_block(points, labels, points[:, 0], choose_origin(points), k)


@many
@given(grids(), seeds)
def test_a_tally_counts_and_sums_exactly(board: Board, seed: int) -> None:
    """On a grid, sums from the origin, counts and inertia are what exact arithmetic says."""
    points, start = board
    k = len(start)
    labels = np.random.default_rng(seed).integers(k, size=len(points))
    origin = exact(choose_origin(points)[np.newaxis])[0]
    tally = _tally(points, labels, k)
    for j in range(k):
        members = exact(points[labels == j])
        assert tally.counts[j] == len(members)
        for axis, zero in enumerate(origin):
            assert Fraction(float(tally.sums[j, axis])) == sum(m[axis] - zero for m in members)
    assert Fraction(tally.inertia) == sum(point[0] for point in exact(points))


@some
@given(grids(), seeds, st.data())
def test_blocks_add_up_to_the_whole(board: Board, seed: int, data: st.DataObject) -> None:
    """However the points are cut into blocks, the sum of the blocks' tallies is the whole's."""
    points, start = board
    k, origin = len(start), choose_origin(points)
    labels = np.random.default_rng(seed).integers(k, size=len(points))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(points)), max_size=3)))
    blocks = [
        tally_block(block, names, block[:, 0], origin, k)
        for block, names in zip(np.split(points, cuts), np.split(labels, cuts), strict=True)
    ]
    total = blocks[0]
    for block in blocks[1:]:
        total += block
    whole = tally_block(points, labels, points[:, 0], origin, k)
    assert np.array_equal(total.sums, whole.sums)
    assert np.array_equal(total.counts, whole.counts)
    assert total.inertia == whole.inertia


@many
@given(grids(), seeds)
def test_means_are_within_one_unit_in_the_last_place(board: Board, seed: int) -> None:
    """On a grid, near the origin or far off, a mean is the exact mean to 1 ulp."""
    points, start = board
    labels = np.random.default_rng(seed).integers(len(start), size=len(points))
    means = mean_of_clusters(_tally(points, labels, len(start)), start, choose_origin(points))
    for j in np.flatnonzero(np.bincount(labels, minlength=len(start))):
        members = exact(points[labels == j])
        for axis, value in enumerate(means[j].tolist()):
            truth = sum((m[axis] for m in members), start=Fraction(0)) / len(members)
            assert ulps(value, truth) <= 1


@few
@given(grids())
def test_an_empty_cluster_keeps_its_centroid(board: Board) -> None:
    """A cluster without points has its old centroid for a mean, and no division by 0 warns."""
    points, start = board
    labels = np.zeros(len(points), dtype=np.intp)
    means = mean_of_clusters(_tally(points, labels, len(start)), start, choose_origin(points))
    assert np.array_equal(means[1:], start[1:])


@many
@given(
    st.floats(-1e100, 1e100),
    st.lists(st.floats(-1, 1), min_size=1, max_size=8),
    st.floats(1e-30, 1e30),
)
def test_the_mean_of_one_point_is_that_very_point(
    offset: float, places: list[float], scale: float
) -> None:
    """Wherever the data lie, a cluster of one point has every bit of that point for its mean."""
    points = offset + scale * np.array(places)[:, np.newaxis]
    labels = np.arange(len(points))
    means = mean_of_clusters(_tally(points, labels, len(points)), points, choose_origin(points))
    assert np.array_equal(means, points)


@many
@given(st.lists(st.floats(-1e150, 1e150), min_size=1, max_size=6))
def test_the_origin_leaves_no_coordinate_larger_than_twice_the_width(places: list[float]) -> None:
    """Measured from the origin, no coordinate is more than twice as large as the data are wide.

    With 0 for an origin the middle is at most one width away from it, and an end half a width more.
    """
    points = np.array(places)[:, np.newaxis]
    width = points.max() - points.min()
    assert np.abs(points - choose_origin(points)).max() <= 2 * width
