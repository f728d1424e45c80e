"""A film goes in, its likeness to the frames comes out, in decibels: `SIZE SCENE FILE`.

The film is decoded by FFmpeg's libraries, and held against frames that matplotlib draws as a whole.
PSNR is taken over all the instants together.
"""

import sys
from itertools import accumulate
from pathlib import Path
from typing import Any

import av
import numpy as np
from benchmarks.comparison import Boards, Told, show
from benchmarks.figure import Film, Pixels
from benchmarks.frames import read_size, ticks

INSTANTS = 24
RATES = {".gif": 100, ".mp4": 25}  # ticks of their clocks per second


def likeness(path: Path, told: Told, sheet: Film | Boards) -> float:
    """Give the PSNR of a film at instants spread over its frames."""
    counts = ticks(told, RATES[path.suffix])
    starts = [0, *accumulate(counts)]
    seen = [number for number, count in enumerate(counts) if count > 0]
    chosen = {seen[round(at)] for at in np.linspace(0, len(seen) - 1, INSTANTS)}
    middles = {number: starts[number] + counts[number] / 2 for number in sorted(chosen)}
    shown = decode(path, [middle / RATES[path.suffix] for middle in middles.values()])
    errors = []
    for number, pixels in zip(middles, shown, strict=True):
        sheet.update(told[number])
        errors.append(np.square(sheet.pixels().astype(float) - pixels).mean())
    return float(10 * np.log10(255**2 / max(float(np.mean(errors)), 1e-9)))


def decode(path: Path, instants: list[float]) -> list[Pixels]:
    """Give the pictures that are shown at instants, which rise."""
    shown: list[Any] = []
    with av.open(str(path)) as container:
        frames = container.decode(video=0)
        now = next(frames)
        for following in frames:
            while len(shown) < len(instants) and instants[len(shown)] < following.time:
                shown.append(now.to_ndarray(format="rgb24"))
            now = following
        shown += [now.to_ndarray(format="rgb24") for _ in instants[len(shown) :]]
    return shown


def main() -> None:
    """Print the decibels."""
    size, scene, path = sys.argv[1:]
    print(round(likeness(Path(path), *show(scene, read_size(size))), 1))


if __name__ == "__main__":
    main()
