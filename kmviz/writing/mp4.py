"""A film as an MP4: Pictures go in, H.264 comes out."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kmviz.drawing.picture import Picture
from kmviz.writing.recipe import Recipe
from kmviz.writing.video import Medium, comment, verify_video, write_video

__all__ = ["comment", "verify", "write"]

# Measured on films of small bright things that glide over flat areas. With the defaults and crf 18
# a film is as near to its drawing, a twelfth larger, and takes twice as long to encode.
X264: Final = {
    "cpu-independent": 1,
    # Where frames stay, and for how long, is told plainly only without B-frames: with them, a frame
    # is decoded long before it is shown, and converters take the one time for the other.
    "bframes": 0,
    # A short look ahead, on no thread of its own: each of its frames is kept.
    "rc-lookahead": 4,
    "sync-lookahead": 0,
    # As many bits for flat areas as for others, more for colours, and more for key frames.
    "aq-mode": 0,
    "chroma-qp-offset": -4,
    "ipratio": 1.7,
    # Small things are found again over some distance, but not between pixels.
    "me": "umh",
    "subme": 1,
    "ref": 4,
    "mixed-refs": 1,
    "partitions": "all",
    "trellis": 1,
}

MEDIUM: Final = Medium(
    name="MP4",
    container="mp4",
    container_options={"movflags": "+faststart"},
    codec="libx264",
    codec_options={
        "crf": "23",
        "preset": "veryfast",
        # Without it, frames after a forced key frame may still refer to frames before it.
        "forced-idr": "1",
        # Frames in work are kept: with the defaults a film of 1920x1080 takes over 400 MB.
        "threads": "1",
        "x264-params": ":".join(f"{name}={value}" for name, value in X264.items()),
    },
)


def write(
    path: Path,
    pictures: Iterable[Picture],
    recipe: Recipe,
    *,
    loop: int,  # noqa: ARG001 (all formats have one signature; an MP4 leaves it to the player)
    fps: float,
) -> None:
    """Write an MP4, its index before the pictures: see `write_video`; `loop` is not used."""
    write_video(path, pictures, recipe, medium=MEDIUM, fps=fps)


def verify(path: Path) -> None:
    """Check that an MP4 is complete: see `verify_video`."""
    verify_video(path, medium=MEDIUM)
