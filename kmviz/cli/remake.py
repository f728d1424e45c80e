"""A file of kmviz goes in, the same film or one with a change comes out: `kmviz remake`."""

import shlex
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, cast

import click
from click.core import ParameterSource

from kmviz.cli import options, shared
from kmviz.cli.command_line import NEVER, Origin, command_line
from kmviz.cli.failure import CouldNotError, could_not
from kmviz.cli.matters import forget_idle, refuse_idle
from kmviz.cli.report import printable, say
from kmviz.cli.source import refuse
from kmviz.cli.vary import starts_from_a_file
from kmviz.spelling import did_you_mean
from kmviz.writing.write import ending_of

if TYPE_CHECKING:
    from kmviz.engine.state import Points
    from kmviz.writing.recipe import Recipe

HELP = """Make a film again, from the file alone.

\b
Examples:
  python -m kmviz remake film.gif -o again.gif
  python -m kmviz remake film.gif --set k=5 --set theme=dark -o five.mp4
  python -m kmviz remake film.gif --data points.csv -o again.gif

Points that were read from a file are needed again, with --data, unless the film carries them
(--embed-data). Under the same versions the new file equals the old one byte for byte.
"""

BEGINNING: Final = ["python", "-m", "kmviz"]
YES, NO = {"yes", "true", "on"}, {"no", "false", "off"}


