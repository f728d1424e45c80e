"""What made a film: names and numbers go in, one line of text that a file can carry comes out."""

import json
import math
import re
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any

from kmviz.writing.strict_json import parse

LONGEST = 1 << 20
"""Characters that a recipe may have: a title of 20,000 characters fits, a bomb does not."""

INFINITY = "1e999"
"""How JSON can say it: too large for a number of 64 bits, and so read back as infinity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything needed to make a film again, and nothing about who made it, where or when.

    Attributes
    ----------
    kmviz, numpy, python, matplotlib, pillow, av
        Versions; drawing and packing depend on the last three, which may be unknown.
    command
        The shell command or the Python call that makes the film again, without folders.
    seed
        What the random generator started from; None when nothing was random or it is unknown.
    points, clusters, iterations
        How many.
    inertia
        Sum of squared distances at the end.
    data
        Name of the board, or the file's own name without its folder.
    digest
        SHA-256 of the input file, 64 lower-case hexadecimal digits; None without a file.
    alt
        What the film shows, in a sentence, for those who cannot see it.
    embedded
        The points themselves, as `embedding.embed` gives them; None unless that was asked for.

    Raises
    ------
    ValueError
        When a value is of another kind.
    """

    kmviz: str
    numpy: str
    python: str
    command: str
    seed: int | None
    points: int
    clusters: int
    iterations: int
    inertia: float
    data: str
    digest: str | None
    alt: str = ""
    embedded: str | None = None
    matplotlib: str = ""
    pillow: str = ""
    av: str = ""

    def __post_init__(self) -> None:
        for field in fields(self):
            _check(field.name, getattr(self, field.name))

    def to_text(self) -> str:
        """One line of ASCII: a JSON object that starts with `{"kmviz": `, keys in fixed order."""
        return one_line(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> "Recipe":
        """Read what `to_text` wrote, trusting nothing.

        Names that are not known are left out; of those with a default any may be missing.

        Raises
        ------
        ValueError
            When the text is not such a recipe.
        """
        return cls.from_values(_parsed(text))

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> "Recipe":
        """Take a recipe from the JSON object that `to_text` wrote, as `from_text` does.

        Raises
        ------
        ValueError
            When these are not the values of a recipe.
        """
        for field in fields(cls):
            if field.name not in values and field.default is MISSING:
                raise _refusal(f"{field.name!r} is missing")
        names = [field.name for field in fields(cls) if field.name in values]
        return cls(**{name: values[name] for name in names})


def one_line(values: Mapping[str, Any]) -> str:
    """Write the values of a recipe as JSON in ASCII."""
    # json.dumps writes Infinity, which is not JSON. Within strings the quotes are escaped, so this
    # can only be the number.
    return json.dumps(values).replace('"inertia": Infinity', f'"inertia": {INFINITY}')


def _refusal(what: str) -> ValueError:
    return ValueError(f"recipe: {what}\ntake the text, unchanged, from a file that kmviz wrote")


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise _refusal(f"{len(text)} characters are more than {LONGEST}")
    return parse(text, _refusal)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_inertia(value: object) -> bool:
    return isinstance(value, float) and not math.isnan(value) and value >= 0


def _is_text_or_nothing(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


_KINDS: dict[str, tuple[Callable[[object], bool], str]] = {
    "seed": (lambda value: value is None or _is_count(value), "a whole number from 0, or nothing"),
    "points": (_is_count, "a whole number from 0"),
    "clusters": (_is_count, "a whole number from 0"),
    "iterations": (_is_count, "a whole number from 0"),
    "inertia": (_is_inertia, "a floating-point number from 0"),
    "digest": (
        lambda value: value is None or _is_digest(value),
        "64 hexadecimal digits, or nothing",
    ),
    "embedded": (_is_text_or_nothing, "text, or nothing"),
}


def _check(name: str, value: object) -> None:
    fits, kind = _KINDS.get(name, (_is_text, "text"))
    if not fits(value):
        raise _refusal(f"{name!r} is {reprlib.repr(value)}, not {kind}")
