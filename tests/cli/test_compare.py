"""`kmviz compare`: what it makes, says, and refuses before anything is computed."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import kmviz
from kmviz.cli import main
from kmviz.cli.compare import VARIABLE, compare
from kmviz.drawing import canvas
from kmviz.story.captions import number
from kmviz.writing.read import read_recipe

QUICK = ("--steps", "--size", "360x240", "--hold", "0", "--pace", "fast")


@pytest.fixture(autouse=True)
def in_a_fresh_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table(path: str = "points.csv", rows: int = 20) -> str:
    """Write three columns of numbers, with a header."""
    numbers = np.random.default_rng(0).normal(size=(rows, 3))
    lines = ["x,y,z", *(",".join(map(repr, row)) for row in numbers.tolist())]
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def made(capsys: pytest.CaptureFixture[str], *asked: str) -> dict[str, Any]:
    """Make a comparison and give what --json says of it."""
    assert main(["compare", *QUICK, *asked, "--json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_output_carries_the_result_only(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output is the path and nothing else; each board is told on standard error."""
    assert main(["compare", "--k", "3", "--n", "30", "--vary", "init=random,kmeans++", *QUICK]) == 0
    told = capsys.readouterr()
    assert told.out == "compare-uniform-by-init.gif\n"
    with Image.open(told.out.strip()) as film:
        assert film.size == (360, 240)
    for line in ("init = random: settled after", "init = kmeans++: settled after", "J = "):
        assert line in told.err


def test_json_tells_what_independent_runs_compute(capsys: pytest.CaptureFixture[str]) -> None:
    """Every board's numbers are those of the run in Python, and the best is the least of them."""
    told = made(
        capsys,
        *("--k", "4", "--n", "40", "--seed", "5"),
        *("--vary", "init=random,kmeans++", "--vary", "seed=1,2,3"),
    )
    points = kmviz.data.uniform(40, rng=5)
    ends = []
    for board in told["boards"]:
        options = board["options"]
        seeding = {"random": kmviz.random, "kmeans++": kmviz.kmeans_plus_plus}[options["init"]]
        states = list(kmviz.lloyd(points, seeding(points, 4, rng=options["seed"])))
        ends.append(states[-1].inertia)
        assert board["inertia"] == ends[-1]
        assert (board["iterations"], board["settled"]) == (len(states), True)
        assert (board["n"], board["k"], board["seed"]) == (40, 4, options["seed"])
        assert board["data_seed"] == 5
    assert [(b["options"]["init"], b["options"]["seed"]) for b in told["boards"]] == [
        *(("random", seed) for seed in (1, 2, 3)),
        *(("kmeans++", seed) for seed in (1, 2, 3)),
    ]
    best = [b["inertia"] for b in told["boards"] if b["best"]]
    assert best
    assert best == pytest.approx([min(ends)] * len(best))
    assert (told["rows"], told["columns"]) == (2, 3)
    assert told["bytes"] == Path(told["path"]).stat().st_size


