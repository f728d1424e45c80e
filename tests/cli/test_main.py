"""The command as a program: how it starts, and how it ends."""

import contextlib
import inspect
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import numpy as np
import pytest

import kmviz
from kmviz.cli import main, options, shared

KMVIZ = (sys.executable, "-m", "kmviz")


def test_help_imports_neither_numpy_nor_matplotlib() -> None:
    """--help, of kmviz and of animate, starts without the packages that take long to load."""
    code = (
        "import sys; from kmviz.cli import main\n"
        "for command in ([], ['animate']):\n"
        "    assert main([*command, '--help']) == 0\n"
        "heavy = {'numpy', 'matplotlib', 'PIL', 'av', 'imageio', 'tqdm'} & set(sys.modules)\n"
        "sys.exit(' '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


# What a GIF needs none of, and takes long to load.
SPARED = (
    *("av", "email", "imageio", "importlib.metadata", "tqdm"),
    *("matplotlib.axes", "matplotlib.collections", "matplotlib.figure", "matplotlib.pyplot"),
    *("kmviz.cli.compare", "kmviz.story.choosing", "kmviz.story.restarts"),
)


def test_a_film_starts_without_what_it_does_not_need(tmp_path: Path) -> None:
    """Neither are modules imported in vain, nor does Python look for garbage time and again."""
    code = (
        "import gc, os, sys; from kmviz.cli import run\n"
        "searches = lambda: sum(generation['collections'] for generation in gc.get_stats())\n"
        "before, os._exit = searches(), sys.exit\n"
        "try: run()\n"
        "finally:\n"
        f"    print(*sorted({set(SPARED)} & set(sys.modules)))\n"
        "    print(searches() - before)\n"
    )
    few = ("animate", "--n", "20", "--k", "2", "--size", "160x120", "--steps", "-o", "film.gif")
    done = subprocess.run(
        [sys.executable, "-c", code, *few], cwd=tmp_path, capture_output=True, check=True
    )
    path, loaded, searches = done.stdout.decode().splitlines()
    assert (path, loaded) == ("film.gif", "")
    assert int(searches) < 10


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["animate", "--help"]])
def test_help_leads_with_examples(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The examples stand before the options."""
    assert main(arguments) == 0
    told = capsys.readouterr().out
    assert 0 < told.index("Examples:") < told.index("Options:")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """--version prints the version of the package."""
    assert main(["--version"]) == 0
    assert kmviz.__version__ in capsys.readouterr().out


def test_choices_are_the_names_in_force() -> None:
    """The choices that the command line writes down are the names that the stages know."""
    from kmviz.data.boards import BOARDS
    from kmviz.drawing.compositions import LAYOUTS
    from kmviz.drawing.style import THEMES
    from kmviz.engine import ALGORITHMS, POLICIES, SEEDINGS
    from kmviz.story.language import PLURALS
    from kmviz.story.pace import PACES
    from kmviz.story.shown import DRAW
    from kmviz.story.storyboard import VORONOI

    assert tuple(BOARDS) == options.BOARDS
    assert tuple(SEEDINGS) == options.SEEDINGS
    assert tuple(ALGORITHMS) == options.ALGORITHMS
    assert tuple(POLICIES) == options.POLICIES
    assert tuple(VORONOI) == options.VORONOI
    assert tuple(DRAW) == options.DRAW
    assert tuple(PACES) == options.PACES
    assert tuple(LAYOUTS) == options.LAYOUTS
    assert tuple(THEMES) == options.THEMES
    assert tuple(PLURALS) == options.LANGUAGES


def test_options_have_the_names_of_parameters() -> None:
    """What the command line hands on as it is, `kmviz.animate` knows, with the same default."""
    known = inspect.signature(kmviz.animate).parameters
    groups = (shared.RUN, shared.TELLING, shared.LOOK)
    command = shared.takes(*groups)(click.command()(lambda: None))
    unsaid = command.make_context("kmviz", []).params
    assert unsaid == {name: known[name].default for name in unsaid}


def test_debug_shows_the_traceback() -> None:
    """With --debug an error is raised as it is."""
    with pytest.raises(ValueError, match="more than the 100 points"):
        main(["animate", "--k", "120", "--debug"])


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_stopped_film_leaves_no_trace(tmp_path: Path, number: int, status: int) -> None:
    """Ctrl-C and a polite kill leave the previous file, and nothing beside it."""
    (tmp_path / "film.gif").write_bytes(b"before")
    command = [*KMVIZ, "animate", "--n", "5000", "--k", "20", "-o", "film.gif"]
    running = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE)
    assert running.stderr is not None
    assert any(b"a film of" in line for line in running.stderr)
    while len(list(tmp_path.iterdir())) < 2 and running.poll() is None:
        time.sleep(0.01)
    os.kill(running.pid, number)
    running.communicate(timeout=30)
    assert running.returncode == status
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"film.gif": b"before"}


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    """Where a file cannot grow, the command says so, and the previous film stays."""
    (tmp_path / "film.gif").write_bytes(b"before")
    code = (
        "import resource, sys; from kmviz.cli import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "sys.exit(main(['animate', '--steps', '-o', 'film.gif']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr.splitlines()[-2].startswith("error: ")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"film.gif": b"before"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_words_that_cannot_be_written_are_no_traceback() -> None:
    """Where standard output is full, the command says so in its two lines, and how it ended."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*KMVIZ, "--help"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["error", "hint"]


def test_settings_of_the_user_change_nothing(tmp_path: Path) -> None:
    """MPLBACKEND, an odd matplotlibrc, HOME and the locale leave every byte of a film as it is."""
    (tmp_path / "matplotlibrc").write_text(
        "text.usetex: True\nfont.size: 40\npath.sketch: 3, 9, 9\n"
    )
    films = []
    for number, odd in enumerate([{}, {"MPLBACKEND": "nonsense", "HOME": "/", "LC_ALL": "tr_TR"}]):
        name = f"film{number}.gif"
        command = [*KMVIZ, "animate", "--k", "3", "--n", "20", "--steps", "--title", "İ $x$"]
        folder = tmp_path if odd else tmp_path.parent
        done = subprocess.run(
            [*command, "-o", str(tmp_path / name)],
            cwd=folder,
            env=os.environ | odd,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        films.append((tmp_path / name).read_bytes().replace(name.encode(), b""))
    assert films[0] == films[1]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
@pytest.mark.parametrize("quiet", [True, False])
def test_a_terminal_sees_what_a_command_waits_for(tmp_path: Path, *, quiet: bool) -> None:
    """Reading, stars, iterations and pictures each have a bar there; with --quiet none has."""
    import pty
    import termios

    np.savetxt(
        tmp_path / "points.csv", np.random.default_rng(0).normal(size=(50, 2)), delimiter=","
    )
    code = (
        "import sys; from kmviz.cli import main, report; report.DELAY = 0\n"
        "report.TICK = 0.001\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    asked = ["animate", "points.csv", "--k", "3", "--steps", "-o", "film.gif"]
    ours, theirs = pty.openpty()
    with open(ours, "rb", buffering=0) as terminal:  # noqa: PTH123  (a descriptor, no path)
        termios.tcsetwinsize(theirs, (24, 100))
        command = [sys.executable, "-c", code, *asked, *(["--quiet"] if quiet else [])]
        done = subprocess.Popen(command, cwd=tmp_path, stderr=theirs, stdout=subprocess.DEVNULL)
        os.close(theirs)
        told = b""
        with contextlib.suppress(OSError):  # the other end is closed
            while some := terminal.read(4096):
                told += some
    assert done.wait(30) == 0
    bars = (b"lines/s", b"stars", b"of at most 300 iterations", b"pictures/s")
    assert [bar in told for bar in bars] == [not quiet] * 4
    assert (told == b"") is quiet
