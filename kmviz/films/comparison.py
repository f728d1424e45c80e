"""Films of several runs go in, one film of all of them side by side comes out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, Self

from kmviz.drawing.picture import Picture
from kmviz.drawing.plan import compose
from kmviz.drawing.render import check_size, check_title
from kmviz.drawing.side_by_side import draw_sheet, render_side_by_side
from kmviz.drawing.still import Drawn, Still
from kmviz.drawing.style import THEMES
from kmviz.drawing.tiles import best_columns, check_room
from kmviz.drawing.wording import Headings
from kmviz.engine.checks import check_choice, check_count
from kmviz.films.film import Film
from kmviz.films.filmed import WIDE, Filmed
from kmviz.films.provenance import versions
from kmviz.story.captions import count
from kmviz.story.language import Language
from kmviz.story.lowest import Lowest, find_lowest
from kmviz.story.same_board import on_one_board
from kmviz.story.side_by_side import SideBySide, tell_side_by_side
from kmviz.story.transcript import Cue, alt_text_of_several, transcript_of_several
from kmviz.writing.recipe import Recipe

FEWEST: Final = 2
MOST: Final = 9


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Comparison(Filmed[SideBySide]):
    """Several runs of k-means in step: it has all that every film has, and its runs.

    The numbers of its recipe are those of the best run.

    Attributes
    ----------
    films
        Each run as a film of its own.
    titles
        What each of them is called.
    lowest
        Which of them has the lowest objective.
    headings, grid
        What tells the boards apart, and how many rows and columns of them there are.
    """

    films: tuple[Film, ...]
    titles: tuple[str, ...]
    lowest: Lowest
    headings: Headings
    grid: tuple[int, int]

    def draw(self) -> Iterator[Picture]:
        """Draw the film, picture by picture, without its question."""
        return render_side_by_side(
            *(self.timeline, self.headings, self.grid),
            theme=THEMES[self.theme],
            size=self.size,
            title=self.title or "",
        )

    def still(self) -> Still:
        """Draw the end as a picture that stands alone."""
        return Still(*self.size, THEMES[self.theme].ground, self._draw_end)

    def _draw_end(self) -> Iterator[Drawn]:
        title = self.title or ""
        plan = compose(self.timeline, self.headings, self.grid, size=self.size, title=title)
        return draw_sheet(self.timeline[-1], plan, THEMES[self.theme])

    def tell(self) -> Iterator[Cue]:
        """Tell the film in words, half-step by half-step, without its question."""
        return transcript_of_several(self.timeline, self.titles)

    def resized(self, size: tuple[int, int]) -> Self:
        """Give the same film at another size; a ValueError says that the boards have no room."""
        check_room(size, *self.grid)
        return Filmed.resized(self, size)


def compare(
    *films: Film,
    columns: int | None = None,
    titles: Sequence[str] = (),
    column_titles: Sequence[str] = (),
    row_titles: Sequence[str] = (),
    theme: str | None = None,
    size: tuple[int, int] = WIDE,
    title: str = "",
) -> Comparison:
    """Show two to nine films side by side, in step: the same half-step at the same time.

    Boards of equal points show equal clusters in equal colours, as far as they can be matched. The
    lowest objective among runs on the same points and with the same k is framed at the end.

    Parameters
    ----------
    films
        Of any runs; how they are told is up to each of them.
    columns
        How many boards there are in a row; by default as many as make the boards large.
    titles
        What each board is called, drawn literally.
    column_titles, row_titles
        What each column and each row is called, in place of titles for each board.
    theme
        The colours: "light" or "dark"; by default those of the first film.
    size
        Width and height in pixels.
    title
        Drawn literally above all boards.

    Returns
    -------
    Comparison
        Nothing is drawn yet: `Comparison.save` does that. It is played as the first film is.

    Raises
    ------
    ValueError
        If there are too few or too many films, or an argument cannot be used.

    Examples
    --------
    >>> import kmviz
    >>> points = kmviz.data.uniform(100, rng=0)
    >>> films = [kmviz.animate(points, k=5, init=init, rng=0) for init in ("random", "kmeans++")]
    >>> kmviz.compare(*films, titles=["random", "k-means++"]).lowest.words
    'lowest J: k-means++'
    """
    check_number(len(films), "film")
    first = films[0]
    theme = first.theme if theme is None else theme
    check_choice(theme, THEMES, "theme")
    size = check_size(size)
    grid = lay_grid(len(films), size, columns)
    words = first.timeline[0].language
    headings = Headings(tuple(titles), tuple(column_titles), tuple(row_titles))
    _check_headings(headings, len(films), grid)
    names = _names(headings, len(films), grid[1], words)
    if not any((titles, column_titles, row_titles)):
        headings = Headings(names)
    points, ends = [film.points for film in films], [film.states[-1] for film in films]
    lowest = find_lowest(points, ends, names, words)
    timelines = on_one_board([film.timeline for film in films])
    return Comparison(
        films=films,
        titles=names,
        lowest=lowest,
        timeline=tuple(tell_side_by_side(timelines, lowest)),
        headings=headings,
        grid=grid,
        theme=theme,
        size=size,
        title=check_title(title),
        fps=first.fps,
        loop=first.loop,
        recipe=_recipe(films, names, lowest, words),
    )


def check_number(how_many: int, what: str) -> None:
    """Refuse too few boards and too many."""
    if not FEWEST <= how_many <= MOST:
        raise ValueError(
            f"{count(how_many, what)} cannot be compared side by side\n"
            f"give from {FEWEST} to {MOST} of them"
        )


def lay_grid(boards: int, size: tuple[int, int], columns: int | None) -> tuple[int, int]:
    """Give the numbers of rows and columns of so many boards; refuse a picture with no room."""
    columns = best_columns(boards, *size) if columns is None else check_count(columns, "columns")
    columns = min(columns, boards)
    grid = ceil(boards / columns), columns
    check_room(size, *grid)
    return grid


def _check_headings(given: Headings, boards: int, grid: tuple[int, int]) -> None:
    """Refuse headings that are fewer or more than what they name."""
    rows, columns = grid
    for name, titles, number in (
        ("titles", given.titles, boards),
        ("column_titles", given.columns, columns),
        ("row_titles", given.rows, rows),
    ):
        if len(titles) not in {0, number}:
            raise ValueError(
                f"{name} has {len(titles)} entries, and there are {number} to be named\n"
                "give one for each, in order"
            )


def _names(given: Headings, boards: int, columns: int, language: Language) -> tuple[str, ...]:
    """Give what each board is called in a sentence."""
    if given.titles:
        return given.titles
    if not (given.columns or given.rows):
        return tuple(language.say("side_by_side.board", n=n + 1) for n in range(boards))
    ways = (divmod(board, columns) for board in range(boards))
    return tuple(
        language.joined("comma", *given.rows[row : row + 1], *given.columns[column : column + 1])
        for row, column in ways
    )


def _recipe(
    films: Sequence[Film], names: Sequence[str], lowest: Lowest, language: Language
) -> Recipe:
    """Say how the comparison was made; its numbers are those of the best run, or of the first."""
    best = films[min(lowest.runs, default=0)].recipe
    calls = ", ".join(film.recipe.command for film in films)
    return Recipe(
        **versions(),
        command=f"kmviz.compare({calls})",
        seed=best.seed,
        points=best.points,
        clusters=best.clusters,
        iterations=best.iterations,
        inertia=best.inertia,
        data=best.data,
        digest=best.digest,
        alt=alt_text_of_several([film.states[-1] for film in films], names, lowest.words, language),
    )
