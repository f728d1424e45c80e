"""Facts about films made again: the same bytes, the change that was asked for, nothing opened."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kmviz.cli import main
from kmviz.writing.read import read_recipe
from kmviz.writing.recipe import Recipe
from kmviz.writing.write import write
from tests.writing.decoders import contents
from tests.writing.films import RECIPE, discs

QUICK = ["--steps", "--pace", "fast", "--hold", "0", "--size", "160x120"]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _table(name: str = "points.csv", seed: int = 0) -> str:
    rows = np.random.default_rng(seed).normal(size=(30, 3))
    lines = [",".join(repr(float(value)) for value in row) for row in rows]
    Path(name).write_text("\n".join(["a,b,c", *lines]), encoding="utf-8")
    return name


def _film(name: str, *arguments: str) -> Recipe:
    assert main(["animate", *arguments, *QUICK, "--quiet", "-o", name]) == 0
    return read_recipe(name)


def _signed(command: str) -> str:
    """Write a film whose recipe holds any command, and was made with versions long gone."""
    write("foreign.gif", discs(), replace(RECIPE, command=command, numpy="1.0", av="0.1"))
    return "foreign.gif"


@pytest.mark.parametrize("ending", [".gif", ".mp4", ".zip", "/"])
def test_a_film_of_a_board_is_made_again_from_the_file_alone(
    ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under the same versions the bytes are the same, whatever the new file is called."""
    _film(f"first{ending}", "--k", "3", "--n", "20", "--title", 'It\'s $1; `ls` "x"')
    assert main(["remake", f"first{ending}", "-o", f"again{ending}"]) == 0
    assert contents(Path(f"again{ending}")) == contents(Path(f"first{ending}"))
    assert "the same file, byte for byte" in capsys.readouterr().err


def test_a_film_of_a_file_needs_that_very_file(capsys: pytest.CaptureFixture[str]) -> None:
    """With the data the bytes are the same; without, or with others, there is no film."""
    _film("first.gif", _table(), "--k", "3", "--columns", "c,a")
    Path("points.csv").rename("moved.csv")
    assert main(["remake", "first.gif", "--data", "moved.csv", "-o", "again.gif"]) == 0
    assert Path("again.gif").read_bytes() == Path("first.gif").read_bytes()
    assert main(["remake", "first.gif", "-o", "no.gif"]) == 1
    assert "'points.csv'" in capsys.readouterr().err
    assert main(["remake", "first.gif", "--data", _table("other.csv", 1), "-o", "no.gif"]) == 1
    assert "these are not the points" in capsys.readouterr().err
    assert not Path("no.gif").exists()


def test_a_film_that_carries_its_points_needs_nothing_else() -> None:
    """With --embed-data the file alone suffices, also for a change that then carries them on."""
    first = _film("first.gif", _table(), "--k", "3", "--columns", "c,a", "--embed-data")
    Path("points.csv").unlink()
    assert main(["remake", "first.gif", "-o", "again.gif"]) == 0
    assert Path("again.gif").read_bytes() == Path("first.gif").read_bytes()
    assert main(["remake", "first.gif", "--set", "k=4", "-o", "four.gif"]) == 0
    four = read_recipe("four.gif")
    assert (four.clusters, four.data, four.digest) == (4, "points.csv", first.digest)
    assert "--columns c,a" in four.command
    assert main(["remake", "four.gif", "--set", "k=3", "-o", "first.gif"]) == 0
    assert read_recipe("first.gif") == first


def test_too_many_points_are_not_embedded(capsys: pytest.CaptureFixture[str]) -> None:
    """Above 100 kB of points there is no film, and the message says how many there may be."""
    assert main(["animate", "--n", "6251", *QUICK, "--embed-data", "-o", "no.gif"]) == 2
    assert "embed 6250 at most" in capsys.readouterr().err
    assert not Path("no.gif").exists()


