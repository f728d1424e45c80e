"""What a decoder shows of our GIFs, at which instant, and what their blocks say."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import imageio.v3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kmviz.drawing.picture import Picture
from kmviz.writing import gif
from tests.writing.films import (
    FLATS,
    RECIPE,
    Pixels,
    discs,
    parsed,
    picture,
    plain,
    shown_by_pillow,
    unhurried,
)

RED, BLUE, GREY = (255, 0, 0), (0, 0, 255), (128, 128, 128)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a place that every test may overwrite."""
    return tmp_path_factory.mktemp("gif") / "film.gif"


def written(path: Path, pictures: Iterable[Picture], *, loop: int = 0) -> Path:
    gif.write(path, pictures, RECIPE, loop=loop, fps=25)
    gif.verify(path)
    return path


def noise(count: int, *, size: int = 16, colours: int = 1 << 24) -> list[Pixels]:
    rng = np.random.default_rng(0)
    table = rng.integers(0, 256, (min(colours, 1 << 16), 3), np.uint8)
    return [table[rng.integers(0, len(table), (size, size))] for _ in range(count)]


def psnr(pixels: Pixels, shown: Pixels) -> float:
    error = ((pixels.astype(float) - shown) ** 2).mean()
    return float("inf") if error == 0 else 10 * float(np.log10(255**2 / error))


@unhurried
@given(st.lists(st.floats(0.03, 1) | st.sampled_from([0.03, 1 / 30, 0.04, 4.0]), min_size=1))
def test_every_picture_is_on_the_screen_at_its_time(path: Path, times: list[float]) -> None:
    """Each picture appears and goes within half a hundredth of the exact sum of seconds."""
    film = [plain((number % 250, 0, 0), time) for number, time in enumerate(times)]
    shown = shown_by_pillow(written(path, film))
    assert [int(frame.pixels[0, 0, 0]) for frame in shown] == [n % 250 for n in range(len(film))]
    ends = accumulate(frame.ticks for frame in shown)
    exact = accumulate(Fraction(time) * 100 for time in times)
    assert all(abs(end - due) <= Fraction(1, 2) for end, due in zip(ends, exact, strict=True))


@unhurried
@given(st.lists(st.floats(0, 0.05), min_size=1, max_size=60))
def test_no_picture_is_too_short_for_a_browser(path: Path, times: list[float]) -> None:
    """However short the pictures, each block lasts 2 or more, and the film as long as it should."""
    film = [plain((number, 0, 0), time) for number, time in enumerate(times)]
    shown = shown_by_pillow(written(path, film))
    assert all(frame.ticks >= 2 for frame in shown)
    assert shown[-1].pixels[0, 0, 0] == len(film) - 1
    total = round(sum(Fraction(time) * 100 for time in times))
    assert sum(frame.ticks for frame in shown) == max(total, 2)


@pytest.mark.parametrize("seconds", [655.35, 655.36, 655.37, 1310.71, 2000, 86_400])
def test_a_picture_may_stay_for_hours(path: Path, seconds: float) -> None:
    """What one block cannot tell, several do; those after the first change one pixel by nothing."""
    film = [plain(RED, seconds), plain(BLUE, 1)]
    shown = shown_by_pillow(written(path, film))
    reds = [frame for frame in shown if frame.pixels[0, 0, 0] == 255]
    assert sum(frame.ticks for frame in reds) == round(seconds * 100)
    assert all(2 <= frame.ticks <= 65_535 for frame in shown)
    assert shown[-1].pixels[0, 0].tolist() == list(BLUE)
    assert all(image[2:4] == (1, 1) for image in parsed(path).images[1:-1])


@unhurried
@given(
    st.lists(st.tuples(st.sampled_from([RED, BLUE, GREY]), st.sampled_from([0.1, 0.5])), min_size=1)
)
def test_a_picture_equal_to_the_one_before_only_lengthens_it(
    path: Path, film: list[tuple[tuple[int, int, int], float]]
) -> None:
    """There are as many blocks as the film has different pictures in a row."""
    shown = shown_by_pillow(written(path, [plain(*entry) for entry in film]))
    colours = [colour for colour, _ in film]
    different = [new for old, new in zip([None, *colours], colours, strict=False) if new != old]
    assert [tuple(frame.pixels[0, 0].tolist()) for frame in shown] == different
    assert sum(frame.ticks for frame in shown) == round(sum(time for _, time in film) * 100)


