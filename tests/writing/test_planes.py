"""What the planes of a video hold, against the formulas of the recommendation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.writing.planes import ROWS, Converter, Planes
from tests.writing.films import Pixels, unhurried


def converted(pixels: Pixels) -> Planes:
    """Convert one picture by itself."""
    height, width, _ = pixels.shape
    return Converter(height, width).show(pixels)


def by_recommendation(pixels: Pixels) -> tuple[object, ...]:
    """Compute ITU-R BT.709-6, 3.2 to 3.4, in float64: Y, and the mean CB and CR of each block."""
    red, green, blue = np.moveaxis(pixels / 255, -1, 0)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    height, width = light.shape
    blocks = (height // 2, 2, width // 2, 2)
    blueness, redness = ((blue - light) / 1.8556, (red - light) / 1.5748)
    colours = [128 + 224 * plane.reshape(blocks).mean(axis=(1, 3)) for plane in (blueness, redness)]
    return (16 + 219 * light, *colours)


sizes = st.tuples(st.integers(1, ROWS + 2), st.integers(1, 20))
seeds = st.integers(0, 2**32 - 1)


@unhurried
@given(sizes, seeds)
def test_planes_are_those_of_the_recommendation(size: tuple[int, int], seed: int) -> None:
    """Each value is the nearest whole number, up to the rounding of weights: 0.52 off at most."""
    height, width = 2 * size[0], 2 * size[1]
    pixels = np.random.default_rng(seed).integers(256, size=(height, width, 3), dtype=np.uint8)
    planes, at = converted(pixels).ravel(), 0
    for due in map(np.asarray, by_recommendation(pixels)):
        found = planes[at : at + due.size].reshape(due.shape)
        assert np.abs(found - due).max() <= 0.52
        at += due.size
    assert at == planes.size


@unhurried
@given(sizes, seeds, st.lists(st.floats(0, 0.3), min_size=1, max_size=4))
def test_what_changed_is_converted_as_if_all_were(
    size: tuple[int, int], seed: int, parts: list[float]
) -> None:
    """However many pixels change from picture to picture, the planes are those of the last one."""
    height, width = 2 * size[0], 2 * size[1]
    rng = np.random.default_rng(seed)
    pixels = rng.integers(256, size=(height, width, 3), dtype=np.uint8)
    converter = Converter(height, width)
    converter.show(pixels)
    for part in parts:
        changes = rng.random((height, width, 1)) < part
        pixels = np.where(changes, rng.integers(256, size=pixels.shape), pixels).astype(np.uint8)
        assert np.array_equal(converter.show(pixels), converted(pixels))


def test_greys_have_no_colour() -> None:
    """Black is 16 and white 235; of colour, all greys have exactly 128."""
    greys = np.repeat(np.arange(256, dtype=np.uint8), 4).reshape(512, 2, 1)
    planes = converted(np.repeat(greys, 3, axis=2)).ravel()
    assert (planes[0], planes[1023]) == (16, 235)
    assert (planes[1024:] == 128).all()


@pytest.mark.parametrize("step", [1, -1])
def test_pixels_need_not_lie_in_order(step: int) -> None:
    """A view of an array is converted as a copy of it is, whole and in part."""
    pixels = np.random.default_rng(0).integers(256, size=(40, 30, 3), dtype=np.uint8)
    later = pixels.copy()
    later[3, 5] ^= 1
    converter = Converter(40, 30)
    for one in (pixels, later):
        shown = converter.show(np.asfortranarray(one[:, ::step])[:, :, :])
        assert np.array_equal(shown, converted(np.ascontiguousarray(one[:, ::step])))
