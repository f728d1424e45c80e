"""A film as a video: Pictures go in, frames at whole ticks of a clock come out, in any codec."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import av
import numpy as np
from av.codec.context import ThreadType
from av.container import InputContainer, OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from kmviz.drawing.picture import Picture
from kmviz.writing.changes import Pixels
from kmviz.writing.planes import Converter
from kmviz.writing.recipe import Recipe
from kmviz.writing.ticks import Timed, in_ticks

if TYPE_CHECKING:
    from av.packet import Packet

LARGEST = 16384
"""Pixels in width or height that the encoders take."""

BETWEEN_KEYS = 5.0
"""Seconds from a key frame to the next, at least: one in each half-step would double the file."""

THREADS = "4"
"""Their number changes the bytes, and by default it is the machine's."""

AHEAD = 2
"""Pictures that may wait for the encoder, which works while the next one is drawn."""


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

    A frame begins with each picture, and again at least once a second while it stays, and in the
    last tick, as some players end where the last frame begins. All are in yuv420p, ITU-R BT.709 in
    limited range, with key frames where half-steps open. A side of odd length gets its last pixels
    twice.

    Parameters
    ----------
    path
        Where to; what is there is overwritten.
    pictures
        Taken one after the other. Each ends at the nearest tick, and stays for one at least.
    recipe
        What made the film.
    medium
        The kind of video.
    fps
        Ticks per second: the fraction nearest to it, of those with denominators up to 1001.

    Raises
    ------
    ValueError
        When the pictures are none, not of one size, too large, or shown for impossible times.
    OSError
        When the system refuses.
    """
    rate = Fraction(fps).limit_denominator(1001)
    timed = in_ticks(pictures, rate=rate, shortest=1, largest=LARGEST)
    first = next(timed)
    options = {"fflags": "+bitexact", **medium.container_options}
    with av.open(str(path), "w", format=medium.container, options=options) as container:
        container.metadata["comment"] = recipe.to_text()
        stream = _stream(container, rate, medium, _padded(first[0].pixels).shape)
        _encode_all(container, stream, _shots(chain([first], timed), rate))
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


class _Shot(NamedTuple):
    """A picture, the ticks in which a frame of it begins, and the kind of the first one."""

    frame: VideoFrame
    ticks: range
    kind: PictureType


def _stream(
    container: OutputContainer, rate: Fraction, medium: Medium, shape: tuple[int, ...]
) -> VideoStream:
    options = {"threads": THREADS, **medium.codec_options}
    stream = cast("VideoStream", container.add_stream(medium.codec, rate=rate, options=options))
    stream.height, stream.width, _ = shape
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base = 1 / rate
    context.thread_type = ThreadType.FRAME
    context.color_range = ColorRange.MPEG
    context.colorspace = Colorspace.ITU709
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
    return stream


def _shots(timed: Iterable[Timed], rate: Fraction) -> Iterator[_Shot]:
    converter: Converter | None = None
    start, next_key, second = 0, 0.0, max(int(rate), 1)
    for picture, count in timed:
        is_key = picture.opens_beat and start >= next_key
        next_key = start + float(rate) * BETWEEN_KEYS if is_key else next_key
        kind = PictureType.I if is_key else PictureType.NONE
        pixels = _padded(picture.pixels)
        converter = converter or Converter(*pixels.shape[:2])
        frame = VideoFrame.from_ndarray(converter.show(pixels), "yuv420p")
        shot = _Shot(frame, range(start, start + count, second), kind)
        yield shot
        start += count
    last = range(max(shot.ticks[-1] + 1, start - 1), start)
    yield _Shot(frame, last, PictureType.NONE)


def _encode_all(container: OutputContainer, stream: VideoStream, shots: Iterable[_Shot]) -> None:
    """Encode one after the other, on a thread of its own."""
    encode = partial(_encode, container, stream)
    waiting: deque[Future[None]] = deque()
    last: Future[None] | None = None
    with ThreadPoolExecutor(1) as encoder:
        for shot in shots:
            last = encoder.submit(_encode_after, last, encode, shot)
            waiting.append(last)
            if len(waiting) > AHEAD:
                waiting.popleft().result()
        for future in waiting:
            future.result()


def _encode_after(last: Future[None] | None, encode: Callable[[_Shot], None], shot: _Shot) -> None:
    """Encode a shot unless the last one failed: FFmpeg crashes when it goes on after a failure."""
    if last is not None:
        last.result()
    encode(shot)


def _encode(container: OutputContainer, stream: VideoStream, shot: _Shot) -> None:
    frame = shot.frame
    frame.time_base = stream.codec_context.time_base
    frame.pict_type = shot.kind
    for tick in shot.ticks:
        frame.pts = tick
        container.mux(stream.encode(frame))
        frame.pict_type = PictureType.NONE


def _padded(pixels: Pixels) -> Pixels:
    height, width, _ = pixels.shape
    if height % 2 == width % 2 == 0:
        return pixels
    return np.pad(pixels, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")


def _check_frames(container: InputContainer, stream: VideoStream) -> None:
    packets = [packet for packet in container.demux(stream) if packet.size > 0]
    whole = sum(not packet.is_corrupt for packet in packets)
    if whole < max(stream.frames, 1):
        raise ValueError(f"{whole} of {stream.frames} frames are there")
    _check_length(container, packets)
    container.seek(0)
    _decode(islice(container.decode(stream), 1))
    container.seek(stream.duration or 0, stream=stream)
    _decode(container.decode(stream))


def _check_length(container: InputContainer, packets: "Iterable[Packet[VideoStream]]") -> None:
    """Compare what a container says of its length, rounded to milliseconds in a WebM, with it."""
    ends = [
        (packet.pts + packet.duration) * packet.time_base
        for packet in packets
        if packet.pts is not None and packet.duration is not None
    ]
    told = Fraction(container.duration or 0, av.time_base)
    if told - max(ends) > Fraction(1, 1000):
        raise ValueError(f"{float(max(ends)):.3f} of {float(told):.3f} seconds are there")


def _decode(frames: Iterable[VideoFrame]) -> None:
    if sum(1 for _ in frames) == 0:
        raise ValueError("its frames cannot be decoded")