@pytest.mark.parametrize(("loop", "stored"), [(0, 0), (1, None), (2, 1), (3, 2), (65_536, 65_535)])
def test_the_loop_block_says_how_often_to_play_again(
    path: Path, loop: int, stored: int | None
) -> None:
    """For ever is 0; once is no block at all; n times is n-1 times again, as browsers count."""
    gif_file = parsed(written(path, [plain(RED), plain(BLUE)], loop=loop))
    loops = [data for label, data in gif_file.blocks if label == 0xFF]
    expected = [] if stored is None else [b"NETSCAPE2.0\x01" + stored.to_bytes(2, "little")]
    assert loops == expected
    assert gif_file.blocks[0].label == (0xFE if stored is None else 0xFF)
    with Image.open(path) as image:
        assert image.info.get("loop") == stored


@pytest.mark.parametrize("command", ["python -m kmviz", "", "x" * 255, "\u20ac" * 20_000])
def test_the_comment_is_the_recipe(path: Path, command: str) -> None:
    """Whatever its length, Pillow reads the recipe back as the comment of the file."""
    recipe = replace(RECIPE, command=command)
    gif.write(path, [plain(RED)], recipe, loop=0, fps=25)
    with Image.open(path) as image:
        assert image.info["comment"].decode("ascii") == recipe.to_text()


@unhurried
@given(
    st.integers(1, 6).flatmap(
        lambda side: st.lists(
            st.lists(st.sampled_from([0, 9, 255]), min_size=side * side, max_size=side * side),
            min_size=1,
            max_size=8,
        )
    )
)
def test_few_colours_lose_nothing(path: Path, film: list[list[int]]) -> None:
    """Up to 255 colours, the decoded film is the film, pixel for pixel, instant for instant."""
    side = round(len(film[0]) ** 0.5)
    pixels = [np.array(values, np.uint8).reshape(side, side, 1).repeat(3, 2) for values in film]
    shown = shown_by_pillow(written(path, [picture(one, 0.1) for one in pixels]))
    instants = [frame.pixels for frame in shown for _ in range(frame.ticks // 10)]
    assert np.array_equal(instants, pixels)


def test_flat_colours_are_exact_among_thousands_of_others(path: Path) -> None:
    """Pixels of a flat colour decode to that very colour, in every picture."""
    film = list(discs())
    assert len(np.unique(np.concatenate([one.pixels for one in film]).reshape(-1, 3), axis=0)) > 500
    for one, frame in zip(film, shown_by_pillow(written(path, film)), strict=True):
        for colour in FLATS:
            flat = (one.pixels == colour).all(axis=2)
            assert np.all(frame.pixels[flat] == colour)


def test_smooth_edges_and_fades_are_close(path: Path) -> None:
    """The film has a peak signal-to-noise ratio of 50 dB or more, and no picture less than 46."""
    film = [one.pixels for one in discs()]
    shown = [frame.pixels for frame in shown_by_pillow(written(path, discs()))]
    assert psnr(np.stack(film), np.stack(shown)) >= 50
    assert min(psnr(one, frame) for one, frame in zip(film, shown, strict=True)) >= 46


@unhurried
@given(
    st.tuples(st.integers(0, 15), st.integers(0, 15)),
    st.tuples(st.integers(0, 15), st.integers(0, 15)),
)
def test_only_the_changed_rectangle_is_written(
    path: Path, first: tuple[int, int], second: tuple[int, int]
) -> None:
    """Two changed pixels make an image that reaches from one to the other, and no further."""
    before, after = np.zeros((16, 16, 3), np.uint8), np.zeros((16, 16, 3), np.uint8)
    after[first] = after[second] = 200
    images = parsed(written(path, [picture(before), picture(after)])).images
    top, left = np.minimum(first, second).tolist()
    height, width = (np.abs(np.subtract(first, second)) + 1).tolist()
    assert images[0][:4] == (0, 0, 16, 16)
    assert images[1][:4] == (left, top, width, height)


def test_the_blocks_are_plain(path: Path) -> None:
    """One colour table for all, images left in place, not interlaced, the first without holes."""
    gif_file = parsed(written(path, discs()))
    assert [image[4] for image in gif_file.images] == [0] * 8
    assert [control[0] >> 2 for control in gif_file.controls] == [1] * 8
    assert gif_file.controls[0][0] & 1 == 0
    assert [block.label for block in gif_file.blocks] == [0xFF, 0xFE] + [0xF9, 0x2C] * 8
    assert gif_file.rest == b""


@pytest.mark.parametrize(
    ("colours", "entries"), [(1, 2), (2, 4), (3, 4), (4, 8), (127, 128), (128, 256), (255, 256)]
)
def test_the_table_is_no_larger_than_it_must_be(path: Path, colours: int, entries: int) -> None:
    """A power of two with room for all colours and the transparent one."""
    pixels = np.zeros((16, 16, 3), np.uint8)
    pixels[..., 0] = np.arange(256).reshape(16, 16) % colours
    assert len(parsed(written(path, [picture(pixels)])).table) == 3 * entries


def test_thousands_of_colours_share_255(path: Path) -> None:
    """Noise uses the whole table, and unchanged pixels are still left alone."""
    film = noise(3)
    film[2] = film[1].copy()
    film[2][5, 7] = ~film[2][5, 7]
    gif_file = parsed(written(path, [picture(pixels) for pixels in film]))
    assert len(gif_file.table) == 3 * 256
    assert gif_file.images[2][:4] == (7, 5, 1, 1)


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (3, 5), (320, 240), (1920, 1080), (1, 999)])
def test_any_size_will_do(path: Path, size: tuple[int, int]) -> None:
    """Width and height are those of the pictures, from one pixel to full HD."""
    film = [plain(RED, size=size), plain(BLUE, size=size)]
    shown = shown_by_pillow(written(path, film))
    assert np.array_equal([frame.pixels for frame in shown], [one.pixels for one in film])


