"""A film as numbered stills: Pictures go in, the files of a folder come out, one by one."""

import csv
from collections.abc import Collection, Iterable, Iterator
from io import StringIO
from typing import Final, NamedTuple

from kmviz.drawing.picture import Picture
from kmviz.drawing.still import POINTS
from kmviz.writing.png import to_png
from kmviz.writing.recipe import Recipe
from kmviz.writing.ticks import checked

LARGEST: Final = (1 << 31) - 1
"""Pixels in width or height that a PNG can tell."""

DIGITS: Final = 4
"""In the name of a still: 9,999 of them sort by name, over six minutes of film."""

EFFORT: Final = 6
"""Of packing: the most takes four times as long, to save two per cent."""

TIMELINE: Final = "timeline.csv"
RECIPE: Final = "recipe.json"


class File(NamedTuple):
    """One file of many."""

    name: str
    data: bytes


def files(pictures: Iterable[Picture], recipe: Recipe) -> Iterator[File]:
    """Yield 0001.png, 0002.png, …, then what tells when each is shown, and the recipe.

    `timeline.csv` has a row for each still: its file, the seconds that it stays, and whether a
    half-step opens with it. Every still carries the recipe too.

    Raises
    ------
    ValueError
        When the pictures are none, not of one size, too large, or shown for impossible times.
    """
    table = StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(("file", "seconds", "opens_beat"))
    for number, picture in enumerate(checked(pictures, LARGEST), start=1):
        name = f"{number:0{DIGITS}}.png"
        yield File(name, to_png(picture.pixels, recipe, per_inch=POINTS, effort=EFFORT))
        rows.writerow((name, repr(float(picture.seconds)), str(picture.opens_beat).lower()))
    yield File(TIMELINE, table.getvalue().encode("ascii"))
    yield File(RECIPE, recipe.to_text().encode("ascii") + b"\n")


def is_ours(name: str) -> bool:
    """Say whether a file of this name may be one of `files`."""
    number, _, ending = name.partition(".")
    is_still = ending == "png" and number.isascii() and number.isdigit() and len(number) >= DIGITS
    return is_still or name in {TIMELINE, RECIPE}


def check_names(names: Collection[str], timeline: bytes) -> tuple[str, str]:
    """Check that all files of a film are there, and give the names of its first and last still.

    Raises
    ------
    ValueError
        When some are missing, or there are others.
    """
    rows = list(csv.DictReader(StringIO(timeline.decode("ascii"))))
    stills = [row["file"] for row in rows]
    if not stills or sorted(names) != sorted([*stills, TIMELINE, RECIPE]):
        raise ValueError(f"{len(names)} files are there, for {len(stills)} stills")
    return stills[0], stills[-1]
