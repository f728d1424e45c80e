"""A film goes in; words and a still for those whom a film does not serve come out beside it."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kmviz.films.comparison import Comparison
    from kmviz.films.film import Film


def check_beside(path: Path, transcript: str | None, *, alt: bool, poster: bool) -> None:
    """Refuse what could not be written beside the film, before it is made."""
    from kmviz.writing.text import check_text, transcript_format
    from kmviz.writing.write import STILLS, check_output

    if alt:
        check_text(_alt(path))
    if poster:
        check_output(_poster(path), formats=STILLS)
    if transcript is not None:
        transcript_format(Path(transcript))
        check_text(Path(transcript))


def write_beside(
    film: "Film | Comparison", path: Path, transcript: str | None, *, alt: bool, poster: bool
) -> list[Path]:
    """Write what was asked for, and give its paths."""
    from kmviz.writing.text import write_text, write_transcript

    written = []
    if alt:
        write_text(_alt(path), film.recipe.alt + "\n")
        written.append(_alt(path))
    if transcript is not None:
        write_transcript(Path(transcript), film.cues())
        written.append(Path(transcript))
    if poster:
        film.save(_poster(path))
        written.append(_poster(path))
    return written


def _alt(path: Path) -> Path:
    return path.with_name(f"{path.stem}-alt.txt")


def _poster(path: Path) -> Path:
    return path.with_name(f"{path.stem}-poster.png")
