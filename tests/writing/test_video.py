"""What a decoder shows of our videos, at which instant, and what the containers say."""

import importlib
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import imageio.v3
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from hypothesis import given, settings
from hypothesis import strategies as st

from kmviz.drawing.picture import Picture
from kmviz.writing.video import Medium
from kmviz.writing.write import FORMATS
from tests.writing.films import CLUSTERS, PALE, RECIPE, Pixels, discs, picture, plain

RED, BLUE, BLACK = (255, 0, 0), (0, 0, 255), (0, 0, 0)
ENDINGS = [".mp4", ".webm"]
CLOCK = {".mp4": Fraction(0), ".webm": Fraction(1, 2000)}
"""Seconds by which a container may miss an instant: a WebM counts in whole milliseconds."""


@pytest.fixture(scope="module", params=ENDINGS)
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a place that every test may overwrite, for each kind of video."""
    ending: str = request.param
    return tmp_path_factory.mktemp("video") / f"film{ending}"


def written(path: Path, pictures: Iterable[Picture], *, fps: float = 25) -> Path:
    module = importlib.import_module(FORMATS[path.suffix])
    module.write(path, pictures, RECIPE, loop=0, fps=fps)
    module.verify(path)
    return path


def refused(path: Path) -> None:
    module = importlib.import_module(FORMATS[path.suffix])
    with pytest.raises(OSError, match=r"\Athe (MP4|WebM) is not complete: .+\n.+\Z"):
        module.verify(path)


def decoded(path: Path) -> list[tuple[Fraction, Pixels]]:
    """Return when each frame is shown, in seconds, and its pixels."""
    with av.open(str(path)) as container:
        return [
            (frame.pts * frame.time_base, frame.to_ndarray(format="rgb24").astype(np.uint8))
            for frame in container.decode(video=0)
            if frame.pts is not None and frame.time_base is not None
        ]


def grey(pixels: Pixels) -> int:
    return round(float(pixels.mean()))


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.floats(0, 0.3) | st.sampled_from([0.0, 0.04, 1 / 30, 1.0]), min_size=1, max_size=20
    ),
    st.sampled_from([10, 24, 25, 29.97, 30, 60]),
)
def test_every_frame_shows_what_is_due(path: Path, times: list[float], fps: float) -> None:
    """Frames begin at whole ticks, and what they show in tick i of n is due, to half a tick."""
    film = [plain((number * 12,) * 3, time) for number, time in enumerate(times)]
    frames, rate = decoded(written(path, film, fps=fps)), Fraction(str(fps))
    total = sum((Fraction(time) for time in times), Fraction(0)) * rate
    starting = [round(time * rate) for time, _ in frames]
    exact = zip(starting, frames, strict=True)
    assert all(abs(tick / rate - time) <= CLOCK[path.suffix] for tick, (time, _) in exact)
    shown = np.repeat(
        [round(grey(pixels) / 12) for _, pixels in frames],
        np.diff([*starting, max(round(total), 1)]),
    )
    numbers = shown.tolist()
    assert len(numbers) == max(round(total), 1)
    assert numbers == sorted(numbers)
    assert numbers[-1] == len(film) - 1
    starts = np.concatenate([[0], np.cumsum(times)]) * float(rate)
    for i, number in enumerate(numbers[:-2]):
        assert starts[number] - 1.001 <= i <= starts[number + 1] + 0.501


def test_a_long_film_does_not_drift(path: Path) -> None:
    """300 pictures of a thirtieth of a second at 25 frames a second are 250 frames."""
    film = [plain((number % 2 * 100,) * 3, 1 / 30) for number in range(300)]
    assert len(decoded(written(path, film))) == 250


@pytest.mark.parametrize(
    ("fps", "rate"),
    [(25, "25"), (29.97, "2997/100"), (30000 / 1001, "30000/1001"), (0.5, "1/2"), (240, "240")],
)
def test_the_clock_is_exact(path: Path, fps: float, rate: str) -> None:
    """A decimal fraction is itself; those of television are over 1001."""
    film = [plain(colour, 2) for colour in (RED, BLUE) * 20]
    starts = [time for time, _ in decoded(written(path, film, fps=fps))]
    off = [time - round(time * Fraction(rate)) / Fraction(rate) for time in starts]
    assert max(map(abs, off)) <= CLOCK[path.suffix]
    assert starts[-1] > 75


@pytest.mark.parametrize("fps", [24, 25, 29.97, 60])
def test_a_picture_that_stays_is_shown_again_each_second(path: Path, fps: float) -> None:
    """So that a player may jump to any instant; and the last one in the last tick."""
    film = [plain(RED, 0.04), plain(BLUE, 7.3), plain(BLACK, 3.9)]
    starts = [time for time, _ in decoded(written(path, film, fps=fps))]
    assert 12 <= len(starts) <= 15
    assert max(after - before for before, after in pairwise(starts)) <= 1 + CLOCK[path.suffix]
    ticks = [round(time * Fraction(str(fps))) for time in starts]
    total = round((0.04 + 7.3 + 3.9) * fps)
    assert ticks[-1] == total - 1


@pytest.mark.parametrize("times", [(4.0,), (2.5, 0.04, 3.2), (0.04,), (0.04, 0.04, 9.0)])
def test_file_and_track_last_as_long_as_the_film(path: Path, times: tuple[float, ...]) -> None:
    """All lengths that a container tells are the same, and frames are decoded in order."""
    film = [plain((number * 40,) * 3, time) for number, time in enumerate(times)]
    with av.open(str(written(path, film))) as container:
        stream = container.streams.video[0]
        lengths = [Fraction(container.duration or 0, av.time_base)]
        if stream.duration is not None and stream.time_base is not None:
            lengths.append(stream.duration * stream.time_base)
        packets = [packet for packet in container.demux(stream) if packet.pts is not None]
        assert all(packet.pts == packet.dts for packet in packets)
        lengths.append((packets[-1].pts or 0) * Fraction(stream.time_base or 1) + Fraction(1, 25))
    assert lengths == [Fraction(round(sum(times) * 25), 25)] * len(lengths)


def test_every_player_can_decode_it_and_knows_its_colours(path: Path) -> None:
    """H.264 or VP9, yuv420p, BT.709 throughout, limited range, and square pixels."""
    with av.open(str(written(path, discs()))) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert context.codec.canonical_name == {".mp4": "h264", ".webm": "vp9"}[path.suffix]
        assert context.pix_fmt == "yuv420p"
        assert context.color_range == ColorRange.MPEG
        assert context.colorspace == Colorspace.ITU709
        assert context.color_primaries == ColorPrimaries.BT709
        assert context.color_trc == ColorTrc.BT709
        assert stream.sample_aspect_ratio in (None, 1)


def test_large_flat_areas_keep_their_colour(path: Path) -> None:
    """Decoded as BT.709, every colour of the clusters is within 3 of 255 of what was drawn."""
    colours = [*CLUSTERS, *PALE, (255, 255, 255), BLACK, RED, BLUE]
    pixels = np.zeros((3 * 64, 4 * 64, 3), np.uint8)
    for number, colour in enumerate(colours):
        top, left = number // 4 * 64, number % 4 * 64
        pixels[top : top + 64, left : left + 64] = colour
    for _, frame in decoded(written(path, [picture(pixels, 0.4)])):
        for number, colour in enumerate(colours):
            top, left = number // 4 * 64, number % 4 * 64
            inside = frame[top + 16 : top + 48, left + 16 : left + 48].astype(int)
            assert np.abs(inside - colour).max() <= 3


@pytest.mark.parametrize("command", ["python -m kmviz", "", "\u20ac" * 20_000])
def test_the_comment_is_the_recipe(path: Path, command: str) -> None:
    """Whatever its length, it is the comment of the container; no clock and no version is there."""
    recipe = replace(RECIPE, command=command)
    module = importlib.import_module(FORMATS[path.suffix])
    module.write(path, [plain(RED)], recipe, loop=0, fps=25)
    with av.open(str(path)) as container:
        metadata = {name.lower(): text for name, text in container.metadata.items()}
    assert metadata.pop("comment") == recipe.to_text()
    assert metadata.pop("encoder", "Lavf") == "Lavf"
    assert not {"creation_time", "date"} & metadata.keys()


def test_key_frames_open_half_steps(path: Path) -> None:
    """A player can jump to a half-step; key frames are five seconds apart."""
    film = [
        replace(one, seconds=2.0, opens_beat=number in (0, 1, 3, 4, 6))
        for number, one in enumerate(discs())
    ]
    with av.open(str(written(path, film))) as container:
        stream = container.streams.video[0]
        keys = {
            packet.pts * packet.time_base
            for packet in container.demux(stream)
            if packet.is_keyframe and packet.pts is not None
        }
    assert {0, 6, 12} <= keys
    assert not {2, 8} & keys


def test_a_key_frame_is_a_fresh_start(path: Path) -> None:
    """Decoding can begin at any of them: the frames from there on are those of the whole film."""
    film = [replace(one, opens_beat=number == 4) for number, one in enumerate(discs())]
    frames = decoded(written(path, film))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        start = Fraction(4, 25) / (stream.time_base or 1)
        container.seek(int(start), stream=stream)
        rest = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
    assert np.array_equal(rest, [pixels for _, pixels in frames[4:]])


@pytest.mark.parametrize(
    ("size", "padded"),
    [
        ((2, 2), (2, 2)),
        ((1, 1), (2, 2)),
        ((15, 33), (16, 34)),
        ((320, 240), (320, 240)),
        ((1920, 1080), (1920, 1080)),
    ],
)
def test_sides_are_made_even(path: Path, size: tuple[int, int], padded: tuple[int, int]) -> None:
    """An odd side grows by one line, which repeats the last: no black seam."""
    _, pixels = decoded(written(path, [plain((200, 200, 200), 0.04, size=size)]))[0]
    assert pixels.shape == (padded[1], padded[0], 3)
    assert np.abs(pixels.astype(int) - 200).max() <= 3


def test_a_picture_too_wide_for_the_format_is_refused(path: Path) -> None:
    """The encoders take 16384 pixels a side."""
    with pytest.raises(ValueError, match=r"\A16386x2 .+\n.+\Z"):
        written(path, [plain(RED, size=(16_386, 2))])


def test_repeated_frames_cost_next_to_nothing(path: Path) -> None:
    """A hold of ten seconds more adds some tens of bytes a second."""
    short = written(path, [replace(one, seconds=10) for one in discs(1)]).stat().st_size
    long = written(path, [replace(one, seconds=20) for one in discs(1)]).stat().st_size
    assert long - short < 10 * 100


def test_how_often_it_plays_is_left_to_the_player(path: Path) -> None:
    """A video cannot say how often it is to be played."""
    first = written(path, discs(2)).read_bytes()
    module = importlib.import_module(FORMATS[path.suffix])
    module.write(path, discs(2), RECIPE, loop=3, fps=25)
    assert path.read_bytes() == first


def test_imageio_reads_the_film(path: Path) -> None:
    """imageio.v3 gives all frames, at their size; where none stays, they are as many as ticks."""
    frames = imageio.v3.imread(written(path, discs()), plugin="pyav")
    assert frames.shape == (8, 240, 240, 3)
    assert imageio.v3.immeta(path, plugin="pyav")["fps"] == 25


def test_frames_that_cannot_be_decoded_are_found_out(path: Path) -> None:
    """A complete container around nonsense does not pass."""
    data = bytearray(written(path, discs()).read_bytes())
    data[len(data) // 2 :] = b"\xff" * (len(data) - len(data) // 2)
    path.write_bytes(data)
    refused(path)


def test_a_codec_that_is_not_there_is_an_import_that_failed() -> None:
    """So that whoever asks for the format is told which package to install."""
    with pytest.raises(ImportError, match="no libnothing") as caught:
        Medium(name="", container="", container_options={}, codec="libnothing", codec_options={})
    assert caught.value.name == "av"
