"""Facts about films for places: each place gets what it takes, and a line that can be pasted."""

import json
from html.parser import HTMLParser
from pathlib import Path

import imageio.v3 as iio
import pytest

from kmviz.cli import main
from kmviz.cli.places import pasted
from kmviz.writing.places import PLACES
from kmviz.writing.read import read_recipe

SMALL = ["--k", "3", "--n", "20", "--max-iterations", "2"]
QUICK = [*SMALL, "--steps", "--pace", "fast", "--hold", "0"]
ALT = 'Three clusters; "quoted" & <tagged>'


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("place", PLACES)
def test_every_place_gets_a_film(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The command needs nothing but the place; the file is of its format, and within its budget."""
    asked = SMALL if place == "print" else QUICK
    assert main(["animate", *asked, "--for", place]) == 0
    captured = capsys.readouterr()
    path = Path(captured.out.strip())
    assert path.name.endswith(f"-{place}{PLACES[place].ending}")
    assert path.stat().st_size <= (PLACES[place].budget or 10**9)
    assert f"{place}: " in captured.err
    assert f"--for {place}" in read_recipe(path).command


def test_explicit_options_win() -> None:
    """Whatever a place says, what is asked for is done, before or after it."""
    sizes = {"first": ["--size", "200x160", "--for", "github"]}
    sizes["last"] = ["--for", "github", "--size", "200x160"]
    for name, options in sizes.items():
        assert main(["animate", *QUICK, *options, "--quiet", "-o", f"{name}.gif"]) == 0
        assert iio.imread(f"{name}.gif").shape[1:3] == (160, 200)
    assert main(["animate", *QUICK, "--for", "github", "--quiet", "-o", "film.gif"]) == 0
    assert iio.imread("film.gif").shape[1:3] == (480, 480)


@pytest.mark.parametrize("order", [1, -1])
def test_a_lecture_gets_a_wide_picture_where_a_board_gets_a_square(order: int) -> None:
    """The size that a place asks for suits the layout, whichever is named first."""
    asked = [["--for", "github"], ["--layout", "lecture"]][::order]
    assert main(["animate", *QUICK, *asked[0], *asked[1], "--quiet", "-o", "film.gif"]) == 0
    assert iio.imread("film.gif").shape[1:3] == (450, 800)


def test_a_film_of_a_place_is_made_again() -> None:
    """What the place chose is chosen again: the bytes are the same."""
    assert main(["animate", *QUICK, "--for", "github", "--quiet", "-o", "film.gif"]) == 0
    assert main(["remake", "film.gif", "--quiet", "-o", "again.gif"]) == 0
    assert Path("again.gif").read_bytes() == Path("film.gif").read_bytes()


def test_a_missed_budget_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The film is there, and a line says how large it may be, and what to lower."""
    monkeypatch.setattr("kmviz.writing.places.Place.budget", 5_000, raising=False)
    assert main(["animate", *QUICK, "--for", "github"]) == 0
    told = capsys.readouterr().err
    assert "github takes 0.005 MB: add --max-size 0.005MB, or lower --size or --fps" in told


def test_a_film_can_be_made_to_fit(capsys: pytest.CaptureFixture[str]) -> None:
    """With --max-size the file is no larger, what it gave up is told, and reported as it is."""
    assert main(["animate", "--k", "3", "--n", "20", "--max-size", "40 kB", "--json"]) == 0
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    path = Path(report["path"])
    assert path.stat().st_size == report["bytes"] <= 40_000
    assert "given up to fit into 40,000 bytes: fewer colours" in captured.err
    assert iio.imread(path).shape[1:3] == (report["height"], report["width"])


@pytest.mark.parametrize(
    ("options", "status", "told"),
    [
        (["--for", "paris"], 2, "'paris'"),
        (["--max-size", "2XB"], 2, "2XB"),
        (["--max-size", "0"], 2, "such as 2MB"),
        (["--max-size", "1kB"], 1, "allow more"),
        (["--max-size", "1MB", "-o", "film.png"], 2, "films in one file"),
    ],
)
def test_what_cannot_be_is_refused(
    options: list[str], status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is one clear sentence, and no file."""
    assert main(["animate", *QUICK, *options]) == status
    assert told in capsys.readouterr().err
    assert list(Path().iterdir()) == []


class Attributes(HTMLParser):
    """What a browser reads in a line of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.values += [value for _, value in attrs]


@pytest.mark.parametrize("name", [name for name, place in PLACES.items() if place.paste])
def test_lines_to_paste_are_whole(name: str) -> None:
    """No placeholder is left, and HTML stays HTML whatever the words are."""
    line = pasted(name, Path("my film.gif"), ALT)
    assert "{film}" not in line
    assert "{alt}" not in line
    if line.startswith("<"):
        read = Attributes()
        read.feed(line)
        assert ALT in read.values


def test_the_list_names_every_place(capsys: pytest.CaptureFixture[str]) -> None:
    """Each has its options and its line, for people and for programs."""
    assert main(["places"]) == 0
    told = capsys.readouterr().out
    assert all(f"--for {name}: " in told for name in PLACES)
    assert main(["places", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed.keys() == PLACES.keys()
    assert listed["github"]["options"]["size"] == "480x480"
    assert listed["github"]["options_wide"]["size"] == "800x450"
