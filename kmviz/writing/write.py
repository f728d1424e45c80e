"""Where drawings become files: pictures and a Recipe go in, a verified file comes out."""

import importlib
import math
import os
import stat
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol, cast

from kmviz.writing.atomic import beside, refusals, resolved, together, whole, whole_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kmviz.drawing.pages import Page
    from kmviz.drawing.picture import Picture
    from kmviz.drawing.still import Still
    from kmviz.drawing.style import Theme
    from kmviz.writing.recipe import Recipe

FORMATS = {
    ".gif": "kmviz.writing.gif",
    ".mp4": "kmviz.writing.mp4",
    ".webm": "kmviz.writing.webm",
    ".webp": "kmviz.writing.webp",
    ".apng": "kmviz.writing.apng",
    ".avif": "kmviz.writing.avif",
    ".zip": "kmviz.writing.zip",
    "/": "kmviz.writing.folder",
}
"""The module for each ending of a film: imported late, as it needs numpy and an encoder."""

FOLDER = "/"
"""The ending of a folder; one that is there already needs none."""

STILLS = {
    ".png": "kmviz.writing.png",
    ".pdf": "kmviz.writing.pdf",
    ".svg": "kmviz.writing.svg",
}
"""The module for each ending of a still."""

PAGED = {".pdf": "kmviz.writing.pdf"}
"""The module for each ending of a still that may have several pages."""

SLIDES = {".tex": "kmviz.writing.tex"}
"""The module for each ending of slides, whose pictures are in a PDF beside them."""

PACKAGES = {"av": "av", "PIL": "pillow"}
"""What to install for each package that encodes."""

_SLASHES = tuple(filter(None, (os.sep, os.altsep)))

MOST_LOOPS = 65_536
SLOWEST, FASTEST = 0.01, 240


class Format(Protocol):
    """What a module of `FORMATS` offers."""

    def write(
        self, path: Path, pictures: "Iterable[Picture]", recipe: "Recipe", *, loop: int, fps: float
    ) -> None:
        """Write a film to a path, whatever is there."""

    def verify(self, path: Path) -> None:
        """Raise OSError unless the file can be decoded from beginning to end."""


class StillFormat(Protocol):
    """What a module of `STILLS` offers."""

    def write(self, path: Path, still: "Still", recipe: "Recipe") -> None:
        """Write a still to a path, whatever is there."""

    def verify(self, path: Path) -> None:
        """Raise OSError unless the file can be read from beginning to end."""


class PagedFormat(StillFormat, Protocol):
    """What a module of `PAGED` offers."""

    def write_pages(self, path: Path, pages: "Iterable[Still]", recipe: "Recipe") -> None:
        """Write stills to a path, a page each, whatever is there."""


def write(
    path: str | os.PathLike[str],
    pictures: "Iterable[Picture]",
    recipe: "Recipe",
    *,
    loop: int = 0,
    fps: float = 25,
) -> Path:
    """Write a film to a file, which appears whole and verified, or not at all.

    Parameters
    ----------
    path
        Where to; the ending chooses the format, see `FORMATS`.
    pictures
        Taken one after the other, when all that can be checked before has been.
    recipe
        What made the film; the file carries it.
    loop
        0 plays for ever, n plays n times. Formats without this leave it to the player.
    fps
        Ticks per second of a video, whose frames begin at whole ones of them.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    ValueError
        When something is asked that cannot be.
    OSError
        When the system refuses. Whatever was at `path` is as it was.
    """
    check_output(path, loop=loop, fps=fps)
    with verified(path, FORMATS) as (encoder, part):
        cast("Format", encoder).write(part, pictures, recipe, loop=loop, fps=fps)
    return Path(path)


def write_still(path: str | os.PathLike[str], still: "Still", recipe: "Recipe") -> Path:
    """Write a still to a file, which appears whole and verified, or not at all.

    What it returns and raises is what `write` does.

    Parameters
    ----------
    path
        Where to; the ending chooses the format, see `STILLS`.
    still
        Drawn when all that can be checked before has been.
    recipe
        What made the still; the file carries it.
    """
    check_output(path, formats=STILLS)
    with verified(path, STILLS) as (encoder, part):
        cast("StillFormat", encoder).write(part, still, recipe)
    return Path(path)


def write_pages(path: str | os.PathLike[str], pages: "Iterable[Still]", recipe: "Recipe") -> Path:
    """Write stills to a file, a page each, which appears whole and verified, or not at all.

    What it returns and raises is what `write` does.

    Parameters
    ----------
    path
        Where to; the ending chooses the format, see `PAGED`.
    pages
        Taken and drawn one after the other, when all that can be checked before has been.
    recipe
        What made them; the file carries it.
    """
    check_output(path, formats=PAGED)
    with verified(path, PAGED) as (encoder, part):
        cast("PagedFormat", encoder).write_pages(part, pages, recipe)
    return Path(path)


