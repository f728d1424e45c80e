"""Points go in, a page or a film about the number of clusters comes out, ready to be drawn."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from numpy.typing import ArrayLike

from kmviz.choosing_k.choose import Choice
from kmviz.choosing_k.choose import choose_k as ask
from kmviz.choosing_k.principal import Plane, principal_plane
from kmviz.choosing_k.sweep import Partition, Progress, Sweep
from kmviz.choosing_k.verdict import Verdict
from kmviz.drawing.charts import Curve
from kmviz.drawing.choice import Candidate, draw_choice, draw_page, render_choice
from kmviz.drawing.fonts import check_font
from kmviz.drawing.picture import Picture
from kmviz.drawing.render import check_size, check_title
from kmviz.drawing.still import Still
from kmviz.drawing.style import THEMES
from kmviz.engine.checks import Rng, check_choice
from kmviz.engine.lloyd import lloyd
from kmviz.engine.state import Points, State
from kmviz.films.filmed import WIDE, Filmed
from kmviz.films.kinds import check_budget
from kmviz.films.provenance import digest, seeded, versions
from kmviz.story import choosing
from kmviz.story.choosing import ChoiceFrame, tell_choice
from kmviz.story.frame import Frame
from kmviz.story.language import ENGLISH, Language, language
from kmviz.story.storyboard import storyboard
from kmviz.story.transcript import Cue, transcript_of_runs
from kmviz.writing.recipe import Recipe
from kmviz.writing.write import FORMATS, STILLS, check_output, ending_of, write_still

PAGE: Final = (1600, 1000)
MOST_CANDIDATES: Final = 4


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ChoiceFilm(Filmed[ChoiceFrame]):
    """A film about the number of clusters: it has all that every film has, and the curves.

    Attributes
    ----------
    curves
        One per criterion.
    """

    curves: tuple[Curve, ...]

    def draw(self) -> Iterator[Picture]:
        """Draw the film, picture by picture, without its question."""
        return render_choice(
            *(self.timeline, self.curves),
            theme=THEMES[self.theme],
            size=self.size,
            title=self.title,
        )

    def still(self) -> Still:
        """Draw the answer, beside the board that most criteria choose."""
        return draw_choice(
            *(self.timeline[-1], self.curves),
            theme=THEMES[self.theme],
            size=self.size,
            title=self.title,
        )

    def tell(self) -> Iterator[Cue]:
        """Tell the film in words, run by run, without its question."""
        return transcript_of_runs(self.timeline)


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceOfK:
    """How many clusters: what the criteria say, ready to be drawn.

    Attributes
    ----------
    choice
        The best partition for every k, and the verdict of each criterion.
    theme
        The colours.
    recipe
        How it was made; every file that is saved carries it.
    language
        Of pages and films; what the verdicts say by themselves is English.
    """

    choice: Choice
    theme: str
    recipe: Recipe
    language: Language = ENGLISH

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What each criterion says: scores per k, the k it chooses, and why."""
        return self.choice.verdicts

    @property
    def agreement(self) -> str:
        """One line: the k that all choose, or who says what."""
        return self.choice.agreement

    def page(self, size: tuple[int, int] = PAGE, *, title: str | None = None) -> Still:
        """Lay out charts, the candidates' boards and the verdict on one page."""
        width, height = check_size(size)
        theme, above = THEMES[self.theme], check_title(title)
        words = self.language
        curves, candidates = _curves(self.choice, words), _candidates(self.choice, words)
        told = (choosing.agreement(words, _chosen(self.choice)), _about(self.choice, words))
        return Still(
            *(width, height, theme.ground),
            lambda: draw_page(
                *((width, height), theme, curves, candidates, told), title=above, language=words
            ),
        )

    def film(
        self,
        size: tuple[int, int] = WIDE,
        *,
        title: str | None = None,
        fps: float = 25.0,
        hold: float = 4.0,
        loop: int = 0,
    ) -> ChoiceFilm:
        """Tell how k grows, run after run, until the answer rests; see `save`."""
        sweep, plane = self.choice.sweep, principal_plane(self.choice.sweep.points)
        runs = [_run(sweep.points, partition, plane) for partition in sweep.partitions]
        best, cells = favourite(self.choice.verdicts), _lies_flat(plane)
        frames = tell_choice(
            *(plane.projected, runs, choosing.agreement(self.language, _chosen(self.choice)), best),
            cells=cells,
            fps=fps,
            hold=hold,
            lang=self.language.code,
        )
        return ChoiceFilm(
            timeline=tuple(frames),
            recipe=self.recipe,
            curves=_curves(self.choice, self.language),
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
        size: tuple[int, int] | None = None,
        title: str | None = None,
        fps: float = 25.0,
        hold: float = 4.0,
        loop: int = 0,
        max_size: int | None = None,
        progress: bool = False,
    ) -> Path:
        """Write a page (.png, .pdf, .svg) or a film (.gif, .mp4, …).

        Parameters
        ----------
        path
            Where to; the ending chooses the format.
        size
            Width and height in pixels; by default 1600x1000 for a page, 1280x720 for a film.
        title
            Drawn literally above all.
        fps
            Frames per second of a film, while stars move.
        hold
            Seconds for which the answer rests at the end of a film.
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
            return write_still(path, self.page(size or PAGE, title=title), self.recipe)
        film = self.film(size or WIDE, title=title, fps=fps, hold=hold, loop=loop)
        return film.save(path, max_size=max_size, progress=progress)

    def to_json(self) -> dict[str, Any]:
        """Give all numbers, as JSON has them; what is undefined is null."""
        return self.choice.to_json()

    def _repr_png_(self) -> bytes:
        """Show the page in a notebook."""
        with TemporaryDirectory() as folder:
            return self.save(Path(folder, "choice.png")).read_bytes()


def choose_k(
    points: ArrayLike,
    k_max: int = 10,
    *,
    criteria: Sequence[str] | None = None,
    runs: int = 20,
    references: int = 20,
    rule: str = "tibshirani",
    rng: Rng = None,
    theme: str = "light",
    lang: str = "en",
    progress: Progress | None = None,
) -> ChoiceOfK:
    """Ask several criteria how many clusters there are.

    Parameters
    ----------
    points
        (n, d), any array-like of real numbers.
    k_max
        The largest number of clusters to try.
    criteria
        Names in `kmviz.choosing_k.CRITERIA`; by default all that fit the points.
    runs
        Starts for each k.
    references
        Reference data sets of the gap statistic.
    rule
        How the gap statistic chooses: "tibshirani", "first-se-max" or "global-max".
    rng
        A seed, a generator, or None.
    theme
        The colours: "light" or "dark".
    lang
        The language of pages and films, the alternative text too: "en", "es", "zh", "de" or "fr".
    progress
        Called with how many of how many runs are done, now and then.

    Returns
    -------
    ChoiceOfK
        The verdicts; it shows itself in a notebook, and can be saved as a page or a film.

    Raises
    ------
    ValueError
        If an argument cannot be used; the message says which, and what would do.

    Examples
    --------
    >>> import kmviz
    >>> choice = kmviz.choose_k(kmviz.data.iris(), k_max=6, rng=0)
    >>> {verdict.criterion: verdict.chosen for verdict in choice.verdicts}["silhouette"]
    2
    """
    check_choice(theme, THEMES, "theme")
    words = language(lang)
    check_font(lang)
    rng, seed = seeded(rng)
    choice = ask(
        *(points, k_max),
        criteria=criteria,
        runs=runs,
        references=references,
        rule=rule,
        rng=rng,
        progress=progress,
    )
    sweep = choice.sweep
    best = sweep.partitions[favourite(choice.verdicts) - 1]
    recipe = Recipe(
        **versions(),
        command=f"kmviz.choose_k(points, k_max={len(sweep.ks)}, criteria={criteria!r}, "
        f"runs={runs}, references={references}, rule={rule!r}, "
        f"rng={'generator' if seed is None else seed})",
        seed=seed,
        points=len(sweep.points),
        clusters=best.k,
        iterations=best.iterations,
        inertia=best.inertia,
        data="points",
        digest=digest(sweep.points),
        alt=choosing.alt_text(words, len(sweep.points), _chosen(choice)),
    )
    return ChoiceOfK(choice, theme, recipe, words)


def favourite(verdicts: Sequence[Verdict]) -> int:
    """Give the k that most criteria choose, the smallest of several; 1 where none chooses."""
    votes = Counter(verdict.chosen for verdict in verdicts if verdict.chosen is not None)
    return min(votes, key=lambda k: (-votes[k], k), default=1)


def _chosen(choice: Choice) -> choosing.Chosen:
    return [(verdict.criterion, verdict.chosen) for verdict in choice.verdicts]


def _curves(choice: Choice, words: Language) -> tuple[Curve, ...]:
    return tuple(
        Curve(
            title=choosing.criteria(words, [verdict.criterion]),
            values=verdict.scores,
            spread=verdict.spread,
            chosen=verdict.chosen,
            shown=len(verdict.ks),
        )
        for verdict in choice.verdicts
    )


def _candidates(choice: Choice, words: Language) -> list[Candidate]:
    """Show the partition at each k that somebody chose, up to four, and who chose it."""
    plane, chosen = principal_plane(choice.sweep.points), _chosen(choice)
    votes = Counter(k for _, k in chosen if k is not None)
    most = sorted(votes, key=lambda k: (-votes[k], k))[:MOST_CANDIDATES]
    return [
        Candidate(_settled(choice.sweep, k, plane), choosing.candidate(words, k, chosen))
        for k in sorted(most)
    ]


def _settled(sweep: Sweep, k: int, plane: Plane) -> Frame:
    """Give the last frame of the best run for k."""
    states = _run(sweep.points, sweep.partitions[k - 1], plane)
    voronoi = "final" if _lies_flat(plane) else "never"
    *_, last = storyboard(plane.projected, states, voronoi=voronoi, trails=False, steps=True)
    return last


def _run(points: Points, partition: Partition, plane: Plane) -> tuple[State, ...]:
    """Run k-means again from the start of a partition, as seen in a plane."""
    return tuple(
        replace(
            state,
            centroids=plane.project(state.centroids),
            means=plane.project(state.means),
            nearest=_lies_flat(plane),  # labels are those of the nearest in all dimensions
        )
        for state in lloyd(points, partition.start)
    )


def _lies_flat(plane: Plane) -> bool:
    """Say whether the plane is that of the data, so that Voronoi cells in it are true."""
    return int(plane.axes.shape[1]) <= 2


def _about(choice: Choice, words: Language) -> str:
    """Say in a line what the page shows, and what a reader of the numbers should know."""
    kept = principal_plane(choice.sweep.points).kept
    notes = [*choice.notes, *(note for verdict in choice.verdicts for note in verdict.notes)]
    return words.joined(
        "semicolon",
        choosing.about(words, choice.sweep.points.shape, kept),
        *(choosing.note(words, note.name, note.values) for note in notes),
    )
