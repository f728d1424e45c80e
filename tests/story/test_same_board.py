"""Facts about runs on the same points: one board, equal colours, and nothing else changed."""

from dataclasses import fields

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kmviz.data.boards import BOARDS
from kmviz.engine import State, kmeans_plus_plus_greedy, lloyd, random, random_steps
from kmviz.story.frame import Frame
from kmviz.story.same_board import Timeline, boards, on_one_board
from kmviz.story.storyboard import storyboard
from tests.story.runs import GROUPS, Run, few, nearest, seeds

# Blobs, and stars of which the first loses all its points to the others.
STRAITS = BOARDS["empty"](100, 3, 0)
AFAR = np.array([[0.5, 0.8], [-0.2, -0.6], [-0.9, -0.7]])
POINTS = np.random.default_rng(3).uniform(-1, 1, (60, 2))


def told(run: Run) -> Timeline:
    return tuple(storyboard(run.points, run.states, steps=True))


def states(timeline: Timeline) -> list[State]:
    """Give the states of a film, each once."""
    return list({id(frame.state): frame.state for frame in timeline}.values())


def agreement(one: Timeline, other: Timeline) -> int:
    labels = (timeline[-1].state.labels for timeline in (one, other))
    return int(np.equal(*labels).sum())


def test_equal_points_are_one_board_and_others_are_not() -> None:
    """Points are compared by their values, in whichever arrays they lie."""
    assert boards([GROUPS, GROUPS + 1, GROUPS.copy(), GROUPS[:5], GROUPS + 1]) == [0, 1, 0, 3, 1]


@few
@given(st.integers(1, 12), seeds)
def test_the_same_run_in_another_order_gets_the_same_colours(k: int, seed: int) -> None:
    """Where only the numbers of the clusters differ, every frame is the same in the end."""
    start = random(POINTS, k, seed)
    order = np.random.default_rng(seed).permutation(k)
    films = [told(Run(POINTS, tuple(lloyd(POINTS, s)))) for s in (start, start[order])]
    for here, there in zip(*on_one_board(films), strict=True):
        assert np.allclose(here.stars, there.stars)
        assert np.array_equal(here.state.labels, there.state.labels)
        assert np.allclose(here.trail, there.trail)


@few
@given(st.lists(st.integers(1, 12), min_size=2, max_size=5), seeds)
def test_what_is_told_of_a_run_stays_true(ks: list[int], seed: int) -> None:
    """With other numbers the points are still with their nearest star, and J is what it was."""
    films = [told(Run(POINTS, tuple(lloyd(POINTS, random(POINTS, k, seed + k))))) for k in ks]
    for before, after in zip(films, on_one_board(films), strict=True):
        assert all(frame.points is films[0][0].points for frame in after)
        for old, new in zip(states(before), states(after), strict=True):
            assert nearest(POINTS, new.centroids, new.labels)
            assert np.array_equal(np.bincount(new.labels, minlength=len(old.counts)), new.counts)
            assert (new.inertia, new.changed) == (old.inertia, old.changed)
        for here, there in zip(before, after, strict=True):
            same = {field.name for field in fields(Frame)}
            same -= {"points", "start", "state", "before", "trail", "emptying"}
            same -= {"caption"} if here.beat == "empty" else set()
            for name in same:
                assert np.array_equal(getattr(here, name), getattr(there, name)), name
            assert (there.emptying is None) == (here.emptying is None)
            if there.emptying is not None:
                assert there.state.empty[there.emptying.stars].all()
                assert len(there.caption) == len(here.caption)
            assert there.objective == here.objective
            assert np.array_equal(np.sort(here.stars, axis=0), np.sort(there.stars, axis=0))


@few
@given(st.integers(2, 6), st.lists(st.integers(0, 3), min_size=3, max_size=6), seeds)
def test_runs_that_end_alike_look_alike(k: int, starts: list[int], seed: int) -> None:
    """Whatever other runs there are, equal ends in another order have the same colours."""
    rng = np.random.default_rng(seed)
    films = []
    for number in starts:
        start = random(POINTS, k, number)[rng.permutation(k)]
        films.append(told(Run(POINTS, tuple(lloyd(POINTS, start)))))
    colored = on_one_board(films)
    for one, number in zip(colored, starts, strict=True):
        for other, again in zip(colored, starts, strict=True):
            if number == again:
                assert agreement(one, other) == len(POINTS)


@few
@given(st.integers(2, 9), seeds)
def test_more_points_agree_in_colour_than_before(k: int, seed: int) -> None:
    """No two runs on the same board agree in fewer points than with their first numbers."""
    films = [told(Run(POINTS, tuple(lloyd(POINTS, random(POINTS, k, seed + i))))) for i in (0, 1)]
    assert agreement(*on_one_board(films)) >= agreement(*films)


def test_runs_that_begin_alike_look_alike_until_they_part() -> None:
    """From the same stars, each has one colour on all boards, however differently the runs end."""
    films = [
        told(Run(STRAITS, tuple(lloyd(STRAITS, AFAR, empty=policy))))
        for policy in ("keep", "drop", "farthest")
    ]
    for film in on_one_board(films):
        assert np.array_equal(film[0].start, AFAR)
        emptied = [f for f in film if f.beat == "empty" and f.emptying is not None]
        assert [f.caption.split(":")[0] for f in emptied] == ["star 1 has no points"]


def test_a_cluster_that_splits_keeps_its_colour_on_one_side() -> None:
    """With a larger k the two groups have their colours of before, or new ones in part."""
    films = [
        told(Run(GROUPS, tuple(lloyd(GROUPS, kmeans_plus_plus_greedy(GROUPS, k, 0)))))
        for k in (4, 2, 3)
    ]
    four, two, three = (film[-1].state.labels for film in on_one_board(films))
    assert set(two) == {0, 1}
    for labels in (three, four):
        kept = labels == two
        assert kept[:3].any()
        assert kept[3:].any()
    assert set(three) == {0, 1, 2}
    assert np.count_nonzero(four == three) >= 5


def test_runs_on_other_points_keep_their_numbers() -> None:
    """Clusters of different boards have nothing to do with each other."""
    films = [
        told(Run(points, tuple(lloyd(points, points[:4])))) for points in (POINTS, POINTS[::-1])
    ]
    for before, after in zip(films, on_one_board(films), strict=True):
        assert [frame.state for frame in after] == [frame.state for frame in before]


def test_how_a_start_was_drawn_is_left_out() -> None:
    """Side by side, films begin when all their stars are there."""
    steps = tuple(random_steps(POINTS, 3, 0))
    states = tuple(lloyd(POINTS, steps[-1].centroids))
    film = tuple(storyboard(POINTS, states, seeding=steps, steps=True))
    (told,) = on_one_board([film])
    assert film[0].opening is not None
    assert told[0].beat == "start"
    assert all(frame.opening is None for frame in told)
