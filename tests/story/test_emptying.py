"""Facts about stars that lose their points: each is found once, and its fate is what happens."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from kmviz.data import EMPTY_START, empty
from kmviz.engine import lloyd
from kmviz.story import captions
from kmviz.story.emptying import FATES, Fate, emptyings, fate_of
from kmviz.story.language import ENGLISH, PLURALS, language
from tests.story.runs import Run, desert, many, runs

POLICIES: dict[str, Fate] = {"farthest": "jump", "keep": "stay", "drop": "leave"}


@many
@given(runs())
def test_stars_are_found_when_they_lose_their_last_point(run: Run) -> None:
    """Those are found that have no points now and had some before, and in no other iteration."""
    found = emptyings(run.states)
    assert len(found) == len(run.states)
    assert found[-1] is None
    had_points = np.ones(len(run.states[0].centroids), dtype=np.bool_)
    for state, emptying in zip(run.states[:-1], found, strict=False):
        has_points = np.bincount(state.labels, minlength=len(had_points)) > 0
        lost = np.flatnonzero(had_points & ~has_points & ~state.retired)
        assert (emptying is None) == (len(lost) == 0)
        if emptying is not None:
            assert emptying.stars.tolist() == lost.tolist()
        had_points = has_points


@many
@given(runs())
def test_a_fate_is_what_happens(run: Run) -> None:
    """A star that jumps is elsewhere then, one that stays in its place, one that leaves retired."""
    for (state, after), found in zip(pairwise(run.states), emptyings(run.states), strict=False):
        if found is None:
            continue
        stars = found.stars
        moved = (after.centroids[stars] != state.centroids[stars]).any(axis=1)
        assert after.retired[stars].all() == (found.fate == "leave")
        assert moved.any() == (found.fate == "jump")


@pytest.mark.parametrize("policy", POLICIES)
def test_each_policy_has_its_fate(policy: str) -> None:
    """On the board that is made for it a policy does what it is named for."""
    states = list(lloyd(empty(100, 0), EMPTY_START, empty=policy))
    ((number, found),) = [(n, found) for n, found in enumerate(emptyings(states)) if found]
    assert number == 1
    assert found.stars.tolist() == [0]
    assert found.fate == POLICIES[policy] == fate_of(states[1], states[2])


def test_several_stars_are_found_together() -> None:
    """Two stars that nobody chooses are told of in one beat, by their number."""
    (found, *_) = emptyings(desert("drop", lonely=2).states)
    assert found is not None
    assert found.stars.tolist() == [2, 3]
    told = captions.emptied(ENGLISH, found.stars.tolist(), found.fate)
    assert told == "2 stars have no points: they will leave"


@pytest.mark.parametrize("code", PLURALS)
def test_each_fate_has_words_of_its_own(code: str) -> None:
    """In every language one star is named by its number, and several are counted."""
    words = language(code)
    one = [captions.emptied(words, [41], fate) for fate in FATES]
    several = [captions.emptied(words, range(12), fate) for fate in FATES]
    assert len({*one, *several}) == 6
    assert all("42" in told for told in one)
    assert all("12" in told for told in several)
