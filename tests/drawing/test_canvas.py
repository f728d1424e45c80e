"""Facts about the sheet of pixels: marks appear where and as large as they are asked for."""

import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kmviz.drawing import canvas, lettering
from kmviz.drawing.canvas import Canvas, Mark
from kmviz.drawing.layouts import Box
from kmviz.drawing.style import SHAPES
from tests.story.runs import some

SHEET = Box(0, 0, 200, 160)
BLACK, RED = np.zeros((1, 3)), np.array([[1.0, 0.0, 0.0]])


def _drawn(*marks: Mark, within: Box = SHEET) -> NDArray[np.uint8]:
    sheet = Canvas(200, 160, "#ffffff")
    sheet.draw(marks, within=within)
    return sheet.pixels[..., :3]


def _ink(pixels: NDArray[np.uint8]) -> float:
    """Give the area that is black, in pixels, half-covered ones by halves."""
    return float((255 - pixels.astype(float)).mean(axis=2).sum() / 255)


def _disc(x: float, y: float, radius: float) -> Mark:
    outline = [canvas.marker_outline("o")]
    places = np.array([[x, y]])
    return canvas.Markers(places, outline, radius=radius, faces=BLACK, rims=BLACK, rim=0)


def test_a_sheet_begins_with_its_ground() -> None:
    """An empty sheet has one opaque colour."""
    sheet = Canvas(30, 20, "#3f90da")
    assert sheet.pixels.shape == (20, 30, 4)
    assert (sheet.pixels == [63, 144, 218, 255]).all()


def test_the_pixels_are_the_sheet_itself() -> None:
    """What is written into the pixels lies under the marks that are drawn next."""
    sheet = Canvas(200, 160, "#ffffff")
    sheet.pixels[...] = [0, 200, 0, 255]
    sheet.draw([_disc(100, 80, 20)], within=SHEET)
    assert sheet.pixels[80, 100].tolist() == [0, 0, 0, 255]
    assert sheet.pixels[10, 10].tolist() == [0, 200, 0, 255]


@given(st.lists(st.tuples(st.integers(0, 30 * 20), st.integers(0, 255)), max_size=5))
def test_a_snapshot_is_what_is_drawn_and_stays(changes: list[tuple[int, int]]) -> None:
    """Whether few pixels are new or many, it is the sheet without opacity, and a copy."""
    sheet = Canvas(30, 20, "#3f90da")
    taken = []
    for many, grey in changes:
        sheet.pixels.reshape(-1, 4)[:many, :3] = grey
        taken.append((sheet.pixels[..., :3].copy(), sheet.snapshot()))
    assert all(np.array_equal(drawn, snapshot) for drawn, snapshot in taken)


@some
@given(st.floats(30, 170), st.floats(30, 130), st.floats(1, 25))
def test_a_disc_has_its_place_and_its_radius(x: float, y: float, radius: float) -> None:
    """A disc covers π r² of pixels around its place, to a hundredth of a pixel; y goes up."""
    pixels = _drawn(_disc(x, y, radius))
    dark = 255 - pixels[..., 0].astype(float)
    rows, columns = np.indices(dark.shape)
    assert _ink(pixels) == pytest.approx(np.pi * radius**2, rel=0.03, abs=0.3)
    assert (dark * (columns + 0.5)).sum() / dark.sum() == pytest.approx(x, abs=0.1)
    assert 160 - (dark * (rows + 0.5)).sum() / dark.sum() == pytest.approx(y, abs=0.1)


def test_no_places_have_no_marks() -> None:
    """Where there is no place, nothing is drawn at all."""
    outline = [canvas.marker_outline("o")]
    none = canvas.Markers(np.empty((0, 2)), outline, radius=20, faces=BLACK, rims=BLACK, rim=1)
    assert (_drawn(none) == 255).all()


def test_marks_of_one_colour_are_not_moved_to_whole_pixels() -> None:
    """Discs drawn in one colour for all are where discs with a colour each are."""
    places = np.random.default_rng(0).uniform(10, 150, (30, 2))
    outline = [canvas.marker_outline("o")]
    one, each = (
        canvas.Markers(places, outline, radius=5, faces=faces, rims=BLACK, rim=1)
        for faces in (RED, np.tile(RED, (30, 1)))
    )
    assert np.array_equal(_drawn(one), _drawn(each))


