"""Facts about boards of which only a part is drawn anew: they are what drawing all would give."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kmviz.data import uniform
from kmviz.drawing import canvas, redrawing, render
from kmviz.drawing.layouts import Box
from kmviz.drawing.redrawing import redrawn
from kmviz.engine import lloyd, random
from kmviz.story.storyboard import storyboard
from tests.story.runs import some

SHEET = Box(0, 0, 200, 120)
SIZE = (120, 200)
COLORS = np.array([[0.25, 0.56, 0.85], [1.0, 0.66, 0.05], [0.74, 0.12, 0.0]])
NAMES = ("o", "s", "X")


def _board(places: NDArray[np.float64], labels: NDArray[np.intp], names: Any) -> canvas.Markers:
    return canvas.Markers(
        places,
        [canvas.marker_outline(names[label]) for label in labels],
        radius=4.3,
        faces=COLORS[labels],
        rims=np.ones((1, 3)),
        rim=1.1,
    )


def _drawn(*marks: canvas.Mark) -> NDArray[np.uint8]:
    sheet = canvas.Canvas(SIZE[1], SIZE[0], "#f4f5f7")
    sheet.draw(marks, within=SHEET)
    return sheet.pixels


@some
@given(st.integers(0, 2**32 - 1), st.integers(0, 12), st.booleans())
def test_what_is_drawn_anew_makes_the_board_whole(seed: int, count: int, shapes: Any) -> None:
    """Laid over the old board, the pixels that are drawn anew give the new one exactly."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(8, 112, (100, 2)) * [200 / 120, 1]
    labels = rng.integers(0, 3, 100)
    changed = labels.copy()
    changed[rng.permutation(100)[:count]] = rng.integers(0, 3, count)
    names = NAMES if shapes else "ooo"
    before, after = _board(places, labels, names), _board(places, changed, names)
    new = redrawn([before], [after], SIZE)
    assert new is not None
    patched = np.where(new.pixels[..., np.newaxis], _drawn(new.markers), _drawn(before))
    assert np.array_equal(patched, _drawn(after))
    assert len(new.markers.places) < 100 or count > 3


def test_a_board_that_changes_much_is_drawn_whole() -> None:
    """Where a third of the points changes, or there are cells below, nothing is told."""
    places = np.random.default_rng(0).uniform(20, 100, (100, 2))
    labels = np.arange(100) % 3
    old, new = _board(places, labels, NAMES), _board(places, labels ^ (labels < 1), NAMES)
    cells = canvas.bar(SHEET, radius=3, color="#ffffff")
    assert redrawn([old], [new], SIZE) is None
    assert redrawn([cells, old], [cells, old], SIZE) is None
    assert redrawn([old], [cells, old], SIZE) is None


def test_a_film_is_the_same_however_its_boards_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A film of many points has the very pixels that it has if each board is drawn whole."""
    points = uniform(1500, rng=0)
    states = itertools.islice(lloyd(points, random(points, 13, rng=0)), 8)
    frames = list(storyboard(points, states, steps=True, draw="points"))
    usual = [picture.pixels for picture in render.render(frames, size=(320, 240))]
    told: list[redrawing.Redrawn | None] = []

    def note(*boards: Any) -> None:
        told.append(redrawn(*boards))

    monkeypatch.setattr(render, "redrawn", note)
    whole = [picture.pixels for picture in render.render(frames, size=(320, 240))]
    assert sum(new is not None for new in told) >= 4
    assert all(map(np.array_equal, usual, whole))
