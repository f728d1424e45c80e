"""Points go in, a Film of one run comes out, ready to be drawn."""

from collections import deque
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from kmviz.drawing.compositions import SIZES
from kmviz.drawing.fonts import check_font
from kmviz.drawing.pages import Page, page
from kmviz.drawing.picture import Picture
from kmviz.drawing.render import render
from kmviz.drawing.sheet import A4, Sheet, Tile, lay_out
from kmviz.drawing.still import Still
from kmviz.drawing.style import THEMES
from kmviz.engine.algorithms import ALGORITHMS, chance
from kmviz.engine.checks import Rng, check_choice, check_count, check_points
from kmviz.engine.restarts import best_of, runs
from kmviz.engine.seeding_steps import STEPS, SeedingStep
from kmviz.engine.state import Points, State
from kmviz.films.filmed import Filmed
from kmviz.films.kinds import check_budget, check_kind
from kmviz.films.provenance import digest, seeded, versions
from kmviz.story import captions
from kmviz.story.frame import Frame
from kmviz.story.half_steps import find, half_steps, left_out, spread
from kmviz.story.language import Language, language
from kmviz.story.shots import without_fades
from kmviz.story.storyboard import storyboard
from kmviz.story.transcript import Cue, alt_text, transcript
from kmviz.writing.recipe import Recipe
from kmviz.writing.tex import can_set
from kmviz.writing.trace import Trace, write_trace
from kmviz.writing.write import write_pages, write_slides, write_still

Item = TypeVar("Item")

SLIDE: Final = (480, 248)  # what a slide has room for; a small picture has large letters


