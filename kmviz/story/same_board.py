"""Films of several runs go in; those of the same points come out with equal colours."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.engine.state import Points, State
from kmviz.story import captions
from kmviz.story.frame import OPENING, Frame
from kmviz.story.matching import matched, renumbered

Timeline: TypeAlias = tuple[Frame, ...]


def boards(points: Sequence[Points]) -> list[int]:
    """Give for each of several sets of points the number of the first that equals it."""
    firsts: list[int] = []
    for number, board in enumerate(points):
        same = (first for first in firsts if np.array_equal(points[first], board))
        firsts.append(next(same, number))
    return firsts


def on_one_board(timelines: Sequence[Timeline]) -> list[Timeline]:
    """Let runs on equal points share the array of them, and the colours of equal clusters.

    Parameters
    ----------
    timelines
        The frames of each film.

    Returns
    -------
    The same frames, from the one on which all stars are there, with the clusters of every run
    numbered such that as many points as can be end in the colour that they end in elsewhere; but
    runs that begin with the same stars show them in the same colours, so that one sees where they
    part. Of the runs on the same points, the first with the fewest clusters keeps its colours.
    """
    firsts = boards([timeline[0].points for timeline in timelines])
    orders: dict[int, NDArray[np.intp]] = {}
    for first in set(firsts):
        members = [number for number, other in enumerate(firsts) if other == first]
        starts = [timelines[number][0].start for number in members]
        ends = [timelines[number][-1].state for number in members]
        orders.update(zip(members, _orders(starts, ends), strict=True))
    return [
        _renumbered(timeline, timelines[first][0].points, orders[number])
        for number, (timeline, first) in enumerate(zip(timelines, firsts, strict=True))
    ]


def _orders(starts: Sequence[Points], ends: Sequence[State]) -> list[NDArray[np.intp]]:
    """Give the new numbers of the clusters of runs on the same points, by their last states.

    Each run is matched with that one of those before it with which most points agree, those that
    agree most first: runs that end in the same clusters get the same colours. Runs from the same
    start agree from the first.
    """
    clusters = [len(state.centroids) for state in ends]
    newest, *waiting = sorted(range(len(ends)), key=clusters.__getitem__)
    orders = [np.arange(k) for k in clusters]
    agreement = [-1] * len(ends)
    while waiting:
        colors = orders[newest][ends[newest].labels]
        for run in waiting:
            labels = ends[run].labels
            if np.array_equal(starts[run], starts[newest]):
                order, agree = orders[newest], len(labels) + 1
            else:
                order = matched(labels, colors, clusters[run])
                agree = int(np.count_nonzero(order[labels] == colors))
            if agree > agreement[run]:
                orders[run], agreement[run] = order, agree
        fewest = [run for run in waiting if clusters[run] == clusters[waiting[0]]]
        newest = max(fewest, key=agreement.__getitem__)
        waiting.remove(newest)
    return orders


def _renumbered(timeline: Timeline, points: Points, order: NDArray[np.intp]) -> Timeline:
    """Put a film on these points, its clusters numbered anew."""
    told = [frame for frame in timeline if frame.beat not in OPENING]
    if np.array_equal(order, np.arange(len(order))):
        return tuple(replace(frame, points=points, opening=None) for frame in told)
    old = np.argsort(order)
    start = timeline[0].start[old]
    known: dict[int, State] = {}

    def anew(state: State) -> State:
        if id(state) not in known:
            known[id(state)] = renumbered(state, order)
        return known[id(state)]

    def found(frame: Frame) -> Frame:
        """Name the stars that lost their points by their new numbers."""
        if frame.emptying is None:
            return frame
        emptying = replace(frame.emptying, stars=np.sort(order[frame.emptying.stars]))
        caption = frame.caption
        if frame.beat == "empty":
            caption = captions.emptied(frame.language, emptying.stars.tolist(), emptying.fate)
        return replace(frame, emptying=emptying, caption=caption)

    return tuple(
        replace(
            found(frame),
            points=points,
            start=start,
            state=anew(frame.state),
            before=None if frame.before is None else anew(frame.before),
            trail=frame.trail[:, old],
            opening=None,
        )
        for frame in told
    )
