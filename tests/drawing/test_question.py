"""Facts about the question that a film asks: once, below pictures of which it covers nothing."""

import numpy as np
import pytest

from kmviz.drawing.picture import Picture
from kmviz.drawing.question import ask, room_above
from kmviz.drawing.render import render
from kmviz.drawing.style import THEMES, rgb
from kmviz.lessons import LESSONS, read_lesson
from kmviz.story.storyboard import storyboard
from tests.story.runs import run

LONG = "Does any of you know what happens next, and if so, why would it? " * 9
FRAMES = list(storyboard(*run(40, 4), steps=True))
Size = tuple[int, int]


def _asked(
    question: str, size: Size, theme: str, before: int
) -> tuple[list[Picture], list[Picture]]:
    """Give a film, and the film that asks."""
    film = list(render(FRAMES, theme=theme, size=room_above(size, question)))
    told = ask(film, question, size=size, before=before, seconds=7.0, theme=THEMES[theme])
    return film, list(told)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [(320, 240), (640, 360), (480, 800)])
@pytest.mark.parametrize("question", ["Why?", LONG])
def test_a_film_is_held_once_and_nothing_of_it_is_covered(
    theme: str, size: Size, question: str
) -> None:
    """Before the third half-step the second stays, above a strip that asks: dark, then quiet."""
    film, asked = _asked(question, size, theme, 2)
    look, high = THEMES[theme], len(film[0].pixels)
    assert all(picture.pixels.shape == (size[1], size[0], 3) for picture in asked)
    shown = [*film[:2], film[1], *film[2:]]
    for before, after in zip(shown, asked, strict=True):
        assert np.array_equal(after.pixels[:high], before.pixels)
    assert [one.seconds for one in asked] == [
        *(one.seconds for one in film[:2]),
        *(7.0, *(one.seconds for one in film[2:])),
    ]
    strips = [one.pixels[high:] for one in asked]
    grounds = [look.ground, look.ground, look.ink, *[look.ground] * (len(film) - 2)]
    for strip, ground in zip(strips, grounds, strict=True):
        assert (strip[-1] == rgb(ground)).all()
    assert all((strip == rgb(look.ground)).all() for strip in strips[:2])
    assert all((strip != rgb(look.ground)).any() for strip in strips[2:])


def test_a_film_that_ends_before_is_not_held() -> None:
    """There is no question where there is no such half-step, only the room for it."""
    film, asked = _asked("Why?", (320, 240), "light", 999)
    assert [one.seconds for one in asked] == [one.seconds for one in film]
    assert all((one.pixels[len(film[0].pixels) :] == 255).all() for one in asked)


@pytest.mark.parametrize("size", [(640, 360), (1280, 720), (1920, 1080)])
def test_a_lesson_asks_in_one_line_and_leaves_the_picture_its_room(size: Size) -> None:
    """On wide pictures no question takes more than a tenth of the height."""
    for name in LESSONS:
        width, height = room_above(size, read_lesson(name).question)
        assert width == size[0]
        assert height >= 0.9 * size[1]


def test_a_picture_without_room_for_a_question_is_refused() -> None:
    """The refusal names the size that was asked, and one that will do."""
    with pytest.raises(ValueError, match="160x120 has no room") as refusal:
        room_above((160, 120), "Why?")
    assert "640x360" in str(refusal.value)
    assert room_above((640, 360), LONG)
