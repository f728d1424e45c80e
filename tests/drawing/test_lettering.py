"""Facts about letters: those that are kept are those that matplotlib would draw anew."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.textpath import TextPath
from numpy.typing import NDArray

from kmviz.drawing import canvas, lettering
from kmviz.drawing.fonts import font
from kmviz.drawing.layouts import Box
from kmviz.drawing.style import rgb
from tests.drawing.looks import as_matplotlib_writes
from tests.story.runs import some

SHEET = Box(0, 0, 480, 400)
# What a number stands in: two of a kind side by side, and each beside its digits.
PLAIN = "".join(map(chr, range(32, 127))) + "\xa0·⁰¹²³⁴⁵⁶⁷⁸⁹⁻"


def _by_matplotlib(mark: canvas.Text, ground: str) -> NDArray[np.uint8]:
    sheet = RendererAgg(round(SHEET.width), round(SHEET.height), 72)
    pixels: NDArray[np.uint8] = np.asarray(sheet.buffer_rgba())
    pixels[...] = [*rgb(ground), 255]
    words = as_matplotlib_writes(mark)
    words.set_figure(Figure(dpi=72))
    words.draw(sheet)
    return pixels


def _by_kmviz(mark: canvas.Mark, ground: str) -> NDArray[np.uint8]:
    sheet = canvas.Canvas(round(SHEET.width), round(SHEET.height), ground)
    sheet.draw([mark], within=SHEET)
    return sheet.pixels


@some
@given(
    words=st.sampled_from(["J = 9.271", "J = 0.000·10⁻¹²", "AVAVA Tö “fi” Ålgq 7", "1\u0308 77"])
    | st.text(PLAIN, max_size=9)
    | st.text("Jj1.,7 ÄЖאבعش", max_size=9),
    at=st.tuples(st.floats(200, 240), st.floats(180, 220)),
    size=st.sampled_from([9.0, 12.5, 16.0, 20.83]),
    align=st.sampled_from(["left", "center", "right"]),
    colors=st.sampled_from([("#1b1d23", "#ffffff"), ("#a3a9b5", "#14161b")]),
    bold=st.booleans(),
    turned=st.sampled_from([0.0, 90.0]),
)
def test_letters_are_those_of_matplotlib(
    *,
    words: str,
    at: tuple[float, float],
    size: float,
    align: canvas.Align,
    colors: tuple[str, str],
    bold: bool,
    turned: float,
) -> None:
    """A line looks as matplotlib draws it at the same part of a pixel, to two of 256 steps."""
    color, ground = colors
    mark = canvas.Text(words, at, size=size, color=color, align=align, bold=bold, turned=turned)
    difference = np.abs(_by_matplotlib(mark, ground).astype(int) - _by_kmviz(mark, ground))
    assert difference.max() <= 2


@pytest.mark.parametrize("bold", [False, True])
def test_digits_stand_alone(*, bold: bool) -> None:
    """A digit is no nearer to any other character of a number than to none."""
    renderer = RendererAgg(1, 1, 72)
    for one, other in product("0123456789", PLAIN):
        for words in (one + other, other + one):
            whole, _, _ = renderer.get_text_width_height_descent(
                words, font(words, 20, bold=bold), ismath=False
            )
            assert lettering.text_width(words, 20, bold=bold) == pytest.approx(whole)


def test_an_outline_is_that_of_the_whole_line() -> None:
    """The outline of a number, made of its digits, is the one that matplotlib gives at once."""
    for words in ("15", "9.271", "1.234·10⁻⁵"):
        ours = lettering.outline(words, 20, bold=True)
        theirs = TextPath((0, 0), words, prop=font(words, 20, bold=True))
        assert np.asarray(ours.codes).tolist() == np.asarray(theirs.codes).tolist()
        apart = np.asarray(theirs.vertices) - np.asarray(ours.vertices)
        assert np.ptp(apart, axis=0).max() < 0.05
        assert apart[0].tolist() == pytest.approx(
            [lettering.text_width(words, 2000, bold=True) / 200, 0], abs=0.1
        )


def test_what_was_written_since_changes_nothing() -> None:
    """A line looks the same after a thousand others."""
    mark = canvas.Text("J = 9.271", (80.3, 50.6), size=16, color="#1b1d23")
    first = _by_kmviz(mark, "#ffffff")
    sheet = canvas.Canvas(round(SHEET.width), round(SHEET.height), "#ffffff")
    for place in range(1000):
        other = canvas.Text("1", (place / 10, 50), size=16 + place % 5, color="#1b1d23")
        sheet.draw([other], within=SHEET)
    assert np.array_equal(_by_kmviz(mark, "#ffffff"), first)
