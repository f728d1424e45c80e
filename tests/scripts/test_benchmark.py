"""`benchmark.py`: what it measures, how it sums up, and what it refuses; no test asks how fast."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kmviz.drawing.render import render
from tests.scripts.checkout import PROJECT, ROOT, Checkout

sys.path.append(str(ROOT / "scripts"))

import benchmark
from benchmarks.comparison import Boards, four
from benchmarks.figure import Film
from benchmarks.frames import SCENES, tell, ticks
from benchmarks.measure import (
    OUTPUT,
    Contender,
    Place,
    Record,
    Run,
    Target,
    Work,
    measure,
    ratios,
    reached,
)
from benchmarks.report import to_json, to_markdown, to_row, verdict
from benchmarks.scale import CURVES, Curve, curve_of, numbers_of, say_slopes

WRITES = "import sys; open(sys.argv[1], 'w').write('x' * int(sys.argv[2])); print('[3]')"
TELLS = """print("chatter"); print('{"seconds": 0.25, "told": "k = 3"}')"""
IDLE = Contender("idle", ("-c", "pass"))
BROKEN = Contender("broken", ("-c", "import sys; sys.exit('no such peer')"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Give a place to start contenders in."""
    return Place(sys.executable, dict(os.environ), tmp_path)


def record(name: str, *runs: Run) -> Record:
    """Make the record of a contender that was measured."""
    return Record(Contender(name, ()), list(runs))


FAST = record("fast", Run(1, 2, 3e6, 4e3), Run(3, 3, 3e6, 4e3), Run(2, 1, 3e6, 4e3))
SLOW = record("slow", Run(4, 10, 6e6, 1e3), Run(4, 10, 6e6, 1e3), Run(1, 10, 6e6, 1e3))
FAILED = Record(BROKEN, failure="exit status 1: no such peer")
RACE = Work("race", "who is first", (FAST.contender, SLOW.contender, BROKEN))


