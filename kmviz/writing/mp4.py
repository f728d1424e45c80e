"""A film as an MP4: Pictures go in, H.264 at a constant frame rate comes out."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain, islice
from pathlib import Path

import av
import numpy as np
from av.codec.context import ThreadType
from av.container import InputContainer, OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import (
    ColorPrimaries,
    ColorRange,
    Colorspace,
    ColorTrc,
    Interpolation,
    VideoReformatter,
)
from av.video.stream import VideoStream

from kmviz.drawing.picture import Picture
from kmviz.writing.changes import Pixels
from kmviz.writing.recipe import Recipe
from kmviz.writing.ticks import Timed, in_ticks

LARGEST = 16384
"""Pixels in width or height that the encoder takes."""

_CONTAINER_OPTIONS = {"movflags": "+faststart", "fflags": "+bitexact"}
_ENCODER_OPTIONS = {
    "crf": "18",
    "preset": "veryfast",
    # Without it, frames after a forced key frame may still refer to frames before it.
    "forced-idr": "1",
    # The number of threads changes the bytes, and by default it is the machine's.
    "threads": "4",
    "x264-params": "cpu-independent=1",
}
# What swscale does by default differs between processors.
_EXACTLY = (
    Interpolation.BICUBIC
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.ACCURATE_RND
    | Interpolation.BITEXACT
)

if "libx264" not in av.codecs_available:
    raise ImportError("this PyAV has no libx264")


def write(
    path: Path,
    pictures: Iterable[Picture],
    recipe: Recipe,
    *,
    loop: int,  # noqa: ARG001 (all formats have one signature; an MP4 leaves it to the player)
    fps: float,
) -> None:
    """Write an MP4 that players and browsers show, with the recipe as its comment.

    H.264 in yuv420p, ITU-R BT.709 in limited range, the index before the pictures, and a key
    frame where a half-step opens. A side of odd length gets its last pixels twice.

    Parameters
    ----------
    path
        Where to; what is there is overwritten.
    pictures
        Taken one after the other. Each ends at the nearest frame, and stays for one at least.
    recipe
        What made the film.
    loop
        Not used.
    fps
        Frames per second: the fraction nearest to it, of those with denominators up to 1001.

    Raises
    ------
    ValueError
        When the pictures are none, not of one size, too large, or shown for impossible times.
    OSError
        When the system refuses.
    """
    rate = Fraction(fps).limit_denominator(1001)
    frames = _frames(in_ticks(pictures, rate=rate, shortest=1), rate)
    first = next(frames)
    with av.open(str(path), "w", format="mp4", options=_CONTAINER_OPTIONS) as container:
        container.metadata["comment"] = recipe.to_text()
        stream = _stream(container, rate, width=first.width, height=first.height)
        for frame in chain([first], frames):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def verify(path: Path) -> None:
    """Check that an MP4 is complete, and decode its first and last frames.

    Raises
    ------
    OSError
        When it is not, or they cannot be decoded.
    """
    try:
        with av.open(str(path)) as container:
            _check_frames(container, container.streams.video[0])
    except (IndexError, ValueError, OSError, av.FFmpegError) as error:
        raise OSError(
            f"the MP4 is not complete: {error}\nwrite it again, or to a folder on another disk"
        ) from error


def comment(path: Path) -> str | None:
    """Give the text that a video carries as its comment, or None where it carries none.

    Raises
    ------
    OSError
        When this is no such file.
    """
    with av.open(str(path)) as container:
        return container.metadata.get("comment")


def _stream(container: OutputContainer, rate: Fraction, *, width: int, height: int) -> VideoStream:
    stream = container.add_stream("libx264", rate=rate, options=_ENCODER_OPTIONS)
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    context = stream.codec_context
    context.thread_type = ThreadType.FRAME
    context.color_range = ColorRange.MPEG
    context.colorspace = Colorspace.ITU709
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
    return stream


def _frames(timed: Iterable[Timed], rate: Fraction) -> Iterator[VideoFrame]:
    reformatter, number = VideoReformatter(), 0
    for picture, count in timed:
        frame = _converted(reformatter, _padded(picture.pixels))
        frame.time_base = 1 / rate
        frame.pict_type = PictureType.I if picture.opens_beat else PictureType.NONE
        for _ in range(count):
            frame.pts = number
            yield frame
            number += 1
            frame.pict_type = PictureType.NONE


def _padded(pixels: Pixels) -> Pixels:
    height, width, _ = pixels.shape
    if max(height, width) > LARGEST:
        raise ValueError(
            f"{width}x{height} pixels are too many for an MP4\n"
            f"make it at most {LARGEST} wide and high"
        )
    return np.pad(pixels, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")


def _converted(reformatter: VideoReformatter, pixels: Pixels) -> VideoFrame:
    return reformatter.reformat(
        VideoFrame.from_ndarray(pixels, "rgb24"),
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        interpolation=_EXACTLY,
        threads=1,
    )


def _check_frames(container: InputContainer, stream: VideoStream) -> None:
    whole = sum(packet.size > 0 and not packet.is_corrupt for packet in container.demux(stream))
    if whole != stream.frames:
        raise ValueError(f"{whole} of {stream.frames} frames are there")
    container.seek(0)
    _decode(islice(container.decode(stream), 1))
    container.seek(stream.duration or 0, stream=stream)
    _decode(container.decode(stream))


def _decode(frames: Iterable[VideoFrame]) -> None:
    if sum(1 for _ in frames) == 0:
        raise ValueError("its frames cannot be decoded")
