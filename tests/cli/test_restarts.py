"""`kmviz restarts`: how much is luck, as a film, a still, and numbers that can be had again."""

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from kmviz.cli import main
from kmviz.writing.read import read_recipe

QUICK = ("--runs", "6", "--size", "160x120", "--fps", "2", "--hold", "0")
STILL = ("--size", "160x120", "-o", "a.png")


@pytest.fixture(autouse=True)
def in_a_fresh_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def table(path: str) -> str:
    numbers = np.random.default_rng(0).normal(size=(40, 3))
    np.savetxt(path, numbers, delimiter=",", header="a,b,c", comments="")
    return path


def told(capsys: pytest.CaptureFixture[str], *asked: str) -> dict[str, Any]:
    """Run a command with --json and give what it prints."""
    assert main([*asked, "--json"]) == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


FILM = ("--steps", "--size", "160x120", "--hold", "0", "-o", "run.gif")
SOURCES = {
    "a board": ("--data", "peaked", "--k", "5", "--n", "60", "--seed", "4"),
    "a board of another seed": ("--k", "5", "--data-seed", "9", "--init", "random,kmeans++ greedy"),
    "a table": ("folder/points.csv", "--columns", "a,c", "--k", "4", "--init", "partition"),
    "columns in one unit": ("folder/points.csv", "--columns", "b,c", "--k", "3", "--standardize"),
    "runs in batches": ("--k", "4", "--algorithm", "minibatch", "--batch-size", "7"),
    "runs that stop": ("--k", "6", "--max-iterations", "2", "--tolerance", "0.01"),
    "empty clusters": ("--k", "9", "--n", "20", "--init", "partition", "--empty", "drop"),
}


