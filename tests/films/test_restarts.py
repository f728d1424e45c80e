"""Facts about many runs: what the textbook warns of, and each run can be had again by its seed."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kmviz
from kmviz.engine import ALGORITHMS, SEEDINGS
from kmviz.writing.read import read_recipe


@pytest.fixture(scope="module")
def luck() -> kmviz.Restarts:
    points = kmviz.data.peaked(60, 4, rng=1)
    return kmviz.restarts(points, 4, 12, init=("random", "kmeans++"), rng=3)


@pytest.mark.parametrize("seed", range(5))
def test_what_the_textbook_warns_of(seed: int) -> None:
    """On peaked blobs most random starts fail, few of k-means++ do, and a failure is a disaster."""
    points = kmviz.data.peaked(200, 5, rng=seed)
    made = kmviz.restarts(points, 5, 200, init=("random", "kmeans++"), rng=seed)
    shares = made.to_json()["within_1_percent"]
    assert shares["random"] < 0.4
    assert shares["kmeans++"] > 0.95
    assert (made.outcomes.ratio or 0) > 100


@pytest.mark.parametrize("init", SEEDINGS)
def test_any_run_can_be_filmed_by_its_seed(init: str) -> None:
    """The film of a run's seed and kind of start ends at the same objective, to the last digit."""
    points = kmviz.data.gaussian(80, 4, rng=2)
    for run in kmviz.restarts(points, 6, 5, init=init, rng=1).outcomes.runs:
        film = kmviz.animate(points, 6, init=run.init, rng=run.seed)
        assert film.states[-1].inertia == run.inertia
        assert len(film.states) == run.iterations
        assert film.states[-1].settled == run.settled


def test_runs_of_any_algorithm_can_be_filmed_by_their_seeds() -> None:
    """Batches that are drawn at random are drawn again by the seed of the run, as the start is."""
    points = kmviz.data.gaussian(80, 4, rng=2)
    for name in ALGORITHMS:
        made = kmviz.restarts(points, 4, 3, rng=1, algorithm=name)
        for run in made.outcomes.runs:
            film = kmviz.animate(points, 4, rng=run.seed, algorithm=name)
            assert film.states[-1].inertia == run.inertia
            *_, last = made.telling.again(run)
            assert last.inertia == run.inertia
        assert (name in made.recipe.command) == (name != "lloyd")


def test_the_runs_are_those_of_the_engine(luck: kmviz.Restarts) -> None:
    """Each kind of start has the seeds and the ends that `kmviz.runs` gives with the same rng."""
    for init in ("random", "kmeans++"):
        plain = list(kmviz.runs(luck.telling.points, 4, 12, init=init, rng=3))
        told = luck.outcomes.by(init)
        assert [run.seed for run in told] == [run.seed for run in plain]
        assert [run.inertia for run in told] == [run.final.inertia for run in plain]
    assert luck.outcomes.best.inertia == min(run.inertia for run in luck.outcomes.runs)


def test_options_of_the_run_reach_every_run() -> None:
    """A limit of one iteration stops all runs, and their films are of one iteration."""
    made = kmviz.restarts(kmviz.data.uniform(60, rng=0), 5, 4, rng=0, max_iterations=1)
    assert {(run.iterations, run.settled) for run in made.outcomes.runs} == {(1, False)}
    assert len(list(made.telling.again(made.outcomes.best))) == 1


def test_all_numbers_are_plain_json(luck: kmviz.Restarts) -> None:
    """What goes through JSON comes back as it was, with every run in it."""
    told = luck.to_json()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert len(told["runs"]) == 24
    assert told["ratio"] == told["worst"]["inertia"] / told["best"]["inertia"]
    assert told["best"] in told["runs"]


def test_the_ratio_to_nothing_is_null() -> None:
    """Where the best objective is 0 and others are not, there is no ratio."""
    points = np.repeat([[0.0, 0.0], [1.0, 0.0], [1.5, 0.0]], [5, 5, 1], axis=0)
    made = kmviz.restarts(points, 3, 60, init=("random", "partition"), rng=0, empty="keep")
    told = made.to_json()
    assert told["best"]["inertia"] == 0
    assert told["worst"]["inertia"] > 0
    assert told["ratio"] is None
    assert made.page((320, 240)).pixels().shape == (240, 320, 3)


