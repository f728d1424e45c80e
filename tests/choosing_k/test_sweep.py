"""A sweep finds the best partition for each k, and its inertia never rises."""

import math
import sys
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.choosing_k import Partition, Sweep, sweep
from kmviz.engine import Points, kmeans_plus_plus_greedy, lloyd
from tests.choosing_k.evidence import IRIS, quick
from tests.engine.boards import DISGUISES, UNUSABLE, Board, clouds, few, grids, many, seeds
from tests.engine.oracles import refused

MODULE = sys.modules[sweep.__module__]


def _distinct(points: Points) -> int:
    return len(np.unique(points, axis=0))


def _same(one: Sweep, other: Sweep) -> bool:
    return all(
        np.array_equal(getattr(a, name), getattr(b, name))
        for a, b in zip(one.partitions, other.partitions, strict=True)
        for name in Partition.__slots__
    )


@pytest.mark.parametrize("seed", range(20))
def test_iris_has_the_optima_that_are_published(seed: int) -> None:
    """S_1 to S_5 of Fisher's iris, whatever the seed."""
    optima = [681.3706, 152.347951760358, 78.851441426146, 57.228473214286, 46.446182051282]
    found = sweep(IRIS, 5, rng=seed, workers=1)
    assert found.inertias.tolist() == pytest.approx(optima, rel=1e-12)


def _least_inertia(points: Points, k: int) -> float:
    """Try all ways to deal the points into k clusters."""
    best = math.inf
    for labels in product(range(k), repeat=len(points)):
        groups = [points[np.array(labels) == label] for label in set(labels)]
        best = min(best, sum(float(np.square(g - g.mean(axis=0)).sum()) for g in groups))
    return best


@pytest.mark.parametrize("seed", range(6))
def test_few_points_are_dealt_as_well_as_can_be(seed: int) -> None:
    """For seven points in one or two dimensions, no partition at all is better."""
    points = np.random.default_rng(seed).normal(size=(7, 1 + seed % 2))
    found = sweep(points, 3, rng=seed, workers=1)
    best = [_least_inertia(points, k) for k in (1, 2, 3)]
    assert found.inertias.tolist() == pytest.approx(best, rel=1e-12)


@many
@given(grids(), seeds, st.integers(1, 2))
def test_the_inertia_never_rises(board: Board, seed: int, runs: int) -> None:
    """On small grids full of ties and duplicates, near and far, up to as many k as places."""
    distinct = _distinct(board.points)
    if distinct == 1:
        return
    found = sweep(board.points, distinct, runs=runs, rng=seed, workers=1)
    assert all(after <= before for before, after in pairwise(found.inertias))
    assert found.inertias[-1] == 0


@few
@given(st.one_of(clouds(axes=4), grids()), seeds)
def test_a_partition_is_where_the_engine_ends(board: Board, seed: int) -> None:
    """From its start, `lloyd` leads to the very arrays, numbers and iterations that it carries."""
    distinct = _distinct(board.points)
    if distinct == 1:
        return
    found = sweep(board.points, min(4, distinct), runs=3, rng=seed, workers=1)
    assert found.ks.tolist() == [*range(1, min(4, distinct) + 1)]
    for partition in found.partitions:
        *_, last = lloyd(board.points, partition.start)
        assert np.array_equal(partition.centroids, last.centroids)
        assert np.array_equal(partition.labels, last.labels)
        assert np.array_equal(partition.counts, last.counts)
        assert partition.inertia == last.inertia
        assert partition.iterations == last.iteration + 1


@pytest.mark.parametrize("d", [1, 2, 5])
def test_the_number_of_workers_changes_nothing(d: int) -> None:
    """One process, three, and a generator in place of its seed give the same bits."""
    points = np.random.default_rng(d).normal(size=(60, d))
    alone = sweep(points, 5, runs=6, rng=9, workers=1)
    assert _same(alone, sweep(points, 5, runs=6, rng=9, workers=3))
    assert _same(alone, sweep(points, 5, runs=6, rng=np.random.default_rng(9), workers=1))


def test_another_seed_draws_other_starts() -> None:
    """The seed reaches the draws."""
    points = np.random.default_rng(0).normal(size=(60, 2))
    assert not _same(quick(points, 6, seed=1), quick(points, 6, seed=2))


