"""What people see on a terminal while they wait."""

import sys
from io import StringIO
from time import sleep

import pytest

from kmviz.cli import report

BETWEEN = 0.15  # seconds: a bar is drawn no more often
NEVER = 3600.0  # seconds: the clock of a bar draws nothing meanwhile


class Terminal(StringIO):
    """Keeps what a terminal is sent."""

    def isatty(self) -> bool:
        """Say that this is one."""
        return True


def watched(monkeypatch: pytest.MonkeyPatch, *, tick: float = NEVER) -> Terminal:
    """Let people watch from now on, with a look at the clock so often, and keep what they see."""
    terminal = Terminal()
    monkeypatch.setattr(report, "DELAY", 0.0)
    monkeypatch.setattr(report, "TICK", tick)
    monkeypatch.setattr(sys, "stderr", terminal)
    return terminal


def test_iterations_are_promised_an_end_but_no_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run may settle at any time: what is told of the rest is a limit, and called one."""
    terminal = watched(monkeypatch)
    with report.watching(quiet=False) as show:
        for iteration in (0, 1, 2):
            show(iteration, 300, "iterations")
            sleep(BETWEEN)
        show(3, 300, "iterations")
    told = terminal.getvalue()
    assert "3 of at most 300 iterations" in told
    assert "at most 00:" in told


def test_getting_ready_promises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long the first iteration is prepared says nothing of how long the others take."""
    terminal = watched(monkeypatch, tick=BETWEEN)
    with report.watching(quiet=False) as show:
        show(0, 300, "iterations")
        sleep(4 * BETWEEN)
        show(1, 300, "iterations")
        sleep(BETWEEN / 100)
    told = terminal.getvalue()
    assert "0 of at most 300 iterations [00:00, at most ? more]" in told
    assert all("at most ? more" in line for line in told.split("\r") if "at most" in line)


def test_a_work_of_which_nobody_knows_the_end_has_a_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes on while nothing is told, and promises nothing."""
    terminal = watched(monkeypatch, tick=BETWEEN)
    with report.watching(quiet=False) as show:
        show(0, 0, "reading points")
        sleep(6 * BETWEEN)
    told = terminal.getvalue()
    assert told.count("reading points [00:0") > 1
    assert "%" not in told


def test_one_work_after_the_other_has_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is counted from its own beginning, also the same one again, and one at a time."""
    terminal = watched(monkeypatch)
    with report.watching(quiet=False) as show:
        for what, total in (("stars", 4), ("runs", 6), ("runs", 6)):
            for done in range(3):
                show(done, total, what)
                sleep(BETWEEN)
    told = terminal.getvalue()
    assert "2/4" in told
    assert told.count("0/6") == 2
    assert "\n" not in told


def test_what_is_taken_is_counted() -> None:
    """From 0 on, and to the end."""
    told: list[tuple[int, int, str]] = []
    items = report.counted("ab", 2, "letters", lambda *count: told.append(count))
    assert list(items) == ["a", "b"]
    assert told == [(done, 2, "letters") for done in range(3)]


def test_nothing_is_left_of_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last thing that a bar writes is blank."""
    terminal = watched(monkeypatch)
    with report.counting("runs", quiet=False) as show:
        sleep(BETWEEN)
        show(1, 2)
    assert terminal.getvalue().split("\r")[-2].strip() == ""


def test_who_asks_for_quiet_sees_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even on a terminal."""
    terminal = watched(monkeypatch)
    with report.watching(quiet=True) as show:
        sleep(BETWEEN)
        show(1, 0, "runs")
    assert terminal.getvalue() == ""
