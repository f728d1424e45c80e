"""Starts are distinct points of the data, drawn with the probabilities that their names promise."""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise, permutations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine import (
    SEEDINGS,
    Points,
    farthest,
    kmeans_plus_plus,
    kmeans_plus_plus_greedy,
    lloyd,
    partition,
    random,
    seeding_steps,
)
from kmviz.engine.seeding import Seeding
from kmviz.engine.seeding_steps import SHUFFLED
from tests.engine.boards import DISGUISES, UNUSABLE, Board, clouds, few, grids, many, seeds, some
from tests.engine.oracles import Place, brute_distances, exact, refused, squared, surprise

OF_POINTS = {name: seeding for name, seeding in SEEDINGS.items() if name != "partition"}
DRAWS = 2000

# Six points so placed that no two choices of the next centroid are equally good.
SIX = np.array([[13.0, 20.0], [2.0, 1.0], [28.0, 5.0], [1.0, 18.0], [7.0, 12.0], [1.0, 9.0]])
# A multiple of every number of points up to six: all means are whole numbers.
STEP = 60


def _indices(points: Points, start: Points) -> tuple[int, ...]:
    """Give the first point that lies where each centroid lies."""
    return tuple(points.tolist().index(centroid) for centroid in start.tolist())


def _places(start: Points) -> set[tuple[float, ...]]:
    return {tuple(centroid) for centroid in start.tolist()}


@pytest.mark.parametrize("init", OF_POINTS)
@some
@given(board=st.one_of(grids(), clouds(axes=3)), seed=seeds)
def test_a_start_is_distinct_points_of_the_data(init: str, board: Board, seed: int) -> None:
    """Also among many duplicates, the k centroids are k different points, bit for bit."""
    k = len(board.start)
    start = SEEDINGS[init](board.points, k, seed)
    assert start.shape == (k, board.points.shape[1])
    assert len(_places(start)) == k
    assert _places(start) <= _places(board.points)


@pytest.mark.parametrize("init", OF_POINTS)
@some
@given(board=grids(), seed=seeds)
def test_with_as_many_clusters_as_places_every_place_is_taken(
    init: str, board: Board, seed: int
) -> None:
    """The largest k that is possible is possible."""
    start = SEEDINGS[init](board.points, len(_places(board.points)), seed)
    assert _places(start) == _places(board.points)


@pytest.mark.parametrize("init", SEEDINGS)
@some
@given(board=grids(), seed=seeds)
def test_more_clusters_than_places_is_refused_with_both_numbers(
    init: str, board: Board, seed: int
) -> None:
    """The refusal names the clusters asked for and the distinct points there are."""
    distinct = len(_places(board.points))
    with refused(f"{distinct + 1} clusters", f"only {distinct}"):
        SEEDINGS[init](board.points, distinct + 1, seed)


@pytest.mark.parametrize("init", SEEDINGS)
@few
@given(board=clouds(axes=3), seed=seeds)
def test_the_same_seed_gives_the_same_start(init: str, board: Board, seed: int) -> None:
    """A seed, once more, and a generator made of it draw one and the same start."""
    k = len(board.start)
    rngs: list[int | np.random.Generator] = [seed, seed, np.random.default_rng(seed)]
    first, *others = [SEEDINGS[init](board.points, k, rng) for rng in rngs]
    assert all(np.array_equal(first, other) for other in others)


@pytest.mark.parametrize("init", SEEDINGS)
def test_another_seed_gives_another_start(init: str) -> None:
    """Ten seeds, and ten calls with one generator, draw more than one start each."""
    points, rng = np.random.default_rng(0).normal(size=(100, 2)), np.random.default_rng(0)
    assert len({SEEDINGS[init](points, 3, seed).tobytes() for seed in range(10)}) > 1
    assert len({SEEDINGS[init](points, 3, rng).tobytes() for _ in range(10)}) > 1


@pytest.mark.parametrize("init", SEEDINGS)
@few
@given(board=st.one_of(grids(), clouds(axes=3)), seed=seeds)
def test_a_start_is_one_that_lloyd_accepts(init: str, board: Board, seed: int) -> None:
    """From whatever is drawn, a run begins, ends, and leaves no cluster empty."""
    *_, last = lloyd(board.points, SEEDINGS[init](board.points, len(board.start), seed))
    assert last.settled
    assert last.counts.all()


