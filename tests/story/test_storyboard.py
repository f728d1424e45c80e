"""Facts about the told run: every frame is true, nothing jumps, and the seconds add up."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.data import EMPTY_START, empty
from kmviz.engine import lloyd
from kmviz.story.algorithms import words
from kmviz.story.pace import PACES
from kmviz.story.storyboard import VORONOI, storyboard
from tests.engine.oracles import refused
from tests.story.runs import (
    GROUPS,
    LONELY,
    Run,
    beats,
    desert,
    few,
    names,
    nearest,
    run,
    runs,
    seconds,
    some,
)

LLOYD = words("lloyd")

tellings = st.sampled_from(list(VORONOI))
paces = st.sampled_from(list(PACES))
rates = st.sampled_from([1.0, 7.5, 10.0, 24.0, 25.0, 30.0, 60.0, 100.0])


@some
@given(runs(), tellings)
def test_a_film_tells_half_step_by_half_step(run: Run, voronoi: str) -> None:
    """A film is a start, then an assignment and an update in turns, then an end.

    Between them it says, in the iteration in which that happens, that a cluster has emptied.
    """
    told = names(storyboard(run.points, run.states, voronoi=voronoi, fps=10))
    last, halves = run.states[-1], []
    for before, state in pairwise([None, *run.states][:-1]):
        assert state is not None
        empty_before = np.zeros_like(state.empty) if before is None else before.empty
        halves += ["assign", *["empty"] * bool((state.empty & ~empty_before).any()), "update"]
    if not (last.settled and last.changed == 0):
        halves.append("assign")
    assert told == ["start", *halves, "settled" if last.settled else "stopped"]


@some
@given(runs(), tellings)
def test_colours_are_true_of_the_centroids_that_gave_them(run: Run, voronoi: str) -> None:
    """In every frame each point wears the colour of the nearest of that same state's centroids."""
    for frame in storyboard(run.points, run.states, voronoi=voronoi, fps=10):
        for state in (frame.state, frame.before):
            if state is None:
                continue
            taking_part = np.where(state.retired[:, np.newaxis], np.inf, state.centroids)
            assert nearest(frame.points, taking_part, state.labels)


@some
@given(runs())
def test_each_state_is_told_after_the_one_before(run: Run) -> None:
    """Frames tell the states in order, and an assignment sets out from the colours before it."""
    for beat in beats(storyboard(run.points, run.states, fps=10)):
        frame = beat[0]
        number = frame.state.iteration
        assert frame.state is run.states[number]
        if frame.beat == "assign":
            assert frame.before is (run.states[number - 1] if number > 0 else None)


@some
@given(runs(), tellings)
def test_nothing_jumps_between_beats(run: Run, voronoi: str) -> None:
    """What a beat ends on, the next begins with: colours, cells, stars and who takes part."""
    told = list(beats(storyboard(run.points, run.states, voronoi=voronoi, fps=10)))
    for ended, begun in pairwise(told):
        end, start = ended[-1], begun[0]
        wearing = None if end.beat == "start" else end.state
        start_from = start.before
        assert (wearing is None) == (start_from is None)
        if wearing is None or start_from is None:
            continue
        assert np.array_equal(wearing.labels, start_from.labels)
        assert np.array_equal(wearing.retired, start_from.retired)
        assert start.cells_before == end.cells
        if end.cells:
            assert np.array_equal(wearing.centroids, start_from.centroids)
        assert np.array_equal(end.stars, start.state.centroids)


@some
@given(runs())
def test_stars_glide_from_centroids_to_means_while_points_keep_their_colours(run: Run) -> None:
    """An update moves the stars from where they were onto the means, and changes no label."""
    for beat in beats(storyboard(run.points, run.states, fps=10)):
        if beat[0].beat != "update":
            continue
        end = beat[-1]
        assert all(frame.state is end.state for frame in beat)
        assert np.array_equal(end.stars, end.state.means)
        gone = [np.abs(frame.stars - frame.state.centroids).sum() for frame in beat]
        assert (np.diff(gone) >= -1e-9).all()


@some
@given(runs(), rates)
def test_progress_runs_from_zero_to_exactly_one(run: Run, fps: float) -> None:
    """Within a beat progress lies in 0 to 1, never falls, and the end itself is shown."""
    for beat in beats(storyboard(run.points, run.states, fps=fps)):
        progress = [frame.progress for frame in beat]
        assert min(progress) >= 0
        assert progress == sorted(progress)
        assert progress[-1] == 1
        assert all(value < 1 for value in progress[:-1])


