"""Facts about pictures: pixels at known places, and the whole against matplotlib's own drawing."""

import hashlib
import os
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from matplotlib import style
from numpy.typing import NDArray

from kmviz.drawing import canvas
from kmviz.drawing.render import Fade, render
from kmviz.drawing.style import THEMES
from kmviz.engine import Points, lloyd
from kmviz.story.frame import Frame
from kmviz.story.storyboard import storyboard
from tests.drawing.looks import Look, Pixels, Whole, flashing, hexadecimal, psnr, setting_of
from tests.drawing.test_canvas import HOSTILE
from tests.engine.oracles import refused
from tests.story.runs import Run, desert, few, run, runs, seconds

ROOT = Path(__file__).parents[2]

# Four points in the corners of a square and two stars beside two of them: far apart on any board.
CORNERS = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
BESIDE = np.array([[-0.5, -0.6], [0.5, 0.6]])


def _film(told: Run, **telling: Any) -> list[Frame]:
    return list(storyboard(*told, **{"fps": 10, **telling}))


def _pictures(frames: list[Frame], look: Look) -> list[Pixels]:
    pictures = render(frames, size=look.size, theme=look.theme, title=look.title)
    return [picture.pixels for picture in pictures]


def _corners(**telling: Any) -> list[Frame]:
    return _film(Run(CORNERS, tuple(lloyd(CORNERS, BESIDE))), **telling)


def _at(pixels: Pixels, places: Points) -> NDArray[np.uint8]:
    """Look up the pixels in which places lie."""
    columns, rows = np.floor(places).astype(int).T
    found: NDArray[np.uint8] = pixels[len(pixels) - 1 - rows, columns]
    return found


LOOKS = [
    Look((320, 240), "light"),
    Look((640, 640), "dark", "A title that is $not$ a formula"),
    Look((500, 300), "dark", "Zwölf Boxkämpfer jagen Viktor über den Sylter Deich " * 3),
]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("voronoi", ["final", "always"])
def test_a_composed_frame_is_what_matplotlib_draws_as_a_whole(look: Look, voronoi: str) -> None:
    """Frames of every beat equal a drawing from scratch, to two of 256 steps of any colour."""
    frames = _film(run(40, 5), voronoi=voronoi, fps=4)
    compared = set()
    for frame, pixels in zip(frames, _pictures(frames, look), strict=True):
        part = (frame.beat, min(frame.state.iteration, 1), round(frame.progress, 1))
        if part in compared:
            continue
        compared.add(part)
        whole = Whole(frame, look).pixels()
        assert np.abs(whole.astype(int) - pixels).max() <= 2
        assert psnr(whole, pixels) >= 45
    assert {beat for beat, *_ in compared} == {"start", "assign", "update", "settled"}


def test_frames_at_rest_are_exactly_what_matplotlib_draws() -> None:
    """Where nothing fades, also with shapes of points, not a single pixel of the board differs."""
    look = Look((400, 400), "light", "Twelve clusters")
    frames = _film(run(60, 12), voronoi="always", steps=True)[:6]
    for frame, pixels in zip(frames, _pictures(frames, look), strict=True):
        whole = Whole(frame, look)
        rows, columns = canvas.Canvas(400, 400, "#ffffff").area(whole.layout.board)
        assert np.array_equal(whole.pixels()[rows, columns], pixels[rows, columns])
        assert np.abs(whole.pixels().astype(int) - pixels).max() <= 2  # where two letters touch


@few
@given(runs())
def test_a_picture_depends_on_its_frame_alone(told: Run) -> None:
    """Drawn again, from the middle, or backwards, each frame gives the same pixels."""
    look = Look((160, 120), "dark", "Once more")
    frames = _film(told, fps=2, voronoi="always", trails=False)
    pictures = _pictures(frames, look)
    assert all(map(np.array_equal, pictures, _pictures(frames, look)))
    middle = len(frames) // 2
    assert all(map(np.array_equal, pictures[middle:], _pictures(frames[middle:], look)))
    assert all(map(np.array_equal, reversed(pictures), _pictures(frames[::-1], look)))


@pytest.mark.parametrize("theme", THEMES)
def test_points_have_exactly_their_colours(theme: str) -> None:
    """The centre of a point is grey at first, its cluster's colour once it chose, halfway mixed."""
    look, colors = Look((320, 320), theme), THEMES[theme]
    frames = _corners()
    grey = hexadecimal(colors.unassigned).astype(float)
    for frame, pixels in zip(frames, _pictures(frames, look), strict=True):
        found = _at(pixels, setting_of(frame, look).places)
        mine = colors.clusters[frame.state.labels]
        if frame.beat == "start":
            assert (found == grey).all()
        elif frame.beat == "assign" and frame.state.iteration == 0:
            mixed = (1 - frame.progress) * grey + frame.progress * mine
            assert np.abs(found - mixed).max() <= 1
        else:
            hidden = np.abs(frame.stars[:, np.newaxis] - CORNERS).max(axis=2).min(axis=0) < 0.3
            assert (found == mine)[~hidden].all()


