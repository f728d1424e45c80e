"""Arguments go in, an exit status comes out: 0 done, 1 could not, 2 asked wrongly, 130 stopped."""

import contextlib
import gc
import os
import re
import signal
import sys
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from importlib import import_module
from types import FrameType
from typing import Final, NoReturn, cast

import click

import kmviz
from kmviz.cli.failure import AskedWronglyError, CouldNotError
from kmviz.cli.options import meant
from kmviz.cli.report import printable
from kmviz.cli.sparing import spare
from kmviz.cli.typed import as_typed

DONE, COULD_NOT, ASKED_WRONGLY, STOPPED = 0, 1, 2, 130
MANY = 200_000  # objects: more than importing makes, and drawing a film leaves next to no garbage

COMMANDS: Final = (
    *("animate", "choose-k", "compare", "restarts"),
    *("how", "remake", "doctor", "places", "lesson"),
)

HELP = """Film k-means.

\b
Examples:
  python -m kmviz animate --k 7 --n 100
  python -m kmviz animate points.csv --k 3 -o film.mp4
  python -m kmviz compare --k 5 --vary init=random,kmeans++
  python -m kmviz choose-k points.csv -o choice.png
  python -m kmviz restarts --data peaked --k 5 --init random,kmeans++
  python -m kmviz how film.mp4
  python -m kmviz remake film.mp4 --set k=5 -o five.mp4
  python -m kmviz animate --help
"""


class Commands(Mapping[str, click.Command]):
    """The commands by their names; each is imported when it is asked for."""

    def __getitem__(self, name: str) -> click.Command:
        """Give the command that the module of its name has."""
        if name not in COMMANDS:
            raise KeyError(name)
        home = name.replace("-", "_")
        return cast("click.Command", getattr(import_module(f"kmviz.cli.{home}"), home))

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(COMMANDS)

    def __len__(self) -> int:
        """Give how many there are."""
        return len(COMMANDS)


@click.group(
    help=HELP,
    commands=cast("MutableMapping[str, click.Command]", Commands()),  # none is added later
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(kmviz.__version__, prog_name="kmviz")
def kmviz_command() -> None:
    """Film k-means."""


def run() -> NoReturn:
    """Be the program: do what its arguments ask, and end with the exit status."""
    # Threads of numpy's OpenBLAS would wait for work in a loop that keeps their cores from others.
    os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")
    # Else Python looks for garbage 170 times while it imports, where there is hardly any.
    gc.set_threshold(MANY)
    spare()
    _leave(main())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit status; what went wrong is told on standard error."""
    asked = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    _stop_gently()
    try:
        done = kmviz_command.main(asked, prog_name="python -m kmviz", standalone_mode=False)
    except Exception as error:
        if "--debug" in asked:
            raise
        return _explain(error)
    except KeyboardInterrupt:
        click.echo("stopped: nothing was written", err=True)
        return STOPPED
    return done if isinstance(done, int) else DONE


def _leave(status: int) -> NoReturn:
    """End the process at once.

    Python would first take apart all that was imported: a fifth of the time of a short film.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError):  # there is none, or nobody reads it
            stream.flush()
    os._exit(status)


def _explain(error: Exception) -> int:
    """Tell in two lines what is wrong and what to do, and give the exit status."""
    match error:
        case BrokenPipeError():
            _close_the_pipe()
            status = COULD_NOT
        case click.Abort():
            status = STOPPED
        case click.ClickException():
            status = _tell(*_parsing_problem(error), ASKED_WRONGLY)
        case CouldNotError() | OSError():
            status = _tell(*_two_lines(error), COULD_NOT)
        case AskedWronglyError():
            status = _tell(*_two_lines(error), ASKED_WRONGLY)
        case ValueError() if "\n" in str(error):  # others are faults of a library, or ours
            problem, remedy = _two_lines(error)
            commands = kmviz_command.commands.values()
            status = _tell(as_typed(problem, commands), as_typed(remedy, commands), ASKED_WRONGLY)
        case MemoryError():
            status = _tell("there is not enough memory", "try fewer points", COULD_NOT)
        case _:
            problem = f"a fault of kmviz: {type(error).__name__}: {error}"
            status = _tell(problem, "report what the command prints with --debug", COULD_NOT)
    return status


def _close_the_pipe() -> None:
    """Send what Python would still flush to a closed pipe at its end to nowhere instead."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _two_lines(error: Exception) -> tuple[str, str]:
    """Take a refusal apart: its first line says what is wrong, the second what to do."""
    if isinstance(error, OSError) and error.strerror is not None:
        where = f"{error.filename}: " if error.filename is not None else ""
        return f"{where}{error.strerror.lower()}", "check the path, its permissions and the disk"
    problem, _, remedy = str(error).partition("\n")
    return problem, remedy


def _parsing_problem(error: click.ClickException) -> tuple[str, str]:
    message = " ".join(error.format_message().split()).rstrip(".")
    problem = message[:1].lower() + message[1:]
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "python -m kmviz"
    return problem, f"{_meant(error)}see {command} --help"


def _meant(error: click.ClickException) -> str:
    """Ask for the value that was perhaps meant; the message begins with the one that was given."""
    if not (isinstance(error, click.BadParameter) and error.param):
        return ""
    given = re.match(r"'(.*)' is n(?:ot|either) one of", error.message)
    return meant(error.param.type, given[1]) if given else ""


def _tell(problem: str, remedy: str, status: int) -> int:
    click.echo(f"error: {printable(problem)}", err=True)
    if remedy:
        click.echo(f"hint: {printable(remedy)}", err=True)
    return status


def _stop_gently() -> None:
    """Let a polite kill unwind the program as Ctrl-C does, so that no half file stays."""

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        with contextlib.suppress(AttributeError, ValueError):  # not on Windows, not in a thread
            signal.signal(getattr(signal, name), stop)
