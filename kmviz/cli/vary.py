"""What --vary says goes in, the options of each board come out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from kmviz.cli import options
from kmviz.cli.source import refuse
from kmviz.spelling import did_you_mean

MOST_NAMES: Final = 2  # rows and columns
FORM: Final = "write --vary NAME=V1,V2,…"


@dataclass(frozen=True, slots=True)
class Varied:
    """An option that differs from board to board.

    Attributes
    ----------
    name
        As on the command line, without its dashes.
    parameter
        As in Python.
    values
        What the option may be given.
    words
        How each of them is written, files without their folders.
    """

    name: str
    parameter: str
    values: tuple[Any, ...]
    words: tuple[str, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """What the boards are called, value by value."""
        return tuple(f"{self.name} = {word}" for word in self.words)

    @property
    def asked(self) -> str:
        """The argument of --vary that asks for this."""
        return f"{self.name}={_separator(self.words).join(self.words)}"


def read_vary(
    asked: Sequence[str], variable: Mapping[str, click.Option], others: Sequence[str]
) -> list[Varied]:
    """Read each NAME=V1,V2,…; a ; between the values lets them have commas.

    Parameters
    ----------
    asked
        The arguments of --vary.
    variable
        The options that change a run, by their names.
    others
        The names of the options that do not.
    """
    varied = [_read(text, variable, others) for text in asked]
    names = [one.name for one in varied]
    for name in names:
        if names.count(name) > 1:
            refuse(f"--vary {name} is given twice", f"give all values of {name} in one --vary")
    if len(names) > MOST_NAMES:
        refuse(
            f"--vary is given {len(names)} times: {', '.join(names)}",
            "vary one option, or two: rows and columns",
        )
    return varied


def starts_from_a_file(asked: str) -> bool:
    """Say whether a file of centroids is among the values of this --vary."""
    name, _, values = asked.partition("=")
    return name == "init" and any(
        word not in options.SEEDINGS and not options.is_coordinates(word) for word in _split(values)
    )


def _read(text: str, variable: Mapping[str, click.Option], others: Sequence[str]) -> Varied:
    name, _, values = text.partition("=")
    if name not in variable:
        _refuse_name(text, name, variable, others)
    if not values:
        refuse(f"--vary {text}: there are no values of {name}", FORM)
    words = _split(values)
    if "" in words:
        refuse(f"--vary {text}: {name} has a value of no letters", FORM)
    option = variable[name]
    converted = tuple(_convert(option, name, word) for word in words)
    for value, word in zip(converted, words, strict=True):
        if converted.count(value) > 1:
            refuse(f"--vary {text}: {name} is {word} on two boards", "name each value once")
    return Varied(name, option.name or name, converted, tuple(_without_folder(w) for w in words))


def _refuse_name(
    text: str, name: str, variable: Mapping[str, click.Option], others: Sequence[str]
) -> None:
    if name in others:
        refuse(
            f"--vary {text}: {name} does not change the run",
            f"give --{name} once, for all boards; vary one of {', '.join(variable)}",
        )
    refuse(
        f"--vary {text}: there is no option {name!r} that changes a run",
        f"{did_you_mean(name, variable)}NAME is one of {', '.join(variable)}",
    )


def _convert(option: click.Option, name: str, word: str) -> Any:
    try:
        return option.type.convert(word, None, None)
    except click.BadParameter as error:
        problem = error.message.rstrip(".")
        refuse(
            f"--vary {name}={word}: {problem[:1].lower()}{problem[1:]}",
            f"{options.meant(option.type, word)}give {name} values that --{name} takes",
        )


def _split(values: str) -> list[str]:
    return [word.strip() for word in values.split(";" if ";" in values else ",")]


def _separator(words: Sequence[str]) -> str:
    return ";" if any("," in word for word in words) else ","


def _without_folder(word: str) -> str:
    return Path(word).name if "/" in word or "\\" in word else word
