"""All the evidence on how many clusters there are, the same every time."""

import json
import sys
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from kmviz.choosing_k import CRITERIA, Choice, choose_k
from kmviz.data import peaked, uniform
from kmviz.engine import Points
from tests.choosing_k.evidence import IRIS
from tests.engine.oracles import refused

MODULE = sys.modules[choose_k.__module__]


def _quick(points: Points, k_max: int = 5, **options: Any) -> Choice:
    return choose_k(
        points, k_max, **{"runs": 6, "references": 8, "workers": 1, "rng": 0, **options}
    )


@pytest.mark.parametrize("seed", range(20))
def test_three_blobs_far_apart_are_three_to_every_criterion(seed: int) -> None:
    """For each seed, of the board and of the search, all say 3."""
    choice = _quick(peaked(90, 3, seed), rng=seed)
    assert {verdict.criterion: verdict.chosen for verdict in choice.verdicts} == dict.fromkeys(
        CRITERIA, 3
    )
    assert choice.agreement == "all 7 criteria say 3"


def test_iris_is_the_classic_disagreement() -> None:
    """The elbow and the variance ratio see three kinds, silhouettes and f(K) two heaps."""
    names = ["elbow", "calinski-harabasz", "silhouette", "f-k"]
    choice = _quick(IRIS, 10, criteria=names)
    assert [verdict.criterion for verdict in choice.verdicts] == names
    assert [verdict.chosen for verdict in choice.verdicts] == [3, 3, 2, 2]
    assert choice.agreement == "silhouette, f(K): 2; elbow, Caliński–Harabasz: 3"  # noqa: RUF001


def test_two_calls_give_the_same_bytes_with_any_number_of_workers() -> None:
    """Seed, or generator of that seed, in one process or in two."""
    options: list[dict[str, Any]] = [{}, {}, {"workers": 2}, {"rng": np.random.default_rng(0)}]
    texts = {json.dumps(_quick(uniform(50, 1), **option).to_json()) for option in options}
    assert len(texts) == 1


def test_another_seed_gives_other_references() -> None:
    """The seed reaches the gap statistic."""
    gaps = [_quick(uniform(50, 1), criteria=["gap"], rng=seed).verdicts[0] for seed in (1, 2)]
    assert not np.array_equal(gaps[0].scores, gaps[1].scores)


@pytest.mark.parametrize("name", CRITERIA)
def test_a_verdict_does_not_depend_on_who_else_is_asked(name: str) -> None:
    """Asked alone or among all, a criterion says the same."""
    points = uniform(50, 1)
    (alone,) = _quick(points, criteria=[name]).verdicts
    among = {verdict.criterion: verdict for verdict in _quick(points).verdicts}[name]
    assert np.array_equal(alone.scores, among.scores, equal_nan=True)
    assert alone.chosen == among.chosen


def test_json_holds_all_numbers_and_null_where_there_is_none() -> None:
    """Strict JSON, which knows no NaN, gives back inertias, scores, spreads and choices."""
    places = np.repeat([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]], 4, axis=0)
    choice = _quick(places, 3)
    told = json.loads(json.dumps(choice.to_json(), allow_nan=False))
    assert (told["points"], told["dimensions"], told["k_max"], told["runs"]) == (12, 2, 3, 6)
    assert told["agreement"] == choice.agreement
    for entry, partition in zip(told["partitions"], choice.sweep.partitions, strict=True):
        assert entry["k"] == partition.k
        assert entry["inertia"] == partition.inertia
        assert entry["centroids"] == partition.centroids.tolist()
        assert sum(entry["counts"]) == 12
    for entry, verdict in zip(told["verdicts"], choice.verdicts, strict=True):
        scores = [value if np.isfinite(value) else None for value in verdict.scores.tolist()]
        assert entry["scores"] == scores
        assert entry["chosen"] == verdict.chosen
        assert (entry["spread"] is None) == (verdict.spread is None)
    ratio = told["verdicts"][list(CRITERIA).index("calinski-harabasz")]
    assert ratio["scores"][2] is None
    assert ratio["chosen"] == 3