@pytest.mark.parametrize(
    ("changes", "as_if"),
    [
        (["k=4"], ["--k", "4"]),
        (["seed=5", "theme=dark"], ["--k", "3", "--seed", "5", "--theme", "dark"]),
        (["trails=no"], ["--k", "3", "--no-trails"]),
        (["max-iterations=1"], ["--k", "3", "--max-iterations", "1"]),
    ],
)
def test_a_change_makes_the_film_that_the_option_makes(
    changes: list[str], as_if: list[str]
) -> None:
    """--set gives the recipe and the bytes of the command with that option."""
    _film("first.gif", "--k", "3", "--n", "20")
    words = [word for change in changes for word in ("--set", change)]
    assert main(["remake", "first.gif", *words, "-o", "new.gif"]) == 0
    made = Path("new.gif").read_bytes()
    recipe = read_recipe("new.gif")
    _film("new.gif", "--n", "20", *as_if)
    assert read_recipe("new.gif").inertia == recipe.inertia
    assert Path("new.gif").read_bytes() == made


def test_a_switch_can_be_turned_off() -> None:
    """What was on in the first film can be off in the next."""
    _film("first.gif", "--k", "3", "--n", "20")
    assert main(["remake", "first.gif", "--set", "steps=no", "--quiet", "-o", "new.gif"]) == 0
    assert "--steps" not in read_recipe("new.gif").command


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ("kay=3", "did you mean 'k'?"),
        ("output=x.gif", "NAME=VALUE"),
        ("k", "NAME=VALUE"),
        ("k=0", "--help"),
        ("steps=perhaps", "steps=yes or steps=no"),
    ],
)
def test_a_change_that_cannot_be_is_refused(
    change: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message names the nearest option or the form, and there is no file."""
    _film("first.gif", "--k", "3", "--n", "20")
    assert main(["remake", "first.gif", "--set", change, "-o", "no.gif"]) == 2
    assert hint in capsys.readouterr().err
    assert not Path("no.gif").exists()


@pytest.mark.parametrize(
    "command",
    [
        "rm -rf /",
        "python -m kmviz animate --k 3; touch pwned",
        "python -m kmviz animate --k 3 --n 9 --no-such-option $(touch pwned)",
        "python -m kmviz remake foreign.gif -o no.gif",
        "python -m kmviz how foreign.gif",
        'python -c \'open("pwned", "w")\'',
        "python -m kmviz animate 'unfinished",
        "kmviz.animate(points, k=3)",
        "",
        "python -m kmviz animate --k 3 --n 9 --init secret.csv --steps",
    ],
)
def test_nothing_found_in_a_file_is_run_or_opened(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A recipe with another command than one of kmviz's gives one clear refusal and no file."""
    Path("secret.csv").write_text("x,y\n1,2\n3,4\n5,6\n", encoding="utf-8")
    film = _signed(command)
    assert main(["remake", film, "-o", "no.gif"]) == 1
    assert capsys.readouterr().err.startswith("error: ")
    assert not Path("no.gif").exists()
    assert not Path("pwned").exists()


def test_a_recipe_cannot_say_where_files_go() -> None:
    """What a command writes, beside the file that was asked for, is not taken from a recipe."""
    command = (
        "python -m kmviz animate --k 3 --n 9 --steps --transcript pwned.txt --alt -o pwned.gif"
    )
    film = _signed(command)
    assert main(["remake", film, "--quiet", "-o", "new.gif"]) == 0
    assert sorted(path.name for path in Path().iterdir()) == ["foreign.gif", "new.gif"]


def test_other_versions_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Where the film was made with other versions, each of them is named."""
    film = _signed("python -m kmviz animate --k 3 --n 9 --steps")
    assert main(["remake", film, "-o", "new.gif"]) == 0
    told = capsys.readouterr().err
    assert "numpy 1.0 then" in told
    assert "av 0.1 then" in told
    assert "not the same, byte for byte" in told
