"""A film as a WebM: Pictures go in, VP9 comes out."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kmviz.drawing.picture import Picture
from kmviz.writing.recipe import Recipe
from kmviz.writing.video import Medium, comment, verify_video, write_video

__all__ = ["comment", "verify", "write"]

MEDIUM: Final = Medium(
    name="WebM",
    container="webm",
    container_options={"cues_to_front": "1"},
    codec="libvpx-vp9",
    codec_options={
        # With no bit rate to keep to, the quality is constant: about that of the MP4.
        "b": "0",
        "crf": "24",
        # Frames that wait to be looked at save no bytes here, and take 250 MB at 1920x1080.
        "lag-in-frames": "0",
        # The thorough way takes five times as long, to save a tenth of the bytes.
        "deadline": "realtime",
        "cpu-used": "5",
        "row-mt": "1",
        "tune-content": "screen",
    },
)


def write(
    path: Path,
    pictures: Iterable[Picture],
    recipe: Recipe,
    *,
    loop: int,  # noqa: ARG001 (all formats have one signature; a WebM leaves it to the player)
    fps: float,
) -> None:
    """Write a WebM, its index before the pictures: see `write_video`; `loop` is not used."""
    write_video(path, pictures, recipe, medium=MEDIUM, fps=fps)


def verify(path: Path) -> None:
    """Check that a WebM is complete: see `verify_video`."""
    verify_video(path, medium=MEDIUM)
