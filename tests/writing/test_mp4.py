"""What a decoder shows of our MP4s, at which instant, and what the container says."""

import struct
import tracemalloc
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import imageio.v3
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from hypothesis import given, settings
from hypothesis import strategies as st

from kmviz.drawing.picture import Picture
from kmviz.writing import mp4
from tests.writing.films import CLUSTERS, PALE, RECIPE, Pixels, discs, picture, plain

RED, BLUE, BLACK = (255, 0, 0), (0, 0, 255), (0, 0, 0)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a place that every test may overwrite."""
    return tmp_path_factory.mktemp("mp4") / "film.mp4"


def written(path: Path, pictures: Iterable[Picture], *, fps: float = 25) -> Path:
    mp4.write(path, pictures, RECIPE, loop=0, fps=fps)
    mp4.verify(path)
    return path


def decoded(path: Path) -> list[tuple[Fraction, Pixels]]:
    """Return when each frame is shown, in seconds, and its pixels."""
    with av.open(str(path)) as container:
        return [
            (frame.pts * frame.time_base, frame.to_ndarray(format="rgb24").astype(np.uint8))
            for frame in container.decode(video=0)
            if frame.pts is not None and frame.time_base is not None
        ]


def boxes(path: Path) -> list[str]:
    """Return the types of the outermost boxes (ISO/IEC 14496-12), in order."""
    data, at, types = path.read_bytes(), 0, []
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        types.append(kind.decode("ascii"))
        at += size
    assert at == len(data)
    return types


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
    """Frame i of n is shown at i/fps, and shows the picture of that instant, to half a frame."""
    film = [plain((number * 12,) * 3, time) for number, time in enumerate(times)]
    frames, rate = decoded(written(path, film, fps=fps)), Fraction(str(fps))
    total = sum((Fraction(time) for time in times), Fraction(0)) * rate
    assert len(frames) == max(round(total), 1)
    assert [time for time, _ in frames] == [i / rate for i in range(len(frames))]
    numbers = [round(grey(pixels) / 12) for _, pixels in frames]
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
def test_the_frame_rate_is_exact(path: Path, fps: float, rate: str) -> None:
    """A decimal fraction is itself; those of television are over 1001."""
    written(path, [plain(RED, 2), plain(BLUE, 2)], fps=fps)
    with av.open(str(path)) as container:
        assert container.streams.video[0].average_rate == Fraction(rate)


def test_a_player_that_streams_can_start_at_once(path: Path) -> None:
    """The index stands before the pictures."""
    found = boxes(written(path, discs()))
    assert found.index("moov") < found.index("mdat")


def test_every_player_can_decode_it_and_knows_its_colours(path: Path) -> None:
    """H.264, yuv420p, BT.709 throughout, limited range, and square pixels."""
    with av.open(str(written(path, discs()))) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
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
    """Whatever its length, the recipe is the comment of the container, and all its metadata."""
    recipe = replace(RECIPE, command=command)
    mp4.write(path, [plain(RED)], recipe, loop=0, fps=25)
    with av.open(str(path)) as container:
        assert container.metadata["comment"] == recipe.to_text()
        assert "creation_time" not in container.metadata
        assert "encoder" not in container.metadata


def test_each_half_step_opens_with_a_key_frame(path: Path) -> None:
    """A player that jumps to a half-step need not decode what comes before it."""
    film = [
        plain((number * 10,) * 3, 0.08, opens_beat=number in (0, 4, 5, 9)) for number in range(12)
    ]
    with av.open(str(written(path, film))) as container:
        stream = container.streams.video[0]
        keys = {
            packet.pts * packet.time_base * 25
            for packet in container.demux(stream)
            if packet.is_keyframe and packet.pts is not None
        }
    assert {0, 8, 10, 18} <= keys


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
    """The encoder takes 16384 pixels a side."""
    with pytest.raises(ValueError, match=r"\A16386x2 .+\n.+\Z"):
        mp4.write(path, [plain(RED, size=(16_386, 2))], RECIPE, loop=0, fps=25)


def test_repeated_frames_cost_next_to_nothing(path: Path) -> None:
    """A hold of ten seconds adds some twenty bytes a frame."""
    short = written(path, [replace(one, seconds=0.04) for one in discs(1)]).stat().st_size
    long = written(path, [replace(one, seconds=10) for one in discs(1)]).stat().st_size
    assert long - short < 250 * 40


def test_the_same_film_is_the_same_bytes(path: Path) -> None:
    """Nothing in the file depends on the clock, on chance or on threads."""
    first = written(path, discs()).read_bytes()
    assert written(path, discs()).read_bytes() == first


def test_how_often_it_plays_is_left_to_the_player(path: Path) -> None:
    """An MP4 cannot say how often it is to be played."""
    first = written(path, discs(2)).read_bytes()
    mp4.write(path, discs(2), RECIPE, loop=3, fps=25)
    assert path.read_bytes() == first


def test_imageio_reads_the_film(path: Path) -> None:
    """imageio.v3 gives all frames, at their size."""
    frames = imageio.v3.imread(written(path, discs()), plugin="pyav")
    assert frames.shape == (8, 240, 240, 3)
    assert imageio.v3.immeta(path, plugin="pyav")["fps"] == 25


def test_few_pictures_are_alive_at_a_time(path: Path) -> None:
    """The writer lets go of pictures as it goes through them."""
    made: list[weakref.ref[Pixels]] = []
    alive: list[int] = []

    def film() -> Iterator[Picture]:
        for number in range(50):
            alive.append(sum(pixels() is not None for pixels in made))
            one = plain((number, 0, 0))
            made.append(weakref.ref(one.pixels))
            yield one
            del one

    written(path, film())
    assert len(alive) == 50
    assert max(alive) <= 3


def test_memory_does_not_grow_with_the_film(path: Path) -> None:
    """Six times as many pictures, each all new, need no more of Python's memory."""

    def peak(count: int) -> int:
        rng = np.random.default_rng(0)
        film = (picture(rng.integers(0, 256, (64, 64, 3), np.uint8), 0.04) for _ in range(count))
        tracemalloc.start()
        mp4.write(path, film, RECIPE, loop=0, fps=25)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(120) < peak(20) + 100_000


@settings(deadline=None, max_examples=30)
@given(st.floats(0, 1, exclude_max=True))
def test_a_file_cut_short_anywhere_is_found_out(path: Path, part: float) -> None:
    """The whole file passes, and no beginning of it does."""
    whole = written(path, [plain(RED), plain(BLUE), plain(BLACK)]).read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(OSError, match=r"\Athe MP4 is not complete: .+\n.+\Z"):
        mp4.verify(path)


def test_frames_that_cannot_be_decoded_are_found_out(path: Path) -> None:
    """A complete container around nonsense does not pass."""
    data = bytearray(written(path, discs()).read_bytes())
    start = data.index(b"mdat") + 4
    data[start:] = b"\xff" * (len(data) - start)
    path.write_bytes(data)
    with pytest.raises(OSError, match=r"\Athe MP4 is not complete: .+\n.+\Z"):
        mp4.verify(path)