@pytest.mark.parametrize("init", SEEDINGS)
@pytest.mark.parametrize("name", DISGUISES)
def test_any_array_like_gives_the_start_of_its_float64_copy(init: str, name: str) -> None:
    """Layout and numeric type of the points do not matter, and the points stay as they are."""
    whole = np.random.default_rng(1).integers(0, 9, size=(25, 3)).astype(np.float64)
    disguised = DISGUISES[name](whole)
    start = SEEDINGS[init](disguised, 4, 7)
    assert start.dtype == np.float64
    assert np.array_equal(start, SEEDINGS[init](whole, 4, 7))
    assert np.array_equal(np.asarray(disguised, dtype=np.float64), whole)


@pytest.mark.parametrize("init", SEEDINGS)
@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_points_are_refused(init: str, name: str) -> None:
    """What cannot be clustered has no start either."""
    with refused("points"):
        SEEDINGS[init](UNUSABLE[name], 1, 0)


@pytest.mark.parametrize("init", SEEDINGS)
@pytest.mark.parametrize("k", [0, -1, True, 2.0, "2", None])
def test_a_number_of_clusters_that_is_none_is_refused(init: str, k: Any) -> None:
    """Clusters are counted in whole numbers from 1."""
    with refused(f"k is {k!r}"):
        SEEDINGS[init](SIX, k, 0)


@pytest.mark.parametrize("init", SEEDINGS)
@some
@given(seed=seeds, k=st.integers(1, 3), gap=st.sampled_from([1e-300, 1e-200, 1e-170, 2e-162]))
def test_points_closer_than_squares_can_tell_do_not_hang(
    init: str, seed: int, k: int, gap: float
) -> None:
    """Where the squared distances of what is left are 0, or hardly more, its points are found."""
    points = np.array([[0.0], [0.0], [gap], [1.0]])
    start = SEEDINGS[init](points, k, seed)
    assert start.shape == (k, 1)
    assert init == "partition" or len(_places(start)) == k
    *_, last = lloyd(points, start)
    assert last.settled


@pytest.mark.parametrize("init", SEEDINGS)
def test_data_far_from_the_origin_keep_every_digit(init: str) -> None:
    """Shifted by a representable offset, the same seed draws the same start, shifted."""
    points = np.random.default_rng(3).integers(0, 2**20, size=(64, 2)) / 2.0**10
    near, far = (SEEDINGS[init](points + offset, 4, 11) for offset in (0.0, 2.0**40))
    assert np.allclose(far - 2.0**40, near, rtol=0, atol=np.spacing(2.0**40))


