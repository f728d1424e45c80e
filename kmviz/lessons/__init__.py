"""Lessons: a name goes in, what is filmed, what is said, asked and shown comes out."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
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


def read_lesson(name: str) -> Lesson:
    """Read a lesson.

    Raises
    ------
    KeyError
        If there is none of this name in `LESSONS`.
    """
    if name not in LESSONS:
        raise KeyError(name)
    entry = tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    entry["text"] = " ".join(entry["text"].split())
    return Lesson(**entry)
