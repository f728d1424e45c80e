"""Points go in, sums of them that are exact come out, and objectives that follow from the sums.

A sum of floats is rounded again and again, and in another order differently. Exact sums do not
depend on how points are grouped: cells, blocks and threads add up to the same, and so does what was
known when a few points leave a cluster and others join it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import frexp
from typing import Final

import numpy as np

from kmviz.engine.state import Points
from kmviz.engine.tally import Tally, choose_origin
from kmviz.engine.threads import blocks, spread

BLOCK = 2**15  # points that stay in a core's cache while they are worked on
SAMPLE = 2**14  # points that tell where the middle of all is
LEAST_SHARE: Final = 1e-3  # see `objective`


@dataclass(frozen=True, slots=True, eq=False)
class Gauge:
    """From where the coordinates of a run's points are measured, and into what parts they are cut.

    Attributes
    ----------
    origin
        (d,), from which sums are measured.
    rounders
        (2, d), what cuts a coordinate into its two parts: see `parts`.
    centre
        (d,), a place amid the points, measured from the origin.
    scatter
        Sum of the squared distances of all points to the centre.
    """

    origin: Points
    rounders: Points
    centre: Points
    scatter: float


def choose_gauge(points: Points, bounds: Points) -> Gauge:
    """Choose the gauge for points, (n, d), between these least and largest coordinates, (2, d)."""
    origin = choose_origin(bounds)
    most = np.abs(bounds - origin).max(axis=0)
    rounders = np.array([_rounders(len(points), float(value)) for value in most]).T
    middle = points[:: 1 + len(points) // SAMPLE].mean(axis=0)

    def scatter(block: slice) -> float:
        return sum(
            float(np.square(points[block, axis] - value).sum()) for axis, value in enumerate(middle)
        )

    scatters = spread(scatter, blocks(len(points), BLOCK), len(points))
    return Gauge(origin, rounders, middle - origin, sum(scatters))


def parts(values: Points, rounders: Points) -> Iterator[Points]:
    """Cut numbers into two parts each, of so few digits that sums of n of them are exact.

    The second part is written over the numbers: new memory costs as much as the arithmetic.

    To add 1.5 * 2**52 * s and take it away again rounds to a multiple of s. The first part is a
    multiple of s = 2**(e-b) and no larger than 2**e, the second one of 2**(e-2b) and no larger than
    2**(e-b), where n < 2**(53-b): all sums are whole multiples below 2**53 of their step. What is
    left over, less than 2**(e-2b), is dropped: 2b is 58 for ten million points.
    """
    first = values + rounders[0]
    first -= rounders[0]
    yield first
    values -= first
    values += rounders[1]
    values -= rounders[1]
    yield values


def _rounders(n: int, most: float) -> tuple[float, float]:
    """Choose the numbers that cut what is no larger than `most` into parts: see `parts`."""
    _, exponent = frexp(most)
    bits = 53 - n.bit_length()
    return 1.5 * 2.0 ** (52 + exponent - bits), 1.5 * 2.0 ** (52 + exponent - 2 * bits)


def objective(gauge: Gauge, tally: Tally, targets: Points) -> float | None:
    """Add up the squared distances of all points to their clusters' targets, (k, d).

    By Huygens' theorem that is the scatter of all points, less that of the means weighted by
    counts, plus that of the targets about the means. The difference loses digits: where less than
    a thousandth would be left, there is no answer, and the points have to be asked.
    """
    counts = tally.counts[:, np.newaxis]
    means = tally.sums / np.maximum(counts, 1)
    within = gauge.scatter - float((counts * np.square(means - gauge.centre)).sum())
    if within < LEAST_SHARE * gauge.scatter:
        return None
    return within + float((counts * np.square(targets - gauge.origin - means)).sum())