@pytest.mark.parametrize("name", [name for name, _ in SHAPES])
def test_all_shapes_of_points_are_equally_large(name: str) -> None:
    """Whatever its shape, a marker covers the area of the disc."""
    outline = [canvas.marker_outline(name)]
    mark = canvas.Markers(np.array([[100, 80]]), outline, radius=20, faces=BLACK, rims=BLACK, rim=0)
    assert _ink(_drawn(mark)) == pytest.approx(np.pi * 400, rel=0.04)


def test_shapes_of_points_can_be_told_apart() -> None:
    """Two shapes of points differ in a tenth of their area at least."""
    drawn = [
        _drawn(
            canvas.Markers(
                np.array([[100.0, 80.0]]),
                [canvas.marker_outline(name)],
                radius=20,
                faces=BLACK,
                rims=BLACK,
                rim=0,
            )
        )
        for name, _ in SHAPES
    ]
    for number, one in enumerate(drawn):
        for other in drawn[:number]:
            assert (one != other).any(axis=2).mean() * one[..., 0].size > 0.1 * np.pi * 400


@pytest.mark.parametrize("arms", [arms for _, arms in SHAPES])
def test_a_star_has_its_arms(arms: int) -> None:
    """A star's outline reaches the unit circle once for each arm, the first one upwards."""
    corners = np.asarray(canvas.star_outline(arms).vertices)[:-1]
    reach = np.hypot(*corners.T)
    assert np.isclose(reach, 1).sum() == arms
    assert len(corners) == 2 * arms
    assert reach.max() == pytest.approx(1)
    assert reach.min() < 0.7
    assert corners[0] == pytest.approx([0, 1])


def test_polygons_are_filled_up_to_their_edges() -> None:
    """A rectangle on whole pixels fills exactly those pixels with exactly its colour."""
    corners = np.array([(20, 30), (60, 30), (60, 50), (20, 50)], dtype=float)
    face = np.array([[63, 144, 218]]) / 255
    pixels = _drawn(canvas.Polygons([corners], faces=face))
    filled = (pixels == [63, 144, 218]).all(axis=2)
    assert filled[160 - 50 : 160 - 30, 20:60].all()
    assert filled.sum() == 40 * 20


def test_lines_have_their_width() -> None:
    """A level line of four pixels covers four rows."""
    mark = canvas.Lines(
        [np.array([(20.0, 80.0), (180.0, 80.0)])], colors=np.array([[0.0, 0.0, 0.0, 1.0]]), width=4
    )
    assert (_drawn(mark)[:, 100, 0] == 0).sum() == 4


def test_nothing_is_drawn_outside_of_its_box() -> None:
    """Marks are cut off at the box that they are drawn within."""
    box = Box(50, 40, 60, 30)
    pixels = _drawn(
        _disc(50, 40, 30), canvas.Text("WWWWWW", (30, 50), size=30, color="#000000"), within=box
    )
    outside = np.ones(pixels.shape[:2], dtype=bool)
    outside[160 - 70 : 160 - 40, 50:110] = False
    assert (pixels[outside] == 255).all()
    assert (pixels != 255).any()


MARKS: dict[str, Callable[[], Mark]] = {
    "text": lambda: canvas.Text("Ag", (50, 60), size=40, color="#1b1d23"),
    "label": lambda: canvas.Label(
        "81", (90, 60), size=30, color="#1b1d23", halo="#ffffff", opacity=0.5
    ),
    "disc": lambda: _disc(60.3, 70.8, 14),
    "line": lambda: canvas.Lines([np.eye(2) * 90], colors=np.full((1, 4), 0.5), width=2),
}


@pytest.mark.parametrize("name", MARKS)
def test_drawing_a_mark_leaves_nothing_behind(name: str) -> None:
    """A mark drawn again, after the sheet was wiped, gives the same pixels."""
    sheet, mark = Canvas(200, 160, "#ffffff"), MARKS[name]()
    sheet.draw([mark], within=SHEET)
    once = sheet.pixels.copy()
    assert (once != 255).any()
    sheet.pixels[...] = 255
    sheet.draw([mark], within=SHEET)
    assert np.array_equal(sheet.pixels, once)


def test_text_stands_on_its_baseline_where_it_is_aligned() -> None:
    """Letters without descent end at the baseline, and left, centre and right are what they say."""
    for align, edge in (("left", 0), ("right", -1)):
        pixels = _drawn(canvas.Text("HH", (100, 60), size=40, color="#000000", align=align))  # type: ignore[arg-type]  # a name from a loop
        rows, columns = np.nonzero(pixels[..., 0] < 128)
        assert 160 - rows.max() - 1 == 60
        assert abs(np.sort(columns)[edge] - 100) <= 5
    pixels = _drawn(canvas.Text("HH", (100, 60), size=40, color="#000000", align="center"))
    columns = np.nonzero(pixels[..., 0] < 128)[1]
    assert (columns.min() + columns.max()) / 2 == pytest.approx(100, abs=1)


