"""`kmviz choose-k`: what the criteria say, as a page, a film, and numbers."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kmviz.choosing_k.criteria import CRITERIA
from kmviz.choosing_k.gap import RULES
from kmviz.cli import main, options
from kmviz.writing.read import read_recipe

QUICK = ("--k-max", "4", "--runs", "3", "--references", "3")


@pytest.fixture(autouse=True)
def in_a_fresh_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def table(rows: int = 30, columns: int = 3) -> str:
    numbers = np.random.default_rng(0).normal(size=(rows, columns))
    header = ",".join("abcde"[:columns])
    np.savetxt("points.csv", numbers, delimiter=",", header=header, comments="")
    return "points.csv"


def test_the_choices_are_those_in_force() -> None:
    """The criteria and rules that the help names are those that there are."""
    assert tuple(CRITERIA) == options.CRITERIA
    assert tuple(RULES) == options.RULES


def test_iris_is_the_classic_disagreement(capsys: pytest.CaptureFixture[str]) -> None:
    """On iris the sums are the published ones, f(K) and silhouette say 2, and the elbow says 3."""
    asked = ["choose-k", "--data", "iris", "--references", "3", "--json"]
    assert main([*asked, "-o", "iris.png"]) == 0
    told = json.loads(capsys.readouterr().out)
    published = [681.3706, 152.347951760358, 78.851441426146, 57.228473214286, 46.446182051282]
    assert [p["inertia"] for p in told["partitions"][:5]] == pytest.approx(published, rel=1e-9)
    said = {verdict["criterion"]: verdict for verdict in told["verdicts"]}
    assert said["f-k"]["chosen"] == said["silhouette"]["chosen"] == 2
    assert said["f-k"]["scores"][1] == pytest.approx(0.27518823, abs=5e-9)
    assert said["elbow"]["chosen"] == 3
    assert said["silhouette"]["scores"][0] is None


@pytest.mark.parametrize("ending", ["png", "pdf", "svg", "gif", "mp4"])
def test_every_form_carries_its_recipe_and_is_the_same_again(ending: str) -> None:
    """Two runs give the same bytes in every format, and each file tells the command."""
    for folder in ("a", "b"):
        Path(folder).mkdir()
        asked = ["choose-k", "--data", "peaked", "--n", "30", *QUICK, "--size", "640x400"]
        fast = ["--fps", "2"] if ending in {"gif", "mp4"} else []
        assert main([*asked, *fast, "--quiet", "-o", f"{folder}/choice.{ending}"]) == 0
    one, other = (Path(folder, f"choice.{ending}") for folder in ("a", "b"))
    assert one.read_bytes() == other.read_bytes()
    command = read_recipe(one).command
    assert command.startswith("python -m kmviz choose-k --k-max 4 --data peaked --n 30 --blobs 3")
    assert command.endswith(f"-o choice.{ending}")


def test_a_page_speaks_the_language_that_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """Its words, its numbers and its recipe do; what is printed does not."""
    asked = ["choose-k", "--data", "iris", *QUICK, "--lang", "de"]
    assert main([*asked, "-o", "page.svg"]) == 0
    page, told = Path("page.svg").read_text("utf-8"), capsys.readouterr().err
    assert all(word in page for word in ("Ellbogen", "Gap (Hauptachsen)", "150 Punkte", "0,6"))
    assert not any(word in page for word in ("elbow", "principal axes", "150 points"))
    assert "the curve" in told
    assert "Ellbogen" not in told
    recipe = read_recipe("page.svg")
    assert "--lang de" in recipe.command
    assert recipe.alt.startswith("Wie viele Cluster? 150 Punkte; ")


def test_a_film_has_the_size_that_was_asked_for() -> None:
    """--size gives the pixels of a page and of a film."""
    asked = ["choose-k", "--data", "peaked", "--n", "20", *QUICK, "--size", "800x500", "--quiet"]
    for name, fast in (("a.png", []), ("a.gif", ["--fps", "2"])):
        assert main([*asked, *fast, "-o", name]) == 0
        with Image.open(name) as image:
            assert image.size == (800, 500)


def test_three_clear_blobs_are_three(capsys: pytest.CaptureFixture[str]) -> None:
    """Where blobs are far apart all criteria agree, and the last line on standard error says so."""
    asked = ["choose-k", "--data", "peaked", "--n", "60", "--blobs", "3", "--k-max", "5"]
    assert main([*asked, "--references", "5", "--criteria", "elbow,silhouette,gap"]) == 0
    told = capsys.readouterr()
    assert "all 3 criteria say 3" in told.err
    assert told.out == "choose-k-peaked-seed0.png\n"


def test_the_rule_of_the_gap_statistic_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    """On iris the global maximum of the gap is not before the k of the first rule."""
    chosen = {}
    for rule in options.RULES:
        asked = ["choose-k", "--data", "iris", "--criteria", "gap", "--references", "5", "--json"]
        assert main([*asked, "--rule", rule, "-o", "a.svg"]) == 0
        verdict = json.loads(capsys.readouterr().out)["verdicts"][0]
        chosen[rule] = verdict["chosen"]
        highest = max(score for score in verdict["scores"] if score is not None)
        assert rule != "global-max" or verdict["scores"][verdict["chosen"] - 1] == highest
    assert chosen["tibshirani"] <= chosen["global-max"]


def test_any_number_of_columns_will_do(capsys: pytest.CaptureFixture[str]) -> None:
    """A table gives as many coordinates as it is asked for, one included."""
    path = table()
    for columns, dimensions in (("a", 1), ("a,b", 2), ("a,b,c", 3)):
        asked = ["choose-k", path, "--columns", columns, *QUICK, "--json", "-o", "a.svg"]
        assert main(asked) == 0
        told = json.loads(capsys.readouterr().out)
        assert len(told["partitions"][0]["centroids"][0]) == dimensions


REFUSALS = [
    (["points.csv", "--k-max", "31"], 2, "--k-max is 31", "use --k-max 30 or less"),
    (["points.csv", "--criteria", "elbov"], 2, "'elbov'", "did you mean 'elbow'?"),
    (["points.csv", "--criteria", "f-k", "--columns", "a"], 2, "two or more coordinates", "f-k"),
    (["points.csv", "--blobs", "3"], 2, "--blobs is for boards", "leave it out"),
    (["points.csv", "--columns", "x"], 1, "'x'", "its columns are"),
    (["--data", "iris", "--data-seed", "1"], 2, "--data-seed is for boards, and iris", "leave it"),
    (["--data", "iris", "--n", "5"], 2, "--n is for boards, and iris has its own", "leave it out"),
    (["--blobs", "400"], 2, "--blobs 400 is more than the 300 points", "or --n 400"),
    (["constant.csv"], 2, "all 3 points are the same", "give at least two"),
    (["-o", "choice.avi"], 2, "choice.avi", "end the name in .gif, .mp4"),
    (["-o", "nowhere/choice.png"], 1, "nowhere", "make the folder"),
    (["--size", "1x1"], 2, "1x1", "choose a size"),
    (["--references", "0"], 2, "--references", "--help"),
]


@pytest.mark.parametrize(("asked", "status", "problem", "remedy"), REFUSALS)
def test_refusals_teach(
    asked: list[str], status: int, problem: str, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refusal is two lines on standard error, and leaves every file as it was."""
    table()
    Path("constant.csv").write_text("x,y\n1,2\n1,2\n1,2\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    assert main(["choose-k", *asked]) == status
    told = capsys.readouterr()
    assert told.out == ""
    lines = told.err.splitlines()
    assert [line.split(":")[0] for line in lines[-2:]] == ["error", "hint"]
    assert problem in lines[-2]
    assert remedy in lines[-1]
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before


def test_help_starts_without_heavy_packages() -> None:
    """--help of choose-k imports neither numpy nor matplotlib."""
    code = (
        "import sys; from kmviz.cli import main; main(['choose-k', '--help'])\n"
        "sys.exit(' '.join({'numpy', 'matplotlib'} & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
