"""The set-up of `.venv`: what pip is told, and what becomes of a set-up that does not end well."""

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scripts.checkout import Checkout, Started

SETS_UP = ["venv", "pip"]


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_lacking_venv_is_named(checkout: Checkout, module: str) -> None:
    """Where Python cannot make environments, the package to install is named with its version."""
    major, minor, *_ = sys.version_info
    assert checkout.start("run.py", lacks=module) == Started(
        1,
        "",
        "error: this Python cannot make virtual environments\n"
        f"hint: on Debian and Ubuntu: sudo apt install python{major}.{minor}-venv\n",
    )
    assert checkout.programs() == []


@pytest.mark.parametrize("program", ["venv", "pip"])
def test_a_failure_shows_its_last_lines(checkout: Checkout, program: str) -> None:
    """What venv or pip said last is shown above one sentence, and the next start tries again."""
    failed = checkout.start("run.py", **{program: "fail"})
    assert failed.status == 1
    assert failed.out == ""
    said = failed.err.splitlines()
    assert said[1:-2] == [f"line {number}" for number in range(87, 99)]
    assert said[-2] == f"error: {program} could not finish .venv"
    assert said[-1].startswith("hint: ")
    checkout.programs()
    assert checkout.start("run.py").status == 0
    assert checkout.programs() == SETS_UP


@pytest.mark.parametrize("program", ["venv", "pip"])
def test_an_interrupted_set_up_begins_again(checkout: Checkout, program: str) -> None:
    """Ctrl-C ends the set-up quietly, and the next start does the whole of it."""
    stopped = checkout.start("run.py", **{program: "interrupt"})
    assert stopped == Started(130, "", "setting up .venv (once, about a minute)...\n")
    checkout.programs()
    assert checkout.start("run.py").status == 0
    assert checkout.programs() == SETS_UP


@pytest.mark.parametrize("program", ["venv", "pip"])
def test_what_a_killed_set_up_started_is_waited_for(checkout: Checkout, program: str) -> None:
    """A pip that outlives its killed start still holds the lock: nobody else writes meanwhile."""
    assert checkout.start("run.py", **{program: "kill"}).status == -9
    assert checkout.start("run.py").status == 0
    programs = checkout.programs()
    assert programs[programs.index("orphan") :] == ["orphan", *SETS_UP]


def test_a_killed_renewal_leaves_no_promise(checkout: Checkout) -> None:
    """A set-up for another Python that is killed does not leave the stamp of the first."""
    checkout.start("run.py")
    checkout.start("run.py", version="3.99.0 (another one)", venv="kill")
    checkout.programs()
    checkout.start("run.py")
    assert checkout.programs()[-2:] == SETS_UP


def test_two_starts_at_once_set_up_once(checkout: Checkout) -> None:
    """Of two starts at the same moment one sets up, the other waits, and both run."""
    both = [checkout.begin("run.py", name, venv="dawdle") for name in "ab"]
    ends = [process.communicate(timeout=30) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert [out.splitlines()[0] for out, _ in ends] == ["[-P][-m][kmviz][a]", "[-P][-m][kmviz][b]"]
    assert checkout.programs() == SETS_UP


def test_a_start_that_waits_says_so(checkout: Checkout) -> None:
    """A start that must wait for another says that it does, and then goes on."""
    with (checkout.root / "scripts" / "_set_up.py").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = checkout.begin("run.py")
        assert process.stderr is not None
        said = process.stderr.readline()
    assert said == "waiting for another start that sets up .venv...\n"
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_forbidden_folder_is_told(checkout: Checkout) -> None:
    """Where the system does not let us write, its reason is told in one sentence."""
    assert checkout.start("run.py", venv="forbid") == Started(
        1,
        "",
        "setting up .venv (once, about a minute)...\n"
        "error: cannot make .venv: [Errno 13] Permission denied\n"
        "hint: use a checkout in a folder that you may write to\n",
    )


def test_a_damaged_project_is_told(checkout: Checkout) -> None:
    """A pyproject.toml that cannot be read is named with the place of the fault."""
    (checkout.root / "pyproject.toml").write_text("[project\n")
    told = checkout.start("run.py")
    assert told.status == 1
    assert told.err.startswith("error: pyproject.toml: ")
    assert "line 1" in told.err.splitlines()[0]


def test_pip_is_told_where_packages_come_from_and_no_more(checkout: Checkout) -> None:
    """Settings of the index reach pip; those that put packages elsewhere do not."""
    kept = {"PIP_INDEX_URL": "https://a", "PIP_FIND_LINKS": "b", "PIP_CERT": "c"}
    lost = {"PIP_TARGET": "d", "PIP_NO_DEPS": "1", "PIP_REQUIRE_HASHES": "1", "PIP_USER": "1"}
    checkout.start("run.py", variables=kept | lost)
    settings = checkout.events()[-1]["settings"]
    assert settings.items() >= kept.items()
    assert settings.keys() & lost.keys() == {"PIP_USER"}
    assert settings["PIP_USER"] == "0"


def test_the_tools_are_those_of_the_project(checkout: Checkout) -> None:
    """The development group is handed to pip one by one, after the set-up for running."""
    checkout.start("test.py")
    events = checkout.events()
    assert [event["program"] for event in events] == [*SETS_UP, "pip"]
    assert events[-1]["command"][-2:] == ["pytest>=8", "ruff>=0.14"]
    checkout.start("run.py")
    assert checkout.programs() == []


def test_the_way_to_the_checkout_is_ascii(checkout: Checkout, tmp_path: Path) -> None:
    """The pointer to a folder with other letters works in a locale that has none of them."""
    checkout.start("run.py")
    [pointer] = (checkout.root / ".venv").rglob("*.pth")
    program = f"import site, sys; site.addsitedir({str(pointer.parent)!a}); print(ascii(sys.path))"
    found = subprocess.run(
        [sys.executable, "-I", "-c", program],
        cwd=tmp_path,
        env={"LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ascii(str(checkout.root)) in found.stdout
