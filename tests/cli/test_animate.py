"""`kmviz animate`: what it makes, says, and refuses."""

import json
import subprocess
import sys
from pathlib import Path

import av
import imageio.v3 as iio
import numpy as np
import pytest
from PIL import Image

import kmviz
from kmviz.cli import main
from kmviz.cli.animate import animate
from kmviz.drawing import fonts
from kmviz.writing.read import read_recipe
from kmviz.writing.recipe import Recipe

QUICK = ("--steps", "--size", "160x120", "--hold", "0", "--pace", "fast")


@pytest.fixture(autouse=True)
def in_a_fresh_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table(path: str, rows: int = 20) -> str:
    """Write two columns of numbers, with a header."""
    numbers = np.random.default_rng(0).normal(size=(rows, 2))
    lines = ["x,y", *(f"{x!r},{y!r}" for x, y in numbers.tolist())]
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def comment(path: str) -> Recipe:
    """Read the recipe of a GIF with a decoder that is not ours."""
    with Image.open(path) as film:
        return Recipe.from_text(film.info["comment"].decode())


def test_output_carries_the_result_only(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output is the path and nothing else; what was made is told on standard error."""
    assert main(["animate", "--k", "3", "--n", "20", *QUICK]) == 0
    told = capsys.readouterr()
    assert told.out == "kmeans-uniform-k3-n20-seed0.gif\n"
    assert Path(told.out.strip()).exists()
    assert "20 points, 3 clusters, seed 0" in told.err
    assert "J = " in told.err


@pytest.mark.parametrize(("name", "unit"), [("macqueen", "step"), ("minibatch", "batches")])
def test_the_algorithm_is_asked_for_by_name(
    name: str, unit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The run is that of Python, told in its own words, and the recipe asks for it again."""
    arguments = ["animate", "--k", "4", "--n", "30", "--seed", "5", "--algorithm", name]
    assert main([*arguments, "--batch-size", "6", "--json", *QUICK, "-o", "a.gif"]) == 0
    told = capsys.readouterr()
    report = json.loads(told.out)
    points = kmviz.data.uniform(30, rng=5)
    film = kmviz.animate(points, 4, rng=5, algorithm=name, batch_size=6)
    assert report["algorithm"] == name
    assert report["inertia"] == film.states[-1].inertia
    assert report["iterations"] == len(film.states)
    assert f"{len(film.states)} {unit}" in told.err
    assert f"--algorithm {name} --batch-size 6" in comment("a.gif").command


def test_a_slip_in_a_choice_is_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    """The hint offers the value that was perhaps meant, of an option that has a list of them."""
    assert main(["animate", "--for", "powerpiont"]) == 2
    assert "hint: did you mean 'powerpoint'? see " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--batch-size", "5"), "--batch-size is 5, and lloyd"),
        (("--algorithm", "hartigan-wong", "--tolerance", "0.1"), "tolerance is 0.1"),
        (("--algorithm", "hartigan-wong", "--empty", "keep"), "cannot keep"),
        (("--algorithm", "minibatch", "--batch-size", "50"), "--batch-size is 50"),
        (("--algorithm", "k-medoids"), "'k-medoids' is not one of"),
    ],
)
def test_what_an_algorithm_has_no_use_for_is_refused(
    options: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not ignored: the error names it, a hint says what to do, and no file is written."""
    assert main(["animate", "--k", "3", "--n", "20", *options, "-o", "no.gif"]) in {1, 2}
    told = capsys.readouterr().err
    assert words in told.splitlines()[0]
    assert told.splitlines()[-1].startswith("hint: ")
    assert not Path("no.gif").exists()


def test_json_tells_what_the_engine_computed(capsys: pytest.CaptureFixture[str]) -> None:
    """The numbers of --json are those of an independent run in Python."""
    arguments = ["animate", "--k", "4", "--n", "30", "--seed", "5", "--json", *QUICK]
    assert main([*arguments, "-o", "a.gif"]) == 0
    told = json.loads(capsys.readouterr().out)
    points = kmviz.data.uniform(30, rng=5)
    states = list(kmviz.lloyd(points, kmviz.random(points, 4, rng=5)))
    assert told["inertia"] == states[-1].inertia
    assert told["iterations"] == len(states)
    assert (told["n"], told["k"], told["seed"]) == (30, 4, 5)
    assert told["bytes"] == Path("a.gif").stat().st_size


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """With --quiet only the path is printed."""
    assert main(["animate", "--k", "2", "--n", "9", "--quiet", *QUICK, "-o", "a.gif"]) == 0
    assert capsys.readouterr() == ("a.gif\n", "")


@pytest.mark.parametrize("ending", ["gif", "mp4"])
def test_the_same_command_gives_the_same_bytes(ending: str) -> None:
    """A film is a function of its command: two runs agree in every byte."""
    for name in ("a", "b"):
        Path(name).mkdir()
        command = ["animate", "--k", "3", "--n", "30", "--quiet", "--size", "160x120"]
        assert main([*command, "--pace", "fast", "-o", f"{name}/film.{ending}"]) == 0
    assert Path(f"a/film.{ending}").read_bytes() == Path(f"b/film.{ending}").read_bytes()


def test_the_recipe_remakes_the_film(capsys: pytest.CaptureFixture[str]) -> None:
    """Running the command that a film carries gives that film again, byte for byte."""
    title = "a 'title' with $signs$"
    asked = ["animate", "--data", "gaussian", "--k", "3", "--n", "40", "--seed", "7", *QUICK]
    assert main([*asked, "--no-trails", "--init", "0,0 1,1 0.5,-1", "--title", title]) == 0
    path = capsys.readouterr().out.strip()
    recipe, before = comment(path), Path(path).read_bytes()
    Path(path).unlink()
    command = recipe.command.removeprefix("python")
    subprocess.run(f'"{sys.executable}"{command}', shell=True, check=True, capture_output=True)  # noqa: S602  (the command is for a shell)
    assert Path(path).read_bytes() == before


def test_the_start_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """--show-start makes a longer film of the same run, and the film's command contains it."""
    asked = ["animate", "--k", "4", "--n", "30", "--init", "kmeans++ greedy", "--json", *QUICK]
    told = []
    for more in ([], ["--show-start"]):
        assert main([*asked, *more, "-o", "a.gif"]) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert told[1]["seconds"] > told[0]["seconds"]
    assert told[1]["inertia"] == told[0]["inertia"]
    assert " --show-start " in comment("a.gif").command
    assert main([*asked, "--init", "0,0 1,0 0,1 1,1", "--show-start", "-o", "b.gif"]) != 0
    said = capsys.readouterr().err.splitlines()
    assert said[-2].startswith("error: --show-start is for starts drawn at random")
    assert said[-1].startswith("hint: ")
    assert not Path("b.gif").exists()


def test_a_table_becomes_a_film_that_names_it() -> None:
    """A film of a file carries its name without folders, and the digest of its bytes."""
    import hashlib

    Path("folder").mkdir()
    path = table("folder/points.csv")
    assert main(["animate", path, "--k", "3", "--quiet", *QUICK, "-o", "a.gif"]) == 0
    recipe = comment("a.gif")
    assert recipe.data == "points.csv"
    assert recipe.digest == hashlib.sha256(Path(path).read_bytes()).hexdigest()
    assert "folder" not in recipe.command
    assert "animate points.csv --k 3 --seed 0" in recipe.command


def test_an_array_file_gives_the_film_of_its_table(capsys: pytest.CaptureFixture[str]) -> None:
    """The same points from .npy and .csv lead to the same objective."""
    path = table("points.csv")
    np.save("points.npy", np.loadtxt(path, delimiter=",", skiprows=1))
    told = []
    for name in ("points.csv", "points.npy"):
        assert main(["animate", name, "--k", "3", "--json", *QUICK, "-o", "a.gif"]) == 0
        told.append(json.loads(capsys.readouterr().out)["inertia"])
    assert told[0] == told[1]


def test_points_come_through_a_pipe() -> None:
    """- reads the table from standard input."""
    data = Path(table("points.csv")).read_bytes()
    command = [sys.executable, "-m", "kmviz", "animate", "-", "--k", "2", *QUICK, "-o", "a.gif"]
    subprocess.run(command, input=data, check=True, capture_output=True)
    assert comment("a.gif").points == 20


def test_restarts_keep_the_best(capsys: pytest.CaptureFixture[str]) -> None:
    """More starts never end higher on the board where a bad start is a disaster."""
    ends = []
    for restarts in ("1", "30"):
        asked = ["animate", "--data", "peaked", "--k", "5", "--n", "100", "--json", *QUICK]
        assert main([*asked, "--seed", "86", "--restarts", restarts, "-o", "a.gif"]) == 0
        ends.append(json.loads(capsys.readouterr().out)["inertia"])
    assert ends[1] < ends[0] / 10


def test_a_board_may_have_a_seed_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    """With --data-seed the board stays, whatever --seed draws the start."""
    told = []
    for seed, more in (("3", []), ("4", ["--data-seed", "3"]), ("4", [])):
        asked = ["animate", "--k", "3", "--n", "30", "--seed", seed, *more, "--json", *QUICK]
        assert main(asked) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert [(one["seed"], one["data_seed"]) for one in told] == [(3, 3), (4, 3), (4, 4)]
    board = kmviz.data.uniform(30, rng=3)
    ends = [kmviz.animate(board, 3, rng=seed).states[-1].inertia for seed in (3, 4)]
    assert [one["inertia"] for one in told[:2]] == ends
    assert told[2]["inertia"] not in ends
    assert "--seed 4 --data-seed 3" in told[1]["command"]
    assert told[1]["path"] == "kmeans-uniform-k3-n30-data-seed3-seed4.gif"


def test_the_size_of_the_film_is_as_asked() -> None:
    """A GIF and an MP4 have the width and height of --size."""
    for name in ("a.gif", "a.mp4"):
        asked = ["animate", "--n", "9", "--k", "2", "--quiet", *QUICK, "--size", "322x200"]
        assert main([*asked, "-o", name]) == 0
    with Image.open("a.gif") as film:
        assert film.size == (322, 200)
    with av.open("a.mp4") as film:
        assert (film.streams.video[0].width, film.streams.video[0].height) == (322, 200)


def test_a_folder_holds_stills(capsys: pytest.CaptureFixture[str]) -> None:
    """As many as told, as large as told; its recipe names a folder, also where there was one."""
    Path("there").mkdir()
    for name in ("new/", "there"):
        assert main(["animate", "--n", "9", "--k", "2", "--json", *QUICK, "-o", name]) == 0
        told = json.loads(capsys.readouterr().out)
        files = list(Path(name).iterdir())
        assert len([file for file in files if file.suffix == ".png"]) == told["pictures"]
        assert sum(file.stat().st_size for file in files) == told["bytes"]
        assert read_recipe(name).command.endswith(f" -o {name.rstrip('/')}/")


SMALL = ("--k", "3", "--n", "30", "--quiet", "--size", "240x200")


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        (["--at", "assign:2"], "kmeans-uniform-k3-n30-seed0-assign-2.png"),
        (["--sheet", "2x3"], "kmeans-uniform-k3-n30-seed0-sheet.pdf"),
        (["-o", "last.svg"], "last.svg"),
        (["-o", "steps.pdf"], "steps.pdf"),
    ],
)
def test_what_stands_still_tells_how_it_was_made(
    asked: list[str], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Stills, pages and sheets carry their command, and `remake` gives the same bytes again."""
    size = ("--size", "620x877") if "--sheet" in asked else ()
    assert main(["animate", *SMALL, *size, *asked]) == 0
    assert capsys.readouterr().out == f"{name}\n"
    assert main(["how", name]) == 0
    command = capsys.readouterr().out.splitlines()[0]
    assert all(word in command for word in asked)
    again = f"again{Path(name).suffix}"
    assert main(["remake", name, "-o", again, "--quiet"]) == 0
    assert Path(again).read_bytes() == Path(name).read_bytes()


def test_slides_come_with_their_pictures(capsys: pytest.CaptureFixture[str]) -> None:
    """Both files are told of, both say how they were made, and `remake` gives both again."""
    small = ["--k", "3", "--n", "30", "--steps"]
    assert main(["animate", *small, "-o", "slides.tex"]) == 0
    told = capsys.readouterr()
    assert told.out == "slides.tex\n"
    assert "slides-frames.pdf: " in told.err
    Path("again").mkdir()
    for name in ("slides.tex", "slides-frames.pdf"):
        assert main(["how", name]) == 0
        assert capsys.readouterr().out.startswith("python -m kmviz animate --k 3 --n 30 --seed 0")
        assert main(["remake", name, "--quiet", "-o", "again/slides.tex"]) == 0
        capsys.readouterr()
        for file in ("slides.tex", "slides-frames.pdf"):
            assert Path("again", file).read_bytes() == Path(file).read_bytes()


def test_json_tells_what_stands_still(capsys: pytest.CaptureFixture[str]) -> None:
    """How many pictures there are and how large, and no seconds."""
    told = {}
    for name, *asked in (["a.png"], ["b.pdf"], ["c.pdf", "--sheet", "2x2"], ["d.tex", "--steps"]):
        assert main(["animate", *SMALL, "--json", *asked, "-o", name]) == 0
        told[name] = json.loads(capsys.readouterr().out)
    film = kmviz.animate(kmviz.data.uniform(30, rng=0), k=3, rng=0)
    count = sum(frame.progress == 1 for frame in film.timeline)
    assert [told[name]["pictures"] for name in told] == [1, count, 4, count]
    assert {told[name]["seconds"] for name in told} == {None}
    assert [(t["width"], t["height"]) for t in told.values()] == [(240, 200)] * 4


def test_a_lecture_is_wide_and_names_the_algorithm(capsys: pytest.CaptureFixture[str]) -> None:
    """--layout lecture makes 1280x720 where no size is asked for, and is in the recipe."""
    asked = ["animate", "--n", "9", "--k", "2", "--layout", "lecture", "--steps", "--json"]
    assert main([*asked, "--quiet", "-o", "a.gif"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["width"], told["height"]) == (1280, 720)
    assert "--layout lecture" in comment("a.gif").command
    assert "--size" not in comment("a.gif").command
    assert main([*asked, "--quiet", "--size", "320x240", "-o", "b.gif"]) == 0
    assert json.loads(capsys.readouterr().out)["width"] == 320


def test_parts_that_are_shown_are_in_the_command() -> None:
    """--show changes the film, and the command of the film says so in one word."""
    for name, show in (("a.gif", []), ("b.gif", ["--show", "changed,links, no-trails"])):
        assert main(["animate", "--n", "20", "--k", "3", "--quiet", *QUICK, *show, "-o", name]) == 0
    assert Path("a.gif").read_bytes() != Path("b.gif").read_bytes()
    assert "--show" not in comment("a.gif").command
    assert "--show changed,links,no-trails" in comment("b.gif").command
    assert main(["remake", "b.gif", "-o", "c.gif", "--quiet"]) == 0
    assert Path("c.gif").read_bytes() == Path("b.gif").read_bytes()


REFUSALS = [
    (["--k", "120"], 2, "--k 120 is more than the 100 points", "use --k 100 or less, or --n 120"),
    (["--k", "0"], 2, "--k", "--help"),
    (["--kk", "3"], 2, "'--kk'", "--help"),
    (["--init", "kmeens"], 2, "kmeens", "--help"),
    (["--init", "1_0,2 3,4"], 2, "1_0", "--help"),
    (["--init", "0,0 0,0", "--k", "3"], 2, "--init gives 2 centroids", "leave --k out"),
    (["--pace", "slower"], 2, "slower", "--help"),
    (["--size", "640"], 2, "WIDTHxHEIGHT", "--help"),
    (["--size", "10x10"], 2, "10x10", "choose a size"),
    (["--seed", "-1"], 2, "--seed", "--help"),
    (["--fps", "nan"], 2, "fps", ""),
    (["--show", "cells,number"], 2, "no part 'number' to show", "did you mean 'numbers'?"),
    (["--show", "links", "--n", "5000"], 2, "links of 5,000 points", "2,000 points or fewer"),
    (["-o", "film.avi"], 2, "film.avi", "end the name in .gif, .mp4"),
    (["-o", "nowhere/film.gif"], 1, "nowhere", ""),
    (["--at", "nonsense"], 2, "'nonsense'", "start, assign:3, update:3, settled, stopped or last"),
    (["--at", "assign:99"], 2, "assign:99 in this run, which has 11 iterations", "assign:10"),
    (["--at", "last", "-o", "film.gif"], 2, "film.gif", ".png, .pdf or .svg"),
    (["--sheet", "3x4", "-o", "film.mp4"], 2, "a sheet", ".png, .pdf or .svg"),
    (["--sheet", "3x4", "--at", "last"], 2, "a sheet", "one of the two"),
    (["--sheet", "3"], 2, "COLUMNSxROWS", "--help"),
    (["--sheet", "0x4"], 2, "0x4", "3x4"),
    (["--sheet", "30x40"], 2, "30x40", "7x6"),
    (["-o", "."], 2, "folder you are in", "name a new one"),
    (["--columns", "x,y"], 2, "--columns", "name a file"),
    (["missing.csv", "--k", "3"], 1, "missing.csv", "check"),
    (["points.csv"], 2, "how many clusters", "--k 3"),
    (["points.csv", "--k", "3", "--n", "5"], 2, "--n is for boards", "leave it out"),
    (["points.csv", "--k", "3", "--data-seed", "5"], 2, "--data-seed is for boards", "leave it"),
    (["points.csv", "--k", "3", "--data", "peaked"], 2, "--data is for boards", "leave it out"),
    (["points.csv", "--k", "30"], 2, "30 clusters need 30 distinct points", "20 clusters or"),
    (["points.csv", "--k", "3", "-o", "points.csv"], 2, "points.csv", "choose another name"),
    (["points.csv", "--k", "3", "--columns", "x,z"], 1, "'z'", ""),
    ([".", "--k", "3"], 1, "folder", ""),
    (["--empty", "error", "--init", "0,0 9,9"], 2, "has no points in iteration 1", "drop"),
    (["--init", "0,0 1,1", "--restarts", "3"], 2, "restarts", ""),
]


@pytest.mark.parametrize(("asked", "status", "problem", "remedy"), REFUSALS)
def test_refusals_teach(
    asked: list[str], status: int, problem: str, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refusal is two lines on standard error, and leaves every file as it was."""
    table("points.csv")
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    assert main(["animate", *asked]) == status
    told = capsys.readouterr()
    assert told.out == ""
    lines = told.err.splitlines()
    assert [line.split(":")[0] for line in lines[-2:]] == ["error", "hint"]
    assert problem in lines[-2]
    assert remedy in lines[-1]
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before


def test_the_film_may_not_replace_its_points() -> None:
    """The output is refused where it is the input, also through a link."""
    Path("points.gif").write_text("x,y\n1,2\n3,4\n", encoding="utf-8")
    Path("link.gif").symlink_to("points.gif")
    for output in ("points.gif", "link.gif"):
        assert main(["animate", "points.gif", "--k", "2", "-o", output]) == 2
    assert Path("points.gif").read_text(encoding="utf-8").startswith("x,y")


def test_every_option_is_explained() -> None:
    """--help says what each option is for, or shows its choices and default."""
    for option in animate.params:
        if option.name != "data_file":
            assert getattr(option, "help", None) or option.name in {
                *("max_iterations", "pace", "layout", "theme", "size"),
            }


def test_a_title_that_the_font_lacks_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Characters without a glyph are named, rather than drawn as boxes in silence."""
    assert (
        main(["animate", "--n", "9", "--k", "2", *QUICK, "--title", "k 均值", "-o", "a.gif"]) == 0
    )
    assert "均值" in capsys.readouterr().err


def test_arrows_and_colours_of_a_terminal_are_not_obeyed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Control characters in a name are shown as codes in the message."""
    assert main(["animate", "\x1b[31mred.csv", "--k", "2"]) == 1
    assert "\x1b" not in capsys.readouterr().err


def test_a_film_speaks_the_language_that_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """Its sentence and its transcript are in that language, and so is the film made again."""
    asked = ["--k", "2", "--n", "20", "--lang", "de", "--transcript", "t.txt", "-o", "film.gif"]
    assert main(["animate", *asked, *QUICK, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["alt"].startswith("Zwei Cluster, 20 Punkte; ")
    assert "--lang de" in report["command"]
    assert "Iteration 1: jeder Punkt wählt seinen nächsten Stern" in Path("t.txt").read_text(
        "utf-8"
    )
    assert main(["remake", "film.gif", "-o", "again.gif"]) == 0
    assert Path("again.gif").read_bytes() == Path("film.gif").read_bytes()


def test_a_language_without_a_font_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The hint names a font that would do, and there is no film."""
    monkeypatch.setattr(fonts, "FAMILIES", {"zh": ("No Such Font",)})
    assert main(["animate", "--k", "2", "--lang", "zh", *QUICK, "-o", "film.gif"]) == 2
    assert "hint: install one such as Noto Sans CJK SC" in capsys.readouterr().err
    assert not Path("film.gif").exists()


def test_a_poster_is_the_last_picture() -> None:
    """It lies beside the film, as a PNG that equals the last picture of a film without loss."""
    asked = ["--k", "2", "--n", "20", "--poster", "-o", "film.webp"]
    assert main(["animate", *asked, "--quiet", *QUICK]) == 0
    *_, last = iio.imiter("film.webp")
    assert np.array_equal(iio.imread("film-poster.png"), last[..., :3])
