"""Facts about fonts: words in any language are drawn with glyphs, and a missing font is named."""

import numpy as np
import pytest
from matplotlib import font_manager
from PIL import Image, ImageDraw, ImageFont

from kmviz.drawing import canvas, fonts
from kmviz.drawing.canvas import Canvas
from kmviz.drawing.layouts import Box
from kmviz.drawing.pages import page
from kmviz.drawing.render import render
from kmviz.drawing.still import bind
from kmviz.drawing.words import STAND_IN, literal, missing_characters
from kmviz.story.language import PLURALS, language
from kmviz.story.storyboard import storyboard
from tests.drawing.spoken import SPOKEN
from tests.story.runs import run

WRITES_CHINESE = pytest.mark.skipif(
    fonts.face("zh") is None, reason="no font on this machine has the characters of zh"
)
NONE = {"zh": ("No Such Font",)}


def _texts(lang: str) -> str:
    sections = [texts for name, texts in language(lang).texts.items() if name != "numbers"]
    texts = [text for section in sections for text in section.values()]
    return "".join("".join(text.values()) if isinstance(text, dict) else text for text in texts)


@pytest.mark.parametrize("lang", SPOKEN)
def test_every_character_of_a_language_can_be_drawn(lang: str) -> None:
    """The fonts have all the characters of its texts, in both weights."""
    assert missing_characters(_texts(lang), lang) == ""


def test_other_languages_are_written_in_dejavu() -> None:
    """Only Chinese needs a font that matplotlib does not bring."""
    for lang in set(PLURALS) - {"zh"}:
        assert fonts.face(lang) is None
        assert fonts.font(_texts(lang), 12, bold=True).get_file() == str(fonts.BOLD)


def _drawn(words: str) -> np.ndarray:
    sheet = Canvas(60, 60, "#ffffff")
    mark = canvas.Text(words, (5, 12), size=48, color="#000000")
    sheet.draw([mark], within=Box(0, 0, 60, 60))
    return sheet.pixels[..., 0] < 128


@WRITES_CHINESE
def test_chinese_characters_are_the_glyphs_of_the_font() -> None:
    """What is drawn is what Pillow draws with the same file, but for the rendering of edges."""
    face = fonts.face("zh")
    assert face is not None
    glyphs = ImageFont.truetype(face.regular.path, 48, index=face.regular.face_index)
    for character in "星点簇":
        sheet = Image.new("L", (60, 60), 255)
        ImageDraw.Draw(sheet).text((5, 48), character, fill=0, font=glyphs, anchor="ls")
        same = _drawn(character) == (np.asarray(sheet) < 128)
        assert same.mean() > 0.95
        assert _drawn(character).mean() > 0.1


@WRITES_CHINESE
def test_a_title_may_have_the_characters_of_the_language_only() -> None:
    """A Chinese title is drawn on a Chinese film, and on others as stand-ins."""
    assert literal("聚类 K", "zh") == "聚类 K"
    assert literal("聚类 K", "de") == f"{STAND_IN}{STAND_IN} K"


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no font has the characters, the refusal names one that would do, in two lines."""
    monkeypatch.setattr(fonts, "FAMILIES", NONE)
    frames = list(storyboard(*run(10, 2), steps=True, lang="zh"))
    with pytest.raises(ValueError, match=r"\n.*Noto Sans CJK SC .*fonts-noto-cjk") as refusal:
        next(render(frames))
    assert len(str(refusal.value).splitlines()) == 2
    with pytest.raises(ValueError, match="lang is 'zh'"):
        page(frames[0])


@WRITES_CHINESE
def test_a_font_installed_since_matplotlib_last_looked_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A list of fonts that is out of date does not hide one."""
    families = set(fonts.FAMILIES["zh"])
    manager = font_manager.fontManager
    known = [entry for entry in manager.ttflist if entry.name not in families]
    monkeypatch.setattr(manager, "ttflist", known)
    fonts._face.cache_clear()  # noqa: SLF001  # what was found before is to be looked for again
    assert fonts.face("zh") is not None
    fonts._face.cache_clear()  # noqa: SLF001  # likewise


@WRITES_CHINESE
def test_chinese_pages_keep_their_text() -> None:
    """An SVG has the words themselves, and a PDF tells which characters its glyphs stand for."""
    *_, last = storyboard(*run(20, 3), steps=True, lang="zh")
    still = page(last)
    assert last.caption in still.svg({}).decode("utf-8")
    document = bind([still], {})
    assert b"/ToUnicode" in document
    assert b"/Type3" not in document
