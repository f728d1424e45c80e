"""A checkout without a usable `.venv` goes in, one with a finished `.venv` comes out."""

import contextlib
import importlib.util
import os
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from typing import NoReturn

from _environment import (
    PYTHON,
    ROOT,
    VENV,
    finished_stamp,
    is_ready,
    stamp_path,
    variables,
    wanted_stamp,
)

# What a `.venv` is made from, by what it is made ready for. Changes in other tables of
# pyproject.toml, such as the rules of the linter, need no new one.
TABLES = {
    "run": ("build-system", "project"),
    "test": ("dependency-groups",),
    "bench": ("dependency-groups",),
}

# Settings of pip that say where packages come from and how to get there. Others, such as
# PIP_TARGET or PIP_NO_DEPS, would put the packages somewhere else or leave some of them out.
PIP_SETTINGS = {
    "PIP_CACHE_DIR",
    "PIP_CERT",
    "PIP_CLIENT_CERT",
    "PIP_CONFIG_FILE",
    "PIP_DEFAULT_TIMEOUT",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "PIP_INDEX_URL",
    "PIP_KEYRING_PROVIDER",
    "PIP_NO_CACHE_DIR",
    "PIP_NO_INDEX",
    "PIP_PROXY",
    "PIP_RETRIES",
    "PIP_TIMEOUT",
    "PIP_TRUSTED_HOST",
    "PIP_USE_FEATURE",
}


def make_ready(purpose: str) -> None:
    """Bring `.venv` up to date, or end the program with a sentence that says why that failed."""
    try:
        lock = _lock()
        _make_ready(purpose)
        os.close(lock)
    except OSError as error:
        _refuse(f"cannot make .venv: {error}", "use a checkout in a folder that you may write to")
    except tomllib.TOMLDecodeError as error:
        _refuse(f"pyproject.toml: {error}", "mend the file, or get a fresh checkout")
    except KeyboardInterrupt:
        sys.exit(130)


def _lock() -> int:
    """Wait until no other set-up is at work, and keep others waiting until the end of this one."""
    lock = os.open(__file__, os.O_RDONLY)
    with contextlib.suppress(ImportError, OSError):  # not every system has such locks
        _wait_for(lock)
    # A pip that outlives a killed set-up goes on writing: it inherits the lock, and so holds it.
    os.set_inheritable(lock, True)  # noqa: FBT003  (takes no keyword)
    return lock


def _wait_for(lock: int) -> None:
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _say("waiting for another start that sets up .venv...")
        fcntl.flock(lock, fcntl.LOCK_EX)


def _make_ready(purpose: str) -> None:
    if is_ready(purpose):
        return
    if purpose != "run":
        _make_ready("run")
    wanted = wanted_stamp()
    if _needs(purpose, wanted) != _needs(purpose, finished_stamp(purpose)):
        INSTALLATION[purpose]()
    _write_stamp(purpose, wanted)


def _needs(purpose: str, stamp: bytes) -> tuple[bytes, list[object]]:
    place, _, project = stamp.partition(b"\n\n")
    tables = tomllib.loads(project.decode())
    return place, [tables.get(name) for name in TABLES[purpose]]


def _write_stamp(purpose: str, stamp: bytes) -> None:
    path = Path(stamp_path(purpose))
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(stamp)
    unfinished.replace(path)


def _install_kmviz() -> None:
    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        _refuse(
            "this Python cannot make virtual environments",
            "on Debian and Ubuntu: sudo apt install python{}.{}-venv".format(*sys.version_info),
        )
    _say("setting up .venv (once, about a minute)...")
    for purpose in INSTALLATION:  # a set-up that is killed must not leave the promise of the last
        Path(stamp_path(purpose)).unlink(missing_ok=True)
    _run([sys.executable, "-I", "-m", "venv", "--clear", VENV])
    _pip("--editable", ".")
    _spell_path_in_ascii()


def _install_tools() -> None:
    _say("adding the development tools to .venv (once, about a minute)...")
    _install_group("dev")


def _install_peers() -> None:
    _say("adding the peers of the benchmark to .venv (once, about a minute)...")
    _install_group("bench")


def _install_group(name: str) -> None:
    with Path(ROOT, "pyproject.toml").open("rb") as project:
        _pip(*tomllib.load(project)["dependency-groups"][name])


INSTALLATION = {"run": _install_kmviz, "test": _install_tools, "bench": _install_peers}


def _pip(*packages: str) -> None:
    quietly = ("--quiet", "--no-input", "--disable-pip-version-check")
    _run([PYTHON, "-I", "-m", "pip", "install", *quietly, *packages])


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=_variables(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        close_fds=False,
        check=False,
    )
    if done.returncode:
        _say(*done.stdout.decode(errors="replace").splitlines()[-12:])
        _refuse(
            f"{command[3]} could not finish .venv",
            "the lines above say why; the next start tries again from the beginning",
        )


def _variables() -> dict[str, str]:
    kept = {
        name: value
        for name, value in variables().items()
        if not name.startswith("PIP_") or name in PIP_SETTINGS
    }
    return kept | {"PIP_USER": "0"}  # wins over a user's pip.conf, which must be read for its index


def _spell_path_in_ascii() -> None:
    """Rewrite the line that Python before 3.13 reads in the locale's encoding, and may die of."""
    packages = sysconfig.get_path("purelib", "venv", {"base": VENV})
    for pointer in Path(packages).glob("*kmviz.pth"):
        pointer.write_text(f"import sys; sys.path.append({ROOT!a})\n", encoding="ascii")


def _say(*lines: str) -> None:
    print(*lines, sep="\n", file=sys.stderr, flush=True)


def _refuse(problem: str, remedy: str) -> NoReturn:
    sys.exit(f"error: {problem}\nhint: {remedy}")
