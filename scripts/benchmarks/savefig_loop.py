"""Frames go in, a GIF comes out of savefig, picture by picture, and imageio: `SIZE SCENE FILE`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio.v3 as imageio
from benchmarks.figure import DPI, Film
from benchmarks.frames import read_size, tell, ticks


def main() -> None:
    """Film the frames, in hundredths of a second, by way of a folder of PNGs."""
    size, scene, output = sys.argv[1:]
    frames = tell(scene)
    board = Film(frames, read_size(size))
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{number:04}.png") for number in range(len(frames))]
        for frame, file in zip(frames, files, strict=True):
            board.update(frame)
            board.figure.savefig(file, dpi=DPI)
        pictures = [imageio.imread(file)[..., :3] for file in files]
        imageio.imwrite(
            output, pictures, duration=[10 * count for count in ticks(frames, 100)], loop=0
        )


if __name__ == "__main__":
    main()