@click.command(
    help=HELP,
    short_help="Make a film again, as it is or changed.",
    context_settings=shared.SETTINGS,
)
@click.argument("file")
@click.option("--data", metavar="FILE", help="The points, where they were read from a file.")
@click.option(
    "--set",
    "changes",
    metavar="NAME=VALUE",
    multiple=True,
    help="Change an option of the command that made the film; may be given again.",
)
@click.option("-o", "--output", metavar="FILE", required=True, help="Where to.")
@shared.takes(shared.REPORT)
@click.pass_context
def remake(
    context: click.Context,
    /,
    *,
    file: str,
    data: str | None,
    changes: tuple[str, ...],
    output: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Make a film again."""
    from kmviz.writing.read import fingerprint, read_recipe

    with could_not():
        recipe = read_recipe(file)
    again = _asked_before(context, recipe, changes)
    points = _points(recipe, data)
    changed = {option.name for option, _ in (_parsed(again.command, change) for change in changes)}
    forget_idle(again, output, but=changed)
    refuse_idle(again, output)
    is_alike = not changes and ending_of(file) == ending_of(output)
    command = recipe.command if is_alike else command_line(again, output)
    say(f"making again: {printable(command)}", quiet=quiet)
    before = fingerprint(file)
    is_from_file = "data_file" in again.params and recipe.digest is not None
    again.obj = Origin(
        command, recipe.data if is_from_file else None, recipe.digest if is_from_file else None
    )
    for name in NEVER & again.params.keys():
        again.params[name] = again.lookup_default(name)
    again.params.update(output=output, as_json=as_json, quiet=quiet)
    with points as where:
        again.params |= {name: where[name] for name in where.keys() & again.params.keys()}
        with again:
            again.command.invoke(again)
    say(*_other_versions(recipe), quiet=quiet)
    if is_alike:
        same = before == fingerprint(output)
        say(f"{'the same file' if same else 'not the same'}, byte for byte", quiet=quiet)


def _asked_before(
    context: click.Context, recipe: "Recipe", changes: tuple[str, ...]
) -> click.Context:
    """Parse the command of a recipe, as options and nothing else, with some of them changed."""
    name, words = _command_and_words(recipe)
    kmviz = cast("click.Group", context.find_root().command)
    command = kmviz.commands.get(name)
    makes_files = command is not None and "output" in {param.name for param in command.params}
    if command is None or not makes_files or command is context.command:
        raise CouldNotError(_not_ours(recipe))
    wanted = [_parsed(command, change) for change in changes]
    words += [w for option, value in wanted if not option.is_flag for w in (option.opts[0], value)]
    try:
        again: click.Context = command.make_context(name, words, parent=context.parent)
    except click.UsageError as error:
        if changes:
            raise
        raise CouldNotError(
            f"the command in the recipe is not one of this version: {error.format_message()}\n"
            f"make the film with kmviz {printable(recipe.kmviz)}, or correct it with --set"
        ) from error
    for option, value in wanted:
        if option.is_flag and option.name:
            again.params[option.name] = _switched(option, value)
            again.set_parameter_source(option.name, ParameterSource.COMMANDLINE)
    _check_start(again, changes)
    return again


def _command_and_words(recipe: "Recipe") -> tuple[str, list[str]]:
    try:
        words = shlex.split(recipe.command)
    except ValueError:
        words = []
    if words[:3] != BEGINNING or len(words) < 4:
        raise CouldNotError(_not_ours(recipe))
    return words[3], words[4:]


def _not_ours(recipe: "Recipe") -> str:
    if recipe.command.startswith("kmviz."):
        return (
            f"the film was made in Python: {recipe.command}\n"
            "make it there again: its points are not known here"
        )
    return f"the recipe holds no command of kmviz: {recipe.command}\nmake the film anew"


def _parsed(command: click.Command, change: str) -> tuple[click.Option, str]:
    """Take NAME=VALUE apart, and find the option of that name."""
    name, _, value = change.partition("=")
    known = {
        option.opts[0].removeprefix("--"): option
        for option in command.params
        if isinstance(option, click.Option) and option.name not in NEVER
    }
    if name not in known or "=" not in change:
        refuse(
            f"--set {change}: {name!r} is no option of {command.name}",
            f"{did_you_mean(name, known)}write NAME=VALUE, with a NAME of {command.name} --help",
        )
    return known[name], value


def _switched(option: click.Option, value: str) -> bool:
    """Read whether an option is to be on."""
    if value not in YES | NO:
        name = option.opts[0].removeprefix("--")
        refuse(f"--set {name}={value}: {name} is on or off", f"write {name}=yes or {name}=no")
    return value in YES


def _check_start(again: click.Context, changes: tuple[str, ...]) -> None:
    """Open no file that a recipe names: only who runs the command may say which to read."""
    init = again.params.get("init")
    given = any(change.startswith("init=") for change in changes)
    if isinstance(init, str) and init not in options.SEEDINGS and not given:
        raise CouldNotError(
            f"the film started from centroids in a file, {init!r}\n"
            "name that file with --set init=FILE"
        )
    for asked in again.params.get("vary", ()):
        if starts_from_a_file(asked):
            raise CouldNotError(
                f"the film started from centroids in files: --vary {asked}\n"
                "run the command itself, as kmviz how tells it"
            )


def _points(recipe: "Recipe", data: str | None) -> AbstractContextManager[dict[str, Any]]:
    """Give the options that say where the points are, of a film whose points were in a file."""
    from kmviz.writing.embedding import embedded_points

    if recipe.digest is None:
        if data is not None:
            refuse("--data is for films of a file, and this one is of a board", "leave it out")
        return nullcontext({})
    if data is not None:
        _check_digest(recipe, data)
        return nullcontext({"data_file": data})
    with could_not():
        points = embedded_points(recipe)
    if points is None:
        raise CouldNotError(
            f"the points were read from {recipe.data!r}, and the film does not carry them\n"
            "give that file with --data"
        )
    return _unpacked(points)


def _check_digest(recipe: "Recipe", data: str) -> None:
    digest = sha256(Path(data).read_bytes()).hexdigest()
    if digest != recipe.digest:
        raise CouldNotError(
            f"{data}: these are not the points of the film: the SHA-256 is {digest[:12]}…, "
            f"and the film's is {(recipe.digest or '')[:12]}…\n"
            f"give the very file that the film was made from, {recipe.data!r}"
        )


@contextmanager
def _unpacked(points: "Points") -> Iterator[dict[str, Any]]:
    """Lay the points that a film carries into a file: as they were filmed, nothing else to do."""
    import numpy as np

    with TemporaryDirectory() as folder:
        path = Path(folder, "points.npy")
        np.save(path, points)
        as_filmed = {"columns": None, "missing": "error", "standardize": False}
        yield {"data_file": str(path), **as_filmed}


def _other_versions(recipe: "Recipe") -> Iterator[str]:
    """Say what the film was made with at first, where that is not what is here."""
    from kmviz.films.provenance import versions

    then = asdict(recipe)
    for name, now in versions().items():
        if then[name] != now:
            yield f"made with {name} {printable(then[name]) or 'unknown'} then, with {now} now"
