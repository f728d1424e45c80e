"""Records of works that differ in one number go in, the curves of time and memory come out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, prod
from typing import Any

from benchmarks.measure import OUTPUT, Contender, Record, Work

LINEAR = 1.1  # an exponent up to which growth is called linear, as times are never quite the same
RUNS = 2

FEW_STEPS = ("--steps", "--max-iterations", "5")


@dataclass(frozen=True)
class Curve:
    """What it takes for one number after the other.

    Attributes
    ----------
    work
        Its contenders are named by the numbers.
    records
        Of all contenders that did not fail.
    """

    work: Work
    records: Sequence[Record]

    @property
    def values(self) -> list[int]:
        """The numbers; of a size in pixels, its pixels."""
        names = [record.contender.name for record in self.records]
        return [prod(int(part.replace(",", "")) for part in name.split("x")) for name in names]

    def medians(self, quantity: str) -> list[float]:
        """Give the median of a quantity for each number."""
        return [record.median(quantity) or 0.0 for record in self.records]

    def steepest(self, quantity: str) -> float:
        """Give the exponent with which a quantity grows where it grows fastest: linear is 1."""
        steps = pairwise(zip(self.values, self.medians(quantity), strict=True))
        return max(log(more / less) / log(right / left) for (left, less), (right, more) in steps)

    @property
    def is_linear(self) -> bool:
        """Tell whether time and memory grow no faster than the number, or more slowly."""
        return all(self.steepest(quantity) <= LINEAR for quantity in ("wall", "memory"))


def curve_of(work: Work, records: Sequence[Record]) -> Curve:
    """Give the curve of what was measured."""
    return Curve(work, [record for record in records if record.runs])


def say_slopes(curve: Curve) -> str:
    """Say how fast time and memory grow."""
    time, memory = (curve.steepest(quantity) for quantity in ("wall", "memory"))
    verdict = "linear or better" if curve.is_linear else "WORSE than linear"
    return (
        f"With {curve.work.name}, time grows by a power of {time:.2f} at most, and memory by one "
        f"of {memory:.2f}: {verdict}."
    )


def numbers_of(curve: Curve) -> dict[str, Any]:
    """Give all that a chart of the curve takes, and a reader of the numbers."""
    return {
        "name": curve.work.name,
        "sentence": curve.work.sentence,
        "values": curve.values,
        **{name: curve.medians(name) for name in ("wall", "cpu", "memory")},
        "steepest": {name: curve.steepest(name) for name in ("wall", "memory")},
        "linear": curve.is_linear,
    }


def _command(name: str, *options: str) -> Contender:
    arguments = ("-m", "kmviz", "animate", "--seed", "0", *options, "--quiet", "-o", OUTPUT)
    return Contender(name, arguments)


def _of_points(n: int) -> Contender:
    return _command(f"{n:,}", "--k", "7", "--n", str(n), *FEW_STEPS)


def _of_clusters(k: int) -> Contender:
    return _command(str(k), "--k", str(k), "--n", "100000", *FEW_STEPS)


def _of_pictures(count: int) -> Contender:
    arguments = ("-m", "benchmarks.pictures", str(count), "640x480", OUTPUT)
    return Contender(f"{count:,}", arguments)


def _of_size(size: str) -> Contender:
    return _command(size, "--k", "7", "--n", "100", "--size", size)


CURVES = (
    Work(
        "points",
        "7 clusters, five iterations, a picture for each half-step, GIF",
        tuple(_of_points(10**exponent) for exponent in range(2, 8)),
        runs=RUNS,
        ending=".gif",
    ),
    Work(
        "clusters",
        "100,000 points, five iterations, a picture for each half-step, GIF",
        tuple(_of_clusters(k) for k in (3, 7, 20, 60, 200)),
        runs=RUNS,
        ending=".gif",
    ),
    Work(
        "pictures",
        "100 points in 7 clusters in motion, told again and again, 640x480, GIF",
        tuple(_of_pictures(10**exponent) for exponent in range(1, 5)),
        runs=RUNS,
        ending=".gif",
    ),
    Work(
        "pixels",
        "100 points in 7 clusters in motion, GIF",
        tuple(
            _of_size(size) for size in ("320x240", "640x480", "1280x720", "1920x1080", "3840x2160")
        ),
        runs=RUNS,
        ending=".gif",
    ),
)
