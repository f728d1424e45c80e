"""`kmviz.compare` in Python: films go in, one film of all of them comes out."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import kmviz
from kmviz.writing.read import read_recipe

POINTS = kmviz.data.uniform(60, rng=1)


def films(*inits: str, k: int = 4, **options: object) -> list[kmviz.Film]:
    look = {"rng": 2, "pace": "fast", "fps": 8, **options}
    return [kmviz.animate(POINTS, k, init=init, **look) for init in inits]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def comparison() -> kmviz.Comparison:
    return kmviz.compare(
        *films("random", "kmeans++", "farthest"), titles=["a", "b", "c"], size=(480, 240)
    )


def test_the_objectives_are_those_of_independent_runs(comparison: kmviz.Comparison) -> None:
    """J on each board is the sum of squared distances, computed anew from labels and stars."""
    for picture in comparison.timeline:
        for frame in picture.frames:
            if frame.objective is not None:
                truth = ((frame.points - frame.stars[frame.state.labels]) ** 2).sum()
                assert frame.objective == pytest.approx(truth, rel=1e-9)


def test_the_lowest_is_the_least_of_all(comparison: kmviz.Comparison) -> None:
    """The run that is marked has the least final objective."""
    ends = [film.states[-1].inertia for film in comparison.films]
    assert comparison.lowest.runs == {int(np.argmin(ends))}
    assert comparison.lowest.words == f"lowest J: {'abc'[int(np.argmin(ends))]}"


def test_the_points_of_all_boards_are_one_array(comparison: kmviz.Comparison) -> None:
    """Films of equal points share them."""
    arrays = {id(frame.points) for told in comparison.timeline for frame in told.frames}
    assert len(arrays) == 1


def test_the_recipe_is_that_of_the_best_run(comparison: kmviz.Comparison, tmp_path: Path) -> None:
    """The file tells the calls that made it, and the numbers of the best."""
    recipe = read_recipe(comparison.save(tmp_path / "film.gif"))
    best = comparison.films[min(comparison.lowest.runs)].recipe
    assert (recipe.points, recipe.clusters) == (60, 4)
    assert (recipe.iterations, recipe.inertia) == (best.iterations, best.inertia)
    assert recipe.command.startswith("kmviz.compare(kmviz.animate(points, k=4, init='random'")
    assert recipe.command.count("kmviz.animate") == 3
    assert recipe.alt.startswith("Three runs of k-means side by side; a: settled after")


def test_the_still_is_the_last_picture_of_the_film(comparison: kmviz.Comparison) -> None:
    """The end, drawn at once, is what the film arrives at part by part."""
    *_, last = comparison.pictures()
    difference = np.abs(comparison.still().pixels().astype(int) - last.pixels)
    assert (difference > 8).mean() < 0.002


def test_it_speaks_the_language_of_its_films() -> None:
    """Words, numbers and the alternative text are those of the first film's language."""
    told = kmviz.compare(*films("random", "kmeans++", lang="de"))
    assert told.titles == ("Bild 1", "Bild 2")
    assert told.lowest.words.startswith("kleinstes J: Bild ")
    assert told.recipe.alt.startswith("Zwei Läufe von k-means nebeneinander; Bild 1: konvergiert")
    assert "J = " in told.recipe.alt
    cues = list(told.cues())
    assert "Bild 1: Iteration 1, J = " in cues[1].words


def test_a_notebook_shows_it(comparison: kmviz.Comparison) -> None:
    """As the last line of a cell a comparison is a GIF, and a PNG for previews."""
    shown, _ = comparison.resized((360, 180))._repr_mimebundle_()
    assert shown["text/html"].startswith('<img src="data:image/gif;base64,')
    assert shown["text/plain"] == comparison.recipe.alt


def test_the_same_films_give_the_same_bytes(tmp_path: Path) -> None:
    """A comparison is a function of its films."""
    made = [
        kmviz.compare(*films("random", "kmeans++", steps=True), size=(360, 240)).save(
            tmp_path / f"{name}.gif"
        )
        for name in "ab"
    ]
    assert made[0].read_bytes() == made[1].read_bytes()


def test_look_and_tempo_are_those_of_the_first_film() -> None:
    """Theme, loop and frame rate need not be said again."""
    told = kmviz.compare(*films("random", "kmeans++", theme="dark", loop=3))
    assert (told.theme, told.loop, told.fps) == ("dark", 3, 8)
    assert kmviz.compare(*told.films, theme="light").theme == "light"


def test_words_tell_the_film_without_gaps(comparison: kmviz.Comparison) -> None:
    """The transcript has every moment from the first to the last, and every board in each."""
    cues = list(comparison.cues())
    assert cues[0].start == 0
    assert cues[-1].end == pytest.approx(comparison.seconds)
    assert all(one.end == other.start for one, other in pairwise(cues))
    assert all(f"{title}: " in cue.words for cue in cues for title in "abc")
    assert comparison.lowest.words in cues[-1].words


@pytest.mark.parametrize(
    ("columns", "grid"), [(None, (2, 2)), (1, (4, 1)), (3, (2, 3)), (9, (1, 4))]
)
def test_boards_fill_the_columns_that_are_asked(
    columns: int | None, grid: tuple[int, int], tmp_path: Path
) -> None:
    """Four boards in so many columns take the rows that they need."""
    told = kmviz.compare(
        *films("random", "kmeans++", "farthest", "partition", steps=True),
        columns=columns,
        size=(640, 640),
    )
    assert told.grid == grid
    with Image.open(told.save(tmp_path / "film.gif")) as film:
        assert film.size == (640, 640)


def test_boards_without_titles_are_numbered() -> None:
    """Every board is called something, so that the verdict can name it."""
    assert kmviz.compare(*films("random", "kmeans++")).titles == ("board 1", "board 2")


def test_rows_and_columns_name_their_boards() -> None:
    """With headings for rows and columns a board is called by both."""
    told = kmviz.compare(
        *films("random", "kmeans++", "farthest", "partition"),
        columns=2,
        column_titles=["left", "right"],
        row_titles=["above", "below"],
    )
    assert told.titles == ("above, left", "above, right", "below, left", "below, right")


@pytest.mark.parametrize(
    ("number", "wrong", "problem"),
    [
        (1, {}, "1 film cannot be compared"),
        (10, {}, "10 films cannot be compared"),
        (2, {"columns": 0}, "columns is 0"),
        (2, {"titles": ["a"]}, "titles has 1 entries"),
        (2, {"row_titles": ["a", "b"]}, "row_titles has 2 entries"),
        (2, {"theme": "sepia"}, "theme is 'sepia'"),
        (2, {"size": (200, 120)}, "too small for 2 x 1 boards"),
        (2, {"size": (1, 1)}, "1x1"),
        (2, {"title": 3}, "title is 3"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    number: int, wrong: dict[str, object], problem: str
) -> None:
    """Every argument is checked before anything is drawn, in a message of two lines."""
    made = films("random") * number
    with pytest.raises(ValueError, match=problem) as refusal:
        kmviz.compare(*made, **wrong)  # type: ignore[arg-type]
    assert len(str(refusal.value).splitlines()) == 2
