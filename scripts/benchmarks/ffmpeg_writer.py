"""Frames go in, an MP4 comes out of FuncAnimation and FFMpegWriter: `SIZE SCENE FILE`."""

import sys
from io import BytesIO
from typing import Any

import imageio_ffmpeg
import matplotlib as mpl
from benchmarks.figure import DPI, Film
from benchmarks.frames import read_size, tell, ticks
from matplotlib.animation import FFMpegWriter, FuncAnimation

RATE = 25


class TimedWriter(FFMpegWriter):
    """FFMpegWriter knows one duration for all; without this a hold would be drawn many times."""

    def __init__(self, counts: list[int]) -> None:
        super().__init__(fps=RATE, codec="h264", extra_args=["-crf", "18"])
        self._counts = iter(counts)
        self._proc: Any  # made by FFMpegWriter

    def grab_frame(self, **options: Any) -> None:
        """Draw what `FFMpegWriter.grab_frame` draws, and send it as often as it is shown."""
        picture = BytesIO()
        self.fig.savefig(picture, format=self.frame_format, dpi=self.dpi, **options)
        for _ in range(next(self._counts)):
            self._proc.stdin.write(picture.getbuffer())


def main() -> None:
    """Film the frames."""
    size, scene, output = sys.argv[1:]
    frames = tell(scene)
    mpl.rcParams["animation.ffmpeg_path"] = imageio_ffmpeg.get_ffmpeg_exe()
    board = Film(frames, read_size(size))
    film = FuncAnimation(board.figure, board.update, frames, init_func=list, cache_frame_data=False)
    film.save(output, writer=TimedWriter(ticks(frames, RATE)), dpi=DPI)


if __name__ == "__main__":
    main()
