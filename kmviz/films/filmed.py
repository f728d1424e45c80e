"""What is told goes in, a film of any kind comes out: drawn, shown in a notebook, or saved."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Generic, Self, TypeAlias, TypeVar

from kmviz.drawing.picture import Picture
from kmviz.drawing.question import ask, room_above
from kmviz.drawing.render import check_size
from kmviz.drawing.still import Still
from kmviz.drawing.style import THEMES
from kmviz.films.fitting import save_within
from kmviz.films.kinds import check_budget
from kmviz.films.notebook import mimebundle
from kmviz.story.shots import Told, thinned
from kmviz.story.transcript import Cue, with_pause
from kmviz.writing.recipe import Recipe
from kmviz.writing.write import FORMATS, STILLS, check_output, ending_of, write, write_still

Entry = TypeVar("Entry", bound=Told)
Size: TypeAlias = tuple[int, int]

WIDE: Final = (1280, 720)


@dataclass(frozen=True, slots=True)
class Question:
    """What a film asks its audience.

    Attributes
    ----------
    words
        The question.
    before
        The half-step before which it is asked, counted from 0.
    seconds
        For which it stays.
    lang
        The language of its words.
    """

    words: str
    before: int
    seconds: float
    lang: str = "en"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Filmed(ABC, Generic[Entry]):
    """A film, told and ready to be drawn.

    Attributes
    ----------
    timeline
        What is on screen, and for how long: one entry per picture.
    recipe
        How it was made; every file that is saved carries it.
    theme, size, title
        The colours, width and height in pixels, and the words above all.
    fps, loop
        How the film is played.
    question
        For which it holds; None where it asks nothing.
    """

    timeline: tuple[Entry, ...]
    recipe: Recipe
    theme: str
    size: Size
    title: str | None
    fps: float
    loop: int
    question: Question | None = None

    @abstractmethod
    def draw(self) -> Iterator[Picture]:
        """Draw the film, picture by picture, without its question."""

    @abstractmethod
    def still(self) -> Still:
        """Draw the end as a picture that stands alone."""

    @abstractmethod
    def tell(self) -> Iterator[Cue]:
        """Tell the film in words, without its question."""

    @property
    def seconds(self) -> float:
        """The length of the film."""
        asked = 0.0 if self.question is None else self.question.seconds
        return sum(told.seconds for told in self.timeline) + asked

    def __len__(self) -> int:
        """Give how many pictures there are."""
        return len(self.timeline) + (self.question is not None)

    def pictures(self) -> Iterator[Picture]:
        """Draw the film, picture by picture."""
        if self.question is None:
            return self.draw()
        asked = self.question
        return ask(
            self.without_question().draw(),
            asked.words,
            size=check_size(self.size),
            before=asked.before,
            seconds=asked.seconds,
            theme=THEMES[self.theme],
            lang=asked.lang,
        )

    def cues(self) -> Iterator[Cue]:
        """Tell the film in words, each time with when it begins and ends."""
        if self.question is None:
            return self.tell()
        asked = self.question
        return with_pause(self.tell(), asked.words, at=self._asked_at(), seconds=asked.seconds)

    def resized(self, size: Size) -> Self:
        """Give the same film at another size; a ValueError says that it has no room."""
        film = replace(self, size=check_size(size))
        film.without_question()
        return film

    def without_question(self) -> Self:
        """Give the film that is above its question, of the size that is left for it."""
        if self.question is None:
            return self
        asked = self.question
        size = room_above(check_size(self.size), asked.words, lang=asked.lang)
        return replace(self, question=None).resized(size)

    def thinned(self, keep: int) -> Self:
        """Give the same film with one of so many pictures of each movement."""
        return replace(self, timeline=tuple(thinned(self.timeline, keep)))

    def save(
        self, path: str | Path, *, max_size: int | None = None, progress: bool = False
    ) -> Path:
        """Write the film to a file, or its end where the format stands still.

        Parameters
        ----------
        path
            Where to; the ending of the name chooses the format, "/" a folder of numbered stills.
        max_size
            Bytes that a film may have: the best that fits is written, with fewer colours, then
            fewer pictures of movements, then smaller.
        progress
            Whether a bar, such as notebooks understand, counts the pictures of a film.

        Raises
        ------
        ValueError
            If the ending is unknown, or nothing fits into so many bytes.
        OSError
            If the file cannot be written; what was there before is left as it was.
        """
        if ending_of(path) in STILLS:
            check_budget(path, max_size)
            return write_still(path, self.still(), self.recipe)
        check_output(path, fps=self.fps, loop=self.loop, formats=FORMATS | STILLS)
        return self.save_film(path, max_size=max_size, progress=progress)

    def save_film(self, path: str | Path, *, max_size: int | None, progress: bool) -> Path:
        """Write what moves; see `save`."""
        watch = _counted if progress else _unwatched
        if max_size is None:
            pictures = watch(self.pictures(), len(self))
            return write(path, pictures, self.recipe, loop=self.loop, fps=self.fps)
        save_within(path, self, max_size, watch=watch)
        return Path(path)

    def _asked_at(self) -> float:
        """Give the second at which the question is asked."""
        now, opened, last = 0.0, -1, None
        for told in self.timeline:
            opened += told.opens_beat(last)
            if self.question is not None and opened == self.question.before:
                break
            now, last = now + told.seconds, told
        return now

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        """Show the film in a notebook."""
        del include, exclude
        return mimebundle(self)


def _unwatched(pictures: Iterable[Picture], total: int) -> Iterable[Picture]:
    del total
    return pictures


def _counted(pictures: Iterable[Picture], total: int) -> Iterator[Picture]:
    """Draw a film under a progress bar: a widget in a notebook that has such, else text."""
    from tqdm.auto import tqdm

    yield from tqdm(pictures, total=total, unit=" pictures")
