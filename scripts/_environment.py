"""A plain checkout goes in, the Python of its own `.venv` comes out, with all that is needed.

Where nothing is to be done, this reads two small files and imports only what Python has loaded.
"""
# Importing pathlib would make every start slower:
# ruff: noqa: PTH110, PTH118, PTH120, PTH123

import os
import sys

OLDEST_PYTHON = (3, 11)

if sys.version_info < OLDEST_PYTHON:
    sys.exit(
        "error: kmviz needs Python {}.{} or newer, and this is Python {}.{}\n"
        "hint: start the script with a newer one, for example: python3.13 {}".format(
            *OLDEST_PYTHON, *sys.version_info[:2], sys.argv[0]
        )
    )

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))


def python_for(purpose: str) -> str:
    """Path of the Python that is ready to "run", "test" or "bench" kmviz, made ready if need be."""
    if not is_ready(purpose):
        import _set_up

        _set_up.make_ready(purpose)
    return PYTHON


def is_ready(purpose: str) -> bool:
    """Tell whether `.venv` was finished here, by this Python, for this `pyproject.toml`."""
    return finished_stamp(purpose) == wanted_stamp()


def wanted_stamp() -> bytes:
    """Place and Python that `.venv` should serve, an empty line, what it should be made from."""
    place = f"{ROOT}\n{sys.base_prefix}\n{sys.version}"
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as project:
        return os.fsencode(place) + b"\n\n" + project.read()


def finished_stamp(purpose: str) -> bytes:
    """Stamp of the last set-up that came to its end, empty where nothing is left of one."""
    if not os.path.exists(PYTHON):
        return b""
    try:
        with open(stamp_path(purpose), "rb") as stamp:
            return stamp.read()
    except OSError:
        return b""


def stamp_path(purpose: str) -> str:
    """Path of the file that a set-up writes last."""
    return os.path.join(VENV, "ready-to-" + purpose)


def variables() -> dict[str, str]:
    """Environment variables for the programs in `.venv`: none that shows them other packages."""
    foreign = ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")
    return {name: value for name, value in os.environ.items() if name not in foreign}
