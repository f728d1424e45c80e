"""A traced estimator of scikit-learn ends where its own fit ends, and is left alone."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import BaseEstimator
from sklearn.cluster import AgglomerativeClustering, BisectingKMeans, KMeans, MiniBatchKMeans
from sklearn.pipeline import make_pipeline
from threadpoolctl import threadpool_limits

from kmviz.engine import Points, State, lloyd, trace
from tests.engine.boards import few, seeds
from tests.engine.oracles import assert_told_truly, refused, same_labels

# What estimators say of hard data and of parameters that do not go together is theirs to say.
warned = pytest.mark.filterwarnings(
    "ignore::sklearn.exceptions.ConvergenceWarning", "ignore::RuntimeWarning"
)
BLOBS = np.random.default_rng(0).normal(size=(200, 2)) + 4 * np.eye(3, 2)[np.arange(200) % 3]


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    """Let estimators work on one thread: on small points more of them only wait for each other."""
    with threadpool_limits(limits=1):
        yield


def _anywhere(points: Points, n_clusters: int, random_state: Any) -> Points:
    """Start at points that the estimator's own random numbers choose, as a callable may."""
    start: Points = points[random_state.permutation(len(points))[:n_clusters]]
    return start


@st.composite
def tables(draw: st.DrawFn, *, kinds: tuple[type, ...] = (np.float64, np.float32)) -> Points:
    """Draw blobs, or a grid full of ties, in single or double precision."""
    rng = np.random.default_rng(draw(seeds))
    n, d = draw(st.integers(9, 150)), draw(st.integers(1, 3))
    points = rng.normal(size=(n, d)) + rng.normal(size=(4, d))[rng.integers(4, size=n)] * 3
    if draw(st.booleans()):
        points = np.round(2 * points)
    return points.astype(draw(st.sampled_from(kinds)))


@st.composite
def beginnings(draw: st.DrawFn, points: Points, k: int) -> dict[str, Any]:
    """Draw how an estimator starts: from where, how often, and by which random numbers."""
    seed = draw(st.integers(0, 10**6))
    given = np.array(points[:k], dtype=np.float64)
    return {
        "init": draw(st.sampled_from(["k-means++", "random", _anywhere, given])),
        "n_init": draw(st.sampled_from(["auto", 1, 3])),
        "random_state": draw(st.sampled_from([seed, np.random.RandomState(seed)])),
    }


def _assert_ends_as(fitted: Any, last: State, points: Points) -> None:
    close = 1e-4 if points.dtype == np.float32 else 1e-9
    assert last.labels.tolist() == fitted.labels_.tolist()
    assert np.allclose(last.centroids, fitted.cluster_centers_, rtol=close, atol=close)
    assert last.inertia == pytest.approx(fitted.inertia_, rel=close, abs=close)


# --- the result is the estimator's own


@warned
@few
@given(st.data())
def test_a_kmeans_ends_where_its_fit_ends(data: st.DataObject) -> None:
    """Labels, centroids, inertia and the number of iterations are those of fit."""
    points, k = data.draw(tables()), data.draw(st.integers(1, 6))
    estimator = KMeans(
        k,
        **data.draw(beginnings(points, k)),
        tol=data.draw(st.sampled_from([0, 1e-4, 0.1])),
        max_iter=data.draw(st.sampled_from([1, 3, 300])),
        algorithm=data.draw(st.sampled_from(["lloyd", "elkan"])),
    )
    *_, last = states = list(trace(estimator, points))
    estimator.fit(points)
    _assert_ends_as(estimator, last, points)
    closing = len(states) - estimator.n_iter_  # 1 where an assignment follows the last move
    assert closing == 1 or (closing == 0 and last.settled)


@warned
@few
@given(st.data())
def test_batches_end_where_their_fit_ends(data: st.DataObject) -> None:
    """So do labels, centroids, inertia and the number of steps of a MiniBatchKMeans."""
    points, k = data.draw(tables()), data.draw(st.integers(1, 6))
    estimator = MiniBatchKMeans(
        k,
        **data.draw(beginnings(points, k)),
        batch_size=data.draw(st.integers(k, 60)),
        max_iter=data.draw(st.integers(1, 8)),
        tol=data.draw(st.sampled_from([0, 0.01])),
        init_size=data.draw(st.one_of(st.none(), st.integers(k, len(points)))),
        reassignment_ratio=data.draw(st.sampled_from([0.01, 0.5])),
    )
    *_, last = states = list(trace(estimator, points))
    estimator.fit(points)
    _assert_ends_as(estimator, last, points)
    assert estimator.n_steps_ == len(states) - 1