@pytest.mark.parametrize("words", ["$x^2$", r"\frac{1$", "$$", r"\alpha", "a_b^c", "100%"])
def test_no_text_is_read_as_a_formula(words: str) -> None:
    """Each character of a would-be formula takes the room that it takes as plain text."""
    width = lettering.text_width(words, 100)
    apart = sum(lettering.text_width(character, 100) for character in words)
    assert width == pytest.approx(apart, rel=0.05)


@some
@given(st.text(alphabet="abcMW ij.", max_size=20), st.sampled_from([8.0, 16.0, 64.0]))
def test_longer_text_is_wider(words: str, size: float) -> None:
    """Text with one more letter is wider, and bold text is wider than regular."""
    assert lettering.text_width(words + "m", size) > lettering.text_width(words, size)
    if words.strip():
        assert lettering.text_width(words, size, bold=True) >= lettering.text_width(words, size)


def test_digits_are_equally_wide() -> None:
    """A counting number does not make what stands beside it tremble."""
    for bold in (False, True):
        widths = {lettering.text_width(f"iteration {digit}", 100, bold=bold) for digit in range(10)}
        assert np.ptp(list(widths)) < 0.5


HOSTILE: Any = {
    "text.usetex": True,
    "font.size": 40.0,
    "font.family": ["monospace"],
    "path.sketch": (3.0, 10.0, 2.0),
    "path.snap": False,
    "path.simplify_threshold": 1.0,
    "figure.dpi": 300.0,
    "savefig.dpi": 20.0,
    "savefig.bbox": "tight",
    "figure.facecolor": "black",
    "figure.autolayout": True,
    "lines.antialiased": False,
    "patch.antialiased": False,
    "text.antialiased": False,
    "text.hinting": "no_hinting",
    "text.parse_math": True,
    "axes.unicode_minus": False,
    "agg.path.chunksize": 7,
}


def test_matplotlibs_own_settings_are_in_force_for_a_while() -> None:
    """Inside, all settings but the backend are matplotlib's own; afterwards the user's again."""
    with mpl.rc_context(HOSTILE):
        before = dict(mpl.rcParams)
        with canvas.plain_matplotlib():
            changed = {
                key
                for key in mpl.rcParamsDefault
                if key != "backend" and mpl.rcParams[key] != mpl.rcParamsDefault[key]
            }
        assert changed == set()
        assert dict(mpl.rcParams) == before


def test_settings_that_matplotlib_is_to_drop_are_no_trouble() -> None:
    """A user's setting that matplotlib has deprecated is put aside without a warning."""
    with warnings.catch_warnings(action="ignore"), mpl.rc_context():
        mpl.rcParams["text.hinting_factor"] = 1
        with warnings.catch_warnings(action="error"), canvas.plain_matplotlib():
            assert mpl.rcParams["text.hinting_factor"] != 1
        assert mpl.rcParams["text.hinting_factor"] == 1


def test_the_users_settings_come_back_after_a_failure() -> None:
    """An error on the way leaves the user's settings as they were."""
    with mpl.rc_context({"font.size": 40.0}):
        with pytest.raises(KeyError), canvas.plain_matplotlib():
            raise KeyError
        assert mpl.rcParams["font.size"] == 40


def test_matplotlib_is_imported_with_any_backend() -> None:
    """A backend that does not exist disturbs no import, stays set, and no pyplot comes along."""
    program = (
        "import os, sys; import kmviz.drawing.render; "
        "print(os.environ['MPLBACKEND'], 'matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"MPLBACKEND": "nonsense"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "nonsense False\n"


def test_markers_can_have_a_size_each() -> None:
    """Of three discs each has the area of its own radius."""
    places, radii = (
        np.array([[30.0, 50.0], [80.0, 50.0], [140.0, 50.0]]),
        np.array([5.0, 10.0, 20.0]),
    )
    outline = [canvas.marker_outline("o")]
    sheet = canvas.Canvas(200, 100, "#ffffff")
    mark = canvas.Markers(places, outline, radius=radii, faces=BLACK, rims=BLACK, rim=0)
    sheet.draw([mark], within=Box(0, 0, 200, 100))
    for left, right, radius in zip((0, 50, 110), (50, 110, 200), radii, strict=True):
        assert _ink(sheet.pixels[:, left:right, :3]) == pytest.approx(np.pi * radius**2, rel=0.03)
