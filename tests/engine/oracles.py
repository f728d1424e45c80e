"""What the engine's results are held against: exact arithmetic, brute force, and the rules."""

import math
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from kmviz.engine import Points, State, changed_points

Place: TypeAlias = tuple[Fraction, ...]
UNIT_ROUNDOFF = Fraction(1, 2**53)


class Step(NamedTuple):
    """One iteration of the exact Lloyd."""

    centroids: list[Place]
    labels: list[int]
    means: list[Place]
    tied: bool


def exact(rows: Points) -> list[Place]:
    """Give each row as fractions that are exactly its floats."""
    return [tuple(Fraction(value) for value in row) for row in rows.tolist()]


def assert_same_run(mine: list[State], plain: list[State], points: Points, rounding: float) -> None:
    """Say that two runs differ by rounding only: of centroids, and so of the objective.

    To move all centroids by r changes the sum J of N squares by no more than 2r√(NJ) + Nr².
    """
    assert len(mine) == len(plain)
    for state, wanted in zip(mine, plain, strict=True):
        for name in ("iteration", "labels", "counts", "changed", "settled", "retired", "empty"):
            assert np.array_equal(getattr(state, name), getattr(wanted, name)), name
        for name in ("centroids", "means"):
            assert np.abs(getattr(state, name) - getattr(wanted, name)).max() <= rounding, name
        for name in ("inertia", "inertia_at_means"):
            square = getattr(wanted, name)
            cost = 2 * rounding * math.sqrt(points.size * square) + points.size * rounding**2
            assert getattr(state, name) == pytest.approx(square, rel=1e-11, abs=cost), name


def squared(one: Place, other: Place) -> Fraction:
    """Give the squared distance of two places, exactly."""
    return sum(((a - b) ** 2 for a, b in zip(one, other, strict=True)), start=Fraction(0))


def exact_lloyd(points: list[Place], start: list[Place]) -> list[Step]:
    """Run Lloyd's algorithm in rational arithmetic; an empty cluster keeps its centroid."""
    steps: list[Step] = []
    centroids = start
    while not steps or steps[-1].means != steps[-1].centroids:
        tables = [[squared(point, centroid) for centroid in centroids] for point in points]
        labels = [table.index(min(table)) for table in tables]
        means = [
            _mean([p for p, label in zip(points, labels, strict=True) if label == j], centroid)
            for j, centroid in enumerate(centroids)
        ]
        tied = any(table.count(min(table)) > 1 for table in tables)
        steps.append(Step(centroids, labels, means, tied))
        centroids = means
    return steps


def _mean(members: list[Place], otherwise: Place) -> Place:
    if not members:
        return otherwise
    return tuple(sum(axis, start=Fraction(0)) / len(members) for axis in zip(*members, strict=True))


def brute_distances(points: Points, centroids: Points) -> Points:
    """Give the squared distance of every point to every centroid, (n, k), the plain way."""
    differences = points[:, np.newaxis, :] - centroids[np.newaxis, :, :]
    return cast("Points", (differences**2).sum(axis=2))


def ulps(value: float, truth: Fraction) -> Fraction:
    """Say how many units in the last place of the value it is away from the truth."""
    return abs(Fraction(value) - truth) / Fraction(float(np.spacing(abs(value))))


def fields(state: State) -> dict[str, Any]:
    """Give a state's fields by name."""
    return {name: getattr(state, name) for name in State.__slots__}


def arrays(state: State) -> dict[str, NDArray[Any]]:
    """Give those of a state's fields that are arrays."""
    return {name: value for name, value in fields(state).items() if isinstance(value, np.ndarray)}


def same_runs(one: Iterable[State], other: Iterable[State]) -> bool:
    """Say whether two runs agree in every bit of every state."""
    one, other = list(one), list(other)
    return len(one) == len(other) and all(map(_same_states, one, other))


def _same_states(one: State, other: State) -> bool:
    theirs = fields(other)
    return all(np.array_equal(value, theirs[name]) for name, value in fields(one).items())


def same_labels(one: Iterable[State], other: Iterable[State]) -> bool:
    """Say whether two runs give every point the same label in every iteration."""
    one, other = list(one), list(other)
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(np.array_equal(a.labels, b.labels) for a, b in pairs)


def assert_rules_hold(points: Points, start: Points, states: Sequence[State]) -> None:
    """Assert what must hold in every run of Lloyd's, whatever becomes of empty clusters."""
    assert_told_truly(points, start, states)
    assert all(state.nearest for state in states)
    assert all(state.batch is None and state.waiting is None for state in states)
    for state in states:
        assert state.inertia_at_means <= at_most(state.inertia, points)
    for before, after in pairwise(states):
        assert after.inertia <= at_most(before.inertia_at_means, points)


