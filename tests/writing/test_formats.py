"""Every format of films passes the same tests: what others decode is what was written."""

import importlib
import random
import tracemalloc
import weakref
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmviz.drawing.picture import Picture
from kmviz.writing import gif, palette
from kmviz.writing.read import read_recipe
from kmviz.writing.write import FOLDER, FORMATS, Format, write
from tests.writing.decoders import DECODERS, Screening, contents, ending_of
from tests.writing.films import CLUSTERS, PALE, RECIPE, Colour, Pixels, discs, picture, plain

SQUARE = 32


@pytest.fixture(scope="module", params=FORMATS)
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a place that every test may overwrite, for each format."""
    folder, ending = tmp_path_factory.mktemp("formats"), request.param
    if ending == FOLDER:
        (folder / "film").mkdir()
        return folder / "film"
    return folder / f"film{ending}"


def module(path: Path) -> Format:
    found: Format = importlib.import_module(FORMATS[ending_of(path)])
    return found


def squares(colours: list[Colour]) -> Pixels:
    """Draw a square of each colour, side by side."""
    return np.concatenate([np.full((SQUARE, SQUARE, 3), one, np.uint8) for one in colours], axis=1)


def turns(*times: float) -> Iterator[Picture]:
    """Give pictures in which the colours of the clusters move up by one square each time."""
    for number, seconds in enumerate(times):
        turned = CLUSTERS[number % 4 :] + CLUSTERS[: number % 4] + PALE
        yield picture(squares(turned), seconds, flats=[*CLUSTERS, *PALE], opens_beat=number == 0)


def middles(pixels: Pixels) -> Pixels:
    """Take the middle of each square."""
    return pixels[SQUARE // 2, SQUARE // 2 :: SQUARE]


def test_every_format_has_a_decoder() -> None:
    """No format is left out of these tests."""
    assert DECODERS.keys() == FORMATS.keys()


@settings(deadline=None, max_examples=8)
@given(st.lists(st.floats(0.1, 0.9), min_size=1, max_size=5))
def test_each_picture_is_shown_at_its_time_in_its_colours(path: Path, times: list[float]) -> None:
    """Just after a picture is due, and just before it goes, its colours are in their places."""
    write(path, turns(*times), RECIPE)
    screening, tick = Screening(path), DECODERS[ending_of(path)].tick
    ends = list(accumulate(times))
    for end, seconds, due in zip(ends, times, turns(*times), strict=True):
        for instant in (end - seconds + 0.51 * tick, end - 0.51 * tick):
            shown = middles(screening.at(instant)).astype(int)
            assert np.abs(shown - middles(due.pixels)).max() <= DECODERS[ending_of(path)].off


@settings(deadline=None, max_examples=8)
@given(st.lists(st.floats(0.02, 0.5), min_size=1, max_size=10))
def test_the_film_lasts_as_long_as_it_should(path: Path, times: list[float]) -> None:
    """The total time is the sum of seconds, to half a tick."""
    write(path, turns(*times), RECIPE)
    tick = DECODERS[ending_of(path)].tick
    assert Screening(path).seconds == pytest.approx(max(sum(times), tick), abs=tick * 0.501 + 1e-9)


def test_first_and_last_picture_are_shown(path: Path) -> None:
    """However short the last one is, it ends the film."""
    write(path, turns(0.5, 0.5, 0.001), RECIPE)
    shown = Screening(path)
    first, _, last = turns(1, 1, 1)
    for pixels, due in ((shown.at(0), first), (shown.pictures[-1].pixels, last)):
        off = middles(pixels).astype(int) - middles(due.pixels)
        assert np.abs(off).max() <= DECODERS[ending_of(path)].off


@pytest.mark.parametrize("loop", [0, 1, 2, 7])
def test_it_plays_as_often_as_it_should(path: Path, loop: int) -> None:
    """For ever, once, or as many times as asked, where a format can tell."""
    plays = DECODERS[ending_of(path)].plays
    write(path, turns(0.1, 0.1), RECIPE, loop=loop)
    assert plays is None or plays(path) == loop


def test_a_long_hold_is_a_small_file(path: Path) -> None:
    """A picture that stays for a minute costs little more than one that stays for a second."""
    short = len(contents(write(path, turns(1), RECIPE)))
    assert len(contents(write(path, turns(60), RECIPE))) < short + 60_000
    assert Screening(path).seconds == pytest.approx(60)


def test_smooth_edges_are_close(path: Path) -> None:
    """Discs with smooth edges come back with a peak signal-to-noise ratio of 30 dB or more."""
    write(path, discs(), RECIPE)
    for one, shown in zip(discs(), Screening(path).pictures, strict=True):
        error = ((one.pixels.astype(float) - shown.pixels) ** 2).mean()
        assert error <= 255**2 / 10**3


def test_the_recipe_comes_back(path: Path) -> None:
    """What made the film is read from the file."""
    assert read_recipe(write(path, discs(2), RECIPE)) == RECIPE


def test_the_same_film_is_the_same_bytes(path: Path) -> None:
    """Nothing in the file depends on the clock, on chance or on threads."""
    first = contents(write(path, discs(), RECIPE))
    random.seed(1)
    assert contents(write(path, discs(), RECIPE)) == first


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

    write(path, film(), RECIPE)
    assert len(alive) == 50
    assert max(alive) <= 5


def test_memory_does_not_grow_with_the_film(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred more pictures, each all new, need no more memory than a few do.

    An encoder of AVIF keeps what it has packed, and the file is read at once to verify it.
    """
    monkeypatch.setattr(gif, "IN_MEMORY", 1 << 16)
    monkeypatch.setattr(palette, "PENDING", 1 << 12)
    levels = np.array([0, 80, 160], np.uint8)

    def peak(count: int) -> int:
        rng = np.random.default_rng(0)
        film = (picture(rng.choice(levels, (64, 64, 3)), 0.04) for _ in range(count))
        tracemalloc.start()
        write(path, film, RECIPE)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    few, size = peak(20), len(contents(path))
    many = peak(120)
    packed = 2 * (len(contents(path)) - size) if ending_of(path) == ".avif" else 0
    assert many < few + packed + 100_000


@settings(deadline=None, max_examples=25)
@given(st.floats(0, 1, exclude_max=True))
def test_a_file_cut_short_anywhere_is_found_out(path: Path, part: float) -> None:
    """The whole file passes, and no beginning of it does."""
    write(path, turns(0.1, 0.1, 0.1), RECIPE)
    module(path).verify(path)
    cut = path / "0003.png" if path.is_dir() else path
    whole = cut.read_bytes()
    cut.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(OSError, match=r"\Athe (folder|[A-Z]\w+) is not complete: .+\n.+\Z"):
        module(path).verify(path)


def test_a_picture_of_another_size_is_refused(path: Path) -> None:
    """And the film that was there stays."""
    old = contents(write(path, turns(0.1), RECIPE))
    with pytest.raises(ValueError, match=r"\Apicture 2: 16x16 pixels after .+\n.+\Z"):
        write(path, [*turns(0.1), plain((0, 0, 0))], RECIPE)
    assert contents(path) == old
