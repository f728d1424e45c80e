"""The silhouettes are scikit-learn's where it gives them, and Rousseeuw's at their limits."""

import sys

import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from kmviz.choosing_k import Note, silhouette
from tests.choosing_k.evidence import IRIS, labelled, quick, random_labels, random_sweep

MODULE = sys.modules[silhouette.__module__]


@pytest.mark.parametrize("d", range(1, 7))
def test_the_scores_are_those_of_scikit_learn(d: int) -> None:
    """For random labels of random points, and for partitions, in one to six dimensions."""
    for sweep in (random_sweep(40, d, 6, seed=d), quick(random_sweep(60, d, 1, d).points, 6)):
        verdict = silhouette(sweep)
        expected = [silhouette_score(sweep.points, p.labels) for p in sweep.partitions[1:]]
        assert verdict.scores[1:].tolist() == pytest.approx(expected, abs=1e-12)
        assert np.isnan(verdict.scores[0])
        assert verdict.chosen == 2 + int(np.argmax(expected))
        assert verdict.notes == ()


@pytest.mark.parametrize("block", [1, 150 * 7, 150 * 150])
def test_the_size_of_a_block_changes_nothing(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many distances are held at a time, the mean is the same."""
    sweep = quick(IRIS, 4)
    whole = silhouette(sweep).scores
    monkeypatch.setattr(MODULE, "BLOCK", block)
    assert silhouette(sweep).scores == pytest.approx(whole, abs=1e-12, nan_ok=True)


def test_a_point_alone_counts_0() -> None:
    """Two points of one cluster and one alone: the mean is over all three."""
    points = np.array([[0.0], [1.0], [5.0]])
    verdict = silhouette(labelled(points, [np.zeros(3, dtype=int), np.array([0, 0, 1])]))
    assert verdict.scores[1] == pytest.approx(((5 - 1) / 5 + (4 - 1) / 4 + 0) / 3)


def test_where_every_point_is_alone_the_mean_is_0() -> None:
    """As many clusters as points have a score, and are no good choice."""
    verdict = silhouette(quick(np.array([[0.0, 0.0], [1.0, 0.0], [7.0, 0.0]]), 3))
    assert verdict.scores[2] == 0
    assert verdict.chosen == 2


def test_equal_points_in_two_clusters_count_0() -> None:
    """Where both mean distances are 0, so is the silhouette, and nothing is divided by it."""
    points = np.zeros((4, 2))
    verdict = silhouette(labelled(points, [np.zeros(4, dtype=int), np.array([0, 0, 1, 1])]))
    assert verdict.scores[1] == 0


def test_beyond_the_limit_a_sample_of_told_size_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The score is scikit-learn's on points drawn with the same seed, and the note says how many.

    The third cluster has one point, which the sample misses.
    """
    monkeypatch.setattr(MODULE, "MOST", 50)
    rng = np.random.default_rng(4)
    points = rng.normal(size=(200, 3))
    two = random_labels(200, 2, rng)
    sample = np.sort(np.random.default_rng(7).choice(200, 50, replace=False))
    three = np.where(np.arange(200) == np.setdiff1d(np.arange(200), sample)[0], 2, two)
    verdict = silhouette(labelled(points, [np.zeros(200, dtype=int), two, three]), 7)
    expected = [silhouette_score(points[sample], labels[sample]) for labels in (two, three)]
    assert verdict.scores[1:].tolist() == pytest.approx(expected, abs=1e-12)
    assert verdict.notes == (Note("silhouette_sample", {"sample": 50, "all": 200}),)


def test_the_limit_is_ten_thousand_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """That many are all judged, one more makes a sample."""
    monkeypatch.setattr(MODULE, "_means", lambda _, labels: np.full(len(labels), np.nan))
    points, one = np.arange(10_001.0)[:, np.newaxis], np.zeros(10_001, dtype=int)
    assert silhouette(labelled(points[:-1], [one[:-1]])).notes == ()
    (note,) = silhouette(labelled(points, [one])).notes
    assert note.words == "silhouette of a sample of 10,000 of the 10,001 points"


def test_one_k_has_no_silhouette() -> None:
    """With k = 1 alone, none is chosen."""
    verdict = silhouette(quick(IRIS, 1))
    assert verdict.chosen is None
    assert np.isnan(verdict.scores).all()
