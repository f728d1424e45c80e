"""Options that several commands share: a group goes over a command, its values come in by name.

The values of `RUN`, `TELLING` and `LOOK` have the names of the parameters of `kmviz.animate`, and
commands hand them on as they are.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import partial, wraps
from typing import Any, Final, TypeAlias, TypeVar

import click

from kmviz.cli import options
from kmviz.cli.ending import Ending
from kmviz.writing.places import PLACES, Place
from kmviz.writing.places import Option as PlaceOption

Command = TypeVar("Command", bound=Callable[..., Any])
Group: TypeAlias = tuple[Callable[[Command], Command], ...]
# What a place asks of pictures, for the options that are known so far; None if it takes none such.
Shape: TypeAlias = Callable[[Place, Mapping[str, Any]], Mapping[str, PlaceOption] | None]

SETTINGS: Final = {"show_default": True, "max_content_width": 100}

SEED: Final = click.option(
    "--seed", type=click.IntRange(min=0), default=0, help="The same seed, the same film."
)
DATA_SEED: Final = click.option(
    "--data-seed",
    type=click.IntRange(min=0),
    help="The same board for other starts.  [default: --seed]",
)
MISSING: Final = click.option(
    "--missing",
    type=click.Choice(["error", "drop"]),
    default="error",
    help="What becomes of rows of DATA with missing values.",
)
FPS: Final = click.option(
    "--fps",
    type=click.FloatRange(1, 100),
    default=25.0,
    help="Pictures per second while something moves.",
)
THEME: Final = click.option("--theme", type=click.Choice(options.THEMES), default="light")

TITLE: Final = click.option(
    "--title", default="", show_default=False, help="Drawn literally above all."
)

LOOP: Final = click.option(
    "--loop",
    type=click.IntRange(0, 65535),
    default=0,
    help="How often it plays, where the format tells: not in videos; 0 for ever.",
)


def hold(seconds: float) -> Callable[[Command], Command]:
    """Give the option of how long the last picture rests, with its default."""
    told = "Seconds of rest at the end."
    return click.option("--hold", type=click.FloatRange(0, 600), default=seconds, help=told)


def data(board: str) -> Callable[[Command], Command]:
    """Give the option that names a board, or other points of ours, with its default."""
    return click.option(
        "--data",
        type=click.Choice([*options.BOARDS, *options.SAMPLES]),
        help=f"A board, or the 150 flowers of iris.  [default: {board}]",
    )


def _furnish(
    shape: "Shape", context: click.Context, _: click.Parameter, place: str | None
) -> str | None:
    """Let a place give the options that nobody gave, once it is known which these are."""
    if place is None:
        return None

    def value(name: str) -> PlaceOption:
        return (shape(PLACES[place], context.params) or {})[name]

    names = shape(PLACES[place], {}) or {}
    context.default_map = {name.replace("-", "_"): partial(value, name) for name in names}
    return place


DATA_FILE: Final = click.argument("data_file", metavar="[DATA]", required=False)
K: Final = click.option(
    "--k", type=click.IntRange(min=1), help="Clusters.  [default: 7, for a board]"
)

LANG: Final = click.option(
    "--lang", type=click.Choice(options.LANGUAGES), default="en", help="The language of its words."
)

# Where the points come from.
SOURCE: Final[Group[Any]] = (
    DATA_FILE,
    K,
    click.option("--n", type=click.IntRange(min=1), help="Points of the board.  [default: 100]"),
    data("uniform"),
    SEED,
    DATA_SEED,
    click.option(
        "--columns", metavar="X,Y", help="Two columns of DATA or of iris, by name or number."
    ),
    MISSING,
    click.option(
        "--standardize", is_flag=True, help="Divide each column by its standard deviation."
    ),
)

# How the start is found.
START: Final[Group[Any]] = (
    click.option(
        "--init",
        type=options.Start(),
        default="random",
        help=f"How to start: {', '.join(options.SEEDINGS)}, a file of centroids, or 'x,y x,y …'.",
    ),
    click.option(
        "--restarts",
        type=click.IntRange(min=1),
        default=1,
        help="Starts to try; the run that ends lowest is filmed.",
    ),
)

# How k-means is run from its start.
RUN: Final[Group[Any]] = (
    click.option(
        "--algorithm",
        type=click.Choice(options.ALGORITHMS),
        default="lloyd",
        help="What is run: all points at once, one by one, by transfers, or in random batches.",
    ),
    click.option(
        "--batch-size",
        type=click.IntRange(min=1),
        help="How many points a random batch has, or macqueen tells together.  [default: a tenth]",
    ),
    click.option("--max-iterations", type=click.IntRange(min=1), default=300),
    click.option(
        "--tolerance",
        type=click.FloatRange(min=0),
        default=0.0,
        help="Stop when the stars move less, as a part of the variance.",
    ),
    click.option(
        "--empty",
        type=click.Choice(options.POLICIES),
        default="farthest",
        help="What becomes of a star without points.",
    ),
)

# How a run is told.
TELLING: Final[Group[Any]] = (
    click.option(
        "--voronoi",
        type=click.Choice(options.VORONOI),
        default="final",
        help="When the cells are shown.",
    ),
    click.option("--trails/--no-trails", default=True, help="Lines where the stars went."),
    click.option(
        "--show",
        metavar="PART,…",
        default="",
        show_default=False,
        callback=options.parts,
        help="Parts to add, or with no- before them to leave out: changed (points that change "
        "cluster are ringed), links (from points to their stars), shapes (besides colours), "
        "numbers (of clusters), trails, cells (always; no-cells: never), objective.  "
        "[default: trails,objective]",
    ),
    click.option(
        "--draw",
        type=click.Choice(options.DRAW),
        default="auto",
        help="Dots, or a density: a shade for how many points there are at a place; auto draws one "
        "above 20,000.",
    ),
    click.option("--pace", type=click.Choice(options.PACES), default="normal"),
    FPS,
    click.option("--steps", is_flag=True, help="One picture per half-step, no movement."),
    hold(3.0),
    LOOP,
)

# How a film looks.
LOOK: Final[Group[Any]] = (
    click.option(
        "--layout",
        type=click.Choice(options.LAYOUTS),
        default="board",
        help="The board and a caption, or beside the board the algorithm and its objective.",
    ),
    THEME,
    click.option(
        "--size",
        type=options.Size(),
        help="[default: 640x640; 1280x720 for lecture]",
    ),
    click.option(
        "--title",
        help="Drawn literally.  [default: none; the algorithm's name for lecture]",
    ),
    LANG,
)

# What stands still of a film.
STILL: Final[Group[Any]] = (
    click.option(
        "--at",
        metavar="HALF-STEP",
        help="One picture: start, assign:3, update:3, settled, stopped or last.",
    ),
    click.option(
        "--sheet",
        type=options.Places(),
        help="A page of small pictures, columns by rows, such as 3x4.",
    ),
)


def where(shape: Shape) -> Group[Any]:
    """Give the options of where a film goes; `shape` gives what a place asks of its pictures."""
    takes_it = [name for name, place in PLACES.items() if shape(place, {}) is not None]
    return (
        click.option(
            "--for",
            "place",
            type=click.Choice(takes_it),
            is_eager=True,
            callback=partial(_furnish, shape),
            help="Choose format, size and the like as a place takes them; see kmviz places.",
        ),
        click.option(
            "--max-size",
            type=options.Bytes(),
            help="Bytes that the film may have, such as 2MB: the best that fits is made.",
        ),
    )


def _of_layout(place: Place, asked: Mapping[str, Any]) -> Mapping[str, PlaceOption]:
    """Give what a place asks of one board, which a lecture shows beside other things."""
    return (place.wide if asked.get("layout") == "lecture" else None) or place.options


# Where a film goes: of one board, and one that is always wider than high.
WHERE: Final = where(_of_layout)
WHERE_WIDE: Final = where(lambda place, _: place.wide)

# What lies beside a film, for those whom a film does not serve.
BESIDE: Final[Group[Any]] = (
    click.option("--alt", is_flag=True, help="Also write what it shows, in a sentence: …-alt.txt."),
    click.option(
        "--transcript",
        metavar="FILE",
        help="Also write what it tells, with times: a name ending in .txt or .vtt.",
    ),
    click.option(
        "--poster",
        is_flag=True,
        help="Also write its last picture, for where nothing may move: …-poster.png.",
    ),
)

EMBED_DATA: Final = click.option(
    "--embed-data", is_flag=True, help="Let the file carry its points, up to 100 kB of them."
)

# What is said of the work.
REPORT: Final[Group[Any]] = (
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object, not the path."),
    click.option("--quiet", is_flag=True, help="Say nothing on standard error but errors."),
    click.option(
        "--debug", is_flag=True, expose_value=False, help="Show the traceback of an error."
    ),
)


def output(endings: str, default: str = "made up") -> Callable[[Command], Command]:
    """Give the option of the file to write, whose name has one of these endings."""
    told = f"A name ending in {endings}.  [default: {default}]"
    return click.option("-o", "--output", metavar="FILE", default="", show_default=False, help=told)


def ends(
    endings: str, default: str = "made up", *, places: Group[Any] = WHERE_WIDE
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of its files, packed into an `ending`."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def ending(**asked: Any) -> None:
            packed = {field.name: asked.pop(field.name) for field in fields(Ending)}
            command(ending=Ending(**packed), **asked)

        group = takes(places, (EMBED_DATA,), BESIDE, REPORT)
        return output(endings, default)(group(ending))

    return decorate


def takes(*groups: Group[Any]) -> Callable[[Command], Command]:
    """Give a command these options, in this order in its help."""

    def decorate(command: Command) -> Command:
        for option in reversed([option for group in groups for option in group]):
            command = option(command)
        return command

    return decorate


def options_of(*groups: Group[Any]) -> dict[str, click.Option]:
    """Give the options of groups by their names, without dashes."""
    command = click.command("")(takes(*groups)(lambda: None))
    given = (param for param in command.params if isinstance(param, click.Option))
    return {option.opts[0].removeprefix("--"): option for option in given}
