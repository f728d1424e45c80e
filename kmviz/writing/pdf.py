"""Stills as a PDF: their shapes and words go in, pages for print and for LaTeX come out."""

import re
import zlib
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from kmviz.drawing.still import Still, bind
from kmviz.writing.recipe import Recipe
from kmviz.writing.resources import END, PLACE, with_own_resources

_TABLE = re.compile(rb"xref\s+0 (\d+)\s+")
_SUBJECT = re.compile(rb"/Subject \(((?:[^\\()]|\\.)*)\)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def write(path: Path, still: Still, recipe: Recipe) -> None:
    """Write a PDF of one page, with the recipe as its subject.

    Parameters
    ----------
    path
        Where to; what is there is overwritten.
    still
        Drawn as shapes and words, in points.
    recipe
        What made the still.

    Raises
    ------
    OSError
        When the system refuses.
    """
    write_pages(path, [still], recipe)


def write_pages(path: Path, pages: Iterable[Still], recipe: Recipe) -> None:
    """Write a PDF of several pages, as `write` does one.

    Parameters
    ----------
    path
        Where to; what is there is overwritten.
    pages
        Taken and drawn one after the other.
    recipe
        What made them.

    Raises
    ------
    OSError
        When the system refuses.
    """
    path.write_bytes(with_own_resources(bind(pages, {"Subject": recipe.to_text()})))


def verify(path: Path) -> None:
    """Check that a PDF of `write` has all its objects, and unpack those that are compressed.

    Raises
    ------
    OSError
        When it has not, or they cannot be unpacked.
    """
    try:
        _check(path.read_bytes())
    except (ValueError, OSError, zlib.error) as error:
        raise OSError(
            f"the PDF is not complete: {error}\nwrite it again, or to a folder on another disk"
        ) from error


def comment(path: Path) -> str | None:
    """Give the text that a PDF carries as its subject, or None where it carries none.

    Raises
    ------
    OSError
        When this is no such file.
    """
    subject = _SUBJECT.search(path.read_bytes())
    return None if subject is None else _ESCAPED.sub(r"\1", subject[1].decode("ascii", "replace"))


def _check(data: bytes) -> None:
    end = END.search(data)
    if not data.startswith(b"%PDF-") or end is None:
        raise ValueError("its beginning or its end is missing")
    at = int(end[1])
    table = _TABLE.match(data, at)
    places = sorted(int(place) for place in PLACE.findall(data, at))
    if table is None or int(table[1]) != len(places) + 1:
        raise ValueError("the table of its objects is not as it should be")
    for begin, after in pairwise([*places, at]):
        _check_object(data[begin:after])


def _check_object(data: bytes) -> None:
    if not (re.match(rb"\d+ 0 obj\n", data) and data.endswith(b"\nendobj\n")):
        raise ValueError("an object is not where it should be")
    head, _, stream = data.partition(b"\nstream\n")
    if stream and b"/FlateDecode" in head:
        zlib.decompress(stream.removesuffix(b"\nendstream\nendobj\n"))
