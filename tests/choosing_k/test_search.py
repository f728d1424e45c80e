"""What a start promises is what the engine keeps, up to rounding."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.choosing_k.search import promise, runs_at_once, scatter
from kmviz.engine import Points, lloyd, random
from tests.engine.boards import Board, clouds, many, seeds

MODULE = sys.modules[promise.__module__]


def _kept(points: Points, start: Points) -> float:
    """Give the inertia at which the engine settles; an empty cluster keeps its centroid."""
    *_, last = lloyd(points, start, empty="keep")
    return last.inertia


@many
@given(clouds(), seeds, st.sampled_from([0.0, 1e6, -3e9]), st.integers(1, 6))
def test_a_promise_is_kept_by_the_engine(board: Board, seed: int, offset: float, runs: int) -> None:
    """In one to ten dimensions, near the origin and far, for few runs and many at once."""
    points = board.points + offset
    rng = np.random.default_rng(seed)
    starts = np.stack([random(points, len(board.start), rng) for _ in range(runs)])
    kept = [_kept(points, start) for start in starts]
    assert promise(points, starts) == pytest.approx(kept, rel=1e-7, abs=1e-9 * scatter(points))


@pytest.mark.parametrize("product", [1, 60, 700])
def test_points_and_runs_may_be_split_up(product: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However small the products of matrices are, the promises are the same."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(50, 3))
    starts = np.stack([random(points, 4, rng) for _ in range(7)])
    whole = promise(points, starts)
    monkeypatch.setattr(MODULE, "PRODUCT", product)
    assert runs_at_once(points, 4) == 1
    assert promise(points, starts) == pytest.approx(whole, rel=1e-12)


def test_a_tie_goes_to_the_first_centroid_and_counts_once() -> None:
    """The middle of three points joins the first: 0.5 + 0; counted twice it would leave 0.75."""
    points = np.array([[0.0], [1.0], [2.0]])
    assert promise(points, np.array([[[0.0], [2.0]]])).tolist() == [0.5]


def test_a_cluster_without_points_keeps_its_centroid() -> None:
    """Far away it gathers no points: the two clusters near by leave 2 (1.25)², and no less."""
    points = np.array([[0.0], [2.5], [7.0]])
    promised = promise(points, np.array([[[1.0], [7.0], [99.0]]]))
    assert promised.tolist() == pytest.approx([3.125])


def test_a_crowd_in_the_plane_is_left_to_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """From so many points on, the promises are the engine's own numbers."""
    points = np.random.default_rng(1).uniform(size=(400, 2))
    starts = np.stack([random(points, 3, seed) for seed in range(4)])
    monkeypatch.setattr(MODULE, "GRID", 400)
    assert promise(points, starts).tolist() == [_kept(points, start) for start in starts]
