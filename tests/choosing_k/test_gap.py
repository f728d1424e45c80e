"""The gap statistic is that of Tibshirani, Walther and Hastie, written down once more."""

import math
from itertools import chain
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.choosing_k import RULES, Sweep, gap, gap_principal, sweep
from kmviz.data import uniform
from kmviz.engine import Labels, Points, best_of, runs
from tests.choosing_k.evidence import quick, with_inertias
from tests.engine.boards import many
from tests.engine.oracles import refused

GAPS = {"gap": gap, "gap-principal": gap_principal}


def _box(points: Points, rng: np.random.Generator) -> Points:
    """Draw a reference of the first kind."""
    low, high = points.min(axis=0), points.max(axis=0)
    box: Points = low + (high - low) * rng.uniform(size=points.shape)
    return box


def _principal_box(points: Points, rng: np.random.Generator) -> Points:
    """Draw a reference of the second kind: X' = XV, a box around X', and Z = Z' transposed V."""
    mean = points.mean(axis=0)
    _, _, transposed = np.linalg.svd(points - mean, full_matrices=False)
    box: Points = _box((points - mean) @ transposed.T, rng) @ transposed + mean
    return box


REFERENCES = {"gap": _box, "gap-principal": _principal_box}


def _log_w(points: Points, labels: Labels) -> float:
    """W_k is the sum over clusters of D_r / (2 n_r), D_r that of all pairs of its points."""
    total = 0.0
    for label in range(labels.max() + 1):
        members = points[labels == label].tolist()
        pairs = sum(math.dist(a, b) ** 2 for a in members for b in members)
        total += pairs / (2 * len(members))
    return math.log(total)


def _best_labels(points: Points, k: int) -> Labels:
    """Search well: from starts of three kinds."""
    kinds = ("random", "kmeans++", "partition")
    tried = chain.from_iterable(runs(points, k, 40, init=init, rng=0) for init in kinds)
    return best_of(tried).final.labels


def _gap_of_the_paper(
    name: str, found: Sweep, rng: int, references: int
) -> tuple[list[float], list[float]]:
    """Follow the paper's computation, steps 1 to 3, with the references that the seed draws."""
    seeds = np.random.default_rng(rng).integers(2**32, size=references).tolist()
    sets = [REFERENCES[name](found.points, np.random.default_rng(seed)) for seed in seeds]
    gaps, s = [], []
    for partition in found.partitions:
        logs = [_log_w(points, _best_labels(points, partition.k)) for points in sets]
        gaps.append(fmean(logs) - _log_w(found.points, partition.labels))
        sd = math.sqrt(fmean([(log - fmean(logs)) ** 2 for log in logs]))
        s.append(sd * math.sqrt(1 + 1 / references))
    return gaps, s


@pytest.mark.parametrize("name", GAPS)
@pytest.mark.parametrize("d", [1, 2, 3])
def test_gap_and_s_are_those_of_the_paper(name: str, d: int) -> None:
    """From the pairwise distances of the very references, in one to three dimensions."""
    points = np.random.default_rng(d).normal(size=(25, d)) * [4.0, 2.0, 1.0][:d]
    found = sweep(points, 3, runs=60, rng=0, workers=1)
    verdict = GAPS[name](found, 5, references=4)
    gaps, s = _gap_of_the_paper(name, found, rng=5, references=4)
    assert verdict.spread is not None
    assert verdict.scores.tolist() == pytest.approx(gaps, abs=1e-9)
    assert verdict.spread.tolist() == pytest.approx(s, abs=1e-9)


def _maechler(rule: str, f: list[float], s: list[float]) -> int | None:
    """Follow the documentation of maxSE in the R package cluster."""
    m = len(f)
    if rule == "tibshirani":
        return next((k + 1 for k in range(m - 1) if f[k] >= f[k + 1] - s[k + 1]), None)
    if rule == "global-max":
        return 1 + f.index(max(f))
    top = next((k for k in range(m - 1) if f[k + 1] <= f[k]), m - 1)
    return next(k + 1 for k in range(top + 1) if k == top or f[k] >= f[top] - s[top])


rows = st.lists(st.tuples(st.floats(-2, 2), st.floats(0, 0.5)), min_size=1, max_size=10)


