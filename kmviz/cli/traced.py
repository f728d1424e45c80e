"""A trace goes in where points may; the film of its own run comes out."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kmviz.cli.command_line import is_given
from kmviz.cli.failure import could_not
from kmviz.cli.report import printable, say
from kmviz.cli.source import Source, refuse

if TYPE_CHECKING:
    from kmviz.films.film import Film

# What decides on a run, and has been decided when there is a trace of it.
DECIDED: Final = {
    *("k", "n", "data", "seed", "data_seed", "columns", "missing", "standardize"),
    *("init", "restarts", "show_start", "algorithm", "batch_size"),
    *("max_iterations", "tolerance", "empty", "embed_data"),
}


def check_nothing_decided(context: click.Context, data_file: str) -> None:
    """Refuse options of a run beside the trace of one; others are not in its command either."""
    for param in (param for param in context.command.params if param.name in DECIDED):
        if is_given(context, param):
            problem = f"{param.opts[0]} is for a run to be made, and {data_file} is one"
            refuse(problem, "leave it out")
        context.params[str(param.name)] = None


def film_of_trace(data_file: str, look: dict[str, Any], *, quiet: bool) -> tuple["Film", Source]:
    """Read a trace, and film its run as the options say that do not decide on a run."""
    from kmviz.films.film import Look, film_run
    from kmviz.writing.read import fingerprint
    from kmviz.writing.read_trace import read_trace

    with could_not():
        trace = read_trace(data_file)
    name, made_of = Path(data_file).name, trace.recipe.data
    say(f"{name}: the trace of a run on {printable(made_of)}", quiet=quiet)
    telling = {name: value for name, value in look.items() if name not in DECIDED}
    film = film_run(trace.points, trace.states, Look(**telling), subtitle=trace.about)
    film = replace(film, recipe=replace(film.recipe, seed=trace.recipe.seed))
    return film, Source(trace.points, name, fingerprint(data_file), None, "")
