"""Facts about lessons: each is whole, shows the numbers that it names, and can be made again."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import pytest
from PIL import Image, ImageSequence
from sklearn.cluster import KMeans

from kmviz.cli import main
from kmviz.cli.lesson import words_of
from kmviz.cli.options import LANGUAGES
from kmviz.data.boards import BOARDS
from kmviz.drawing.words import missing_characters
from kmviz.engine import SEEDINGS
from kmviz.lessons import LESSONS, Lesson, read_lesson
from kmviz.story.language import PLURALS
from kmviz.writing.read import read_recipe

# How numbers are told in lessons, from two on.
NUMBERS = {
    "en": {2: "two", 3: "three", 5: "five"},
    "es": {2: "dos", 3: "tres", 5: "cinco"},
    "zh": {2: "两|二", 3: "三", 5: "五"},
    "de": {2: "zwei|zweier", 3: "drei", 5: "fünf"},
    "fr": {2: "deux", 3: "trois", 5: "cinq"},
}
FOLDER = Path(__file__).parents[2] / "kmviz" / "lessons"
ALONE = [name for name in LESSONS if read_lesson(name).command == "animate"]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _report(lesson: Lesson, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Make the film of a lesson small and with hardly any movement, and give what it reports."""
    quick = ["--size", "400x240", "--hold", "0", "--json", "--quiet", "-o", "film.gif"]
    still = ["--steps"] if lesson.command != "restarts" else ["--fps", "1"]
    assert main([lesson.command, *words_of(lesson.options), *quick, *still]) == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def _durations(film: str) -> list[int]:
    """Give how many milliseconds each picture of a GIF is shown."""
    with Image.open(film) as pictures:
        return [picture.info["duration"] for picture in ImageSequence.Iterator(pictures)]


def _found(report: Any, path: str) -> Any:
    for name in path.split("."):
        report = report[int(name) if name.isdigit() else name]
    return report