def test_movement_starts_and_stops_gently() -> None:
    """The steps of a glide grow up to its middle and shrink from there."""
    told = run(50, 4)
    glide = next(b for b in beats(storyboard(*told)) if b[0].beat == "update")
    steps = np.diff([0.0, *(frame.progress for frame in glide)])
    half = len(steps) // 2
    assert half > 5
    assert (np.diff(steps[:half]) > 0).all()
    assert (np.diff(steps[-half:]) < 0).all()


@pytest.mark.parametrize(
    ("voronoi", "during", "at_the_end"),
    [("final", False, True), ("always", True, True), ("never", False, False)],
)
def test_cells_are_shown_when_they_are_asked_for(
    *, voronoi: str, during: bool, at_the_end: bool
) -> None:
    """Cells are there only at the end, from the first assignment on, or never."""
    told = list(beats(storyboard(*run(50, 4), voronoi=voronoi)))
    assert not any(frame.cells or frame.cells_before for frame in told[0])
    for beat in told[1:-1]:
        assert all(frame.cells == during for frame in beat)
    for beat in told[2:]:
        assert all(frame.cells_before == during for frame in beat)
    assert not any(frame.cells_before for frame in told[1])
    assert all(frame.cells == at_the_end for frame in told[-1])


@some
@given(runs())
def test_trails_are_where_the_stars_have_been(run: Run) -> None:
    """A trail has one place for each state so far, the last of them where the update begins."""
    for frame in storyboard(run.points, run.states, fps=10):
        if frame.beat == "start":
            assert len(frame.trail) == 0
            continue
        so_far = run.states[: frame.state.iteration + 1]
        assert np.array_equal(frame.trail, [state.centroids for state in so_far])


def test_without_trails_there_are_none() -> None:
    """Told without trails, in either way, no frame has any; `show` has the last word."""
    for telling in (
        {"trails": False},
        {"show": "no-trails"},
        {"trails": True, "show": "no-trails"},
    ):
        assert all(len(f.trail) == 0 for f in storyboard(*run(50, 4), **telling))
    assert len(list(storyboard(*run(50, 4), trails=False, show="trails"))[-1].trail) > 0


@pytest.mark.parametrize(
    ("show", "voronoi"), [("cells", "always"), ("no-cells", "never"), ("links", "final")]
)
def test_cells_that_are_shown_are_always_shown(show: str, voronoi: str) -> None:
    """To show cells means always, not to show them never, and silence leaves it as it is."""
    shown, told = storyboard(*run(50, 4), show=show), storyboard(*run(50, 4), voronoi=voronoi)
    cells = [[(f.cells_before, f.cells) for f in frames] for frames in (shown, told)]
    assert cells[0] == cells[1]


def test_every_frame_knows_what_is_shown() -> None:
    """The parts that are shown are the same in every frame."""
    frames = storyboard(*run(50, 4), show=("changed", "no-objective"), steps=True)
    assert {frame.show for frame in frames} == {frozenset({"changed", "trails"})}


@some
@given(runs())
def test_every_frame_knows_the_points_and_the_start(run: Run) -> None:
    """All frames hold the points and the starting centroids, so that all show the same plane."""
    for frame in storyboard(run.points, run.states, fps=10):
        assert np.array_equal(frame.points, run.points)
        assert np.array_equal(frame.start, run.states[0].centroids)


@some
@given(runs())
def test_every_frame_knows_the_objective_of_the_whole_run(run: Run) -> None:
    """All frames hold one array, (t, 2): the sums after both half-steps of every iteration."""
    frames = list(storyboard(run.points, run.states, fps=10))
    assert all(frame.objectives is frames[0].objectives for frame in frames)
    for state, (assigned, updated) in zip(run.states, frames[0].objectives, strict=True):
        for stars, objective in ((state.centroids, assigned), (state.means, updated)):
            truth = ((run.points - stars[state.labels]) ** 2).sum()
            assert objective == pytest.approx(truth, rel=1e-9, abs=1e-12)


@some
@given(runs(), tellings, paces, rates, st.floats(0, 10))
def test_a_film_is_equally_long_at_any_frame_rate(
    run: Run, voronoi: str, pace: str, fps: float, hold: float
) -> None:
    """Neither the frame rate nor leaving out all movement changes the length of a film."""
    steps = storyboard(*run, voronoi=voronoi, pace=pace, hold=hold, steps=True)
    tweened = storyboard(*run, voronoi=voronoi, pace=pace, hold=hold, fps=fps)
    assert seconds(tweened) == pytest.approx(seconds(steps), rel=1e-9)


