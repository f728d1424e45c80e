"""The variance ratio is scikit-learn's, and its limits are told."""

import numpy as np
import pytest
from sklearn.metrics import calinski_harabasz_score

from kmviz.choosing_k import calinski_harabasz
from tests.choosing_k.evidence import labelled, quick, random_sweep, with_inertias


@pytest.mark.parametrize("d", range(1, 7))
def test_the_scores_are_those_of_scikit_learn(d: int) -> None:
    """For random labels of random points, and for partitions, in one to six dimensions."""
    for sweep in (random_sweep(40, d, 6, seed=d), quick(random_sweep(60, d, 1, d).points, 6)):
        verdict = calinski_harabasz(sweep)
        expected = [calinski_harabasz_score(sweep.points, p.labels) for p in sweep.partitions[1:]]
        assert verdict.scores[1:].tolist() == pytest.approx(expected, rel=1e-9)
        assert np.isnan(verdict.scores[0])
        assert verdict.chosen == 2 + int(np.argmax(expected))


def test_it_is_not_defined_for_one_cluster_nor_for_as_many_as_points() -> None:
    """Neither k = 1 nor k = n has a score; with nothing between them none is chosen."""
    points = np.array([[0.0, 0.0], [1.0, 0.0]])
    verdict = calinski_harabasz(labelled(points, [np.array([0, 0]), np.array([0, 1])]))
    assert np.isnan(verdict.scores).all()
    assert verdict.chosen is None
    assert "not defined" in verdict.reason


def test_a_perfect_partition_is_infinitely_good() -> None:
    """Where nothing is left within the clusters, the ratio is infinite, and chosen."""
    verdict = calinski_harabasz(with_inertias([9.0, 4.0, 0.0]))
    assert verdict.scores[2] == np.inf
    assert verdict.chosen == 3
    assert "infinite" in verdict.reason
