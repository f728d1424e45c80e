"""Facts about one frame: where its stars are, and that its objective is true of them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine import Labels, Points
from kmviz.story.frame import Beat, Frame
from kmviz.story.storyboard import storyboard
from tests.story.runs import Run, many, run, runs, some

parts = st.floats(0, 1)


def _frame(run: Run, beat: Beat, progress: float, *, iteration: int = 0) -> Frame:
    frame = next(storyboard(run.points, run.states))
    return replace(frame, beat=beat, progress=progress, state=run.states[iteration])


def _sum_of_squares(points: Points, stars: Points, labels: Labels) -> float:
    return float(((points - stars[labels]) ** 2).sum())


@many
@given(runs(), parts)
def test_the_objective_is_exact_while_the_stars_glide(run: Run, progress: float) -> None:
    """At any moment of an update, J is the sum of squared distances to the stars on screen."""
    for iteration, state in enumerate(run.states):
        frame = _frame(run, "update", progress, iteration=iteration)
        truth = _sum_of_squares(frame.points, frame.stars, state.labels)
        assert frame.objective == pytest.approx(truth, rel=1e-9, abs=1e-12)


@some
@given(runs(), parts)
def test_the_objective_is_that_of_the_centroids_while_points_choose(
    run: Run, progress: float
) -> None:
    """During an assignment and at the end, J is the sum of squared distances to the centroids."""
    beats: tuple[Beat, ...] = ("assign", "settled", "stopped")
    for beat in beats:
        frame = _frame(run, beat, progress, iteration=-1)
        truth = _sum_of_squares(frame.points, frame.state.centroids, frame.state.labels)
        assert frame.objective == pytest.approx(truth, rel=1e-12)
        assert frame.objective == frame.state.inertia


@some
@given(runs())
def test_an_update_leads_from_one_inertia_to_the_other(run: Run) -> None:
    """J begins an update as the inertia, and ends it as the inertia at the means, to the bit."""
    first, last = _frame(run, "update", 0.0), _frame(run, "update", 1.0)
    assert first.objective == pytest.approx(first.state.inertia, rel=1e-14)
    assert last.objective == last.state.inertia_at_means


@some
@given(runs(), parts)
def test_stars_glide_straight_and_end_on_the_means(run: Run, progress: float) -> None:
    """During an update the stars are between centroids and means, and at last exactly there."""
    state = run.states[0]
    stars = _frame(run, "update", progress).stars
    along = state.centroids + progress * (state.means - state.centroids)
    assert np.allclose(stars, along, rtol=1e-12, atol=1e-12)
    assert np.array_equal(_frame(run, "update", 0.0).stars, state.centroids)
    assert np.array_equal(_frame(run, "update", 1.0).stars, state.means)


@pytest.mark.parametrize("beat", ["start", "assign", "settled", "stopped"])
def test_stars_rest_except_during_an_update(beat: Beat) -> None:
    """In every other beat the stars are the centroids, however far the beat has come."""
    told = run(30, 4)
    for progress in (0.0, 0.3, 1.0):
        frame = _frame(told, beat, progress)
        assert np.array_equal(frame.stars, frame.state.centroids)


def test_there_is_no_objective_before_points_have_stars() -> None:
    """At the start, when no point has chosen, no value of the objective is claimed."""
    assert _frame(run(30, 4), "start", 1.0).objective is None