@some
@given(runs(), tellings, paces, rates)
def test_every_frame_has_its_time(run: Run, voronoi: str, pace: str, fps: float) -> None:
    """While stars glide a frame lasts one tick; colours change evenly, at half the rate."""
    for beat in beats(storyboard(*run, voronoi=voronoi, pace=pace, fps=fps)):
        assert all(frame.seconds > 0 for frame in beat)
        tick = 1 / fps if beat[0].beat == "update" else max(1 / fps, min(2 / fps, 0.1))
        moving = [frame.seconds for frame in beat if 0 < frame.progress < 1]
        assert moving == pytest.approx([tick] * len(moving))


@some
@given(runs(), tellings, st.floats(0, 600))
def test_the_end_rests_in_one_frame(run: Run, voronoi: str, hold: float) -> None:
    """The last frame lasts at least as long as asked; a longer hold adds no frame."""
    frames = list(storyboard(*run, voronoi=voronoi, hold=hold, fps=10))
    assert frames[-1].seconds >= hold
    assert len(frames) == len(list(storyboard(*run, voronoi=voronoi, hold=0, fps=10)))


@some
@given(runs(), tellings)
def test_steps_show_each_half_step_once(run: Run, voronoi: str) -> None:
    """Without movement there is one frame per half-step, and it is the end of that half-step."""
    steps = list(storyboard(*run, voronoi=voronoi, steps=True))
    tweened = storyboard(*run, voronoi=voronoi, fps=10)
    assert len(list(beats(steps))) == len(steps)
    for step, beat in zip(steps, beats(tweened), strict=True):
        assert step.progress == 1
        assert (step.state, step.beat) == (beat[-1].state, beat[-1].beat)
        assert step.seconds == pytest.approx(seconds(beat))


def test_iterations_get_shorter() -> None:
    """On screen, too, the first iteration takes longest and none is longer than the one before."""
    told = run(400, 8)
    spent = np.zeros(len(told.states))
    for frame in storyboard(*told):
        if frame.beat in {"assign", "update"}:
            spent[frame.state.iteration] += frame.seconds
    assert len(spent) > 10
    assert (np.diff(spent[:-1]) <= 1e-9).all()


def test_a_film_of_forty_iterations_does_not_bore() -> None:
    """A run of more than forty iterations takes 30 seconds at the normal pace, hold and all."""
    told = run(3000, 18, seed=8)
    assert 40 <= len(told.states) <= 55
    slow, normal, fast = (
        seconds(storyboard(*told, pace=pace)) for pace in ("slow", "normal", "fast")
    )
    assert slow > normal > fast
    assert normal <= 30


@few
@given(runs())
def test_slow_films_are_longer_and_fast_ones_shorter(run: Run) -> None:
    """Of any run, the slow film is the longest and the fast one the shortest."""
    slow, normal, fast = (
        seconds(storyboard(*run, pace=pace, steps=True)) for pace in ("slow", "normal", "fast")
    )
    assert slow > normal > fast


def test_as_many_stars_as_points_settle_at_once() -> None:
    """Where each point is a star of its own, it is chosen once and the film says settled."""
    frames = list(storyboard(GROUPS, lloyd(GROUPS, GROUPS)))
    assert names(frames) == ["start", "assign", "settled"]
    assert frames[-1].heading == "iteration 1"
    assert frames[-1].caption == LLOYD.settled
    assert frames[-1].objective == 0


def test_a_run_that_was_cut_off_is_not_said_to_be_settled() -> None:
    """After max_iterations the film ends on the last assignment, and says that it stopped."""
    frames = list(storyboard(*run(50, 5, max_iterations=1)))
    assert names(frames) == ["start", "assign", "stopped"]
    assert frames[-1].caption == LLOYD.stopped


def test_a_run_that_was_good_enough_is_not_said_to_be_settled() -> None:
    """A run that ended by its tolerance may move on, and the film says that it stopped."""
    told = run(300, 5)
    states = list(lloyd(told.points, told.points[:5], tolerance=0.01))
    assert 1 < len(states) < len(told.states)
    assert names(storyboard(told.points, states))[-1] == "stopped"


def test_a_dropped_star_leaves_when_it_is_said_to() -> None:
    """The star is there while it is pointed out, leaves in the update, and is gone from then on."""
    told = desert("drop")
    _, first, empty, update, *later = beats(storyboard(*told))
    assert empty[0].caption == "star 3 has no points: it will leave"
    assert update[0].caption == "an empty star leaves"
    for frame in (*first, *empty):
        assert frame.presence.tolist() == [1, 1, 1]
    for frame in update:
        assert frame.presence.tolist() == [1, 1, 1 - frame.progress]
    for frame in (frame for beat in later for frame in beat):
        assert frame.presence.tolist() == [1, 1, 0]


