"""Facts about slides for LaTeX: what they say, that nothing in a title is a command, that TeX runs.

TeX itself is the judge where it is installed; without it, these tests are skipped.
"""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.drawing.pages import Page
from kmviz.drawing.still import Drawn, Still
from kmviz.drawing.style import THEMES
from kmviz.writing import tex
from kmviz.writing.read import read_recipe
from kmviz.writing.write import pictures_of, write_slides
from tests.drawing.stills import specimen
from tests.writing.films import RECIPE

HOSTILE = r"100 % of $x^2$ & \input{a}_b~#1 <|> {é} ?` -- ''"
LETTERS = "ÀÁÂÃÄÅÇÈÉÊËĚŐŘŞȘŠŻàáâãäåçčďéěğñőřšșţž" + tex.OTHERS


def film(*told: str, seconds: Sequence[float] = (2.0, 0.04, 0.04, 0.04, 1.5)) -> list[Page]:
    """Make a film: a half-step, a glide in three pictures to the next, and so on."""
    told = told or ("start: 3 points", "", "", "", "iteration 1: 100 % of them move")
    return [Page(specimen(), time, words) for words, time in zip(told, seconds, strict=True)]


def source(
    pages: list[Page], *, title: str = "", theme: str = "light", loop: int = 0, command: str = "c"
) -> str:
    recipe = replace(RECIPE, command=command)
    return tex.document(
        pages, "film-frames.pdf", recipe, title=title, theme=THEMES[theme], loop=loop
    )


def commands(text: str) -> list[str]:
    """Leave out comments, and what a % swallows: the end of its line."""
    return [re.sub(r"(?<!\\)%.*", "", line) for line in text.splitlines()]


def frames(text: str) -> list[str]:
    """Cut the two slides out, as a person does who pastes them."""
    return re.findall(r"\\begin\{frame\}.*?\\end\{frame\}", text, re.DOTALL)


def test_each_picture_is_shown_for_its_time() -> None:
    """The frame rates of the film are those of the pages, and runs of equal pages are one line."""
    shown, _ = frames(source(film()))
    assert r"\begin{animateinline}[controls,buttonfg=0.5,loop]{0.5}" in shown
    rates = re.findall(r"\\newframe\[(.*?)\]", shown)
    assert [float(rate) for rate in rates] == pytest.approx([25, 1 / 1.5], rel=1e-3)
    assert re.findall(r"\\multiframe\{(\d+)\}\{iPage=(\d+)\+1\}", shown) == [("3", "2")]
    assert re.findall(r"\[page=(\d+)\]", shown) == ["1", "5"]


def test_each_half_step_has_a_slide() -> None:
    """One `only` per half-step, in order, on the page that ends it."""
    _, steps = frames(source(film()))
    assert re.findall(r"\\only<(\d+)>\{\\includegraphics\[page=(\d+)\]", steps) == [
        ("1", "1"),
        ("2", "5"),
    ]


@pytest.mark.parametrize(("loop", "loops"), [(0, True), (1, False), (7, False)])
def test_it_loops_where_it_is_to(loop: int, loops: bool) -> None:  # noqa: FBT001  (as in pytest)
    """For ever or once: there is nothing between in LaTeX."""
    assert ("loop" in source(film(), loop=loop).partition("animateinline}[")[2][:40]) is loops


@pytest.mark.parametrize("theme", THEMES)
def test_slides_have_the_colours_of_the_pictures(theme: str) -> None:
    """A dark film is not a dark patch on a white slide."""
    text = source(film(), theme=theme)
    for name, colour in (("ground", THEMES[theme].ground), ("ink", THEMES[theme].ink)):
        assert rf"\definecolor{{{name}}}{{HTML}}{{{colour[1:].upper()}}}" in text


@given(st.text(st.sampled_from("%$#&_{}~^\\<>|`'-?!, ab\n\té"), max_size=80))
def test_no_title_is_a_command(title: str) -> None:
    """What TeX reads of a title are letters, its own names of characters, and balanced braces."""
    text = source(film(), title="x" + title)
    (head, *_) = [line for line in commands(text) if line.startswith(r"\begin{frame}")]
    words = head.removeprefix(r"\begin{frame}{x").removesuffix("}")
    words = re.sub(r"\\text(backslash|asciicircum|asciitilde|less|greater|bar)\{\}", "", words)
    words = re.sub(r"\\[{}$&#%_]", "", words)
    words = re.sub(r"([-'`,])\{\}", r"\1 ", words)
    assert not set(words) & set("\\{}$&#%_^~<>|")
    assert not re.search("--|''|``|,,", words)
    assert r"\begin{frame}{" in text


@given(st.text(), st.text())
def test_no_command_or_caption_leaves_its_comment(command: str, caption: str) -> None:
    """Whatever the recipe holds, it is one line, and comes back from it."""
    caption = " ".join(caption.split())
    pages = film("a", caption or "b", seconds=(1.0, 2.0))
    text = source(pages, command=command)
    assert commands(text) == commands(source(pages, command="c"))


@pytest.mark.parametrize(
    ("words", "can"),
    [
        ("plain", True),
        (HOSTILE, True),
        (LETTERS, True),
        ("", True),
        ("μ = 3", False),
        ("均值", False),
        ("ą", False),
        ("a\u0301\u0302\u0303", False),
        ("→", False),
    ],
)
def test_letters_that_tex_lacks_are_known(words: str, can: bool) -> None:  # noqa: FBT001  (as in pytest)
    """Latin letters with one mark can be set; Greek, Chinese and arrows cannot."""
    assert tex.can_set(words) is can


