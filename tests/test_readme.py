"""What the README says is what happens: its commands and its code are run."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kmviz.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TABLE_COMMANDS = re.findall(r"`(python -m kmviz [^`…]+)`", README)
# The scripts stand for what they start; set-up and the whole suite are not started from a test.
STANDS_FOR = {"python3 scripts/run.py": "python -m kmviz"}
STILL = {"--at ", "--for print", ".csv"}  # what has these does not move
NOT_FROM_A_TEST = {"python3 scripts/test.py"}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def dialogues() -> list[tuple[str, str]]:
    """Give each command of the console blocks with the output that the README shows."""
    found = []
    for block in blocks("console"):
        for said in block.split("$ ")[1:]:
            command, _, output = said.partition("\n")
            found.append((command, output))
    return [(command, output) for command, output in found if command not in NOT_FROM_A_TEST]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder as a reader would have it, with a table of points."""
    monkeypatch.chdir(tmp_path)
    points = np.random.default_rng(0).normal(size=(60, 2)).round(3)
    np.savetxt("points.csv", points, delimiter=",", header="x,y", comments="")
    return tmp_path


def run(command: str) -> int:
    """Run a command in this process, as `python -m kmviz` would in its own."""
    for script, meant in STANDS_FOR.items():
        command = command.replace(script, meant)
    words = shlex.split(command)
    assert words[:3] == ["python", "-m", "kmviz"]
    return main(words[3:])


def agrees(said: str, shown: str) -> bool:
    """Compare an output with the one shown, of which a … at the end leaves out the rest.

    How many bytes a film has depends on the versions of the packages that draw and pack it.
    """
    said, shown = (re.sub(r"\d+ kB", "some kB", text) for text in (said, shown))
    beginning = shown.removesuffix("…\n")
    return said == shown or (beginning != shown and said.startswith(beginning))


@pytest.mark.usefixtures("folder")
def test_the_commands_say_what_the_readme_shows(capsys: pytest.CaptureFixture[str]) -> None:
    """Every command of the console blocks works, and prints what stands below it."""
    assert len(dialogues()) >= 3
    for command, output in dialogues():
        status, told = run(command), capsys.readouterr()
        assert status == 0, (command, told.err)
        if output:
            assert agrees(told.err + told.out, output), command


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", TABLE_COMMANDS)
def test_the_commands_in_the_tables_work(command: str) -> None:
    """Every command that is to be pasted prints help, or makes its film, here two iterations."""
    if " animate " in command and "--help" not in command:
        command += " --max-iterations 2"
        command += "" if any(word in command for word in STILL) else " --steps --hold 0"
    assert run(command) == 0


@pytest.mark.usefixtures("folder")
def test_the_python_code_runs() -> None:
    """The code blocks run one after the other, as a reader would paste them."""
    code = "\n".join(blocks("python"))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert Path("film.gif").exists()
    assert Path("kmeans.gif").exists()


def test_every_link_leads_somewhere() -> None:
    """Files that the README links to exist."""
    text = re.sub(r"`[^`]*`", "", README)
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / target).exists(), target
