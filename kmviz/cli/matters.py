"""What is written goes in; options that change nothing of it are refused, or forgotten."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

import click
from click.core import ParameterSource

from kmviz.cli.command_line import is_given
from kmviz.cli.source import refuse
from kmviz.films.kinds import ENDINGS
from kmviz.writing.write import FOLDER, FORMATS, SLIDES, STILLS, ending_of

MOVES: Final = (*FORMATS, *SLIDES)
SEEN: Final = (*MOVES, *STILLS)
ONE_FILE: Final = tuple(ending for ending in FORMATS if ending != FOLDER)
LOOPS: Final = (".gif", ".webp", ".apng", ".avif", *SLIDES)

# Options that matter to some files only: what these are called, and how their names end.
MATTERS: Final[dict[str, tuple[str, Collection[str]]]] = {
    **dict.fromkeys(("transcript", "poster", "pause_before_answer"), ("films", tuple(FORMATS))),
    "max_size": ("films in one file", ONE_FILE),
    **dict.fromkeys(("pace", "fps", "steps", "hold"), ("what moves", MOVES)),
    "loop": ("films that know how often they play", LOOPS),
    **dict.fromkeys(("at", "sheet"), ("what stands still", tuple(STILLS))),
    **dict.fromkeys(("show_start", "voronoi", "trails", "show", "draw"), ("pictures", SEEN)),
    **dict.fromkeys(("layout", "theme", "size", "title", "place"), ("pictures", SEEN)),
    "rows": ("tables", (".csv",)),
}

# With a value these make what is written something else, or refuse it.
FORBID: Final = {"at", "sheet", "max_size", "place"}


def refuse_idle(context: click.Context, output: str) -> None:
    """Refuse options that are given and change nothing of a file of this name."""
    for param in _idle(context, output):
        if is_given(context, param):
            told, (ending, *_) = MATTERS[str(param.name)]
            path = Path(output)
            refuse(
                f"{param.opts[0]} is for {told}, and {path.name} is none",
                f"leave it out, or write {path.stem}{ending}",
            )


def forget_idle(context: click.Context, output: str, but: Collection[str]) -> None:
    """Let options that change nothing of a file of this name, `but` some, not have been given.

    Where a place gave one, the others that it gave are as if they had been typed.
    """
    idle = [param for param in _idle(context, output) if param.name not in but]
    if any(_source(context, param) is ParameterSource.DEFAULT_MAP for param in idle):
        _spell_out(context)
    for param in idle:
        context.set_parameter_source(str(param.name), ParameterSource.DEFAULT)
        if param.name in FORBID:
            context.params[param.name] = None


def _idle(context: click.Context, output: str) -> list[click.Parameter]:
    """Give the options, in the order of the table; none for a file that cannot be written."""
    ending = ending_of(output, ENDINGS)
    known = {str(param.name): param for param in context.command.params}
    idle = [name for name, (_, endings) in MATTERS.items() if ending not in endings]
    return [known[name] for name in idle if name in known and ending in ENDINGS]


def _spell_out(context: click.Context) -> None:
    """Let what a place gave be given by hand."""
    for param in context.command.params:
        if _source(context, param) is ParameterSource.DEFAULT_MAP:
            context.set_parameter_source(str(param.name), ParameterSource.COMMANDLINE)
    context.params["place"] = None


def _source(context: click.Context, param: click.Parameter) -> ParameterSource | None:
    return context.get_parameter_source(str(param.name))
