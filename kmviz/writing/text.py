"""Words beside a film: cues or a sentence go in, a .txt or .vtt file comes out."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from kmviz.story.transcript import Cue
from kmviz.writing.atomic import beside, refusals, resolved, whole
from kmviz.writing.write import check_source


def write_transcript(path: Path, cues: Iterable[Cue]) -> None:
    """Write what a film tells, line by line with its times, as text or as WebVTT.

    Raises
    ------
    ValueError
        If the name ends in neither .txt nor .vtt.
    OSError
        When the system refuses. Whatever was at `path` is as it was.
    """
    write_text(path, transcript_format(path)(cues))


def write_text(path: Path, text: str) -> None:
    """Write words to a file in UTF-8, which appears whole or not at all."""
    with whole(path) as part:
        part.write_bytes(text.encode("utf-8"))


def check_text(path: Path, *, source: str | os.PathLike[str] | None = None) -> None:
    """Refuse, before a film is made, a path that nothing can be written to, or that of its points.

    Raises
    ------
    ValueError
        When `path` is `source`.
    OSError
        When the folder is missing or not writable.
    """
    with refusals(path):
        check_source(path, source)
        with beside(resolved(path)):
            pass


def transcript_format(path: Path) -> Callable[[Iterable[Cue]], str]:
    """Give what turns cues into the text of such a file.

    Raises
    ------
    ValueError
        If the name ends in neither .txt nor .vtt.
    """
    try:
        return TRANSCRIPTS[path.suffix.lower()]
    except KeyError:
        known = " or ".join(TRANSCRIPTS)
        raise ValueError(
            f"{str(path)!r}: the ending is none of those to choose from\nend the name in {known}"
        ) from None


def _plain(cues: Iterable[Cue]) -> str:
    return "".join(f"{_clock(cue.start)}  {cue.words}\n" for cue in cues)


def _web_vtt(cues: Iterable[Cue]) -> str:
    """Write WebVTT (W3C 2019); of its special characters our words have none but & and <."""
    told = (
        f"\n{_clock(cue.start)} --> {_clock(cue.end)}\n"
        f"{cue.words.replace('&', '&amp;').replace('<', '&lt;')}\n"
        for cue in cues
    )
    return "WEBVTT\n" + "".join(told)


def _clock(seconds: float) -> str:
    """Write hours, minutes and seconds with three decimals."""
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


TRANSCRIPTS: Final[dict[str, Callable[[Iterable[Cue]], str]]] = {
    ".txt": _plain,
    ".vtt": _web_vtt,
}
