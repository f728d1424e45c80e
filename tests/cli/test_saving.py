"""Facts about how commands end: all take the same options, mean the same, and refuse alike."""

import inspect
import json
from pathlib import Path
from typing import Any

import click
import imageio.v3 as iio
import pytest

import kmviz
from kmviz.cli import main, shared
from kmviz.cli.animate import animate
from kmviz.cli.choose_k import choose_k
from kmviz.cli.compare import compare
from kmviz.cli.lesson import lesson
from kmviz.cli.restarts import restarts
from kmviz.writing.places import PLACES
from kmviz.writing.read import read_recipe

PLAYED = ["--fps", "4", "--hold", "0.5"]
SMALL = ["--n", "20", *PLAYED]
SIZE = ["--size", "400x240"]
COMMANDS = {
    "animate": ["animate", "--k", "3", *SMALL],
    "compare": ["compare", "--k", "3", "--vary", "seed=0,1", *SMALL],
    "restarts": ["restarts", "--k", "3", "--runs", "4", *SMALL],
    "choose-k": ["choose-k", "--k-max", "3", "--runs", "2", "--criteria", "elbow", *SMALL],
}
ALL = COMMANDS | {"lesson": ["lesson", "rings", "--fps", "4"]}
PARSED = {"animate": animate, "compare": compare, "restarts": restarts, "choose-k": choose_k}


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _options(command: click.Command) -> dict[str, click.Option]:
    return {str(p.name): p for p in command.params if isinstance(p, click.Option)}


def test_every_command_that_makes_a_film_ends_alike() -> None:
    """The options of its files, and of how it is played, are there, with the same defaults."""
    ending = {option.removeprefix("--") for option in ("--for", "--max-size", "--embed-data")}
    ending |= set(shared.options_of(shared.BESIDE, shared.REPORT)) | {
        "fps",
        "loop",
        "theme",
        "size",
    }
    for command in [*PARSED.values(), lesson]:
        names = {option.opts[-1].removeprefix("--") for option in _options(command).values()}
        assert ending <= names
    for command in PARSED.values():
        assert {"hold", "title", "lang", "seed"} <= set(_options(command))
    told = [_options(command)["alt"].help for command in [*PARSED.values(), lesson]]
    assert len(set(told)) == 1


@pytest.mark.parametrize(
    ("command", "functions"),
    [
        (restarts, (kmviz.restarts, kmviz.Restarts.save)),
        (choose_k, (kmviz.choose_k, kmviz.ChoiceOfK.save)),
    ],
)
def test_options_have_the_names_of_parameters(
    command: click.Command, functions: tuple[Any, ...]
) -> None:
    """What the functions take by the name of an option has its default, if it is any."""
    known: dict[str, Any] = {}
    for function in functions:
        known |= inspect.signature(function).parameters
    unsaid = command.make_context("kmviz", []).params
    defaults = {n: p.default for n, p in known.items() if p.default is not inspect.Parameter.empty}
    both = unsaid.keys() & defaults.keys() - {"k"}
    assert {"theme", "fps", "hold", "loop", "title", "max_size", "runs", "lang", "size"} <= both
    for name in both:
        value = ",".join(unsaid[name]) if name == "init" else unsaid[name]
        assert (value or None) == (defaults[name] or None), name


