"""Runs from many starts tell how to draw each again, and the best of them is kept."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine import ALGORITHMS, SEEDINGS, Points, best_of, lloyd, random, runs
from kmviz.engine.algorithms import chance
from tests.engine.boards import DISGUISES, UNUSABLE, Board, clouds, few, grids, seeds
from tests.engine.oracles import fields, refused


@pytest.mark.parametrize("init", SEEDINGS)
@few
@given(board=clouds(axes=3), seed=seeds, count=st.integers(1, 6))
def test_runs_are_those_of_separate_starts(init: str, board: Board, seed: int, count: int) -> None:
    """There are as many as asked for, each from a seed of its own that a spy sees drawn."""
    seen: list[int] = []

    def spy(points: Any, k: int, rng: Any) -> Points:
        seen.append(rng)
        return SEEDINGS[init](points, k, rng)

    k = len(board.start)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SEEDINGS, "spy", spy)
        told = list(runs(board.points, k, count, init="spy", rng=seed))

    finals = [list(lloyd(board.points, SEEDINGS[init](board.points, k, s)))[-1] for s in seen]
    assert [run.seed for run in told] == seen
    assert len(set(seen)) == count
    assert [run.final.inertia for run in told] == [final.inertia for final in finals]


@few
@given(board=clouds(axes=3), seed=seeds, count=st.integers(1, 12))
def test_the_best_is_the_first_of_the_lowest(board: Board, seed: int, count: int) -> None:
    """No run ends lower than the one that is kept, and none before it as low."""
    told = list(runs(board.points, len(board.start), count, rng=seed))
    inertias = [run.final.inertia for run in told]
    assert best_of(iter(told)) is told[inertias.index(min(inertias))]


@pytest.mark.parametrize("init", SEEDINGS)
@few
@given(board=grids(), seed=seeds)
def test_the_seed_draws_the_very_start_again(init: str, board: Board, seed: int) -> None:
    """With the seed that a run carries, one gets its start, and from there its last state."""
    k = len(board.start)
    for run in runs(board.points, k, 3, init=init, rng=seed):
        start = SEEDINGS[run.init](board.points, k, run.seed)
        assert np.array_equal(start, run.start)
        states = list(lloyd(board.points, start))
        assert run.iterations == len(states)
        final = fields(states[-1])
        assert all(np.array_equal(value, final[name]) for name, value in fields(run.final).items())


@few
@given(clouds(), seeds)
def test_the_same_seed_gives_the_same_runs(board: Board, seed: int) -> None:
    """A seed and a generator made of it lead to the same runs, twice."""
    k = len(board.start)
    rngs: list[int | np.random.Generator] = [seed, seed, np.random.default_rng(seed)]
    first, *others = [list(runs(board.points, k, 4, rng=rng)) for rng in rngs]
    for other in others:
        assert [run.seed for run in other] == [run.seed for run in first]
        assert np.array_equal(other[-1].final.centroids, first[-1].final.centroids)


def test_a_generator_moves_on() -> None:
    """Two calls with one generator draw different seeds."""
    rng, points = np.random.default_rng(0), np.arange(20.0).reshape(10, 2)
    one, other = (next(runs(points, 3, 1, rng=rng)).seed for _ in range(2))
    assert one != other


def test_a_run_is_told_before_the_next_is_made() -> None:
    """Runs come one by one: the first of a number without end is there at once."""
    points = np.random.default_rng(0).normal(size=(300, 2))
    assert next(runs(points, 5, 10**6, rng=0)).final.settled


def test_options_reach_every_run() -> None:
    """Iteration limit, tolerance and policy for empty clusters are those of `lloyd`."""
    points = np.random.default_rng(0).normal(size=(300, 2))
    assert {run.iterations for run in runs(points, 5, 2, rng=0, max_iterations=2)} == {2}
    assert {run.iterations for run in runs(points, 5, 2, rng=0, tolerance=1e6)} == {1}
    with refused("empty"):
        next(runs(points, 5, 2, rng=0, empty="ignore"))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_any_algorithm_is_run_and_its_runs_can_be_made_again(algorithm: str) -> None:
    """From the start and the seed that a run tells, one gets its last state, batches and all."""
    points = np.random.default_rng(0).normal(size=(60, 2))
    for run in runs(points, 4, 3, rng=1, algorithm=algorithm):
        start = random(points, 4, run.seed)
        assert np.array_equal(start, run.start)
        *_, last = ALGORITHMS[algorithm](points, start, rng=chance(run.seed))
        assert last.algorithm == algorithm
        assert np.array_equal(last.centroids, run.final.centroids)
        assert last.inertia == run.final.inertia


def test_more_runs_are_never_worse() -> None:
    """The first runs of many are the runs of few, so the best can only get better."""
    points = np.random.default_rng(1).normal(size=(200, 2))
    many = [run.seed for run in runs(points, 8, 20, rng=3)]
    assert [run.seed for run in runs(points, 8, 5, rng=3)] == many[:5]
    inertias = [best_of(runs(points, 8, count, rng=3)).final.inertia for count in (1, 2, 5, 20)]
    assert inertias == sorted(inertias, reverse=True)
    assert inertias[-1] < inertias[0]


def test_points_closer_than_squares_can_tell_are_run() -> None:
    """A start of two points that are 1e-200 apart is a start like any other."""
    for run in runs([[0.0], [1e-200], [1.0]], 2, 10, rng=0):
        assert run.final.settled
        assert run.final.inertia == 0


@pytest.mark.parametrize("name", DISGUISES)
def test_any_array_like_gives_the_runs_of_its_float64_copy(name: str) -> None:
    """Layout and numeric type of the points do not matter."""
    whole = np.random.default_rng(0).integers(0, 20, size=(30, 2)).astype(np.float64)
    for one, other in zip(
        runs(whole, 3, 3, rng=5), runs(DISGUISES[name](whole), 3, 3, rng=5), strict=True
    ):
        assert one.seed == other.seed
        assert np.array_equal(one.final.labels, other.final.labels)


def test_more_clusters_than_distinct_points_is_refused_with_both_numbers() -> None:
    """The refusal names the clusters asked for and the distinct points there are."""
    with refused("3 clusters", "only 2"):
        next(runs([[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]], 3, 5))


@pytest.mark.parametrize("count", [0, -1, True, 2.0, "3", None])
def test_a_number_of_runs_that_is_none_is_refused_at_the_call(count: Any) -> None:
    """Runs are counted in whole numbers from 1."""
    with refused(f"runs is {count!r}"):
        runs([[0.0], [1.0]], 1, count)


def test_an_unknown_way_to_start_is_refused_at_the_call() -> None:
    """The message names what was asked for."""
    with refused("init is 'kmeans+++'"):
        runs([[0.0], [1.0]], 1, 1, init="kmeans+++")


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_points_are_refused(name: str) -> None:
    """What cannot be clustered once cannot be clustered many times."""
    with refused("points"):
        next(runs(UNUSABLE[name], 1, 2, rng=0))


def test_the_start_is_drawn_as_named() -> None:
    """Without a name, starts are random points, as the demo's are."""
    points = np.random.default_rng(2).normal(size=(50, 2))
    run = next(runs(points, 4, 3, rng=0))
    assert run.init == "random"
    assert np.array_equal(run.start, random(points, 4, run.seed))
