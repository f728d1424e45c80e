"""A film goes in, a file of the kind that was asked for comes out, and what is to be said of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kmviz.cli.command_line import posed
from kmviz.cli.report import with_progress

if TYPE_CHECKING:
    from kmviz.films.film import Film
    from kmviz.films.kinds import Kind

Pair = tuple[int, int]


def save(
    context: click.Context,
    film: "Film",
    path: str,
    kind: "Kind",
    *,
    at: str | None,
    sheet: Pair | None,
    size: Pair | None,
    rows: str,
    quiet: bool,
) -> None:
    """Write the file."""
    from kmviz.writing.write import write

    if kind == "film":
        posed_pictures = posed(context, film.pictures())
        pictures = with_progress(posed_pictures, len(film.timeline), quiet=quiet)
        write(path, pictures, film.recipe, loop=film.loop, fps=film.fps)
    else:
        film.save(path, at=at, sheet=sheet, size=size, rows=rows)


def what_it_holds(
    film: "Film", kind: "Kind", *, sheet: Pair | None, size: Pair | None
) -> dict[str, Any]:
    """Say what is in the file, as the report of a command has it."""
    if kind == "trace":
        return dict.fromkeys(("width", "height", "seconds", "pictures"))
    width, height = _size(film, kind, size)
    return {
        "width": width,
        "height": height,
        "seconds": round(film.seconds, 3) if kind == "film" else None,
        "pictures": _pictures(film, kind, sheet),
    }


def what_it_becomes(film: "Film", kind: "Kind", at: str | None) -> str:
    """Say in a line what will be written."""
    from kmviz.story.captions import count
    from kmviz.story.half_steps import half_steps

    steps = count(len(half_steps(film.timeline)), "half-step")
    told: dict[Kind, str] = {
        "film": f"a film of {film.seconds:.1f} s, {count(len(film.timeline), 'picture')}",
        "still": f"a still: {at or 'last'}",
        "pages": f"{steps}, a page each",
        "sheet": f"a sheet of {steps}",
        "slides": f"slides of {steps}",
        "trace": f"a trace of {count(len(film.states), 'iteration')}",
    }
    return told[kind]


def files_beside(path: Path, kind: "Kind") -> list[Path]:
    """Give the files that are written beside one of this kind."""
    from kmviz.writing.write import pictures_of

    return [pictures_of(path)] if kind == "slides" else []


def _size(film: "Film", kind: "Kind", asked: Pair | None) -> Pair:
    """Give width and height of what is written, in pixels."""
    from kmviz.drawing.render import check_size
    from kmviz.drawing.sheet import A4
    from kmviz.films.film import SLIDE

    if kind == "sheet":
        return asked or A4
    return check_size((asked or SLIDE) if kind == "slides" else film.size)


def _pictures(film: "Film", kind: "Kind", sheet: Pair | None) -> int:
    """Give how many pictures there are in the file."""
    from kmviz.story.half_steps import half_steps
    from kmviz.story.shots import without_fades

    steps, (columns, rows) = len(half_steps(film.timeline)), sheet or (1, 1)
    pictures: dict[Kind, int] = {
        "film": len(film.timeline),
        "still": 1,
        "pages": steps,
        "sheet": min(steps, columns * rows),
        "slides": len(tuple(without_fades(film.timeline))),
    }
    return pictures[kind]
