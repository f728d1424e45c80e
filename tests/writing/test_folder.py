"""A film as a folder: it appears whole or not at all, and takes no stranger's files away."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kmviz.drawing.picture import Picture
from kmviz.writing import folder
from kmviz.writing.read import read_recipe
from kmviz.writing.write import check_output, write
from tests.writing.films import RECIPE, discs

FILES = ["0001.png", "0002.png", "recipe.json", "timeline.csv"]
TWO_LINES = r"\A[^\n]+\n[^\n]+\Z"


def never() -> Iterator[Picture]:
    """Fail when a picture is asked for."""
    pytest.fail("a picture was drawn")
    yield


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.iterdir())


@pytest.mark.parametrize("name", ["stills/", "stills.gif/", "stills.v2/"])
def test_a_slash_at_the_end_makes_a_folder(tmp_path: Path, name: str) -> None:
    """Whatever stands before it; the path that was given comes back, and nothing is beside it."""
    path = write(f"{tmp_path}/{name}", discs(2), RECIPE)
    assert path == tmp_path / name
    assert names(path) == FILES
    assert names(tmp_path) == [path.name]
    assert read_recipe(path) == RECIPE


def test_a_folder_that_is_there_needs_no_slash(tmp_path: Path) -> None:
    """An empty one is filled."""
    path = tmp_path / "stills"
    path.mkdir()
    assert names(write(path, discs(2), RECIPE)) == FILES


def test_a_film_takes_the_place_of_a_film(tmp_path: Path) -> None:
    """Nothing is left of the longer one that was there."""
    path = write(f"{tmp_path}/stills/", discs(5), RECIPE)
    assert names(write(path, discs(2), RECIPE)) == FILES
    assert names(tmp_path) == ["stills"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The folder that it leads to is the one that is written."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write(tmp_path / "link", discs(2), RECIPE)
    assert (tmp_path / "link").is_symlink()
    assert names(tmp_path / "real") == FILES


def with_a_strange_file(path: Path) -> None:
    write(path, discs(2), RECIPE)
    (path / "notes.txt").write_text("mine")


def with_stills_of_others(path: Path) -> None:
    (path / "0001.png").write_bytes(b"mine")


def with_a_strange_recipe(path: Path) -> None:
    (path / "recipe.json").write_text('{"flour": "500 g"}')


def with_a_folder(path: Path) -> None:
    (path / "inner").mkdir()


@pytest.mark.parametrize(
    "fill", [with_a_strange_file, with_stills_of_others, with_a_strange_recipe, with_a_folder]
)
def test_a_folder_with_other_files_is_refused(tmp_path: Path, fill: Callable[[Path], None]) -> None:
    """Before the first picture is drawn, and everything in it stays."""
    path = tmp_path / "stills"
    path.mkdir()
    fill(path)
    before = names(path)
    for refuse in (check_output, lambda path: write(path, never(), RECIPE)):
        with pytest.raises(ValueError, match=TWO_LINES):
            refuse(path)
    assert names(path) == before


def test_the_folder_that_one_is_in_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new folder of its name would pull it away from under the feet."""
    monkeypatch.chdir(tmp_path)
    for name in (".", "..", str(tmp_path), "./"):
        with pytest.raises(ValueError, match=TWO_LINES):
            check_output(name)


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    """A slash does not turn it into a folder."""
    (tmp_path / "stills").write_text("mine")
    with pytest.raises(ValueError, match=r"no folder\n"):
        check_output(f"{tmp_path}/stills/")


@pytest.mark.parametrize("error", [ValueError, OSError, KeyboardInterrupt])
@pytest.mark.parametrize("shown", [0, 1, 5])
def test_an_exception_at_any_picture_leaves_the_old_folder(
    tmp_path: Path, error: type[BaseException], shown: int
) -> None:
    """Whatever goes wrong while a picture is drawn, all is as it was."""
    path = write(f"{tmp_path}/stills/", discs(2), RECIPE)

    def film() -> Iterator[Picture]:
        yield from discs(shown)
        raise error

    with pytest.raises(error):
        write(path, film(), RECIPE)
    assert names(path) == FILES
    assert names(tmp_path) == ["stills"]


def test_a_folder_that_does_not_verify_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not whole never gets the name."""
    path = write(f"{tmp_path}/stills/", discs(2), RECIPE)
    monkeypatch.setattr(folder, "write", lambda part, *_, **__: (part / "0001.png").touch())
    with pytest.raises(OSError, match=TWO_LINES):
        write(path, discs(2), RECIPE)
    assert names(path) == FILES
    assert names(tmp_path) == ["stills"]


def test_a_name_that_cannot_be_taken_leaves_the_old_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure after the old folder has gone, and before the new one is there, brings it back."""
    path = write(f"{tmp_path}/stills/", discs(5), RECIPE)
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if len(names(self)) == len(FILES):
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match=r"permission denied\n"):
        write(path, discs(2), RECIPE)
    assert len(names(path)) == 7
    assert names(tmp_path) == ["stills"]


@pytest.mark.parametrize("lost", FILES)
def test_a_missing_file_is_found_out(tmp_path: Path, lost: str) -> None:
    """Every still that the table names has to be there, the table and the recipe too."""
    path = write(f"{tmp_path}/stills/", discs(2), RECIPE)
    (path / lost).unlink()
    with pytest.raises(OSError, match=r"\Athe folder is not complete: .+\n.+\Z"):
        folder.verify(path)
