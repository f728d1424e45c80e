"""A film as a video: Pictures go in, frames at a constant rate come out, in any of our codecs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice
from pathlib import Path
from typing import cast

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
"""Pixels in width or height that the encoders take."""

BETWEEN_KEYS = 5.0
"""Seconds from a key frame to the next, at least: one in each half-step would double the file."""

THREADS = "4"
"""Their number changes the bytes, and by default it is the machine's."""

# What swscale does by default differs between processors.
_EXACTLY = (
    Interpolation.BICUBIC
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.ACCURATE_RND
    | Interpolation.BITEXACT
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A kind of video.

    Attributes
    ----------
    name
        What people call it.
    container, codec
        What FFmpeg calls the file format and the encoder.
    container_options, codec_options
        FFmpeg's, as text.

    Raises
    ------
    ImportError
        When this PyAV does not have the codec.
    """

    name: str
    container: str
    container_options: Mapping[str, str]
    codec: str
    codec_options: Mapping[str, str]

    def __post_init__(self) -> None:
        if self.codec not in av.codecs_available:
            raise ImportError(f"this PyAV has no {self.codec}", name="av")


def write_video(
    path: Path, pictures: Iterable[Picture], recipe: Recipe, *, medium: Medium, fps: float
) -> None:
    """Write a video that players and browsers show, with the recipe as its comment.

    It is in yuv420p, ITU-R BT.709 in limited range, with key frames where half-steps open. A side
    of odd length gets its last pixels twice.

    Parameters
    ----------
    path
        Where to; what is there is overwritten.
    pictures
        Taken one after the other. Each ends at the nearest frame, and stays for one at least.
    recipe
        What made the film.
    medium
        The kind of video.
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
    frames = _frames(in_ticks(pictures, rate=rate, shortest=1, largest=LARGEST), rate)
    first = next(frames)
    options = {"fflags": "+bitexact", **medium.container_options}
    with av.open(str(path), "w", format=medium.container, options=options) as container:
        container.metadata["comment"] = recipe.to_text()
        stream = _stream(container, rate, medium, width=first.width, height=first.height)
        for frame in chain([first], frames):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def verify_video(path: Path, *, medium: Medium) -> None:
    """Check that a video of `write_video` is complete, and decode its first and last frames.

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
            f"the {medium.name} is not complete: {error}\n"
            "write it again, or to a folder on another disk"
        ) from error


def comment(path: Path) -> str | None:
    """Give the text that a video carries as its comment, or None where it carries none.

    Raises
    ------
    OSError
        When this is no such file.
    """
    with av.open(str(path)) as container:
        names = {name.lower(): text for name, text in container.metadata.items()}
    return names.get("comment")


def _stream(
    container: OutputContainer, rate: Fraction, medium: Medium, *, width: int, height: int
) -> VideoStream:
    options = {"threads": THREADS, **medium.codec_options}
    stream = cast("VideoStream", container.add_stream(medium.codec, rate=rate, options=options))
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    context = stream.codec_context
    context.thread_type = ThreadType.FRAME
    context.color_range = ColorRange.MPEG
    context.colorspace = Colorspace.ITU709
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
    return stream


def _frames(timed: Iterable[Timed], rate: Fraction) -> Iterator[VideoFrame]:
    reformatter, number, next_key = VideoReformatter(), 0, 0.0
    for picture, count in timed:
        frame = _converted(reformatter, _padded(picture.pixels))
        frame.time_base = 1 / rate
        is_key = picture.opens_beat and number >= next_key
        frame.pict_type = PictureType.I if is_key else PictureType.NONE
        next_key = number + float(rate) * BETWEEN_KEYS if is_key else next_key
        for _ in range(count):
            frame.pts = number
            yield frame
            number += 1
            frame.pict_type = PictureType.NONE


def _padded(pixels: Pixels) -> Pixels:
    height, width, _ = pixels.shape
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
    if whole != _told(container, stream):
        raise ValueError(f"{whole} of {_told(container, stream)} frames are there")
    container.seek(0)
    _decode(islice(container.decode(stream), 1))
    container.seek(stream.duration or 0, stream=stream)
    _decode(container.decode(stream))


def _told(container: InputContainer, stream: VideoStream) -> int:
    """Give the number of frames: as an MP4 tells it, or as long as a WebM says that it plays."""
    length = Fraction(container.duration or 0, av.time_base)
    return stream.frames or round(length * (stream.average_rate or 0))


def _decode(frames: Iterable[VideoFrame]) -> None:
    if sum(1 for _ in frames) == 0:
        raise ValueError("its frames cannot be decoded")
