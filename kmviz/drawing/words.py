"""Words that a person gave, made fit for a picture: nothing interpreted, cut off or overlapping."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from kmviz.drawing.fonts import characters
from kmviz.drawing.lettering import text_width

ELLIPSIS: Final = "…"
STAND_IN: Final = "□"
LONGEST: Final = 400  # characters: more than two lines could hold at any size
NO_BREAK: Final = "\u00a0\u202f"  # spaces, the second one narrow

# Marks at which no line of Chinese ends, and with which none begins.
OPENING, CLOSING = "（《“‘", "）》”’，。；：、？！%"  # noqa: RUF001  (that they look alike is no matter)


def literal(words: str, lang: str = "en") -> str:
    """Give the words as one line of characters that can be seen.

    Line breaks and tabs become spaces, invisible marks vanish, and so do accents beyond two on one
    letter, which would tower into what is above; characters that the fonts for the language lack
    become □.
    """
    seen = "".join(_visible(c, lang) for c in _without_towers(words))
    line = " ".join(filter(None, seen.split(" "))).strip()
    return line if len(line) <= LONGEST else line[:LONGEST] + ELLIPSIS


def missing_characters(words: str, lang: str = "en") -> str:
    """Give the characters that the fonts lack, each once; as an escape where none can print it."""
    lacking = dict.fromkeys(c for c in words if _visible(c, lang) == STAND_IN != c)
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in lacking)


def fit(words: str, width: float, size: float, *, bold: bool = False) -> str:
    """Shorten words to a width in pixels, with an ellipsis where something is left out.

    Nothing is left where not even the ellipsis fits.
    """
    if text_width(words, size, bold=bold) <= width:
        return words
    kept = _beginning(words, width, size, ending=ELLIPSIS, bold=bold)
    return "" if kept is None else kept + ELLIPSIS


def shrunk(words: str, width: float, size: float, *, least: float) -> float:
    """Give the size, at most `size` and at least `least`, at which bold words fit a width."""
    wide = text_width(words, size, bold=True)
    return size if wide <= width else max(least, 0.98 * size * width / wide)  # letters are hinted


def fullest(told: Iterable[str], width: float, size: float) -> str:
    """Give the first of several wordings that fits a width in pixels, or none."""
    return next((words for words in told if text_width(words, size) <= width), "")


def wrap(words: str, width: float, size: float, *, lines: int, bold: bool = False) -> list[str]:
    """Break words into at most so many lines of a width in pixels; the last may be shortened."""
    wrapped: list[str] = []
    rest = words
    while len(wrapped) < lines - 1 and (line := _first_line(rest, width, size, bold=bold)):
        wrapped.append(line)
        rest = rest[len(line) :].lstrip()
    last = fit(rest, width, size, bold=bold)
    return [*wrapped, last] if last else wrapped


def _first_line(words: str, width: float, size: float, *, bold: bool) -> str:
    """Give as much of the words as a line holds: whole words, or part of one that is too long."""
    if text_width(words, size, bold=bold) <= width:
        return words
    whole = _beginning(words, width, size, ending="", bold=bold) or ""
    ends = (end for end in range(len(whole), 0, -1) if _may_break(words[end - 1], words[end]))
    return whole[: next(ends, len(whole))]


def _may_break(before: str, after: str) -> bool:
    """Say whether a line may end between two characters: at spaces, and where Chinese allows it."""
    if after == " ":
        return True
    if not any(unicodedata.east_asian_width(each) in {"W", "F"} for each in (before, after)):
        return False
    return before not in OPENING and after not in CLOSING and before != " "


def _beginning(words: str, width: float, size: float, *, ending: str, bold: bool) -> str | None:
    """Give the longest beginning of the words that fits together with an ending, if any does."""
    best, fits, too_long = None, -1, len(words)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        beginning = words[:middle].rstrip()
        if text_width(beginning + ending, size, bold=bold) <= width:
            best, fits = beginning, middle
        else:
            too_long = middle
    return best


def _without_towers(words: str) -> Iterator[str]:
    marks = 0
    for character in words:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= 2:
            yield character


@cache
def _visible(character: str, lang: str) -> str:
    if character.isspace():
        return character if character in NO_BREAK else " "
    name = unicodedata.name(character, "")
    if unicodedata.category(character) == "Cf" or "VARIATION SELECTOR" in name:
        return ""
    return character if ord(character) in characters(lang) else STAND_IN
