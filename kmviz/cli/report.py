"""What is said to people while a command works, all of it on standard error."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from kmviz.choosing_k.sweep import Progress
    from kmviz.drawing.picture import Picture


DELAY = 0.5  # seconds before a bar appears
AT_MOST: Final = "{n} of at most {total} iterations [{elapsed}, at most {remaining} more]"


def with_progress(pictures: Iterable["Picture"], total: int, *, quiet: bool) -> Iterable["Picture"]:
    """Show a progress bar on a terminal, and nothing elsewhere."""
    if _unseen(quiet=quiet):
        return pictures
    from tqdm import tqdm

    bar: Iterable[Picture] = tqdm(pictures, total=total, unit=" pictures", leave=False, delay=DELAY)
    return bar


@contextmanager
def counting(unit: str, *, quiet: bool) -> Iterator["Progress"]:
    """Give what shows so many of so many as a progress bar on a terminal, and nothing elsewhere."""
    if _unseen(quiet=quiet):
        yield lambda _done, _total: None
        return
    from tqdm import tqdm

    with tqdm(unit=f" {unit}", leave=False, delay=DELAY) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show


@contextmanager
def running(most: int, *, quiet: bool) -> Iterator["Progress"]:
    """Give what shows runs as `counting` does, and iterations where it is told of 0 in all.

    Nobody knows when a run will settle. That it ends after so many iterations at most is certain,
    and so is how long these would take.
    """
    if _unseen(quiet=quiet):
        yield lambda _done, _total: None
        return
    from tqdm import tqdm

    with (
        counting("runs", quiet=quiet) as show_runs,
        tqdm(total=most, bar_format=AT_MOST, leave=False, delay=DELAY) as bar,
    ):

        def show(done: int, total: int) -> None:
            if total:
                show_runs(done, total)
            else:
                bar.update(done - bar.n)

        yield show


def _unseen(*, quiet: bool) -> bool:
    """Say whether nobody would see a progress bar: to load what draws it takes time."""
    return quiet or not sys.stderr.isatty()


def bytes_in(path: Path) -> int:
    """Give the size of a file, or of a folder's files together."""
    files = path.iterdir() if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files)


def size_of(path: Path) -> str:
    """Give the size of a file, or of a folder's files together, in words."""
    size = bytes_in(path)
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


def say(*lines: str, quiet: bool) -> None:
    """Say the lines that have words, unless nothing is to be said."""
    for line in lines:
        if line and not quiet:
            click.echo(line, err=True)


def what_cannot_be_drawn(title: str, lang: str = "en") -> str:
    """Name the characters of a title that the font lacks; nothing where there are none."""
    from kmviz.drawing.words import missing_characters

    lacking = missing_characters(title, lang)
    return f"the font lacks these characters of the title, drawn as □: {lacking}" if lacking else ""


def printable(text: str) -> str:
    """Show control characters as codes: a file name must not move the cursor of a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