@pytest.mark.parametrize("theme", THEMES)
def test_stars_have_exactly_their_colours(theme: str) -> None:
    """The centre of a star has its cluster's colour in every frame once the star is there."""
    look = Look((320, 320), theme)
    frames = [frame for frame in _film(run(30, 3)) if frame.beat != "start"]
    for frame, pixels in zip(frames, _pictures(frames, look), strict=True):
        found = _at(pixels, setting_of(frame, look).view.pixels(frame.stars))
        assert np.array_equal(found, THEMES[theme].clusters[:3])


@pytest.mark.parametrize("theme", THEMES)
def test_cells_have_exactly_their_colours(theme: str) -> None:
    """Away from marks a place has the board's colour, or its cell's where cells are shown."""
    look, colors = Look((320, 320), theme), THEMES[theme]
    frames = _corners(steps=True)
    places = np.array([[-1.0, -0.7], [1.0, 0.7]])
    drawn = _pictures(frames, look)
    at = setting_of(frames[0], look).view.pixels(places)
    for frame, pixels in zip(frames, drawn, strict=True):
        wanted = colors.cells[:2] if frame.cells else hexadecimal(colors.board)
        assert (_at(pixels, at) == wanted).all()
    assert frames[-1].cells
    assert (_at(drawn[0], np.array([[2.0, 2.0]])) == hexadecimal(colors.ground)).all()


def test_all_colours_of_areas_are_among_the_flats() -> None:
    """The colours that cover most of a settled picture are in `flats`, in both themes.

    On seams, where two cells overlap, blending may miss the colour by one step.
    """
    for theme in THEMES:
        *_, last = render(_film(run(60, 12), steps=True), theme=theme, size=(320, 320))
        colors, counts = np.unique(last.pixels.reshape(-1, 3), axis=0, return_counts=True)
        common = colors[counts > 300].astype(int)
        off = np.abs(common[:, np.newaxis] - last.flats).max(axis=2).min(axis=1)
        assert len(common) > 10
        assert (off <= 1).all()
        assert (off == 0).sum() >= len(off) - 1


def test_a_retired_star_is_not_seen() -> None:
    """After a star was dropped, its colour is nowhere in the picture."""
    *_, last = _pictures(_film(desert("drop")), Look((320, 320)))
    gone = THEMES["light"].clusters[2]
    assert not (last == gone).all(axis=2).any()


@pytest.mark.parametrize(
    ("size", "grown"),
    [((320, 240), (320, 240)), ((321, 240), (322, 240)), ((161, 121), (162, 122))],
)
def test_pictures_have_even_sides(size: tuple[int, int], grown: tuple[int, int]) -> None:
    """A picture has the size asked for; an odd side grows by one."""
    for picture in render(_corners(steps=True), size=size):
        assert picture.pixels.shape == (grown[1], grown[0], 3)
        assert picture.pixels.dtype == np.uint8


@few
@given(runs())
def test_pictures_carry_the_seconds_and_the_beats_of_their_frames(told: Run) -> None:
    """Each picture lasts as long as its frame; one opens a beat at the first of each half-step."""
    frames = _film(told, fps=2)
    pictures = list(render(frames, size=(160, 120)))
    assert [picture.seconds for picture in pictures] == [frame.seconds for frame in frames]
    opens, last = [], None
    for frame in frames:
        half_step = (frame.beat, frame.state.iteration)
        opens.append(half_step != last)
        last = half_step
    assert [picture.opens_beat for picture in pictures] == opens


def test_pictures_are_drawn_one_by_one() -> None:
    """Rendering asks for a frame when a picture is wanted, and keeps no picture for itself."""
    asked = 0

    def frames() -> Iterator[Frame]:
        nonlocal asked
        for frame in _film(run(30, 3)):
            asked += 1
            yield frame

    drawn = []
    for number, picture in enumerate(render(frames(), size=(160, 120)), start=1):
        assert asked == number
        drawn.append(weakref.ref(picture.pixels))
    del picture
    assert len(drawn) > 50
    assert not any(pixels() is not None for pixels in drawn)


def test_earlier_pictures_do_not_change() -> None:
    """A picture is the caller's own: writing on it does not show in the next ones."""
    frames = _film(run(30, 3), fps=3)
    wanted = _pictures(frames, Look((160, 120)))
    for picture, pixels in zip(render(frames, size=(160, 120)), wanted, strict=True):
        assert np.array_equal(picture.pixels, pixels)
        picture.pixels[...] = 0


def test_words_do_not_stay_behind() -> None:
    """Below the board, each picture shows its own caption and nothing of the one before."""
    frames = _film(run(30, 3), fps=5)
    look = Look((320, 240), "dark")
    rows = int(setting_of(frames[0], look).layout.caption.height)
    alone = [_pictures([frame], look)[0] for frame in frames]
    for pixels, own in zip(_pictures(frames, look), alone, strict=True):
        assert np.array_equal(pixels[-rows:], own[-rows:])


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_flashes(theme: str) -> None:
    """In a long film with cells, hardly any area flashes more than three times in a second.

    WCAG 2.3.1 allows a quarter of the field of view; here it is less than a twentieth of the
    picture, where stars pass.
    """
    told = run(800, 8, seed=1)
    assert len(told.states) >= 40
    frames = _film(told, voronoi="always", pace="fast", fps=12)
    pictures = _pictures(frames, Look((160, 120), theme))
    assert flashing(pictures, [frame.seconds for frame in frames]) < 0.05


