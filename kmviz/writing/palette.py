"""Which 255 colours: how long each colour is on screen goes in, the best few come out."""

import heapq
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.writing.changes import NOTHING, Colours, Pixels, packed, unpacked

Weights: TypeAlias = NDArray[np.int64]

MOST = 255
"""Colours in a palette: 256, less the one that means transparent."""

SIZES = (63, 95, 127, 191, 255)
GOOD = 255**2 / 10**4.7
"""Mean squared error of a channel: a signal-to-noise ratio of 47 dB."""

SAMPLE = 1 << 13
ROUNDS = 4
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

    With 255 colours or fewer, these. Otherwise as few of `SIZES` as make the film as good as `GOOD`
    asks.

    Parameters
    ----------
    colours, weights
        (c,) each, as from `Census.totals`.
    flats
        (m, 3), colours to keep; of those that the film has, at most half of the palette.

    Returns
    -------
    Pixels
        (p, 3), red, green, blue.
    """
    if colours.size <= MOST:
        return unpacked(colours)
    for size in SIZES:
        palette = _best(colours, weights, packed(flats), size)
        if _error(colours, weights, palette) <= GOOD:
            break
    return palette


def _best(colours: Colours, weights: Weights, flats: Colours, size: int) -> Pixels:
    """Choose so many colours.

    The flat ones are kept as they are, and for all others there is k-means: clusters are cut in
    two across the channel of the largest variance (Wan, Wong and Prusinkiewicz, 1988), then
    Lloyd's iteration moves all but the flat ones to their means. Means are rounded at once: sums
    and distances of whole numbers are exact, and so the palette is the same on every machine.
    """
    pinned = _pinned(colours, weights, flats, most=(size + 1) // 2)
    heavy = _heaviest(np.isin(colours, pinned, invert=True) * weights, SAMPLE)
    points, masses = _points(colours[heavy]), weights[heavy].astype(np.float64)
    free = _cut(points, masses, size - pinned.size)
    palette = np.concatenate([_points(pinned), free])
    for _ in range(ROUNDS):
        palette[pinned.size :] = _means(points, masses, palette)[pinned.size :]
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
    points: NDArray[np.float32], masses: NDArray[np.float64], parts: int
) -> NDArray[np.float32]:
    """Return the rounded means of `parts` clusters, (parts, 3)."""
    heap = [_cluster(points, masses, np.arange(len(points)))]
    while len(heap) < parts:
        _, _, members, mean, channel = heapq.heappop(heap)
        low = points[members, channel] <= mean[channel]
        for half in (members[low], members[~low]):
            heapq.heappush(heap, _cluster(points, masses, half))
    return np.rint([cluster[3] for cluster in heap]).astype(np.float32)


_Cluster: TypeAlias = tuple[float, int, NDArray[np.intp], NDArray[np.float64], int]


def _cluster(
    points: NDArray[np.float32], masses: NDArray[np.float64], members: NDArray[np.intp]
) -> _Cluster:
    """Sort key (largest error first, then lowest member), members, mean, channel to cut."""
    mass, some = masses[members], points[members].astype(np.float64)
    mean = mass @ some / mass.sum()
    errors = mass @ (some - np.rint(mean)) ** 2
    return -float(errors.max()), int(members[0]), members, mean, int(errors.argmax())
