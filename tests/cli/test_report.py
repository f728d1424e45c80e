"""What people see on a terminal while they wait."""

import sys
from io import StringIO
from time import sleep

import pytest

from kmviz.cli import report

BETWEEN = 0.15  # seconds: a bar is drawn no more often


class Terminal(StringIO):
    """Keeps what a terminal is sent."""

    def isatty(self) -> bool:
        """Say that this is one."""
        return True


def watched(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Let people watch from now on, and keep what they see."""
    terminal = Terminal()
    monkeypatch.setattr(report, "DELAY", 0.0)
    monkeypatch.setattr(sys, "stderr", terminal)
    return terminal


def test_iterations_are_promised_an_end_but_no_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run may settle at any time: what is told of the rest is a limit, and called one."""
    terminal = watched(monkeypatch)
    with report.running(300, quiet=False) as show:
        for iteration in (1, 2):
            sleep(BETWEEN)
            show(iteration, 0)
    told = terminal.getvalue()
    assert "2 of at most 300 iterations" in told
    assert "at most 00:" in told


def test_runs_of_many_starts_are_counted_to_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many starts there are is known, and so is how long the rest will take."""
    terminal = watched(monkeypatch)
    with report.running(300, quiet=False) as show:
        for done in (1, 2):
            sleep(BETWEEN)
            show(done, 4)
    assert "2/4" in terminal.getvalue()


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
    with report.running(300, quiet=True) as show:
        sleep(BETWEEN)
        show(1, 0)
    assert terminal.getvalue() == ""