def test_every_lesson_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """The names are those of the files, and the list has each with its title and question."""
    assert {file.stem for file in FOLDER.glob("*.toml")} == set(LESSONS)
    assert main(["lesson"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(LESSONS)
    assert main(["lesson", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    for name in LESSONS:
        assert told[name]["question"].endswith("?")
        assert len(told[name]["text"].split()) > 25


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_shows_the_numbers_that_it_names(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the film reports is what the lesson expects."""
    lesson = read_lesson(name)
    report = _report(lesson, capsys)
    assert lesson.expect
    for path, expected in lesson.expect.items():
        assert _found(report, path) == pytest.approx(expected, rel=1e-12), path


@pytest.mark.parametrize("name", ALONE)
def test_another_program_finds_the_same(name: str) -> None:
    """From the same start, scikit-learn ends at the objective that the lesson expects.

    Of a lesson with restarts, the film shows one as good as its best of a hundred.
    """
    lesson = read_lesson(name)
    chosen: dict[str, Any] = dict(lesson.options)
    k, seed = chosen["k"], chosen["seed"]
    points = BOARDS[chosen["data"]](chosen["n"], k, seed)
    if "restarts" in chosen:
        best = KMeans(k, n_init=100, random_state=0, tol=0).fit(points).inertia_
        assert lesson.expect["inertia"] == pytest.approx(best, rel=1e-9)
        return
    start = SEEDINGS[chosen.get("init", "random")](points, k, seed)
    other = KMeans(k, init=start, n_init=1, tol=0).fit(points)
    assert lesson.expect["inertia"] == pytest.approx(other.inertia_, rel=1e-9)
    assert lesson.expect["iterations"] == other.n_iter_


def test_a_lesson_holds_at_its_question(capsys: pytest.CaptureFixture[str]) -> None:
    """It is held for 4 seconds, with --pause-before-answer for 20, and the words are printed."""
    durations = {}
    for name, options in {"glance": [], "pause": ["--pause-before-answer"]}.items():
        film = f"{name}.gif"
        assert main(["lesson", "rings", "--size", "320x180", *options, "-o", film]) == 0
        durations[name] = _durations(film)
    assert sum(durations["pause"]) - sum(durations["glance"]) == pytest.approx(16_000, abs=10)
    assert 20_000 in durations["pause"]
    lesson = read_lesson("rings")
    told = capsys.readouterr().err
    assert lesson.question in told
    assert lesson.text in told


@pytest.mark.parametrize("name", ["rings", "wrong-k"])
def test_what_is_reported_is_what_is_in_the_file(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Size and length count the question, as any decoder finds them."""
    assert main(["lesson", name, "--size", "480x240", "--json", "--quiet", "-o", "film.gif"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["width"], report["height"]) == iio.improps("film.gif", index=0).shape[1::-1]
    assert report["seconds"] == pytest.approx(sum(_durations("film.gif")) / 1000, abs=0.02)


def test_a_lesson_can_be_made_again() -> None:
    """The recipe holds the command of the lesson, and remaking gives the same bytes."""
    options = ["--size", "320x180", "--theme", "dark", "--quiet"]
    assert main(["lesson", "outlier", *options, "-o", "film.gif"]) == 0
    assert read_recipe("film.gif").command.startswith("python -m kmviz lesson outlier ")
    assert main(["remake", "film.gif", "--quiet", "-o", "again.gif"]) == 0
    assert Path("again.gif").read_bytes() == Path("film.gif").read_bytes()


def test_a_lesson_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest one is named, and there is no file."""
    assert main(["lesson", "ring", "-o", "film.gif"]) == 2
    assert "did you mean 'rings'?" in capsys.readouterr().err
    assert list(Path().iterdir()) == []


def _told(name: str, lang: str) -> list[str]:
    lesson = read_lesson(name, lang)
    return [lesson.title, lesson.text, lesson.question]


def _numbers(words: str, lang: str) -> set[int]:
    """Give the numbers from two on that are told, in words or in digits."""
    edge = "" if lang == "zh" else r"\b"
    told = NUMBERS[lang].items()
    found = {n for n, word in told if re.search(f"{edge}({word}){edge}", words.casefold())}
    return found | {int(digits) for digits in re.findall(r"\d+", words)}


def test_lessons_are_told_in_every_language() -> None:
    """Each language has a file with all lessons, and nothing else."""
    folder = FOLDER / "languages"
    assert {file.stem for file in folder.iterdir()} == set(PLURALS) == set(LANGUAGES)
    for file in folder.iterdir():
        assert list(tomllib.loads(file.read_text("utf-8"))) == list(LESSONS)


@pytest.mark.parametrize("lang", PLURALS)
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_says_the_same_in_every_language(name: str, lang: str) -> None:
    """It has a title, a text of some sentences and a question, with the numbers of the English."""
    title, text, question = _told(name, lang)
    assert title
    assert len(re.findall("[.。]", text)) >= 2
    assert question.endswith(("?", "？"))  # noqa: RUF001  (Chinese has its own mark)
    for ours, english in zip(_told(name, lang), _told(name, "en"), strict=True):
        assert _numbers(english, lang="en") <= _numbers(ours, lang)
        assert {n for n in _numbers(ours, lang) if n > 2} <= _numbers(english, "en")
        assert lang == "en" or ours != english or ours == "k-means++"
        assert missing_characters(ours, lang) == "" or lang == "zh"
        assert "  " not in ours
        assert "\n" not in ours


@pytest.mark.parametrize("lang", ["zh", "fr"])
def test_punctuation_is_that_of_the_language(lang: str) -> None:
    """Chinese marks are as wide as its characters; French ones have a space that does not break."""
    wrong = {"zh": r"[,;:?!.]", "fr": r"(?<![\u00a0\u202f])[;:?!]| [;:?!]"}[lang]
    for name in LESSONS:
        assert re.findall(wrong, " ".join(_told(name, lang))) == []


def test_a_lesson_speaks_the_language_that_was_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its words do, those of its film, and the film that is made again from it."""
    asked = ["lesson", "scaling", "--lang", "de", "--size", "320x180", "-o", "film.gif"]
    assert main(asked) == 0
    lesson = read_lesson("scaling", "de")
    told = capsys.readouterr().err
    assert all(words in told for words in (lesson.title, lesson.text, lesson.question))
    recipe = read_recipe("film.gif")
    assert "--lang de" in recipe.command
    assert recipe.alt.startswith("Zwei Läufe von k-means nebeneinander")
    assert main(["remake", "film.gif", "--quiet", "-o", "again.gif"]) == 0
    assert Path("again.gif").read_bytes() == Path("film.gif").read_bytes()
    capsys.readouterr()
    assert main(["lesson", "--lang", "fr", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rings"]["title"] == "Anneaux"
