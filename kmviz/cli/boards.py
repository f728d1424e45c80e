"""Options and what is varied go in, the boards of a comparison come out, and then their films."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from kmviz.cli import shared
from kmviz.cli.report import counted, watching
from kmviz.cli.source import Source, number_of_points, reader, refuse
from kmviz.cli.start import clusters_from, read_start
from kmviz.cli.vary import Varied

if TYPE_CHECKING:
    from kmviz.data.text import Told
    from kmviz.films.film import Film

Options: TypeAlias = dict[str, Any]

# They say where the points come from, and not how k-means is run.
OF_THE_SOURCE: Final = (
    "data_file",
    *(
        name.replace("-", "_")
        for name in shared.options_of(shared.SOURCE)
        if name not in {"k", "seed"}
    ),
)


@dataclass(frozen=True, slots=True)
class Board:
    """One of the boards, before anything is computed.

    Attributes
    ----------
    title
        What it is called.
    varied
        What is different on it, by the names of options.
    source
        What `reader` is asked for; equal for boards of the same points.
    run
        What `kmviz.animate` is given beside the points.
    """

    title: str
    varied: Options
    source: tuple[tuple[str, Any], ...]
    run: Options


def plan_boards(asked: Options, varied: Sequence[Varied]) -> list[Board]:
    """Give a board for each combination of values, those of the last option changing fastest.

    Points are drawn as `asked` says, in as many blobs as the largest k where none is asked: they
    stay the same when start and k are varied.
    """
    ways = list(product(*(zip(one.values, one.words, strict=True) for one in varied)))
    runs = [_options_of_run(asked, varied, [value for value, _ in way]) for way in ways]
    blobs = asked["k"] or max(run["k"] for run in runs)
    return [
        Board(
            title=", ".join(f"{one.name} = {word}" for one, (_, word) in pairs),
            varied={one.name: value for one, (value, _) in pairs},
            source=_source(run, blobs, asked["seed"]),
            run=_without_source(run),
        )
        for run, way in zip(runs, ways, strict=True)
        for pairs in [list(zip(varied, way, strict=True))]
    ]


def read_sources(boards: Sequence[Board], *, quiet: bool) -> list[Source]:
    """Read or draw the points of each board, equal ones once; refuse first what cannot be asked."""
    for board in boards:
        _check_k(board)
    readers = {board.source: reader(**dict(board.source)) for board in boards}
    with watching(quiet=quiet) as show:
        sources = {source: read(show) for source, read in readers.items()}
    return [sources[board.source] for board in boards]


def film_boards(
    boards: Sequence[Board], sources: Sequence[Source], show: "Told"
) -> Iterator["Film"]:
    """Film each board, and tell how many are done; a refusal says on which it is."""
    from kmviz.films.film import animate

    pairs = zip(boards, sources, strict=True)
    for board, source in counted(pairs, len(boards), "boards", show):
        try:
            yield animate(source.points, **board.run)
        except ValueError as error:
            raise ValueError(f"{board.title}: {error}") from error


def _options_of_run(asked: Options, varied: Sequence[Varied], values: Sequence[Any]) -> Options:
    own = {one.parameter: value for one, value in zip(varied, values, strict=True)}
    run = asked | own
    start = read_start(run["init"])
    return run | {"init": start, "k": clusters_from(start, run["k"], run["data_file"], run["data"])}


def _source(run: Options, blobs: int, seed: int) -> tuple[tuple[str, Any], ...]:
    """Say where the points come from: a board has the seed that is asked, whatever is varied."""
    return (*((name, run[name]) for name in OF_THE_SOURCE), ("k", blobs), ("seed", seed))


def _without_source(run: Options) -> Options:
    own = {name: value for name, value in run.items() if name not in OF_THE_SOURCE}
    own["rng"] = own.pop("seed")
    return own


def _check_k(board: Board) -> None:
    """Refuse more clusters than a board has points; a file is read before that is known."""
    source, k = dict(board.source), board.run["k"]
    n = number_of_points(source["n"], source["data_file"], source["data"])
    if n is not None and k > n:
        refuse(
            f"{board.title}: k = {k} is more than the {n} points",
            f"use k = {n} or less, or --n {k}",
        )
