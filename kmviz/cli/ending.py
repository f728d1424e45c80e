"""What a command is asked of the files that it writes, in one piece."""

from dataclasses import dataclass, replace
from pathlib import Path

from kmviz.writing.places import PLACES


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What is asked of a film's files; the options of the same names.

    Attributes
    ----------
    output
        The name of the file; empty where a command is to make one up.
    place
        Where the film is to be shown: a name in `PLACES`.
    max_size
        Bytes that it may have.
    embed_data
        Whether its recipe carries the points.
    alt, transcript, poster
        What lies beside it: its alternative text, what it tells, and its last picture.
    as_json, quiet
        How the command reports.
    """

    output: str
    place: str | None = None
    max_size: int | None = None
    embed_data: bool = False
    alt: bool = False
    transcript: str | None = None
    poster: bool = False
    as_json: bool = False
    quiet: bool = False

    @property
    def path(self) -> Path:
        """Where the file is."""
        return Path(self.output)

    def named(self, name: str, tail: str, *, still: str = "") -> "Ending":
        """Make up the name of the file, where none is given.

        It ends in the tail, or in that of a place; what is asked as a `still` has one of its own.
        """
        if self.output:
            return self
        if self.place is not None:
            tail = f"-{self.place}{PLACES[self.place].ending}"
        return replace(self, output=name + (still or tail))
