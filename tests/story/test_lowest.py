"""Facts about which of several runs ends lowest: like is compared with like only."""

from dataclasses import replace

import numpy as np
import pytest

from kmviz.engine import Points, State, lloyd
from kmviz.story.lowest import Lowest, find_lowest
from tests.story.runs import GROUPS

OTHERS = GROUPS + 1.0


def end(inertia: float, k: int = 2) -> State:
    """Give a last state of this objective."""
    *_, last = lloyd(GROUPS, GROUPS[:k])
    return replace(last, inertia=inertia)


def compare(*runs: tuple[Points, State]) -> Lowest:
    points, ends = zip(*runs, strict=True)
    return find_lowest(points, ends, [f"run {number}" for number in range(len(runs))])


def test_the_lowest_of_comparable_runs_is_named() -> None:
    """One set of points and one k: the run of the least objective, and no other."""
    found = compare((GROUPS, end(3.0)), (GROUPS.copy(), end(2.0)), (GROUPS, end(2.5)))
    assert found == Lowest(frozenset({1}), "lowest J: run 1")


def test_runs_that_differ_in_rounding_only_share_the_place() -> None:
    """The last digit of a sum decides nothing."""
    found = compare((GROUPS, end(2.0)), (GROUPS, end(3.0)), (GROUPS, end(np.nextafter(2.0, 3.0))))
    assert found == Lowest(frozenset({0, 2}), "lowest J: run 0 and run 2")


def test_many_lowest_are_counted_not_named() -> None:
    """Three names would not fit a line."""
    found = compare(*((GROUPS, end(value)) for value in (1.0, 1.0, 1.0, 2.0)))
    assert found == Lowest(frozenset({0, 1, 2}), "framed: the lowest J, on three boards")


def test_when_all_end_alike_none_is_better() -> None:
    """All of them are lowest, and the words say so."""
    found = compare((GROUPS, end(1.0)), (GROUPS, end(1.0)))
    assert found == Lowest(frozenset({0, 1}), "all end with the same J")


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ((OTHERS, end(1.0)), "J of other points does not compare"),
        ((GROUPS, end(1.0, 3)), "J falls as k grows, so different k do not compare"),
    ],
)
def test_other_points_or_another_k_do_not_compare(other: tuple[Points, State], words: str) -> None:
    """A lower objective elsewhere says nothing, and the words say why."""
    assert compare((GROUPS, end(2.0)), other) == Lowest(frozenset(), words)


def test_each_kind_has_its_own_lowest() -> None:
    """Two boards with two runs each have a lowest run each; one alone has none."""
    found = compare(
        *((GROUPS, end(2.0)), (GROUPS, end(1.0))),
        *((OTHERS, end(9.0)), (OTHERS, end(8.0))),
        (GROUPS, end(0.5, 3)),
    )
    assert found == Lowest(
        frozenset({1, 3}), "framed: the lowest J of those with the same points and k"
    )
