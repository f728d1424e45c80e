"""A film as a folder of numbered stills: Pictures go in, files come out."""

from collections.abc import Iterable
from pathlib import Path

from kmviz.drawing.picture import Picture
from kmviz.writing.numbered import RECIPE, TIMELINE, check_names, files, is_ours
from kmviz.writing.png import check
from kmviz.writing.recipe import LONGEST, Recipe


def write(
    path: Path,
    pictures: Iterable[Picture],
    recipe: Recipe,
    *,
    loop: int,  # noqa: ARG001 (all formats have one signature; stills do not play)
    fps: float,  # noqa: ARG001 (the times of the pictures are in a table)
) -> None:
    """Write the files of `numbered.files` into a folder.

    Parameters
    ----------
    path
        An empty folder.
    pictures
        Taken one after the other.
    recipe
        What made the film.
    loop, fps
        Not used.

    Raises
    ------
    ValueError
        When the pictures are none, not of one size, too large, or shown for impossible times.
    OSError
        When the system refuses.
    """
    for file in files(pictures, recipe):
        (path / file.name).write_bytes(file.data)


def verify(path: Path) -> None:
    """Check that a folder of `write` is complete, and decode its first and last still.

    Raises
    ------
    OSError
        When it is not, or they cannot be decoded.
    """
    try:
        names = [file.name for file in path.iterdir()]
        for name in check_names(names, (path / TIMELINE).read_bytes()):
            check((path / name).read_bytes())
    except (SyntaxError, ValueError, OSError) as error:
        raise OSError(
            f"the folder is not complete: {error}\nwrite it again, or to another disk"
        ) from error


def comment(path: Path) -> str | None:
    """Give the recipe that a folder carries as a file, or None where it carries none.

    Raises
    ------
    OSError
        When it cannot be read.
    """
    recipe = path / RECIPE
    if not recipe.is_file():
        return None
    with recipe.open("rb") as file:
        return file.read(LONGEST + 1).decode("ascii", "replace").rstrip("\n")


def check_place(path: Path) -> None:
    """Refuse a place where a folder would take away what is not ours.

    Raises
    ------
    ValueError
        When there is a file, or a folder with others than the files of a film.
    """
    if not path.exists():
        return
    if not path.is_dir():
        raise ValueError(f"{str(path)!r}: this is no folder\nchoose another name")
    if Path.cwd().is_relative_to(path.resolve()):
        raise ValueError(f"{str(path)!r}: this is the folder you are in\nname a new one")
    names = sorted(file.name for file in path.iterdir())
    strangers = [name for name in names if not is_ours(name)]
    if strangers or (names and not (comment(path) or "").startswith('{"kmviz"')):
        raise ValueError(
            f"{str(path)!r}: this folder holds files that are not of a film, such as "
            f"{(strangers or names)[0]!r}\nname a new folder"
        )
