"""A film as an MP4: Pictures go in, H.264 at a constant frame rate comes out."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kmviz.drawing.picture import Picture
from kmviz.writing.recipe import Recipe
from kmviz.writing.video import Medium, comment, verify_video, write_video

__all__ = ["comment", "verify", "write"]

MEDIUM: Final = Medium(
    name="MP4",
    container="mp4",
    container_options={"movflags": "+faststart"},
    codec="libx264",
    codec_options={
        "crf": "18",
        "preset": "veryfast",
        # Without it, frames after a forced key frame may still refer to frames before it.
        "forced-idr": "1",
        # Frames in work are kept: with the defaults a film of 1920x1080 takes over 400 MB. It is
        # also smaller with a short look ahead, by an eighth for a fifth of a decibel. A thread of
        # its own for that would keep more frames, and change no byte.
        "threads": "2",
        # Flat areas that glide or stay need no second search between pixels, nor one for the best
        # number of B-frames: these take a fifth of the encoder's time, for as good a picture.
        "x264-params": "cpu-independent=1:rc-lookahead=4:sync-lookahead=0:subme=1:b-adapt=0",
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