if TYPE_CHECKING:
    from kmviz.data.text import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a run is told, drawn and played; `animate` takes the same options by these names.

    Attributes
    ----------
    voronoi, trails, show, draw, pace, fps, steps, hold
        As in `kmviz.storyboard`.
    layout, theme, size, title
        As in `kmviz.render`.
    lang
        The language of all words, the alternative text too: "en", "es", "zh", "de" or "fr".
    loop
        How often the film plays where a format knows of it; 0 for ever.
    """

    voronoi: str = "final"
    trails: bool = True
    show: str | Iterable[str] = ()
    draw: str = "auto"
    pace: str = "normal"
    fps: float = 25.0
    steps: bool = False
    hold: float = 3.0
    layout: str = "board"
    theme: str = "light"
    size: tuple[int, int] | None = None
    title: str | None = None
    lang: str = "en"
    loop: int = 0


DEFAULT: Final = Look()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Film(Filmed[Frame]):
    """A run of k-means, told and ready to be drawn; it has all that every film has, and its run.

    Attributes
    ----------
    points
        (n, 2).
    states
        What the algorithm knew, one state per iteration.
    layout
        Where things are on its pictures.
    """

    points: Points
    states: tuple[State, ...]
    layout: str

    def draw(self) -> Iterator[Picture]:
        """Draw the film, picture by picture, without its question."""
        return render(
            self.timeline, layout=self.layout, theme=self.theme, size=self.size, title=self.title
        )

    def tell(self) -> Iterator[Cue]:
        """Tell the film in words, half-step by half-step, without its question."""
        return transcript(self.timeline)

    def still(self, at: str = "last") -> Still:
        """Draw one half-step as a picture that stands alone.

        Parameters
        ----------
        at
            Which: "start"; "assign:3" or "update:3", the iteration counted from 1 as on the
            picture; "settled" or "stopped", as the run ends; or "last", whichever it is. Where
            the start is told also "take:3" and so on, the star counted from 1.

        Raises
        ------
        ValueError
            If the run has no such half-step.
        """
        return _page(self, find(self.timeline, at))

    def pages(self) -> Iterator[Still]:
        """Draw every half-step as a picture that stands alone."""
        return (_page(self, frame) for frame in half_steps(self.timeline))

    def sheet(self, columns: int, rows: int, *, size: tuple[int, int] = A4) -> Still:
        """Lay out half-steps as small pictures on one page: all, or as many as it has places for.

        Parameters
        ----------
        columns, rows
            The places. Half-steps that fill them are chosen evenly, the first and the last too.
        size
            Width and height in pixels; on paper the longer side is as long as an A4 page.

        Raises
        ------
        ValueError
            If so many places do not fit on the page.
        """
        steps = half_steps(self.timeline)
        chosen = spread(len(steps), columns * rows)
        left = left_out(len(steps), chosen, steps[0].language)
        sheet = Sheet(
            tiles=[Tile(place + 1, steps[place]) for place in chosen],
            columns=columns,
            rows=rows,
            title=self.title or "",
            told=[self.recipe.alt, *left],
            foot=self.recipe.command,
            lang=steps[0].language.code,
        )
        return lay_out(sheet, THEMES[self.theme], size)

    def save(
        self,
        path: str | Path,
        *,
        at: str | None = None,
        sheet: tuple[int, int] | None = None,
        size: tuple[int, int] | None = None,
        rows: str = "clusters",
        max_size: int | None = None,
        progress: bool = False,
    ) -> Path:
        """Write the film, what stands still of it, or its run as data, to a file.

        Parameters
        ----------
        path
            Where to. The ending of the name chooses the format, "/" a folder of numbered stills.
            Of those that do not move, a PDF has all half-steps, a page each, and others show the
            last; .tex are slides for LaTeX, with a PDF of their pictures beside it. Of the run, a
            .json has everything, for `kmviz.read_trace`; a .csv is a table.
        at
            The half-step to show, as for `still`.
        sheet
            Columns and rows of a contact sheet.
        size
            Of that sheet, in pixels, by default those of an A4 page; or of pictures on slides, by
            default of the proportions and with the large letters that suit them.
        rows
            What a row of a table tells of, in each iteration: "clusters" or "points".
        max_size, progress
            As for every film: bytes that it may have, and whether a bar counts its pictures.

        Raises
        ------
        ValueError
            If the ending is unknown or does not go with what is asked, or nothing fits.
        OSError
            If the file cannot be written; what was there before is left as it was.
        """
        kind = check_kind(path, at=at, sheet=sheet)
        check_budget(path, max_size)
        if kind == "film":
            return self.save_film(path, max_size=max_size, progress=progress)
        if kind == "trace":
            return write_trace(path, self.trace(), rows=rows)
        if sheet is not None:
            return write_still(path, self.sheet(*sheet, size=size or A4), self.recipe)
        if kind == "pages":
            return write_pages(path, self.pages(), self.recipe)
        if kind == "slides":
            return self._save_slides(path, size or SLIDE)
        return write_still(path, self.still(at or "last"), self.recipe)

    def trace(self) -> Trace:
        """Give the run alone, as data."""
        return Trace(self.points, self.states, self.recipe, self.timeline[0].subtitle)

    def _save_slides(self, path: str | Path, size: tuple[int, int]) -> Path:
        """Write slides; the film's title is theirs, where LaTeX has all of its letters."""
        title = self.title or ""
        title = title if can_set(title) else ""
        film = replace(self, size=size, title="" if title else self.title)
        pages = [
            Page(_page(film, frame), frame.seconds, _told(frame) if frame.progress == 1 else "")
            for frame in without_fades(self.timeline)
        ]
        theme = THEMES[self.theme]
        return write_slides(path, pages, self.recipe, title=title, theme=theme, loop=self.loop)


def _page(film: Film, frame: Frame) -> Still:
    return page(frame, layout=film.layout, theme=film.theme, size=film.size, title=film.title)


def _told(frame: Frame) -> str:
    return f"{frame.heading}: {frame.caption}"


