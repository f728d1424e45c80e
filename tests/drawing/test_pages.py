"""Facts about a picture that stands alone: it is the film's, and its words are words."""

from typing import Any

import numpy as np
import pytest

from kmviz.drawing.pages import page
from kmviz.drawing.render import render
from kmviz.engine import lloyd
from kmviz.engine.seeding_steps import STEPS
from kmviz.story.half_steps import half_steps
from kmviz.story.storyboard import storyboard
from tests.drawing import pages
from tests.drawing.looks import psnr
from tests.drawing.stills import bound
from tests.story.runs import Run, desert, run

RUNS = {"seven": run(60, 7), "twelve": run(80, 12), "dropped": desert("drop", lonely=2)}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("told", RUNS.values(), ids=RUNS)
def test_it_is_the_picture_of_the_film(told: Run, theme: str) -> None:
    """At every half-step: composed pixel by pixel or drawn as a whole, the picture is the same."""
    frames = list(storyboard(told.points, told.states, voronoi="always", steps=True))
    pictures = render(frames, theme=theme, size=(241, 200), title="A title")
    for frame, picture in zip(frames, pictures, strict=True):
        alone = page(frame, theme=theme, size=(241, 200), title="A title")
        assert np.array_equal(alone.pixels(), picture.pixels)


@pytest.mark.parametrize("init", STEPS)
def test_so_it_is_while_something_moves(init: str) -> None:
    """On their way, too: where no colour fades, a picture is the same drawn as a whole."""
    points = RUNS["seven"].points
    steps = tuple(STEPS[init](points, 4, 0))
    states = lloyd(points, steps[-1].centroids)
    frames = list(storyboard(points, states, fps=5, seeding=steps, pace="slow"))
    pictures = list(render(frames, size=(200, 200)))
    moving = [n for n, frame in enumerate(frames) if frame.progress < 1 and not frame.fades]
    assert {frames[number].beat for number in moving} >= {"take", "update"}
    for number in moving:
        alone = page(frames[number], size=(200, 200))
        assert np.array_equal(alone.pixels(), pictures[number].pixels)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_as_shapes_it_looks_the_same(theme: str) -> None:
    """Painted by another program, a page of the PDF is the picture but for edges of letters."""
    told = RUNS["seven"]
    frame = half_steps(storyboard(told.points, told.states))[-1]
    still = page(frame, theme=theme, size=(240, 240))
    assert psnr(pages.painted(pages.pdf(bound(still))), still.pixels()) > 24


def test_its_words_are_words() -> None:
    """Title, heading, caption and objective can be searched and copied in both vector forms."""
    told = RUNS["seven"]
    frame = half_steps(storyboard(told.points, told.states))[1]
    still = page(frame, size=(640, 480), title="50 % of $x$ & <y>")
    words = ["50 % of $x$ & <y>", "iteration 1", "each point joins its nearest star"]
    for found in (pages.pdf(bound(still)), pages.svg(still.svg({}))):
        texts = [line.text for line in found.words]
        assert texts[:3] == words
        assert texts[3] == f"J = {frame.state.inertia:#.4g}"


@pytest.mark.parametrize(
    "wrong", [{"layout": "sofa"}, {"theme": "sepia"}, {"size": (1, 1)}, {"size": "large"}]
)
def test_what_cannot_be_drawn_is_refused_at_once(wrong: dict[str, Any]) -> None:
    """In two lines, before anything is drawn."""
    told = RUNS["seven"]
    frame = half_steps(storyboard(told.points, told.states))[-1]
    with pytest.raises(ValueError, match=r"\A[^\n]+\n[^\n]+\Z"):
        page(frame, **wrong)
