"""Works go in, what each of their contenders took comes out: run by run, alternately."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import launch

OUTPUT = "{output}"  # in a command: the path of the file to write


@dataclass(frozen=True)
class Contender:
    """One way to do a work: a whole process of Python, with these arguments."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """What the first contender of a work is to reach.

    Attributes
    ----------
    quantity
        One of `QUANTITIES`, of which there shall be no more, or "psnr", of which no less: a smaller
        file is not worth its bytes where it looks worse.
    limit
        A part of what the peer took, or a value where there is none; of "psnr" always decibels,
        beside a peer those more than it has.
    beside
        The name of the peer.
    """

    quantity: str
    limit: float
    beside: str = ""

    def is_met(self, value: float) -> bool:
        """Tell whether this value, or part, will do."""
        return value >= self.limit if self.quantity == "psnr" else value <= self.limit


@dataclass(frozen=True)
class Work:
    """Something to be done.

    Attributes
    ----------
    name, sentence
        What it is called, and what it is.
    contenders
        Who does it; the others are held against the first.
    targets
        What the first is to reach.
    runs
        How often at most where it takes minutes, with none to warm up; 0 for as often as all.
    ending
        Of the file that is written, if any.
    film
        What the films should show, as `quality.py` is told, if films are written.
    preparation
        What Python is started with before, once and unmeasured, to make what all of them need.
    """

    name: str
    sentence: str
    contenders: tuple[Contender, ...]
    targets: tuple[Target, ...] = ()
    runs: int = 0
    ending: str = ""
    film: tuple[str, ...] = ()
    preparation: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """What one process took.

    Attributes
    ----------
    wall, cpu
        Seconds by the clock, and of all processors, those of its children included.
    memory
        Bytes at the peak of the process or of its largest child.
    size
        Bytes of the file that it wrote; None where it writes none.
    inside
        Seconds of the work without imports and preparation, as the process says; None where it
        says nothing.
    told
        The result, in its own words.
    """

    wall: float
    cpu: float
    memory: float
    size: float | None = None
    inside: float | None = None
    told: str = ""


QUANTITIES = ("wall", "inside", "cpu", "memory", "size")


@dataclass
class Record:
    """What is known of a contender: its runs, or why it failed, and the quality of its film."""

    contender: Contender
    runs: list[Run] = field(default_factory=list)
    failure: str = ""
    decibels: float | None = None

    def values(self, quantity: str) -> list[float]:
        """Give a quantity of each run, nothing where it is not known of all."""
        values = [getattr(run, quantity) for run in self.runs]
        return [] if None in values else values

    def median(self, quantity: str) -> float | None:
        """Give the median of a quantity."""
        return median(values) if (values := self.values(quantity)) else None


class FailedError(Exception):
    """A contender did not do its work; the message says why."""


@dataclass(frozen=True)
class Place:
    """Where contenders are started.

    Attributes
    ----------
    python
        The path of their Python.
    environment
        Their environment variables.
    scratch
        The folder that they start in, and write to.
    """

    python: str
    environment: Mapping[str, str]
    scratch: Path

    def start(self, arguments: Sequence[str], output: Path) -> Run:
        """Run Python, and measure it from outside.

        Raises
        ------
        FailedError
            If it does not end with exit status 0.
        """
        report = self.scratch / "report"
        report.unlink(missing_ok=True)
        # -I -S: the launcher must be smaller than whatever it measures
        launcher = [sys.executable, "-I", "-S", str(launch.__file__), str(report)]
        done = self.call([*launcher, self.python, *arguments])
        if not report.exists():
            raise FailedError(f"cannot be started: {_last_line(done.stderr)}")
        status, wall, cpu, memory = (float(word) for word in report.read_text().split())
        if status:
            raise FailedError(f"exit status {status:.0f}: {_last_line(done.stderr)}")
        size = output.stat().st_size if output.exists() else None
        told = _told(done.stdout)
        return Run(wall, cpu, memory, size, told.get("seconds"), told.get("told", ""))

    def call(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a command, and keep what it says."""
        return subprocess.run(
            command,
            cwd=self.scratch,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


def measure(work: Work, place: Place, runs: int, say: Callable[[str], object]) -> list[Record]:
    """Run the contenders of a work in turn, once to warm up and then as often as asked.

    A work that says how often it is run has no run to warm up.

    Parameters
    ----------
    work
        What is to be done.
    place
        Where they are started.
    runs
        How many runs of each contender count.
    say
        Is told what happens.

    Returns
    -------
    One record per contender. One that fails is not started again, and has no runs.
    """
    records = [Record(contender) for contender in work.contenders]
    if work.preparation:
        say(f"{work.name}: preparation")
        place.call([place.python, *work.preparation])
    turns = range(1, min(runs, work.runs) + 1) if work.runs else range(runs + 1)
    for turn in turns:
        for record in records:
            if not record.failure:
                say(f"{work.name}: {record.contender.name}, {f'run {turn}' if turn else 'warm-up'}")
                _take_turn(record, place, _output(record, work, place), counts=turn > 0)
    for record in records:
        if work.film and not record.failure:
            _judge(record, work, place)
    return records


def ratios(first: Record, other: Record, quantity: str) -> list[float]:
    """Give what the first took as a part of what the other took, run by run."""
    pairs = zip(first.values(quantity), other.values(quantity), strict=False)
    return [mine / theirs for mine, theirs in pairs if theirs > 0]


def reached(target: Target, records: Sequence[Record]) -> float | None:
    """Give what the first contender has come to, in the terms of a target, if that is known."""
    first = records[0]
    if not target.beside:
        return first.decibels if target.quantity == "psnr" else first.median(target.quantity)
    [other] = [record for record in records if record.contender.name == target.beside]
    if target.quantity == "psnr":
        return decibels_more(first, other)
    parts = ratios(first, other, target.quantity)
    return median(parts) if parts else None


def decibels_more(first: Record, other: Record) -> float | None:
    """Give by how many decibels the first film is nearer to what it should show, if known."""
    if first.decibels is None or other.decibels is None:
        return None
    return first.decibels - other.decibels


def _output(record: Record, work: Work, place: Place) -> Path:
    return place.scratch / f"{work.name} {record.contender.name}{work.ending}"


def _take_turn(record: Record, place: Place, output: Path, *, counts: bool) -> None:
    output.unlink(missing_ok=True)
    words = record.contender.arguments
    try:
        run = place.start([str(output) if word == OUTPUT else word for word in words], output)
    except FailedError as error:
        record.failure, record.runs = str(error), []
    else:
        record.runs += [run] if counts else []


def _judge(record: Record, work: Work, place: Place) -> None:
    """Hold the film of the last run against the frames that it should show."""
    film = str(_output(record, work, place))
    done = place.call([place.python, "-m", "benchmarks.quality", *work.film, film])
    if done.returncode:
        record.failure, record.runs = f"its film: {_last_line(done.stderr)}", []
    else:
        record.decibels = float(done.stdout)


def _told(out: str) -> dict[str, Any]:
    """Read what a contender may say of its work: a JSON object in its last line."""
    try:
        told = json.loads(_last_line(out))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it says nothing"])[-1]
