"""Few colours, chosen so that little is lost."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kmviz.writing import palette
from kmviz.writing.changes import NOTHING, packed
from kmviz.writing.palette import GOOD, MOST, Census, choose, nearest
from tests.writing.films import FLATS, Pixels, discs, unhurried

colours = st.integers(0, NOTHING)
entries = st.lists(st.tuples(colours, st.integers(-100, 10**12)), max_size=20)


def squared_error(pixels: Pixels, shown: Pixels) -> int:
    return int(((pixels.astype(np.int64) - shown) ** 2).sum())


@unhurried
@given(st.lists(entries.filter(len), min_size=1, max_size=5))
def test_a_census_counts_as_one_counts_by_hand(parts: list[list[tuple[int, int]]]) -> None:
    """Totals are per colour, in rising order, and what is no colour is not among them."""
    census, by_hand = Census(), Counter[int]()
    for part in parts:
        columns = np.array(part, np.int64)
        census.add(columns[:, 0].astype(np.uint32), columns[:, 1])
        for colour, weight in part:
            by_hand[colour] += weight
    del by_hand[NOTHING]
    found, weights = census.totals()
    assert dict(zip(found.tolist(), weights.tolist(), strict=True)) == by_hand
    assert found.tolist() == sorted(by_hand)


def test_a_census_of_a_long_film_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted is summed up from time to time, and the totals are the same."""
    monkeypatch.setattr(palette, "PENDING", 100)
    census, few = Census(), np.arange(10, dtype=np.uint32)
    for _ in range(1000):
        census.add(few, np.ones(10, np.int64))
        assert sum(colours.size for colours, _ in census._pending) <= 110  # noqa: SLF001 (memory is the point)
    assert census.totals()[1].tolist() == [1000] * 10


@unhurried
@given(st.sets(st.integers(0, NOTHING - 1), min_size=1, max_size=MOST))
def test_up_to_255_colours_are_all_kept(few: set[int]) -> None:
    """A film of few colours loses nothing."""
    found = np.array(sorted(few), np.uint32)
    chosen = choose(found, np.ones(found.size, np.int64), np.zeros((0, 3), np.uint8))
    assert sorted(packed(chosen).tolist()) == found.tolist()


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32), st.integers(256, 3000), st.integers(0, 200))
def test_the_flat_colours_are_kept(seed: int, size: int, flats: int) -> None:
    """Those of most weight that are shown, as many as half of the palette, are in the palette."""
    rng = np.random.default_rng(seed)
    found = np.sort(rng.choice(NOTHING, size, replace=False)).astype(np.uint32)
    weights = rng.permutation(size) + 1
    flat = rng.choice(size, flats)
    rows = np.stack([found[flat] >> 16, found[flat] >> 8, found[flat]], axis=1).astype(np.uint8)
    chosen = choose(found, weights, rows)
    assert len(chosen) <= MOST
    half = (len(chosen) + 1) // 2
    heaviest = sorted(set(flat.tolist()), key=lambda place: -weights[place])[:half]
    assert set(found[heaviest].tolist()) <= set(packed(chosen).tolist())


@unhurried
@given(st.integers(0, 2**32), st.integers(1, 255))
def test_nearest_is_nearest(seed: int, size: int) -> None:
    """The index is that of the first of the nearest colours, by exact whole-number distances."""
    rng = np.random.default_rng(seed)
    points, table = (rng.integers(0, 256, (count, 3), np.uint8) for count in (100, size))
    differences = points[:, np.newaxis].astype(int) - table
    expected = (differences**2).sum(axis=2).argmin(axis=1)
    assert nearest(packed(points), table).tolist() == expected.tolist()


@pytest.mark.parametrize("method", [Image.Quantize.MEDIANCUT, Image.Quantize.FASTOCTREE])
def test_the_loss_is_less_than_half_of_pillows(method: Image.Quantize) -> None:
    """On pictures of smooth-edged discs, at the same number of colours."""
    pixels = np.concatenate([drawn.pixels for drawn in discs()])
    found, weights = np.unique(packed(pixels), return_counts=True)
    chosen = choose(found, weights, np.array(FLATS, np.uint8))
    ours = chosen[nearest(packed(pixels).ravel(), chosen)].reshape(pixels.shape)
    image = Image.fromarray(pixels)
    pillows = np.asarray(
        image.quantize(len(chosen), method, dither=Image.Dither.NONE).convert("RGB")
    )
    assert squared_error(pixels, ours) < squared_error(pixels, pillows) / 2


@pytest.mark.parametrize("spread", [8, 20, 30, 60, 200])
def test_a_film_gets_as_few_colours_as_are_good_enough(spread: int) -> None:
    """The loss, weighed by hand, is within the limit and uses it, or the palette is full."""
    pixels = np.random.default_rng(0).integers(0, spread, (5000, 3), np.uint8)
    found, weights = np.unique(packed(pixels), return_counts=True)
    chosen = choose(found, weights, np.zeros((0, 3), np.uint8))
    lost = squared_error(pixels, chosen[nearest(packed(pixels), chosen)]) / pixels.size
    assert lost <= GOOD or len(chosen) == MOST
    assert lost >= GOOD / 2


def test_noise_of_every_colour_is_still_served() -> None:
    """More colours than are looked at one by one give a full palette of them."""
    found = np.arange(0, NOTHING, 200, dtype=np.uint32)
    chosen = choose(found, np.ones(found.size, np.int64), np.zeros((0, 3), np.uint8))
    assert len(np.unique(packed(chosen))) == MOST