@pytest.mark.parametrize("name", ALL)
def test_words_and_a_poster_lie_beside_every_film(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The files are there, tell what the film shows, and are named; it reports what it holds."""
    asked = [*ALL[name], *SIZE, "--alt", "--transcript", "film.vtt", "--poster", "--json"]
    assert main([*asked, "-o", "film.gif"]) == 0
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    recipe = read_recipe("film.gif")
    assert Path("film-alt.txt").read_text("utf-8") == report["alt"] + "\n" == recipe.alt + "\n"
    assert Path("film.vtt").read_text("utf-8").startswith("WEBVTT")
    assert read_recipe("film-poster.png") == recipe
    assert report["command"] == recipe.command
    assert report["bytes"] == Path("film.gif").stat().st_size
    assert (report["width"], report["height"]) == iio.improps("film.gif", index=0).shape[1::-1]
    count = iio.improps("film.gif").n_images or 0
    seconds = sum(iio.immeta("film.gif", index=index)["duration"] for index in range(count)) / 1000
    assert report["seconds"] == pytest.approx(seconds, abs=0.02)
    assert all(f"{file}: " in captured.err for file in ("film-alt.txt", "film.vtt", "film.gif"))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_title_is_drawn_and_kept(name: str) -> None:
    """With it the picture is another, and the recipe asks for it."""
    for file, title in (("plain.png", []), ("titled.png", ["--title", "Look here"])):
        asked = COMMANDS[name][: -len(PLAYED)]
        assert main([*asked, *SIZE, *title, "--quiet", "-o", file]) == 0
    assert (iio.imread("plain.png") != iio.imread("titled.png")).any()
    assert "--title 'Look here'" in read_recipe("titled.png").command


@pytest.mark.parametrize("name", ALL)
def test_every_film_is_made_to_fit_and_made_again(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it gives up is told, and remaking gives up the same: the bytes are equal."""
    asked = [*ALL[name], *SIZE]
    assert main([*asked, "--quiet", "-o", "whole.gif"]) == 0
    budget = str(round(0.7 * Path("whole.gif").stat().st_size))
    assert main([*asked, "--max-size", budget, "--loop", "1", "-o", "film.gif"]) == 0
    assert "given up to fit into" in capsys.readouterr().err
    assert Path("film.gif").stat().st_size <= int(budget)
    assert main(["remake", "film.gif", "--quiet", "-o", "again.gif"]) == 0
    assert Path("again.gif").read_bytes() == Path("film.gif").read_bytes()


@pytest.mark.parametrize("name", ALL)
def test_places_take_every_film(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The format and the size are those of the place, which says what to do with the file."""
    assert main([*ALL[name], "--for", "github"]) == 0
    captured = capsys.readouterr()
    path = Path(captured.out.strip())
    assert path.name.endswith("-github.gif")
    size = (480, 480) if name == "animate" else (450, 800)
    assert iio.imread(path, index=0).shape[:2] == size
    assert "github: in README.md" in captured.err


@pytest.mark.parametrize("name", [name for name in ALL if name != "animate"])
def test_slides_for_latex_are_of_one_board(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Other films have no half-steps to step through, and are no place's that wants them."""
    assert PLACES["beamer"].wide is None
    assert main([*ALL[name], "--for", "beamer"]) == 2
    assert "'beamer' is not one of" in capsys.readouterr().err


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    ("options", "status", "told"),
    [
        (["--for", "paris"], 2, "'paris'"),
        (["--max-size", "1kB", "-o", "film.gif"], 1, "allow more"),
        (["--max-size", "1MB", "-o", "film.png"], 2, "--max-size is for films in one file"),
        (["--max-size", "1MB", "-o", "film/"], 2, "--max-size is for films in one file"),
        (["--transcript", "t.vtt", "-o", "film.png"], 2, "--transcript is for films, and film.png"),
        (["--poster", "-o", "film.svg"], 2, "--poster is for films, and film.svg"),
        (["--transcript", "t.srt", "-o", "film.gif"], 2, "end the name in .txt or .vtt"),
        (["--transcript", "no/t.vtt", "-o", "film.gif"], 1, "no/t.vtt"),
        (["--alt", "--transcript", "film-alt.txt", "-o", "film.gif"], 2, "two files to be written"),
        (["-o", "film.xyz"], 2, "the ending is none of those"),
    ],
)
def test_what_cannot_be_is_refused_by_all_alike(
    name: str, options: list[str], status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is one clear sentence with a hint, and no file."""
    assert main([*ALL[name], *SIZE, *options]) == status
    captured = capsys.readouterr()
    assert told in captured.err
    assert "hint: " in captured.err
    assert captured.out == ""
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_points_are_not_written_over(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A transcript with the name of the file that the points come from is refused."""
    rows = "".join(f"{number % 5},{number % 7}\n" for number in range(20))
    Path("points.txt").write_text(rows)
    board = {"--n", "20"}
    asked = [COMMANDS[name][0], "points.txt", *(o for o in COMMANDS[name][1:] if o not in board)]
    assert main([*asked, "--transcript", "points.txt", "-o", "film.gif"]) == 2
    assert "would be overwritten" in capsys.readouterr().err
    assert Path("points.txt").read_text() == rows
    assert [path.name for path in Path().iterdir()] == ["points.txt"]


def test_a_film_of_many_columns_carries_its_points() -> None:
    """The question of how many clusters can be asked again from the file alone."""
    rows = "".join(f"{n % 3},{n % 5},{n % 7}\n" for n in range(30))
    Path("points.csv").write_text(rows)
    asked = ["choose-k", "points.csv", "--k-max", "3", "--runs", "2", "--criteria", "elbow"]
    assert main([*asked, "--embed-data", "--quiet", "-o", "page.png"]) == 0
    Path("points.csv").unlink()
    assert main(["remake", "page.png", "--quiet", "-o", "again.png"]) == 0
    assert Path("again.png").read_bytes() == Path("page.png").read_bytes()
