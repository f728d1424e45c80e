"""Restarts keep the best of many runs, and tell how to draw its start again."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine import SEEDINGS, Points, lloyd, random, restarts
from tests.engine.boards import DISGUISES, UNUSABLE, Board, clouds, few, grids, seeds
from tests.engine.oracles import fields, refused


@pytest.mark.parametrize("init", SEEDINGS)
@few
@given(board=clouds(axes=3), seed=seeds, runs=st.integers(1, 6))
def test_the_result_is_the_first_best_of_separate_runs(
    init: str, board: Board, seed: int, runs: int
) -> None:
    """Run by run from the seeds that a spy saw drawn, none is better, and none before as good."""
    seen: list[int] = []

    def spy(points: Any, k: int, rng: Any) -> Points:
        seen.append(rng)
        return SEEDINGS[init](points, k, rng)

    k = len(board.start)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SEEDINGS, "spy", spy)
        best = restarts(board.points, k, runs, init="spy", rng=seed)

    finals = [list(lloyd(board.points, SEEDINGS[init](board.points, k, s)))[-1] for s in seen]
    inertias = [final.inertia for final in finals]
    assert len(set(seen)) == runs
    assert best.final.inertia == min(inertias)
    assert best.seed == seen[inertias.index(min(inertias))]


@pytest.mark.parametrize("init", SEEDINGS)
@few
@given(board=grids(), seed=seeds)
def test_the_seed_draws_the_very_start_again(init: str, board: Board, seed: int) -> None:
    """With the seed that a run carries, one gets its start, and from there its last state."""
    k = len(board.start)
    run = restarts(board.points, k, 3, init=init, rng=seed)
    start = SEEDINGS[init](board.points, k, run.seed)
    assert np.array_equal(start, run.start)
    final = fields(list(lloyd(board.points, start))[-1])
    assert all(np.array_equal(value, final[name]) for name, value in fields(run.final).items())


@few
@given(clouds(), seeds)
def test_the_same_seed_gives_the_same_run(board: Board, seed: int) -> None:
    """A seed and a generator made of it lead to one and the same run, twice."""
    k = len(board.start)
    rngs: list[int | np.random.Generator] = [seed, seed, np.random.default_rng(seed)]
    first, *others = [restarts(board.points, k, 4, rng=rng) for rng in rngs]
    for other in others:
        assert other.seed == first.seed
        assert np.array_equal(other.final.centroids, first.final.centroids)


def test_a_generator_moves_on() -> None:
    """Two calls with one generator draw different seeds."""
    rng, points = np.random.default_rng(0), np.arange(20.0).reshape(10, 2)
    assert restarts(points, 3, 1, rng=rng).seed != restarts(points, 3, 1, rng=rng).seed


def test_options_reach_every_run() -> None:
    """Iteration limit, tolerance and policy for empty clusters are those of `lloyd`."""
    points = np.random.default_rng(0).normal(size=(300, 2))
    assert restarts(points, 5, 2, rng=0, max_iterations=2).final.iteration == 1
    assert restarts(points, 5, 2, rng=0, tolerance=1e6).final.iteration == 0
    with refused("empty"):
        restarts(points, 5, 2, rng=0, empty="ignore")


def test_more_runs_are_never_worse() -> None:
    """The first runs of many are the runs of few, so the best can only get better."""
    points = np.random.default_rng(1).normal(size=(200, 2))
    inertias = [restarts(points, 8, runs, rng=3).final.inertia for runs in (1, 2, 5, 20)]
    assert inertias == sorted(inertias, reverse=True)
    assert inertias[-1] < inertias[0]


def test_points_closer_than_squares_can_tell_are_run() -> None:
    """A start of two points that are 1e-200 apart is a start like any other."""
    for seed in range(10):
        run = restarts([[0.0], [1e-200], [1.0]], 2, 1, rng=seed)
        assert run.final.settled
        assert run.final.inertia == 0


@pytest.mark.parametrize("name", DISGUISES)
def test_any_array_like_gives_the_run_of_its_float64_copy(name: str) -> None:
    """Layout and numeric type of the points do not matter."""
    whole = np.random.default_rng(0).integers(0, 20, size=(30, 2)).astype(np.float64)
    one, other = restarts(whole, 3, 3, rng=5), restarts(DISGUISES[name](whole), 3, 3, rng=5)
    assert one.seed == other.seed
    assert np.array_equal(one.final.labels, other.final.labels)


def test_more_clusters_than_distinct_points_is_refused_with_both_numbers() -> None:
    """The refusal names the clusters asked for and the distinct points there are."""
    with refused("3 clusters", "only 2"):
        restarts([[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]], 3, 5)


@pytest.mark.parametrize("runs", [0, -1, True, 2.0, "3", None])
def test_a_number_of_runs_that_is_none_is_refused(runs: Any) -> None:
    """Runs are counted in whole numbers from 1."""
    with refused(f"runs is {runs!r}"):
        restarts([[0.0], [1.0]], 1, runs)


def test_an_unknown_way_to_start_is_refused() -> None:
    """The message names what was asked for."""
    with refused("init is 'kmeans+++'"):
        restarts([[0.0], [1.0]], 1, 1, init="kmeans+++")


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_points_are_refused(name: str) -> None:
    """What cannot be clustered once cannot be clustered many times."""
    with refused("points"):
        restarts(UNUSABLE[name], 1, 2, rng=0)


def test_the_start_is_drawn_as_named() -> None:
    """Without a name, starts are random points, as the demo's are."""
    points = np.random.default_rng(2).normal(size=(50, 2))
    run = restarts(points, 4, 3, rng=0)
    assert np.array_equal(run.start, random(points, 4, run.seed))
