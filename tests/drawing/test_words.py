"""Facts about words that a person gives: each is seen as it is, and none is too wide."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.drawing import canvas
from kmviz.drawing.canvas import Canvas
from kmviz.drawing.fonts import characters
from kmviz.drawing.layouts import Box
from kmviz.drawing.lettering import text_width
from kmviz.drawing.words import (
    CLOSING,
    ELLIPSIS,
    STAND_IN,
    fit,
    literal,
    missing_characters,
    shrunk,
    wrap,
)
from tests.drawing.looks import extent
from tests.story.runs import many, some

ANYTHING = st.text(max_size=60)
WORDS = st.text(alphabet="aämMWil.,- $\\_{}^שلمこ😀\u0301", max_size=120).map(literal)
WIDTHS = st.one_of(st.floats(0, 30), st.floats(30, 1200))
SIZES = st.sampled_from([9.0, 16.0, 45.0])


@pytest.mark.parametrize(
    ("given_", "seen"),
    [
        ("K-means", "K-means"),
        ("$x^2$ and \\frac{1$", "$x^2$ and \\frac{1$"),
        ("a\nb\tc\r\nd\u2028e\u3000f", "a b c d e f"),
        ("  two   words  ", "two words"),
        ("", ""),
        (" \n ", ""),
        ("\x00\x1b[31mred\x7f\x9b", "□□[31mred□□"),
        ("\u202eabc\u202c \u200b\u2066d\u2069\ufeff", "abc d"),
        ("漢字", "□□"),
        ("\U0001f600 \U0001f468", "\U0001f600 □"),
        ("♥\ufe0f", "♥"),
        ("Zürich, Łódź, Αθήνα, Москва, שלום", "Zürich, Łódź, Αθήνα, Москва, שלום"),
        ("\ud800", "□"),
        ("e\u0301", "e\u0301"),
        ("Z\u0301\u0302\u0303\u0304\u0305o", "Z\u0301\u0302o"),
    ],
)
def test_words_are_drawn_literally(given_: str, seen: str) -> None:
    """Nothing is interpreted; what cannot be seen, or is not in the font, is dealt with."""
    assert literal(given_) == seen


@many
@given(ANYTHING)
def test_literal_words_are_one_line_that_the_font_has(words: str) -> None:
    """Any text becomes one line without controls, bidi marks or characters that the font lacks."""
    line = literal(words)
    assert line == line.strip()
    assert "  " not in line
    for character in line:
        assert character == " " or unicodedata.category(character) not in {"Cc", "Cf", "Zl", "Zp"}
        assert ord(character) in characters()
    assert literal(line) == line


@some
@given(ANYTHING)
def test_any_words_can_be_drawn(words: str) -> None:
    """Drawing any text, in both weights, fails on nothing and warns of nothing."""
    box = Box(0, 0, 300, 60)
    for bold in (False, True):
        mark = canvas.Text(literal(words), (5, 20), size=20, color="#000000", bold=bold)
        Canvas(300, 60, "#ffffff").draw([mark], within=box)


def test_twenty_thousand_characters_are_no_trouble() -> None:
    """A title as long as a chapter becomes a line that says that more was there."""
    line = literal("all work and no play " * 1000)
    assert len(line) < 500
    assert line.endswith(ELLIPSIS)
    assert literal("\n" * 20000 + "word") == "word"


@some
@given(st.text(alphabet="AÅgy\u0301\u0302\u0308\u0323\u0324 ", max_size=40))
def test_accents_do_not_tower(words: str) -> None:
    """However many accents are piled up, text keeps within 1.5 font sizes of its baseline."""
    mark = canvas.Text(literal(words), (0, 0), size=100, color="#000000", bold=True)
    box = extent(mark)
    assert box.y0 >= -60
    assert box.y1 <= 150


def test_missing_characters_are_told_once() -> None:
    """What the font lacks is listed, each once and in order; what cannot be printed, as escapes."""
    assert missing_characters("漢a字漢\x1b\ud800 b\n") == "漢字\\x1b\\ud800"
    assert missing_characters("Zürich □ $x$") == ""


@many
@given(ANYTHING)
def test_what_is_missing_is_what_became_a_stand_in(words: str) -> None:
    """There are missing characters exactly where the literal words show new stand-ins."""
    shown = literal(words).count(STAND_IN)
    assert bool(missing_characters(words)) == (shown > words.count(STAND_IN))


@many
@given(WORDS, WIDTHS, SIZES, st.booleans())
def test_fitted_words_fit(words: str, width: float, size: float, bold: bool) -> None:  # noqa: FBT001  # hypothesis gives it by name
    """Fitted words are never too wide, and are the words or their beginning with an ellipsis."""
    fitted = fit(words, width, size, bold=bold)
    assert text_width(fitted, size, bold=bold) <= width
    if fitted not in {words, ""}:
        assert fitted.endswith(ELLIPSIS)
        assert words.startswith(fitted.removesuffix(ELLIPSIS))
    if text_width(words, size, bold=bold) <= width:
        assert fitted == words


@many
@given(st.text(alphabet="abc WM", min_size=1, max_size=60).map(literal), WIDTHS, SIZES)
def test_as_much_is_left_as_fits(words: str, width: float, size: float) -> None:
    """One character more than what is left of shortened words would be too wide."""
    fitted = fit(words, width, size)
    if fitted in {words, ""}:
        return
    left = len(fitted) - len(ELLIPSIS)
    longer = words[: left + 1].rstrip() + ELLIPSIS
    assert longer == fitted or text_width(longer, size) > width or words[left] == " "


@many
@given(WORDS, WIDTHS, SIZES, st.integers(1, 3))
def test_wrapped_words_fit(words: str, width: float, size: float, lines: int) -> None:
    """Lines are at most as many as asked, none is empty or too wide, and only the last is cut."""
    wrapped = wrap(words, width, size, lines=lines)
    assert len(wrapped) <= lines
    assert all(wrapped)
    assert all(text_width(line, size) <= width for line in wrapped)
    together = "".join(wrapped).replace(" ", "")
    everything = words.replace(" ", "")
    assert together == everything or everything.startswith(together.removesuffix(ELLIPSIS))


def test_lines_are_broken_between_words() -> None:
    """A line takes as many whole words as fit, and the last one ends in an ellipsis."""
    width = text_width("one two three", 20) + 1
    assert wrap("one two three four", width, 20, lines=2) == ["one two three", "four"]
    assert wrap("one two threefold", width, 20, lines=2) == ["one two", "threefold"]
    last = wrap("one two three four five six seven", width, 20, lines=2)[-1]
    assert last.startswith("four")
    assert last.endswith(ELLIPSIS)
    assert text_width(last, 20) <= width


def test_a_word_too_long_for_a_line_is_broken() -> None:
    """A single word wider than the line goes on in the next."""
    width = text_width("abcdefgh", 20)
    first, second = wrap("abcdefghijk", width, 20, lines=2)
    assert first + second == "abcdefghijk"


def test_no_words_are_no_lines() -> None:
    """Without words, or without room, there is no line at all."""
    assert wrap("", 100, 20, lines=2) == []
    assert wrap("words", 1, 20, lines=2) == []
    assert fit("words", 1, 20) == ""
    assert np.isclose(text_width("", 20), 0)


def test_lines_end_where_the_language_lets_them() -> None:
    """At a space, but not at one that says no; in Chinese anywhere, but not before a mark."""
    size = 16.0
    told = literal("one two\u00a0: three")
    assert wrap(told, text_width("one two :", size), size, lines=3) == [
        "one two\u00a0:",
        "three",
    ]
    assert wrap(told, text_width("one two", size) + 1, size, lines=3)[0] == "one"
    chinese = "漢字，漢字"  # noqa: RUF001  (the mark of Chinese)
    lines = wrap(chinese, text_width("漢字", size) + 1, size, lines=4)
    assert "".join(lines) == chinese
    assert len(lines) > 1
    assert all(line[0] not in CLOSING for line in lines)


def test_words_without_room_are_written_in_smaller_letters() -> None:
    """Letters shrink until the words fit, and never below the least size that is asked for."""
    wide = text_width("criterion", 20, bold=True)
    assert shrunk("criterion", wide, 20, least=10) == 20
    size = shrunk("criterion", 0.8 * wide, 20, least=10)
    assert text_width("criterion", size, bold=True) <= 0.8 * wide
    assert shrunk("criterion", 0.1 * wide, 20, least=10) == 10
