"""Frames go in, a GIF comes out of FuncAnimation and PillowWriter: `SIZE SCENE FILE`."""

import sys
from typing import Any

from benchmarks.comparison import show
from benchmarks.figure import DPI
from benchmarks.frames import read_size, ticks
from matplotlib.animation import FuncAnimation, PillowWriter


class TimedWriter(PillowWriter):
    """PillowWriter knows one duration for all; without this a hold would be drawn many times."""

    def __init__(self, durations: list[int]) -> None:
        super().__init__()
        self._durations = durations
        self._frames: list[Any]  # made by PillowWriter

    def finish(self) -> None:
        """Save what `PillowWriter.finish` saves, each picture with its own duration."""
        first, *others = self._frames
        first.save(
            self.outfile, save_all=True, append_images=others, duration=self._durations, loop=0
        )


def main() -> None:
    """Film the frames, in hundredths of a second."""
    size, scene, output = sys.argv[1:]
    told, sheet = show(scene, read_size(size))
    film = FuncAnimation(sheet.figure, sheet.update, told, init_func=list, cache_frame_data=False)
    film.save(output, writer=TimedWriter([10 * count for count in ticks(told, 100)]), dpi=DPI)


if __name__ == "__main__":
    main()
