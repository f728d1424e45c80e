"""A film as a ZIP of numbered stills: Pictures go in, one file that holds many comes out."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from kmviz.drawing.picture import Picture
from kmviz.writing.numbered import RECIPE, TIMELINE, File, check_names, files
from kmviz.writing.png import check
from kmviz.writing.recipe import LONGEST, Recipe

LONGEST_COMMENT: Final = 0xFFFF
"""Bytes."""

_ANY_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the first that there is: the clock stays out of it
_UNIX: Final = 3
_READABLE: Final = 0o644 << 16


def write(
    path: Path,
    pictures: Iterable[Picture],
    recipe: Recipe,
    *,
    loop: int,  # noqa: ARG001 (all formats have one signature; stills do not play)
    fps: float,  # noqa: ARG001 (the times of the pictures are in a table)
) -> None:
    """Write the files of `numbered.files` into a ZIP, whose comment is the recipe where it fits.

    Parameters
    ----------
    path
        Where to; what is there is overwritten.
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
    with ZipFile(path, "w", ZIP_STORED) as archive:
        for file in files(pictures, recipe):
            archive.writestr(_entry(file), file.data)
        archive.comment = _comment(recipe.to_text())


def verify(path: Path) -> None:
    """Check that a ZIP of `write` is complete, all checksums, and decode its first and last still.

    Raises
    ------
    OSError
        When it is not, or they cannot be decoded.
    """
    try:
        with ZipFile(path) as archive:
            _check(archive)
    except (BadZipFile, KeyError, SyntaxError, ValueError, OSError) as error:
        raise OSError(
            f"the ZIP is not complete: {error}\nwrite it again, or to a folder on another disk"
        ) from error


def comment(path: Path) -> str | None:
    """Give the recipe that a ZIP carries as a file, or None where it carries none.

    Raises
    ------
    OSError
        When this is no such file.
    """
    with ZipFile(path) as archive:
        if RECIPE not in archive.namelist():
            return None
        with archive.open(RECIPE) as file:
            return file.read(LONGEST + 1).decode("ascii", "replace").rstrip("\n")


def _entry(file: File) -> ZipInfo:
    entry = ZipInfo(file.name, _ANY_TIME)
    entry.create_system, entry.external_attr = _UNIX, _READABLE
    return entry


def _comment(text: str) -> bytes:
    data = text.encode("ascii")
    return data if len(data) <= LONGEST_COMMENT else b""


def _check(archive: ZipFile) -> None:
    if damaged := archive.testzip():
        raise ValueError(f"the checksum of {damaged!r} is wrong")
    for name in check_names(archive.namelist(), archive.read(TIMELINE)):
        check(archive.read(name))
    text = archive.read(RECIPE).decode("ascii").rstrip("\n")
    if archive.comment != _comment(text):
        raise ValueError("it ends too early")
