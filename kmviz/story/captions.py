"""The words of a film: what happens in each beat, said in one line."""

from collections.abc import Sequence

import numpy as np

from kmviz.engine.state import State
from kmviz.story.algorithms import words

# of one empty star, and of several
JUMPS = ("an empty star jumps to the farthest point", "empty stars jump to the farthest points")
STAYS = ("an empty star stays where it is", "empty stars stay where they are")
LEAVES = ("an empty star leaves", "empty stars leave")

FIRST = "the first star: a point at random"
WEIGH = "each point weighs D² to its nearest star"
HIT = "its point becomes a star"
KEPT = "it becomes a star"
DEAL = "each point gets a cluster at random"
MEANS = "each star begins at the mean of its points"

# of several runs side by side, at the end
OTHER_K = "J falls as k grows, so different k do not compare"
OTHER_POINTS = "J of other points does not compare"
ALL_ALIKE = "all end with the same J"
LOWEST_OF_EACH = "framed: the lowest J of those with the same points and k"

LONG = 40  # characters: two names of more are not told

SMALL = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)

# What a start is called that was found in this way.
STARTS = {
    "random": "random start",
    "partition": "random partition",
    "farthest": "farthest-first start",
    "kmeans++": "k-means++ start",
    "kmeans++ greedy": "greedy k-means++ start",
}

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def start(points: int, stars: int) -> str:
    """Say what there is before the first assignment."""
    return f"{count(points, 'point')}, {count(stars, 'star')} to begin with"


def star(number: int, of: int) -> str:
    """Name the star that is being found, counted from 1."""
    return f"star {number} of {of}"


def at_random(stars: int) -> str:
    """Say what a random start does."""
    return FIRST if stars == 1 else f"{stars:,} points at random become stars"


def drawn(places: Sequence[float], total: float) -> str:
    """Say which number was drawn, of the sum of all D², or how many."""
    if len(places) == 1:
        return f"drawn: {number(places[0])} of {number(total)}"
    return f"{len(places)} numbers drawn from 0 to {number(total)}"


def kept(left: float) -> str:
    """Say which candidate is taken: by the sum of D² that it leaves."""
    return f"the one that leaves least is kept: {number(left)}"


def measured(distance: float) -> str:
    """Say which point is farthest."""
    return f"farthest from its star: {number(distance)}"


def and_so_on(stars: int) -> str:
    """Say what goes on where it goes too quickly to be told."""
    return f"and so on, up to {stars:,} stars"


def update(state: State, after: State) -> str:
    """Say where the stars go, and what becomes of those that have no points.

    As long as points wait, a star without any has not been given up.
    """
    empty = np.flatnonzero(state.empty)
    if len(empty) == 0 or state.waiting is not None:
        return words(state.algorithm).update
    several = len(empty) > 1
    if not np.array_equal(state.means[empty], state.centroids[empty]):
        return JUMPS[several]
    return LEAVES[several] if after.retired[empty].any() else STAYS[several]


def steps(algorithm: str, stars: int) -> tuple[str, ...]:
    """Give the algorithm, line by line: the start, both half-steps, and when they end."""
    return tuple(line.format(stars=count(stars, "star")) for line in words(algorithm).lines)


def during(algorithm: str) -> tuple[str, ...]:
    """Give all that may be said after the start."""
    told = words(algorithm)
    return (told.assign, told.update, *JUMPS, *STAYS, *LEAVES, told.settled, told.stopped)


def end(state: State) -> str:
    """Say how a run ended, by its last state."""
    told = words(state.algorithm)
    return told.settled if state.settled else told.stopped


def about(points: int, clusters: int, start: str = "") -> str:
    """Say what a film is about: how much there is, and how the stars were found.

    Examples
    --------
    >>> about(100, 7, "random start")
    '100 points, 7 clusters, random start'
    """
    told = f"{count(points, 'point')}, {count(clusters, 'cluster')}"
    return f"{told}, {start}" if start else told


