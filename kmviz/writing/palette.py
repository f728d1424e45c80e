"""Which 255 colours: how long each colour is on screen goes in, the best few come out."""

import heapq
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.writing.changes import NOTHING, Colours, Pixels, packed, unpacked

Weights: TypeAlias = NDArray[np.int64]

MOST = 255
"""Colours in a palette: 256, less the one that means transparent."""

GOOD = 255**2 / 10**5
"""Mean squared error of a channel: a signal-to-noise ratio of 50 dB."""

SAMPLE = 1 << 13
ROUNDS = 5
GAIN = 2
"""By which these rounds divide an error, at the most."""

PENDING = 1 << 20


class Census:
    """How much of the film each colour is: weights are added, the totals are asked for once."""

    def __init__(self) -> None:
        self._pending: list[tuple[Colours, Weights]] = []
        self._waiting = 0

    def add(self, colours: Colours, weights: Weights) -> None:
        """Add (r,) weights to (r,) colours, which may repeat; `NOTHING` does not count."""
        self._pending.append((colours, weights))
        self._waiting += colours.size
        if self._waiting > PENDING:
            colours, weights = self.totals()
            self._pending = [(colours, weights)]
            self._waiting = 0

    def totals(self) -> tuple[Colours, Weights]:
        """Return all (c,) colours in rising order, each once, and their (c,) weights."""
        colours = np.concatenate([colours for colours, _ in self._pending])
        weights = np.concatenate([weights for _, weights in self._pending])
        order = np.argsort(colours)
        colours, weights = colours[order], weights[order]
        starts = np.flatnonzero(np.diff(colours, prepend=np.uint32(NOTHING + 1)))
        colours, weights = colours[starts], np.add.reduceat(weights, starts)
        real = colours < NOTHING
        return colours[real], weights[real]


def choose(colours: Colours, weights: Weights, flats: Pixels) -> Pixels:
    """Choose the colours for a film: the fewer, the smaller is its file.

    With 255 colours or fewer, these. Otherwise as few as make the film as good as `GOOD` asks.

    The flat ones are kept as they are, and for all others there is k-means: clusters are cut in
    two across the channel of the largest variance (Wan, Wong and Prusinkiewicz, 1988), then
    Lloyd's iteration moves all but the flat ones to their means. Means are rounded at once: sums
    and distances of whole numbers are exact, and so the palette is the same on every machine.

    Parameters
    ----------
    colours, weights
        (c,) each, as from `Census.totals`.
    flats
        (m, 3), colours to keep; of those that the film has, at most 128.

    Returns
    -------
    Pixels
        (p, 3), red, green, blue.
    """
    if colours.size <= MOST:
        return unpacked(colours)
    pinned = _pinned(colours, weights, packed(flats), most=(MOST + 1) // 2)
    heavy = _heaviest(np.isin(colours, pinned, invert=True) * weights, SAMPLE)
    points, masses = _points(colours[heavy]), weights[heavy].astype(np.float64)
    allowed = GOOD * GAIN
    while True:
        error = allowed * 3 * float(weights.sum())
        free = _cut(points, masses, most=MOST - pinned.size, error=error)
        palette = _moved(points, masses, _points(pinned), free)
        left = _error(colours, weights, palette)
        if len(palette) == MOST or left <= GOOD:
            return palette
        allowed *= 0.95 * GOOD / left


def _moved(
    points: NDArray[np.float32],
    masses: NDArray[np.float64],
    pinned: NDArray[np.float32],
    free: NDArray[np.float32],
) -> Pixels:
    """Move the free colours to the means of the points nearest to them, again and again."""
    palette = np.concatenate([pinned, free])
    for _ in range(ROUNDS):
        palette[len(pinned) :] = _means(points, masses, palette)[len(pinned) :]
    return palette.astype(np.uint8)


def _error(colours: Colours, weights: Weights, palette: Pixels) -> float:
    """Give the mean squared error of a channel, over the whole film."""
    shown = palette[nearest(colours, palette)].astype(np.int64)
    squares = np.square(unpacked(colours) - shown).sum(axis=1)
    return float(squares @ weights) / (3 * float(weights.sum()))


def nearest(colours: Colours, palette: Pixels) -> NDArray[np.uint8]:
    """Return, for each of (c,) colours, which of the (p, 3) is nearest in red, green, blue."""
    return _labels(_points(colours), palette.astype(np.float32)).astype(np.uint8)


def _points(colours: Colours) -> NDArray[np.float32]:
    return unpacked(colours).astype(np.float32)


def _pinned(colours: Colours, weights: Weights, flats: Colours, *, most: int) -> Colours:
    shown = np.isin(colours, flats)
    return colours[shown][_heaviest(weights[shown], most)]


def _heaviest(weights: Weights, most: int) -> NDArray[np.intp]:
    """Return the places of the largest weights above 0, in rising order."""
    order = np.argsort(-weights, kind="stable")[:most]
    return np.sort(order[weights[order] > 0])


def _labels(points: NDArray[np.float32], palette: NDArray[np.float32]) -> NDArray[np.intp]:
    half_squares = (palette**2).sum(axis=1) / 2
    labels = np.empty(len(points), np.intp)
    step = 1 << 13
    for start in range(0, len(points), step):
        some = slice(start, start + step)
        labels[some] = (half_squares - points[some] @ palette.T).argmin(axis=1)
    return labels


def _means(
    points: NDArray[np.float32], masses: NDArray[np.float64], palette: NDArray[np.float32]
) -> NDArray[np.float32]:
    labels, size = _labels(points, palette), len(palette)
    mass = np.bincount(labels, masses, size)
    sums = [np.bincount(labels, masses * channel, size) for channel in points.T]
    means = np.rint(np.stack(sums, axis=1) / np.maximum(mass, 1)[:, np.newaxis])
    return np.where(mass[:, np.newaxis] > 0, means, palette).astype(np.float32)


def _cut(
    points: NDArray[np.float32], masses: NDArray[np.float64], *, most: int, error: float
) -> NDArray[np.float32]:
    """Return the rounded means, (p, 3), of as few clusters as have no larger a squared error."""
    heap = [_cluster(points, masses, np.arange(len(points)))]
    total = heap[0].error
    while total > error and len(heap) < most:
        worst = heapq.heappop(heap)
        low = points[worst.members, worst.channel] <= worst.mean[worst.channel]
        halves = [_cluster(points, masses, worst.members[half]) for half in (low, ~low)]
        total += sum(half.error for half in halves) - worst.error
        for half in halves:
            heapq.heappush(heap, half)
    return np.rint([cluster.mean for cluster in heap]).astype(np.float32)


class _Cluster(NamedTuple):
    """Colours that may share one: they sort by the largest error of a channel, then by the first.

    Attributes
    ----------
    worst, first
        Less that error, and the place of the first colour.
    members
        (m,), the places of all.
    mean
        (3,)
    channel
        Of that error.
    error
        Of all channels.
    """

    worst: float
    first: int
    members: NDArray[np.intp]
    mean: NDArray[np.float64]
    channel: int
    error: float


def _cluster(
    points: NDArray[np.float32], masses: NDArray[np.float64], members: NDArray[np.intp]
) -> _Cluster:
    mass, some = masses[members], points[members].astype(np.float64)
    mean = mass @ some / mass.sum()
    errors = mass @ (some - np.rint(mean)) ** 2
    channel = int(errors.argmax())
    whole = float(errors.sum())
    return _Cluster(-float(errors[channel]), int(members[0]), members, mean, channel, whole)
