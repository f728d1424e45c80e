"""A film goes in; words and a still for those whom a film does not serve come out beside it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmviz.cli.ending import Ending
from kmviz.cli.source import refuse

if TYPE_CHECKING:
    from kmviz.cli.saving import Page
    from kmviz.films.filmed import Filmed


def files_beside(ending: Ending, *, source: str | None) -> list[Path]:
    """Give the files that are asked for; refuse, before the film is made, what cannot be."""
    from kmviz.writing.text import check_text, transcript_format
    from kmviz.writing.write import STILLS, check_output

    files = []
    if ending.alt:
        check_text(_alt(ending), source=source)
        files.append(_alt(ending))
    if ending.transcript is not None:
        transcript_format(Path(ending.transcript))
        check_text(Path(ending.transcript), source=source)
        files.append(Path(ending.transcript))
    if ending.poster:
        check_output(_poster(ending), source=source, formats=STILLS)
        files.append(_poster(ending))
    _check_different([ending.path, *files])
    return files


def write_beside(made: "Filmed[Any] | Page", ending: Ending) -> list[Path]:
    """Write what was asked for, and give its paths."""
    from kmviz.films.filmed import Filmed
    from kmviz.writing.text import write_text, write_transcript
    from kmviz.writing.write import write_still

    written = []
    if ending.alt:
        write_text(_alt(ending), made.recipe.alt + "\n")
        written.append(_alt(ending))
    if isinstance(made, Filmed) and ending.transcript is not None:
        write_transcript(Path(ending.transcript), made.cues())
        written.append(Path(ending.transcript))
    if isinstance(made, Filmed) and ending.poster:
        written.append(write_still(_poster(ending), made.still(), made.recipe))
    return written


def _check_different(files: list[Path]) -> None:
    """Refuse one name for two files."""
    from kmviz.writing.atomic import resolved

    where = [resolved(file) for file in files]
    for file, place in zip(files, where, strict=True):
        if where.count(place) > 1:
            refuse(f"{file.name} is the name of two files to be written", "choose another name")


def _alt(ending: Ending) -> Path:
    return ending.path.with_name(f"{ending.path.stem}-alt.txt")


def _poster(ending: Ending) -> Path:
    return ending.path.with_name(f"{ending.path.stem}-poster.png")
