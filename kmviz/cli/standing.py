"""A film goes in; what stands still of it, or the data of its run, comes out as a Page."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from kmviz.cli.report import counted
from kmviz.cli.saving import Page

if TYPE_CHECKING:
    from kmviz.data.text import Told
    from kmviz.films.film import Film
    from kmviz.films.kinds import Kind

Pair: TypeAlias = tuple[int, int]


def standing(
    film: "Film",
    kind: "Kind",
    path: Path,
    *,
    at: str | None,
    sheet: Pair | None,
    size: Pair | None,
    rows: str,
) -> Page:
    """Give what is to be written, as the options of the same names say."""
    from kmviz.writing.write import pictures_of

    return Page(
        told=_told(film, kind, at),
        recipe=film.recipe,
        size=_size(film, kind, size),
        pictures=_pictures(film, kind, sheet),
        save=partial(_save_pages, film)
        if kind == "pages"
        else lambda path, _: film.save(path, at=at, sheet=sheet, size=size, rows=rows),
        beside=(pictures_of(path),) if kind == "slides" else (),
    )


def _save_pages(film: "Film", path: str, show: "Told") -> None:
    """Write a page for every half-step, under a bar: there may be hundreds."""
    from kmviz.story.half_steps import half_steps
    from kmviz.writing.write import write_pages

    steps = len(half_steps(film.timeline))
    write_pages(path, counted(film.pages(), steps, "pages", show), film.recipe)


def _told(film: "Film", kind: "Kind", at: str | None) -> str:
    from kmviz.story.captions import count
    from kmviz.story.half_steps import half_steps

    steps = count(len(half_steps(film.timeline)), "half-step")
    told: dict[Kind, str] = {
        "still": f"a still: {at or 'last'}",
        "pages": f"{steps}, a page each",
        "sheet": f"a sheet of {steps}",
        "slides": f"slides of {steps}",
        "trace": f"a trace of {count(len(film.states), 'iteration')}",
    }
    return told[kind]


def _size(film: "Film", kind: "Kind", asked: Pair | None) -> Pair | None:
    """Give width and height of what is written, in pixels."""
    from kmviz.drawing.render import check_size
    from kmviz.drawing.sheet import A4
    from kmviz.films.film import SLIDE

    if kind == "trace":
        return None
    if kind == "sheet":
        return asked or A4
    return check_size((asked or SLIDE) if kind == "slides" else film.size)


def _pictures(film: "Film", kind: "Kind", sheet: Pair | None) -> int | None:
    """Give how many pictures there are in the file."""
    from kmviz.story.half_steps import half_steps
    from kmviz.story.shots import without_fades

    steps, (columns, rows) = len(half_steps(film.timeline)), sheet or (1, 1)
    pictures: dict[Kind, int | None] = {
        "still": 1,
        "pages": steps,
        "sheet": min(steps, columns * rows),
        "slides": len(tuple(without_fades(film.timeline))),
        "trace": None,
    }
    return pictures[kind]
