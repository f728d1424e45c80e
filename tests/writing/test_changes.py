"""Every picture can be made again from the changes, and they are no larger than they must be."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from kmviz.writing.changes import NOTHING, Screen, bounds, packed, runs, unpacked
from tests.writing.films import Pixels

shapes = st.tuples(st.integers(1, 6), st.integers(1, 6), st.just(3))
films = shapes.flatmap(
    lambda shape: st.lists(
        hnp.arrays(np.uint8, shape, elements=st.sampled_from([0, 1, 255])), min_size=1, max_size=6
    )
)


@given(hnp.arrays(np.uint8, shapes))
def test_a_colour_is_one_number_and_comes_back(pixels: Pixels) -> None:
    """Packed colours are red, green, blue as in #rrggbb; unpacked they are the pixels again."""
    red, green, blue = (int(channel) for channel in pixels[0, 0])
    assert packed(pixels)[0, 0] == int(f"{red:02x}{green:02x}{blue:02x}", 16)
    assert np.array_equal(unpacked(packed(pixels)), pixels)


@given(hnp.arrays(np.uint32, hnp.array_shapes(min_dims=2, max_dims=2), elements=st.integers(0, 2)))
def test_runs_are_the_pixels_in_order_and_none_could_be_longer(
    colours: NDArray[np.uint32],
) -> None:
    """Repeating each colour gives all pixels back, and neighbouring runs differ."""
    found, lengths = runs(colours)
    assert np.array_equal(np.repeat(found, lengths), colours.ravel())
    assert np.all(found[1:] != found[:-1])


@given(hnp.arrays(np.bool_, hnp.array_shapes(min_dims=2, max_dims=3, max_side=6)))
def test_bounds_touch_what_is_true_on_all_sides(
    changed: NDArray[np.bool_],
) -> None:
    """Nothing true lies outside the rectangle, and no side of it could be moved inwards."""
    area = bounds(changed)
    if area is None:
        assert not changed.any()
        return
    inside = changed[area.slices]
    assert inside.sum() == changed.sum()
    assert all(side.any() for side in (inside[0], inside[-1], inside[:, 0], inside[:, -1]))


@given(films)
def test_pictures_follow_from_the_changes(film: list[Pixels]) -> None:
    """Laying what came over what was gives each picture; what went is what was there."""
    screen, seen = Screen(), np.full(film[0].shape[:2], NOTHING, np.uint32)
    for number, pixels in enumerate(film):
        change = screen.show(pixels)
        if change is None:
            assert number > 0
            assert np.array_equal(film[number - 1], pixels)
            continue
        here = seen[change.area.slices]
        came = change.came
        assert np.array_equal(change.went, here[came != NOTHING])
        here[came != NOTHING] = came[came != NOTHING]
        assert np.array_equal(seen, packed(pixels))


@given(films)
def test_the_screen_keeps_no_hold_of_the_pictures(film: list[Pixels]) -> None:
    """A renderer may draw the next picture into the same array."""
    first, second = Screen(), Screen()
    canvas = film[0].copy()
    for pixels in film:
        canvas[:] = pixels
        shared, own = first.show(canvas), second.show(pixels)
        assert (shared is None) == (own is None)
        assert np.array_equal(first.colours, second.colours)