@pytest.mark.parametrize("source", SOURCES)
def test_the_commands_for_best_and_worst_film_those_very_runs(
    source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is printed to be pasted ends at the same objective, after as many iterations."""
    Path("folder").mkdir()
    table("folder/points.csv")
    report = told(capsys, "restarts", *SOURCES[source], "--runs", "15", *STILL)
    for name in ("best", "worst"):
        words = shlex.split(report[name]["command"])
        assert words[:3] == ["python", "-m", "kmviz"]
        film = told(capsys, *words[3:], *FILM)
        for number in ("inertia", "iterations", "settled"):
            assert film[number] == report[name][number]
        assert film["seed"] == report[name]["seed"]
        assert film["data_seed"] == report["data_seed"]


def test_any_run_can_be_filmed_by_its_seed(capsys: pytest.CaptureFixture[str]) -> None:
    """The seed of the table, with the board's own seed, films each of the runs."""
    board = ("--data", "gaussian", "--k", "4", "--n", "50")
    report = told(capsys, "restarts", *board, "--seed", "2", "--runs", "4", *STILL)
    for run in report["runs"]:
        seeds = ("--seed", str(run["seed"]), "--data-seed", "2", "--init", run["init"])
        film = told(capsys, "animate", *board, *seeds, *FILM)
        assert (film["inertia"], film["iterations"]) == (run["inertia"], run["iterations"])


def test_the_report_has_every_run_and_what_they_come_to(capsys: pytest.CaptureFixture[str]) -> None:
    """Best, worst, ratio and shares are those of the runs that are listed."""
    asked = ("--data", "peaked", "--k", "5", "--runs", "30", "--init", "random,kmeans++")
    report = told(capsys, "restarts", *asked, *STILL)
    inertias = [run["inertia"] for run in report["runs"]]
    assert len(inertias) == 60
    assert (report["best"]["inertia"], report["worst"]["inertia"]) == (min(inertias), max(inertias))
    assert report["ratio"] == max(inertias) / min(inertias)
    for init, share in report["within_1_percent"].items():
        own = [run["inertia"] for run in report["runs"] if run["init"] == init]
        assert share == sum(j <= 1.01 * min(inertias) for j in own) / len(own)
    assert (report["k"], report["n"], report["seed"], report["data_seed"]) == (5, 100, 0, 0)
    assert report["bytes"] == Path("a.png").stat().st_size


def test_the_commands_are_said_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard error tells shares, ratio and both commands, standard output only the path."""
    assert main(["restarts", "--data", "peaked", "--k", "5", "--runs", "20", *STILL]) == 0
    said = capsys.readouterr()
    assert said.out == "a.png\n"
    assert "of 20 within 1 % of the best" in said.err
    assert "times the best" in said.err
    assert said.err.count("python -m kmviz animate --k 5 --n 100 --data peaked --seed ") == 2


@pytest.mark.parametrize("ending", ["gif", "mp4", "png", "pdf", "svg"])
def test_every_form_is_the_same_again(ending: str) -> None:
    """Two runs give the same bytes in every format, and each file tells the command."""
    for folder in ("a", "b"):
        Path(folder).mkdir()
        quick = QUICK if ending in {"gif", "mp4"} else QUICK[:4]
        asked = ["restarts", "--k", "3", "--n", "30", "--init", "kmeans++,random", *quick]
        assert main([*asked, "--quiet", "-o", f"{folder}/luck.{ending}"]) == 0
    one, other = (Path(folder, f"luck.{ending}") for folder in ("a", "b"))
    assert one.read_bytes() == other.read_bytes()
    command = read_recipe(one).command
    assert command.startswith("python -m kmviz restarts --k 3 --n 30 --seed 0 --runs 6")
    assert "--init kmeans++,random" in command
    assert command.endswith(f"-o luck.{ending}")


def test_a_film_can_be_made_again_from_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    """`remake` understands several kinds of start, and points that the file carries."""
    table("points.csv")
    asked = ["restarts", "points.csv", "--columns", "a,b", "--k", "3", "--embed-data", *QUICK]
    assert main([*asked, "--init", "random,kmeans++ greedy", "-o", "a.gif"]) == 0
    Path("points.csv").unlink()
    assert main(["remake", "a.gif", "-o", "b.gif"]) == 0
    assert "the same file, byte for byte" in capsys.readouterr().err
    assert main(["remake", "a.gif", "--set", "init=farthest,random", "-o", "c.png"]) == 0
    assert "--init farthest,random" in read_recipe(Path("c.png")).command


def test_a_still_speaks_the_language_that_was_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its words, its numbers and its sentence do; what is printed does not."""
    asked = ["restarts", "--data", "peaked", "--k", "5", "--runs", "6", "--lang", "fr", "--json"]
    assert main([*asked, "-o", "luck.svg"]) == 0
    still, told = Path("luck.svg").read_text("utf-8"), capsys.readouterr()
    assert all(word in still for word in ("Le pire J vaut", "le meilleur", "graine", "au hasard"))
    assert not any(word in still for word in ("The worst", "linear scale", ">random<"))
    assert "The worst J is" in told.err
    report = json.loads(told.out)
    assert report["alt"].startswith("6 essais pour cinq groupes\u00a0: la fonction objectif")
    assert "--lang fr" in report["command"]


def test_a_name_is_made_from_the_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    """Without -o there is a GIF of the default size."""
    asked = ["restarts", "--k", "2", "--n", "9", "--data-seed", "5", "--quiet", "--runs", "1"]
    assert main([*asked, "--fps", "1", "--hold", "0"]) == 0
    assert capsys.readouterr() == ("restarts-uniform-k2-n9-data-seed5-seed0.gif\n", "")
    with Image.open("restarts-uniform-k2-n9-data-seed5-seed0.gif") as film:
        assert film.size == (1280, 720)


REFUSALS = [
    (["--runs", "0"], 2, "--runs", "--help"),
    (["--init", "random,kmean++"], 2, "did you mean 'kmeans++'?", "--help"),
    (["--init", "0,0 1,1"], 2, "all runs are the same", "--help"),
    (["--init", "points.csv"], 2, "all runs are the same", "--help"),
    (["points.csv"], 2, "how many clusters?", "add --k"),
    (["points.csv", "--k", "3", "--data-seed", "1"], 2, "--data-seed is for boards", "leave it"),
    (["points.csv", "--k", "41"], 2, "only 40", "41 clusters"),
    (["--k", "101"], 2, "--k 101 is more than the 100 points", "--n 101"),
    (["-o", "luck.avi"], 2, "luck.avi", ".gif"),
    (["-o", "nowhere/luck.gif"], 1, "nowhere", "make the folder"),
    (["--size", "1x1"], 2, "1x1", "choose a size"),
]


@pytest.mark.parametrize(("asked", "status", "problem", "remedy"), REFUSALS)
def test_refusals_teach(
    asked: list[str], status: int, problem: str, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refusal is two lines on standard error, and leaves every file as it was."""
    table("points.csv")
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    assert main(["restarts", *asked]) == status
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    assert [line.split(":")[0] for line in lines[-2:]] == ["error", "hint"]
    assert problem in said.err
    assert remedy in said.err
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before


def test_help_starts_without_heavy_packages() -> None:
    """--help of restarts imports neither numpy nor matplotlib."""
    code = (
        "import sys; from kmviz.cli import main; main(['restarts', '--help'])\n"
        "sys.exit(' '.join({'numpy', 'matplotlib'} & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
