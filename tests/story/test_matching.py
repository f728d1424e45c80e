"""Facts about colours across runs: as many points as can be keep theirs, and no two share one."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from kmviz.engine import Labels
from kmviz.story.matching import matched, renumbered
from tests.story.runs import Run, many, runs, seeds


def agreement(labels: Labels, reference: Labels, colors: Labels) -> int:
    return int(np.count_nonzero(colors[labels] == reference))


@st.composite
def pairs(draw: st.DrawFn, most: int) -> tuple[Labels, Labels, int]:
    """Draw two labellings of the same points, alike or not, with clusters that may be empty."""
    rng = np.random.default_rng(draw(seeds))
    k, n = draw(st.integers(1, most)), draw(st.integers(1, 200))
    reference = rng.integers(draw(st.integers(1, k)), size=n)
    labels = rng.permutation(k)[reference]
    elsewhere = rng.random(n) < draw(st.sampled_from([0.0, 0.1, 0.5, 1.0]))
    labels[elsewhere] = rng.integers(k, size=int(elsewhere.sum()))
    return labels, reference, k


@many
@given(pairs(most=30))
def test_no_other_pairing_lets_more_points_agree(pair: tuple[Labels, Labels, int]) -> None:
    """As many points keep their colour as in the best assignment that scipy finds."""
    labels, reference, k = pair
    colors = matched(labels, reference, k)
    assert sorted(colors) == list(range(k))
    shared = np.zeros((k, k))
    np.add.at(shared, (labels, reference), 1)
    best = shared[linear_sum_assignment(shared, maximize=True)].sum()
    assert agreement(labels, reference, colors) == best


@many
@given(pairs(most=5))
def test_of_equally_good_pairings_the_one_that_moves_least_is_taken(
    pair: tuple[Labels, Labels, int],
) -> None:
    """Among all pairings with the most agreement, none leaves more clusters as they are."""
    labels, reference, k = pair
    ways = [np.array(way) for way in permutations(range(k))]
    ranks = [(agreement(labels, reference, w), int((w == np.arange(k)).sum())) for w in ways]
    colors = matched(labels, reference, k)
    own = agreement(labels, reference, colors), int((colors == np.arange(k)).sum())
    assert own == max(ranks)


@many
@given(pairs(most=12), seeds)
def test_renumbered_clusters_get_their_colours_back(
    pair: tuple[Labels, Labels, int], seed: int
) -> None:
    """The same clusters in another order have the same colours, point by point."""
    labels, _, k = pair
    other = np.random.default_rng(seed).permutation(k)[labels]
    assert (matched(other, labels, k)[other] == labels).all()


def test_labels_of_any_width_will_do() -> None:
    """Large runs keep labels in a byte each; products of them do not overflow."""
    labels = np.repeat(np.arange(200), 3).astype(np.uint8)
    assert (matched(labels, labels[::-1], 200)[labels] == labels[::-1]).all()


def test_a_label_beyond_k_is_a_mistake() -> None:
    """What does not fit is not taken for another cluster."""
    with pytest.raises(ValueError, match="invalid entry"):
        matched(np.array([0, 3]), np.array([0, 1]), 3)


@many
@given(runs(), seeds)
def test_a_renumbered_state_tells_the_same(run: Run, seed: int) -> None:
    """Each point keeps its centroid, mean and count, and every sum stays as it is."""
    state = run.states[-1]
    order = np.random.default_rng(seed).permutation(len(state.centroids))
    other = renumbered(state, order)
    assert (other.labels == order[state.labels]).all()
    for name in ("centroids", "means", "counts", "retired"):
        assert np.array_equal(getattr(other, name)[order], getattr(state, name))
    for name in ("iteration", "inertia", "inertia_at_means", "changed", "settled"):
        assert getattr(other, name) == getattr(state, name)