def test_where_the_inertia_would_rise_a_split_is_tried_and_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If all runs for k = 3 end badly, k = 3 begins with the end of k = 2 and its farthest point.

    Two clusters leave 26.7; three from a bad start leave 50, with two centroids on the left.
    """
    points = np.array([[-6.0], [-6.0], [-5.9], [0.0], [10.0]])
    find = MODULE._find  # noqa: SLF001  (no search that is any good ends like this)

    def unlucky(array: Points, draws: Any) -> Partition:
        if draws.starts.shape[1] != 3:
            return find(array, draws)  # type: ignore[no-any-return]
        bad = np.array([[[-6.0], [-5.9], [5.0]]])
        monkeypatch.setattr(MODULE, "_swaps", lambda *_: bad)
        return find(array, draws._replace(starts=bad, promised=np.zeros(1)))  # type: ignore[no-any-return]

    monkeypatch.setattr(MODULE, "_find", unlucky)
    found = sweep(points, 3, rng=0, workers=1)
    _, two, three = found.partitions
    assert found.extra == (3,)
    assert three.origin == "split"
    assert three.inertia < two.inertia
    assert np.array_equal(three.start[:2], two.centroids)
    farthest = points[np.abs(points - two.centroids[two.labels]).argmax()]
    assert np.array_equal(three.start[2], farthest)
    assert "k = 3" in found.notes[0].words


def test_usually_nothing_needs_telling() -> None:
    """Iris needs no split."""
    found = quick(IRIS, 8)
    assert found.extra == ()
    assert found.notes == ()


@pytest.mark.parametrize("width", [1.0, 1e-3, 1e-8, 1e-9])
@pytest.mark.parametrize("seed", range(3))
def test_no_start_ends_lower_than_what_is_found(width: float, seed: int) -> None:
    """Run one by one by the engine, none of the draws is better, however narrow clusters are."""
    inner = np.random.default_rng(seed).normal(size=(30, 2)) * width
    points = np.concatenate([place + inner for place in ([0, 0], [1, 0], [0, 1])])
    found = sweep(points, 9, runs=10, rng=seed, workers=1)
    for drawn in np.random.default_rng(seed).integers(2**32, size=19)[:10].tolist():
        start = kmeans_plus_plus_greedy(points, 9, drawn)
        for k, least in enumerate(found.inertias, start=1):
            *_, last = lloyd(points, start[:k])
            assert least <= last.inertia * (1 + 1e-6)


def test_pairs_far_closer_than_the_whole_is_wide_are_told_apart() -> None:
    """Six points in three pairs, 10⁻⁹ apart: with five clusters one pair is left, with six none."""
    pairs = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    points = np.concatenate([pairs, pairs + np.array([1e-9, 0])])
    found = sweep(points, 6, rng=0, workers=1)
    assert found.inertias[4] == pytest.approx(0.5e-18, rel=1e-6)
    assert found.inertias[5] == 0


def test_what_comes_out_is_closed_and_what_went_in_is_as_before() -> None:
    """Arrays of the result are read-only, and the points that were given are not touched."""
    for workers in (1, 2):
        points = np.random.default_rng(2).normal(size=(30, 2))
        before = points.copy()
        found = sweep(points, 3, runs=4, rng=0, workers=workers)
        points[:] = 0
        assert np.array_equal(found.points, before)
        for partition in found.partitions:
            for name in ("start", "centroids", "labels", "counts"):
                assert not getattr(partition, name).flags.writeable


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_is_told_to_the_end(workers: int) -> None:
    """What is done only grows, and ends with all."""
    told: list[tuple[int, int]] = []
    sweep(IRIS, 4, runs=5, rng=0, workers=workers, progress=lambda *done: told.append(done))
    assert {total for _, total in told} == {40}
    assert all(before < after for (before, _), (after, _) in pairwise(told))
    assert told[-1] == (40, 40)


@pytest.mark.parametrize("name", DISGUISES)
def test_any_array_like_will_do(name: str) -> None:
    """Other layouts and types give what their float64 copy gives."""
    whole = np.array([[0.0, 3.0, 1.0], [2.0, 0.0, 7.0], [5.0, 5.0, 5.0], [2.0, 1.0, 7.0]])
    assert _same(quick(DISGUISES[name](whole), 3), quick(whole, 3))


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_cannot_be_clustered_is_refused(name: str) -> None:
    """The refusals of the engine come first."""
    with refused("points"):
        sweep(UNUSABLE[name], 1)


@pytest.mark.parametrize(
    ("points", "k_max", "words"),
    [
        ([[1.0, 2.0]], 1, ["only one point"]),
        ([[1.0, 2.0]] * 5, 1, ["all 5 points are the same"]),
        ([[1.0], [2.0], [2.0], [1.0]], 3, ["k_max is 3", "only 2 distinct points"]),
        ([[1.0], [2.0]], 0, ["k_max is 0"]),
        ([[1.0], [2.0]], 1.5, ["k_max is 1.5"]),
        ([[1.0], [2.0]], "two", ["k_max is 'two'"]),
    ],
)
def test_what_leaves_nothing_to_choose_is_refused(
    points: list[list[float]], k_max: Any, words: list[str]
) -> None:
    """Each refusal says what is wrong, with the numbers, and what to do."""
    with refused(*words):
        sweep(points, k_max)


@pytest.mark.parametrize(("option", "value"), [("runs", 0), ("runs", None), ("workers", 0)])
def test_counts_that_are_none_are_refused(option: str, value: Any) -> None:
    """Runs and workers are counted from 1."""
    with refused(option):
        sweep(IRIS, 3, **{option: value})
