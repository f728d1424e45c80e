"""The steps of a start tell the truth: what was known, what was drawn, and what was taken."""

from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine import SEEDINGS, STEPS, Points, SeedingStep
from tests.engine.boards import Board, clouds, few, grids, many, seeds, some
from tests.engine.oracles import brute_distances, exact, refused, squared

OF_POINTS = [name for name in STEPS if name != "partition"]
BY_DISTANCE = ["farthest", "kmeans++", "kmeans++ greedy"]
DRAWN = ["kmeans++", "kmeans++ greedy"]

# A multiple of every number of points up to six: all means are whole numbers.
STEP = 60


def _steps(init: str, board: Board, seed: int) -> list[SeedingStep]:
    return list(STEPS[init](board.points, len(board.start), seed))


def _gaps(points: Points, centroids: Points) -> list[Fraction]:
    """Give the exact squared distance of each point to the nearest centroid."""
    taken = exact(centroids)
    return [min(squared(point, centroid) for centroid in taken) for point in exact(points)]


def test_every_start_has_steps() -> None:
    """What can be drawn by a name can be told by the same name."""
    assert list(STEPS) == list(SEEDINGS)


@pytest.mark.parametrize("init", STEPS)
@some
@given(board=st.one_of(grids(), clouds(axes=3)), seed=seeds)
def test_the_last_step_is_the_start(init: str, board: Board, seed: int) -> None:
    """For every seed the steps end with the centroids of the plain function, bit for bit."""
    *_, last = _steps(init, board, seed)
    assert np.array_equal(last.centroids, SEEDINGS[init](board.points, len(board.start), seed))


@pytest.mark.parametrize("init", OF_POINTS)
@some
@given(board=st.one_of(grids(), clouds(axes=3)), seed=seeds)
def test_each_step_adds_the_point_that_it_took(init: str, board: Board, seed: int) -> None:
    """There are k steps, and the centroids of each are the points taken up to it, in order."""
    steps = _steps(init, board, seed)
    taken = np.array([step.taken for step in steps], dtype=np.intp)
    assert len(steps) == len(board.start)
    for count, step in enumerate(steps, start=1):
        assert np.array_equal(step.centroids, board.points[taken[:count]])


@pytest.mark.parametrize("init", STEPS)
def test_what_cannot_be_started_is_refused_at_the_call(init: str) -> None:
    """The refusal does not wait until somebody asks for the first step."""
    with refused("3 clusters", "only 2"):
        STEPS[init]([[0.0, 0.0], [1.0, 1.0]], 3, 0)


@pytest.mark.parametrize("init", BY_DISTANCE)
@few
@given(board=clouds(axes=3), seed=seeds)
def test_distances_are_those_to_the_nearest_centroid_before(
    init: str, board: Board, seed: int
) -> None:
    """D² of every step but the first is that of all pairs, and stays so when later steps come."""
    first, *steps = _steps(init, board, seed)
    assert first.distances is None
    for step in steps:
        assert step.distances is not None
        table = brute_distances(board.points, step.centroids[:-1])
        assert np.allclose(step.distances, table.min(axis=1), rtol=1e-12, atol=0)
        assert not step.distances.flags.writeable


@some
@given(board=st.one_of(grids(), clouds(axes=3)), seed=seeds)
def test_farthest_takes_the_largest_distance(board: Board, seed: int) -> None:
    """No point has a larger D² than the one taken, and no earlier one has the same."""
    for step in _steps("farthest", board, seed)[1:]:
        assert step.distances is not None
        assert step.taken == step.distances.tolist().index(max(step.distances))


@pytest.mark.parametrize("init", DRAWN)
@many
@given(board=grids(), seed=seeds)
def test_a_number_drawn_falls_into_the_slice_of_its_candidate(
    init: str, board: Board, seed: int
) -> None:
    """On the exact running sum of D², each place is in the slice of the point that it chose."""
    for step in _steps(init, board, seed)[1:]:
        assert step.draw is not None
        assert step.taken in step.draw.candidates
        running = [Fraction(0), *accumulate(_gaps(board.points, step.centroids[:-1]))]
        for place, candidate in zip(step.draw.places, step.draw.candidates, strict=True):
            assert running[candidate] <= Fraction(place) < running[candidate + 1]


@some
@given(board=grids(), seed=seeds)
def test_the_places_are_the_numbers_of_the_generator(board: Board, seed: int) -> None:
    """A generator of the same seed gives the first point and, times the sum of D², each place."""
    rng = np.random.default_rng(seed)
    first, *steps = _steps("kmeans++", board, seed)
    assert first.taken == rng.integers(len(board.points))
    for step in steps:
        assert step.distances is not None
        assert step.draw is not None
        assert step.draw.places.tolist() == [rng.random() * step.distances.sum()]
        assert step.draw.sums is None


@many
@given(board=grids(most=30), seed=seeds)
def test_greedy_tells_what_each_candidate_would_leave(board: Board, seed: int) -> None:
    """The sums are exact, one per candidate, and the first of the lowest is taken."""
    for step in _steps("kmeans++ greedy", board, seed)[1:]:
        assert step.draw is not None
        assert step.draw.sums is not None
        before, candidates = step.centroids[:-1], step.draw.candidates.tolist()
        left = [sum(_gaps(board.points, np.vstack([before, board.points[i]]))) for i in candidates]
        assert step.draw.sums.tolist() == left
        assert step.taken == candidates[left.index(min(left))]


@many
@given(board=grids(step=STEP, most=6, far=False), seed=seeds)
def test_partition_carries_the_labels_of_its_means(board: Board, seed: int) -> None:
    """Each centroid is the exact mean of the points that were dealt to it, and none is without."""
    (step,) = _steps("partition", board, seed)
    assert step.taken is None
    assert step.labels is not None
    assert len(step.labels) == len(board.points)
    for label, centroid in enumerate(exact(step.centroids)):
        mine = exact(board.points[step.labels == label])
        assert centroid == tuple(sum(axis) / len(axis) for axis in zip(*mine, strict=True))


@pytest.mark.parametrize("init", BY_DISTANCE)
def test_points_too_close_to_be_squared_are_taken_as_they_come(init: str) -> None:
    """Where all D² are 0 there is nothing to draw by: the step says so, and takes a new place."""
    points = np.array([[0.0], [0.0], [1e-200], [1.0]])
    *_, last = STEPS[init](points, 3, 0)
    assert last.distances is not None
    assert not last.distances.any()
    assert last.draw is None
    assert sorted(last.centroids.ravel()) == [0.0, 1e-200, 1.0]
