"""Facts about a film of many runs: every run counts once, and what is on screen is how it ended."""

from dataclasses import replace
from itertools import chain, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.data import peaked, uniform
from kmviz.engine import Points, lloyd, runs
from kmviz.story import captions
from kmviz.story.language import ENGLISH, PLURALS, language
from kmviz.story.restarts import (
    BINS,
    Outcome,
    Outcomes,
    RestartsFrame,
    Telling,
    alt_text,
    answer,
    quicker,
    tell_end,
    tell_restarts,
)
from tests.story.runs import many, some

START = np.zeros((2, 2))


def ended(*inertias: float, init: str = "random") -> tuple[Outcome, ...]:
    """Make runs of which only the objective is of any account."""
    return tuple(Outcome(init, seed, START, j, 1, settled=True) for seed, j in enumerate(inertias))


objectives = st.lists(
    st.floats(1e-9, 1e9) | st.sampled_from([1.0, 1.0 + 1e-15, 1.005, 1.01, 2.0]),
    min_size=1,
    max_size=60,
)


def telling(points: Points, k: int, count: int, *inits: str) -> Telling:
    made = chain.from_iterable(runs(points, k, count, init=init, rng=0) for init in inits)
    return Telling(
        points, Outcomes(tuple(map(Outcome.of, made))), lambda run: lloyd(points, run.start)
    )


@many
@given(objectives)
def test_every_run_is_counted_once_in_the_bin_of_its_objective(inertias: list[float]) -> None:
    """Bins are those of numpy's histogram, and together hold all runs."""
    outcomes = Outcomes(ended(*inertias))
    counts = outcomes.counts(outcomes.runs)
    assert len(counts) == BINS
    assert counts.sum() == len(inertias)
    assert (counts == np.histogram(inertias, outcomes.edges)[0]).all()
    assert outcomes.most == counts.max()


@many
@given(objectives)
def test_best_and_worst_are_amid_the_first_bin_and_the_last(inertias: list[float]) -> None:
    """So rounding cannot push them out, or apart from runs that end in the same place."""
    outcomes = Outcomes(ended(*inertias))
    best, worst, edges = min(inertias), max(inertias), outcomes.edges
    width = edges[1] - edges[0]
    assert np.allclose(np.diff(edges), width)
    if worst > 1.02 * best:
        assert (edges[:2].mean(), edges[-2:].mean()) == pytest.approx(
            (best, worst), abs=1e-6 * width
        )
    else:
        assert edges[0] < best <= worst < edges[-1]