@pytest.mark.parametrize("shuffled", [SHUFFLED, 0])
def test_random_draws_every_pair_of_points_equally_often(
    shuffled: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of six distinct points, each of the 30 ordered pairs is drawn as often as any other."""
    monkeypatch.setattr(seeding_steps, "SHUFFLED", shuffled)
    counts = Counter(_indices(SIX, random(SIX, 2, seed)) for seed in range(DRAWS))
    observed = [counts[pair] for pair in permutations(range(6), 2)]
    assert sum(observed) == DRAWS
    assert surprise(observed, [DRAWS / 30] * 30) < 5


@pytest.mark.parametrize("repeated", [1, 300])
def test_of_millions_random_draws_distinct_points_too(
    repeated: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a shuffle of all, k distinct points are found, however often one of them occurs."""
    points = np.vstack([SIX, np.repeat(SIX[:1], repeated, axis=0)])
    monkeypatch.setattr(seeding_steps, "SHUFFLED", 0)
    for seed in range(20):
        assert len(_places(random(points, 6, seed))) == 6


@many
@given(grids(step=STEP, most=6, far=False), seeds)
def test_partition_is_the_means_of_a_partition(board: Board, seed: int) -> None:
    """The start is one of those that dealing the points in every possible way gives, exactly."""
    k = min(len(board.start), 3)
    start = [tuple(centroid) for centroid in exact(partition(board.points, k, seed))]
    deals = product(range(k), repeat=len(board.points))
    assert any(start == _means(exact(board.points), deal) for deal in deals if len({*deal}) == k)


def _means(points: list[Place], labels: Sequence[int]) -> list[Place]:
    groups = [[p for p, j in zip(points, labels, strict=True) if j == i] for i in sorted({*labels})]
    return [tuple(sum(axis) / len(axis) for axis in zip(*group, strict=True)) for group in groups]


@many
@given(grids(), seeds)
def test_farthest_takes_the_farthest_from_all_taken(board: Board, seed: int) -> None:
    """After the first, each is the first point whose exact distance to those taken is largest."""
    start = exact(farthest(board.points, len(board.start), seed))
    points = exact(board.points)
    for i in range(1, len(start)):
        gaps = [min(squared(point, taken) for taken in start[:i]) for point in points]
        assert start[i] == points[gaps.index(max(gaps))]


@some
@given(clouds(), seeds)
def test_farthest_points_are_farther_apart_than_any_point_is_from_them(
    board: Board, seed: int
) -> None:
    """No point is farther from the start than its centroids are from each other (Gonzalez 1985)."""
    start = farthest(board.points, len(board.start), seed)
    farthest_off = brute_distances(board.points, start).min(axis=1).max()
    apart = brute_distances(start, start)[np.triu_indices(len(start), 1)]
    assert (apart >= farthest_off * (1 - 1e-12)).all()


@pytest.mark.parametrize("init", ["farthest", "kmeans++", "kmeans++ greedy"])
def test_the_first_point_is_any_point(init: str) -> None:
    """Of ways that choose by distance, too, the first point is drawn with equal chances."""
    counts = Counter(_indices(SIX, SEEDINGS[init](SIX, 2, seed))[0] for seed in range(DRAWS))
    assert surprise([counts[i] for i in range(6)], [DRAWS / 6] * 6) < 5


def _law_of_next(taken: Sequence[int], candidates: int) -> list[Fraction]:
    """Give each point's exact chance to be the best of so many candidates drawn by D².

    A point is the best if all candidates are it or worse ones, but not all worse.
    """
    points = exact(SIX)
    gaps = [min(squared(point, points[i]) for i in taken) for point in points]
    sums = [
        sum(min(gap, squared(point, new)) for gap, point in zip(gaps, points, strict=True))
        for new in points
    ]
    assert len({*sums}) == len(points) - len(taken) + 1
    worst_first = sorted(range(6), key=lambda i: -sums[i])
    not_better = [Fraction(0), *accumulate(gaps[i] / sum(gaps) for i in worst_first)]
    law = {
        i: b**candidates - a**candidates
        for i, (a, b) in zip(worst_first, pairwise(not_better), strict=True)
    }
    return [law[i] for i in range(6)]


def _law_of_starts(k: int, candidates: int) -> dict[tuple[int, ...], Fraction]:
    """Give the exact chance of every start of k points."""
    law: dict[tuple[int, ...], Fraction] = {(i,): Fraction(1, 6) for i in range(6)}
    for _ in range(k - 1):
        law = {
            (*taken, i): chance * then
            for taken, chance in law.items()
            for i, then in enumerate(_law_of_next(taken, candidates))
            if then > 0
        }
    return law


def _deviation(seeding: Seeding, k: int, candidates: int) -> float:
    """Compare starts with the law: how often each first point goes with each last."""
    pairs = list(product(range(6), repeat=2))
    observed = dict.fromkeys(pairs, 0)
    for seed in range(DRAWS):
        first, *_, last = _indices(SIX, seeding(SIX, k, seed))
        observed[first, last] += 1
    expected = dict.fromkeys(pairs, 0.0)
    for start, chance in _law_of_starts(k, candidates).items():
        expected[start[0], start[-1]] += float(DRAWS * chance)
    return surprise(list(observed.values()), list(expected.values()))


@pytest.mark.parametrize("k", [2, 3])
def test_plus_plus_draws_by_squared_distance(k: int) -> None:
    """Starts of two and of three points are as frequent as Arthur and Vassilvitskii's law says."""
    assert _deviation(kmeans_plus_plus, k, candidates=1) < 5


@pytest.mark.parametrize(("k", "candidates"), [(2, 2), (3, 3)])
def test_greedy_plus_plus_keeps_the_best_of_its_candidates(k: int, candidates: int) -> None:
    """Starts are as frequent as the best of 2 + ⌊ln k⌋ candidates, not of one more or less."""
    assert _deviation(kmeans_plus_plus_greedy, k, candidates) < 5
    assert _deviation(kmeans_plus_plus_greedy, k, candidates - 1) > 5
    assert _deviation(kmeans_plus_plus_greedy, k, candidates + 1) > 5


@many
@given(grids(most=30), seeds)
def test_greedy_plus_plus_minimises_the_exact_potential(board: Board, seed: int) -> None:
    """From the same random numbers, exact arithmetic draws and keeps the same candidates."""
    points, k = exact(board.points), len(board.start)
    rng = np.random.default_rng(seed)
    start = [points[rng.integers(len(points))]]
    while len(start) < k:
        gaps = [min(squared(point, taken) for taken in start) for point in points]
        running = list(accumulate(gaps))
        numbers = [Fraction(u) * running[-1] for u in rng.random(2 + math.floor(math.log(k)))]
        drawn = [points[bisect_right(running, number)] for number in numbers]
        start.append(min(drawn, key=lambda new: _potential(points, [*start, new])))
    assert exact(kmeans_plus_plus_greedy(board.points, k, seed)) == start


def _potential(points: list[Place], start: list[Place]) -> Fraction:
    return sum((min(squared(p, taken) for taken in start) for p in points), start=Fraction(0))