def test_what_is_on_the_screen_is_what_json_says(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last objective written on each board is the one of --json, and so is the verdict."""
    written: list[str] = []
    text = canvas.Text

    def note(words: str, *place: Any, **look: Any) -> canvas.Mark:
        written.append(words)
        return text(words, *place, **look)

    monkeypatch.setattr(canvas, "Text", note)
    asked = ("--n", "30", "--k", "4", "--max-iterations", "3", "--size", "900x300")
    told = made(capsys, *asked, "--vary", "seed=1,2,3")
    for board in told["boards"]:
        assert f"J = {number(board['inertia'])}" in written
        assert captions_of(board) in written
    assert written[-1] == told["verdict"]


def captions_of(board: dict[str, Any]) -> str:
    return f"{'settled' if board['settled'] else 'stopped'} after {board['iterations']}"


def test_k_and_seed_vary_the_run_and_not_the_board(capsys: pytest.CaptureFixture[str]) -> None:
    """All boards have the points that --k and --seed draw, whatever is varied."""
    blobs = kmviz.data.gaussian(30, 3, rng=7)
    told = made(
        capsys,
        *("--data", "gaussian", "--k", "3", "--n", "30", "--seed", "7"),
        *("--vary", "k=2,3", "--vary", "seed=0,1"),
    )
    for board in told["boards"]:
        k, seed = board["options"]["k"], board["options"]["seed"]
        film = kmviz.animate(blobs, k, rng=seed)
        assert board["inertia"] == film.states[-1].inertia
    assert "--k 3 --n 30" in told["command"]


def test_the_default_board_has_as_many_blobs_as_the_largest_k(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without --k there are enough blobs for all."""
    told = made(capsys, "--data", "gaussian", "--n", "30", "--vary", "k=2,4")
    blobs = kmviz.data.gaussian(30, 4, rng=0)
    assert [b["inertia"] for b in told["boards"]] == [
        kmviz.animate(blobs, k, rng=0).states[-1].inertia for k in (2, 4)
    ]
    assert "--k 4" in told["command"]
    assert not any(b["best"] for b in told["boards"])


def test_data_and_n_vary_the_board(capsys: pytest.CaptureFixture[str]) -> None:
    """Boards of other points are drawn for each, and each row has a best of its own."""
    told = made(
        capsys,
        *("--k", "3", "--n", "30"),
        *("--vary", "data=uniform,gaussian", "--vary", "init=random,partition"),
    )
    assert [b["data"] for b in told["boards"]] == ["uniform"] * 2 + ["gaussian"] * 2
    for row in (told["boards"][:2], told["boards"][2:]):
        least = min(b["inertia"] for b in row)
        assert [b["best"] for b in row] == [b["inertia"] <= least * (1 + 1e-9) for b in row]
    told = made(capsys, "--k", "2", "--data", "scaling", "--vary", "standardize=no,yes")
    raw, scaled = (b["inertia"] for b in told["boards"])
    assert raw > 10 * scaled
    told = made(capsys, "--k", "3", "--vary", "n=20,30")
    assert [b["n"] for b in told["boards"]] == [20, 30]
    assert "--n " not in told["command"]


def test_values_with_commas_are_kept_apart_by_semicolons(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Columns and coordinates can be varied too."""
    told = made(capsys, table(), "--k", "2", "--vary", "columns=x,y;y,z")
    assert [b["options"]["columns"] for b in told["boards"]] == ["x,y", "y,z"]
    assert told["boards"][0]["inertia"] != told["boards"][1]["inertia"]
    told = made(capsys, "--n", "9", "--vary", "init=0,0 1,1;0,0 1,1 0,1")
    assert [b["k"] for b in told["boards"]] == [2, 3]


def test_every_option_that_changes_the_run_can_be_varied() -> None:
    """The names are those of the options that animate hands to k-means and to its data."""
    assert set(VARIABLE) >= {
        *("init", "seed", "k", "empty", "data", "n", "restarts", "max-iterations"),
        *("tolerance", "data-seed", "standardize", "algorithm"),
    }
    assert not set(VARIABLE) & {"theme", "pace", "voronoi", "steps", "size", "title", "loop"}


@pytest.mark.parametrize("ending", ["gif", "mp4"])
def test_a_comparison_is_made_again_from_its_file(
    ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The recipe's command gives the same bytes, also with rows, columns and odd words."""
    Path("folder").mkdir()
    asked = ["compare", table("folder/points.csv"), "--k", "2", "--columns", "x,y"]
    vary = ["--vary", "init=kmeans++ greedy,random", "--vary", "max-iterations=1,9"]
    film = f"first.{ending}"
    assert main([*asked, *vary, *QUICK, "--embed-data", "--title", "a 'b' $c", "-o", film]) == 0
    recipe = read_recipe(film)
    assert "folder" not in recipe.command
    assert "--vary 'init=kmeans++ greedy,random' --vary max-iterations=1,9" in recipe.command
    assert main(["remake", film, "-o", f"again.{ending}"]) == 0
    assert Path(film).read_bytes() == Path(f"again.{ending}").read_bytes()
    assert "the same file, byte for byte" in capsys.readouterr().err


def test_a_board_is_made_again_with_k_seed_and_n_varied() -> None:
    """What says how the board is drawn is in the recipe, where it is not varied itself."""
    for vary in ("k=2,3", "seed=4,5", "n=20,30"):
        assert main(["compare", "--data", "peaked", "--vary", vary, *QUICK, "-o", "a.gif"]) == 0
        assert main(["remake", "a.gif", "-o", "b.gif"]) == 0
        assert Path("a.gif").read_bytes() == Path("b.gif").read_bytes()


def test_a_recipe_opens_no_file_of_centroids(capsys: pytest.CaptureFixture[str]) -> None:
    """A file that a film names is not read when the film is made again."""
    Path("start.csv").write_text("x,y\n0,0\n1,1\n", encoding="utf-8")
    asked = ["compare", "--k", "2", "--vary", "init=random,start.csv", *QUICK, "-o", "a.gif"]
    assert main(asked) == 0
    assert main(["remake", "a.gif", "-o", "b.gif"]) == 1
    assert "start.csv" in capsys.readouterr().err
    assert not Path("b.gif").exists()


def test_words_for_those_who_cannot_see_it() -> None:
    """--alt and --transcript tell every board."""
    asked = ["compare", "--k", "2", "--n", "9", "--vary", "seed=0,1", *QUICK, "-o", "a.gif"]
    assert main([*asked, "--alt", "--transcript", "a.vtt"]) == 0
    assert "seed = 0: settled after" in Path("a-alt.txt").read_text(encoding="utf-8")
    transcript = Path("a.vtt").read_text(encoding="utf-8")
    assert transcript.startswith("WEBVTT")
    assert "seed = 1: iteration 1, J = " in transcript


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_what_stands_still_shows_the_end(ending: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A picture for print has every board's end and the verdict, and is told as one picture."""
    asked = ["--k", "2", "--n", "9", "--vary", "seed=0,1", "--size", "360x240"]
    assert main(["compare", *asked, "--json", "-o", f"end.{ending}"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["pictures"], told["seconds"]) == (1, None)
    assert read_recipe(f"end.{ending}").command == told["command"]
    if ending == "svg":
        drawing = Path("end.svg").read_text(encoding="utf-8")
        assert all(f"seed = {seed}" in drawing for seed in (0, 1))
        assert told["verdict"] in drawing


REFUSALS = [
    ([], 2, "--vary", "--help"),
    (["--vary", "k"], 2, "there are no values of k", "NAME=V1,V2"),
    (["--vary", "k=2,"], 2, "k has a value of no letters", "NAME=V1,V2"),
    (["--vary", "=2,3"], 2, "no option ''", "NAME is one of"),
    (["--vary", "sede=1,2"], 2, "'sede'", "did you mean 'seed'?"),
    (["--vary", "inti=random,kmeans++"], 2, "'inti'", "did you mean 'init'?"),
    (["--vary", "theme=light,dark"], 2, "theme does not change the run", "give --theme once"),
    (["--vary", "size=1x1,2x2"], 2, "size does not change the run", "give --size once"),
    (["--vary", "layout=board,board"], 2, "layout does not change the run", "vary one of"),
    (["--vary", "steps=yes,no"], 2, "steps does not change the run", "vary one of"),
    (["--vary", "k=2,x"], 2, "--vary k=x: 'x' is not a valid integer", "values that --k takes"),
    (["--vary", "k=0,2"], 2, "--vary k=0:", "values that --k takes"),
    (["--vary", "init=random,kmeens"], 2, "--vary init=kmeens:", "values that --init takes"),
    (["--vary", "init=kmean++,random"], 2, "--vary init=kmean++:", "did you mean 'kmeans++'?"),
    (["--vary", "algorithm=loyd,macqueen"], 2, "algorithm=loyd:", "did you mean 'lloyd'?"),
    (["--vary", "k=2,3,2"], 2, "k is 2 on two boards", "once"),
    (["--vary", "k=2,3", "--vary", "k=4,5"], 2, "--vary k is given twice", "in one --vary"),
    (
        ["--vary", "k=2,3", "--vary", "seed=4,5", "--vary", "init=random"],
        *(2, "--vary is given 3 times", "rows and columns"),
    ),
    (["--vary", "k=3"], 2, "1 board cannot be compared", "from 2 to 9"),
    (["--vary", "k=2,3,4,5,6", "--vary", "seed=0,1"], 2, "10 boards cannot", "from 2 to 9"),
    (["--vary", "init=random,kmeans++", "--init", "random"], 2, "--init is given", "leave --init"),
    (["--vary", "k=2,200"], 2, "k = 200 is more than the 100 points", "--n 200"),
    (["--vary", "k=2,3", "--size", "10x10"], 2, "10x10", "choose a size"),
    (["--vary", "k=2,3,4,5", "--size", "200x200"], 2, "too small for 2 x 2 boards", "240x240"),
    (["--vary", "k=2,3", "-o", "film.avi"], 2, "film.avi", "end the name in"),
    (["--vary", "k=2,3", "-o", "nowhere/film.gif"], 1, "nowhere", ""),
    (["--vary", "n=20,30", "points.csv", "--k", "2"], 2, "--n is for boards", "leave it out"),
    (["points.csv", "--vary", "seed=1,2"], 2, "how many clusters", "--k"),
    (["points.csv", "--vary", "k=2,30"], 2, "k = 30: 30 clusters need 30 distinct", "20 clusters"),
    (
        ["points.csv", "--vary", "empty=error,keep", "--init", "0,0 90,90"],
        *(2, "empty = error: ", ""),
    ),
]


@pytest.mark.parametrize(("asked", "status", "problem", "remedy"), REFUSALS)
def test_refusals_teach(
    asked: list[str], status: int, problem: str, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refusal is two lines on standard error, and leaves every file as it was."""
    table()
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    assert main(["compare", *asked]) == status
    told = capsys.readouterr()
    assert told.out == ""
    lines = told.err.splitlines()
    assert [line.split(":")[0] for line in lines[-2:]] == ["error", "hint"]
    assert problem in lines[-2]
    assert remedy in lines[-1]
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before


def test_what_cannot_be_asked_is_refused_before_anything_is_computed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No run has begun when names, values, sizes and the output are checked."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("kmviz.films.film.animate", never)
    for asked, status, problem, _ in REFUSALS:
        if "points.csv" not in asked and "nowhere" not in problem:
            assert main(["compare", *asked]) == status


def test_every_option_is_explained() -> None:
    """--help says what each option is for, or shows its choices and default."""
    for option in compare.params:
        if option.name != "data_file":
            assert getattr(option, "help", None) or option.name in {
                *("max_iterations", "pace", "theme", "size"),
            }
