"""Options go in, a film or a still about the luck of many starts comes out: `kmviz restarts`."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kmviz.cli import options, shared
from kmviz.cli.command_line import film_of_run, posed, signed
from kmviz.cli.report import bytes_in, counting, say, size_of, with_progress
from kmviz.cli.source import clusters, numbered, reader, stem
from kmviz.writing.write import FORMATS, STILLS, check_output, either, ending_of, write

if TYPE_CHECKING:
    from kmviz.films.restarts import Restarts

HELP = """Run k-means on the same points from many starts, to see how much is luck.

\b
Examples:
  python -m kmviz restarts --data peaked --k 5
  python -m kmviz restarts --data peaked --k 5 --init random,kmeans++ -o luck.mp4
  python -m kmviz restarts points.csv --k 3 --runs 1000 -o luck.png
  python -m kmviz restarts points.csv --k 3 --json

DATA is a table (.csv, .tsv), - for standard input, or an array (.npy). A film (.gif, .mp4, …) shows
run after run, and how often each objective is reached; a still (.png, .pdf, .svg) the end of it.
The commands that film the best run and the worst are printed.
"""

LUCK = (
    click.option("--runs", type=click.IntRange(min=1), default=200, help="Starts of each kind."),
    click.option(
        "--init",
        type=options.Starts(),
        default="random",
        help=f"How to start, one way or several to compare: {', '.join(options.SEEDINGS)}.",
    ),
)
LOOK = (
    shared.THEME,
    click.option("--size", type=options.Size(), default=(1280, 720), show_default="1280x720"),
    shared.FPS,
    shared.hold(4.0),
    shared.LOOP,
    shared.LANG,
)


@click.command(
    help=HELP, short_help="Run k-means from many starts.", context_settings=shared.SETTINGS
)
@shared.takes(shared.SOURCE, LUCK, shared.RUN, LOOK)
@shared.output(either([*FORMATS, *STILLS]), "made up, .gif")
@shared.takes((shared.EMBED_DATA,), shared.REPORT)
@click.pass_context
def restarts(
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
    size: tuple[int, int],
    fps: float,
    hold: float,
    loop: int,
    output: str | None,
    embed_data: bool,
    as_json: bool,
    quiet: bool,
    **how: Any,
) -> None:
    """Run k-means from many starts; the options named `how` mean in Python what they do here."""
    from kmviz.drawing.render import check_size
    from kmviz.films.restarts import restarts as run_often
    from kmviz.writing.embedding import embed

    k = clusters(k, data_file)
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
    name = f"restarts-{stem(data_file, data or 'uniform')}"
    output = output or f"{numbered(name, k=k, n=n, data_seed=data_seed, seed=seed)}.gif"
    path = Path(output)
    check_output(output, source=data_file, fps=fps, loop=loop, formats=FORMATS | STILLS)
    check_size(size)
    source = read()
    say(source.told, quiet=quiet)
    with counting("runs", quiet=quiet) as progress:
        made = run_often(source.points, k, rng=seed, progress=progress, **how)
    recipe = signed(made.recipe, context, output, source)
    if embed_data:
        recipe = replace(recipe, embedded=embed(source.points))
    made = replace(made, recipe=recipe)
    commands = {
        name: film_of_run(
            context, data_file=data_file, seed=run.seed, data_seed=source.seed, init=run.init
        )
        for name, run in (("best", made.outcomes.best), ("worst", made.outcomes.worst))
    }
    say(*_what_happens(made, commands), quiet=quiet)
    _save(context, made, output, size, fps=fps, hold=hold, loop=loop, quiet=quiet)
    say(f"{path.name}: {size_of(path)}", quiet=quiet)
    click.echo(json.dumps(_report(made, path, source.seed, commands)) if as_json else str(path))


def _save(
    context: click.Context,
    made: "Restarts",
    path: str,
    size: tuple[int, int],
    *,
    fps: float,
    hold: float,
    loop: int,
    quiet: bool,
) -> None:
    if ending_of(path) in STILLS:
        made.save(path, size=size)
        return
    film = made.film(size, fps=fps, hold=hold)
    say(f"a film of {film.seconds:.1f} s", quiet=quiet)
    pictures = with_progress(posed(context, film.pictures()), len(film.timeline), quiet=quiet)
    write(path, pictures, made.recipe, loop=loop, fps=fps)


def _what_happens(made: "Restarts", commands: dict[str, str]) -> Iterator[str]:
    """Say what the runs come to, and how to see the best and the worst of them."""
    from kmviz.story import captions
    from kmviz.story.language import ENGLISH
    from kmviz.story.restarts import answer, notes_of

    outcomes, recipe = made.outcomes, made.recipe
    points = captions.count(recipe.points, "point")
    stars = captions.count(recipe.clusters, "cluster")
    yield f"{points}, {stars}, seed {recipe.seed}: {captions.count(len(outcomes.runs), 'run')}"
    for init in outcomes.inits:
        yield f"{init}: {notes_of(ENGLISH, outcomes, outcomes.by(init))[0]}"
    yield answer(ENGLISH, outcomes)
    for name, run in (("best", outcomes.best), ("worst", outcomes.worst)):
        yield f"{name}, J = {captions.number(run.inertia)}: {commands[name]}"


def _report(
    made: "Restarts", path: Path, data_seed: int | None, commands: dict[str, str]
) -> dict[str, Any]:
    recipe, told = made.recipe, made.to_json()
    for name, command in commands.items():
        told[name]["command"] = command
    return {
        "path": str(path),
        "data": recipe.data,
        "data_seed": data_seed,
        **told,
        "bytes": bytes_in(path),
        "alt": recipe.alt,
        "command": recipe.command,
    }
