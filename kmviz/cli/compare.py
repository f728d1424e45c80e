"""Options go in, a film of several boards side by side comes out: `kmviz compare`."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import click

from kmviz.cli import options, shared
from kmviz.cli.animate import animate
from kmviz.cli.boards import Board, film_boards, plan_boards, read_sources
from kmviz.cli.command_line import is_given
from kmviz.cli.ending import Ending
from kmviz.cli.report import say, watching, what_cannot_be_drawn
from kmviz.cli.saving import Page, check_ending, finish, sign
from kmviz.cli.source import Source, is_board, refuse, stem
from kmviz.cli.vary import Varied, read_vary
from kmviz.writing.write import FORMATS, STILLS, either

if TYPE_CHECKING:
    from kmviz.films.comparison import Comparison

HELP = """Film several runs side by side, in step; the one that ends lowest is framed.

\b
Examples:
  python -m kmviz compare --k 5 --vary init=random,kmeans++
  python -m kmviz compare --data peaked --k 5 --vary seed=0,1,2,3 -o luck.mp4
  python -m kmviz compare points.csv --vary k=2,3,4
  python -m kmviz compare --k 5 --vary algorithm=lloyd,macqueen,hartigan-wong,minibatch
  python -m kmviz compare --k 5 --vary init=random,kmeans++ --vary seed=0,1,2

