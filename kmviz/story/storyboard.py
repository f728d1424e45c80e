"""States go in, Frames come out: start, assign, update, assign, update, …, settled."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from kmviz.engine.checks import check_choice, check_points
from kmviz.engine.seeding_steps import SeedingStep
from kmviz.engine.state import Points, State
from kmviz.story import captions
from kmviz.story.algorithms import words as words_of
from kmviz.story.emptying import emptyings
from kmviz.story.frame import Beat, Frame
from kmviz.story.language import Language, language
from kmviz.story.opening import Opening
from kmviz.story.pace import ASSIGN_SHARE, PACES, Pace, iteration_seconds, pause_seconds
from kmviz.story.shots import Shot, cut
from kmviz.story.shown import check_links, drawn, shown
from kmviz.story.starting import tell_start

# Whether cells are shown while the run goes on, and at its end.
VORONOI: Final = {"final": (False, True), "always": (True, True), "never": (False, False)}

# The part of a beat in which things move; the rest of it is a rest for the eye.
GLIDE: Final[dict[Beat, float]] = {
    "start": 0.3,
    "assign": 0.45,
    "empty": 0.35,
    "update": 0.7,
}


def storyboard(
    points: ArrayLike,
    states: Iterable[State],
    *,
    seeding: Iterable[SeedingStep] = (),
    voronoi: str = "final",
    trails: bool = True,
    show: str | Iterable[str] = (),
    draw: str = "auto",
    pace: str | Pace = "normal",
    fps: float = 25.0,
    steps: bool = False,
    hold: float = 3.0,
    subtitle: str = "",
    lang: str = "en",
) -> Iterator[Frame]:
    """Tell a run as a sequence of frames.

    Parameters
    ----------
    points
        (n, 2).
    states
        The states of one run, in order.
    seeding
        The steps that led to the run's starting centroids, where the start is to be told.
    voronoi
        When the cells of the centroids are shown: "final", "always" or "never"; and only where the
        labels are those of the nearest centroids.
    trails
        Whether stars leave a line where they went.
    show
        Parts that are shown as well, or with "no-" before their names left out: "changed", points
        that change cluster are ringed; "links", from each point to its star; "shapes", a marker
        for each cluster besides its colour; "numbers" of clusters; "trails"; "cells", always or
        never; "objective". What it says of trails and cells counts, whatever `trails` and
        `voronoi` say.
    draw
        "points", a dot each; "density", a shade for how many there are at a place; or "auto", a
        density above 20,000 points, where dots run together.
    pace
        "slow", "normal" or "fast", or a tempo of one's own.
    fps
        Frames per second while stars move; colours fade at half the rate.
    steps
        One picture per half-step instead of movement.
    hold
        Seconds for which the last picture rests.
    subtitle
        What the film is about, for layouts that say so; made of its numbers where it is empty.
    lang
        The language of all words: "en", "es", "zh", "de" or "fr".

    Yields
    ------
    Frame
        Their `seconds` add up to the length of the film.

    Raises
    ------
    ValueError
        At the call, if an argument cannot be used or the points do not lie in a plane.
    """
    plane = _check_plane(points)
    told, found = tuple(states), tuple(seeding)
    _check_run(told, plane)
    _check_seeding(found, told[0])
    check_choice(voronoi, VORONOI, "voronoi")
    parts, voronoi = shown(show, trails=trails, voronoi=voronoi)
    check_links(parts, len(plane))
    tempo = pace if isinstance(pace, Pace) else check_choice(pace, PACES, "pace")
    fps, hold = _check_number(fps, "fps", 1, 100), _check_number(hold, "hold", 0, 600)
    first = _first(plane, found, told, language(lang), tempo.start)
    first = replace(first, subtitle=subtitle or first.subtitle, show=parts)
    first = replace(first, draw=drawn(draw, parts, len(plane)))
    opening = tell_start(first, found, tempo) if found else _appear(first, tempo)
    run = _shots(first, told, VORONOI[voronoi], tempo, hold)
    return (frame for shot in chain(opening, run) for frame in cut(shot, fps, steps=steps))


def _appear(frame: Frame, tempo: Pace) -> Iterator[Shot]:
    """Let the stars appear at once, amid the points."""
    yield Shot(frame, 0.35 * tempo.start, GLIDE["start"] * tempo.start)


def _shots(
    frame: Frame,
    states: tuple[State, ...],
    voronoi: tuple[bool, bool],
    tempo: Pace,
    hold: float,
) -> Iterator[Shot]:
    always, at_end = voronoi
    path = np.stack([state.centroids for state in states])
    path = path if "trails" in frame.show else path[:0]
    before: State | None = None
    seconds, emptied = iteration_seconds(states, tempo), emptyings(states)
    for number, state in enumerate(states):
        frame = replace(
            frame,
            state=state,
            before=before,
            trail=path[: number + 1],
            heading=captions.heading(frame.language, state),
            cells_before=always and before is not None and before.nearest,
            cells=always and state.nearest,
            emptying=None,
        )
        if not (state.settled and state.changed == 0):
            told = words_of(state.algorithm, frame.language).assign
            yield _shot(frame, "assign", told, ASSIGN_SHARE * seconds[number])
            before = state
            frame = replace(frame, before=before, cells_before=frame.cells)
        if found := emptied[number]:
            frame = replace(frame, emptying=found)
            told = captions.emptied(frame.language, found.stars.tolist(), found.fate)
            yield _shot(frame, "empty", told, pause_seconds(emptied, tempo))
        if state is not states[-1]:
            told = captions.update(frame.language, state, states[number + 1])
            yield _shot(frame, "update", told, (1 - ASSIGN_SHARE) * seconds[number])

    end = _last(replace(frame, cells=at_end and frame.state.nearest), tempo.reveal + hold)
    yield Shot(end, 0.0, tempo.reveal if _fades(end) else 0.0)


def _first(
    points: Points,
    seeding: tuple[SeedingStep, ...],
    states: tuple[State, ...],
    words: Language,
    seconds: float,
) -> Frame:
    state = states[0]
    return Frame(
        points=points,
        start=state.centroids,
        objectives=_objectives(states),
        subtitle=captions.about(words, len(points), len(state.centroids)),
        state=state,
        before=None,
        beat="start",
        progress=1.0,
        cells_before=False,
        cells=False,
        trail=np.empty((0, *state.centroids.shape)),
        show=frozenset(),
        draw="points",
        seconds=seconds,
        heading=words.say("headings.start"),
        caption=captions.start(words, len(points), len(state.centroids)),
        emptying=None,
        opening=Opening(seeding, len(seeding), len(seeding)) if seeding else None,
        language=words,
    )


def _objectives(states: tuple[State, ...]) -> Points:
    """Give the objective after both half-steps of each iteration, (t, 2)."""
    objectives = np.full((states[-1].iteration + 1, 2), np.nan)
    for state in states:
        objectives[state.iteration] = state.inertia, state.inertia_at_means
    objectives.flags.writeable = False
    return objectives


def _last(frame: Frame, seconds: float) -> Frame:
    beat: Beat = "settled" if frame.state.settled else "stopped"
    caption = captions.end(frame.language, frame.state)
    return replace(frame, beat=beat, caption=caption, seconds=seconds)


def _shot(frame: Frame, beat: Beat, caption: str, seconds: float) -> Shot:
    end = replace(frame, beat=beat, caption=caption, seconds=seconds)
    return Shot(end, 0.0, GLIDE[beat] * seconds)


def _fades(end: Frame) -> bool:
    """Say whether the last beat shows what was not there before: colours, or cells."""
    if end.before is end.state:
        return end.cells and not end.cells_before
    return end.before is None or end.cells


def _check_plane(points: ArrayLike) -> Points:
    plane = check_points(points)
    if plane.shape[1] == 2:
        return plane
    raise ValueError(
        f"a film is drawn in the plane, and the points have shape {plane.shape}\n"
        "choose two columns, for instance points[:, :2]",
    )


def _check_run(states: tuple[State, ...], points: Points) -> None:
    if not states:
        raise ValueError("there are no states to tell\ngive the states of a run, from lloyd(…)")
    told = states[0].n, states[0].centroids.shape[1]
    if told != points.shape:
        raise ValueError(
            f"the states are of points of shape {told}, and these have shape {points.shape}\n"
            "give the points that the run was made on",
        )


def _check_seeding(steps: tuple[SeedingStep, ...], first: State) -> None:
    if steps and not np.array_equal(steps[-1].centroids, first.centroids):
        raise ValueError(
            "the steps of the start end in other centroids than those that the run begins with\n"
            "give the steps of this very start, drawn from the same seed",
        )


def _check_number(value: float, name: str, least: float, most: float) -> float:
    real = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    if real and least <= value <= most:
        return float(value)
    raise ValueError(f"{name} is {value!r}\ngive a number from {least} to {most}")
