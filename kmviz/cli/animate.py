"""Options go in, a film comes out, and a report of what was made: `kmviz animate`."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from kmviz.cli import shared
from kmviz.cli.beside import check_beside, write_beside
from kmviz.cli.command_line import as_posed, signed
from kmviz.cli.failure import could_not
from kmviz.cli.places import told_of_place
from kmviz.cli.report import bytes_in, counting, say, size_of, what_cannot_be_drawn, with_progress
from kmviz.cli.saving import files_beside, save, what_it_becomes, what_it_holds
from kmviz.cli.source import numbered, reader, refuse, stem
from kmviz.cli.start import clusters_from, read_start
from kmviz.cli.traced import check_nothing_decided, film_of_trace
from kmviz.films.kinds import ENDINGS, check_kind
from kmviz.writing.places import PLACES
from kmviz.writing.trace import ROWS, is_trace
from kmviz.writing.write import FORMATS, either

if TYPE_CHECKING:
    from kmviz.cli.source import Source
    from kmviz.films.film import Film


HELP = """Film k-means, on a board of random points or on your own.

\b
Examples:
  python -m kmviz animate --k 7 --n 100
  python -m kmviz animate points.csv --k 3 -o film.mp4
  python -m kmviz animate --data peaked --k 5 --seed 3 --theme dark
  python -m kmviz animate iris.csv --columns petal_length,petal_width --k 3
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
@shared.output(either(ENDINGS))
@shared.takes(shared.WHERE, (shared.EMBED_DATA,), shared.BESIDE, shared.REPORT)
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
    output: str | None,
    place: str | None,
    max_size: int | None,
    embed_data: bool,
    alt: bool,
    transcript: str | None,
    poster: bool,
    as_json: bool,
    quiet: bool,
    **look: Any,
) -> None:
    """Film k-means as the options say; those named `look` mean in Python what they do here."""
    from kmviz.writing.embedding import embed

    name = stem(data_file, data or "uniform")
    if data_file is not None and is_trace(data_file):
        check_nothing_decided(context, data_file)
        make = partial(film_of_trace, data_file, look)
    else:
        start = read_start(init)
        k = clusters_from(start, k, data_file)
        n = 100 if n is None and data_file is None else n
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
    output = output or _file_name(name, at, sheet, place)
    path = Path(output)
    loop, fps = look["loop"], look["fps"]
    kind = check_kind(output, at=at, sheet=sheet, source=data_file, loop=loop, fps=fps)
    if max_size is not None and (kind != "film" or path.suffix.lower() not in FORMATS):
        refuse("--max-size is for films in one file", "leave it out")
    check_beside(path, transcript, alt=alt, poster=poster)
    film, source = make(quiet=quiet)
    recipe = signed(film.recipe, context, output, source)
    if embed_data:
        recipe = replace(recipe, embedded=embed(source.points))
    film = replace(film, recipe=recipe)
    say(*_what_happens(film), what_it_becomes(film, kind, at), quiet=quiet)
    say(what_cannot_be_drawn(film.title or "", look["lang"]), quiet=quiet)
    if max_size is None:
        save(
            *(context, film, output, kind),
            at=at,
            sheet=sheet,
            size=look["size"],
            rows=rows,
            quiet=quiet,
        )
    else:
        film = _save_within(path, film, max_size, quiet=quiet)
    holds = as_posed(context, what_it_holds(film, kind, sheet=sheet, size=look["size"]))
    beside = [
        *files_beside(path, kind),
        *write_beside(film, path, transcript, alt=alt, poster=poster),
    ]
    report = _report(film, path, holds, source.seed)
    size = "" if kind == "trace" else f"{report['width']}x{report['height']}, "
    say(f"{path.name}: {size}{size_of(path)}", quiet=quiet)
    say(*(f"{file.name}: {size_of(file)}" for file in beside), quiet=quiet)
    if place is not None:
        say(*told_of_place(place, path, recipe.alt), quiet=quiet)
    click.echo(json.dumps(report) if as_json else str(path))


def _film_of_points(
    read: Callable[[], "Source"],
    k: int,
    start: Any,
    seed: int,
    look: dict[str, Any],
    *,
    quiet: bool,
) -> tuple["Film", "Source"]:
    """Read the points, and film the run that the options ask for."""
    from kmviz.films.film import animate as make

    source = read()
    say(source.told, quiet=quiet)
    with counting("iterations", quiet=quiet) as progress:
        film = make(source.points, k, init=start, rng=seed, progress=progress, **look)
    return film, source


def _save_within(path: Path, film: "Film", max_size: int, *, quiet: bool) -> "Film":
    """Write the best film that fits, and say what it gave up."""
    from kmviz.films.fitting import save_within

    with could_not():
        done = save_within(path, film, max_size, watch=partial(with_progress, quiet=quiet))
    say(f"given up to fit into {max_size:,} bytes: {done.told}", quiet=quiet)
    return cast("Film", done.film)


def _file_name(name: str, at: str | None, sheet: tuple[int, int] | None, place: str | None) -> str:
    """Make a name of what is to be written."""
    name = f"kmeans-{name}"
    if place is not None and at is None:
        return f"{name}-{place}{PLACES[place].ending}"
    ending = ".gif" if at is None else f"-{at.replace(':', '-')}.png"
    return name + ("-sheet.pdf" if sheet else ending)


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


def _report(
    film: "Film", path: Path, holds: dict[str, Any], data_seed: int | None
) -> dict[str, Any]:
    recipe, last = film.recipe, film.states[-1]
    return {
        "path": str(path),
        "data": recipe.data,
        "n": recipe.points,
        "k": recipe.clusters,
        "algorithm": last.algorithm,
        "seed": recipe.seed,
        "data_seed": data_seed,
        "iterations": recipe.iterations,
        "settled": last.settled,
        "inertia": last.inertia,
        **holds,
        "bytes": bytes_in(path),
        "alt": recipe.alt,
        "command": recipe.command,
    }
