"""What a film can be saved as: a name and what is asked of the film go in, a Kind comes out."""

import os
from typing import Final, Literal, TypeAlias

from kmviz.story.half_steps import check_name
from kmviz.writing.trace import TRACES
from kmviz.writing.write import (
    FOLDER,
    FORMATS,
    PAGED,
    SLIDES,
    STILLS,
    check_output,
    either,
    ending_of,
)

Kind: TypeAlias = Literal["film", "still", "pages", "sheet", "slides", "trace"]

ENDINGS: Final = FORMATS | STILLS | SLIDES | TRACES
MADE: Final[dict[Kind, dict[str, str]]] = {"film": FORMATS, "slides": SLIDES, "trace": TRACES}


def check_kind(
    path: str | os.PathLike[str],
    *,
    at: str | None = None,
    sheet: tuple[int, int] | None = None,
    source: str | os.PathLike[str] | None = None,
    loop: int = 0,
    fps: float = 25,
) -> Kind:
    """Say what a film is to be saved as; refuse, before anything is drawn, what cannot be written.

    Parameters
    ----------
    path, at, sheet
        As for `Film.save`.
    source, loop, fps
        As for `kmviz.writing.write.check_output`.

    Raises
    ------
    ValueError
        When `path` and what is asked do not go together, or as `check_output`.
    OSError
        As `check_output`.
    """
    if at is not None and sheet is not None:
        raise ValueError(f"a sheet shows many half-steps, and {at} is one\nask for one of the two")
    if at is not None:
        check_name(at)
        _check_still(path, f"what is at {at}")
    if sheet is not None:
        _check_still(path, "a sheet")
    check_output(path, source=source, loop=loop, fps=fps, formats=ENDINGS)
    return _kind(ending_of(path, ENDINGS), at, sheet)


def check_budget(path: str | os.PathLike[str], max_size: int | None) -> None:
    """Refuse, before anything is drawn, a budget for what is no film in one file.

    Raises
    ------
    ValueError
        If there is one.
    """
    ending = ending_of(path)
    if max_size is not None and (ending == FOLDER or ending not in FORMATS):
        raise ValueError("max_size is for films in one file\nleave it out")


def _kind(ending: str, at: str | None, sheet: tuple[int, int] | None) -> Kind:
    if sheet is not None:
        return "sheet"
    for kind, endings in MADE.items():
        if ending in endings:
            return kind
    return "pages" if at is None and ending in PAGED else "still"


def _check_still(path: str | os.PathLike[str], asked: str) -> None:
    ending = ending_of(path, ENDINGS)
    if ending in ENDINGS.keys() - STILLS.keys():
        what = "a trace" if ending in TRACES else "a film"
        raise ValueError(
            f"{str(path)!r} is the name of {what}, and {asked} stands still\n"
            f"end the name in {either(STILLS)}"
        )
