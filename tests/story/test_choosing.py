"""Facts about the film of the number of clusters: k grows, curves follow, the answer rests."""

import pytest

from kmviz.engine import Points, State, kmeans_plus_plus_greedy, lloyd
from kmviz.story.choosing import QUESTION, ChoiceFrame, tell_choice
from tests.story.runs import GROUPS


@pytest.fixture
def runs() -> list[tuple[State, ...]]:
    def run(points: Points, k: int) -> tuple[State, ...]:
        return tuple(lloyd(points, kmeans_plus_plus_greedy(points, k, rng=0)))

    return [run(GROUPS, k) for k in (1, 2, 3, 4)]


@pytest.fixture
def film(runs: list[tuple[State, ...]]) -> list[ChoiceFrame]:
    return list(tell_choice(GROUPS, runs, "all say 2", 2, cells=True, hold=4.0))


def test_k_grows_and_no_run_is_left_out(film: list[ChoiceFrame]) -> None:
    """The boards come in the order of k, each with as many stars as its heading says."""
    told = [len(told.frame.start) for told in film[:-1]]
    assert told == sorted(told)
    assert set(told) == {1, 2, 3, 4}
    assert all(t.frame.heading == f"k = {len(t.frame.start)}" for t in film)


def test_a_curve_gains_its_point_when_the_board_has_settled(film: list[ChoiceFrame]) -> None:
    """While the stars of k move, k - 1 points are shown; once they have settled, k."""
    for told in film[:-1]:
        settled = told.frame.beat == "settled"
        assert told.shown == len(told.frame.start) - (0 if settled else 1)


def test_the_answer_rests_at_the_end(film: list[ChoiceFrame]) -> None:
    """Only the last frame gives the answer, on the board of the best k, with whole curves."""
    assert all(told.title == QUESTION for told in film[:-1])
    last = film[-1]
    assert (last.title, last.shown, len(last.frame.start)) == ("all say 2", 4, 2)
    assert last.frame.beat == "settled"
    assert last.frame.seconds == 4.0


def test_cells_are_drawn_only_where_they_are_true(runs: list[tuple[State, ...]]) -> None:
    """In a plane cut through more dimensions no cells are drawn."""
    told = tell_choice(GROUPS, runs, "", 2, cells=False)
    assert not any(t.frame.cells or t.frame.cells_before for t in told)
