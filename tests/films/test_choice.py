"""The public face in Python of the number of clusters: `kmviz.choose_k` and what it gives."""

import sys
from dataclasses import replace

import imageio.v3 as iio
import numpy as np
import pytest

import kmviz
from kmviz.drawing import canvas
from kmviz.story.language import language
from tests.drawing.spoken import SPOKEN


@pytest.fixture(scope="module")
def choice() -> kmviz.ChoiceOfK:
    return kmviz.choose_k(kmviz.data.iris(), k_max=4, runs=4, references=4, rng=0)


def test_a_choice_of_k_shows_itself_in_a_notebook(choice: kmviz.ChoiceOfK) -> None:
    """A notebook gets the page as a PNG, at its size, and no pyplot that was not there before."""
    before = "matplotlib.pyplot" in sys.modules
    pixels = iio.imread(choice._repr_png_(), extension=".png")
    assert pixels.shape == (1000, 1600, 3)
    assert ("matplotlib.pyplot" in sys.modules) == before


def test_the_film_of_a_choice_tells_true_runs(choice: kmviz.ChoiceOfK) -> None:
    """Its boards show the runs that lead to the best partitions, in the plane of most variance."""
    film = choice.film()
    lasts = [told for told in film.timeline if told.frame.beat == "settled"]
    for partition in choice.choice.sweep.partitions:
        last = next(told for told in lasts if len(told.frame.start) == partition.k)
        assert np.array_equal(last.frame.state.labels, partition.labels)
        assert last.frame.state.inertia == pytest.approx(partition.inertia)
        assert not last.frame.cells
    assert film.seconds == pytest.approx(sum(told.frame.seconds for told in film.timeline))


def test_the_favourite_is_the_k_that_most_choose(choice: kmviz.ChoiceOfK) -> None:
    """The recipe names the k with most votes, the smaller of two with as many."""
    votes = [verdict.chosen for verdict in choice.verdicts if verdict.chosen]
    most = max(votes.count(k) for k in votes)
    assert choice.recipe.clusters == min(k for k in votes if votes.count(k) == most)


def test_a_choice_is_the_same_for_the_same_seed(choice: kmviz.ChoiceOfK) -> None:
    """All numbers are equal in two runs."""
    again = kmviz.choose_k(kmviz.data.iris(), k_max=4, runs=4, references=4, rng=0)
    assert again.to_json() == choice.to_json()
    assert again.agreement == choice.agreement


@pytest.mark.parametrize("lang", SPOKEN)
@pytest.mark.parametrize("size", [(640, 400), (1600, 1000)])
def test_a_page_is_whole_in_every_language(
    choice: kmviz.ChoiceOfK, size: tuple[int, int], lang: str
) -> None:
    """No criterion and no verdict is cut short, however long the language is."""
    page = replace(choice, language=language(lang)).page(size)
    words = [
        mark.words for _, marks in page.draw() for mark in marks if isinstance(mark, canvas.Text)
    ]
    assert any(language(lang).say("criteria.gap-principal") == word for word in words)
    assert not any("…" in word for word in words)
