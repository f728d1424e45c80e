"""Facts about the words of a film: numbers can be read back, and what is said did happen."""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine import SEEDINGS
from kmviz.story import captions
from kmviz.story.algorithms import TOLD, words
from kmviz.story.language import ENGLISH
from kmviz.story.storyboard import storyboard
from tests.story.runs import Run, beats, desert, many, run, runs

LLOYD = words("lloyd")
UNRAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def _forms(name: str) -> set[str]:
    return {ENGLISH.say_of(stars, f"captions.{name}") for stars in (1, 2)}


def _read(number: str) -> float:
    digits, _, exponent = number.replace(",", "").partition("·10")
    return float(f"{digits}e{exponent.translate(UNRAISED) or 0}")


@many
@given(st.floats(1e-200, 1e200))
def test_a_number_can_be_read_back_to_four_digits(value: float) -> None:
    """Read back, a number is the value to half a unit of its fourth digit."""
    assert _read(captions.number(value)) == pytest.approx(value, rel=5.001e-4)


@many
@given(st.floats(1e-200, 1e200))
def test_a_number_shows_four_digits_and_is_short(value: float) -> None:
    """Every number has at least four significant digits and at most twelve characters."""
    number = captions.number(value)
    digits = number.partition("·")[0].replace(",", "").replace(".", "").lstrip("0")
    assert 4 <= len(digits) <= 8
    assert len(number) <= 12
    assert not number.endswith(".")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0"),
        (0.0009999, "9.999·10⁻⁴"),
        (0.001, "0.001000"),
        (9.3741, "9.374"),
        (24.0, "24.00"),
        (999.94, "999.9"),
        (999.96, "1,000"),
        (1253.7, "1,254"),
        (9999.4, "9,999"),
        (9999.7, "10,000"),
        (12345.6, "12,346"),
        (99999999.4, "99,999,999"),
        (1e8, "1.000·10⁸"),
        (6.02214e23, "6.022·10²³"),
    ],
)
def test_numbers_are_written_as_people_write_them(value: float, shown: str) -> None:
    """Small and large numbers are plain, tiny and huge ones have a power of ten."""
    assert captions.number(value) == shown


@pytest.mark.parametrize(
    ("how_many", "shown"), [(1, "1 picture"), (2, "2 pictures"), (20000, "20,000 pictures")]
)
def test_counts_agree_with_their_nouns(how_many: int, shown: str) -> None:
    """One is singular, more are plural, and thousands are set apart."""
    assert captions.count(how_many, "picture") == shown


def test_iterations_are_counted_from_one() -> None:
    """The first state is told as iteration 1, as people count."""
    states = run(50, 4).states
    assert [captions.heading(ENGLISH, state) for state in states[:3]] == [
        "iteration 1",
        "iteration 2",
        "iteration 3",
    ]


@pytest.mark.parametrize(
    ("empty", "lonely", "said"),
    [
        ("farthest", 1, "an empty star jumps to the farthest point"),
        ("farthest", 2, "empty stars jump to the farthest points"),
        ("keep", 1, "an empty star stays where it is"),
        ("keep", 2, "empty stars stay where they are"),
        ("drop", 1, "an empty star leaves"),
        ("drop", 2, "empty stars leave"),
    ],
)
def test_what_becomes_of_empty_stars_is_said(empty: str, lonely: int, said: str) -> None:
    """The first update of a run with empty stars says what its policy does, and to how many."""
    first, second, *_ = desert(empty, lonely=lonely).states
    assert captions.update(ENGLISH, first, second) == said


@many
@given(runs())
def test_what_is_said_of_an_update_did_happen(run: Run) -> None:
    """A star said to jump, stay or leave does so, and no empty star goes unmentioned."""
    for state, after in pairwise(run.states):
        said = captions.update(ENGLISH, state, after)
        empty = (state.counts == 0) & ~state.retired
        if not empty.any():
            assert said == LLOYD.update
            continue
        moved = (after.centroids != state.centroids).any(axis=1)[empty]
        left = after.retired[empty]
        assert (said in _forms("jumps")) == moved.any()
        assert (said in _forms("leaves")) == left.all() == left.any()
        assert (said in _forms("stays")) == (not moved.any() and not left.any())
        assert said.startswith("an ") == (empty.sum() == 1)


@many
@given(runs())
def test_a_star_said_to_jump_lands_on_a_point(run: Run) -> None:
    """An empty star that jumps becomes a point of the data."""
    for state, after in pairwise(run.states):
        if captions.update(ENGLISH, state, after) not in _forms("jumps"):
            continue
        moved = (after.centroids != state.centroids).any(axis=1) & state.empty
        for place in after.centroids[moved]:
            assert (run.points == place).all(axis=1).any()


def test_every_start_has_a_name() -> None:
    """What is said of a start is known of each way to draw one, and of the best of several."""
    assert set(ENGLISH.texts["starts"]) == {"given", *SEEDINGS}
    assert set(ENGLISH.texts["best_of"]) == set(SEEDINGS)
    assert captions.found(ENGLISH, "kmeans++", 1) == "k-means++ start"
    assert captions.found(ENGLISH, "random", 1000) == "best of 1,000 random starts"
    assert captions.found(ENGLISH, None, 1) == "given start"
    assert (
        captions.about(ENGLISH, 20000, 1, "random start")
        == "20,000 points, 1 cluster, random start"
    )


def test_the_algorithm_is_told_in_its_captions() -> None:
    """The lines of the algorithm are the captions of its half-steps, between start and end."""
    first, *halves, last = LLOYD.lines(7)
    assert first == "place 7 stars"
    assert halves == [LLOYD.assign, LLOYD.update]
    assert last == "repeat 2 and 3 until nothing changes"
    assert LLOYD.lines(1)[0] == "place 1 star"


def test_points_that_changed_are_counted() -> None:
    """One is singular, none has words of its own, and in the first iteration all chose."""
    first, second, *_ = run(50, 4).states
    assert captions.changed(ENGLISH, first) == "every point chose a star"
    assert captions.changed_in_short(ENGLISH, first) == "all chose"
    said = {0: "no point changed", 1: "1 point changed", 4000: "4,000 points changed"}
    for changed, told in said.items():
        assert captions.changed(ENGLISH, replace(second, changed=changed)) == f"{told} cluster"
    assert captions.changed_in_short(ENGLISH, replace(second, changed=4000)) == "4,000 changed"
    assert captions.changed_in_short(ENGLISH, replace(second, changed=0)) == "none changed"


def test_a_film_opens_with_what_there_is() -> None:
    """The first caption counts points and stars."""
    assert captions.start(ENGLISH, 100, 7) == "100 points, 7 stars to begin with"
    assert captions.start(ENGLISH, 1, 1) == "1 point, 1 star to begin with"


@many
@given(runs())
def test_layouts_know_every_caption_of_a_film(run: Run) -> None:
    """Whatever is said after the start is among the captions that layouts leave room for."""
    said = set(captions.during(ENGLISH, "lloyd"))
    for beat in list(beats(storyboard(run.points, run.states, steps=True)))[1:]:
        assert re.sub(r"\d+", "999", beat[0].caption) in said


def test_no_two_captions_are_alike() -> None:
    """Each thing that can happen is said in its own words."""
    for algorithm in TOLD:
        said = list(captions.during(ENGLISH, algorithm))
        assert len(set(said)) == len(said)
        assert np.all([caption.strip() == caption for caption in said])
