"""A script and its arguments go in; it runs on a machine whose venv and pip only pretend.

`MACHINE_LOG` names the file that tells, a JSON object a line, what they were asked.
`MACHINE_PLAN` is a JSON object: "venv" and "pip" say how these end, "lacks" names a module that
this Python does not have, "version" is what it says of itself.
"""

import importlib.util
import json
import os
import runpy
import shutil
import signal
import subprocess
import sys
import time
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any, NoReturn

Done = subprocess.CompletedProcess[bytes]

PLAN = json.loads(os.environ["MACHINE_PLAN"])

PYTHON = """#!/bin/sh
printf '[%s]' "$@"
printf '\\n%s|%s|%s|%s\\n' "$PWD" "$PYTHONPATH" "$PYTHONHOME" "$$"
case "$*" in *"$MACHINE_KMVIZ_FAILS"*) exit 7; esac
"""


def pretend(command: list[str], **options: Any) -> Done:
    """Do what `python -m venv` and `python -m pip install` are asked, as far as scripts can see."""
    program = command[command.index("-m") + 1]
    settings = {name: value for name, value in options["env"].items() if name.startswith("PIP_")}
    log(program=program, command=command, folder=str(options["cwd"]), settings=settings)
    match PLAN.get(program):
        case "fail":
            return Done(command, 1, b"".join(b"line %d\n" % number for number in range(99)))
        case "forbid":
            raise PermissionError(13, "Permission denied")
        case "interrupt":
            raise KeyboardInterrupt
        case "dawdle":
            time.sleep(0.3)
        case "kill":
            leave_an_orphan(close_fds=options["close_fds"])
    make_venv(Path(command[-1])) if program == "venv" else install(options["cwd"])
    return Done(command, 0, b"")


def log(**event: Any) -> None:
    """Append an event to the log."""
    with Path(os.environ["MACHINE_LOG"]).open("a") as file:
        file.write(json.dumps(event) + "\n")


def leave_an_orphan(*, close_fds: bool) -> NoReturn:
    """Die at once, while a program that was started goes on for a while."""
    orphan = """sleep 0.4; echo '{"program": "orphan"}' >> "$MACHINE_LOG" """
    nowhere = subprocess.DEVNULL
    subprocess.Popen(["/bin/sh", "-c", orphan], close_fds=close_fds, stdout=nowhere, stderr=nowhere)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def make_venv(folder: Path) -> None:
    """Make an environment whose Python prints its arguments."""
    shutil.rmtree(folder, ignore_errors=True)
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PYTHON)
    python.chmod(0o755)


def install(folder: str) -> None:
    """Leave the pointer to the checkout that an editable installation leaves, in UTF-8."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = Path(folder, ".venv", "lib", version, "site-packages")
    packages.mkdir(parents=True, exist_ok=True)
    (packages / "_editable_impl_kmviz.pth").write_text(f"{folder}\n", encoding="utf-8")


def find_spec(name: str) -> ModuleSpec | None:
    """Find a module, unless this machine lacks it."""
    return None if name == PLAN.get("lacks") else FIND_SPEC(name)


if __name__ == "__main__":
    FIND_SPEC = importlib.util.find_spec
    importlib.util.find_spec = find_spec  # type: ignore[assignment]  # is asked by name only
    subprocess.run = pretend  # type: ignore[assignment]  # is called in one way only
    sys.version = PLAN.get("version", sys.version)
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")