def started(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Start the benchmark."""
    command = [sys.executable, str(ROOT / "scripts" / "benchmark.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def cells(line: str) -> list[str]:
    """Take a row of a table apart."""
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_what_contenders_need_is_made_first(place: Place) -> None:
    """A preparation is run once, where they start, before the first of them."""
    write = ("-c", "open('points', 'a').write('x')")
    read = Contender("reader", ("-c", "print(open('points').read() == 'x' or 1 / 0)"))
    (found,) = measure(Work("w", "reads", (read,), preparation=write), place, 2, lambda _: None)
    assert not found.failure
    assert len(found.runs) == 2


def test_contenders_take_turns(place: Place) -> None:
    """All warm up once, then run one after the other, as often as asked."""
    said: list[str] = []
    other = Contender("other", IDLE.arguments)
    records = measure(Work("rest", "", (IDLE, other)), place, 2, said.append)
    turns = ("warm-up", "run 1", "run 2")
    assert said == [f"rest: {name}, {turn}" for turn in turns for name in ("idle", "other")]
    assert [len(each.runs) for each in records] == [2, 2]


def test_a_process_is_measured_from_outside(place: Place) -> None:
    """Time, processor time, memory and bytes are those of the process, whatever it says."""
    writer = Contender("writer", ("-c", WRITES, OUTPUT, "1234"))
    glutton = Contender("glutton", ("-c", "len(bytearray(b'x') * 200_000_000)"))
    sleeper = Contender("sleeper", ("-c", "import time; time.sleep(0.3)"))
    work = Work("work", "", (writer, glutton, sleeper), ending=".txt")
    wrote, ate, slept = (each.runs[0] for each in measure(work, place, 1, str))
    assert wrote.size == 1234
    assert ate.size is None
    assert 200e6 < ate.memory < 300e6
    assert 0 < wrote.memory < 50e6
    assert slept.wall > 0.3
    assert 0 < slept.cpu < slept.wall


def test_the_processor_time_of_children_counts(place: Place) -> None:
    """A contender that lets others work has worked itself."""
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    lazy = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
    run = place.start(("-c", lazy), place.scratch / "none")
    assert run.cpu > 0.3


def test_a_contender_may_tell_of_its_work(place: Place) -> None:
    """The last line may give the time of the work alone, and the result; other words do no harm."""
    told = place.start(("-c", TELLS), place.scratch / "none")
    assert (told.inside, told.told) == (0.25, "k = 3")
    silent = place.start(("-c", "print('[1]')"), place.scratch / "none")
    assert (silent.inside, silent.told) == (None, "")


def test_a_failing_contender_is_told_and_not_counted(place: Place) -> None:
    """Its last words are kept, it is not started again, and the others go on."""
    said: list[str] = []
    idle, broken = measure(Work("work", "", (IDLE, BROKEN)), place, 2, said.append)
    assert broken.failure == "exit status 1: no such peer"
    assert broken.runs == []
    assert sum("broken" in line for line in said) == 1
    assert len(idle.runs) == 2


def test_a_contender_that_fails_later_is_not_counted(place: Place) -> None:
    """Runs before a failure do not stand for the contender."""
    once = "import os, sys; os.path.exists('was') and sys.exit(5); open('was', 'w')"
    [failed] = measure(Work("work", "", (Contender("once", ("-c", once)),)), place, 2, str)
    assert failed.failure == "exit status 5: it says nothing"
    assert failed.runs == []


def test_a_program_that_is_not_there_is_a_failure(place: Place) -> None:
    """A Python that cannot be started is told like any other failure."""
    nowhere = Place(str(place.scratch / "python"), place.environment, place.scratch)
    [failed] = measure(Work("work", "", (IDLE,)), nowhere, 1, str)
    assert "No such file" in failed.failure


def test_a_film_that_cannot_be_judged_is_a_failure(place: Place) -> None:
    """A film that does not decode is told, and its runs do not count."""
    writer = Contender("writer", ("-c", WRITES, OUTPUT, "9"))
    work = Work("film", "", (writer,), ending=".gif", film=("320x240", "steps"))
    [failed] = measure(work, place, 1, str)
    assert failed.failure.startswith("its film: ")
    assert failed.runs == []


def test_medians_and_ratios() -> None:
    """The ratio is that of runs that followed one another, not that of the medians."""
    assert (FAST.median("wall"), SLOW.median("wall")) == (2, 4)
    assert ratios(FAST, SLOW, "wall") == [0.25, 0.75, 2]
    assert FAST.median("inside") is None
    assert ratios(FAST, SLOW, "inside") == []
    assert ratios(FAST, FAILED, "wall") == []


def test_the_table() -> None:
    """A row per contender with medians, a row per peer with ratios, and failures below."""
    first, *lines = to_markdown(RACE, [FAST, SLOW, FAILED]).splitlines()
    assert first == "**race**: who is first"
    title, rule, *rows = [cells(line) for line in lines if line.startswith("|")]
    assert title == ["race", "wall", "CPU", "memory", "file"]
    assert all(set(cell) <= set("-:") for cell in rule)
    assert rows == [
        ["fast", "2.00 s", "2.00 s", "3 MB", "4 kB"],
        ["slow", "4.00 s", "10.0 s", "6 MB", "1 kB"],
        ["fast : slow", "0.75 (0.25-2.0)", "0.20 (0.10-0.30)", "0.50", "4.0"],
    ]
    assert lines[-1] == "broken failed: exit status 1: no such peer"


def test_the_table_says_what_is_reached() -> None:
    """Below a row stands what was to be reached, of a part or of a value, and whether it is."""
    targets = (Target("wall", 0.75, "slow"), Target("size", 2.0, "slow"), Target("wall", 1.5))
    work = replace(RACE, targets=targets)
    lines = to_markdown(work, [FAST, SLOW]).splitlines()
    rows = [cells(line) for line in lines if line.startswith("|")][2:]
    assert [row[0] for row in rows] == ["fast", "to reach", "slow", "fast : slow", "to reach"]
    assert rows[1][1:] == ["1.5 s, NOT met", "", "", ""]
    assert rows[4][1:] == ["0.75, met", "", "", "2, NOT met"]
    found = to_json(work, [FAST, SLOW])["targets"]
    assert [(one["reached"], one["met"]) for one in found] == [(0.75, True), (4, False), (2, False)]


def test_quality_is_to_be_no_less() -> None:
    """Decibels are met from the limit upwards, and unknown without a film."""
    target = Target("psnr", 46)
    assert target.is_met(46)
    assert not target.is_met(45.9)
    assert reached(target, [FAST, SLOW]) is None
    assert verdict(target, [FAST, SLOW]) == "46 dB"
    films = [replace(FAST, decibels=40.2), replace(SLOW, decibels=41.0)]
    beside = Target("psnr", 0, "slow")
    assert reached(beside, films) == pytest.approx(-0.8)
    assert verdict(beside, films) == "+0 dB, NOT met"
    assert verdict(beside, [replace(FAST, decibels=41.0), films[1]]) == "+0 dB, met"
    filmed = to_markdown(replace(RACE, film=("1x1", "plain"), targets=(beside,)), films)
    assert [cells(line)[-1] for line in filmed.splitlines()[-2:]] == ["-0.8 dB", "+0 dB, NOT met"]


def test_the_short_table() -> None:
    """A line holds the first against its first peer, where both were measured."""
    assert list(to_row(RACE, [FAST, SLOW, FAILED])) == [
        "| who is first | slow | 0.75 |  | 0.50 | 4.0 |"
    ]
    assert list(to_row(RACE, [FAST, FAILED, SLOW])) == []


def test_a_work_of_minutes_is_run_as_often_as_it_says(place: Place) -> None:
    """It has no run to warm up, and no more runs than asked."""
    said: list[str] = []
    (found,) = measure(Work("slow", "", (IDLE,), runs=2), place, 5, said.append)
    assert said == ["slow: idle, run 1", "slow: idle, run 2"]
    (found,) = measure(Work("slow", "", (IDLE,), runs=2), place, 1, str)
    assert len(found.runs) == 1


def test_a_table_without_the_first_has_no_ratios() -> None:
    """Where kmviz failed, its peers are held against nothing."""
    lines = to_markdown(RACE, [FAILED, SLOW]).splitlines()
    assert [cells(line)[0] for line in lines if line.startswith("|")][2:] == ["slow"]


def test_a_table_fits_a_terminal() -> None:
    """The widest table that can come out has 100 columns at most."""
    for work in (*benchmark.WORKS, *CURVES):
        run = Run(123.456, 123.456, 1234e6, 1234e3 if work.film else None)
        records = [Record(contender, [run, run]) for contender in work.contenders]
        for each in records:
            each.decibels = 58.5 if work.film else None
        table = to_markdown(work, records)
        assert max(len(line) for line in table.splitlines()) <= 100


def test_all_numbers_in_json() -> None:
    """The JSON object has every run, medians, ratios to the first, and failures."""
    numbers: dict[str, Any] = json.loads(json.dumps(to_json(RACE, [FAST, SLOW, FAILED])))
    fast, slow, failed = numbers["contenders"]
    assert numbers["name"] == "race"
    assert fast["runs"]["wall"] == [1, 3, 2]
    assert fast["ratios"]["wall"] is None
    assert slow["medians"] == {"wall": 4, "inside": None, "cpu": 10, "memory": 6e6, "size": 1e3}
    assert slow["ratios"]["wall"] == 0.75
    assert (slow["failure"], failed["failure"]) == (None, FAILED.failure)


def test_an_unknown_work_is_refused() -> None:
    """The names to choose from are told, before anything is set up."""
    done = started("--only", "plain", "--only", "nope")
    assert done.returncode == 1
    assert done.stdout == ""
    names = ", ".join([*(work.name for work in benchmark.WORKS), "scale"])
    assert done.stderr == f"error: no work 'nope'\nhint: choose among {names}\n"


def test_the_whole_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is asked for is measured and printed, quickly in 2 runs; a failure shows in the end."""
    works = (Work("good", "", (IDLE,)), Work("bad", "", (IDLE, BROKEN)))
    monkeypatch.setattr(benchmark, "WORKS", works)
    monkeypatch.setattr(benchmark, "CURVES", ())
    monkeypatch.setattr("_environment.python_for", {"bench": sys.executable}.get)
    monkeypatch.setattr(sys, "argv", ["benchmark.py", "--quick", "--json"])
    with pytest.raises(SystemExit) as end:
        benchmark.main()
    numbers = json.loads(capsys.readouterr().out)
    assert end.value.code == 1
    assert numbers["runs"] == 2
    assert "numpy" in numbers["machine"]
    assert [work["name"] for work in numbers["works"]] == ["good", "bad"]
    monkeypatch.setattr(sys, "argv", ["benchmark.py", "--quick", "--only", "good"])
    with pytest.raises(SystemExit) as end:
        benchmark.main()
    table = capsys.readouterr().out
    assert end.value.code == 0
    assert "| idle" in table
    assert "bad" not in table


def grown(name: str, *runs: tuple[str, float, float]) -> Curve:
    """Make the curve of contenders with these names, seconds and bytes."""
    records = [record(called, Run(wall, wall, memory)) for called, wall, memory in runs]
    return curve_of(Work(name, "", ()), [*records, FAILED])


def test_a_curve_grows_by_its_steepest_step() -> None:
    """A time that grows with the square somewhere is worse than linear, whatever comes before."""
    straight = grown("points", ("100", 1, 5e6), ("1,000", 10, 5e6), ("10,000", 50, 1e7))
    assert straight.values == [100, 1000, 10000]
    assert straight.steepest("wall") == pytest.approx(1)
    assert straight.is_linear
    assert say_slopes(straight).endswith("memory by one of 0.30: linear or better.")
    bent = grown("pixels", ("10x10", 1, 1e6), ("20x10", 2, 1e6), ("20x20", 8, 1e6))
    assert bent.values == [100, 200, 400]
    assert bent.steepest("wall") == pytest.approx(2)
    assert say_slopes(bent).endswith("WORSE than linear.")
    assert numbers_of(bent)["linear"] is False


def test_the_chart_has_all_curves(tmp_path: Path) -> None:
    """A column for each, with the same bytes for the same numbers, and no date."""
    curve = numbers_of(grown("points", ("100", 1, 5e6), ("1,000", 10, 5e6)))
    (tmp_path / "numbers").write_text(json.dumps([curve, curve | {"name": "clusters"}]))
    drawn = []
    for name in ("one.svg", "other.svg"):
        command = (sys.executable, "-m", "benchmarks.scale_chart", "numbers", name)
        path = os.pathsep.join([str(ROOT / "scripts"), str(ROOT)])
        subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": path}, check=True)
        drawn.append((tmp_path / name).read_text())
    assert drawn[0] == drawn[1]
    assert drawn[0].count('id="axes_') == 4
    assert "<dc:date>" not in drawn[0]


def test_tables_are_written_where_they_are_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """All of them go to the gallery, and the short one between its marks in the README."""
    gallery, readme = tmp_path / "gallery", tmp_path / "README.md"
    gallery.mkdir()
    readme.write_text(f"before\n{benchmark.BEGIN}\nold\n{benchmark.END}\nafter\n")
    monkeypatch.setattr(benchmark, "GALLERY", gallery)
    monkeypatch.setattr("_environment.ROOT", str(tmp_path))
    done = [(RACE, [FAST, SLOW])]
    benchmark.write_tables("a machine\n\nhow", done)
    head = "\n".join(["a machine", "", *benchmark.HEAD])
    row = "| who is first | slow | 0.75 |  | 0.50 | 4.0 |"
    marked = f"{benchmark.BEGIN}\n{head}\n{row}\n{benchmark.END}"
    assert readme.read_text() == f"before\n{marked}\nafter\n"
    assert to_markdown(RACE, [FAST, SLOW]) in (gallery / "benchmark.md").read_text()


def test_a_part_of_the_tables_is_not_written() -> None:
    """It would stand for all of them."""
    done = started("--only", "plain", "--write")
    assert done.returncode == 1
    assert done.stderr.startswith("error: --write with --only would leave out the others\nhint: ")


def test_the_readme_has_room_for_the_table() -> None:
    """The marks between which it is written are there, once."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert (text.count(benchmark.BEGIN), text.count(benchmark.END)) == (1, 1)
    assert "\n".join(benchmark.HEAD) in text


def test_every_module_that_is_named_is_there() -> None:
    """Contenders and peers are files of `scripts/benchmarks`, and each of these is used."""
    commands = [
        command
        for work in (*benchmark.WORKS, *CURVES)
        for command in (work.preparation, *(one.arguments for one in work.contenders))
    ]
    named = {command[1] for command in commands if "benchmarks." in "".join(command[1:2])}
    folder = ROOT / "scripts" / "benchmarks"
    mains = {f"benchmarks.{path.stem}" for path in folder.glob("*.py") if _is_program(path)}
    assert mains - {f"benchmarks.{name}" for name in ("launch", "quality", "scale_chart")} == named


def _is_program(path: Path) -> bool:
    return "__main__" in path.read_text()


def test_the_peers_are_installed(checkout: Checkout) -> None:
    """The group of the benchmark is handed to pip after the set-up for running."""
    group = 'dev = ["pytest>=8", "ruff>=0.14"]'
    project = PROJECT.replace(group, f'{group}\nbench = ["celluloid", "gap-stat"]')
    (checkout.root / "pyproject.toml").write_text(project)
    checkout.start("benchmark.py", "--quick", "--only", "help")
    events = checkout.events()
    assert [event["program"] for event in events] == ["venv", "pip", "pip"]
    assert events[-1]["command"][-2:] == ["celluloid", "gap-stat"]


@pytest.mark.parametrize(("scene", "size"), [("smooth", (640, 480)), ("lecture", (640, 360))])
def test_the_peers_draw_the_same_pictures(scene: str, size: tuple[int, int]) -> None:
    """The figure that peers film, and films are held against, shows what kmviz shows."""
    frames, layout = tell(scene), SCENES[scene].layout
    chosen = [number for number in range(len(frames)) if number % 15 == 8] + [len(frames) - 1]
    some = [frames[number] for number in [0, *chosen]]
    pictures = list(render(some, size=size, layout=layout))[1:]
    film = Film(frames, size, layout)
    for number, picture in zip(chosen, pictures, strict=True):
        film.update(frames[number])
        assert decibels(film.pixels(), picture.pixels) > 60
    assert {frames[number].beat for number in chosen} == {"start", "assign", "update", "settled"}


def test_the_peers_draw_the_same_shapes() -> None:
    """Above ten clusters too, apart from points that change between shapes just now."""
    frames = tell("crowd")
    chosen = [frames[number] for number in (8, 17, 53, 98, len(frames) - 1)]
    film = Film(frames, (320, 240))
    for frame, picture in zip(chosen, render(chosen, size=(320, 240)), strict=True):
        film.update(frame)
        assert decibels(film.pixels(), picture.pixels) > (60 if frame.progress == 1 else 40)


def decibels(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Give the PSNR of two pictures."""
    error = np.square(one.astype(float) - other).mean()
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def test_the_peers_draw_the_same_comparison() -> None:
    """The figure of four boards shows what kmviz shows, also what is framed at the end."""
    comparison = four((640, 360))
    told = comparison.timeline
    boards = Boards(comparison)
    for number, picture in enumerate(comparison.pictures()):
        if number % 40 == 8 or number == len(told) - 1:
            boards.update(told[number])
            assert decibels(boards.pixels(), picture.pixels) > 60


def test_the_ticks_add_up() -> None:
    """The film of a peer lasts as long as kmviz's, to the tick."""
    frames = tell("smooth")
    for rate in (25, 100):
        assert sum(ticks(frames, rate)) == round(rate * sum(frame.seconds for frame in frames))
