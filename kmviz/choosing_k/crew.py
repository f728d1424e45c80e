"""Tasks go in, their results come out in the same order, from as many processes as pay off.

`multiprocessing` is the obvious way, and not taken: where it spawns, it runs the caller's script
once more in every process, unless that script is guarded; where it forks, it copies locks that
other threads hold. Threads alone gain nothing: numpy's calls are too short here for a second thread
to wake up in between. So the helpers are plain Pythons that read tasks from a pipe.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, Final, Protocol, TypeVar, cast

from kmviz.engine.checks import check_count

Task = TypeVar("Task")
Result = TypeVar("Result")
Helper = subprocess.Popen[bytes]

PAYS: Final = 2e7  # distances, for one iteration of all runs: about a second's work
SERVE: Final = "from kmviz.choosing_k.crew import serve; serve()"
# Each helper has a core to itself.
ONE_THREAD: Final = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


class Crew(Protocol):
    """Apply a module's function to each task; call `done` with the number of each finished one."""

    def __call__(
        self,
        function: Callable[[Task], Result],
        tasks: Sequence[Task],
        done: Callable[[int], object],
        /,
    ) -> list[Result]:
        """Give the results, in the order of the tasks."""
        ...


@contextmanager
def crew(workers: int | None, *, tasks: int, distances: float) -> Iterator[Crew]:
    """Bring a crew together, and send it home: no process outlives the `with`, however it ends.

    Parameters
    ----------
    workers
        How many processes; 1 is this one alone. None is one per core where that pays off.
    tasks
        How many tasks there are at most at a time; more processes are not started.
    distances
        How many distances of a point to a centroid one iteration of all the runs takes.

    Raises
    ------
    ValueError
        If workers is no whole number of at least 1.
    ChildProcessError
        If a process is ended from outside.
    """
    size = min(_wanted(workers, distances), tasks)
    if size == 1:
        yield _alone
        return
    with ExitStack() as stack:
        idle: SimpleQueue[Helper] = SimpleQueue()
        helpers = [_hire(stack) for _ in range(size)]
        pool = stack.enter_context(ThreadPoolExecutor(size))
        for helper in helpers:
            idle.put(helper)
            stack.callback(helper.kill)
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        yield cast("Crew", partial(_together, pool, idle))


def serve() -> None:
    """Work off what comes through standard input, until it ends; this is what a helper runs."""
    tasks, results = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what anybody prints must not come between the results
    with suppress(EOFError, OSError, pickle.UnpicklingError):  # whoever asked is gone
        while True:
            _send(results, _attempt(*_receive(tasks)))


def _wanted(workers: int | None, distances: float) -> int:
    if workers is not None:
        return check_count(workers, "workers")
    return _cores() if distances >= PAYS and sys.executable else 1


def _cores() -> int:
    with suppress(AttributeError):  # only some systems tell which cores a process may use
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _alone(
    function: Callable[[Task], Result], tasks: Sequence[Task], done: Callable[[int], object]
) -> list[Result]:
    results = []
    for number, task in enumerate(tasks):
        results.append(function(task))
        done(number)
    return results


def _together(
    pool: ThreadPoolExecutor,
    idle: "SimpleQueue[Helper]",
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    done: Callable[[int], object],
) -> list[Result]:
    futures = {pool.submit(_ask, idle, function, task): number for number, task in enumerate(tasks)}
    for future in as_completed(futures):
        future.result()
        done(futures[future])
    return [future.result() for future in futures]


def _hire(stack: ExitStack) -> Helper:
    """Start a helper that finds the modules that we have found, and none in the current folder."""
    home = str(Path(__file__).parents[2])
    helper = subprocess.Popen(  # noqa: S603  (our own Python, and our own line)
        [sys.executable, "-P", "-c", SERVE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join([home, *sys.path])},
        process_group=0,  # Ctrl-C is for us: we send the helpers home
    )
    stack.callback(_part_from, helper)
    return helper


def _part_from(helper: Helper) -> None:
    helper.kill()
    helper.wait()
    _pipe(helper.stdout).close()
    with suppress(OSError):  # half a task may be left in it
        _pipe(helper.stdin).close()


def _ask(idle: "SimpleQueue[Helper]", function: Callable[[Task], Result], task: Task) -> Result:
    helper = idle.get()
    try:
        _send(_pipe(helper.stdin), (function, task))
        answer, error = _receive(_pipe(helper.stdout))
    except (EOFError, OSError, pickle.UnpicklingError) as gone:
        raise ChildProcessError(
            "a process that helped to search was ended from outside\n"
            "free some memory, or search in one process with workers=1"
        ) from gone
    finally:
        idle.put(helper)
    if error:
        raise error
    return cast("Result", answer)


def _attempt(function: Callable[[Any], Any], task: Any) -> tuple[Any, Exception | None]:
    try:
        return function(task), None
    except Exception as error:  # noqa: BLE001  (whoever asked is told, whatever it is)
        return None, error


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    """Give a pipe that was asked for, which is there."""
    return cast("IO[bytes]", end)


def _send(pipe: IO[bytes], message: object) -> None:
    pickle.dump(message, pipe, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> tuple[Any, Any]:
    return cast("tuple[Any, Any]", pickle.load(pipe))  # noqa: S301  (written by our own code)
