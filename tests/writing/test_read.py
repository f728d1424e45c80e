"""How was this made: what a file carries is read back, and nothing in it is trusted."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kmviz.writing.read import SIGNS, fingerprint, read_recipe
from kmviz.writing.write import FOLDER, FORMATS, STILLS, write, write_still
from tests.drawing.stills import specimen
from tests.writing.films import RECIPE, discs

ENDINGS = [ending for ending in (*FORMATS, *STILLS) if ending != FOLDER]


def made(folder: Path, ending: str, command: str) -> Path:
    path, carried = folder / f"file{ending}", replace(RECIPE, command=command)
    if ending in STILLS:
        return write_still(path, specimen(), carried)
    return write(path, discs(), carried)


HOSTILE = "rm -rf / ; $(x) `y` \\( ) </metadata> ]]> \x1b[31m \u202e é 😀 'quoted' \"twice\"\n"


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("command", ["python -m kmviz animate --k 7", HOSTILE, "x" * 20_000])
def test_every_format_gives_its_recipe_back(tmp_path: Path, ending: str, command: str) -> None:
    """What was written into a file is read from it, character by character, in every format."""
    assert read_recipe(made(tmp_path, ending, command)) == replace(RECIPE, command=command)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_name_of_the_file_does_not_matter(tmp_path: Path, ending: str) -> None:
    """A file that was renamed on its way still tells: its first bytes say what it is."""
    other = made(tmp_path, ending, "a command").rename(tmp_path / "renamed.bin")
    assert read_recipe(other).command == "a command"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_is_cut_off_is_told_or_refused(tmp_path: Path, ending: str) -> None:
    """A part of a file gives its recipe, where that is whole, or a refusal of two lines."""
    path = made(tmp_path, ending, "a command")
    data = path.read_bytes()
    for size in range(0, len(data), max(1, len(data) // 25)):
        path.write_bytes(data[:size])
        try:
            assert read_recipe(path).command == "a command"
        except ValueError as refusal:
            assert len(str(refusal).splitlines()) == 2  # noqa: PT017  (either will do)


def test_a_picture_of_others_has_no_recipe(tmp_path: Path) -> None:
    """A file that kmviz did not make is refused, with what may have happened to it."""
    Image.new("RGB", (4, 4)).save(tmp_path / "other.png")
    with pytest.raises(ValueError, match=r"no recipe in this file\n.*drop the recipe"):
        read_recipe(tmp_path / "other.png")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A missing file and a folder of anything are refused before a decoder sees them."""
    with pytest.raises(FileNotFoundError, match=r"there is no file .*\n"):
        read_recipe(tmp_path / "missing.gif")
    with pytest.raises(ValueError, match=r"no recipe in this file\n"):
        read_recipe(tmp_path)


@given(st.sampled_from(sorted(SIGNS)).flatmap(st.from_regex), st.binary(max_size=300))
def test_rubbish_is_refused(
    tmp_path_factory: pytest.TempPathFactory, head: bytes, rest: bytes
) -> None:
    """Bytes that only begin like a format are refused in two lines, whatever follows."""
    path = tmp_path_factory.mktemp("rubbish") / "file"
    path.write_bytes(head + rest)
    with pytest.raises(ValueError, match=r"\A[^\n]+\n[^\n]+\Z"):
        read_recipe(path)


def test_a_fingerprint_tells_files_and_folders_apart(tmp_path: Path) -> None:
    """Equal contents have equal ones, whatever the file is called; a folder's names count."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_bytes(b"1")
    assert fingerprint(tmp_path / "one" / "a") == sha256(b"1").hexdigest()
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "two")
    (tmp_path / "two" / "a").rename(tmp_path / "two" / "b")
    assert fingerprint(tmp_path / "one") != fingerprint(tmp_path / "two")
