"""Names of parts go in, and what is shown beside points and stars comes out."""

import math
from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from kmviz.engine.checks import check_choice
from kmviz.spelling import did_you_mean

Draw: TypeAlias = Literal["points", "density"]

PARTS: Final = ("changed", "links", "shapes", "numbers", "trails", "cells", "objective")
NOT: Final = "no-"

# How points are drawn, and how many at most as dots: those of more run together.
DRAW: Final = {"auto": 20_000, "points": math.inf, "density": 0}

MOST_LINKED: Final = 2000  # points: the links of more are a blot


def check_parts(show: str | Iterable[str]) -> tuple[str, ...]:
    """Give the names of parts to show, or with `no-` before them not to show.

    Raises
    ------
    ValueError
        If one is unknown; the message names the one that is most like it.
    """
    listed = show.split(",") if isinstance(show, str) and show.strip() else show
    names = tuple(name.strip() for name in listed)
    known = [*PARTS, *(NOT + part for part in PARTS)]
    for name in names:
        if name not in known:
            raise ValueError(
                f"there is no part {name!r} to show\n{did_you_mean(name, known)}"
                f"choose among {', '.join(PARTS)}, each of them with {NOT} before it to leave "
                "it out"
            )
    return names


def shown(show: str | Iterable[str], *, trails: bool, voronoi: str) -> tuple[frozenset[str], str]:
    """Give the parts that are shown, and when cells are.

    Parameters
    ----------
    show
        What is added, or left out, in this order; the last word counts.
    trails, voronoi
        What is shown of trails and cells where `show` does not name them.
    """
    names = check_parts(show)
    parts = {"objective", "trails"} if trails else {"objective"}
    for name in names:
        if name.startswith(NOT):
            parts.discard(name.removeprefix(NOT))
        else:
            parts.add(name)
    if "cells" in parts:
        return frozenset(parts), "always"
    return frozenset(parts), "never" if f"{NOT}cells" in names else voronoi


def check_links(parts: frozenset[str], points: int) -> None:
    """Refuse links where there are too many points.

    Raises
    ------
    ValueError
        If so.
    """
    if "links" in parts and points > MOST_LINKED:
        raise ValueError(
            f"the links of {points:,} points would be a blot\n"
            f"leave links out, or take {MOST_LINKED:,} points or fewer"
        )


def drawn(draw: str, parts: frozenset[str], points: int) -> Draw:
    """Say how points are drawn: as dots, or as a density where dots would run together.

    Raises
    ------
    ValueError
        If `draw` is none of `DRAW`, or points are to be ringed that are not drawn one by one.
    """
    if points <= check_choice(draw, DRAW, "draw"):
        return "points"
    if "changed" in parts:
        raise ValueError(
            "in a density there are no points to be ringed\n"
            "leave changed out, or ask for draw points"
        )
    return "density"
