"""Facts about time: much of it goes to iterations in which much happens, and no film bores."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine import State
from kmviz.story.pace import (
    ASSIGN_SHARE,
    PACES,
    iteration_seconds,
    pause_seconds,
    step_seconds,
)
from tests.story.runs import many, run

# Objectives that fall, as those of a run do; rounding may let one rise, and here it may by far.
falls = st.lists(st.floats(0, 1e6), min_size=1, max_size=300).flatmap(
    lambda values: st.sampled_from([sorted(values, reverse=True), values])
)


def _states(objectives: Sequence[float]) -> list[State]:
    """Make states of which only the objective is of any account."""
    plane, labels = np.zeros((1, 2)), np.zeros(1, dtype=np.intp)
    return [
        State(
            iteration=number,
            centroids=plane,
            labels=labels,
            means=plane,
            counts=labels,
            inertia=objective,
            inertia_at_means=objective,
            changed=0,
            settled=False,
            retired=np.zeros(1, dtype=np.bool_),
        )
        for number, objective in enumerate(objectives)
    ]


@pytest.mark.parametrize("pace", PACES)
@many
@given(falling=falls)
def test_no_iteration_takes_longer_than_the_one_before(pace: str, falling: list[float]) -> None:
    """Whatever happens in a run, seconds never increase, and the first iteration has its full."""
    seconds = iteration_seconds(_states(falling), PACES[pace])
    assert len(seconds) == len(falling)
    assert seconds[0] == pytest.approx(PACES[pace].first)
    assert (np.diff(seconds) <= 1e-12).all()


@pytest.mark.parametrize("pace", PACES)
@many
@given(falling=falls)
def test_each_half_step_is_seen(pace: str, falling: list[float]) -> None:
    """No half-step is shorter than a picture at 25 a second, so that each is shown in a video."""
    seconds = iteration_seconds(_states(falling), PACES[pace])
    assert seconds.min() * min(ASSIGN_SHARE, 1 - ASSIGN_SHARE) >= 1 / 25


@pytest.mark.parametrize("pace", PACES)
@many
@given(falling=falls)
def test_all_iterations_keep_to_their_budget(pace: str, falling: list[float]) -> None:
    """Whatever happens in a run, only the least that each iteration needs may add to the budget."""
    tempo = PACES[pace]
    seconds = iteration_seconds(_states(falling), tempo)
    assert seconds.sum() <= tempo.budget + tempo.floor * len(seconds) + 1e-9


@many
@given(falling=falls)
def test_slow_is_slower_than_normal_and_fast_is_faster(falling: list[float]) -> None:
    """The same run takes longest at the slow pace and least at the fast one."""
    slow, normal, fast = (
        iteration_seconds(_states(falling), PACES[pace]).sum()
        for pace in ("slow", "normal", "fast")
    )
    assert slow > normal > fast


def test_the_busy_half_of_a_run_gets_its_time() -> None:
    """An iteration that still sees half of the fall lasts about halfway between first and least."""
    pace = PACES["normal"]
    seconds = iteration_seconds(_states([20.0, 15.0, 10.0, 10.0]), pace)
    assert seconds == pytest.approx(
        [pace.first, (pace.first + pace.least) / 2, pace.least, pace.least]
    )


def test_early_iterations_get_more_time_than_late_ones() -> None:
    """In a real run of 28 iterations the first takes several times as long as the last."""
    seconds = iteration_seconds(run(2000, 12).states, PACES["normal"])
    assert len(seconds) > 20
    assert seconds[0] > 1.5 * seconds[1] > 3 * seconds[-1]


@pytest.mark.parametrize("pace", PACES)
@many
@given(steps=st.integers(0, 2000))
def test_the_steps_of_a_start_quicken(pace: str, steps: int) -> None:
    """No step takes longer than the one before, and all together are no longer than a run."""
    seconds = step_seconds(steps, PACES[pace])
    assert len(seconds) == steps
    assert (seconds > 0).all()
    assert (np.diff(seconds) <= 1e-12).all()
    assert seconds.sum() <= PACES[pace].budget


@pytest.mark.parametrize("pace", PACES)
def test_many_pauses_share_the_time_of_a_few(pace: str) -> None:
    """One pause can be read; all together they never take longer than the start three times."""
    tempo = PACES[pace]
    assert pause_seconds([None, "one", None], tempo) >= 1
    lasts = [many * pause_seconds(["one"] * many, tempo) for many in (1, 2, 3, 10, 300)]
    assert lasts == sorted(lasts)
    assert lasts[-1] == pytest.approx(3 * tempo.start)
