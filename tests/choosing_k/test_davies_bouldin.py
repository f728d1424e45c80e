"""The likeness of neighbours is scikit-learn's, and its limits are told."""

import numpy as np
import pytest
from sklearn.metrics import davies_bouldin_score

from kmviz.choosing_k import davies_bouldin
from tests.choosing_k.evidence import labelled, quick, random_sweep


@pytest.mark.parametrize("d", range(1, 7))
def test_the_scores_are_those_of_scikit_learn(d: int) -> None:
    """For random labels of random points, and for partitions, in one to six dimensions."""
    for sweep in (random_sweep(40, d, 6, seed=d), quick(random_sweep(60, d, 1, d).points, 6)):
        verdict = davies_bouldin(sweep)
        expected = [davies_bouldin_score(sweep.points, p.labels) for p in sweep.partitions[1:]]
        assert verdict.scores[1:].tolist() == pytest.approx(expected, rel=1e-9)
        assert np.isnan(verdict.scores[0])
        assert verdict.chosen == 2 + int(np.argmin(expected))


def test_it_is_not_defined_for_one_cluster_nor_for_as_many_as_points() -> None:
    """Neither k = 1 nor k = n has a score; with nothing between them none is chosen."""
    points = np.array([[0.0, 0.0], [1.0, 0.0]])
    verdict = davies_bouldin(labelled(points, [np.array([0, 0]), np.array([0, 1])]))
    assert np.isnan(verdict.scores).all()
    assert verdict.chosen is None
    assert "not defined" in verdict.reason


def test_places_without_width_are_not_alike() -> None:
    """Clusters of equal points have a likeness of 0, which is the lowest there is."""
    points = np.repeat([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]], 4, axis=0)
    verdict = davies_bouldin(quick(points, 3))
    assert verdict.scores[2] == 0
    assert verdict.chosen == 3
