"""What was asked goes in, the command that asks for it again comes out, and signs the film."""

import shlex
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from kmviz.writing.write import FOLDER, ending_of

if TYPE_CHECKING:
    from kmviz.cli.source import Source
    from kmviz.films.filmed import Filmed, Question
    from kmviz.writing.recipe import Recipe

ALWAYS: Final = {"k", "n", "blobs", "seed"}  # also where the default was taken: defaults may change

# They do not change the film.
NEVER: Final = {"output", "as_json", "quiet", "debug", "alt", "transcript", "poster"}

# They decide on a run, beside its start and the file or the seed of its points.
OF_A_RUN: Final = {
    *("k", "n", "data", "columns", "missing", "standardize"),
    *("algorithm", "batch_size", "max_iterations", "tolerance", "empty"),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """What a film that another command has made says of its origin.

    Attributes
    ----------
    command
        As the first film has it, or as it would be with what was changed; or that of a lesson.
    data, digest
        Of the file that the points were read from at first; None for a board.
    question
        That of a lesson.
    """

    command: str
    data: str | None
    digest: str | None
    question: "Question | None" = None


def signed(recipe: "Recipe", context: click.Context, output: str, source: "Source") -> "Recipe":
    """Let a recipe say which command makes the film, and from which data."""
    origin = context.obj
    if not isinstance(origin, Origin):
        command = command_line(context, output)
        return replace(recipe, command=command, data=source.name, digest=source.digest)
    if origin.data is None:
        return replace(recipe, command=origin.command, data=source.name, digest=source.digest)
    return replace(recipe, command=origin.command, data=origin.data, digest=origin.digest)


def as_posed(context: click.Context, film: "Filmed[Any]") -> "Filmed[Any]":
    """Let the film of a lesson ask its question."""
    origin = context.obj
    return replace(film, question=origin.question) if isinstance(origin, Origin) else film


def command_line(context: click.Context, output: str) -> str:
    """Write the command, with the names of files but not the folders that they lie in."""
    words = ["python", "-m", "kmviz", context.command.name or ""]
    for param in context.command.params:
        words += _words(context, param)
    slash = FOLDER if ending_of(output) == FOLDER else ""
    return shlex.join([*words, "-o", Path(output).name + slash])


def is_given(context: click.Context, param: click.Parameter) -> bool:
    """Say whether an option was typed, and is no default of ours or of a place."""
    return context.get_parameter_source(str(param.name)) is ParameterSource.COMMANDLINE


def film_of_run(
    context: click.Context, *, data_file: str | None, seed: int, data_seed: int | None, init: str
) -> str:
    """Write the command that films one of the many runs that a command has made, to be run here."""
    words = ["python", "-m", "kmviz", "animate", *([] if data_file is None else [data_file])]
    for param in context.command.params:
        if param.name in OF_A_RUN:
            words += _words(context, param)
    board = [] if data_seed is None else ["--data-seed", str(data_seed)]
    return shlex.join([*words, "--seed", str(seed), *board, "--init", init])


def _words(context: click.Context, param: click.Parameter) -> list[str]:
    name = param.name or ""
    value = context.params.get(name)
    if value is None or name in NEVER or not (is_given(context, param) or name in ALWAYS):
        return []
    if isinstance(param, click.Argument):
        return [Path(value).name]
    if isinstance(value, bool):
        return param.opts[:1] if value else param.secondary_opts[:1]
    if isinstance(value, tuple) and param.multiple:
        return [word for each in value for word in (param.opts[0], each)]
    return [param.opts[0], _spell(name, value)]


def _spell(name: str, value: Any) -> str:
    if name in {"size", "sheet"}:
        return "x".join(str(side) for side in value)
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        return ",".join(value)
    if name == "init" and not isinstance(value, str):
        return " ".join(",".join(repr(number) for number in row) for row in value)
    if name == "init":
        return Path(value).name
    return str(value)
