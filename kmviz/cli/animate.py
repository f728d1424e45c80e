"""Options go in, a film comes out, and a report of what was made: `kmviz animate`."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from kmviz.cli import shared
from kmviz.cli.ending import Ending
from kmviz.cli.report import watching, what_cannot_be_drawn
from kmviz.cli.saving import check_files, finish, sign
from kmviz.cli.source import number_of_points, numbered, read_points, reader, stem
from kmviz.cli.standing import standing
from kmviz.cli.start import clusters_from, read_start
from kmviz.cli.traced import check_nothing_decided, film_of_trace
from kmviz.films.kinds import ENDINGS, check_kind
from kmviz.writing.trace import ROWS, is_trace
from kmviz.writing.write import either

if TYPE_CHECKING:
    from kmviz.cli.source import Read, Source
    from kmviz.films.film import Film


HELP = """Film k-means, on a board of random points or on your own.

\b
Examples:
  python -m kmviz animate --k 7 --n 100
  python -m kmviz animate points.csv --k 3 -o film.mp4
  python -m kmviz animate --data peaked --k 5 --seed 3 --theme dark
  python -m kmviz animate --data iris --columns sepal_length,petal_width --k 3
  python -m kmviz animate --k 5 --init kmeans++ --show-start
  python -m kmviz animate --k 3 --init "0,0 0,0.1 0.1,0" --voronoi always
  python -m kmviz animate --k 5 --algorithm macqueen --layout lecture
  python -m kmviz animate --k 7 --at assign:3 -o still.pdf
  python -m kmviz animate --k 7 --sheet 3x4 -o handout.pdf

DATA is a table (.csv, .tsv), - for standard input, or an array (.npy). What stands still (.png,
.pdf, .svg) shows the half-step of --at, and without it the last; a PDF then has all, a page each.
A .zip, and a folder (its name ends in /), hold a numbered still for every picture of the film.
Slides (.tex) are for LaTeX Beamer. A .json holds the run, and can be DATA again; a .csv is a table
of it.
"""

ROWS_OF_A_TABLE = click.option(
    "--rows",
    type=click.Choice(ROWS),
    default="clusters",
    help="What a row of a .csv tells of, in each iteration.",
)
SHOW_START = click.option("--show-start", is_flag=True, help="Begin with how the start was drawn.")


@click.command(help=HELP, short_help="Film k-means.", context_settings=shared.SETTINGS)
@shared.takes(shared.SOURCE, shared.START, (SHOW_START,), shared.RUN, shared.TELLING, shared.LOOK)
@shared.takes(shared.STILL, (ROWS_OF_A_TABLE,))
@shared.ends(either(ENDINGS), places=shared.WHERE)
@click.pass_context
def animate(
    context: click.Context,
    /,
    *,
    data_file: str | None,
    k: int | None,
    n: int | None,
    data: str | None,
    seed: int,
    data_seed: int | None,
    columns: str | None,
    missing: str,
    standardize: bool,
    init: Any,
    at: str | None,
    sheet: tuple[int, int] | None,
    rows: str,
    ending: Ending,
    **look: Any,
) -> None:
    """Film k-means as the options say; those named `look` mean in Python what they do here."""
    name = stem(data_file, data or "uniform")
    if data_file is not None and is_trace(data_file):
        check_nothing_decided(context, data_file)
        make = partial(film_of_trace, data_file, look)
    else:
        start = read_start(init)
        k = clusters_from(start, k, data_file, data)
        n = number_of_points(n, data_file, data)
        read = reader(
            data_file,
            data=data,
            n=n,
            k=k,
            seed=seed,
            data_seed=data_seed,
            columns=columns,
            missing=missing,
            standardize=standardize,
        )
        context.params.update(k=k, n=n)
        name = numbered(name, k=k, n=n, data_seed=data_seed, seed=seed)
        make = partial(_film_of_points, read, k, start, seed, look)
    ending = ending.named(
        *(f"kmeans-{name}", "-sheet.pdf" if sheet else ".gif"),
        still=f"-{at.replace(':', '-')}.png" if at else "",
    )
    loop, fps = look["loop"], look["fps"]
    kind = check_kind(ending.output, at=at, sheet=sheet, source=data_file, loop=loop, fps=fps)
    check_files(context, ending, source=data_file)
    film, source = make(quiet=ending.quiet)
    film = replace(film, recipe=sign(film.recipe, context, ending, source))
    page = partial(standing, film, kind, ending.path, at=at, sheet=sheet, rows=rows)
    finish(
        *(context, ending, film if kind == "film" else page(size=look["size"])),
        told=[*_what_happens(film), what_cannot_be_drawn(film.title or "", look["lang"])],
        report=_report(film, source.seed),
    )


def _film_of_points(
    read: "Read",
    k: int,
    start: Any,
    seed: int,
    look: dict[str, Any],
    *,
    quiet: bool,
) -> tuple["Film", "Source"]:
    """Read the points, and film the run that the options ask for."""
    from kmviz.films.film import animate as make

    source = read_points(read, quiet=quiet)
    with watching(quiet=quiet) as progress:
        film = make(source.points, k, init=start, rng=seed, progress=progress, **look)
    return film, source


def _what_happens(film: "Film") -> Iterator[str]:
    from kmviz.story import captions
    from kmviz.story.language import ENGLISH

    recipe, last = film.recipe, film.states[-1]
    seed = f", seed {recipe.seed}" if recipe.seed is not None else ""
    ended = "settled after" if last.settled else "stopped, not settled, after"
    points = captions.count(recipe.points, "point")
    stars = captions.count(recipe.clusters, "cluster")
    iterations = captions.iterations(ENGLISH, last)
    yield f"{points}, {stars}{seed}: {ended} {iterations}, J = {captions.number(last.inertia)}"
    yield f"alt text: {recipe.alt}"


def _report(film: "Film", data_seed: int | None) -> dict[str, Any]:
    recipe, last = film.recipe, film.states[-1]
    return {
        "data": recipe.data,
        "n": recipe.points,
        "k": recipe.clusters,
        "algorithm": last.algorithm,
        "seed": recipe.seed,
        "data_seed": data_seed,
        "iterations": recipe.iterations,
        "settled": last.settled,
        "inertia": last.inertia,
    }