def test_a_film_stops_once_for_each_star_that_empties() -> None:
    """A star that stays empty is told when it has lost its points, and not again."""
    told = Run(empty(100, 0), tuple(lloyd(empty(100, 0), EMPTY_START, empty="keep")))
    found = [f for f in storyboard(*told, steps=True) if f.beat == "empty"]
    assert [f.heading for f in found] == ["iteration 2"]
    forever = desert("keep")
    assert len(forever.states) > 1
    assert names(storyboard(*forever)).count("empty") == 1


def test_nothing_moves_at_the_end_where_nothing_is_to_appear() -> None:
    """Without cells the settled picture is what was seen before, in one frame."""
    assert len(list(beats(storyboard(*run(50, 4), voronoi="never")))[-1]) == 1


def test_the_rest_of_a_run_can_be_told() -> None:
    """States from the middle of a run make a film: its trails begin where it begins."""
    told = run(50, 4)
    tail = list(storyboard(told.points, told.states[2:], fps=10))
    assert tail[-1].heading == f"iteration {len(told.states)}"
    assert np.array_equal(tail[-1].trail[0], told.states[2].centroids)
    assert len(tail[-1].trail) == len(told.states) - 2
    assert tail[0].first == 2
    assert np.isnan(tail[0].objectives[:2]).all()
    assert tail[0].objectives[-1, 0] == told.states[-1].inertia


def test_a_subtitle_is_made_of_numbers_where_none_is_given() -> None:
    """Every frame says what the film is about: as given, or how many points and clusters."""
    told = run(50, 4)
    assert {f.subtitle for f in storyboard(*told, steps=True)} == {"50 points, 4 clusters"}
    assert {f.subtitle for f in storyboard(*told, subtitle="a test")} == {"a test"}


def test_points_may_be_anything_like_an_array_and_are_left_alone() -> None:
    """Lists do, and changing the points afterwards does not change the film."""
    points = GROUPS.copy()
    frames = list(storyboard(points, lloyd(points, points[:2])))
    again = list(storyboard(points.tolist(), lloyd(points, points[:2])))
    points[:] = 0
    assert np.array_equal(frames[0].points, GROUPS)
    assert np.array_equal(again[0].points, GROUPS)


def test_states_may_come_one_by_one() -> None:
    """A generator of states makes the same film as a list of them."""
    one = [frame.seconds for frame in storyboard(GROUPS, lloyd(GROUPS, LONELY))]
    other = [frame.seconds for frame in storyboard(GROUPS, list(lloyd(GROUPS, LONELY)))]
    assert one == other


STATES = list(lloyd(GROUPS, GROUPS[:2]))
REFUSALS: dict[str, tuple[Callable[[], Any], str]] = {
    "no states": (lambda: storyboard(GROUPS, []), "states"),
    "other points": (lambda: storyboard(GROUPS[:3], STATES), "(3, 2)"),
    "three columns": (lambda: storyboard(np.eye(3), STATES), "(3, 3)"),
    "a run in space": (lambda: storyboard(GROUPS, lloyd(np.eye(6), np.eye(6)[:2])), "(6, 6)"),
    "text": (lambda: storyboard([["a", "b"]], STATES), "points"),
    "NaN": (lambda: storyboard([[np.nan, 0.0]], STATES), "nan"),
    "no such voronoi": (lambda: storyboard(GROUPS, STATES, voronoi="often"), "'often'"),
    "no such part": (lambda: storyboard(GROUPS, STATES, show=["star"]), "'star'"),
    "no such pace": (lambda: storyboard(GROUPS, STATES, pace="hasty"), "'hasty'"),
    "too few frames": (lambda: storyboard(GROUPS, STATES, fps=0.5), "0.5"),
    "too many frames": (lambda: storyboard(GROUPS, STATES, fps=101), "101"),
    "fps NaN": (lambda: storyboard(GROUPS, STATES, fps=float("nan")), "nan"),
    "fps no number": (lambda: storyboard(GROUPS, STATES, fps="many"), "'many'"),  # type: ignore[arg-type]  # what is refused here
    "hold below 0": (lambda: storyboard(GROUPS, STATES, hold=-1), "-1"),
    "hold too long": (lambda: storyboard(GROUPS, STATES, hold=601), "601"),
    "hold no number": (lambda: storyboard(GROUPS, STATES, hold=None), "None"),  # type: ignore[arg-type]  # what is refused here
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_cannot_be_told_is_refused_at_the_call(what: str) -> None:
    """A bad argument is refused before the first frame, in a line that names it and one of help."""
    call, word = REFUSALS[what]
    with refused(word):
        call()
