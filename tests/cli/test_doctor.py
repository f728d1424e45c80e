"""Facts about the check of an installation: it proves what it says, and names nobody."""

import errno
import getpass
import json
import os
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

from kmviz.cli import main
from kmviz.writing import gif
from kmviz.writing.write import FORMATS, STILLS


def _checks(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    checks: dict[str, str] = json.loads(capsys.readouterr().out)["checks"]
    return checks


def test_everything_is_well_here(capsys: pytest.CaptureFixture[str]) -> None:
    """Every format is written and read back, and the status is 0."""
    assert main(["doctor", "--json"]) == 0
    checks = _checks(capsys)
    assert {*FORMATS, *STILLS} <= checks.keys()
    assert not any(checks.values())


def test_versions_are_those_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed is what the packages say of themselves."""
    assert main(["doctor"]) == 0
    told = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines() if line)
    assert told["numpy"] == np.__version__
    assert told["matplotlib"] == mpl.__version__


def test_what_fails_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An encoder that fails is named with its error; the others are checked all the same."""

    def fail(path: Path, *_: object, **__: object) -> None:
        raise RuntimeError(f"no luck at {path}")

    monkeypatch.setattr(gif, "write", fail)
    assert main(["doctor", "--json"]) == 1
    checks = _checks(capsys)
    assert checks.pop(".gif").startswith("RuntimeError: no luck at …")
    assert not any(checks.values())


def test_nobody_is_named(tmp_path: Path) -> None:
    """Neither the user's name nor a folder of theirs is in the output, also of failures."""
    home = tmp_path / "anna"
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "kmviz", "doctor"],
        cwd=home,
        env={"HOME": str(home), "TMPDIR": str(home), "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "anna" not in done.stdout
    assert str(tmp_path) not in done.stdout
    assert f"/{getpass.getuser()}" not in done.stdout


def test_a_folder_that_cannot_be_written_to_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where no file can be made, the status is 1 and the line says so, without the folder."""
    monkeypatch.chdir(tmp_path)

    def refuse(name: str, *_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", name)

    monkeypatch.setattr(os, "open", refuse)
    assert main(["doctor", "--json"]) == 1
    assert "Permission denied" in _checks(capsys)["this folder"]
