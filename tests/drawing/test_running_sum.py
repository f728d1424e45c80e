"""Facts about the bar: every slice is as long as its D², and numbers fall where they were drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.drawing import canvas
from kmviz.drawing.canvas import Mark
from kmviz.drawing.layouts import Box
from kmviz.drawing.running_sum import BAR, HEIGHT, THINNEST, bar_part, merged, slice_edges
from kmviz.drawing.style import THEMES, rgb
from kmviz.engine import Points
from kmviz.story.frame import OPENING, Frame
from tests.story.runs import begin, few, many, seeds, tell

BOX = Box(20, 40, 500, 15 * HEIGHT)
PART = bar_part(BOX, THEMES["light"], 15)
TOP = BOX.bottom + 15 * BAR
DRAWN = ["kmeans++", "kmeans++ greedy"]

weights = st.lists(st.sampled_from([0.0, 0.1, 1.0, 50.0]), min_size=1, max_size=200).filter(any)


def _draw(frame: Frame) -> list[list[Points]]:
    """Give the shapes that the part draws, mark by mark: slices, then hit slices, then markers."""
    return [_shapes(mark) for mark in PART.draw(PART.tell(frame))]


def _shapes(mark: Mark) -> list[Points]:
    assert isinstance(mark, canvas.Polygons)
    return mark.corners


def _colors(mark: Mark) -> list[tuple[float, ...]]:
    assert isinstance(mark, canvas.Polygons)
    return [tuple(color) for color in mark.faces]


@many
@given(weights)
def test_slices_are_as_long_as_their_weights(weights: list[float]) -> None:
    """Slices fill the bar, each with its part of the sum."""
    edges = slice_edges(np.array(weights), BOX)
    assert edges[0] == BOX.left
    assert edges[-1] == pytest.approx(BOX.right)
    parts = np.array(weights) / sum(weights)
    assert np.diff(edges) == pytest.approx(BOX.width * parts, abs=1e-9)


@many
@given(weights)
def test_thin_slices_are_merged_and_no_others(weights: list[float]) -> None:
    """No slice is thinner than it may be, and between two thick ones the edge remains."""
    edges = slice_edges(np.array(weights), BOX)
    kept = merged(edges, THINNEST)
    assert set(kept) <= set(edges)
    assert (kept[0], kept[-1]) == (edges[0], edges[-1])
    assert (np.diff(kept) >= THINNEST).all()
    lengths = np.diff(edges)
    thick = (lengths[:-1] > THINNEST + 1e-9) & (lengths[1:] > THINNEST + 1e-9)
    assert set(edges[1:-1][thick]) <= set(kept)


@pytest.mark.parametrize("n", [2, 30, 5000])
@few
@given(seed=seeds)
def test_a_number_rests_on_the_slice_of_its_point(n: int, seed: int) -> None:
    """The tip of each marker is where the number was drawn, on the slice of the point taken."""
    for frame in tell(begin("kmeans++", n, min(n, 4), seed=seed), steps=True):
        if frame.beat != "draw" or frame.opening is None:
            continue
        step = frame.opening.step
        assert step.draw is not None
        assert step.distances is not None
        _, (hit,), (marker,) = _draw(frame)
        before, slice_ = step.distances[: step.taken].sum(), step.distances[step.taken]
        scale = BOX.width / step.distances.sum()
        assert marker[0, 0] == pytest.approx(BOX.left + scale * step.draw.places[0])
        assert marker[0, 1] == TOP + 1
        assert hit[:, 0].min() - 1e-6 <= marker[0, 0] <= hit[:, 0].max() + 1e-6
        assert hit[:, 0].min() <= BOX.left + scale * before + 1e-6
        assert hit[:, 0].max() >= BOX.left + scale * (before + slice_) - 1e-6
        assert np.ptp(hit[:, 0]) == pytest.approx(max(THINNEST, scale * slice_))


def test_numbers_fall() -> None:
    """From above the strip a marker comes down to the bar, and only then its slice lights up."""
    film = [frame for frame in tell(begin("kmeans++", 30, 2)) if frame.beat == "draw"]
    tips = [_draw(frame)[-1][0][0, 1] for frame in film]
    assert len(tips) > 10
    assert tips == sorted(tips, reverse=True)
    assert tips[0] > tips[-1] == TOP + 1
    assert [len(_draw(frame)) for frame in film] == [2] * (len(film) - 1) + [3]


@pytest.mark.parametrize("theme", THEMES)
def test_the_one_that_is_kept_stands_out(theme: str) -> None:
    """Of several numbers, that of the point taken keeps the colour that points out."""
    part = bar_part(BOX, THEMES[theme], 15)
    for frame in tell(begin("kmeans++ greedy", 60, 4), steps=True):
        if frame.beat != "compare" or frame.opening is None or frame.opening.step.draw is None:
            continue
        step = frame.opening.step
        _, hit, marker = part.draw(part.tell(frame))
        accent = tuple(rgb(THEMES[theme].accent) / 255)
        for mark in (hit, marker):
            stands_out = [color[:3] == pytest.approx(accent) for color in _colors(mark)]
            assert stands_out == (frame.opening.step.draw.candidates == step.taken).tolist()


@few
@given(st.sampled_from(DRAWN), st.sampled_from([3, 40, 3000]), seeds)
def test_nothing_leaves_the_strip(init: str, n: int, seed: int) -> None:
    """Slices and markers at rest lie within the box of the part."""
    for frame in tell(begin(init, n, 3, seed=seed), steps=True):
        for shape in (shape for shapes in _draw(frame) for shape in shapes):
            assert PART.box.left - 1e-6 <= shape[:, 0].min()
            assert shape[:, 0].max() <= PART.box.right + 1e-6
            assert PART.box.bottom <= shape[:, 1].min()
            assert shape[:, 1].max() <= PART.box.top


def test_before_and_after_the_draws_there_is_no_bar() -> None:
    """The first star comes without a bar; it fades as the run begins, and stays away."""
    film = tell(begin("kmeans++", 30, 3))
    assert all(_draw(frame) == [] for frame in film if frame.heading == "star 1 of 3")
    run = [frame for frame in film if frame.beat not in {*OPENING, "start"}]
    assert len({PART.tell(frame) for frame in run}) == 1
    assert _draw(run[0]) == []
    last = [frame for frame in film if frame.beat == "start"][-1]
    colors = [_colors(mark) for mark in PART.draw(PART.tell(last))]
    assert colors
    assert all(color[3] == 0 for mark in colors for color in mark)
