"""What a start finds out: whether there is a `.venv`, and whether it still fits."""

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.scripts.checkout import PROJECT, ROOT, Checkout

OLD_PYTHON = """
import runpy, sys
sys.version_info = ({major}, {minor}, 1, "final", 0)
sys.argv = [sys.argv[1]]
runpy.run_path(sys.argv[0], run_name="__main__")
"""

SETS_UP = ["venv", "pip"]


def test_the_second_start_sets_up_nothing(checkout: Checkout) -> None:
    """The first start makes `.venv` and installs the checkout; the second says and does nothing."""
    first = checkout.start("run.py")
    venv, pip = checkout.events()
    assert venv["command"][1:] == ["-I", "-m", "venv", "--clear", str(checkout.root / ".venv")]
    assert pip["command"][-2:] == ["--editable", "."]
    assert pip["folder"] == str(checkout.root)
    assert first.err == "setting up .venv (once, about a minute)...\n"
    second = checkout.start("run.py")
    assert checkout.programs() == []
    assert second.err == ""


def test_a_moved_checkout_is_set_up_again(checkout: Checkout) -> None:
    """An environment knows its place: in a copied folder it is made anew."""
    checkout.start("run.py")
    checkout.programs()
    copy = Checkout(checkout.root.with_name("copy"), checkout.log)
    shutil.copytree(checkout.root, copy.root, symlinks=True)
    assert copy.start("run.py").out.splitlines()[1].startswith(str(copy.root.parent))
    assert copy.programs() == SETS_UP
    checkout.start("run.py")
    assert checkout.programs() == []


def test_another_python_is_set_up_for(checkout: Checkout) -> None:
    """An environment belongs to the Python that made it."""
    checkout.start("run.py")
    checkout.programs()
    checkout.start("run.py", version="3.99.0 (another one)")
    assert checkout.programs() == SETS_UP


@pytest.mark.parametrize(
    ("old", "new", "run", "test"),
    [
        ("numpy>=2", "numpy>=3", SETS_UP, ["pip"]),
        ("hatchling", "flit", SETS_UP, ["pip"]),
        ("ruff>=0.14", "ruff>=0.15", [], ["pip"]),
        ("line-length = 100", "line-length = 99", [], []),
    ],
)
def test_what_changes_in_the_project_is_installed(
    checkout: Checkout, old: str, new: str, run: list[str], test: list[str]
) -> None:
    """Other requirements are installed; other settings of the tools cost nothing."""
    checkout.start("test.py")
    checkout.programs()
    (checkout.root / "pyproject.toml").write_text(PROJECT.replace(old, new))
    checkout.start("run.py")
    assert checkout.programs() == run
    checkout.start("test.py")
    assert checkout.programs() == test
    checkout.start("test.py")
    assert checkout.programs() == []


@pytest.mark.parametrize("lost", ["bin/python", "ready-to-run"])
def test_a_damaged_environment_is_mended(checkout: Checkout, lost: str) -> None:
    """Where the Python or the stamp is gone, the environment is made anew."""
    checkout.start("run.py")
    checkout.programs()
    (checkout.root / ".venv" / lost).unlink()
    checkout.start("run.py")
    assert checkout.programs() == SETS_UP


def test_a_start_imports_next_to_nothing(checkout: Checkout) -> None:
    """A start that has nothing to set up imports no more than an empty program and two files."""
    checkout.start("run.py")
    script = checkout.root / "scripts" / "run.py"
    empty = checkout.root / "empty.py"
    empty.touch()
    assert imported_by(script) - imported_by(empty) <= {"_environment"}


def imported_by(script: Path) -> set[str]:
    """Give the modules that Python says it imports."""
    command = [sys.executable, "-X", "importtime", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    assert len(lines) > 5
    return {line.rsplit("|", 1)[1].strip() for line in lines}


@pytest.mark.parametrize("script", ["run.py", "test.py"])
@pytest.mark.parametrize("version", [(3, 6), (3, 10)])
def test_an_old_python_is_told_so(script: str, version: tuple[int, int]) -> None:
    """Under an old Python the scripts say in one sentence which one they need."""
    path = str(ROOT / "scripts" / script)
    program = OLD_PYTHON.format(major=version[0], minor=version[1])
    done = subprocess.run(
        [sys.executable, "-c", program, path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"error: kmviz needs Python 3.11 or newer, and this is Python 3.{version[1]}\n"
        f"hint: start the script with a newer one, for example: python3.13 {path}\n"
    )


@pytest.mark.parametrize("script", ["run.py", "test.py", "_environment.py"])
def test_an_old_python_can_read_the_scripts(script: str) -> None:
    """What is read before the version is checked is in the grammar of Python 3.6."""
    ast.parse((ROOT / "scripts" / script).read_text(), feature_version=(3, 6))


def test_the_oldest_python_is_that_of_the_project() -> None:
    """The scripts ask for the same Python as the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    source = (ROOT / "scripts" / "_environment.py").read_text()
    oldest = project["requires-python"].removeprefix(">=").replace(".", ", ")
    assert f"OLDEST_PYTHON = ({oldest})\n" in source
