"""Options go in, a page or a film about the number of clusters comes out: `kmviz choose-k`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from kmviz.cli import options, shared
from kmviz.cli.ending import Ending
from kmviz.cli.report import counting, what_cannot_be_drawn
from kmviz.cli.saving import Page, check_ending, finish, sign
from kmviz.cli.source import check_no_board, is_board, read_points, reader, sample, stem
from kmviz.writing.write import FORMATS, STILLS, either

if TYPE_CHECKING:
    from kmviz.data.text import Told
    from kmviz.films.choice import ChoiceOfK

HELP = """Ask seven criteria how many clusters there are.

\b
Examples:
  python -m kmviz choose-k --data iris
  python -m kmviz choose-k points.csv --k-max 8 -o choice.pdf
  python -m kmviz choose-k --data gaussian --blobs 4 --n 400 -o choice.gif
  python -m kmviz choose-k points.csv --columns a,b,c,d --criteria elbow,gap --json

DATA is a table (.csv, .tsv), - for standard input, or an array (.npy). A page (.png, .pdf, .svg)
shows every criterion and the partitions that they speak for; a film (.gif, .mp4, …) lets k grow.
"""


@click.command(
    "choose-k",
    help=HELP,
    short_help="Ask seven criteria how many clusters there are.",
    context_settings=shared.SETTINGS,
)
@shared.DATA_FILE
@click.option("--k-max", type=click.IntRange(min=1), default=10, help="The largest k to try.")
@click.option(
    "--criteria",
    metavar="NAME,…",
    help=f"Which to ask: {', '.join(options.CRITERIA)}.  [default: all]",
)
@shared.data("gaussian")
@click.option("--n", type=click.IntRange(min=2), help="Points of the board.  [default: 300]")
@click.option("--blobs", type=click.IntRange(min=1), help="Blobs of the board.  [default: 3]")
@shared.SEED
@shared.DATA_SEED
@click.option("--columns", metavar="X,Y,…", help="Columns of DATA, by name or number; any number.")
@shared.MISSING
@click.option("--runs", type=click.IntRange(min=1), default=20, help="Starts for each k.")
@click.option(
    "--references",
    type=click.IntRange(min=1),
    default=20,
    help="Reference data sets of the gap statistic.",
)
@click.option(
    "--rule",
    type=click.Choice(options.RULES),
    default="tibshirani",
    help="How the gap statistic chooses.",
)
@shared.THEME
@click.option(
    "--size", type=options.Size(), help="[default: 1600x1000 for a page, 1280x720 for a film]"
)
@shared.takes((shared.FPS, shared.hold(4.0), shared.LOOP, shared.TITLE, shared.LANG))
@shared.ends(either([*STILLS, *FORMATS]), "made up, .png")
@click.pass_context
def choose_k(
    context: click.Context,
    *,
    data_file: str | None,
    k_max: int,
    criteria: str | None,
    data: str | None,
    n: int | None,
    blobs: int | None,
    seed: int,
    data_seed: int | None,
    columns: str | None,
    missing: str,
    runs: int,
    references: int,
    rule: str,
    theme: str,
    size: tuple[int, int] | None,
    lang: str,
    fps: float,
    hold: float,
    loop: int,
    title: str,
    ending: Ending,
) -> None:
    """Ask the criteria as the options say."""
    from kmviz.drawing.render import check_size
    from kmviz.films.choice import PAGE
    from kmviz.films.choice import choose_k as ask
    from kmviz.films.filmed import WIDE

    if is_board(data_file, data):
        n, blobs = n or 300, blobs or 3
    check_no_board(data_file or sample(data), blobs=blobs)
    context.params.update(n=n, blobs=blobs)
    read = reader(
        data_file,
        data=data,
        n=n,
        k=blobs or 1,
        seed=seed,
        data_seed=data_seed,
        columns=columns,
        missing=missing,
        board="gaussian",
        clusters="blobs",
        shown=None,
    )
    name = stem(data_file, data or "gaussian")
    ending = ending.named(f"choose-k-{name}-seed{seed}", ".png")
    kind = check_ending(context, ending, source=data_file, loop=loop, fps=fps)
    if size is not None:
        check_size(size)
    source = read_points(read, quiet=ending.quiet)
    with counting("runs", quiet=ending.quiet) as progress:
        choice = ask(
            source.points,
            k_max,
            criteria=None if criteria is None else [c.strip() for c in criteria.split(",")],
            runs=runs,
            references=references,
            rule=rule,
            rng=seed,
            theme=theme,
            lang=lang,
            progress=progress,
        )
    choice = replace(choice, recipe=sign(choice.recipe, context, ending, source))
    finish(
        *(context, ending),
        choice.film(size or WIDE, title=title, fps=fps, hold=hold, loop=loop)
        if kind == "film"
        else _page(choice, size or PAGE, title),
        told=[*_verdicts(choice), what_cannot_be_drawn(title, lang)],
        report=choice.to_json(),
    )


def _page(choice: "ChoiceOfK", size: tuple[int, int], title: str) -> Page:

    def save(path: str, _: "Told") -> None:
        choice.save(path, size=size, title=title)

    return Page("a page", choice.recipe, size, 1, save)


def _verdicts(choice: "ChoiceOfK") -> Iterator[str]:
    """Say what each criterion says, and what that comes to."""
    widest = max(len(verdict.label) for verdict in choice.verdicts)
    for verdict in choice.verdicts:
        chosen = "none" if verdict.chosen is None else str(verdict.chosen)
        yield f"{verdict.label:<{widest}}  {chosen:>4}  {verdict.reason}"
    yield from (note.words for note in choice.choice.notes)
    yield choice.agreement
