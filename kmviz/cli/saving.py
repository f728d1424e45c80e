"""What a command has made and where it is to go come in; files, and what is said of them, come out.

Every command that makes a film ends here: `shared.ends` gives it the options, packed as an Ending.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from kmviz.cli.beside import files_beside, write_beside
from kmviz.cli.command_line import Origin, as_posed, signed
from kmviz.cli.ending import Ending
from kmviz.cli.failure import could_not
from kmviz.cli.matters import refuse_idle
from kmviz.cli.places import told_of_place
from kmviz.cli.report import bytes_in, counted, printable, say, size_of, watching
from kmviz.films.kinds import Kind
from kmviz.writing.write import FORMATS, STILLS, check_output, ending_of

if TYPE_CHECKING:
    from kmviz.cli.source import Source
    from kmviz.data.text import Told
    from kmviz.drawing.picture import Picture
    from kmviz.films.filmed import Filmed
    from kmviz.writing.recipe import Recipe

AnyFilm: TypeAlias = "Filmed[Any]"


@dataclass(frozen=True, slots=True)
class Page:
    """What was made, where that is no film.

    Attributes
    ----------
    told
        What it is, in words.
    recipe
        How it was made.
    size
        Width and height in pixels; None of a trace, which has neither.
    pictures
        How many pictures it has; None of a trace.
    save
        Writes it to the file of this name, and tells how far it is where it knows.
    beside
        What else that writes.
    """

    told: str
    recipe: "Recipe"
    size: tuple[int, int] | None
    pictures: int | None
    save: "Callable[[str, Told], object]"
    beside: tuple[Path, ...] = ()


def check_ending(
    context: click.Context, ending: Ending, *, source: str | None, loop: int, fps: float
) -> Kind:
    """Refuse, before anything is made, what could not be written; say whether it is to move."""
    formats = FORMATS | STILLS
    check_output(ending.output, source=source, loop=loop, fps=fps, formats=formats)
    check_files(context, ending, source=source)
    return "still" if ending_of(ending.output, formats) in STILLS else "film"


def check_files(context: click.Context, ending: Ending, *, source: str | None) -> None:
    """Refuse options that change nothing of this file, and files that cannot lie beside it."""
    if not isinstance(context.obj, Origin):  # another command has made up this one
        refuse_idle(context, ending.output)
    files_beside(ending, source=source)


def sign(recipe: "Recipe", context: click.Context, ending: Ending, source: "Source") -> "Recipe":
    """Let a recipe say which command made it, and carry the points where that is asked."""
    from kmviz.writing.embedding import embed

    recipe = signed(recipe, context, ending.output, source)
    return replace(recipe, embedded=embed(source.points)) if ending.embed_data else recipe


def finish(
    context: click.Context,
    ending: Ending,
    made: "AnyFilm | Page",
    *,
    told: Iterable[str],
    report: dict[str, Any],
) -> None:
    """Write the file and what lies beside it, and report.

    Parameters
    ----------
    ending
        What is asked of the files.
    made
        A film, or what stands still.
    told
        What the command has found, line by line.
    report
        The same for programs.
    """
    say(*told, quiet=ending.quiet)
    if isinstance(made, Page):
        say(made.told, quiet=ending.quiet)
        with watching(quiet=ending.quiet) as show:
            show(0, 0, _writing(ending.path.name))
            made.save(ending.output, show)
        holds, beside = _held(made), list(made.beside)
    else:
        made = _filmed(as_posed(context, made), ending)
        holds, beside = _shown(made), []
    beside += write_beside(made, ending)
    _tell_files(ending, holds, beside, made.recipe.alt)
    if not ending.as_json:
        click.echo(str(ending.path))
        return
    whole = {"path": str(ending.path), **report, **holds, "bytes": bytes_in(ending.path)}
    click.echo(json.dumps(whole | {"alt": made.recipe.alt, "command": made.recipe.command}))


def _filmed(film: AnyFilm, ending: Ending) -> AnyFilm:
    """Write a film, as it is or the best that fits, and give the one that was written."""
    from kmviz.films.fitting import save_within
    from kmviz.story.captions import count
    from kmviz.writing.write import write

    say(f"a film of {film.seconds:.1f} s, {count(len(film), 'picture')}", quiet=ending.quiet)
    with watching(quiet=ending.quiet) as show:
        watch = partial(_drawn, name=ending.path.name, show=show)
        if ending.max_size is None:
            pictures = watch(film.pictures(), len(film))
            write(ending.output, pictures, film.recipe, loop=film.loop, fps=film.fps)
            return film
        with could_not():
            done = save_within(ending.output, film, ending.max_size, watch=watch)
    say(f"given up to fit into {ending.max_size:,} bytes: {done.told}", quiet=ending.quiet)
    return done.film


def _drawn(
    pictures: Iterable["Picture"], total: int, name: str, show: "Told"
) -> Iterator["Picture"]:
    """Count pictures; a file may take a while when it has the last."""
    yield from counted(pictures, total, "pictures", show)
    show(0, 0, _writing(name))


def _writing(name: str) -> str:
    return f"writing {printable(name)}"


def _held(page: Page) -> dict[str, Any]:
    width, height = page.size or (None, None)
    return {"width": width, "height": height, "seconds": None, "pictures": page.pictures}


def _shown(film: AnyFilm) -> dict[str, Any]:
    from kmviz.drawing.render import check_size

    width, height = check_size(film.size)
    seconds = round(film.seconds, 3)
    return {"width": width, "height": height, "seconds": seconds, "pictures": len(film)}


def _tell_files(ending: Ending, holds: dict[str, Any], beside: Iterable[Path], alt: str) -> None:
    path = ending.path
    size = f"{holds['width']}x{holds['height']}, " if holds["width"] else ""
    say(f"{path.name}: {size}{size_of(path)}", quiet=ending.quiet)
    say(*(f"{file.name}: {size_of(file)}" for file in beside), quiet=ending.quiet)
    if ending.place is not None:
        say(*told_of_place(ending.place, path, alt), quiet=ending.quiet)
