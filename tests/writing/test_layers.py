"""Layers laid one over the other are the pictures again, and no larger than they must be."""

from collections.abc import Iterable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kmviz.drawing.picture import Picture
from kmviz.writing.layers import Layer, layers
from tests.writing.films import Pixels, picture, plain

shapes = st.tuples(st.integers(1, 6), st.integers(1, 6), st.just(3))
films = shapes.flatmap(
    lambda shape: st.lists(
        hnp.arrays(np.uint8, shape, elements=st.sampled_from([0, 1, 255])), min_size=1, max_size=6
    )
)


def laid(pictures: Iterable[Picture], *, longest: int = 10_000) -> list[Layer]:
    return list(layers(pictures, largest=100, longest=longest))


@given(films)
def test_the_pictures_follow_from_the_layers(film: list[Pixels]) -> None:
    """Where a layer is opaque it is seen, elsewhere what was there: each picture for its time."""
    screen = np.zeros_like(film[0])
    seen = []
    for layer in laid(picture(pixels, 0.1) for pixels in film):
        opaque = layer.pixels[..., 3] == 255
        assert np.all(layer.pixels[~opaque] == 0)
        screen[layer.area.slices][opaque] = layer.pixels[opaque, :3]
        seen += [screen.copy()] * (layer.milliseconds // 100)
    assert np.array_equal(seen, film)


@given(films)
def test_a_layer_is_as_small_as_it_can_be(film: list[Pixels]) -> None:
    """Each side of every layer but the first changes a pixel."""
    first, *others = laid(picture(pixels) for pixels in film)
    assert first.area[2:] == film[0].shape[:2]
    for layer in others:
        changed = layer.pixels[..., 3] == 255
        sides = (changed[0], changed[-1], changed[:, 0], changed[:, -1])
        assert all(side.any() for side in sides)


def test_a_long_time_takes_several_layers() -> None:
    """Those after the first are one pixel that changes nothing."""
    red, *nothing, blue = laid([plain((255, 0, 0), 25), plain((0, 0, 255))], longest=10_000)
    assert red.milliseconds + sum(layer.milliseconds for layer in nothing) == 25_000
    assert len(nothing) == 2
    assert all(layer.pixels.tolist() == [[[0, 0, 0, 0]]] for layer in nothing)
    assert blue.area == red.area


def test_no_layer_is_too_short_for_a_browser() -> None:
    """A picture of ten milliseconds or less would stay for a hundred."""
    shown = laid(plain((number, 0, 0), 0.001) for number in range(100))
    assert all(layer.milliseconds >= 11 for layer in shown)
    assert sum(layer.milliseconds for layer in shown) == 100
