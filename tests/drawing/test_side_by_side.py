"""Facts about pictures of several boards: each as it is alone, drawn when new, marked at last."""

from dataclasses import replace

import numpy as np
import pytest

from kmviz.drawing.canvas import plain_matplotlib
from kmviz.drawing.picture import Picture
from kmviz.drawing.plan import compose, compose_tile
from kmviz.drawing.render import Brush
from kmviz.drawing.side_by_side import render_side_by_side
from kmviz.drawing.style import THEMES, rgb
from kmviz.drawing.tiles import frame_width
from kmviz.drawing.wording import Headings
from kmviz.story.frame import Frame
from kmviz.story.lowest import Lowest
from kmviz.story.same_board import on_one_board
from kmviz.story.side_by_side import ENDS, SideBySide, tell_side_by_side
from kmviz.story.storyboard import storyboard
from tests.drawing.looks import Pixels, flashing
from tests.story.runs import Run, run

LIGHT = THEMES["light"]
SIZE = (480, 300)
TITLES = Headings(("one", "two", "three"))

# Three runs on the same points, of different lengths.
POINTS = run(60, 2).points
RUNS = [Run(POINTS, run(60, k).states) for k in (2, 3, 5)]


def tell(*, steps: bool = True, lowest: frozenset[int] = frozenset({1})) -> list[SideBySide]:
    films = [tuple(storyboard(r.points, r.states, steps=steps, pace="fast", fps=8)) for r in RUNS]
    return list(tell_side_by_side(on_one_board(films), Lowest(lowest, "the verdict")))


def draw(told: list[SideBySide], **options: object) -> list[Picture]:
    look = {"theme": LIGHT, "size": SIZE, **options}
    return list(render_side_by_side(told, TITLES, (1, 3), **look))  # type: ignore[arg-type]


def tile_of(told: list[SideBySide], picture: Picture, number: int) -> Pixels:
    """Cut a tile out of a picture."""
    tile = compose(told, TITLES, (1, 3), size=SIZE, title="").places.tiles[number]
    top = picture.pixels.shape[0] - round(tile.top)
    left = round(tile.left)
    return picture.pixels[top : top + round(tile.height), left : left + round(tile.width)]


def test_every_moment_becomes_a_picture() -> None:
    """There are as many pictures as moments, equally long, of the size that was asked."""
    told = tell(steps=False)
    pictures = draw(told)
    assert [p.seconds for p in pictures] == [t.seconds for t in told]
    assert [p.opens_beat for p in pictures] == [
        t.opens_beat(before) for t, before in zip(told, [None, *told], strict=False)
    ]
    assert {p.pixels.shape for p in pictures} == {(300, 480, 3)}
    assert all(np.array_equal(p.flats, LIGHT.flats(5)) for p in pictures)


def test_each_tile_is_what_its_board_is_alone() -> None:
    """At any moment, also after others were drawn, a tile holds a drawing of its frame alone."""
    told = tell(steps=False)
    plan = compose(told, TITLES, (1, 3), size=SIZE, title="")
    starts = np.vstack([frame.start for frame in told[0].frames])
    for picture, moment in list(zip(draw(told), told, strict=True))[:-1:7]:
        for number, frame in enumerate(moment.frames):
            with plain_matplotlib():
                first = replace(frame, start=starts)
                alone = Brush(first, LIGHT, compose_tile(plan, number, plan.tile, LIGHT)).picture(
                    frame
                )
            assert np.array_equal(tile_of(told, picture, number), alone.pixels)


def test_boards_of_the_same_points_show_them_at_the_same_places() -> None:
    """Before the stars are there, all boards of the same points are the same picture."""
    told = tell(steps=False)
    first = draw(told[:1])[0]
    boards = [tile_of(told[:1], first, number)[40:-40] for number in range(3)]
    assert np.array_equal(boards[0], boards[1])
    assert np.array_equal(boards[0], boards[2])


