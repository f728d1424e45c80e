"""Facts about the gallery, found by asking its files how they were made."""

import re
from pathlib import Path
from typing import Final

import pytest

from kmviz.writing.read import read_recipe

GALLERY: Final = Path(__file__).parents[1] / "gallery"
PAGE: Final = (GALLERY / "README.md").read_text(encoding="utf-8")
COMMANDS: Final = {
    command.rsplit(" ", 1)[1]: command
    for command in re.findall(r"python -m kmviz [^`\n]* -o [\w.-]+", PAGE)
}
FILES: Final = sorted(
    file.relative_to(GALLERY).as_posix()
    for file in GALLERY.rglob("*")
    if file.is_file() and file.name != "README.md"
)


def test_the_page_links_to_every_file_and_to_no_other() -> None:
    """Nothing of the gallery is hidden, and no link leads nowhere."""
    assert sorted(re.findall(r"\]\(([^)]+)\)", PAGE)) == FILES


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_gives_the_command_that_the_file_tells(name: str) -> None:
    """The line on the page is the one in the file's own recipe."""
    (file,) = GALLERY.rglob(name)
    assert read_recipe(file).command == COMMANDS[name]


def test_files_are_light() -> None:
    """No file of the gallery is larger than a megabyte, and each form of film is there."""
    sizes = {file: (GALLERY / file).stat().st_size for file in FILES}
    assert all(size < 1e6 for size in sizes.values()), sizes
    endings = {Path(file).suffix for file in FILES}
    films = {".gif", ".mp4", ".webm", ".webp", ".apng", ".avif", ".zip"}
    assert endings >= films | {".png", ".pdf", ".svg", ".tex", ".json", ".csv", ".vtt", ".txt"}
