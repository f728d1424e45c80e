"""A film and a budget go in; the best file that fits comes out, and what was given up for it."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from kmviz.drawing.picture import Picture
from kmviz.films.kinds import check_budget
from kmviz.writing.atomic import whole
from kmviz.writing.changes import packed
from kmviz.writing.write import check_output, write

if TYPE_CHECKING:
    from kmviz.films.filmed import Filmed

Pictures: TypeAlias = Iterable[Picture]
Watch: TypeAlias = Callable[[Pictures, int], Pictures]

FEW_COLOURS: Final = {".gif", ".webp", ".apng", ".zip"}
"""What becomes smaller with fewer colours; videos and AVIF do not."""

THINNER: Final = (2, 3, 5, 10_000)  # of so many pictures of a movement, one is kept
SMALLER: Final = (0.8, 0.64, 0.5, 0.4, 0.32, 0.25)
COARSE: Final = 16  # from one level of a channel to the next


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """A film that gives something up.

    Attributes
    ----------
    film
        The film.
    coarse
        Whether its colours are made fewer.
    told
        What is given up, in words.
    """

    film: "Filmed[Any]"
    coarse: bool
    told: str

    def pictures(self) -> Iterator[Picture]:
        """Draw it."""
        pictures = self.film.pictures()
        return map(_coarser, pictures) if self.coarse else pictures


def save_within(path: str | Path, film: "Filmed[Any]", budget: int, *, watch: Watch) -> Attempt:
    """Write the best film that fits: with fewer colours, fewer pictures, then smaller.

    Parameters
    ----------
    path
        Where to; the ending chooses the format.
    film
        The film as it should be.
    budget
        Bytes that the file may have.
    watch
        Called with pictures and their number for each file that is tried; gives the pictures.

    Returns
    -------
    Attempt
        What was written.

    Raises
    ------
    ValueError
        If even the smallest does not fit, or as `write`.
    OSError
        As `write`.
    """
    check_output(path, loop=film.loop, fps=film.fps)
    check_budget(path, budget)
    path = Path(path)
    attempts = list(_attempts(film, path.suffix.lower()))
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}{path.suffix}") for number in range(len(attempts))]

        def fits(number: int) -> bool:
            attempt, file = attempts[number], files[number]
            pictures = watch(attempt.pictures(), len(attempt.film))
            write(file, pictures, film.recipe, loop=film.loop, fps=film.fps)
            return file.stat().st_size <= budget

        # each is smaller than the one before; most films fit as they are
        best = 0 if fits(0) else bisect_left(range(len(attempts)), 1, lo=1, key=fits)
        if best == len(attempts):
            raise _too_large(path, attempts[-1], files[-1], budget)
        with whole(path) as part:
            part.write_bytes(files[best].read_bytes())
    return attempts[best]


def _attempts(film: "Filmed[Any]", ending: str) -> Iterator[Attempt]:
    """Give films that give up more and more."""
    yield Attempt(film, coarse=False, told="nothing")
    coarse, told = ending in FEW_COLOURS, ""
    if coarse:
        told = "fewer colours"
        yield Attempt(film, coarse, told)
    for keep in THINNER:
        thin = film.thinned(keep)
        fewer = f"{len(thin)} pictures instead of {len(film)}"
        yield Attempt(thin, coarse, _list(told, fewer))
    for part in SMALLER:
        width, height = (max(2 * round(side * part / 2), 2) for side in film.size)
        with suppress(ValueError):  # no room for what is to be drawn
            small = thin.resized((width, height))
            size = f"{width}x{height} instead of {film.size[0]}x{film.size[1]}"
            yield Attempt(small, coarse, _list(told, fewer, size))


def _coarser(picture: Picture) -> Picture:
    """Round the colours of a picture, but those that areas are filled with."""
    pixels = picture.pixels
    rounded = np.minimum((pixels.astype(np.uint16) + COARSE // 2) // COARSE * COARSE, 255)
    keep = np.isin(packed(pixels), packed(picture.flats))
    return replace(
        picture, pixels=np.where(keep[..., np.newaxis], pixels, rounded.astype(np.uint8))
    )


def _list(*told: str) -> str:
    return ", ".join(filter(None, told))


def _too_large(path: Path, smallest: Attempt, file: Path, budget: int) -> ValueError:
    width, height = smallest.film.size
    size = file.stat().st_size if file.exists() else 0
    return ValueError(
        f"{path.name}: no film of this run fits into {budget:,} bytes; at {width}x{height}, with a "
        f"picture per half-step, it has {size:,}\nallow more, or film what is shorter"
    )
