"""What options may say: words go in, values come out."""

import re
from typing import Any, Final

import click

from kmviz.spelling import did_you_mean

# The names are written down here a second time, as asking for them would import numpy; a test
# holds them against the ones in force.
BOARDS: Final = (
    *("uniform", "gaussian", "peaked", "unequal-variance", "unequal-size"),
    *("stretched", "rings", "scaling", "outlier", "empty"),
)
SAMPLES: Final = ("iris",)
SEEDINGS: Final = ("random", "partition", "farthest", "kmeans++", "kmeans++ greedy")
ALGORITHMS: Final = ("lloyd", "macqueen", "hartigan-wong", "minibatch")
POLICIES: Final = ("farthest", "keep", "drop", "error")
VORONOI: Final = ("final", "always", "never")
DRAW: Final = ("auto", "points", "density")
PACES: Final = ("slow", "normal", "fast")
LAYOUTS: Final = ("board", "lecture")
CRITERIA: Final = (
    *("elbow", "silhouette", "gap", "gap-principal"),
    *("f-k", "calinski-harabasz", "davies-bouldin"),
)
RULES: Final = ("tibshirani", "first-se-max", "global-max")
THEMES: Final = ("light", "dark")
LANGUAGES: Final = ("en", "es", "zh", "de", "fr")

UNITS: Final = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}


class Size(click.ParamType[tuple[int, int]]):
    """WIDTHxHEIGHT, in pixels."""

    name = "WxH"
    form = "WIDTHxHEIGHT, such as 1280x720"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read two whole numbers with an x between them."""
        if isinstance(value, tuple):
            return value
        width, _, height = str(value).lower().partition("x")
        if not (_is_digits(width) and _is_digits(height)):
            self.fail(f"{value!r} is not of the form {self.form}", param, ctx)
        return int(width), int(height)


class Places(Size):
    """COLUMNSxROWS."""

    name = "CxR"
    form = "COLUMNSxROWS, such as 3x4"


class Bytes(click.ParamType[int]):
    """A number of bytes, such as 2MB or 500kB."""

    name = "SIZE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read a number and its unit; 1 MB is 1,000,000 bytes."""
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?([kKmMgG]?)[bB]?", str(value))
        size = 0 if found is None else round(float(found[1]) * UNITS[found[2].lower()])
        if size < 1:
            self.fail(f"{value!r} is no size of a file, such as 2MB or 500kB", param, ctx)
        return size


class Start(click.ParamType[Any]):
    """The name of a seeding, coordinates "x,y x,y …", or a file of centroids."""

    name = "START"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Give the name as it is, and centroids as rows of numbers; a file is read later."""
        if value in SEEDINGS or not isinstance(value, str):
            return value
        rows = _rows(value)
        if rows is None and not _may_be_a_file(value):
            names = ", ".join(SEEDINGS)
            self.fail(
                f"{value!r} is neither one of {names}, nor coordinates such as '0,1 2,3', nor a "
                "file",
                param,
                ctx,
            )
        return value if rows is None else rows


class Starts(click.ParamType[tuple[str, ...]]):
    """Names of seedings, with commas between them."""

    name = "NAME,…"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Give the names; refuse what is none, centroids for instance."""
        if isinstance(value, tuple):
            return value
        names = tuple(name.strip() for name in str(value).split(","))
        for name in names:
            if name not in SEEDINGS:
                self.fail(_no_start(str(value), name), param, ctx)
        return names


def _no_start(value: str, name: str) -> str:
    """Say why a name is no way to start."""
    if _rows(value) is not None or _may_be_a_file(value):
        return f"{value!r} gives centroids, and from the same ones all runs are the same"
    meant = did_you_mean(name, SEEDINGS).rstrip()
    return f"{name!r} is none of {', '.join(SEEDINGS)}" + (f"; {meant}" if meant else "")


def meant(kind: click.ParamType[Any], word: str) -> str:
    """Ask for the value that was perhaps meant, of an option that has names for its values."""
    if isinstance(kind, click.Choice):
        return did_you_mean(word, kind.choices)
    return did_you_mean(word, SEEDINGS) if isinstance(kind, Start) else ""


def parts(_context: click.Context, _param: click.Parameter, value: str) -> tuple[str, ...]:
    """Read the names of parts of a picture, with commas between them."""
    from kmviz.story.shown import check_parts

    return check_parts(value)


def is_coordinates(text: str) -> bool:
    """Say whether a start is given as "x,y x,y …"."""
    return _rows(text) is not None


def _rows(text: str) -> list[tuple[float, ...]] | None:
    if "_" in text:  # Python would read 1_0 as ten
        return None
    try:
        rows = [tuple(float(number) for number in pair.split(",")) for pair in text.split()]
    except ValueError:
        return None
    plane = 2
    return rows if rows and all(len(row) == plane for row in rows) else None


def _may_be_a_file(text: str) -> bool:
    from pathlib import Path

    try:
        return Path(text).exists()
    except (OSError, ValueError):
        return False


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 7
