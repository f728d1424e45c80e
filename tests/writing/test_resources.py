"""Facts about what each page of a PDF refers to: all that it shows, and nothing of other pages."""

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from kmviz.drawing import canvas
from kmviz.drawing.still import Still
from kmviz.writing.resources import with_own_resources
from tests.drawing import pages
from tests.drawing.stills import SHEET, bound, specimen, words


def dots(*names: str) -> Still:
    """Draw so many points, of each of these shapes, that their outlines are stored apart."""

    def marks() -> Iterator[canvas.Mark]:
        for seed, name in enumerate(names):
            places = np.random.default_rng(seed).uniform(20, 140, (200, 2))
            yield canvas.Markers(
                places,
                [canvas.marker_outline(name)],
                radius=3,
                faces=np.array([[0.2, 0.4, 0.8]]),
                rims=np.ones((1, 3)),
                rim=0.5,
            )

    return replace(specimen(), draw=lambda: [(SHEET, marks()), (SHEET, words())])


NOTHING = Still(30, 20, "#3f90da", list)
SEVERAL = bound(dots("o", "s"), dots("^"), NOTHING, dots("o", "s"))


def references(data: bytes) -> list[tuple[set[bytes], set[bytes]]]:
    """Give the shapes that each page refers to, and those that its content shows."""
    document = pages.Document(data)
    found = []
    for text in document.objects.values():
        if re.search(rb"/Type /Page\s", text):
            shapes = document.follow(b"XObject", document.follow(b"Resources", text))
            shown = pages.unpacked(document.follow(b"Contents", text))
            listed = set(re.findall(rb"/(\w+) \d+ 0 R", shapes))
            found.append((listed, set(re.findall(rb"/(\w+) Do", shown))))
    return found


def test_a_page_refers_to_what_it_shows() -> None:
    """To all of its shapes and to no others, which in matplotlib's file each page does."""
    before, after = references(SEVERAL), references(with_own_resources(SEVERAL))
    assert len({frozenset(listed) for listed, _ in before}) == 1
    assert [shown for _, shown in after] == [shown for _, shown in before]
    assert all(listed == shown for listed, shown in after)
    assert len(after[0][0]) > len(after[1][0]) > len(after[2][0]) == 0


def test_pages_look_as_before() -> None:
    """Words and shapes are the same, one by one."""
    for before, after in zip(
        pages.pdf_pages(SEVERAL), pages.pdf_pages(with_own_resources(SEVERAL)), strict=True
    ):
        assert after.size == before.size
        assert after.words == before.words
        for mark, same in zip(after.shapes, before.shapes, strict=True):
            assert mark[1:] == same[1:]
            assert np.array_equal(np.vstack(mark.rings), np.vstack(same.rings))


def test_another_time_changes_nothing_but_what_is_unused() -> None:
    """Done twice, pages still refer to what they show."""
    twice = with_own_resources(with_own_resources(SEVERAL))
    assert all(listed == shown for listed, shown in references(twice))


@pytest.mark.parametrize("still", [specimen(), dots("o"), NOTHING])
def test_a_single_page_stays_as_it_is(still: Still) -> None:
    """It has nothing of others."""
    assert with_own_resources(bound(still)) == bound(still)


def test_pages_taken_out_are_small() -> None:
    """What a page refers to does not grow with the number of pages."""
    few, many = (
        max(len(listed) for listed, _ in references(with_own_resources(bound(*[dots("o")] * n))))
        for n in (2, 12)
    )
    assert few == many > 0
