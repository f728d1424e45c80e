"""Points go in, a film or a still about the luck of many starts comes out, ready to be drawn."""

import reprlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from numpy.typing import ArrayLike

from kmviz.choosing_k.sweep import Progress
from kmviz.drawing.fonts import check_font
from kmviz.drawing.picture import Picture
from kmviz.drawing.render import check_size, check_title
from kmviz.drawing.restarts import draw_restarts, render_restarts
from kmviz.drawing.still import Still
from kmviz.drawing.style import THEMES
from kmviz.engine.algorithms import ALGORITHMS, chance
from kmviz.engine.checks import Rng, check_choice, check_points
from kmviz.engine.restarts import Run
from kmviz.engine.restarts import runs as run_often
from kmviz.engine.seeding import SEEDINGS
from kmviz.films.filmed import WIDE, Filmed
from kmviz.films.kinds import check_budget
from kmviz.films.provenance import digest, seeded, versions
from kmviz.story.language import language
from kmviz.story.restarts import (
    Outcome,
    Outcomes,
    RestartsFrame,
    Telling,
    alt_text,
    tell_end,
    tell_restarts,
)
from kmviz.story.transcript import Cue, transcript_of_runs
from kmviz.writing.recipe import Recipe
from kmviz.writing.write import FORMATS, STILLS, check_output, ending_of, write_still


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RestartsFilm(Filmed[RestartsFrame]):
    """A film about many starts: it has all that every film has, and how the runs ended.

    Attributes
    ----------
    outcomes
        How all runs ended.
    """

    outcomes: Outcomes

    def draw(self) -> Iterator[Picture]:
        """Draw the film, picture by picture, without its question."""
        return render_restarts(
            *(self.timeline, self.outcomes),
            theme=THEMES[self.theme],
            size=self.size,
            title=self.title,
        )

    def still(self) -> Still:
        """Draw best and worst side by side, and the histograms, as a picture that stands alone."""
        return draw_restarts(
            *(self.timeline[-1], self.outcomes),
            theme=THEMES[self.theme],
            size=self.size,
            title=self.title,
        )

    def tell(self) -> Iterator[Cue]:
        """Tell the film in words, run by run, without its question."""
        return transcript_of_runs(self.timeline)


@dataclass(frozen=True, slots=True, eq=False)
class Restarts:
    """What many starts lead to, ready to be drawn.

    Attributes
    ----------
    telling
        The points, how all runs ended, and what makes any of them again.
    theme
        The colours.
    recipe
        How it was made; every file that is saved carries it.
    """

    telling: Telling
    theme: str
    recipe: Recipe

    @property
    def outcomes(self) -> Outcomes:
        """How all runs ended: best, worst, their ratio, and each run's seed."""
        return self.telling.outcomes

    def page(self, size: tuple[int, int] = WIDE, *, title: str | None = None) -> Still:
        """Lay out best and worst side by side, and the histograms, on one page."""
        return self._film([tell_end(self.telling)], size, title=title).still()

    def film(
        self,
        size: tuple[int, int] = WIDE,
        *,
        title: str | None = None,
        fps: float = 25.0,
        hold: float = 4.0,
        loop: int = 0,
    ) -> RestartsFilm:
        """Tell how the histograms build up, run by run, until best and worst rest; see `save`."""
        timeline = tell_restarts(self.telling, fps=fps, hold=hold)
        return self._film(timeline, size, title=title, fps=fps, loop=loop)

    def _film(
        self,
        timeline: Iterable[RestartsFrame],
        size: tuple[int, int],
        *,
        title: str | None,
        fps: float = 25.0,
        loop: int = 0,
    ) -> RestartsFilm:
        return RestartsFilm(
            timeline=tuple(timeline),
            recipe=self.recipe,
            outcomes=self.outcomes,
            theme=self.theme,
            size=check_size(size),
            title=check_title(title),
            fps=fps,
            loop=loop,
        )

    def save(
        self,
        path: str | Path,
        *,
        size: tuple[int, int] = WIDE,
        title: str | None = None,
        fps: float = 25.0,
        hold: float = 4.0,
        loop: int = 0,
        max_size: int | None = None,
        progress: bool = False,
    ) -> Path:
        """Write a film (.gif, .mp4, …), or a still of its end (.png, .pdf, .svg).

        Parameters
        ----------
        path
            Where to; the ending chooses the format.
        size
            Width and height in pixels.
        title
            Drawn literally above all.
        fps
            Frames per second of a film, while stars move.
        hold
            Seconds for which best and worst rest at the end of a film.
        loop
            How often a film plays where a format knows of it; 0 for ever.
        max_size, progress
            As for every film: bytes that it may have, and whether a bar counts its pictures.

        Raises
        ------
        ValueError
            If the ending is unknown, a number is out of range, or nothing fits.
        OSError
            If the file cannot be written; what was there before is left as it was.
        """
        check_output(path, fps=fps, loop=loop, formats=FORMATS | STILLS)
        check_budget(path, max_size)
        if ending_of(path) in STILLS:
            return write_still(path, self.page(size, title=title), self.recipe)
        film = self.film(size, title=title, fps=fps, hold=hold, loop=loop)
        return film.save(path, max_size=max_size, progress=progress)

    def to_json(self) -> dict[str, Any]:
        """Give all numbers, as JSON has them; the ratio is null where the best is 0."""
        told = self.outcomes
        return {
            "n": self.recipe.points,
            "k": self.recipe.clusters,
            "seed": self.recipe.seed,
            "init": list(told.inits),
            "best": _as_json(told.best),
            "worst": _as_json(told.worst),
            "ratio": told.ratio,
            "within_1_percent": {init: told.share(told.by(init)) for init in told.inits},
            "runs": [_as_json(run) for run in told.runs],
        }

    def _repr_png_(self) -> bytes:
        """Show best and worst in a notebook."""
        with TemporaryDirectory() as folder:
            return self.save(Path(folder, "restarts.png")).read_bytes()