@pytest.mark.parametrize("kind", [KMeans, MiniBatchKMeans])
def test_an_estimator_without_a_seed_ends_as_numpy_would_have_it(kind: type) -> None:
    """With random_state=None the trace is what fit reaches from numpy's shared numbers, unmoved."""
    estimator = kind(5, n_init=1)
    np.random.seed(7)  # noqa: NPY002  (the numbers that estimators share)
    *_, last = trace(estimator, BLOBS)
    _assert_ends_as(estimator.fit(BLOBS), last, BLOBS)


def test_of_several_starts_the_one_that_wins_is_told() -> None:
    """The states begin where the best of ten runs began, not where the first did."""
    estimator = KMeans(8, init="random", n_init=10, random_state=3)
    told = list(trace(estimator, BLOBS))
    first = list(trace(KMeans(8, init="random", n_init=1, random_state=3), BLOBS))
    _assert_ends_as(estimator.fit(BLOBS), told[-1], BLOBS)
    assert told[-1].inertia < first[-1].inertia
    assert not np.array_equal(told[0].centroids, first[0].centroids)


@pytest.mark.parametrize("seed", [170, 345, 494])
def test_where_rounding_would_break_a_tie_otherwise_the_trace_still_ends_there(seed: int) -> None:
    """On these grids, measuring the centroids anew between two iterations leads elsewhere."""
    rng = np.random.default_rng(seed)
    n, k = int(rng.integers(6, 25)), int(rng.integers(2, 6))
    points: Points = rng.integers(0, 4, size=(n, 2)).astype(np.float64) * 0.1
    estimator = KMeans(k, init="random", n_init=1, random_state=seed)
    *_, last = trace(estimator, points)
    _assert_ends_as(estimator.fit(points), last, points)


# --- what leads there is true


@warned
@few
@given(tables(kinds=(np.float64,)), st.integers(1, 6), seeds)
def test_every_state_tells_the_truth(points: Points, k: int, seed: int) -> None:
    """What our own states are held to holds for somebody else's, ties apart."""
    rng = np.random.default_rng(seed)
    points = points + rng.normal(size=points.shape)
    batch = max(k, 8)
    for estimator, algorithm in (
        (KMeans(k, n_init=1, random_state=seed), "lloyd"),
        (KMeans(k, n_init=1, random_state=seed, algorithm="elkan"), "lloyd"),
        (MiniBatchKMeans(k, random_state=seed, batch_size=batch, max_iter=3), "minibatch"),
    ):
        states = list(trace(estimator, points))
        assert_told_truly(points, states[0].centroids, states, rounding=1e-6)
        assert {state.algorithm for state in states} == {algorithm}
        assert all(state.nearest for state in states)


@warned
@few
@given(tables(kinds=(np.float64,)), st.integers(1, 6), seeds)
def test_a_traced_kmeans_is_lloyds(points: Points, k: int, seed: int) -> None:
    """From the same start, our own run has the same labels in every state, up to its end."""
    points = points + np.random.default_rng(seed).normal(size=points.shape)
    start = points[np.random.default_rng(seed).permutation(len(points))[:k]]
    ours = list(lloyd(points, start))
    if all(state.counts.all() for state in ours):
        theirs = list(trace(KMeans(k, init=start, n_init=1, tol=0), points))
        assert np.array_equal(theirs[0].centroids, start)
        assert same_labels(ours, theirs[: len(ours)])
        assert len(theirs) - len(ours) in {0, 1}


def test_a_start_of_points_is_those_points_to_the_last_bit() -> None:
    """Though the estimator measures from the mean, the first stars stand on points of the data."""
    for init in ("random", "k-means++"):
        first = next(trace(KMeans(6, init=init, n_init=1, random_state=0), BLOBS + 0.1))
        assert set(map(tuple, first.centroids)) <= set(map(tuple, BLOBS + 0.1))


def test_batches_are_those_of_the_estimator() -> None:
    """A spy on the estimator's own steps sees as many distinct points as each state says."""
    sizes = []

    class Spy(MiniBatchKMeans):  # type: ignore[misc]  # scikit-learn has no types
        def partial_fit(self, X: Points, y: None = None, sample_weight: None = None) -> Any:  # noqa: N803  (as it is called there)
            sizes.append(len(np.unique(X, axis=0)))
            return super().partial_fit(X, y, sample_weight)

    *steps, last = trace(Spy(3, batch_size=20, random_state=0, max_iter=3), BLOBS)
    assert [0 if state.batch is None else state.batch.sum() for state in steps] == sizes
    assert last.batch is None


