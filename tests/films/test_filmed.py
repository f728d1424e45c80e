"""Facts about films of every kind: they can be counted, timed, told, asked, thinned and fitted."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import imageio.v3 as iio
import numpy as np
import pytest

import kmviz
from kmviz.films.filmed import Filmed, Question
from kmviz.writing.read import read_recipe
from tests.engine.oracles import refused

AnyFilm: TypeAlias = Filmed[Any]
POINTS = kmviz.data.peaked(40, 3, rng=0)
ASKED = Question("How many?", 2, 5.0)


def _one() -> kmviz.Film:
    return kmviz.animate(POINTS, 3, rng=0, size=(240, 240), pace="fast")


MAKERS: dict[str, Callable[[], AnyFilm]] = {
    "animate": _one,
    "compare": lambda: kmviz.compare(_one(), _one(), size=(480, 280), title="Twice"),
    "restarts": lambda: kmviz.restarts(POINTS, 3, 6, rng=0).film((400, 240), title="Luck", hold=1),
    "choose-k": lambda: kmviz.choose_k(POINTS, 3, criteria=["elbow"], runs=2, rng=0).film(
        (400, 240), title="How many?", hold=1
    ),
}


@pytest.fixture(scope="module", params=MAKERS)
def film(request: pytest.FixtureRequest) -> AnyFilm:
    made: AnyFilm = MAKERS[request.param]()
    return made


@pytest.mark.parametrize("question", [None, ASKED])
def test_a_film_has_so_many_pictures_and_lasts_so_long(
    film: AnyFilm, question: Question | None
) -> None:
    """What it says of itself is what its pictures come to, also where it holds for a question."""
    asking = replace(film, question=question)
    pictures = list(asking.pictures())
    assert len(pictures) == len(asking)
    assert sum(picture.seconds for picture in pictures) == pytest.approx(asking.seconds)


@pytest.mark.parametrize("question", [None, ASKED])
def test_a_film_is_told_from_its_beginning_to_its_end(
    film: AnyFilm, question: Question | None
) -> None:
    """No moment is without words, and none has those of two."""
    asking = replace(film, question=question)
    cues = list(asking.cues())
    assert cues[0].start == 0
    assert cues[-1].end == pytest.approx(asking.seconds)
    assert all(cue.end == pytest.approx(after.start) for cue, after in pairwise(cues))
    assert all(cue.words for cue in cues)


def test_a_question_is_told_when_it_is_seen(film: AnyFilm) -> None:
    """Its cue begins as long before the end as its picture does, and lasts as long as it stays."""
    asking = replace(film, question=ASKED)
    pictures = list(asking.pictures())
    (number,) = (n for n, picture in enumerate(pictures) if picture.seconds == ASKED.seconds)
    (cue,) = (cue for cue in asking.cues() if cue.words == "How many?")
    assert cue.start == pytest.approx(sum(picture.seconds for picture in pictures[:number]))
    assert cue.end == pytest.approx(cue.start + ASKED.seconds)


def test_its_still_is_its_last_picture(film: AnyFilm, tmp_path: Path) -> None:
    """What stands still shows the end, pixel for pixel, and carries the recipe."""
    *_, last = film.pictures()
    path = film.save(tmp_path / "end.png")
    assert np.abs(iio.imread(path).astype(int) - last.pixels).max() <= 1
    assert read_recipe(path) == film.recipe


def test_a_thinner_film_lasts_as_long_and_ends_alike(film: AnyFilm) -> None:
    """There are fewer pictures, and what it tells, and when, is the same."""
    thin = film.thinned(10_000)
    assert len(thin) < len(film)
    told = [(cue.start, cue.end) for cue in film.cues()]
    assert [(cue.start, cue.end) for cue in thin.cues()] == [pytest.approx(cue) for cue in told]
    assert [cue.words for cue in thin.cues()] == [cue.words for cue in film.cues()]


@pytest.mark.parametrize("part", [0.9, 0.5])
def test_a_film_fits_where_it_has_to(film: AnyFilm, tmp_path: Path, part: float) -> None:
    """A part of its bytes suffices, and it lasts as long and carries its recipe."""
    path = tmp_path / "film.gif"
    budget = round(part * film.save(path).stat().st_size)
    assert film.save(path, max_size=budget) == path
    assert path.stat().st_size <= budget
    assert read_recipe(path) == film.recipe


@pytest.mark.parametrize("name", ["film.png", "film.pdf", "film/"])
def test_only_films_in_one_file_have_a_budget(film: AnyFilm, tmp_path: Path, name: str) -> None:
    """What stands still, and a folder, are refused before anything is written."""
    with refused("max_size", "films in one file"):
        film.save(f"{tmp_path}/{name}", max_size=10**6)
    assert list(tmp_path.iterdir()) == []


def test_a_budget_that_cannot_be_met_leaves_no_file(film: AnyFilm, tmp_path: Path) -> None:
    """The refusal says how small the film can get."""
    with refused("fits into 100 bytes"):
        film.save(tmp_path / "film.gif", max_size=100)
    assert list(tmp_path.iterdir()) == []


def test_no_film_is_smaller_than_its_boards_can_be() -> None:
    """Boards side by side keep the room that they need."""
    film = kmviz.compare(*[_one() for _ in range(4)], columns=4, size=(800, 240))
    with refused("too small for 4 x 1 boards"):
        film.resized((200, 120))


def test_a_film_shows_itself_in_a_notebook(film: AnyFilm) -> None:
    """As a picture that moves, with the words that its recipe has."""
    shown, _ = film._repr_mimebundle_()
    assert film.recipe.alt
    assert shown["text/plain"] == film.recipe.alt
    assert "data:image/gif;base64," in shown["text/html"]
