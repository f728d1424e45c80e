"""A film and a budget go in; the best file that fits comes out, and what was given up for it."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias, TypeVar

import numpy as np

from kmviz.drawing.picture import Picture
from kmviz.drawing.render import SMALLEST
from kmviz.films.film import Film
from kmviz.story.frame import Frame
from kmviz.writing.atomic import whole
from kmviz.writing.changes import packed
from kmviz.writing.write import check_output, write

Pictures: TypeAlias = Iterable[Picture]
Watch: TypeAlias = Callable[[Pictures, int], Pictures]
Shot = TypeVar("Shot", bound=Frame)

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

    film: Film
    coarse: bool
    told: str

    def pictures(self) -> Iterator[Picture]:
        """Draw it."""
        pictures = self.film.pictures()
        return map(_coarser, pictures) if self.coarse else pictures


def save_within(path: str | Path, film: Film, budget: int, *, watch: Watch) -> Attempt:
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
    path, look = Path(path), film.look
    check_output(path, loop=look.loop, fps=look.fps)
    attempts = list(_attempts(film, path.suffix.lower()))
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}{path.suffix}") for number in range(len(attempts))]

        def fits(number: int) -> bool:
            attempt, file = attempts[number], files[number]
            pictures = watch(attempt.pictures(), len(attempt.film.timeline))
            write(file, pictures, film.recipe, loop=look.loop, fps=look.fps)
            return file.stat().st_size <= budget

        # each is smaller than the one before; most films fit as they are
        best = 0 if fits(0) else bisect_left(range(len(attempts)), 1, lo=1, key=fits)
        if best == len(attempts):
            raise _too_large(path, attempts[-1], files[-1], budget)
        with whole(path) as part:
            part.write_bytes(files[best].read_bytes())
    return attempts[best]


def thinned(frames: Iterable[Shot], keep: int) -> Iterator[Shot]:
    """Keep one of so many frames of a movement, for as long as they all were shown together.

    The ends of movements stay, and so does the length of the film.
    """
    late, moved = 0.0, 0
    for frame in frames:
        moves = 0 < frame.progress < 1
        moved = moved + 1 if moves else 0
        if moves and moved % keep:
            late += frame.seconds
            continue
        yield replace(frame, seconds=frame.seconds + late)
        late = 0.0


def _attempts(film: Film, ending: str) -> Iterator[Attempt]:
    """Give films that give up more and more."""
    yield Attempt(film, coarse=False, told="nothing")
    coarse, told = ending in FEW_COLOURS, ""
    if coarse:
        told = "fewer colours"
        yield Attempt(film, coarse, told)
    frames = film.timeline
    for keep in THINNER:
        frames = tuple(thinned(film.timeline, keep))
        thin = f"{len(frames)} pictures instead of {len(film.timeline)}"
        yield Attempt(replace(film, timeline=frames), coarse, _list(told, thin))
    for part in SMALLER:
        width, height = (max(2 * round(side * part / 2), 2) for side in film.size)
        if width >= SMALLEST[0] and height >= SMALLEST[1]:
            small = replace(film, timeline=frames).resized((width, height))
            size = f"{width}x{height} instead of {film.size[0]}x{film.size[1]}"
            yield Attempt(small, coarse, _list(told, thin, size))


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
        f"picture per half-step, it has {size:,}\nallow more, or make it shorter, with --pace fast"
    )
