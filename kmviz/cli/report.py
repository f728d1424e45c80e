"""What is said to people while a command works, all of it on standard error."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from threading import Event

    from tqdm import tqdm

    from kmviz.choosing_k.sweep import Progress
    from kmviz.data.text import Told

Item = TypeVar("Item")

DELAY = 0.5  # seconds before a bar appears
TICK: Final = 0.5  # from one look at the clock to the next
# Nobody knows when a run will settle. That it ends after so many iterations at most is certain.
FORMS: Final = {
    "iterations": "{n} of at most {total} iterations [{elapsed}, at most {remaining} more]"
}
CLOCK: Final = "{desc} [{elapsed}]"
PREPARED: Final = {"iterations"}  # before the first of them points are sorted


@contextmanager
def watching(*, quiet: bool) -> Iterator["Told"]:
    """Give what shows on a terminal how far a work is, and nothing elsewhere: a bar at a time.

    It is told how many of how many of what are done; 0 in all where nobody knows, and then a clock
    alone goes on. What remains is told from the speed so far, which getting ready says nothing of.
    """
    if _unseen(quiet=quiet):
        yield lambda _done, _total, _what: None
        return
    with ExitStack() as stack:
        now: tuple[object, ...] = ()
        bar: tqdm[NoReturn] | None = None

        def show(done: int, total: int, what: str) -> None:
            nonlocal now, bar
            is_ready = done > 0 or what not in PREPARED
            if bar is None or (what, total, is_ready) != now or done < bar.n:
                stack.close()
                now, bar = (what, total, is_ready), stack.enter_context(_bar(done, total, what))
            bar.update(done - bar.n)

        yield show


@contextmanager
def counting(what: str, *, quiet: bool) -> Iterator["Progress"]:
    """Give what shows so many of so many as `watching` does, from now on."""
    with watching(quiet=quiet) as show:
        show(0, 0, what)
        yield lambda done, total: show(done, total, what)


def counted(items: Iterable[Item], total: int, what: str, show: "Told") -> Iterator[Item]:
    """Let somebody be shown how many of the items have been taken."""
    show(0, total, what)
    for done, item in enumerate(items, start=1):
        yield item
        show(done, total, what)


@contextmanager
def _bar(done: int, total: int, what: str) -> "Iterator[tqdm[NoReturn]]":
    """Draw a bar that is at `done`, and let its clock go on while there is nothing new."""
    from threading import Event, Thread

    from tqdm import tqdm

    form = FORMS.get(what) if total else CLOCK
    with tqdm(
        total=total or None,
        initial=done,
        unit=f" {what}",
        desc="" if total else what,
        bar_format=form,
        leave=False,
        delay=DELAY,
    ) as bar:
        ended = Event()
        clock = Thread(target=_keep_going, args=(bar, ended), daemon=True)
        clock.start()
        try:
            yield bar
        finally:
            ended.set()
            clock.join()


def _keep_going(bar: "tqdm[NoReturn]", ended: "Event") -> None:
    while not ended.wait(TICK):
        bar.refresh()


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
