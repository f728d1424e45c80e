"""What a program is spared when it starts."""

import subprocess
import sys
from pathlib import Path

import pytest

from kmviz.cli import main
from kmviz.cli.sparing import UNUSED

FEW = ("animate", "--n", "20", "--k", "2", "--size", "160x120", "--quiet")


def _program(code: str, *arguments: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout


def test_films_use_nothing_that_is_put_off(tmp_path: Path) -> None:
    """When a GIF is written, modules that were put off have not been loaded."""
    code = (
        "import os, sys, types; from kmviz.cli import run\n"
        "os._exit = sys.exit\n"
        "try: run()\n"
        "finally:\n"
        f"    names = {sorted(UNUSED)}\n"
        "    print(*(name for name in names if type(sys.modules.get(name)) is types.ModuleType))\n"
    )
    assert _program(code, *FEW, "--steps", "-o", "film.gif", folder=tmp_path) == "film.gif\n\n"


def test_what_is_put_off_is_there_when_it_is_used(tmp_path: Path) -> None:
    """Modules that were put off are whole for those who use them after all."""
    code = (
        "from kmviz.cli.sparing import spare; spare()\n"
        "import matplotlib.figure, matplotlib.lines, fontTools.agl, PIL.Image\n"
        "from matplotlib import widgets\n"
        "from matplotlib.widgets import Button\n"
        "from PIL import ExifTags, TiffTags\n"
        "print(issubclass(Button, widgets.AxesWidget), fontTools.agl.toUnicode('eacute'))\n"
        "print(ExifTags.TAGS[256], TiffTags.lookup(257).name)\n"
        "figure = matplotlib.figure.Figure()\n"
        "figure.set(edgecolor='red')\n"
        "line, = figure.subplots().plot([1, 2])\n"
        "line.set(lw=3)\n"
        "print(figure.get_edgecolor(), line.get_linewidth())\n"
    )
    told = "True é\nImageWidth ImageLength\n(1.0, 0.0, 0.0, 1.0) 3.0\n"
    assert _program(code, folder=tmp_path) == told


@pytest.mark.parametrize("name", ["film.gif", "still.pdf", "still.svg"])
def test_files_are_the_same(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the program writes is what Python writes, which is spared nothing."""
    _program("from kmviz.cli import run; run()", *FEW, "-o", name, folder=tmp_path)
    (tmp_path / "python").mkdir()
    monkeypatch.chdir(tmp_path / "python")
    assert main([*FEW, "-o", name]) == 0
    assert Path(name).read_bytes() == (tmp_path / name).read_bytes()
