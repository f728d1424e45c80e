"""Options go in, a film or a still about the luck of many starts comes out: `kmviz restarts`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from kmviz.cli import options, shared
from kmviz.cli.command_line import film_of_run
from kmviz.cli.ending import Ending
from kmviz.cli.report import counting, what_cannot_be_drawn
from kmviz.cli.saving import Page, check_ending, finish, sign
from kmviz.cli.source import clusters, number_of_points, numbered, read_points, reader, stem
from kmviz.writing.write import FORMATS, STILLS, either

if TYPE_CHECKING:
    from kmviz.data.text import Told
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
    shared.TITLE,
    shared.LANG,
)


@click.command(
    help=HELP, short_help="Run k-means from many starts.", context_settings=shared.SETTINGS
)
@shared.takes(shared.SOURCE, LUCK, shared.RUN, LOOK)
@shared.ends(either([*FORMATS, *STILLS]), "made up, .gif")
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
    title: str,
    ending: Ending,
    **how: Any,
) -> None:
    """Run k-means from many starts; the options named `how` mean in Python what they do here."""
    from kmviz.drawing.render import check_size
    from kmviz.films.restarts import restarts as run_often

    k = clusters(k, data_file, data)
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
    name = f"restarts-{stem(data_file, data or 'uniform')}"
    ending = ending.named(numbered(name, k=k, n=n, data_seed=data_seed, seed=seed), ".gif")
    kind = check_ending(context, ending, source=data_file, loop=loop, fps=fps)
    check_size(size)
    source = read_points(read, quiet=ending.quiet)
    with counting("runs", quiet=ending.quiet) as progress:
        made = run_often(source.points, k, rng=seed, progress=progress, **how)
    made = replace(made, recipe=sign(made.recipe, context, ending, source))
    commands = {
        name: film_of_run(
            context, data_file=data_file, seed=run.seed, data_seed=source.seed, init=run.init
        )
        for name, run in (("best", made.outcomes.best), ("worst", made.outcomes.worst))
    }
    finish(
        *(context, ending),
        made.film(size, title=title, fps=fps, hold=hold, loop=loop)
        if kind == "film"
        else _end(made, size, title),
        told=[*_what_happens(made, commands), what_cannot_be_drawn(title, how["lang"])],
        report=_report(made, source.seed, commands),
    )


def _end(made: "Restarts", size: tuple[int, int], title: str) -> Page:

    def save(path: str, _: "Told") -> None:
        made.save(path, size=size, title=title)

    return Page("a still: best and worst", made.recipe, size, 1, save)


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


def _report(made: "Restarts", data_seed: int | None, commands: dict[str, str]) -> dict[str, Any]:
    told = made.to_json()
    for name, command in commands.items():
        told[name]["command"] = command
    return {"data": made.recipe.data, "data_seed": data_seed, **told}