def test_runs_that_differ_by_rounding_share_the_middle_bin() -> None:
    """The last digits of sums in another order are not spread over the axis."""
    outcomes = Outcomes(ended(1.0, 1.0 + 1e-15, 1.0 - 1e-15))
    assert outcomes.counts(outcomes.runs)[BINS // 2] == 3
    assert outcomes.alike


def test_an_objective_of_nothing_has_a_bin_too() -> None:
    """Where every point is a cluster all runs end at 0."""
    outcomes = Outcomes(ended(0.0, 0.0))
    assert outcomes.counts(outcomes.runs)[BINS // 2] == 2
    assert outcomes.ratio == 1.0
    assert outcomes.share(outcomes.runs) == 1.0


def test_what_runs_come_to() -> None:
    """Best, worst, ratio and share are those of the numbers, to the last digit."""
    runs = ended(3.0, 2.0, 2.02, 2.021, 7.0, 2.0)
    outcomes = Outcomes(runs)
    assert (outcomes.best, outcomes.worst) == (runs[1], runs[4])
    assert outcomes.ratio == 3.5
    assert outcomes.share(runs) == 3 / 6
    assert outcomes.share(runs[:2]) == 1 / 2
    assert not outcomes.alike


def test_kinds_of_start_are_told_apart_and_measured_by_the_same_best() -> None:
    """Within 1 % means of the best of all, also for a kind of start that never reached it."""
    outcomes = Outcomes((*ended(2.0, 3.0), *ended(1.0, 1.005, 4.0, init="kmeans++")))
    assert outcomes.inits == ("random", "kmeans++")
    assert [len(outcomes.by(init)) for init in outcomes.inits] == [2, 3]
    assert [outcomes.share(outcomes.by(init)) for init in outcomes.inits] == [0, 2 / 3]


ANSWERS = {
    (5.0,): "nothing to compare",
    (5.0, 5.0): "All 2 starts end alike",
    (5.0, 5.0001): "less than 0.01 %",
    (5.0, 5.02): "0.4 % above",
    (5.0, 12.5): "2.500 times",
    (0.0, 1.0): "best J is 0",
}


@pytest.mark.parametrize("inertias", ANSWERS)
def test_the_answer_is_true_of_the_numbers(inertias: tuple[float, ...]) -> None:
    """Percent where they are close, times where they are not, and no division by nothing."""
    assert ANSWERS[inertias] in answer(ENGLISH, Outcomes(ended(*inertias)))
    assert f"{len(inertias)} run" in alt_text(ENGLISH, Outcomes(ended(*inertias)))


@many
@given(st.integers(0, 5000), st.floats(0.4, 2))
def test_runs_are_told_faster_and_faster(count: int, first: float) -> None:
    """One by one at first, then in leaps; none is shown too short, and none is lost."""
    told = list(quicker(count, first))
    numbers, seconds = [0, *(number for number, _ in told)], [s for _, s in told]
    assert numbers[-1] == count
    leaps = [after - before for before, after in pairwise(numbers)]
    assert all(leap >= 1 for leap in leaps)
    assert leaps[:3] == [1] * min(3, count)
    assert seconds == sorted(seconds, reverse=True)
    assert not seconds or min(seconds) >= 1 / 6
    assert sum(seconds) <= 5 * first + 4.2


@pytest.fixture(scope="module")
def two() -> Telling:
    return telling(peaked(60, 4, 0), 4, 40, "random", "kmeans++")


@pytest.fixture(scope="module")
def film(two: Telling) -> list[RestartsFrame]:
    return list(tell_restarts(two))


def test_the_count_grows_from_none_to_all(two: Telling, film: list[RestartsFrame]) -> None:
    """No run is told before the one before it, and at the end all are counted."""
    shown = [told.shown for told in film]
    assert shown == sorted(shown)
    assert (shown[0], shown[-1]) == (0, len(two.outcomes.runs))


def test_the_objective_on_the_board_is_that_of_the_run(film: list[RestartsFrame]) -> None:
    """A run that has ended shows the objective that was counted, digit for digit."""
    present = [told for told in film if told.present is not None]
    assert len(present) > 40
    for told in present:
        assert told.present is not None
        assert told.boards[0].objective == told.present.inertia


def test_a_run_is_pointed_out_once_it_is_counted(two: Telling, film: list[RestartsFrame]) -> None:
    """The run pointed out is the last of those counted, and its number is on the board."""
    for told in film:
        if told.present is not None:
            assert two.outcomes.runs[told.shown - 1] is told.present
            number = (told.shown - 1) % 40 + 1
            assert told.boards[0].heading == f"run {number}, {told.present.init}"


def test_the_first_runs_are_told_from_their_start(film: list[RestartsFrame]) -> None:
    """Three from the first kind of start and one from the next have all their beats."""
    started = [told.boards[0].heading for told in film if told.boards[0].beat == "start"]
    expected = ["run 1, random", "run 2, random", "run 3, random", "run 1, kmeans++"]
    assert list(dict.fromkeys(started)) == expected


def test_best_and_worst_rest_at_the_end(two: Telling, film: list[RestartsFrame]) -> None:
    """The last picture has both boards, their objectives and their seeds."""
    best, worst = film[-1].boards
    ends = two.outcomes.best, two.outcomes.worst
    assert (best.heading, worst.heading) == ("best", "worst")
    assert [board.objective for board in (best, worst)] == [run.inertia for run in ends]
    for board, run in zip((best, worst), ends, strict=True):
        assert str(run.seed) in board.caption
        assert run.init in board.caption
    assert film[-1].seconds == 4.0
    assert captions.number(two.outcomes.ratio or 0) in film[-1].title


def test_equal_clusters_have_equal_colours(two: Telling, film: list[RestartsFrame]) -> None:
    """Whatever its own numbers, a run that ends as the best one does has all colours of it."""
    best = film[-1].boards[0].state
    others = 0
    for told in film:
        if told.present is not None and two.outcomes.is_close(told.present):
            assert (told.boards[0].state.labels == best.labels).all()
            others += 1
    assert others > 10


def test_cells_and_labels_are_those_of_the_stars(two: Telling, film: list[RestartsFrame]) -> None:
    """Renumbered or not, every point on a board at rest is with its nearest star."""
    for told in film:
        for board in told.boards:
            if board.beat in {"settled", "stopped"}:
                far = np.square(two.points[:, np.newaxis] - board.state.centroids).sum(axis=2)
                own = far[np.arange(len(far)), board.state.labels]
                assert (own <= far.min(axis=1) * (1 + 1e-12)).all()


def test_where_all_end_alike_there_is_one_board() -> None:
    """One cluster has one best place, and a board beside the same board would say nothing."""
    told = tell_end(telling(uniform(30, 0), 1, 5, "random"))
    assert [board.heading for board in told.boards] == ["every run"]
    assert tell_end(telling(uniform(30, 0), 3, 1, "random")).boards[0].heading == "run 1"


@pytest.mark.parametrize(("count", "least", "most"), [(200, 13, 20), (2000, 13, 20), (1, 4, 10)])
def test_a_film_of_hundreds_of_runs_bores_nobody(count: int, least: float, most: float) -> None:
    """200 runs or 2000 last well under half a minute, a single one a few seconds."""
    told = tell_restarts(telling(peaked(100, 5, 0), 5, count, "random"))
    assert least <= sum(frame.seconds for frame in told) <= most


@some
@given(st.integers(1, 8), st.integers(1, 12), st.sampled_from(["keep", "drop", "farthest"]))
def test_any_number_of_runs_can_be_told(k: int, count: int, empty: str) -> None:
    """Few runs, one cluster, stopped runs, empty clusters: the film goes to its end."""
    points = np.round(uniform(24, 3) * 3)
    k = min(k, len(np.unique(points, axis=0)))
    made = runs(points, k, count, rng=1, init="partition", max_iterations=2, empty=empty)
    outcomes = Outcomes(tuple(map(Outcome.of, made)))
    again = Telling(
        points, outcomes, lambda run: lloyd(points, run.start, max_iterations=2, empty=empty)
    )
    *_, last = tell_restarts(again)
    assert last.shown == count


@pytest.mark.parametrize("lang", [lang for lang in PLURALS if lang != "en"])
def test_nothing_that_is_told_of_many_runs_is_english(
    two: Telling, film: list[RestartsFrame], lang: str
) -> None:
    """No title, heading or caption is that of the English film, and numbers have its signs."""
    spoken = language(lang)
    told = list(tell_restarts(replace(two, language=spoken)))
    for ours, theirs in zip(told, film, strict=True):
        assert ours.title != theirs.title
        for mine, other in zip(ours.boards, theirs.boards, strict=True):
            assert mine.heading != other.heading
            assert mine.caption != other.caption
    assert alt_text(spoken, two.outcomes) != alt_text(ENGLISH, two.outcomes)
    answers = {answer(spoken, Outcomes(ended(*inertias))) for inertias in ANSWERS}
    assert len(answers) == len(ANSWERS)
    assert not answers & {answer(ENGLISH, Outcomes(ended(*inertias))) for inertias in ANSWERS}
    sign = spoken.texts["numbers"]["decimal"]
    assert f"2{sign}500" in answer(spoken, Outcomes(ended(5.0, 12.5)))
    assert f"0{sign}4" in answer(spoken, Outcomes(ended(5.0, 5.02)))
