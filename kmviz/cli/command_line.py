"""What was asked goes in, the command that asks for it again comes out."""

import shlex
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

ALWAYS: Final = {"k", "n", "blobs", "seed"}  # also where the default was taken: defaults may change
NEVER: Final = {"output", "as_json", "quiet", "debug"}  # they do not change the film


def command_line(context: click.Context, output: Path) -> str:
    """Write the command, with the names of files but not the folders that they lie in."""
    words = ["python", "-m", "kmviz", context.command.name or ""]
    for param in context.command.params:
        words += _words(context, param)
    return shlex.join([*words, "-o", output.name])


def _words(context: click.Context, param: click.Parameter) -> list[str]:
    name = param.name or ""
    value = context.params.get(name)
    given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    if value is None or name in NEVER or not (given or name in ALWAYS):
        return []
    if isinstance(param, click.Argument):
        return [Path(value).name]
    if isinstance(value, bool):
        return [param.opts[0] if value else param.secondary_opts[0]]
    return [param.opts[0], _spell(name, value)]


def _spell(name: str, value: Any) -> str:
    if name == "size":
        return "x".join(str(side) for side in value)
    if name == "init" and not isinstance(value, str):
        return " ".join(",".join(repr(number) for number in row) for row in value)
    if name == "init":
        return Path(value).name
    return str(value)
