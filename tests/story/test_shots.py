"""Facts about frames without fades, for what can show shapes only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.story.half_steps import half_steps
from kmviz.story.shots import without_fades
from kmviz.story.storyboard import storyboard
from tests.story.runs import Run, few, runs, seconds


@few
@given(runs(), st.sampled_from([5.0, 25.0]))
def test_a_film_without_fades_lasts_as_long(told: Run, fps: float) -> None:
    """Half-steps and moving stars are left; the time of what fades goes to what follows it."""
    frames = list(storyboard(told.points, told.states, fps=fps))
    left = list(without_fades(frames))
    assert seconds(left) == pytest.approx(seconds(frames))
    wanted = [f for f in frames if f.progress == 1 or f.beat in {"start", "empty", "update"}]
    assert [(f.state, f.beat, f.progress) for f in left] == [
        (f.state, f.beat, f.progress) for f in wanted
    ]


@few
@given(runs())
def test_a_film_of_steps_stays_as_it_is(told: Run) -> None:
    """There nothing fades."""
    frames = list(storyboard(told.points, told.states, steps=True))
    assert [f.seconds for f in without_fades(frames)] == [f.seconds for f in half_steps(frames)]
