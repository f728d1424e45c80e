"""Facts about the half-steps of a film and their names."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine import lloyd
from kmviz.engine.seeding_steps import STEPS
from kmviz.story.emptying import emptyings
from kmviz.story.half_steps import check_name, find, half_steps, left_out, name, spread
from kmviz.story.language import ENGLISH
from kmviz.story.storyboard import storyboard
from tests.story.runs import Run, few, many, run, runs


def expected(told: Run) -> list[str]:
    """Name the half-steps of a run by its states alone."""
    names, emptied = ["start"], emptyings(told.states)
    for number, state in enumerate(told.states, start=1):
        if number == 1 or state.changed or not state.settled:
            names.append(f"assign:{number}")
        if emptied[number - 1] is not None:
            names.append(f"empty:{number}")
        if number < len(told.states):
            names.append(f"update:{number}")
    return [*names, "settled" if told.states[-1].settled else "stopped"]


@few
@given(runs(), st.booleans())
def test_every_half_step_has_its_name(told: Run, steps: bool) -> None:  # noqa: FBT001  (hypothesis)
    """In films with and without movement: the start, two or three an iteration, and the end."""
    frames = list(storyboard(told.points, told.states, steps=steps))
    assert [name(frame) for frame in half_steps(frames)] == expected(told)


@pytest.mark.parametrize("init", STEPS)
def test_half_steps_of_a_start_are_named_by_their_stars(init: str) -> None:
    """Names are of the form that is accepted, each is of one half-step, and stars come in order."""
    points = run(40, 5).points
    steps = tuple(STEPS[init](points, 5, 0))
    states = tuple(lloyd(points, steps[-1].centroids))
    steps_of_all = half_steps(storyboard(points, states, seeding=steps, pace="slow"))
    names = [check_name(name(frame)) for frame in steps_of_all]
    assert len(set(names)) == len(names)
    stars = [int(at.partition(":")[2]) for at in names[: names.index("start")] if ":" in at]
    assert stars == sorted(stars)
    assert stars[-1] == 5


@few
@given(runs(), st.data())
def test_a_half_step_is_found_by_its_name(told: Run, data: st.DataObject) -> None:
    """The frame has moved to its end, and its iteration is the one on the picture."""
    frames = list(storyboard(told.points, told.states))
    at = data.draw(st.sampled_from(expected(told)))
    frame = find(frames, at)
    beat, _, iteration = at.partition(":")
    assert (frame.beat, frame.progress) == (beat, 1)
    assert not iteration or frame.heading == f"iteration {iteration}"
    assert find(frames, "last") is frames[-1]


@pytest.mark.parametrize(
    "at",
    [
        *("nonsense", "assign", "assign:0", "assign:-1", "assign:1.5", "assign: 2", "ASSIGN:1"),
        *("update:", "start:1", "last\n", "", "assign:\u0663"),
    ],
)
def test_what_names_no_half_step_is_refused_with_the_forms(at: str) -> None:
    """Before there is a run: a name that no run can have."""
    with pytest.raises(ValueError, match=r"\A[^\n]+\nuse start, assign:3, [^\n]+ or last\Z"):
        check_name(at)


@pytest.mark.parametrize("at", ["assign:99", "update:9", "stopped"])
def test_what_a_run_has_not_is_refused_with_what_it_has(at: str) -> None:
    """The refusal says how many iterations there are, and names what can be chosen."""
    told = run(60, 4)
    frames, count = list(storyboard(told.points, told.states)), len(told.states)
    assert count < 9
    with pytest.raises(ValueError, match=re.escape(at)) as refusal:
        find(frames, at)
    problem, remedy = str(refusal.value).splitlines()
    assert f"has {count} iterations" in problem
    assert f"assign:1 to assign:{count - 1}, update:1 to update:{count - 1}, settled" in remedy


@many
@given(st.integers(2, 500), st.integers(2, 60))
def test_places_are_filled_evenly(count: int, places: int) -> None:
    """The first and the last are chosen, and gaps differ by one at most."""
    chosen = spread(count, places)
    assert len(chosen) == min(count, places)
    assert (chosen[0], chosen[-1]) == (0, count - 1)
    gaps = {after - before for before, after in pairwise(chosen)}
    assert min(gaps) >= 1
    assert max(gaps) - min(gaps) <= 1


@many
@given(st.sets(st.integers(0, 40), min_size=1))
def test_what_was_left_out_is_told(chosen: set[int]) -> None:
    """The numbers that are told, from 1, are exactly those that were not chosen."""
    told = left_out(41, sorted(chosen), ENGLISH)
    numbers = set()
    for span in re.findall(r"(\d+)(?:-(\d+))?(?:,|$)", told[0].partition(": ")[2]) if told else ():
        numbers |= set(range(int(span[0]), int(span[1] or span[0]) + 1))
    assert numbers == {number + 1 for number in range(41)} - {number + 1 for number in chosen}