@pytest.mark.parametrize(
    ("name", "pictures"),
    [
        ("lecture.tex", "lecture-frames.pdf"),
        ("50% #1 {of} $x.TEX", "50---1--of---x-frames.pdf"),
        ("лекция 1.tex", "лекция-1-frames.pdf"),
    ],
)
def test_slides_and_pictures_carry_the_recipe(tmp_path: Path, name: str, pictures: str) -> None:
    """Both files tell how they were made, and TeX can read the name of the pictures."""
    write_slides(tmp_path / name, film(), RECIPE, title="", theme=THEMES["light"])
    assert {path.name for path in tmp_path.iterdir()} == {name, pictures}
    assert f"{{{pictures}}}" in (tmp_path / name).read_text(encoding="utf-8")
    for path in tmp_path.iterdir():
        assert read_recipe(path) == RECIPE


def test_both_files_appear_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong, at a picture or at the very end, both old files are as they were."""
    path = tmp_path / "film.tex"
    for old in (path, pictures_of(path)):
        old.write_text("old")
    theme = THEMES["light"]

    def fail() -> list[Drawn]:
        raise KeyboardInterrupt

    broken = [*film()[:2], replace(film()[2], still=Still(9, 9, "#ffffff", fail))]
    with pytest.raises(KeyboardInterrupt):
        write_slides(path, broken, RECIPE, title="", theme=theme)
    monkeypatch.setattr(tex, "document", lambda *_, **__: "half of it")
    with pytest.raises(OSError, match=r"\A[^\n]+not complete\n[^\n]+\Z"):
        write_slides(path, film(), RECIPE, title="", theme=theme)
    assert sorted(found.name for found in tmp_path.iterdir()) == ["film-frames.pdf", "film.tex"]
    assert {found.read_text() for found in tmp_path.iterdir()} == {"old"}


def test_pictures_that_cannot_be_written_are_refused_at_once(tmp_path: Path) -> None:
    """A folder in the place of the pictures is told before anything is drawn."""
    (tmp_path / "film-frames.pdf").mkdir()
    with pytest.raises(ValueError, match=r"film-frames.pdf': this is a folder\n"):
        write_slides(tmp_path / "film.tex", film(), RECIPE, title="", theme=THEMES["light"])


def test_the_same_film_gives_the_same_bytes(tmp_path: Path) -> None:
    """Both files, on any day."""
    made = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "film.tex"
        write_slides(path, film(), RECIPE, title="t", theme=THEMES["dark"])
        made.append((path.read_bytes(), pictures_of(path).read_bytes()))
    assert made[0] == made[1]


def _lacking() -> str:
    """Say what of TeX is not installed."""
    if shutil.which("pdflatex") is None:
        return "pdflatex is not installed"
    for name in ("beamer.cls", "animate.sty"):
        if subprocess.run(["kpsewhich", name], capture_output=True, check=False).returncode:  # noqa: S607  (it was found on the path)
            return f"TeX has no {name}"
    return ""


needs_tex = pytest.mark.skipif(bool(_lacking()), reason=f"{_lacking()}: slides are not compiled")


def compiled(path: Path, *, runs: int = 2) -> tuple[int, str]:
    """Run TeX, twice for the number of pages to be right, and give that number and its log."""
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"]
    for _ in range(runs):
        done = subprocess.run(
            [*command, path.name], cwd=path.parent, capture_output=True, check=False, timeout=120
        )
        log = path.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
        assert done.returncode == 0, log[-2000:]
    pages = re.findall(r"Output written on [^(]*\((\d+) pages?", log)
    return int(pages[0]), log


@needs_tex
def test_tex_compiles_the_slides(tmp_path: Path) -> None:
    """A page for the film and one for each half-step; nothing is missing, nothing sticks out."""
    path = tmp_path / "film.tex"
    write_slides(path, film(), RECIPE, title=HOSTILE, theme=THEMES["dark"])
    count, log = compiled(path)
    assert count == 1 + 2
    assert not re.search("Overfull|Missing character", log)


@needs_tex
def test_tex_compiles_what_was_pasted(tmp_path: Path) -> None:
    """Nothing but a frame and its package, in slides of another theme and other proportions."""
    path, other = tmp_path / "film.tex", tmp_path / "other.tex"
    write_slides(path, film(), RECIPE, title="A title", theme=THEMES["light"])
    shown, steps = frames(path.read_text(encoding="utf-8"))
    for frame, package, pages in ((steps, "", 2), (shown + steps, r"\usepackage{animate}", 3)):
        head = rf"\documentclass{{beamer}}\usetheme{{Madrid}}{package}\begin{{document}}"
        other.write_text(f"{head}\n{frame}\n\\end{{document}}\n", encoding="utf-8")
        count, log = compiled(other, runs=pages - 1)
        assert count == pages
        assert "Overfull \\vbox" not in log


@needs_tex
@pytest.mark.parametrize("title", [LETTERS, "word " * 60], ids=["letters", "long"])
def test_tex_has_the_letters_and_the_room(tmp_path: Path, title: str) -> None:
    """Every kind of letter that we say it has; and titles too long for a slide are shortened."""
    path = tmp_path / "film.tex"
    write_slides(path, film(), RECIPE, title=title, theme=THEMES["light"])
    _, log = compiled(path, runs=1)
    assert not re.search(r"Overfull \\vbox|Missing character|mktexpk|\.\d+pk", log)
