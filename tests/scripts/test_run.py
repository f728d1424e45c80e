"""`run.py` becomes kmviz: arguments, exit status and signals pass through."""

import sys
from pathlib import Path

import pytest

from tests.scripts.checkout import Checkout


def test_arguments_pass_through(checkout: Checkout) -> None:
    """Whatever the arguments are, kmviz gets them as they were given."""
    arguments = ["animate", "--title", "a b", "", "*", "-h", "'\"$HOME\\", "ä\n", "--"]
    for _ in range(2):
        done = checkout.start("run.py", *arguments)
        assert done.status == 0
        shown = "".join(f"[{argument}]" for argument in ["-P", "-m", "kmviz", *arguments])
        assert done.out.startswith(shown + "\n")


def test_the_exit_status_passes_through(checkout: Checkout) -> None:
    """The exit status is that of kmviz, and what it prints is all that is printed."""
    checkout.start("run.py")
    done = checkout.start("run.py", "oops", variables={"MACHINE_KMVIZ_FAILS": "oops"})
    assert done.status == 7
    assert done.err == ""
    assert len(done.out.splitlines()) == 2


def test_kmviz_takes_the_place_of_the_script(checkout: Checkout) -> None:
    """There is no process between the caller and kmviz, so that signals reach it."""
    checkout.start("run.py")
    process = checkout.begin("run.py")
    out, _ = process.communicate(timeout=30)
    assert out.splitlines()[1].split("|")[-1] == str(process.pid)


@pytest.mark.parametrize("name", ["_environment.py", "subprocess.py", "scripts/__init__.py"])
def test_modules_on_the_python_path_do_no_harm(
    checkout: Checkout, tmp_path: Path, name: str
) -> None:
    """Modules that the user's settings put in the way reach neither the script nor kmviz."""
    trap = tmp_path / "trap" / name
    trap.parent.mkdir(parents=True)
    trap.write_text("" if name == "subprocess.py" else "raise RuntimeError('a trap')\n")
    checkout.start("run.py")
    settings = {
        "PYTHONPATH": str(tmp_path / "trap"),
        "PYTHONHOME": sys.base_prefix,
        "PYTHONSAFEPATH": "1",
    }
    if name == "subprocess.py":
        settings.pop("PYTHONPATH")
    done = checkout.start("run.py", variables=settings)
    assert done.status == 0, done.err
    folder, path, home, _ = done.out.splitlines()[1].split("|")
    assert (folder, path, home) == (str(checkout.root.parent), "", "")
