"""Nothing drifts, nothing is shown too briefly, the end is always shown."""

import math
import weakref
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.drawing.picture import Picture
from kmviz.writing.ticks import in_ticks, merged, shares
from tests.writing.films import Pixels, picture, plain, unhurried

SHARED = np.zeros((2, 2, 3), np.uint8)

seconds = st.floats(0, 0.2) | st.sampled_from([0.0, 0.005, 0.01, 0.015, 0.02, 0.04, 1 / 30, 3.0])
films = st.lists(st.tuples(seconds, st.booleans()), min_size=1, max_size=40)
clocks = st.sampled_from(
    [(Fraction(100), 2), (Fraction(25), 1), (Fraction(30000, 1001), 1), (Fraction(1, 3), 1)]
)


def as_pictures(film: list[tuple[float, bool]]) -> list[Picture]:
    return [
        Picture(pixels=SHARED, seconds=time, opens_beat=opens, flats=np.array([[number, 0, 0]]))
        for number, (time, opens) in enumerate(film)
    ]


def timed(film: list[tuple[float, bool]], rate: Fraction, shortest: int) -> list[tuple[int, int]]:
    """Return the number of each picture that is shown, and its ticks."""
    slots = in_ticks(as_pictures(film), rate=rate, shortest=shortest, largest=100)
    return [(int(picture.flats[0, 0]), ticks) for picture, ticks in slots]


@unhurried
@given(films, clocks)
def test_a_film_lasts_as_long_as_its_pictures(
    film: list[tuple[float, bool]], clock: tuple[Fraction, int]
) -> None:
    """The sum of ticks is the exact sum of seconds, rounded once; the least is one picture."""
    rate, shortest = clock
    total = sum((Fraction(time) for time, _ in film), Fraction(0)) * rate
    ticks = sum(ticks for _, ticks in timed(film, rate, shortest))
    assert ticks == max(shortest, round(total))


@unhurried
@given(films, clocks)
def test_pictures_come_in_order_and_long_enough_and_the_last_is_shown(
    film: list[tuple[float, bool]], clock: tuple[Fraction, int]
) -> None:
    """What is shown is some of the pictures, the last one always, each for the shortest time."""
    rate, shortest = clock
    slots = timed(film, rate, shortest)
    numbers = [number for number, _ in slots]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == len(film) - 1
    assert all(ticks >= shortest for _, ticks in slots)


@unhurried
@given(films, clocks)
def test_no_picture_ends_more_than_half_a_tick_off(
    film: list[tuple[float, bool]], clock: tuple[Fraction, int]
) -> None:
    """Only the picture before the last may end earlier, to leave time for the last."""
    rate, shortest = clock
    end, slots = 0, timed(film, rate, shortest)
    for number, ticks in slots[:-2]:
        end += ticks
        exact = sum((Fraction(time) for time, _ in film[: number + 1]), Fraction(0)) * rate
        assert abs(end - exact) <= Fraction(1, 2)


@unhurried
@given(films, clocks)
def test_a_picture_that_is_left_out_hands_on_its_key_frame(
    film: list[tuple[float, bool]], clock: tuple[Fraction, int]
) -> None:
    """A shown picture opens a beat when it, or one left out since the one before, does."""
    rate, shortest = clock
    start = 0
    for shown, _ in in_ticks(as_pictures(film), rate=rate, shortest=shortest, largest=100):
        number = int(shown.flats[0, 0])
        assert shown.opens_beat == any(opens for _, opens in film[start : number + 1])
        start = number + 1


def test_thirty_pictures_a_second_do_not_drift_in_hundredths() -> None:
    """900 pictures of a thirtieth of a second last 3000 hundredths, in steps of 3 and 4."""
    slots = timed([(1 / 30, False)] * 900, Fraction(100), 2)
    assert sum(ticks for _, ticks in slots) == 3000
    assert {ticks for _, ticks in slots} == {3, 4}


def test_at_most_two_pictures_are_held() -> None:
    """When a picture is asked for, no more than two of those before are still in memory."""
    alive: list[weakref.ref[Pixels]] = []
    most = 0

    def pictures() -> Iterator[Picture]:
        nonlocal most
        for _ in range(50):
            most = max(most, sum(pixels() is not None for pixels in alive))
            pixels = SHARED.copy()
            alive.append(weakref.ref(pixels))
            yield Picture(pixels=pixels, seconds=0.1, opens_beat=False, flats=SHARED[0])
            del pixels

    for _ in in_ticks(pictures(), rate=Fraction(100), shortest=2, largest=100):
        pass
    assert 1 <= most <= 3


@pytest.mark.parametrize("time", [math.nan, math.inf, -math.inf, -0.1, 86_401.0])
def test_an_impossible_time_is_refused(time: float) -> None:
    """The message names the picture and says which times are possible."""
    film = [plain((0, 0, 0)), plain((1, 0, 0), time)]
    with pytest.raises(ValueError, match=r"\Apicture 2: .+\n.+\Z"):
        list(in_ticks(film, rate=Fraction(100), shortest=2, largest=100))


def test_a_film_without_pictures_is_refused() -> None:
    """There must be something to show."""
    with pytest.raises(ValueError, match=r"\A.*no picture\n.+\Z"):
        list(in_ticks([], rate=Fraction(100), shortest=2, largest=100))


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((4, 2, 3), np.uint8),
        np.zeros((2, 2, 4), np.uint8),
        np.zeros((2, 2), np.uint8),
        np.zeros((2, 2, 3)),
        np.zeros((0, 2, 3), np.uint8),
    ],
    ids=lambda pixels: f"{pixels.shape} {pixels.dtype}",
)
def test_pixels_of_another_shape_are_refused(pixels: Pixels) -> None:
    """All pictures of a film are of one size, three bytes a pixel."""
    film = [plain((0, 0, 0), size=(2, 2)), picture(pixels)]
    with pytest.raises(ValueError, match=r"\Apicture 2: .+\n.+\Z"):
        list(in_ticks(film, rate=Fraction(100), shortest=2, largest=100))


def test_a_picture_larger_than_the_format_can_tell_is_refused() -> None:
    """In two lines, with its size and the most that would do."""
    film = [plain((0, 0, 0), size=(101, 2))]
    with pytest.raises(ValueError, match=r"\A101x2 pixels are too many[^\n]*\n[^\n]*100[^\n]*\Z"):
        list(in_ticks(film, rate=Fraction(100), shortest=2, largest=100))


@given(st.lists(st.tuples(st.sampled_from("ab") | st.none(), st.integers(1, 5))))
def test_what_shows_nothing_new_lengthens_what_is_shown(film: list[tuple[str | None, int]]) -> None:
    """Tick for tick, the same is on the screen as if each None were what was there before."""
    film = [("first", 1), *film]
    seen: list[str] = []
    for one, ticks in film:
        seen += [one or seen[-1]] * ticks
    slots = list(merged(film))
    assert [one for one, ticks in slots for _ in range(ticks)] == seen
    assert len(slots) == sum(one is not None for one, _ in film)


@given(st.integers(1, 10_000), st.integers(1, 500))
def test_shares_are_few_and_alike(ticks: int, longest: int) -> None:
    """They add up, none is too long, one fewer would not do, and they differ by one at most."""
    parts = shares(ticks, longest)
    assert sum(parts) == ticks
    assert max(parts) <= longest
    assert (len(parts) - 1) * longest < ticks
    assert max(parts) - min(parts) <= 1