def animate(
    points: ArrayLike,
    k: int | None = None,
    *,
    init: str | ArrayLike = "random",
    rng: Rng = None,
    restarts: int = 1,
    show_start: bool = False,
    max_iterations: int = 300,
    tolerance: float = 0.0,
    empty: str = "farthest",
    algorithm: str = "lloyd",
    batch_size: int | None = None,
    voronoi: str = "final",
    trails: bool = True,
    show: str | Iterable[str] = (),
    draw: str = "auto",
    pace: str = "normal",
    fps: float = 25.0,
    steps: bool = False,
    hold: float = 3.0,
    layout: str = "board",
    theme: str = "light",
    size: tuple[int, int] | None = None,
    title: str | None = None,
    lang: str = "en",
    loop: int = 0,
    progress: "Told | None" = None,
) -> Film:
    """Film k-means on points in the plane.

    Parameters
    ----------
    points
        (n, 2), any array-like of real numbers, a DataFrame for instance.
    k
        How many clusters; not needed where `init` gives the centroids.
    init
        How the start is drawn, a name in `kmviz.engine.SEEDINGS`, or the starting centroids,
        (k, 2).
    rng
        A seed, a generator, or None for another film each time.
    restarts
        How many starts are tried; the run of the lowest inertia is filmed.
    show_start
        Whether the film begins with how the start was drawn.
    max_iterations, tolerance, empty
        As in `kmviz.lloyd`.
    algorithm
        What is run: a name in `kmviz.engine.ALGORITHMS`.
    batch_size
        As in `kmviz.macqueen` and `kmviz.minibatch`.
    voronoi, trails, show, draw, pace, fps, steps, hold, layout, theme, size, title, lang, loop
        As in `kmviz.Look`.
    progress
        Called with how many of how many of what are done, from 0 on: "stars" of the start, "runs"
        where several starts are tried, and "iterations" of the run that is filmed, of which
        nobody knows more than how many there may be.

    Returns
    -------
    Film
        Nothing is drawn yet: `Film.save` does that.

    Raises
    ------
    ValueError
        If an argument cannot be used; the message says which, and what would do.

    See Also
    --------
    film_run : Film states that come from elsewhere.

    Examples
    --------
    >>> import kmviz
    >>> film = kmviz.animate(kmviz.data.uniform(100, rng=0), k=7, rng=0)
    >>> film.states[-1].settled
    True
    """
    plane, words = check_points(points), language(lang)
    check_font(lang)
    rng, seed = seeded(rng)
    tell = progress or _tell_nobody
    source: Rng = deepcopy(rng)  # draws the same start once more, where it is told
    runner = check_choice(algorithm, ALGORITHMS, "algorithm")
    if check_count(restarts, "restarts") == 1:
        start, luck = _start(plane, k, init, rng, tell), chance(rng)
    else:
        tried = runs(
            plane,
            _wanted(k),
            restarts,
            init=_named(init, "restarts"),
            rng=rng,
            max_iterations=max_iterations,
            tolerance=tolerance,
            empty=empty,
            algorithm=algorithm,
            batch_size=batch_size,
        )
        tell(0, restarts, "runs")
        best = best_of(_counted(tried, restarts, "runs", tell))
        start, source, luck = best.start, best.seed, chance(best.seed)
    seeding = _seeding(plane, len(start), init, source) if show_start else ()
    run = runner(
        plane,
        start,
        max_iterations=max_iterations,
        tolerance=tolerance,
        empty=empty,
        batch_size=batch_size,
        rng=luck,
    )
    tell(0, max_iterations, "iterations")
    states = tuple(_watched(run, max_iterations, tell))
    recipe = _recipe(plane, states, words)
    given = repr(init) if isinstance(init, str) else "centroids"
    how = "" if algorithm == "lloyd" else f", algorithm={algorithm!r}"
    call = f"kmviz.animate(points, k={recipe.clusters}, init={given}{how}, rng={_seed(seed)})"
    look = Look(
        voronoi=voronoi,
        trails=trails,
        show=show,
        draw=draw,
        pace=pace,
        fps=fps,
        steps=steps,
        hold=hold,
        layout=layout,
        theme=theme,
        size=size,
        title=title,
        lang=lang,
        loop=loop,
    )
    return film_run(
        *(plane, states, look),
        recipe=replace(recipe, command=call, seed=seed),
        seeding=seeding,
        subtitle=captions.about(words, len(plane), len(start), _found(words, init, restarts)),
    )


