"""Two numbers and a seed go in, a board comes out: points in the square from -1 to 1."""

from collections.abc import Callable, Mapping

import numpy as np

from kmviz.data import textbook
from kmviz.data.counts import Points, Seed, check_count, check_counts

NARROWEST, WIDEST = 0.05, 0.5  # standard deviations of the blobs of `gaussian`
PEAK_WIDTH = 0.03  # largest standard deviation of the blobs of `peaked`
PEAK_DISTANCE = 30  # smallest distance of their centres, in standard deviations
PEAK_MARGIN = 0.15  # between their centres and the border
CANDIDATES = 32  # for each of their centres


def uniform(n: int, rng: Seed = None) -> Points:
    """Scatter points evenly over the square.

    Parameters
    ----------
    n
        Points, at least 1.
    rng
        Seed or generator; the same seed gives the same board.

    Returns
    -------
    (n, 2) coordinates in [-1, 1].

    Raises
    ------
    ValueError
        If n is not a whole number of at least 1.
    """
    n = check_count(n, "n")
    return np.random.default_rng(rng).uniform(-1, 1, (n, 2))


def gaussian(n: int, k: int, rng: Seed = None) -> Points:
    """Scatter points in Gaussian blobs that differ in width and may overlap.

    The centre of a blob is uniform on the square, its standard deviation uniform on [0.05, 0.5].
    A point outside the open square is drawn again. Blob follows blob in the result; their sizes
    differ by one point at most.

    Parameters
    ----------
    n
        Points, at least 1.
    k
        Blobs, 1 to n.
    rng
        Seed or generator; the same seed gives the same board.

    Returns
    -------
    (n, 2) coordinates in (-1, 1).

    Raises
    ------
    ValueError
        If n or k is not a whole number of at least 1, or k is more than n.
    """
    n, k = check_counts(n, k)
    rng = np.random.default_rng(rng)
    centres = rng.uniform(-1, 1, (k, 2))
    deviations = rng.uniform(NARROWEST, WIDEST, (k, 1))
    return _draw_blobs(n, centres, deviations, rng)


def peaked(n: int, k: int, rng: Seed = None) -> Points:
    """Scatter points in very narrow blobs far from each other: a bad start is a disaster here.

    The centres are Mitchell's best candidates. All blobs have one standard deviation: 0.03, or
    1/30 of the smallest distance between two centres where that is less, so that no two touch.
    Blob follows blob in the result; their sizes differ by one point at most.

    Parameters
    ----------
    n
        Points, at least 1.
    k
        Blobs, 1 to n.
    rng
        Seed or generator; the same seed gives the same board.

    Returns
    -------
    (n, 2) coordinates in (-1, 1).

    Raises
    ------
    ValueError
        If n or k is not a whole number of at least 1, or k is more than n.

    References
    ----------
    D. P. Mitchell, "Spectrally optimal sampling for distribution ray tracing", SIGGRAPH 1991.
    """
    n, k = check_counts(n, k)
    rng = np.random.default_rng(rng)
    centres, distance = _best_candidates(k, 1 - PEAK_MARGIN, rng)
    deviations = np.full((k, 1), min(PEAK_WIDTH, distance / PEAK_DISTANCE))
    return _draw_blobs(n, centres, deviations, rng)


BOARDS: Mapping[str, Callable[[int, int, Seed], Points]] = {
    "uniform": lambda n, _k, rng: uniform(n, rng),
    "gaussian": gaussian,
    "peaked": peaked,
    "unequal-variance": lambda n, _k, rng: textbook.unequal_variance(n, rng),
    "unequal-size": lambda n, _k, rng: textbook.unequal_size(n, rng),
    "stretched": lambda n, _k, rng: textbook.stretched(n, rng),
    "rings": lambda n, _k, rng: textbook.rings(n, rng),
    "scaling": lambda n, _k, rng: textbook.scaling(n, rng),
    "outlier": lambda n, _k, rng: textbook.outlier(n, rng),
    "empty": lambda n, _k, rng: textbook.empty(n, rng),
}


def _draw_blobs(n: int, centres: Points, deviations: Points, rng: np.random.Generator) -> Points:
    """Draw n points around (k, 2) centres with (k, 1) deviations, all inside the open square."""
    blobs = np.sort(np.arange(n) % len(centres))
    points = rng.normal(centres[blobs], deviations[blobs])
    while (outside := (np.abs(points) >= 1).any(axis=1)).any():
        again = blobs[outside]
        points[outside] = rng.normal(centres[again], deviations[again])
    return points


def _best_candidates(k: int, reach: float, rng: np.random.Generator) -> tuple[Points, float]:
    """Spread k centres over [-reach, reach]²; give them and the smallest distance of two."""
    centres = rng.uniform(-reach, reach, (k, 2))
    smallest = np.inf
    for i in range(1, k):
        candidates = rng.uniform(-reach, reach, (CANDIDATES, 2))
        apart = np.linalg.norm(candidates[:, np.newaxis] - centres[:i], axis=2).min(axis=1)
        centres[i] = candidates[apart.argmax()]
        smallest = min(smallest, float(apart.max()))
    return centres, smallest