def test_points_on_a_line_are_judged_by_those_who_can() -> None:
    """f(K) and the second box are left out, and it is said; others see the three heaps."""
    points = np.concatenate([np.linspace(0, 1, 20) + offset for offset in (0.0, 10.0, 20.0)])
    choice = _quick(points[:, np.newaxis])
    assert [verdict.criterion for verdict in choice.verdicts] == [
        name for name in CRITERIA if name not in {"f-k", "gap-principal"}
    ]
    chosen = {verdict.criterion: verdict.chosen for verdict in choice.verdicts}
    assert {chosen[name] for name in ("silhouette", "calinski-harabasz", "davies-bouldin")} == {3}
    assert len(choice.notes) == 2


@pytest.mark.parametrize("unit", [1e-100, 2.0**-60, 1e149])
@pytest.mark.parametrize("d", [1, 2, 3])
def test_a_change_of_unit_changes_no_verdict(d: int, unit: float) -> None:
    """From the smallest to the largest numbers that the engine takes, all choose as before."""
    points = np.random.default_rng(3).uniform(-1, 1, size=(40, d))
    points[:2] = [[-1.0] * d, [0.0] * d]
    plain, other = _quick(points, 4), _quick(points * unit, 4)
    for before, after in zip(plain.verdicts, other.verdicts, strict=True):
        factor = unit**2 if before.criterion == "elbow" else 1
        assert after.scores / factor == pytest.approx(before.scores, rel=1e-6, nan_ok=True)
        assert after.chosen == before.chosen


def test_one_k_is_looked_at_if_asked() -> None:
    """With k = 1 alone there is a partition, and nobody chooses but f(K)."""
    choice = _quick(uniform(30, 0), 1)
    assert {v.criterion for v in choice.verdicts if v.chosen is not None} == {"f-k"}


def test_progress_runs_once_from_start_to_end() -> None:
    """Sweep and both gaps share one count, which only grows and ends with all."""
    told: list[tuple[int, int]] = []
    _quick(uniform(40, 0), 4, progress=lambda done, total: told.append((done, total)))
    total = 2 * 6 * 4 + 2 * 8 * 6 * 4
    assert {entry[1] for entry in told} == {total}
    assert all(before < after for (before, _), (after, _) in pairwise(told))
    assert (told[0], told[-1]) == ((0, total), (total, total))


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"criteria": ["silhuette"]}, "'silhuette'"),
        ({"criteria": []}, "criteria"),
        ({"references": 0}, "references is 0"),
        ({"runs": 0}, "runs is 0"),
        ({"rule": "none"}, "rule is 'none'"),
        ({"k_max": 0}, "k_max is 0"),
    ],
)
def test_a_refusal_comes_before_any_search(
    options: dict[str, Any], word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is searched for what cannot be answered."""
    monkeypatch.delattr(MODULE, "sweep")
    with refused(word):
        _quick(IRIS, **options)


@pytest.mark.parametrize(
    ("points", "word"),
    [
        ([[1.0, 2.0]], "only one point"),
        ([[1.0, 2.0]] * 30, "all 30 points are the same"),
        ([[1.0, 2.0], [3.0, 4.0]] * 9, "only 2 distinct points"),
    ],
)
def test_points_without_a_choice_are_refused(points: list[list[float]], word: str) -> None:
    """One point, constant data, and fewer distinct points than clusters."""
    with refused(word):
        choose_k(points)


def test_f_k_is_refused_on_a_line_if_asked_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for it gets to know why not, before any search."""
    monkeypatch.delattr(MODULE, "sweep")
    with refused("two or more coordinates"):
        _quick(np.arange(9.0)[:, np.newaxis], criteria=["elbow", "f-k"])
