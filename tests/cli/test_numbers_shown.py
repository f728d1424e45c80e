"""The numbers on the pictures, those of --json, and those that others compute are the same."""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.cluster import KMeans

import kmviz
from kmviz.cli import main
from kmviz.cli.lesson import words_of
from kmviz.data.boards import BOARDS
from kmviz.drawing import canvas
from kmviz.engine import SEEDINGS, Points
from kmviz.lessons import read_lesson
from kmviz.story.captions import number

SIZE = ("--size", "480x300")
LOST = ("--data", "empty", "--k", "3", "--init", "0.5,0.8 -0.2,-0.6 -0.9,-0.7")
RUNS = [
    *(
        ("--data", "gaussian", "--k", "4", "--n", "40", "--algorithm", name)
        for name in ("lloyd", "macqueen", "hartigan-wong")
    ),
    ("--k", "4", "--n", "40", "--algorithm", "minibatch", "--max-iterations", "8"),
    *((*LOST, "--empty", policy) for policy in ("keep", "drop", "farthest")),
]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def objectives(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each objective that is written: after J, or beside the present dot of a staircase."""
    written: list[str] = []
    text, label = canvas.Text, canvas.Label

    def note_text(words: str, *place: Any, **look: Any) -> canvas.Mark:
        written.extend([words.removeprefix("J = ")] if words.startswith("J = ") else [])
        return text(words, *place, **look)

    def note_label(words: str, *place: Any, **look: Any) -> canvas.Mark:
        written.append(words)
        return label(words, *place, **look)

    monkeypatch.setattr(canvas, "Text", note_text)
    monkeypatch.setattr(canvas, "Label", note_label)
    return written


def _made(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main([*words, "--quiet", "--json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def _each_once(values: list[str]) -> list[str]:
    return [value for value, _ in groupby(values)]


def _squares(points: Points, state: kmviz.State, stars: Points) -> float:
    """Add up the squared distances of all points to these stars of theirs, the plain way."""
    return float(((points - stars[state.labels]) ** 2).sum())


@pytest.mark.parametrize("layout", ["board", "lecture"])
@pytest.mark.parametrize("asked", RUNS, ids=" ".join)
def test_a_film_shows_the_sum_of_squares_of_every_half_step(
    asked: tuple[str, ...], layout: str, objectives: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """After each assignment and each update J is the sum over the points and stars of the run."""
    look = ("--layout", layout, "--steps", "--hold", "0", *SIZE)
    report = _made(capsys, "animate", *asked, *look, "-o", "film.gif")
    shown = _each_once(objectives)
    _made(capsys, "animate", *asked, "-o", "run.json")
    run = kmviz.read_trace("run.json")
    told = [
        _squares(run.points, state, stars)
        for state in run.states
        for stars in (state.centroids, state.means)
    ]
    told = told[:-1]  # no film tells the last update
    assert shown == _each_once([number(value) for value in told])
    assert report["inertia"] == pytest.approx(told[-1], rel=1e-12)


def _ends(points: Points, k: int, starts: list[tuple[str, int]]) -> list[float]:
    """Run scikit-learn from each start, and give where it ends."""
    made = [SEEDINGS[init](points, k, seed) for init, seed in starts]
    return [KMeans(k, init=start, n_init=1, tol=0).fit(points).inertia_ for start in made]


def test_boards_side_by_side_end_where_scikit_learn_does(
    objectives: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """On every board the last J is that of another program from the same start."""
    asked = ("--n", "60", "--k", "4", "--vary", "init=random,kmeans++", "--vary", "seed=1,2")
    report = _made(capsys, "compare", *asked, "--steps", *SIZE, "-o", "film.gif")
    starts = [(init, seed) for init in ("random", "kmeans++") for seed in (1, 2)]
    ends = _ends(BOARDS["uniform"](60, 4, 0), 4, starts)
    assert [board["inertia"] for board in report["boards"]] == pytest.approx(ends, rel=1e-9)
    assert set(map(number, ends)) <= set(objectives)


def test_many_runs_end_where_scikit_learn_does(
    objectives: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every run, best and worst on the picture, and the share of good ones are those of another."""
    asked = ("--data", "gaussian", "--k", "4", "--n", "60", "--runs", "25", "--init", "random")
    report = _made(capsys, "restarts", *asked, *SIZE, "-o", "luck.png")
    starts = [(run["init"], run["seed"]) for run in report["runs"]]
    ends = np.array(_ends(BOARDS["gaussian"](60, 4, 0), 4, starts))
    assert [run["inertia"] for run in report["runs"]] == pytest.approx(ends.tolist(), rel=1e-9)
    assert set(objectives) == {number(float(ends.min())), number(float(ends.max()))}
    assert report["within_1_percent"]["random"] == float((ends <= 1.01 * ends.min()).mean())
    assert report["ratio"] == pytest.approx(ends.max() / ends.min())


@pytest.mark.parametrize("name", ["wrong-k", "scaling"])
def test_a_lesson_of_several_boards_ends_where_scikit_learn_does(
    name: str, objectives: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each board has the least that another program finds in many starts, and shows it."""
    lesson = read_lesson(name)
    report = _made(capsys, "compare", *words_of(lesson.options), "--steps", *SIZE, "-o", "film.gif")
    chosen: dict[str, Any] = dict(lesson.options)
    points = BOARDS[chosen["data"]](chosen["n"], chosen["k"], chosen.get("seed", 0))
    for board in report["boards"]:
        scaled = points / points.std(axis=0) if board["options"].get("standardize") else points
        best = KMeans(board["k"], n_init=25, random_state=0, tol=0).fit(scaled).inertia_
        assert board["inertia"] == pytest.approx(best, rel=1e-9)
        assert number(board["inertia"]) in objectives


def test_the_lesson_of_luck_is_that_of_scikit_learn(capsys: pytest.CaptureFixture[str]) -> None:
    """Best, worst, and every tenth run end where another program does, and so their ratio."""
    lesson = read_lesson("start-matters")
    report = _made(capsys, "restarts", *words_of(lesson.options), *SIZE, "-o", "luck.png")
    chosen: dict[str, Any] = dict(lesson.options)
    points = BOARDS[chosen["data"]](chosen["n"], chosen["k"], chosen["seed"])
    runs = [report["best"], report["worst"], *report["runs"][::10]]
    ends = _ends(points, chosen["k"], [(run["init"], run["seed"]) for run in runs])
    assert [run["inertia"] for run in runs] == pytest.approx(ends, rel=1e-9)
    assert lesson.expect["ratio"] == pytest.approx(ends[1] / ends[0], rel=1e-9)
