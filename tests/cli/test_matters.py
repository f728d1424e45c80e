"""Facts about options that change nothing of what is written: they are refused, and only they."""

from pathlib import Path

import pytest

from kmviz.cli import main
from kmviz.cli.animate import animate
from kmviz.cli.choose_k import choose_k
from kmviz.cli.compare import compare
from kmviz.cli.lesson import lesson
from kmviz.cli.matters import MATTERS
from kmviz.cli.restarts import restarts
from kmviz.films.kinds import ENDINGS
from kmviz.writing.read import read_recipe

BOARD = ["--k", "3", "--n", "12", "--max-iterations", "2"]
SMALL = ["animate", *BOARD]
SHORT = ["animate", "--k", "2", "--n", "9", "--max-iterations", "2"]
OTHERS = {
    "loop": ["--loop", "2"],
    "pace": ["--pace", "slow"],
    "fps": ["--fps", "9"],
    "steps": ["--steps"],
    "hold": ["--hold", "1"],
    "show_start": ["--show-start"],
    "voronoi": ["--voronoi", "always"],
    "trails": ["--no-trails"],
    "show": ["--show", "shapes"],
    "draw": ["--draw", "density"],
    "layout": ["--layout", "lecture"],
    "theme": ["--theme", "dark"],
    "size": ["--size", "240x160"],
    "title": ["--title", "Stars"],
    "rows": ["--rows", "points"],
}


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def _unsigned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files not say by which command they were made, and refuse nothing."""
    monkeypatch.setattr("kmviz.cli.command_line.command_line", lambda _context, _output: "kmviz")
    monkeypatch.setattr("kmviz.cli.saving.refuse_idle", lambda _context, _output: None)


def _made(name: str, *asked: str, board: list[str] = SMALL) -> bytes:
    assert main([*board, *asked, "--quiet", "-o", name]) == 0
    return Path(name).read_bytes()


def test_the_table_is_of_options_and_endings_that_there_are() -> None:
    """No name in it is misspelt."""
    commands = (animate, compare, restarts, choose_k, lesson)
    known = {param.name for command in commands for param in command.params}
    assert known >= MATTERS.keys()
    assert {ending for _, endings in MATTERS.values() for ending in endings} <= set(ENDINGS)


@pytest.mark.usefixtures("_unsigned")
@pytest.mark.parametrize(
    "name", ["a.png", "a.svg", "a.pdf", "a.mp4", "a.webm", "a.zip", "a.csv", "a.json"]
)
def test_what_is_refused_changes_nothing(name: str) -> None:
    """With all options that are refused for it, a file has the bytes that it has with none."""
    idle = [option for option in OTHERS if Path(name).suffix not in MATTERS[option][1]]
    assert idle
    words = [word for option in idle for word in OTHERS[option]]
    assert _made(name, *words, board=SHORT) == _made(name, board=SHORT)


@pytest.mark.usefixtures("_unsigned")
@pytest.mark.parametrize(
    ("name", "options"),
    [
        *((f"a{ending}", ["loop"]) for ending in (".gif", ".webp", ".apng", ".avif", ".tex")),
        ("a.gif", ["pace", "steps", "hold", "fps"]),
        ("a.tex", ["pace", "fps"]),
        ("a.png", ["trails", "show", "draw", "theme", "size", "title", "layout"]),
        ("a.pdf", ["show_start", "voronoi"]),
        ("a.csv", ["rows"]),
    ],
)
def test_what_is_taken_changes_the_file(name: str, options: list[str]) -> None:
    """Each option that is taken makes another file of the same run."""
    board = [*SHORT, "--steps"] if options == ["loop"] else SHORT
    plain = _made(name, board=board)
    assert all(_made(name, *OTHERS[option], board=board) != plain for option in options)


@pytest.mark.parametrize(
    ("asked", "problem", "remedy"),
    [
        ([*SMALL, "--fps", "9", "-o", "a.png"], "--fps is for what moves, and a.png", "a.gif"),
        ([*SMALL, "--fps", "25", "--at", "last"], "--fps is for what moves", "-last.gif"),
        ([*SMALL, "--steps", "--sheet", "2x2"], "--steps is for what moves", "-sheet.gif"),
        ([*SMALL, "--loop", "0", "-o", "a.mp4"], "--loop is for films that know", "a.gif"),
        ([*SMALL, "--rows", "points", "-o", "a.json"], "--rows is for tables", "a.csv"),
        ([*SMALL, "--no-trails", "-o", "a.csv"], "--trails is for pictures", "a.gif"),
        ([*SMALL, "--for", "github", "-o", "a.csv"], "--for is for pictures", "a.gif"),
        ([*SMALL, "--max-size", "2MB", "-o", "a/"], "--max-size is for films in one", "a.gif"),
        ([*SMALL, "--poster", "-o", "a.pdf"], "--poster is for films, and a.pdf", "a.gif"),
        (["compare", "--vary", "seed=0,1", "--pace", "slow", "-o", "a.svg"], "--pace", "a.gif"),
        (["restarts", "--runs", "2", "--hold", "1", "-o", "a.png"], "--hold", "a.gif"),
        (["choose-k", "--fps", "9"], "--fps is for what moves, and choose-k-", ".gif"),
        (["lesson", "rings", "--loop", "2", "-o", "a.webm"], "--loop", "a.gif"),
    ],
)
def test_an_idle_option_is_refused(
    asked: list[str], problem: str, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message says what it is for, and which file it would matter to; there is none."""
    assert main(asked) == 2
    error, hint = capsys.readouterr().err.splitlines()
    assert error.startswith(f"error: {problem}")
    assert hint.startswith("hint: leave it out, or write ")
    assert hint.endswith(remedy)
    assert list(Path().iterdir()) == []


def test_what_a_place_gives_is_never_refused() -> None:
    """A place that says how often its films play may be given a film that does not know."""
    assert main([*SMALL, "--for", "google-slides", "--steps", "--quiet", "-o", "a.mp4"]) == 0


def test_a_film_becomes_a_still_and_a_table_and_a_film() -> None:
    """What changes nothing of the new file is left out; its command can be given as it stands."""
    asked = ["--fps", "9", "--steps", "--loop", "2", "--max-size", "2MB", "--theme", "dark"]
    _made("a.gif", *asked)
    for new, told in (
        ("b.png", "--theme dark -o b.png"),
        ("b.mp4", "--fps 9.0 --steps --theme dark --max-size 2000000 -o b.mp4"),
        ("b.csv", "--max-iterations 2 -o b.csv"),
    ):
        assert main(["remake", "a.gif", "--quiet", "-o", new]) == 0
        command = read_recipe(new).command
        assert command.endswith(told)
        before = Path(new).read_bytes()
        assert main([*command.split()[3:], "--quiet"]) == 0
        assert Path(new).read_bytes() == before


def test_a_page_of_a_place_becomes_a_film() -> None:
    """What the place asks for besides stays, typed out; the page itself is left out."""
    _made("a.pdf", "--for", "print")
    assert main(["remake", "a.pdf", "--quiet", "-o", "b.gif"]) == 0
    assert read_recipe("b.gif").command.endswith("--max-iterations 2 --show shapes -o b.gif")


def test_a_change_that_changes_nothing_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """What a recipe says is left out in silence, what a person says is not."""
    _made("a.gif", "--fps", "9", "--steps")
    assert main(["remake", "a.gif", "--set", "fps=8", "-o", "b.png"]) == 2
    assert "--fps is for what moves, and b.png is none" in capsys.readouterr().err
    assert not Path("b.png").exists()