def test_a_run_that_stops_by_its_tolerance_is_not_said_to_be_settled() -> None:
    """The closing assignment goes nowhere, and says that more would have followed."""
    *_, before, last = trace(KMeans(8, init="random", tol=0.1, n_init=1, random_state=0), BLOBS)
    assert not last.settled
    assert last.changed > 0
    assert np.array_equal(last.means, last.centroids)
    assert np.array_equal(before.means, last.centroids)


# --- what comes from the caller stays as it is


@pytest.mark.parametrize("kind", [KMeans, MiniBatchKMeans])
def test_estimator_and_points_are_left_alone(kind: type) -> None:
    """Parameters, fitted or not, random states and points are as before, though fit may spoil."""
    dice = np.random.RandomState(5)
    state = deepcopy(dice.get_state())
    points, fitted = BLOBS.copy(), kind(4, random_state=0).fit(BLOBS)
    options = {"copy_x": False} if kind is KMeans else {}
    fresh = kind(4, random_state=dice, n_init=2, **options)
    for estimator in (fresh, fitted):
        before = dict(vars(estimator))
        list(trace(estimator, points))
        assert vars(estimator).keys() == before.keys()
        assert all(value is before[name] for name, value in vars(estimator).items())
    assert np.array_equal(points, BLOBS)
    assert all(np.array_equal(a, b) for a, b in zip(dice.get_state(), state, strict=True))


def test_a_traced_state_does_not_change() -> None:
    """Later steps write into none of the arrays that earlier ones gave."""
    states = list(trace(MiniBatchKMeans(3, batch_size=20, random_state=0, max_iter=2), BLOBS))
    assert not any(np.array_equal(a.centroids, b.centroids) for a, b in pairwise(states[:-1]))
    assert not any(state.centroids.flags.writeable for state in states)


def test_numbers_of_any_kind_are_traced() -> None:
    """Lists and whole numbers are fitted as the estimator would fit them."""
    whole = np.round(3 * BLOBS).astype(int)
    for points in (whole, whole.tolist()):
        *_, last = trace(KMeans(4, n_init=1, random_state=0), points)
        _assert_ends_as(KMeans(4, n_init=1, random_state=0).fit(whole), last, whole)


# --- what cannot be traced is refused


class _Fickle(KMeans):  # type: ignore[misc]  # scikit-learn has no types
    """A descendant that gives other labels each time it is fitted."""

    fits = 0

    def fit(self, X: Points, y: None = None, sample_weight: None = None) -> Any:  # noqa: N803  (as it is called there)
        type(self).fits += 1
        super().fit(X, y, sample_weight)
        self.labels_: Any = np.roll(self.labels_, self.fits)
        return self


REFUSALS: dict[str, tuple[Callable[[], Any], tuple[str, ...]]] = {
    "another algorithm": (lambda: AgglomerativeClustering(2), ("AgglomerativeClustering",)),
    "a cousin": (lambda: BisectingKMeans(2), ("BisectingKMeans",)),
    "a pipeline": (lambda: make_pipeline(KMeans(2)), ("Pipeline",)),
    "a class": (lambda: KMeans, ("the class KMeans",)),
    "nothing": (lambda: None, ("NoneType",)),
    "a namesake": (type("KMeans", (BaseEstimator,), {}), ("KMeans",)),
    "too many clusters": (lambda: KMeans(500), ("cannot be fitted", "500")),
    "a wrong parameter": (lambda: KMeans(2, init="nowhere"), ("cannot be fitted", "init")),
    "tiny batches": (lambda: MiniBatchKMeans(7, batch_size=5), ("batch_size is 5", "7")),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_cannot_be_traced_is_refused_at_the_call(what: str) -> None:
    """The message names what was given and why it will not do; the hint names what can be."""
    estimator, words = REFUSALS[what]
    with refused(*words):
        trace(estimator(), BLOBS)


def test_an_estimator_that_ends_elsewhere_is_refused() -> None:
    """Where the steps do not lead to the result of fit, nothing is told."""
    with refused("the steps of this _Fickle", "do not lead"):
        trace(_Fickle(3, n_init=1, random_state=0), BLOBS)


def test_points_that_nobody_can_cluster_are_refused() -> None:
    """NaN is refused by its place, before the estimator sees it."""
    with refused("points[0, 0] is nan"):
        trace(KMeans(1), [[float("nan"), 0.0], [1.0, 1.0]])