def write_slides(
    path: str | os.PathLike[str],
    pages: "Iterable[Page]",
    recipe: "Recipe",
    *,
    title: str,
    theme: "Theme",
    loop: int = 0,
) -> Path:
    """Write slides for LaTeX, and their pictures as a PDF beside them: both appear, or none.

    Parameters
    ----------
    path
        Where to; the ending chooses the format, see `SLIDES`.
    pages
        The pictures of the film.
    recipe
        What made the film; both files carry it.
    title
        Of the slides, "" for none.
    theme
        The colours of the slides.
    loop
        0 plays for ever, other numbers once.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    ValueError
        When something is asked that cannot be.
    OSError
        When the system refuses. Whatever was there is as it was.
    """
    path = Path(path)
    check_output(path, loop=loop, formats=SLIDES)
    shown, pictures = list(pages), pictures_of(path)
    tex, pdf = _module(path, SLIDES), cast("PagedFormat", _module(pictures, PAGED))
    with together(pictures, path) as (picture_part, part):
        pdf.write_pages(picture_part, (page.still for page in shown), recipe)
        text = tex.document(shown, pictures.name, recipe, title=title, theme=theme, loop=loop)
        part.write_text(text, encoding="utf-8")
        pdf.verify(picture_part)
        tex.verify(part)
    return path


@contextmanager
def verified(
    path: str | os.PathLike[str], formats: "Mapping[str, str]"
) -> "Iterator[tuple[ModuleType, Path]]":
    """Give the module for a path and what it is to write to: a file that appears whole, or not."""
    module = _module(path, formats)
    appearing = whole_folder if ending_of(path, formats) == FOLDER else whole
    with appearing(Path(path)) as part:
        yield module, part
        module.verify(part)


def pictures_of(path: Path) -> Path:
    """Give the PDF beside slides that has their pictures, by a name that LaTeX can read."""
    name = "".join(c if c.isalnum() or c in "-_." else "-" for c in path.stem)
    return path.with_name(f"{name}-frames.pdf")


def check_output(
    path: str | os.PathLike[str],
    *,
    source: str | os.PathLike[str] | None = None,
    loop: int = 0,
    fps: float = 25,
    formats: "Mapping[str, str]" = FORMATS,
) -> None:
    """Refuse, before anything is drawn, what `write` or `write_still` could not write.

    Parameters
    ----------
    path, loop, fps
        As for `write`.
    source
        The file that the points come from, which must not be overwritten.
    formats
        What is to be written: `FORMATS` for films, or `STILLS`.

    Raises
    ------
    ValueError
        When the ending is not known, the encoder is missing, `path` is not a regular file or is
        `source`, or a number is out of range.
    OSError
        When the folder is missing or not writable.
    """
    _check_loop(loop)
    _check_fps(fps)
    module, ending, path = _module(path, formats), ending_of(path, formats), Path(path)
    check_place = module.check_place if ending == FOLDER else _check_kind
    for file in [path, pictures_of(path)] if ending in SLIDES else [path]:
        with refusals(file):
            check_place(file)
            check_source(file, source)
            with beside(resolved(file)):
                pass


def either(endings: "Iterable[str]") -> str:
    """Say the endings that a name may have, such as ".gif, .mp4 or /"."""
    *others, last = sorted(endings, key=FOLDER.__eq__)
    return f"{', '.join(others)} or {last}" if others else last


def ending_of(path: str | os.PathLike[str], formats: "Mapping[str, str]" = FORMATS) -> str:
    """Give the ending that chooses the format: of a folder, which may be there already, `FOLDER`.

    `Path` drops a slash at the end, so give the text where there is one.
    """
    name, ending = os.fspath(path), Path(path).suffix.lower()
    if name.endswith(_SLASHES):
        return FOLDER
    is_folder = ending not in formats and FOLDER in formats and Path(path).is_dir()
    return FOLDER if is_folder else ending


def _module(path: str | os.PathLike[str], formats: "Mapping[str, str]") -> ModuleType:
    ending = ending_of(path, formats)
    name = formats.get(ending)
    if name is None:
        raise ValueError(
            f"{os.fspath(path)!r}: the ending is none of those to choose from\n"
            f"end the name in {either(formats)}"
        )
    try:
        return importlib.import_module(name)
    except ImportError as error:
        packages = PACKAGES.get(error.name or "", " ".join(PACKAGES.values()))
        raise ValueError(
            f"{os.fspath(path)!r}: the encoder for {ending} is missing: {error}\n"
            f"install it with: python -m pip install --force-reinstall --only-binary :all: "
            f"{packages}"
        ) from error


def _check_kind(path: Path) -> None:
    target = resolved(path)
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        kind = "a folder" if target.is_dir() else "not a regular file"
        raise ValueError(f"{str(path)!r}: this is {kind}\nchoose another name")


def check_source(path: Path, source: str | os.PathLike[str] | None) -> None:
    """Refuse to write over the file that the points come from.

    Raises
    ------
    ValueError
        When it is the same.
    """
    target = resolved(path)
    if source is None or not (target.exists() and Path(source).exists()):
        return
    if target.samefile(source):
        raise ValueError(
            f"{str(path)!r}: the file that the points come from would be overwritten\n"
            "choose another name"
        )


def _check_loop(loop: int) -> None:
    if not isinstance(loop, int) or not 0 <= loop <= MOST_LOOPS:
        raise ValueError(
            f"loop {loop!r} is not a whole number from 0 to {MOST_LOOPS}\n"
            "use 0 to play for ever, 1 to play once"
        )


def _check_fps(fps: float) -> None:
    if not (math.isfinite(fps) and SLOWEST <= fps <= FASTEST):
        raise ValueError(f"fps {fps} is not a number from {SLOWEST} to {FASTEST}\nuse 25, say")
