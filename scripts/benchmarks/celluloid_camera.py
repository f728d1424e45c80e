"""Frames go in, a GIF comes out of celluloid and PillowWriter: `SIZE SCENE FILE`."""

import sys

from benchmarks.figure import DPI, Film
from benchmarks.frames import read_size, tell, ticks
from benchmarks.pillow_writer import TimedWriter
from celluloid import Camera


def main() -> None:
    """Film the frames, in hundredths of a second."""
    size, scene, output = sys.argv[1:]
    frames = tell(scene)
    board = Film(frames, read_size(size))
    camera = Camera(board.figure)
    camera.snap()
    for frame in frames[1:]:
        board.add_artists(frame)
        camera.snap()
    durations = [10 * count for count in ticks(frames, 100)]
    camera.animate().save(output, writer=TimedWriter(durations), dpi=DPI)


if __name__ == "__main__":
    main()
