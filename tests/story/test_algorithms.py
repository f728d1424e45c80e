"""The half-step rule, for every algorithm: labels, cells, number and caption belong together."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import KMeans, MiniBatchKMeans

from kmviz.engine import ALGORITHMS, Points, State, trace
from kmviz.story import captions
from kmviz.story.algorithms import TOLD, words
from kmviz.story.emptying import FATES
from kmviz.story.frame import Frame
from kmviz.story.language import ENGLISH, PLURALS, language
from kmviz.story.storyboard import VORONOI, storyboard
from kmviz.story.transcript import alt_text, transcript
from tests.story.runs import GROUPS, LONELY, Run, beats, names, some

# Whatever yields states: four algorithms, and somebody else's.
SOURCES = (*ALGORITHMS, "KMeans", "MiniBatchKMeans")
tellings = st.sampled_from(list(VORONOI))


@st.composite
def runs_of(draw: st.DrawFn, source: str) -> Run:
    """Draw a short run: loose points or a grid with ties, stars amid them or astray."""
    seed = draw(st.integers(0, 2**31))
    rng = np.random.default_rng(seed)
    n = draw(st.integers(9, 40))
    points = rng.normal(size=(n, 2))
    if draw(st.booleans()):
        points = np.round(2 * points)
    distinct = np.unique(points, axis=0)
    k = draw(st.integers(1, min(len(distinct), 6)))
    start = distinct[rng.permutation(len(distinct))[:k]]
    if source in ALGORITHMS:
        astray = rng.random(k) < draw(st.sampled_from([0.0, 0.3]))
        start[astray] += 20 * rng.normal(size=(int(astray.sum()), 2))
        limit = draw(st.sampled_from([1, 3, 40]))
        kept = [] if source == "hartigan-wong" else ["keep"]
        empty = draw(st.sampled_from(["farthest", "drop", *kept]))
        states = ALGORITHMS[source](points, start, max_iterations=limit, empty=empty, rng=seed)
        return Run(points, tuple(states))
    estimators: dict[str, Any] = {
        "KMeans": KMeans(k, init=start, n_init=1, max_iter=draw(st.sampled_from([2, 300]))),
        "MiniBatchKMeans": MiniBatchKMeans(
            k, init=start, n_init=1, batch_size=9, max_iter=3, random_state=seed
        ),
    }
    return Run(points, tuple(trace(estimators[source], points)))


def _own(points: Points, state: State, stars: Points) -> float:
    """Add up the squared distances of all points to these stars of theirs, the plain way."""
    return float(((points - stars[state.labels]) ** 2).sum())


def _in_their_cells(points: Points, state: State) -> bool:
    """Say whether each point is in the cell of its star, up to rounding."""
    ways = points[:, np.newaxis] - state.centroids
    lengths = np.sqrt((ways**2).sum(axis=2))
    lengths[:, state.retired] = np.inf
    own = lengths[np.arange(len(points)), state.labels]
    return bool((own <= lengths.min(axis=1) + 1e-6).all())


def _assert_belongs_together(frame: Frame, voronoi: str) -> None:
    state, told = frame.state, words(frame.state.algorithm)
    assert not (frame.cells and not state.nearest)
    if state.nearest:
        assert _in_their_cells(frame.points, state)
    if frame.cells_before:
        assert frame.before is not None
        assert _in_their_cells(frame.points, frame.before)
    if frame.beat == "start":
        return
    assert frame.heading == f"{told.unit} {state.iteration + 1}"
    assert frame.objective == pytest.approx(_own(frame.points, state, frame.stars), rel=1e-9)
    if frame.beat == "assign":
        assert frame.caption == told.assign
    elif frame.beat == "empty":
        assert frame.emptying is not None
        assert state.empty[frame.emptying.stars].all()
    elif frame.beat == "update":
        beside = frame.caption in {
            ENGLISH.say_of(stars, f"captions.{fate}s") for fate in FATES for stars in (1, 2)
        }
        assert frame.caption == told.update or (beside and state.empty.any())
    else:
        assert frame.caption == (told.settled if state.settled else told.stopped)
        assert frame.cells == (voronoi != "never" and state.nearest)


@pytest.mark.filterwarnings(
    "ignore::sklearn.exceptions.ConvergenceWarning", "ignore::RuntimeWarning"
)
@pytest.mark.parametrize("source", SOURCES)
@some
@given(data=st.data(), voronoi=tellings)
def test_in_every_frame_all_that_is_shown_belongs_together(
    source: str, data: st.DataObject, voronoi: str
) -> None:
    """Cells hold the points of their stars, J is that of the stars as drawn, captions are right."""
    run = data.draw(runs_of(source))
    for frame in storyboard(*run, voronoi=voronoi, fps=5):
        _assert_belongs_together(frame, voronoi)


def test_j_is_exact_on_the_way_to_stars_that_are_no_means() -> None:
    """scikit-learn gives an empty cluster a point of another, out of whose mean it takes it."""
    points = np.array([[0.0, 0.0], [1.0, 0.0], [10.0, 0.0], [14.0, 0.0]])
    start = np.array([[0.0, 0.0], [11.0, 0.0], [99.0, 99.0]])
    states = list(trace(KMeans(3, init=start, n_init=1, tol=0), points))
    assert np.array_equal(states[0].means, [[0.5, 0.0], [10.0, 0.0], [14.0, 0.0]])
    for frame in storyboard(points, states, fps=25):
        _assert_belongs_together(frame, "final")


@pytest.mark.filterwarnings(
    "ignore::sklearn.exceptions.ConvergenceWarning", "ignore::RuntimeWarning"
)
@pytest.mark.parametrize("source", SOURCES)
@some
@given(data=st.data(), voronoi=tellings)
def test_nothing_jumps_between_the_beats_of_any_algorithm(
    source: str, data: st.DataObject, voronoi: str
) -> None:
    """What a beat ends on, the next begins with: colours, cells and stars."""
    run = data.draw(runs_of(source))
    last: Frame | None = None
    for beat in beats(storyboard(*run, voronoi=voronoi, fps=5)):
        first = beat[0]
        if last is not None and last.beat != "start":
            assert first.before is last.state
            assert first.cells_before == last.cells
            assert np.array_equal(last.stars, first.state.centroids)
        last = beat[-1]


@pytest.mark.parametrize("source", ["lloyd", "macqueen", "hartigan-wong"])
def test_a_settled_film_ends_on_true_cells(source: str) -> None:
    """The last picture of a settled run shows cells, and every point is in its own."""
    points = np.random.default_rng(0).normal(size=(60, 2))
    *_, end = storyboard(points, ALGORITHMS[source](points, points[:5]))
    assert end.beat == "settled"
    assert end.cells
    assert _in_their_cells(points, end.state)


def test_cells_are_not_shown_while_they_are_not_true() -> None:
    """Of a run by transfers, cells are there at first and at last, whatever is asked."""
    points = np.random.default_rng(3).normal(size=(40, 2))
    states = list(ALGORITHMS["hartigan-wong"](points, points[:6]))
    film = storyboard(points, states, voronoi="always", steps=True)
    shown = [frame.cells for frame in film if frame.beat in {"assign", "settled"}]
    assert len(states) > 2
    assert shown == [True, *[False] * (len(states) - 2), True]


def test_each_algorithm_has_words_of_its_own() -> None:
    """There are words for every algorithm, and their titles, units and lines can be told apart."""
    assert set(TOLD) == set(ALGORITHMS)
    for attribute in ("title", "unit", "assign"):
        assert len({getattr(words(name), attribute) for name in TOLD}) == len(TOLD)
    assert words("lloyd").lines(7) == (
        "place 7 stars",
        "each point joins its nearest star",
        "each star moves to the mean of its points",
        "repeat 2 and 3 until nothing changes",
    )


@pytest.mark.parametrize("lang", PLURALS)
def test_no_caption_is_longer_than_lloyds(lang: str) -> None:
    """So that layouts find room for them wherever they find it for his, in every language."""
    spoken = language(lang)
    longest = max(map(len, captions.during(spoken, "lloyd")))
    for name in TOLD:
        assert [said for said in captions.during(spoken, name) if len(said) > longest] == []


def test_states_of_an_unknown_algorithm_are_told_in_words_that_are_true_of_any() -> None:
    """What yields states can be filmed, and is called by its name."""
    assert words("my own").title == "my own"
    assert words("my own").lines(2)[1:3] == ("points choose their stars", "stars move")


def test_points_join_before_they_change() -> None:
    """Of a group that comes, it is said how many joined; later, how many changed."""
    points = np.random.default_rng(0).normal(size=(40, 2))
    first, *_, last = ALGORITHMS["macqueen"](points, points[:3], batch_size=10)
    assert captions.changed(ENGLISH, first) == "13 points joined"
    assert captions.changed_in_short(ENGLISH, first) == "13 joined"
    assert captions.changed(ENGLISH, last) == "no point changed cluster"


def test_a_star_is_not_given_up_while_points_still_wait() -> None:
    """In the first pass of MacQueen's an empty star is not spoken of; at its end it is."""
    states = list(ALGORITHMS["macqueen"](GROUPS, LONELY[:3], batch_size=1))
    film = list(storyboard(GROUPS, states, steps=True))
    told = {frame.state.iteration: frame.caption for frame in film if frame.beat == "update"}
    waits = [state.iteration for state in states if state.waiting is not None]
    assert {told[number] for number in waits} == {words("macqueen").update}
    assert told[max(waits) + 1] == ENGLISH.say_of(1, "captions.jumps")


def test_a_film_can_be_read_whatever_the_algorithm() -> None:
    """Alternative text and transcript name the algorithm, and what its states are called."""
    points = np.random.default_rng(0).normal(size=(40, 2))
    states = list(ALGORITHMS["minibatch"](points, points[:3], rng=0, max_iterations=3))
    assert alt_text(states).startswith("Three clusters of 40 points by Mini-batch k-means; ")
    assert "after 3 batches" in alt_text(states)
    cues = [cue.words for cue in transcript(storyboard(points, states))]
    assert cues[1].startswith("batch 1: a random batch joins its nearest stars; every point")
    assert names(storyboard(points, states))[-1] == "stopped"
    lloyd = alt_text(list(ALGORITHMS["lloyd"](points, points[:3])))
    assert lloyd.startswith("Three clusters of 40 points; the centroids settle after ")
