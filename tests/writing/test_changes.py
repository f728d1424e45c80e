"""Every picture can be made again from the changes, and they are no larger than they must be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from kmviz.writing import changes
from kmviz.writing.changes import (
    NOTHING,
    Screen,
    around,
    differing,
    packed,
    runs,
    unpacked,
)
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


@given(
    st.integers(1, 100).flatmap(
        lambda count: st.tuples(
            hnp.arrays(np.uint8, (count, 3), elements=st.sampled_from([0, 1, 255])),
            st.sets(st.tuples(st.integers(0, count - 1), st.integers(0, 2))),
        )
    )
)
def test_pixels_that_differ_are_those_found_one_by_one(
    changed: tuple[Pixels, set[tuple[int, int]]],
) -> None:
    """Few or many, in pictures of any number of pixels, in reading order and each once."""
    before, places = changed
    after = before.copy()
    for place in places:
        after[place] ^= 128
    assert differing(before, after).tolist() == sorted({pixel for pixel, _ in places})


@given(
    st.sets(st.integers(0, 40), min_size=1).flatmap(
        lambda places: st.tuples(
            st.just(sorted(places)),
            hnp.arrays(np.uint32, len(places), elements=st.integers(0, 2)),
        )
    )
)
def test_runs_are_the_pixels_in_order_and_none_could_be_longer(
    pixels: tuple[list[int], NDArray[np.uint32]],
) -> None:
    """Repeating each colour gives all pixels back, and neighbouring runs are apart or differ."""
    places, colours = pixels
    found = runs(np.array(places), colours)
    assert found.places.tolist() == places
    assert np.repeat(found.colours, found.lengths).tolist() == colours.tolist()
    ends = found.starts + found.lengths
    assert np.all((found.starts[1:] > ends[:-1]) | (found.colours[1:] != found.colours[:-1]))


@given(hnp.arrays(np.bool_, hnp.array_shapes(min_dims=2, max_dims=2, max_side=6)))
def test_a_rectangle_around_pixels_touches_some_on_all_sides(changed: NDArray[np.bool_]) -> None:
    """None lies outside, no side could move inwards, and inside of it they are numbered anew."""
    places, width = np.flatnonzero(changed), changed.shape[1]
    if places.size == 0:
        return
    area = around(places, width)
    inside = changed[area.slices]
    assert inside.sum() == changed.sum()
    assert all(side.any() for side in (inside[0], inside[-1], inside[:, 0], inside[:, -1]))
    assert np.array_equal(area.inside(places, width), np.flatnonzero(inside))


@given(films, st.integers(1, 40))
def test_pictures_follow_from_the_changes(film: list[Pixels], block: int) -> None:
    """Laying what came over what was gives each picture, in however many parts it comes."""
    screen, seen = Screen(), np.full(film[0].size // 3, NOTHING, np.uint32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changes, "BLOCK", block)
        for number, pixels in enumerate(film):
            parts = list(screen.show(pixels))
            assert parts or np.array_equal(film[number - 1], pixels)
            for change in parts:
                assert np.array_equal(change.went, seen[change.places])
                assert np.all(change.went != change.came)
                seen[change.places] = change.came
            assert np.array_equal(seen, packed(pixels).ravel())
            assert np.array_equal(seen, screen.colours)


@given(films)
def test_the_screen_keeps_no_hold_of_the_pictures(film: list[Pixels]) -> None:
    """A renderer may draw the next picture into the same array."""
    first, second = Screen(), Screen()
    canvas = film[0].copy()
    for pixels in film:
        canvas[:] = pixels
        assert len(list(first.show(canvas))) == len(list(second.show(pixels)))
        assert np.array_equal(first.colours, second.colours)
