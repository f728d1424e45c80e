"""Slides for LaTeX Beamer: the pages of a film go in, the source that shows them comes out."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import shorten
from typing import Final

from kmviz.drawing.pages import Page
from kmviz.drawing.style import Theme
from kmviz.drawing.words import ELLIPSIS, literal
from kmviz.writing.recipe import Recipe

SIGN: Final = "% kmviz "
END: Final = "\\end{document}\n"

# Letters in a line of a slide's title, and lines that leave enough room for a picture.
LETTERS, LINES = 55, 2

# Parts of a slide's height: a picture's without a title, a line of a title, buttons below.
PICTURE, LINE, BUTTONS = 0.92, 0.11, 0.08

# What TeX's own fonts have beside ASCII: letters with one of these marks, and some others.
MARKS: Final = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0326\u0327"
OTHERS: Final = "ÆØæøßŁłŒœı\u2013\u2014\u2018\u2019“”…¡¿"

SPELLED: Final = str.maketrans(
    {
        **{character: f"\\{character}" for character in "{}$&#%_"},
        **{character: f"{character}{{}}" for character in "-'`,"},  # of two, TeX would make one
        "\\": r"\textbackslash{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
    }
)


def can_set(words: str) -> bool:
    """Say whether pdfLaTeX has all characters of some words in its own fonts."""
    return all(character.isascii() or _has(character) for character in literal(words))


def document(
    pages: Sequence[Page], file: str, recipe: Recipe, *, title: str, theme: Theme, loop: int
) -> str:
    """Give the source of two slides: a film, and the same half-step by half-step.

    Parameters
    ----------
    pages
        Those of the PDF beside it.
    file
        The name of that PDF.
    recipe
        What made them; the first line carries it, as a comment.
    title
        Of the slides; one that `can_set`, or "" for none.
    theme
        The colours of the slides.
    loop
        0 plays for ever, other numbers once.
    """
    short = shorten(literal(title), LETTERS * LINES, placeholder=ELLIPSIS)
    height = PICTURE - LINE * -(-len(short) // LETTERS)
    lines = [
        SIGN + recipe.to_text(),
        *_head(file, theme),
        "% A film with buttons, for viewers that run scripts: Acrobat, Foxit, PDF-XChange, Okular.",
        *_frame(short, height - BUTTONS, _film(pages, file, loop)),
        "",
        "% Step by step, a slide for each half-step, for any viewer.",
        *_frame(short, height, _steps(pages, file)),
        "",
    ]
    return "\n".join(lines) + "\n" + END


def verify(path: Path) -> None:
    """Check that a source is there from its first line to its last.

    Raises
    ------
    OSError
        When it is not.
    """
    text = path.read_text(encoding="utf-8")
    if not (text.startswith(SIGN) and text.endswith(END)):
        raise OSError(
            "the TeX file is not complete\nwrite it again, or to a folder on another disk"
        )


def comment(path: Path) -> str | None:
    """Give the text that a source carries in its first line.

    Raises
    ------
    OSError
        When this is no such file.
    """
    with path.open(encoding="utf-8") as file:
        return file.readline().removeprefix(SIGN).rstrip("\n")


def _has(character: str) -> bool:
    letter, marks = (parts := unicodedata.normalize("NFD", character))[:1], parts[1:]
    is_marked = letter.isascii() and letter.isalpha() and len(marks) == 1 and marks in MARKS
    return character in OTHERS or is_marked


def _head(file: str, theme: Theme) -> Iterator[str]:
    yield "%"
    yield "% Compile this file, or paste one of its two frames into slides of your own."
    yield f"% Either way {file} has to be beside them."
    yield ""
    yield r"\documentclass[aspectratio=169]{beamer}"
    yield r"\usepackage{animate} % for the film"
    yield rf"\definecolor{{ground}}{{HTML}}{{{theme.ground[1:].upper()}}}"
    yield rf"\definecolor{{ink}}{{HTML}}{{{theme.ink[1:].upper()}}}"
    yield r"\setbeamercolor{normal text}{fg=ink,bg=ground}"
    yield r"\setbeamercolor{frametitle}{fg=ink}"
    yield r"\setbeamertemplate{navigation symbols}{}"
    yield r"\begin{document}"
    yield ""


def _frame(title: str, height: float, body: Iterator[str]) -> Iterator[str]:
    """Put pictures of a height, in parts of the slide's, on a slide."""
    size = rf"width=\linewidth,height={height:.2f}\textheight,keepaspectratio"
    yield rf"\begin{{frame}}{{{title.translate(SPELLED)}}}" if title else r"\begin{frame}"
    yield r"\centering"
    yield rf"\setkeys{{Gin}}{{{size}}}%"
    yield from body
    yield r"\end{frame}"


def _film(pages: Sequence[Page], file: str, loop: int) -> Iterator[str]:
    """Show pages one after the other, each for its time; runs of equal ones share a line."""
    rates = [f"{1 / page.seconds:.4g}" for page in pages]
    options = "controls,buttonfg=0.5" + (",loop" if loop == 0 else "")
    yield rf"\begin{{animateinline}}[{options}]{{{rates[0]}}}%"
    runs = groupby(range(len(pages)), key=lambda place: (pages[place].told, rates[place]))
    for (told, rate), places in runs:
        first, *others = places
        if first > 0:
            yield rf"\newframe[{rate}]%"
        if others:
            several, each = f"{1 + len(others)}", _picture(r"\iPage", file)
            yield rf"\multiframe{{{several}}}{{iPage={first + 1}+1}}{{{each}}}%"
        else:
            yield f"{_picture(first + 1, file)}% {told}"
    yield r"\end{animateinline}"


def _steps(pages: Sequence[Page], file: str) -> Iterator[str]:
    """Show the pages on which half-steps end, a slide each."""
    ends = [(number, page.told) for number, page in enumerate(pages, 1) if page.told]
    for slide, (number, told) in enumerate(ends, 1):
        yield rf"\only<{slide}>{{{_picture(number, file)}}}% {told}"


def _picture(number: int | str, file: str) -> str:
    return rf"\includegraphics[page={number}]{{{file}}}"