@pytest.mark.parametrize("rule", RULES)
@many
@given(rows)
def test_the_rules_are_those_published(rule: str, row: list[tuple[float, float]]) -> None:
    """For any gaps and any s, each rule chooses what its documentation says."""
    gaps, s = zip(*row, strict=True)
    chosen, reason = RULES[rule](np.array(gaps), np.array(s))
    assert chosen == _maechler(rule, list(gaps), list(s))
    assert reason


@pytest.mark.parametrize("name", GAPS)
def test_evenly_spread_points_are_one_cluster(name: str) -> None:
    """In the uniform square both nulls say 1: always, but for one board in ten or fewer."""
    chosen = [GAPS[name](quick(uniform(100, seed), 4), seed).chosen for seed in range(10)]
    assert chosen.count(1) >= 9


@pytest.mark.parametrize("name", GAPS)
def test_the_rule_is_an_option(name: str) -> None:
    """The scores are the same, whatever the rule makes of them, and the choice is the rule's."""
    found = quick(uniform(60, 3), 5)
    verdicts = {rule: GAPS[name](found, 1, references=5, rule=rule) for rule in RULES}
    for rule, verdict in verdicts.items():
        assert verdict.spread is not None
        assert np.array_equal(verdict.scores, verdicts["tibshirani"].scores)
        scores, spread = verdict.scores.tolist(), verdict.spread.tolist()
        assert verdict.chosen == _maechler(rule, scores, spread)


@pytest.mark.parametrize("name", GAPS)
def test_the_number_of_workers_changes_nothing(name: str) -> None:
    """One process and two give the same bits, and tell of every run."""
    found = quick(uniform(50, 2), 4)
    told: list[tuple[int, int]] = []
    alone = GAPS[name](found, 3, references=6, workers=1)
    two = GAPS[name](
        found, 3, references=6, workers=2, progress=lambda done, total: told.append((done, total))
    )
    assert np.array_equal(alone.scores, two.scores)
    assert alone.spread is not None
    assert two.spread is not None
    assert np.array_equal(alone.spread, two.spread)
    runs = 6 * 8 * 4
    assert told == [(runs * i // 6, runs) for i in range(1, 7)]


def test_where_nothing_is_left_within_clusters_the_gap_is_not_defined() -> None:
    """The logarithm of 0 is no number: such a k has no score, and the rule does not see it."""
    verdict = gap(quick(np.array([[0.0, 0.0], [1.0, 0.0], [7.0, 0.0], [7.0, 5.0]]), 4), 0)
    assert verdict.spread is not None
    assert np.isfinite(verdict.scores[:3]).all()
    assert np.isnan(verdict.scores[3])
    assert np.isnan(verdict.spread[3])


def test_one_reference_has_no_spread() -> None:
    """With B = 1 the standard deviation is 0, and so is s."""
    verdict = gap(quick(uniform(30, 1), 3), 0, references=1)
    assert verdict.spread is not None
    assert verdict.spread.tolist() == [0, 0, 0]


def test_one_k_cannot_be_compared() -> None:
    """With k = 1 alone, the rule chooses none."""
    verdict = gap(quick(uniform(30, 1), 1), 0, references=2)
    assert verdict.chosen is None
    assert "compares" in verdict.reason


def test_a_coordinate_that_never_changes_is_no_matter() -> None:
    """A constant third coordinate leaves the gap as it is."""
    points = uniform(40, 6)
    flat = np.hstack([points, np.full((40, 1), 9.0)])
    for judge in GAPS.values():
        plain, padded = (judge(quick(p, 3), 0, references=3).scores for p in (points, flat))
        assert padded == pytest.approx(plain, abs=1e-9)


@pytest.mark.parametrize("name", GAPS)
@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"references": 0}, "references is 0"),
        ({"references": 2.5}, "references is 2.5"),
        ({"rule": "elbow"}, "rule is 'elbow'"),
        ({"workers": 0}, "workers is 0"),
    ],
)
def test_options_that_cannot_be_used_are_refused(
    name: str, options: dict[str, object], word: str
) -> None:
    """The message names the option and what it is."""
    with refused(word):
        GAPS[name](with_inertias([3.0, 2.0]), 0, **options)  # type: ignore[arg-type]  # on purpose