def test_flashing_is_noticed() -> None:
    """The measure above is no measure that nothing fails: a board that blinks is found out."""
    dark, light = np.zeros((8, 8, 3), np.uint8), np.full((8, 8, 3), 255, np.uint8)
    assert flashing([dark, light] * 10, [0.1] * 20) == 1
    assert flashing([dark, light] * 10, [0.3] * 20) == 0


def _digest(frames: list[Frame]) -> str:
    look = Look((240, 180), "light", "$x$ ≤ ½")
    return hashlib.sha256(b"".join(map(bytes, _pictures(frames, look)))).hexdigest()


def _some_frames() -> list[Frame]:
    return _film(run(30, 12), fps=4, voronoi="always")[::3]


def test_the_users_settings_change_no_pixel() -> None:
    """Settings and styles in force leave pictures as they are, and are left as they are."""
    frames = _some_frames()
    plain = _digest(frames)
    with style.context("dark_background"), mpl.rc_context(HOSTILE):
        before = dict(mpl.rcParams)
        assert _digest(frames) == plain
        for _ in render(frames[:3], size=(160, 120)):
            assert dict(mpl.rcParams) == before
        assert dict(mpl.rcParams) == before


PROGRAM = """
import sys
import kmviz.drawing.render
from tests.drawing import test_render
print(test_render._digest(test_render._some_frames()))
assert "matplotlib.pyplot" not in sys.modules
"""

MATPLOTLIBRC = """
backend: nonsense
text.usetex: True
font.family: monospace
font.size: 40
path.sketch: 3, 10, 2
lines.antialiased: False
figure.dpi: 300
this.setting: does not exist
"""


@pytest.mark.parametrize(
    "environment",
    [
        {"MPLBACKEND": "nonsense", "LC_ALL": "tr_TR.UTF-8", "LANG": "ar_EG"},
        {"MPLBACKEND": "pdf", "LC_ALL": "C", "PYTHONUTF8": "0"},
    ],
)
def test_the_users_machine_changes_no_pixel(tmp_path: Path, environment: dict[str, str]) -> None:
    """An empty home, a hostile matplotlibrc, another backend or locale: the same pixels."""
    (tmp_path / "matplotlibrc").write_text(MATPLOTLIBRC, encoding="utf-8")
    (tmp_path / "home").mkdir()
    path = os.environ.get("PATH", "")
    home = {"HOME": str(tmp_path / "home"), "PATH": path, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env={**home, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == _digest(_some_frames()), done.stderr


@pytest.mark.parametrize(
    "size",
    [
        *[(159, 120), (160, 119), (7681, 4320), (7680, 4321), (0, 0), (-640, -480), (True, True)],
        *[(640,), (1, 2, 3), (640.5, 480), (float("nan"), 480), (None, None), 640, "640x480"],
    ],
)
def test_sizes_that_cannot_be_drawn_are_refused(size: Any) -> None:
    """A size out of range, or none at all, is refused at the call."""
    with refused():
        render([], size=size)


def test_looks_that_do_not_exist_are_refused() -> None:
    """An unknown layout or theme, or a title that is no text, is refused at the call."""
    unhashable: Any = []
    no_text: Any = 7
    for name in ("lecture hall", unhashable):
        with refused("layout", repr(name)):
            render([], layout=name)
        with refused("theme", repr(name)):
            render([], theme=name)
    with refused("title", "7"):
        render([], title=no_text)


def test_no_frames_are_no_pictures() -> None:
    """Rendering nothing gives nothing."""
    assert list(render([])) == []


def test_the_title_is_drawn() -> None:
    """A title shows above the board, and takes room from it."""
    frames = _corners(steps=True)[:1]
    look = Look((320, 320))
    (bare,), (titled,) = _pictures(frames, look), _pictures(frames, look._replace(title="A title"))
    assert (bare[:16] == bare[0, 0]).mean() > 0.5
    ink = (titled == hexadecimal(THEMES["light"].ink)).all(axis=2)
    assert ink[:40, :160].sum() > 20
    assert seconds(frames) > 0


def test_half_mixed_pictures_are_half_of_each() -> None:
    """Mixing in 256 steps is off by one step of a colour at most, and exact at both ends."""
    rng = np.random.default_rng(0)
    one, other = rng.integers(0, 256, (2, 9, 7, 4), dtype=np.uint8)
    other[:3] = one[:3]
    for part in np.linspace(0, 1, 40):
        wanted = (1 - part) * one + part * other.astype(float)
        assert np.abs(Fade(one, other).at(part) - wanted).max() <= 1.0
    assert np.array_equal(Fade(one, other).at(0), one)
    assert np.array_equal(Fade(one, other).at(1), other)
