"""Facts about the flowers that come with kmviz: every command takes them, by the same name."""

import json
from pathlib import Path
from typing import Any

import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris

from kmviz.cli import main
from kmviz.cli.options import SAMPLES
from kmviz.data.samples import IRIS
from kmviz.writing.read import read_recipe

FLOWERS = load_iris()
SMALL = ["--size", "320x240", "--quiet", "--json"]
ASKED = {
    "animate": ["animate", "--k", "3", "--init", "kmeans++", "--restarts", "5", "--steps"],
    "compare": ["compare", "--k", "3", "--vary", "init=farthest,kmeans++", "--steps"],
    "restarts": ["restarts", "--k", "3", "--runs", "9", "--fps", "1", "--hold", "0"],
    "choose-k": ["choose-k", "--k-max", "3", "--criteria", "elbow", "--fps", "1", "--hold", "0"],
}


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _told(capsys: pytest.CaptureFixture[str], *asked: str) -> dict[str, Any]:
    assert main([*asked, *SMALL]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def _best(columns: list[int]) -> float:
    return float(KMeans(3, n_init=20, random_state=0).fit(FLOWERS.data[:, columns]).inertia_)


def test_columns_have_the_names_of_scikit_learn() -> None:
    """In its order, without units."""
    assert SAMPLES == ("iris",)
    names = [name.removesuffix(" (cm)").replace(" ", "_") for name in FLOWERS.feature_names]
    assert list(IRIS) == names


@pytest.mark.parametrize("name", ASKED)
def test_every_command_takes_iris_and_makes_it_again(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The recipe names it, and neither a file nor a number of points; the bytes are the same."""
    told = _told(capsys, *ASKED[name], "--data", "iris", "-o", "a.gif")
    recipe = read_recipe("a.gif")
    assert (recipe.data, recipe.digest, recipe.points) == ("iris", None, 150)
    assert "--data iris" in told["command"]
    assert "--n " not in told["command"]
    assert main(["remake", "a.gif", "--quiet", "-o", "b.gif"]) == 0
    assert Path("b.gif").read_bytes() == Path("a.gif").read_bytes()


@pytest.mark.parametrize(
    ("columns", "places"),
    [([], [2, 3]), (["--columns", "sepal_width,1"], [1, 0])],
)
def test_films_show_the_petals_or_what_is_asked_for(
    columns: list[str], places: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    """The best of some runs is the best that scikit-learn finds on these columns."""
    asked = ["animate", "--k", "3", "--restarts", "30", "--init", "kmeans++", "--steps"]
    told = _told(capsys, *asked, "--data", "iris", *columns, "-o", "a.gif")
    assert told["inertia"] == pytest.approx(_best(places), rel=1e-9)


def test_the_printed_commands_film_the_flowers(capsys: pytest.CaptureFixture[str]) -> None:
    """What `restarts` prints to be pasted ends where it says."""
    told = _told(capsys, *ASKED["restarts"], "--data", "iris", "-o", "a.gif")
    for name in ("best", "worst"):
        words = told[name]["command"].split()[3:]
        film = _told(capsys, *words, "--steps", "-o", "b.gif")
        assert film["inertia"] == pytest.approx(told[name]["inertia"], rel=1e-12)


def test_flowers_and_boards_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    """The number of points is of the board alone, and not in the recipe."""
    asked = ["compare", "--k", "3", "--vary", "data=uniform,iris", "--steps", "-o", "a.gif"]
    told = _told(capsys, *asked)
    assert [board["n"] for board in told["boards"]] == [100, 150]
    assert main(["remake", "a.gif", "--quiet", "-o", "b.gif"]) == 0
    assert Path("b.gif").read_bytes() == Path("a.gif").read_bytes()


@pytest.mark.parametrize(
    ("options", "problem", "remedy"),
    [
        (["animate", "--data", "iris"], "how many clusters?", "add --k"),
        (["restarts", "--data", "iris"], "how many clusters?", "add --k"),
        (["compare", "--data", "iris", "--vary", "seed=0,1"], "how many clusters?", "add --k"),
        (["animate", "--data", "iris", "--k", "3", "--n", "9"], "--n is for boards", "leave it"),
        (["restarts", "--data", "iris", "--k", "3", "--data-seed", "9"], "--data-seed", "leave"),
        (
            ["animate", "--data", "iris", "--k", "3", "--missing", "drop"],
            "--missing",
            "name a file",
        ),
        (["animate", "--k", "3", "--missing", "drop"], "--missing is for tables", "name a file"),
        (
            ["animate", "--data", "iris", "--k", "3", "--columns", "petal_lenght,1"],
            *("iris has no column 'petal_lenght'", "did you mean 'petal_length'?"),
        ),
        (["animate", "--data", "irsi", "--k", "3"], "'irsi'", "did you mean 'iris'?"),
    ],
)
def test_what_flowers_have_not_is_refused(
    options: list[str], problem: str, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is one clear sentence with a hint, and no file."""
    assert main(options) == 2
    error, hint = capsys.readouterr().err.splitlines()
    assert problem in error
    assert remedy in hint
    assert list(Path().iterdir()) == []
