"""Facts about films side by side: one clock, every half-step of each, and rest at the end."""

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.story.frame import Frame
from kmviz.story.lowest import Lowest
from kmviz.story.same_board import Timeline
from kmviz.story.side_by_side import (
    ENDS,
    SideBySide,
    captions_differ,
    tell_side_by_side,
    where,
    where_briefly,
)
from kmviz.story.storyboard import storyboard
from tests.story.runs import Run, beats, desert, few, run, runs, seconds

VERDICT = Lowest(frozenset({0}), "lowest J: the first")


def told(*films: Timeline) -> list[SideBySide]:
    return list(tell_side_by_side(films, VERDICT))


def film(run: Run, **options: object) -> Timeline:
    return tuple(storyboard(run.points, run.states, **options))  # type: ignore[arg-type]


several = st.lists(runs(), min_size=2, max_size=4).map(lambda runs: [film(run) for run in runs])


def moments(pictures: list[SideBySide]) -> list[list[SideBySide]]:
    """Cut a film into half-steps."""
    cut: list[list[SideBySide]] = []
    for picture in pictures:
        opens = picture.opens_beat(cut[-1][-1] if cut else None)
        cut = [*cut, [picture]] if opens else [*cut[:-1], [*cut[-1], picture]]
    return cut


def moving(picture: SideBySide) -> list[Frame]:
    """Give the boards that have not ended, or wait while others say that a cluster emptied."""
    going = [frame for frame in picture.frames if frame.beat not in ENDS]
    emptied = [frame for frame in going if frame.beat == "empty"]
    return emptied or going


@few
@given(several)
def test_boards_are_in_step(films: list[Timeline]) -> None:
    """All boards that have not ended are in the same half-step, equally far."""
    for picture in told(*films):
        assert len({(f.state.iteration, f.beat, f.progress) for f in moving(picture)}) <= 1


@few
@given(several)
def test_each_board_tells_its_whole_run(films: list[Timeline]) -> None:
    """Every half-step of a film is told to its end, in order, and the board ends as it does."""
    pictures = told(*films)
    for number, alone in enumerate(films):
        own = [picture.frames[number] for picture in pictures]
        ends = [beat[-1] for beat in beats(own)]
        assert [(f.state, f.beat) for f in ends] == [
            (b[-1].state, b[-1].beat) for b in beats(alone)
        ]
        assert {frame.progress for frame in ends} == {1.0}


@few
@given(several)
def test_a_half_step_takes_as_long_as_where_it_takes_longest(films: list[Timeline]) -> None:
    """While boards move, each half-step lasts as long as in the slowest of their films."""
    longest: dict[tuple[int, str], float] = {}
    for alone in films:
        for beat in beats(alone):
            key = beat[0].state.iteration, beat[0].beat
            longest[key] = max(longest.get(key, 0.0), seconds(beat))
    for moment in moments(told(*films)):
        for frame in moving(moment[-1]):
            lasts = sum(picture.seconds for picture in moment)
            assert lasts >= longest[frame.state.iteration, frame.beat] - 1e-9
            if not any(frame.beat in ENDS for frame in moment[0].frames):
                assert lasts == pytest.approx(longest[frame.state.iteration, frame.beat])


@few
@given(several)
def test_a_board_that_has_ended_rests(films: list[Timeline]) -> None:
    """From the end of its last half-step on a board is the very same frame."""
    last: dict[int, Frame] = {}
    for moment in moments(told(*films)):
        for number, frame in last.items():
            assert all(picture.frames[number] is frame for picture in moment)
        ended = enumerate(moment[-1].frames)
        last |= {number: frame for number, frame in ended if frame.beat in ENDS}
    assert len(last) == len(films)


def test_a_film_beside_itself_is_the_film() -> None:
    """Nothing is slowed down, and nothing is left out, where all boards show the same."""
    alone = film(run(50, 5))
    pictures = told(alone, alone)
    assert [p.seconds for p in pictures] == [frame.seconds for frame in alone]
    for picture, frame in zip(pictures, alone, strict=True):
        assert {(f.state, f.beat, f.progress) for f in picture.frames} == {
            (frame.state, frame.beat, frame.progress)
        }
        assert picture.caption == frame.caption


def test_the_last_board_gets_the_rest_of_the_film() -> None:
    """The hold of a film that ends early is left out, that of the last one is shown."""
    short, long = run(30, 2, seed=1), run(300, 7, seed=2)
    assert len(short.states) < len(long.states)
    alone = seconds(film(long, hold=5.0))
    pictures = told(film(short, hold=50.0), film(long, hold=5.0))
    assert sum(p.seconds for p in pictures) < alone + 4
    assert pictures[-1].seconds >= 5.0


@few
@given(several)
def test_the_verdict_comes_last(films: list[Timeline]) -> None:
    """Nobody is marked before everybody has ended."""
    *before, last = told(*films)
    assert all(not picture.verdict and not picture.lowest for picture in before)
    assert (last.verdict, last.lowest) == (VERDICT.words, VERDICT.runs)
    assert all(frame.beat in ENDS for frame in last.frames)


def test_a_mark_on_every_board_would_say_nothing() -> None:
    """Where all are lowest, the words say it and no board is marked."""
    alone = film(run(20, 2))
    *_, last = tell_side_by_side([alone, alone], Lowest(frozenset({0, 1}), "all"))
    assert (last.verdict, last.lowest) == ("all", frozenset())


def test_one_picture_per_half_step_stays_one() -> None:
    """Films without movement are told without movement."""
    films = [film(run(40, k), steps=True) for k in (2, 5)]
    pictures = told(*films)
    assert len(moments(pictures)) == len(pictures)
    assert len(pictures) == max(len(alone) for alone in films)


def test_boards_that_do_different_things_have_words_of_their_own() -> None:
    """Where empty stars jump here and stay there, nothing is said for all boards."""
    pictures = told(*(film(desert(empty)) for empty in ("keep", "farthest")))
    (updates, *_) = [m for m in moments(pictures) if m[0].frames[0].beat == "update"]
    assert captions_differ(updates[0].frames)
    assert updates[0].caption == ""
    assert not captions_differ(pictures[0].frames)


def test_the_end_of_a_run_is_told_by_its_iterations() -> None:
    """Iterations are counted from 1, whether a run has settled or was stopped."""
    settled = film(run(50, 4))
    stopped = film(run(50, 4, max_iterations=2))
    assert where(settled[-1]) == f"settled after {len({f.state.iteration for f in settled})}"
    assert where(stopped[-1]) == "stopped after 2"
    assert where_briefly(stopped[-1]) == "stopped (2)"
    assert where(stopped[0]) == where_briefly(stopped[0]) == "start"


def test_beats_of_boards_are_grouped_as_in_their_films() -> None:
    """A run that settles at once is over while others go on."""
    at_once = run(20, 1)
    long = run(200, 6)
    pictures = told(film(at_once), film(long))
    names = [name for name, _ in groupby(picture.frames[0].beat for picture in pictures)]
    assert names == [name for name, _ in groupby(frame.beat for frame in film(at_once))]