--vary makes a board for each value of an option that changes the run; a second --vary makes rows
and columns, the rows being those of the first. Two to nine boards in all. Boards share their points
unless data, n or data-seed is varied: those of a board are drawn as --k and --seed say. What stands
still (.png, .pdf, .svg) shows the end.
"""

VARIABLE: Final = shared.options_of(shared.SOURCE, shared.START, shared.RUN)

# Given beside --vary, these say how the board is drawn.
OF_THE_BOARD: Final = {"k", "n", "seed"}

SIZE: Final = click.option(
    "--size", type=options.Size(), default=(1280, 720), show_default="1280x720"
)


@click.command(
    help=HELP, short_help="Film several runs side by side.", context_settings=shared.SETTINGS
)
@shared.takes(shared.SOURCE)
@click.option(
    "--vary",
    metavar="NAME=V1,V2,…",
    multiple=True,
    required=True,
    help="What differs from board to board; NAME=V1;V2 where values have commas.",
)
@shared.takes(
    shared.START, shared.RUN, shared.TELLING, (shared.THEME, SIZE, shared.TITLE, shared.LANG)
)
@shared.ends(either([*FORMATS, *STILLS]))
@click.pass_context
def compare(
    context: click.Context,
    /,
    *,
    vary: tuple[str, ...],
    size: tuple[int, int],
    title: str,
    ending: Ending,
    **asked: Any,
) -> None:
    """Compare runs; all that is `asked` besides means for each board what it does in `animate`."""
    from kmviz.films.comparison import compare as side_by_side

    varied = read_vary(vary, VARIABLE, _others(context))
    _refuse_given_twice(context, varied)
    _check_grid(varied, size)
    boards = plan_boards(asked, varied)
    ending = ending.named(*_file_name(asked, varied))
    loop, fps = asked["loop"], asked["fps"]
    kind = check_ending(context, ending, source=asked["data_file"], loop=loop, fps=fps)
    sources = read_sources(boards, quiet=ending.quiet)
    say(*dict.fromkeys(source.told for source in sources), quiet=ending.quiet)
    with watching(quiet=ending.quiet) as show:
        films = list(film_boards(boards, sources, show))
        show(0, 0, "giving equal clusters equal colours")
        comparison = side_by_side(*films, **_headings(varied), size=size, title=title)
    context.params.update(_asked_again(asked, varied, boards))
    recipe = sign(comparison.recipe, context, ending, _origin(sources))
    comparison = replace(comparison, recipe=recipe)
    words = " ".join([title, *comparison.titles])
    finish(
        *(context, ending, comparison if kind == "film" else _end(comparison)),
        told=[*_what_happens(comparison), what_cannot_be_drawn(words, asked["lang"])],
        report=_report(comparison, boards, sources),
    )


def _others(context: click.Context) -> list[str]:
    """Name the options that do not change the run."""
    params = [*context.command.params, *animate.params]
    names = [param.opts[0].removeprefix("--") for param in params if param.opts[0][:2] == "--"]
    return [name for name in names if name not in VARIABLE]


def _refuse_given_twice(context: click.Context, varied: Sequence[Varied]) -> None:
    """Refuse an option that has a value for all boards, and others for each."""
    for one in varied:
        if is_given(context, VARIABLE[one.name]) and one.name not in OF_THE_BOARD:
            refuse(f"--{one.name} is given, and varied as well", f"leave --{one.name} out")


def _check_grid(varied: Sequence[Varied], size: tuple[int, int]) -> None:
    """Refuse too few boards, too many, or too small ones."""
    from kmviz.drawing.render import check_size
    from kmviz.films.comparison import check_number, lay_grid

    number = math.prod(len(one.words) for one in varied)
    check_number(number, "board")
    lay_grid(number, check_size(size), _columns(varied))


def _columns(varied: Sequence[Varied]) -> int | None:
    return len(varied[1].words) if len(varied) > 1 else None


def _headings(varied: Sequence[Varied]) -> dict[str, Any]:
    """Give what tells the boards apart, as `kmviz.compare` is told of it."""
    titles = [one.titles for one in varied]
    if len(varied) == 1:
        return {"titles": titles[0]}
    rows, columns = titles
    return {"row_titles": rows, "column_titles": columns, "columns": len(columns)}


def _asked_again(
    asked: dict[str, Any], varied: Sequence[Varied], boards: Sequence[Board]
) -> dict[str, Any]:
    """Give what the command in the recipe says, also where a default was taken."""
    sources = [dict(board.source) for board in boards]
    again: dict[str, Any] = {"vary": tuple(one.asked for one in varied)}
    if all(is_board(source["data_file"], source["data"]) for source in sources):
        again |= {"k": sources[0]["k"], "n": asked["n"] or 100}
    elif asked["k"] is None and "k" not in boards[0].varied:
        again["k"] = boards[0].run["k"]
    if "n" in boards[0].varied:
        again["n"] = None
    return again


def _origin(sources: Sequence[Source]) -> Source:
    """Give one origin for all: of several, with all their names."""
    names = dict.fromkeys(source.name for source in sources)
    return replace(sources[0], name=", ".join(names))


def _file_name(asked: dict[str, Any], varied: Sequence[Varied]) -> tuple[str, str]:
    """Make a name from the parameters, and its ending."""
    by = "-".join(one.name for one in varied)
    return f"compare-{stem(asked['data_file'], asked['data'] or 'uniform')}-by-{by}", ".gif"


def _what_happens(comparison: "Comparison") -> Iterator[str]:
    from kmviz.story import captions
    from kmviz.story.language import ENGLISH

    for title, film in zip(comparison.titles, comparison.films, strict=True):
        last = film.states[-1]
        yield f"{title}: {captions.ended(ENGLISH, last)}, J = {captions.number(last.inertia)}"
    yield comparison.lowest.words


def _end(comparison: "Comparison") -> Page:
    size, recipe = comparison.size, comparison.recipe
    return Page("a still: the end", recipe, size, 1, lambda path, _: comparison.save(path))


def _report(
    comparison: "Comparison", boards: Sequence[Board], sources: Sequence[Source]
) -> dict[str, Any]:
    return {
        "boards": [
            {
                "options": board.varied,
                "data": source.name,
                "n": film.recipe.points,
                "k": film.recipe.clusters,
                "seed": film.recipe.seed,
                "data_seed": source.seed,
                "iterations": len(film.states),
                "settled": film.states[-1].settled,
                "inertia": film.states[-1].inertia,
                "best": number in comparison.lowest.runs,
            }
            for number, (board, source, film) in enumerate(
                zip(boards, sources, comparison.films, strict=True)
            )
        ],
        "verdict": comparison.lowest.words,
        "rows": comparison.grid[0],
        "columns": comparison.grid[1],
    }