def film_run(
    points: ArrayLike,
    states: Iterable[State],
    look: Look = DEFAULT,
    *,
    recipe: Recipe | None = None,
    seeding: Iterable[SeedingStep] = (),
    subtitle: str = "",
) -> Film:
    """Film a run that has been made, by any algorithm, or read from a trace.

    Parameters
    ----------
    points
        (n, 2), any array-like of real numbers.
    states
        The states of the run, in order: from an algorithm, or from `kmviz.trace`. What is told of
        them they say themselves.
    look
        How it is told, drawn and played, such as `kmviz.Look(theme="dark")`.
    recipe
        How it was made; by default, from these states.
    seeding, subtitle
        As in `kmviz.storyboard`.

    Returns
    -------
    Film
        Nothing is drawn yet: `Film.save` does that.

    Raises
    ------
    ValueError
        If an argument cannot be used; the message says which, and what would do.
    """
    plane, told, words = check_points(points), tuple(states), language(look.lang)
    check_font(look.lang)
    frames = storyboard(
        plane,
        told,
        seeding=seeding,
        voronoi=look.voronoi,
        trails=look.trails,
        show=look.show,
        draw=look.draw,
        pace=look.pace,
        fps=look.fps,
        steps=look.steps,
        hold=look.hold,
        subtitle=subtitle,
        lang=look.lang,
    )
    own_size = check_choice(look.layout, SIZES, "layout")
    film = Film(
        timeline=tuple(frames),
        recipe=recipe or _recipe(plane, told, words),
        points=plane,
        states=told,
        layout=look.layout,
        theme=look.theme,
        size=own_size if look.size is None else look.size,
        title=look.title,
        fps=look.fps,
        loop=look.loop,
    )
    film.pictures()  # refuses a look that cannot be drawn before anybody waits for it
    return film


def _tell_nobody(_done: int, _total: int, _what: str) -> None:
    """Be told in vain."""


def _counted(some: Iterable[Item], total: int, what: str, tell: "Told") -> Iterator[Item]:
    for done, one in enumerate(some, start=1):
        tell(done, total, what)
        yield one


def _watched(run: Iterable[State], most: int, tell: "Told") -> Iterator[State]:
    for state in run:
        tell(state.iteration + 1, most, "iterations")
        yield state


def _start(
    points: Points, k: int | None, init: str | ArrayLike, rng: np.random.Generator, tell: "Told"
) -> Points:
    if not isinstance(init, str):
        return _given(init, k)
    draw, wanted = check_choice(init, STEPS, "init"), _wanted(k)
    tell(0, wanted, "stars")
    steps = _counted(draw(points, wanted, rng), wanted, "stars", tell)
    return deque(steps, maxlen=1).pop().centroids


def _seeding(points: Points, k: int, init: str | ArrayLike, source: Rng) -> Iterator[SeedingStep]:
    return STEPS[_named(init, "show_start")](points, k, source)


def _found(words: Language, init: str | ArrayLike, restarts: int) -> str:
    return captions.found(words, init if isinstance(init, str) else None, restarts)


def _wanted(k: int | None) -> int:
    if k is None:
        raise ValueError("k is not given\nsay how many clusters there should be, such as k=3")
    return k


def _given(centroids: ArrayLike, k: int | None) -> Points:
    start = check_points(centroids, "init")
    if k is None or k == len(start):
        return start
    raise ValueError(
        f"k is {k}, and init gives {len(start)} centroids\nleave k out, or give as many centroids"
    )


def _named(init: str | ArrayLike, option: str) -> str:
    if isinstance(init, str):
        return init
    raise ValueError(
        f"{option} is for starts drawn at random, and init gives the centroids\n"
        f"leave {option} out, or name a way to start, such as init='random'"
    )


def _seed(seed: int | None) -> str:
    return "generator" if seed is None else str(seed)


def _recipe(points: Points, states: tuple[State, ...], words: Language) -> Recipe:
    """Say of a run what can be seen in it."""
    return Recipe(
        **versions(),
        command="kmviz.film_run(points, states)",
        seed=None,
        points=len(points),
        clusters=len(states[0].centroids),
        iterations=len(states),
        inertia=float(states[-1].inertia),
        data="points",
        digest=digest(points),
        alt=alt_text(states, words),
    )
