"""Facts about the told start: what is said is true, nothing jumps, and no start is endless."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from kmviz.engine import STEPS, Points, SeedingStep, State, lloyd
from kmviz.story import captions
from kmviz.story.captions import number
from kmviz.story.frame import OPENING, Frame, Worn
from kmviz.story.language import ENGLISH
from kmviz.story.pace import PACES
from kmviz.story.storyboard import storyboard
from tests.engine.oracles import brute_distances, refused
from tests.story.runs import Start, beats, begin, few, seconds, some, starts, tell

DRAWN = ["weigh", "draw", "take"]
COMPARED = ["weigh", "draw", "compare", "take"]


def _opening(frames: list[Frame]) -> list[Frame]:
    return [frame for frame in frames if frame.beat in OPENING]


def _said(frames: list[Frame], beat: str) -> list[str]:
    return [frame.caption for frame in frames if frame.beat == beat]


def _potential(points: Points, centroids: Points) -> float:
    return float(brute_distances(points, centroids).min(axis=1).sum())


@some
@given(starts())
def test_the_run_is_told_as_it_is_without_its_start(start: Start) -> None:
    """From the first assignment on, a film that told its start is the film that did not."""
    plain = list(storyboard(start.points, start.states, fps=10))
    told = tell(start, fps=10)
    run = [
        [frame for frame in film if frame.beat in ("assign", "update")] for film in (plain, told)
    ]
    assert len(run[0]) == len(run[1])
    for one, other in zip(*run, strict=True):
        assert one.state is other.state
        assert one.before is other.before
        for name in ("beat", "progress", "seconds", "heading", "caption", "cells", "cells_before"):
            assert getattr(one, name) == getattr(other, name)


@pytest.mark.parametrize(
    ("init", "told"),
    [
        ("random", ["take"]),
        ("partition", ["deal", "take"]),
        ("farthest", ["take", *["measure", "take"] * 3]),
        ("kmeans++", ["take", *DRAWN * 3]),
        ("kmeans++ greedy", ["take", *COMPARED * 3]),
    ],
)
def test_each_way_to_start_has_its_beats(init: str, told: list[str]) -> None:
    """The first stars are told beat by beat, and then there is what the run begins with."""
    film = tell(begin(init, 30, 4), steps=True)
    assert [frame.beat for frame in film][: len(told) + 2] == [*told, "start", "assign"]
    assert _said(film, "start") == ["30 points, 4 stars to begin with"]


@some
@given(starts())
def test_stars_come_in_the_order_in_which_they_were_found(start: Start) -> None:
    """A star that is there stays, none comes before its turn, and at the end all are there."""
    film = tell(start, fps=5)
    for frame in _opening(film):
        assert frame.opening is not None
        now = len(frame.opening.step.centroids)
        before = frame.opening.stars_before
        assert (frame.presence[:before] == 1).all()
        assert (frame.presence[now:] == 0).all()
        if frame.beat != "take":
            assert (frame.presence[before:] == 0).all()
        elif frame.progress == 1:
            assert (frame.presence[:now] == 1).all()
    for one, other in pairwise(_opening(film)):
        assert (one.presence <= other.presence).all()
    assert all((frame.presence == 1).all() for frame in film if frame.beat == "start")


def _grey(worn: Worn) -> bool:
    if isinstance(worn, State):
        return False
    return worn is None or (worn.distances is None and worn.labels is None)


@some
@given(starts())
def test_points_wear_at_first_what_they_wore_at_last(start: Start) -> None:
    """Between two beats no point changes its weight or colour; before the run all are grey."""
    told = list(beats(tell(start, fps=5)))
    assert _grey(told[0][0].worn_before)
    for ended, begun in pairwise(told):
        end, first = ended[-1].worn, begun[0].worn_before
        assert end is first or (_grey(end) and _grey(first))
        if begun[0].beat == "assign":
            assert _grey(first) or begun[0].state.iteration > 0


@some
@given(starts())
def test_nothing_is_measured_before_the_run(start: Start) -> None:
    """As long as the points have no star of their own, there is no objective."""
    for frame in tell(start, fps=5):
        assert (frame.objective is None) == (frame.beat in {*OPENING, "start"})


def test_the_number_drawn_is_the_one_of_the_generator() -> None:
    """A generator of the same seed and distances of all pairs give every number that is said."""
    start = begin("kmeans++", 50, 5, seed=3)
    rng = np.random.default_rng(3)
    rng.integers(50)
    wanted = []
    for step in start.steps[:-1]:
        total = _potential(start.points, step.centroids)
        wanted.append(f"drawn: {number(rng.random() * total)} of {number(total)}")
    assert _said(tell(start, steps=True), "draw") == wanted


def test_of_several_candidates_the_sum_that_is_left_is_said() -> None:
    """What is said to be left is the sum of D² after the star, and how many were drawn is true."""
    start = begin("kmeans++ greedy", 50, 5)
    film, found = tell(start, steps=True), start.steps
    left = [number(_potential(start.points, step.centroids)) for step in found[1:5]]
    assert _said(film, "compare") == [f"the one that leaves least is kept: {each}" for each in left]
    total = [number(_potential(start.points, step.centroids)) for step in found[:4]]
    assert _said(film, "draw") == [f"3 numbers drawn from 0 to {each}" for each in total]


def test_the_distance_that_wins_is_said() -> None:
    """It is the largest distance of any point to its nearest star."""
    start = begin("farthest", 50, 4)
    wanted = [
        math.sqrt(brute_distances(start.points, step.centroids).min(axis=1).max())
        for step in start.steps[:-1]
    ]
    said = [f"farthest from its star: {number(distance)}" for distance in wanted]
    assert _said(tell(start, steps=True), "measure") == said


def test_points_are_dealt_before_the_stars_come() -> None:
    """A random partition shows its colours first; its stars then are the means of these colours."""
    start = begin("partition", 30, 4)
    deal, take, *_ = tell(start, steps=True)
    assert isinstance(deal.worn, SeedingStep)
    assert deal.worn.labels is not None
    assert take.worn is deal.worn
    for label, star in enumerate(take.stars):
        assert star == pytest.approx(start.points[deal.worn.labels == label].mean(axis=0))


@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("init", STEPS)
@pytest.mark.parametrize("k", [1, 2, 30, 400])
def test_no_start_is_endless(init: str, k: int, pace: str) -> None:
    """However many stars, a start lasts no longer than the longest run, and each is there."""
    film = tell(begin(init, 500, k), pace=pace)
    tempo = PACES[pace]
    opening = [frame for frame in film if frame.beat in {*OPENING, "start"}]
    assert seconds(opening) <= 1.4 * tempo.budget
    assert (film[len(opening)].presence == 1).all()
    assert all(seconds(beat) >= 1 / 25 for beat in beats(opening))


def test_what_is_too_quick_to_be_read_is_not_said() -> None:
    """Of thirty stars the last ones come under one caption, and their count goes on."""
    film = tell(begin("kmeans++", 100, 30), steps=True)
    quick = [frame for frame in film if frame.caption == captions.and_so_on(ENGLISH, 30)]
    assert len(quick) > 20
    assert quick[-1].heading == "star 30 of 30"
    for beat in beats(frame for frame in _opening(film) if frame not in quick):
        assert seconds(beat) > 0.3


@few
@given(starts())
def test_progress_ends_every_beat(start: Start) -> None:
    """Within a beat progress never falls, and its end is shown."""
    for beat in beats(_opening(tell(start, fps=10))):
        progress = [frame.progress for frame in beat]
        assert progress == sorted(progress)
        assert progress[-1] == 1


def test_stars_that_no_distance_tells_apart_are_taken_without_a_word_of_it() -> None:
    """Where all D² are 0 nothing is weighed or drawn."""
    points = np.array([[0.0, 0.0], [1e-200, 0.0], [1.0, 0.0]])
    steps = tuple(STEPS["kmeans++"](points, 3, 0))
    states = lloyd(points, steps[-1].centroids)
    last = [
        f
        for f in storyboard(points, states, seeding=steps, steps=True)
        if f.heading == "star 3 of 3"
    ]
    assert [(frame.beat, frame.caption) for frame in last] == [("take", "it becomes a star")]


def test_steps_of_another_start_are_refused() -> None:
    """The stars that were found are those that the run begins with."""
    one, other = begin("kmeans++", 30, 4), begin("kmeans++", 30, 4, seed=1)
    with refused("the steps of the start", "other centroids"):
        storyboard(one.points, one.states, seeding=other.steps)
