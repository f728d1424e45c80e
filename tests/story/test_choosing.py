"""Facts about the film of the number of clusters: k grows, curves follow, the answer rests."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.choosing_k import CRITERIA, Note, Verdict, sweep
from kmviz.choosing_k import agreement as in_english
from kmviz.choosing_k.note import TEXTS
from kmviz.engine import Points, State, kmeans_plus_plus_greedy, lloyd
from kmviz.story.choosing import ChoiceFrame, Chosen, agreement, candidate, note, tell_choice
from kmviz.story.language import ENGLISH, PLURALS, language
from tests.story.runs import GROUPS, many

VERDICTS = {name: judge(sweep(GROUPS, 2, runs=1, rng=0), 0) for name, judge in CRITERIA.items()}


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
    assert all(told.title == ENGLISH.say("choosing.question") for told in film[:-1])
    last = film[-1]
    assert (last.title, last.shown, len(last.frame.start)) == ("all say 2", 4, 2)
    assert last.frame.beat == "settled"
    assert last.frame.seconds == 4.0


def test_cells_are_drawn_only_where_they_are_true(runs: list[tuple[State, ...]]) -> None:
    """In a plane cut through more dimensions no cells are drawn."""
    told = tell_choice(GROUPS, runs, "", 2, cells=False)
    assert not any(t.frame.cells or t.frame.cells_before for t in told)


def _verdict(criterion: str, chosen: int | None) -> Verdict:
    """Let a criterion choose, under the name that it gives itself."""
    return replace(VERDICTS[criterion], chosen=chosen)


@many
@given(
    st.lists(
        st.tuples(st.sampled_from(list(CRITERIA)), st.none() | st.integers(1, 20)),
        min_size=1,
        unique_by=lambda vote: vote[0],
    )
)
def test_criteria_are_told_in_english_as_they_tell_it_themselves(chosen: Chosen) -> None:
    """The line on the picture is that of `kmviz.choosing_k.agreement`, names and order too."""
    told = agreement(ENGLISH, chosen)
    assert told.replace("\u00a0", " ") == in_english([_verdict(*vote) for vote in chosen])


@pytest.mark.parametrize("name", TEXTS)
def test_notes_are_told_in_english_as_they_tell_it_themselves(name: str) -> None:
    """And in any other language with the same numbers, in other words."""
    places = ("references", "starts", "sample", "all", "k", "before")
    values = {
        place: 20 + number for number, place in enumerate(places) if f"{{{place}}}" in TEXTS[name]
    }
    assert note(ENGLISH, name, values) == Note(name, values).words
    for lang in set(PLURALS) - {"en"}:
        told = note(language(lang), name, values)
        assert all(str(value) in told for value in values.values())
        assert told != Note(name, values).words


def test_a_candidate_names_those_who_speak_for_it() -> None:
    """All are called so, where there are several and nobody chose otherwise."""
    assert candidate(ENGLISH, 2, [("elbow", 2), ("gap", None), ("f-k", 2)]) == "k = 2: all"
    assert candidate(ENGLISH, 2, [("elbow", 2), ("gap", 3), ("f-k", 2)]) == "k = 2: elbow, f(K)"
    assert candidate(ENGLISH, 2, [("elbow", 2)]) == "k = 2: elbow"


@pytest.mark.parametrize("lang", [lang for lang in PLURALS if lang != "en"])
def test_question_and_boards_are_told_in_any_language(
    runs: list[tuple[State, ...]], film: list[ChoiceFrame], lang: str
) -> None:
    """Only what is a formula is the same as in English."""
    told = tell_choice(GROUPS, runs, "", 2, cells=True, hold=4.0, lang=lang)
    for ours, theirs in zip(told, film, strict=True):
        assert ours.title != theirs.title
        assert ours.frame.caption != theirs.frame.caption
        assert ours.frame.heading == theirs.frame.heading