def assert_told_truly(
    points: Points, start: Points, states: Sequence[State], *, rounding: float = 0.0
) -> None:
    """Assert what every state of any algorithm says of its points, and of the one before it.

    Lengths that differ by no more than `rounding` may be taken for equal.
    """
    assert [state.iteration for state in states] == list(range(len(states)))
    assert np.array_equal(states[0].centroids, start)
    assert not states[0].retired.any()
    assert len({state.algorithm for state in states}) == 1
    for state in states:
        _assert_state_is_true(points, state, k=len(start), rounding=rounding)
    _assert_joined(points, states)
    for before, after in pairwise(states):
        _assert_step_is_true(before, after)
    assert not any(state.settled for state in states[:-1])
    if states[-1].settled:
        assert np.array_equal(states[-1].means, states[-1].centroids)


def _assert_state_is_true(points: Points, state: State, *, k: int, rounding: float) -> None:
    n, d = points.shape
    assert state.centroids.shape == state.means.shape == (k, d)
    assert state.counts.shape == state.retired.shape == (k,)
    assert state.labels.shape == (n,)
    assert all(np.isfinite(array).all() for array in arrays(state).values())
    assert state.labels.min() >= 0
    assert not state.retired[state.labels].any()

    distances = brute_distances(points, state.centroids)
    own = distances[np.arange(n), state.labels]
    least = distances[:, ~state.retired].min(axis=1)
    nearest = own <= least * (1 + 4 * (d + 3) * float(UNIT_ROUNDOFF))
    nearest |= np.sqrt(own) <= np.sqrt(least) + rounding
    assert nearest.all() if state.nearest else nearest[_waiting(state)].all()
    assert state.counts.tolist() == [(state.labels == j).sum() for j in range(k)]
    assert state.inertia == pytest.approx(own.sum(), rel=1e-13)

    own_at_means = brute_distances(points, state.means)[np.arange(n), state.labels]
    assert state.inertia_at_means == pytest.approx(own_at_means.sum(), rel=1e-13)


def _assert_joined(points: Points, states: Sequence[State]) -> None:
    """Assert that points that wait do so from the beginning, and that those that join count."""
    assert states[0].changed == len(points) - _waiting(states[0]).sum()
    assert changed_points(states[0], None).tolist() == (~_waiting(states[0])).tolist()
    for before, after in pairwise(states):
        joined = _waiting(before) & ~_waiting(after)
        assert not (_waiting(after) & ~_waiting(before)).any()
        changed = joined | (~_waiting(after) & (after.labels != before.labels))
        assert after.changed == changed.sum()
        assert changed_points(after, before).tolist() == changed.tolist()
        if after.batch is not None and after.waiting is not None:
            assert not (after.batch & after.waiting).any()


def _waiting(state: State) -> NDArray[np.bool_]:
    return np.zeros(len(state.labels), np.bool_) if state.waiting is None else state.waiting


def _assert_step_is_true(before: State, after: State) -> None:
    assert np.array_equal(after.centroids, before.means)
    assert (after.retired >= before.retired).all()


def at_most(objective: float, points: Points) -> float:
    """Give the objective, and what rounding may add to it when centroids move to means.

    Each sum of n·d squares is true to n + d + 3 roundings. A mean that is off by e raises the
    sum of squares of its points by e² each, and no mean is off by more than n + 4 roundings of the
    largest coordinate.
    """
    n, d = points.shape
    roundoff = float(UNIT_ROUNDOFF)
    off = (n + 4) * roundoff * float(np.abs(points).max())
    return float(objective * (1 + 4 * (n + d + 3) * roundoff) + n * d * off * off)


@contextmanager
def _refused(words: tuple[str, ...]) -> Any:
    with pytest.raises(ValueError, match=r"(?s).+") as caught:
        yield
    lines = str(caught.value).split("\n")
    assert len(lines) == 2
    assert all(line.strip() and not line.endswith(".") for line in lines)
    for word in words:
        assert word in lines[0]


def refused(*words: str) -> AbstractContextManager[None]:
    """Expect a refusal: what is wrong, holding these words, on one line; what to do on another."""
    return cast("AbstractContextManager[None]", _refused(words))


def surprise(observed: Sequence[int], expected: Sequence[float]) -> float:
    """Say how many standard deviations chi-square is above its mean: chance stays below 5."""
    pairs = list(zip(observed, expected, strict=True))
    assert not any(count for count, mean in pairs if mean == 0)
    terms = [(count - mean) ** 2 / mean for count, mean in pairs if mean > 0]
    freedom = len(terms) - 1
    return (sum(terms) - freedom) / math.sqrt(2 * freedom)