def test_a_picture_too_wide_for_the_format_is_refused(path: Path) -> None:
    """A GIF holds 65535 pixels a side."""
    with pytest.raises(ValueError, match=r"\A65536x1 .+\n.+\Z"):
        gif.write(path, [plain(RED, size=(65_536, 1))], RECIPE, loop=0, fps=25)


def test_a_film_of_one_picture_is_a_still(path: Path) -> None:
    """One picture makes one image, shown for its time."""
    (only,) = shown_by_pillow(written(path, [plain(RED, 2.5)]))
    assert only.ticks == 250


def test_three_hundred_tiny_changes_make_a_tiny_file(path: Path) -> None:
    """A picture costs what it changes: a moving pixel, some forty bytes."""

    def film() -> Iterator[Picture]:
        for number in range(300):
            pixels = np.full((640, 640, 3), 255, np.uint8)
            pixels[320, 100 + number] = 0
            yield picture(pixels, 0.04)

    shown = shown_by_pillow(written(path, film()))
    assert len(shown) == 300
    assert path.stat().st_size < 300 * 40 + 3000


def test_pixels_of_any_memory_layout_will_do(path: Path) -> None:
    """Views, such as three channels out of four, are written as their copies."""
    four = np.dstack([*noise(1), np.full((16, 16, 1), 255, np.uint8)])
    view, copy = four[::-1, :, :3], four[::-1, :, :3].copy()
    first = written(path, [picture(view)]).read_bytes()
    assert written(path, [picture(copy)]).read_bytes() == first


def test_imageio_reads_the_film(path: Path) -> None:
    """imageio.v3 gives all pictures, in colour, without an alpha channel."""
    film = list(discs())
    frames = imageio.v3.imread(written(path, film), index=None)
    assert frames.shape == (8, 240, 240, 3)
    assert imageio.v3.improps(path).n_images == 8


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_a_file_cut_short_anywhere_is_found_out(path: Path, data: st.DataObject) -> None:
    """The whole file passes, and no beginning of it does, nor more than it."""
    whole = written(path, [plain(RED), plain(BLUE), plain(GREY)]).read_bytes()
    length = data.draw(st.integers(0, len(whole) - 1))
    for wrong in (whole[:length], whole[:length] + b";;", whole + b"\0"):
        path.write_bytes(wrong)
        with pytest.raises(OSError, match=r"\Athe GIF is not complete: .+\n.+\Z"):
            gif.verify(path)


def test_a_picture_that_cannot_be_decoded_is_found_out(path: Path) -> None:
    """A last image of impossible codes does not pass."""
    data = bytearray(
        written(path, [plain(RED), *(picture(pixels) for pixels in noise(1))]).read_bytes()
    )
    data[-200:-10] = b"\xff" * 190
    path.write_bytes(data)
    with pytest.raises(OSError, match=r"\Athe GIF is not complete: .+\n.+\Z"):
        gif.verify(path)