def test_only_tiles_that_change_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A board at rest is not painted again."""
    painted: list[Frame] = []
    paint = Brush.paint

    def count(self: Brush, frame: Frame) -> Pixels:
        painted.append(frame)
        return paint(self, frame)

    monkeypatch.setattr(Brush, "paint", count)
    told = tell(steps=False)
    draw(told)
    frames = {id(frame) for moment in told for frame in moment.frames}
    assert len(painted) == len(frames) < 0.9 * 3 * len(told)


def framed(told: list[SideBySide], picture: Picture, theme: str = "light") -> list[bool]:
    """Say of each tile whether a frame, as wide as it may be, runs down both of its sides."""
    wide = frame_width(compose(told, TITLES, (1, 3), size=SIZE, title="").places.text)
    tiles = [tile_of(told, picture, number)[60:-60] for number in range(3)]
    sides = [np.concatenate([tile[:, :wide], tile[:, -wide:]]) for tile in tiles]
    return [bool((side == rgb(THEMES[theme].ink)).all()) for side in sides]


@pytest.mark.parametrize("theme", THEMES)
def test_the_lowest_is_framed_at_the_end_and_never_before(theme: str) -> None:
    """The last picture has a frame around the lowest, and only around it."""
    told = tell(lowest=frozenset({1}))
    *before, last = draw(told, theme=THEMES[theme])
    assert all(framed(told, picture, theme) == [False] * 3 for picture in before)
    assert framed(told, last, theme) == [False, True, False]


def test_a_frame_lies_around_the_board_not_on_it() -> None:
    """What is on the boards is the same with a frame and without."""
    told = tell()
    plan = compose(told, TITLES, (1, 3), size=SIZE, title="")
    board = plan.tile.board
    rows = slice(round(plan.tile.sheet.height - board.top) + 1, -round(board.bottom) - 1)
    columns = slice(round(board.left) + 1, round(board.right) - 1)
    last, bare = (draw(told)[-1], draw([*told[:-1], replace(told[-1], lowest=frozenset())])[-1])
    with_frame, without = (tile_of(told, p, 1)[rows, columns] for p in (last, bare))
    assert np.array_equal(with_frame, without)
    assert not np.array_equal(tile_of(told, last, 1), tile_of(told, bare, 1))


def test_words_below_all_boards_change_with_what_happens() -> None:
    """No trace of the last words is left when others are written."""
    told = tell()
    pictures = draw(told)
    plan = compose(told, TITLES, (1, 3), size=SIZE, title="")
    below = SIZE[1] - round(plan.places.footer.top) + 1
    assigns = [p for p, t in zip(pictures, told, strict=True) if t.frames[2].beat == "assign"]
    updates = [p for p, t in zip(pictures, told, strict=True) if t.frames[2].beat == "update"]
    for same in (assigns, updates):
        assert len(same) > 1
        assert all(np.array_equal(p.pixels[below:], same[0].pixels[below:]) for p in same)
    assert not np.array_equal(assigns[0].pixels[below:], updates[0].pixels[below:])


def test_a_title_is_above_everything() -> None:
    """A title adds words on top, and takes none of the words below."""
    told = tell()
    ink = rgb(LIGHT.ink)
    with_title, without = draw(told[:1], title="A title")[0], draw(told[:1])[0]
    assert (with_title.pixels[:30, :100] == ink).all(axis=2).any()
    assert not (without.pixels[:12, :100] == ink).all(axis=2).any()


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_flashes(theme: str) -> None:
    """Also where boards settle one after the other, no area flashes over three times a second."""
    told = tell(steps=False)
    pictures = draw(told, theme=THEMES[theme], size=(360, 160))
    assert flashing([p.pixels for p in pictures], [p.seconds for p in pictures]) < 0.1
    assert any(frame.beat in ENDS for frame in told[len(told) // 2].frames)