def test_progress_is_told_run_by_run() -> None:
    """The count goes to the number of runs of all kinds together."""
    told: list[tuple[int, int]] = []
    kmviz.restarts(
        kmviz.data.uniform(9, rng=0),
        2,
        3,
        init=["random", "farthest"],
        rng=0,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(number, 6) for number in range(7)]


def test_no_seed_gives_other_runs_that_can_be_made_again() -> None:
    """Without rng each call differs, and its recipe names the seed that makes it again."""
    points = kmviz.data.uniform(100, rng=0)
    one, other = (kmviz.restarts(points, 5, 3) for _ in range(2))
    assert one.outcomes.best.seed != other.outcomes.best.seed
    again = kmviz.restarts(points, 5, 3, rng=one.recipe.seed)
    assert again.to_json() == one.to_json()


def test_a_generator_moves_on() -> None:
    """Two calls with one generator make different runs, whatever kinds of start there are."""
    rng, points = np.random.default_rng(0), kmviz.data.uniform(50, rng=0)
    one, other = (kmviz.restarts(points, 5, 2, rng=rng) for _ in range(2))
    assert one.outcomes.runs[0].seed != other.outcomes.runs[0].seed


@pytest.mark.parametrize("ending", ["gif", "mp4", "png", "pdf", "svg"])
def test_a_film_or_a_still_is_saved_with_its_recipe(
    luck: kmviz.Restarts, tmp_path: Path, ending: str
) -> None:
    """The ending decides, and the file tells seed, sizes, and what there is to see."""
    path = luck.save(tmp_path / f"luck.{ending}", size=(160, 120), fps=2, hold=0)
    recipe = read_recipe(path)
    assert (recipe.seed, recipe.points, recipe.clusters) == (3, 60, 4)
    assert recipe.inertia == luck.outcomes.best.inertia
    assert "kmviz.restarts(points, k=4, runs=12" in recipe.command
    assert "24 runs for four clusters" in recipe.alt


def test_it_shows_itself_in_a_notebook(luck: kmviz.Restarts) -> None:
    """A notebook asks for a PNG."""
    assert luck._repr_png_().startswith(b"\x89PNG")


def test_points_in_space_have_numbers_but_no_film() -> None:
    """Luck is measured in any number of dimensions; a picture is of the plane."""
    made = kmviz.restarts(kmviz.data.iris(), 3, 5, rng=0)
    assert made.outcomes.best.inertia == pytest.approx(78.85, abs=0.01)
    with pytest.raises(ValueError, match="drawn in the plane"):
        made.page()


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"runs": 0}, "runs is 0"),
        ({"k": 0}, "k is 0"),
        ({"init": "kmean++"}, r"init is 'kmean\+\+'\ndid you mean 'kmeans\+\+'"),
        ({"init": ["random", "lucky"]}, "init is 'lucky'"),
        ({"init": []}, "not ways to start"),
        ({"init": [[0.0, 0.0], [1.0, 1.0]]}, "all runs from one place are the same"),
        ({"init": np.zeros((2, 2))}, "all runs from one place are the same"),
        ({"theme": "sepia"}, "theme is 'sepia'"),
        ({"empty": "forget"}, "empty is 'forget'"),
        ({"max_iterations": 0}, "max_iterations is 0"),
    ],
)
def test_what_cannot_be_used_is_refused(wrong: dict[str, Any], problem: str) -> None:
    """Every argument is checked in a message of two lines."""
    asked: dict[str, Any] = {"k": 2, "runs": 3, "rng": 0, **wrong}
    with pytest.raises(ValueError, match=problem) as refusal:
        kmviz.restarts(kmviz.data.uniform(20, rng=0), **asked)
    assert str(refusal.value).count("\n") == 1
