"""A crew gives results in order, tells what went wrong, and goes home whatever happens."""

import math
import operator
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmviz.choosing_k.crew import crew
from tests.engine.oracles import refused

CHECKOUT = Path(__file__).parents[2]


def _ignore(_: int) -> None:
    pass


@pytest.fixture
def helpers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Watch the processes that a test starts, and see that none is left."""
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def watched(*args: object, **options: object) -> subprocess.Popen[bytes]:
        started.append(start(*args, **options))  # type: ignore[call-overload]  # as it was called
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", watched)
    yield started
    assert all(process.poll() is not None for process in started)


@pytest.mark.parametrize("workers", [1, 3])
def test_results_come_in_the_order_of_the_tasks(workers: int) -> None:
    """Each task is done once, each is told of, and the results are in order."""
    told: list[int] = []
    with crew(workers, tasks=20, distances=0) as work:
        assert work(operator.neg, range(20), told.append) == [-task for task in range(20)]
        assert work(math.sqrt, [], told.append) == []
    assert sorted(told) == list(range(20))


@pytest.mark.parametrize(
    ("workers", "tasks", "distances", "size"),
    [(1, 9, 1e99, 0), (2, 9, 0, 2), (5, 2, 1e99, 2), (4, 1, 1e99, 0), (None, 9, 1e6, 0)],
)
def test_so_many_processes_are_started_as_pay_off(
    helpers: list[subprocess.Popen[bytes]],
    workers: int | None,
    tasks: int,
    distances: float,
    size: int,
) -> None:
    """As many as wanted, no more than there are tasks, and none for little work or for one."""
    with crew(workers, tasks=tasks, distances=distances):
        assert len(helpers) == size


def test_much_work_uses_every_core(
    helpers: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a number, there is a process per core."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    with crew(None, tasks=99, distances=1e9):
        assert len(helpers) == 3


@pytest.mark.usefixtures("helpers")
def test_the_work_is_done_by_others() -> None:
    """Tasks run in process groups of their own, which Ctrl-C at the terminal does not reach."""
    with crew(2, tasks=8, distances=0) as work:
        groups = work(os.getpgid, [0] * 8, _ignore)
    assert os.getpgid(0) not in groups


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.usefixtures("helpers")
def test_what_goes_wrong_in_a_task_is_raised_here(workers: int) -> None:
    """The error of the task comes back as it was, and the others are called off."""
    with (
        pytest.raises(ValueError, match=r"^(math domain error|expected a nonnegative input.*)$"),
        crew(workers, tasks=3, distances=0) as work,
    ):
        work(math.sqrt, [1.0, -1.0, 4.0], _ignore)


@pytest.mark.usefixtures("helpers")
def test_a_process_ended_from_outside_is_told_of() -> None:
    """What dies in the middle of a task gives an error of two lines, and no wait for ever."""
    with (
        pytest.raises(ChildProcessError, match=r"ended from outside\n.*workers=1"),
        crew(2, tasks=2, distances=0) as work,
    ):
        work(os._exit, [3, 3], _ignore)


@pytest.mark.usefixtures("helpers")
def test_an_interrupt_sends_everybody_home_at_once() -> None:
    """KeyboardInterrupt comes through though a helper would be busy for a minute."""
    with pytest.raises(KeyboardInterrupt), crew(2, tasks=2, distances=0) as work:
        work(time.sleep, [0.0, 60.0], lambda _: signal.raise_signal(signal.SIGINT))


def test_if_not_all_can_be_started_none_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system refuses the second process, the first is sent home."""
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def reluctant(*args: object, **options: object) -> subprocess.Popen[bytes]:
        if started:
            raise OSError("no more processes")
        started.append(start(*args, **options))  # type: ignore[call-overload]  # as it was called
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", reluctant)
    with pytest.raises(OSError, match="no more"), crew(2, tasks=2, distances=0):
        pass
    assert [process.poll() is None for process in started] == [False]


@pytest.mark.parametrize("workers", [0, -1, 1.5, "two", True])
def test_a_number_that_is_none_is_refused(workers: int) -> None:
    """Workers are counted by whole numbers from 1."""
    with refused("workers"), crew(workers, tasks=2, distances=0):
        pass


def test_modules_of_the_current_folder_are_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file there that is called like one that helpers need does them no harm."""
    for name in ("pickle", "numpy", "kmviz"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry])
    with crew(2, tasks=2, distances=0) as work:
        assert work(operator.neg, [1, 2], _ignore) == [-1, -2]


def _script(tmp_path: Path, source: str) -> subprocess.Popen[str]:
    path = tmp_path / "script.py"
    path.write_text(source, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, str(path)],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_script_without_a_guard_runs_once(tmp_path: Path) -> None:
    """Unlike with multiprocessing, nobody has to hide their script behind __name__."""
    source = """
import numpy as np
from kmviz.choosing_k import sweep
print("once")
print(sweep(np.arange(12.0).reshape(6, 2), 3, workers=2, rng=0).extra)
"""
    with _script(tmp_path, source) as process:
        assert process.communicate() == ("once\n()\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_ctrl_c_leaves_no_process_behind(tmp_path: Path) -> None:
    """A signal in the middle of the work ends a script as an interrupt does, with its helpers."""
    source = """
import os, time
from kmviz.choosing_k.crew import crew

with crew(2, tasks=4, distances=0) as work:
    print(*work(os.getpgid, [0, 0, 0, 0], lambda _: None), flush=True)
    work(time.sleep, [60.0] * 4, lambda _: None)
"""
    with _script(tmp_path, source) as process:
        assert process.stdout is not None
        groups = {int(group) for group in process.stdout.readline().split()}
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGINT
    assert told.rstrip().endswith("KeyboardInterrupt")
    assert groups
    for group in groups:
        with pytest.raises(ProcessLookupError):
            os.killpg(group, 0)
