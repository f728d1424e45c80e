"""Lessons: a name goes in, what is filmed, what is said, asked and shown comes out."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeAlias

Option: TypeAlias = str | int | float | bool | list[str]

LESSONS: Final = (
    *("lloyd", "objective", "voronoi", "start-matters", "kmeans++", "empty-cluster", "wrong-k"),
    *("unequal-variance", "unequal-size", "stretched", "rings", "scaling", "outlier"),
)
"""Their names, in the order in which they would be taught."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A film with something to say.

    Attributes
    ----------
    title, text, question
        What the lecturer says, and asks before the film goes on.
    command, options
        What makes the film.
    ask_before
        The half-step that the question is asked before, counted from 0, the start.
    expect
        Numbers that the film shows, by their names in the command's JSON.
    """

    title: str
    text: str
    question: str
    command: str
    options: Mapping[str, Option]
    ask_before: int
    expect: Mapping[str, Any]


def read_lesson(name: str, lang: str = "en") -> Lesson:
    """Read a lesson.

    Parameters
    ----------
    name
        One of `LESSONS`.
    lang
        The language of its words: "en", "es", "zh", "de" or "fr".

    Raises
    ------
    KeyError
        If there is none of this name in `LESSONS`.
    """
    if name not in LESSONS:
        raise KeyError(name)
    words = _read(f"languages/{lang}.toml")[name]
    # no-break spaces stay
    text = " ".join(words["text"].replace("\n", " ").strip(" ").split(" "))
    return Lesson(**{**_read(f"{name}.toml"), **words, "text": text})


@cache
def _read(file: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(file).read_text(encoding="utf-8"))