def found(init: str | None, restarts: int) -> str:
    """Say how the start of a run was found; `init` is None where its centroids were given.

    Examples
    --------
    >>> found("kmeans++", 1), found("random", 20), found(None, 1)
    ('k-means++ start', 'best of 20 random starts', 'given start')
    """
    if init is None:
        return "given start"
    return STARTS[init] if restarts == 1 else f"best of {restarts:,} {STARTS[init]}s"


def heading(state: State) -> str:
    """Name the iteration, or what takes its place, counted from 1 as people do."""
    return f"{words(state.algorithm).unit} {state.iteration + 1}"


def iterations(state: State) -> str:
    """Say how many there have been, up to this state of a run.

    Each has a name of its own with other algorithms than Lloyd's.
    """
    return count(state.iteration + 1, words(state.algorithm).unit)


def ended(state: State) -> str:
    """Say how a run ended, and after how many iterations."""
    return f"{'settled' if state.settled else 'stopped'} after {state.iteration + 1:,}"


def ended_briefly(state: State) -> str:
    """Say the same in less room."""
    return f"{'settled' if state.settled else 'stopped'} ({state.iteration + 1:,})"


def lowest(titles: Sequence[str]) -> str:
    """Say which runs ended lowest.

    Examples
    --------
    >>> lowest(["k = 3"]), lowest(["seed = 1", "seed = 4"])
    ('lowest J: k = 3', 'lowest J: seed = 1 and seed = 4')
    """
    told = " and ".join(titles)
    if len(titles) > 2 or (len(titles) == 2 and len(told) > LONG):
        return f"framed: the lowest J, on {in_words(len(titles), 'board')}"
    return f"lowest J: {told}"


def number(value: float) -> str:
    """Write a value with four digits or more, so that a small fall of the objective is seen.

    Examples
    --------
    >>> number(9.3741), number(12345.6), number(0.0), number(9.3741e-5)
    ('9.374', '12,346', '0', '9.374·10⁻⁵')
    """
    if value == 0:
        return "0"
    if 999.95 <= value < 1e8:  # what rounds to 1,000 has four digits already
        return f"{value:,.0f}"
    if 1e-3 <= value < 999.95:
        return f"{value:#.4g}"
    digits, exponent = f"{value:.3e}".split("e")
    return f"{digits}·{power_of_ten(int(exponent))}"


def power_of_ten(exponent: int) -> str:
    """Write a power of ten.

    Examples
    --------
    >>> power_of_ten(-12)
    '10⁻¹²'
    """
    return f"10{str(exponent).translate(RAISED)}"


def count(how_many: int, what: str) -> str:
    """Write a number with its noun, in the singular where it is one.

    Examples
    --------
    >>> count(1, "point"), count(20000, "point"), count(2, "batch")
    ('1 point', '20,000 points', '2 batches')
    """
    ending = "" if how_many == 1 else "es" if what.endswith("ch") else "s"
    return f"{how_many:,} {what}{ending}"


def in_words(how_many: int, what: str) -> str:
    """Write a number with its noun, as a word where it is small.

    Examples
    --------
    >>> in_words(7, "cluster"), in_words(1, "cluster"), in_words(30, "cluster")
    ('seven clusters', 'one cluster', '30 clusters')
    """
    if how_many >= len(SMALL):
        return count(how_many, what)
    return f"{SMALL[how_many]} {what}" if how_many == 1 else f"{SMALL[how_many]} {what}s"


def changed(state: State) -> str:
    """Say how many points have another cluster than before."""
    if _comes_in_groups(state):
        return f"{count(state.changed, 'point')} joined"
    if state.iteration == 0:
        return "every point chose a star"
    if state.changed == 0:
        return "no point changed cluster"
    return f"{count(state.changed, 'point')} changed cluster"


def changed_in_short(state: State) -> str:
    """Say so in two words."""
    if _comes_in_groups(state):
        return f"{state.changed:,} joined"
    if state.iteration == 0:
        return "all chose"
    return f"{state.changed:,} changed" if state.changed > 0 else "none changed"


def _comes_in_groups(state: State) -> bool:
    """Say whether these points have just joined, where others may still be waiting."""
    return state.batch is not None and not state.nearest
