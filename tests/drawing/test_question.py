"""Facts about the question that a film asks: once, in its place, and nothing else is changed."""

import numpy as np
import pytest

from kmviz.drawing.question import ask
from kmviz.drawing.render import render
from kmviz.drawing.style import THEMES, rgb
from kmviz.story.storyboard import storyboard
from tests.story.runs import run

LONG = "Does any of you know what happens next, and if so, why would it? " * 9


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [(160, 120), (640, 360), (480, 800)])
@pytest.mark.parametrize("question", ["Why?", LONG])
def test_a_film_is_held_once(theme: str, size: tuple[int, int], question: str) -> None:
    """Before the third half-step the second stays, under a band with the question."""
    frames = list(storyboard(*run(40, 4), steps=True))
    film = list(render(frames, theme=theme, size=size))
    asked = list(ask(film, question, before=2, seconds=7.0, theme=THEMES[theme]))
    assert [one.seconds for one in asked if one not in film] == [7.0]
    assert [one for one in asked if one in film] == film
    held = asked[2]
    changed = np.flatnonzero((held.pixels != film[1].pixels).any(axis=(1, 2)))
    assert changed.max() == len(held.pixels) - 1
    assert changed.min() > 0.3 * len(held.pixels)
    assert (held.pixels[-1] == rgb(THEMES[theme].ink)).all()


def test_a_film_that_ends_before_is_not_held() -> None:
    """There is no question where there is no such half-step."""
    film = list(render(storyboard(*run(40, 4), steps=True), size=(160, 120)))
    theme = THEMES["light"]
    assert list(ask(film, "Why?", before=999, seconds=1.0, theme=theme)) == film