def restarts(
    points: ArrayLike,
    k: int,
    runs: int = 200,
    *,
    init: str | Sequence[str] = "random",
    rng: Rng = None,
    max_iterations: int = 300,
    tolerance: float = 0.0,
    empty: str = "farthest",
    algorithm: str = "lloyd",
    batch_size: int | None = None,
    theme: str = "light",
    lang: str = "en",
    progress: Progress | None = None,
) -> Restarts:
    """Run k-means on the same points from many starts, to see how much is luck.

    Parameters
    ----------
    points
        (n, d), any array-like of real numbers; only those in the plane can be drawn.
    k
        How many clusters.
    runs
        How many starts, of each kind.
    init
        How they are drawn: a name in `kmviz.engine.SEEDINGS`, or several to compare.
    rng
        A seed, a generator, or None. The runs from any kind of start have the same seeds.
    max_iterations, tolerance, empty
        As in `kmviz.lloyd`.
    algorithm, batch_size
        As in `kmviz.animate`.
    theme
        The colours: "light" or "dark".
    lang
        The language of all words, the alternative text too: "en", "es", "zh", "de" or "fr".
    progress
        Called with how many of how many runs are done, from 0 on.

    Returns
    -------
    Restarts
        It shows its end in a notebook, and can be saved as a film or a still.

    Raises
    ------
    ValueError
        If an argument cannot be used; the message says which, and what would do.

    See Also
    --------
    kmviz.runs : The runs themselves, one by one.
    kmviz.best_of : The best of them.

    Examples
    --------
    >>> import kmviz
    >>> lucky = kmviz.restarts(kmviz.data.peaked(100, 5, rng=0), 5, 20, rng=0)
    >>> lucky.outcomes.worst.inertia > 50 * lucky.outcomes.best.inertia
    True
    """
    check_choice(theme, THEMES, "theme")
    words = language(lang)
    check_font(lang)
    plane = check_points(points)
    rng, seed = seeded(rng)
    from_one = int(rng.integers(2**32)) if seed is None else seed
    kinds = [
        run_often(
            *(plane, k, runs),
            init=name,
            rng=from_one,
            max_iterations=max_iterations,
            tolerance=tolerance,
            empty=empty,
            algorithm=algorithm,
            batch_size=batch_size,
        )
        for name in _names(init)
    ]
    outcomes = Outcomes(tuple(_ended(kinds, runs, progress)))
    again = partial(
        ALGORITHMS[algorithm],
        plane,
        max_iterations=max_iterations,
        tolerance=tolerance,
        empty=empty,
        batch_size=batch_size,
    )
    telling = Telling(plane, outcomes, lambda run: again(run.start, rng=chance(run.seed)), words)
    return Restarts(telling, theme, _recipe(telling, runs, seed, algorithm))


def _names(init: str | Sequence[str]) -> Sequence[str]:
    """Give the names of the kinds of start, each once."""
    names = [init] if isinstance(init, str) else list(init)
    if not names or not all(isinstance(name, str) for name in names):
        raise ValueError(
            f"init is {reprlib.repr(init)}, not ways to start, and all runs from one place are "
            f"the same\nname one or more of {', '.join(SEEDINGS)}"
        )
    return list(dict.fromkeys(names))


def _ended(
    kinds: Sequence[Iterator[Run]], runs: int, progress: Progress | None
) -> Iterator[Outcome]:
    """Make all runs, and let somebody know of the progress."""
    tell = progress or (lambda _done, _total: None)
    tell(0, len(kinds) * runs)
    for number, run in enumerate(chain.from_iterable(kinds), start=1):
        yield Outcome.of(run)
        tell(number, len(kinds) * runs)


def _as_json(run: Outcome) -> dict[str, Any]:
    return {
        "init": run.init,
        "seed": run.seed,
        "inertia": run.inertia,
        "iterations": run.iterations,
        "settled": run.settled,
    }


def _recipe(telling: Telling, runs: int, seed: int | None, algorithm: str) -> Recipe:
    points, outcomes = telling.points, telling.outcomes
    best, inits = outcomes.best, outcomes.inits
    k = len(best.start)
    how = "" if algorithm == "lloyd" else f", algorithm={algorithm!r}"
    return Recipe(
        **versions(),
        command=f"kmviz.restarts(points, k={k}, runs={runs}, init={inits!r}{how}, "
        f"rng={'generator' if seed is None else seed})",
        seed=seed,
        points=len(points),
        clusters=k,
        iterations=best.iterations,
        inertia=best.inertia,
        data="points",
        digest=digest(points),
        alt=alt_text(telling.language, outcomes),
    )
