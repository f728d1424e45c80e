"""What a recipe says of a film's origin."""

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from kmviz.films.provenance import versions


def test_versions_are_those_that_are_installed() -> None:
    """Read off names of folders, they are what importlib.metadata reads in the files."""
    told = versions()
    assert told["matplotlib"] == version("matplotlib")
    assert told["pillow"] == version("pillow")
    assert told["av"] == version("av")


def test_versions_of_packages_without_such_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that a system's own packager installed are told of in another way."""
    for name in ("matplotlib", "pillow", "av"):
        folder = tmp_path / f"{name}-1.2.egg-info"
        folder.mkdir()
        (folder / "PKG-INFO").write_text(f"Name: {name}\nVersion: 1.2\n", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    told = versions()
    assert (told["matplotlib"], told["pillow"], told["av"]) == ("1.2", "1.2", "1.2")
