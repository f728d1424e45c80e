"""The words of a film: what happens in each beat goes in, and it is said in one line."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from kmviz.engine.state import State
from kmviz.story.algorithms import words
from kmviz.story.emptying import FATES, Fate, fate_of
from kmviz.story.language import ENGLISH, Language

LONG: Final = 40  # characters: two names of more are not told

WIDEST: Final = 999  # stands for any number of a star, since digits are equally wide


def during(language: Language, algorithm: str) -> Iterator[str]:
    """Give all that may be said of a run, after its start."""
    told = words(algorithm, language)
    yield from (told.assign, told.update)
    for fate in FATES:
        yield from (language.say_of(stars, f"captions.{fate}s") for stars in (1, 2))
        yield from (emptied(language, stars, fate) for stars in ([WIDEST - 1], range(WIDEST)))
    yield from (told.settled, told.stopped)


def of_start(language: Language) -> Iterator[str]:
    """Give what may be said while a start is told, but for what has numbers."""
    told = ("first", "weigh", "hit", "kept", "deal", "means")
    return (language.say(f"opening.{name}") for name in told)


def start(language: Language, points: int, stars: int) -> str:
    """Say what there is before the first assignment."""
    told = {"points": language.count(points, "point"), "stars": language.count(stars, "star")}
    return language.say("captions.start", **told)


def star(language: Language, number: int, of: int) -> str:
    """Name the star that is being found, counted from 1."""
    return language.say("headings.star", n=number, of=of)


def at_random(language: Language, stars: int) -> str:
    """Say what a random start does."""
    if stars == 1:
        return language.say("opening.first")
    return language.say("opening.at_random", points=language.count(stars, "point"))


def drawn(language: Language, places: Sequence[float], total: float) -> str:
    """Say which number was drawn, of the sum of all D², or how many."""
    end = language.number(total)
    if len(places) > 1:
        return language.say("opening.numbers_drawn", n=len(places), total=end)
    return language.say("opening.drawn", number=language.number(places[0]), total=end)


def kept(language: Language, left: float) -> str:
    """Say which candidate is taken: by the sum of D² that it leaves."""
    return language.say("opening.least_kept", left=language.number(left))


def measured(language: Language, distance: float) -> str:
    """Say which point is farthest."""
    return language.say("opening.farthest", distance=language.number(distance))


def and_so_on(language: Language, stars: int) -> str:
    """Say what goes on where it goes too quickly to be told."""
    return language.say("opening.and_so_on", stars=language.count(stars, "star"))


def update(language: Language, state: State, after: State) -> str:
    """Say where the stars go, and what becomes of those that have no points.

    As long as points wait, a star without any has not been given up.
    """
    empty = int(np.count_nonzero(state.empty))
    if empty == 0 or state.waiting is not None:
        return words(state.algorithm, language).update
    return language.say_of(empty, f"captions.{fate_of(state, after)}s")


def emptied(language: Language, stars: Sequence[int], fate: Fate) -> str:
    """Say which star lost its points, counted from 1, or how many did, and what becomes of them.

    Examples
    --------
    >>> emptied(ENGLISH, [3], "stay"), emptied(ENGLISH, [3, 4], "jump")
    ('star 4 has no points: it stays', '2 stars have no points: they will jump')
    """
    if len(stars) == 1:
        return language.say(f"emptied.{fate}", n=language.whole(stars[0] + 1))
    return language.say(f"emptied.several_{fate}", stars=language.count(len(stars), "star"))


def end(language: Language, state: State) -> str:
    """Say how a run ended, by its last state."""
    told = words(state.algorithm, language)
    return told.settled if state.settled else told.stopped


def about(language: Language, points: int, clusters: int, start: str = "") -> str:
    """Say what a film is about: how much there is, and how the stars were found.

    Examples
    --------
    >>> about(ENGLISH, 100, 7, "random start")
    '100 points, 7 clusters, random start'
    """
    told = language.count(points, "point"), language.count(clusters, "cluster"), start
    return language.joined("comma", *filter(None, told))


def found(language: Language, init: str | None, restarts: int) -> str:
    """Say how the start of a run was found; `init` is None where its centroids were given.

    Examples
    --------
    >>> [found(ENGLISH, *way) for way in (("kmeans++", 1), ("random", 20), (None, 1))]
    ['k-means++ start', 'best of 20 random starts', 'given start']
    """
    if init is not None and restarts > 1:
        return language.say(f"best_of.{init}", n=language.whole(restarts))
    return language.say(f"starts.{init or 'given'}")


def heading(language: Language, state: State) -> str:
    """Name the iteration, or what takes its place, counted from 1 as people do."""
    return words(state.algorithm, language).heading(state.iteration + 1)


def iterations(language: Language, state: State) -> str:
    """Say how many there have been, up to this state of a run.

    Each has a name of its own with other algorithms than Lloyd's.
    """
    return words(state.algorithm, language).count(state.iteration + 1)


def changed(language: Language, state: State) -> str:
    """Say how many points have another cluster than before."""
    points = language.count(state.changed, "point")
    if _comes_in_groups(state):
        return language.say_of(state.changed, "lecture.joined", points=points)
    if state.iteration == 0:
        return language.say("lecture.all_chose")
    if state.changed == 0:
        return language.say("lecture.none_changed")
    return language.say_of(state.changed, "lecture.changed", points=points)


def changed_in_short(language: Language, state: State) -> str:
    """Say so in two words."""
    number = language.whole(state.changed)
    if _comes_in_groups(state):
        return language.say_of(state.changed, "lecture.joined_in_short", n=number)
    if state.iteration == 0:
        return language.say("lecture.all_chose_in_short")
    if state.changed == 0:
        return language.say("lecture.none_changed_in_short")
    return language.say_of(state.changed, "lecture.changed_in_short", n=number)


def _comes_in_groups(state: State) -> bool:
    """Say whether these points have just joined, where others may still be waiting."""
    return state.batch is not None and not state.nearest


def ended(language: Language, state: State) -> str:
    """Say how a run ended, and after how many iterations."""
    how = "settled" if state.settled else "stopped"
    return language.say(f"side_by_side.{how}", n=language.whole(state.iteration + 1))


def ended_briefly(language: Language, state: State) -> str:
    """Say the same in less room."""
    how = "settled" if state.settled else "stopped"
    return language.say(f"side_by_side.{how}_briefly", n=language.whole(state.iteration + 1))


def lowest(language: Language, titles: Sequence[str]) -> str:
    """Say which of several runs ended lowest.

    Examples
    --------
    >>> lowest(ENGLISH, ["k = 3"]), lowest(ENGLISH, ["seed = 1", "seed = 4"])
    ('lowest J: k = 3', 'lowest J: seed = 1 and seed = 4')
    """
    if len(titles) == 1:
        return language.say("side_by_side.lowest", board=titles[0])
    if len(titles) == 2 and sum(map(len, titles)) <= LONG:
        return language.say("side_by_side.lowest_of_two", one=titles[0], other=titles[1])
    boards = language.in_words(len(titles), "board")
    return language.say("side_by_side.lowest_of_several", boards=boards)


def number(value: float) -> str:
    """Write a value as English does: for messages, and for films that speak no other language."""
    return ENGLISH.number(value)


def count(how_many: int, what: str) -> str:
    """Write a number with any English noun, in the singular where it is one.

    Examples
    --------
    >>> count(1, "picture"), count(20000, "picture")
    ('1 picture', '20,000 pictures')
    """
    return _with_noun(ENGLISH.whole(how_many), how_many, what)


def in_words(how_many: int, what: str) -> str:
    """Do so with a word for the number where it is small.

    Examples
    --------
    >>> in_words(7, "run"), in_words(1, "run"), in_words(30, "run")
    ('seven runs', 'one run', '30 runs')
    """
    return _with_noun(ENGLISH.small(how_many), how_many, what)


def _with_noun(number: str, how_many: int, what: str) -> str:
    return f"{number} {what}" if how_many == 1 else f"{number} {what}s"
