"""A still is the same picture as pixels, as a PDF and as an SVG; and on pages, words are words."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from numpy.typing import NDArray

from kmviz.drawing import canvas, lettering
from kmviz.drawing.canvas import Canvas
from kmviz.drawing.still import Still
from kmviz.drawing.style import rgb
from tests.drawing import pages
from tests.drawing.looks import psnr
from tests.drawing.pages import Document, Page, Words, painted
from tests.drawing.stills import (
    FRAME,
    HALOED,
    HEIGHT,
    LINES,
    SHEET,
    WIDTH,
    bound,
    drawn,
    shapes,
    specimen,
    words,
)

READERS: dict[str, Callable[[Still], Page]] = {
    "pdf": lambda still: pages.pdf(bound(still)),
    "svg": lambda still: pages.svg(still.svg({})),
}
each_page = pytest.mark.parametrize("kind", READERS)


def extent(pixels: NDArray[np.uint8], ground: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Give the rows and columns, first and last, of what differs clearly from the ground."""
    rows, columns = np.nonzero(np.abs(pixels.astype(int) - ground).max(axis=2) > 90)
    return np.array([rows.min(), rows.max(), columns.min(), columns.max()])


def test_the_pixels_are_those_of_a_canvas() -> None:
    """The marks are drawn as those of a film are, the first lowest, each within its box."""
    sheet = Canvas(WIDTH, HEIGHT, "#fdf6e3")
    for within, marks in drawn():
        sheet.draw(marks, within=within)
    pixels = specimen().pixels()
    assert pixels.shape == (HEIGHT, WIDTH, 3)
    assert pixels.dtype == np.uint8
    assert np.array_equal(pixels, sheet.pixels[..., :3])


@each_page
def test_shapes_on_a_page_are_those_of_the_pixels(kind: str) -> None:
    """Painted by another program, all looks the same; were it one pixel off, it would not."""
    still = replace(specimen(), draw=lambda: [(FRAME, shapes())])
    page, pixels = painted(READERS[kind](still)), still.pixels()
    assert psnr(page, pixels) > 34
    assert all(psnr(np.roll(page, 1, axis=axis), pixels) < 29 for axis in (0, 1))


@each_page
@pytest.mark.parametrize("number", range(4))
def test_words_on_a_page_are_where_those_of_the_pixels_are(kind: str, number: int) -> None:
    """Each line has its height and its width, but for what hinting to whole pixels takes or adds.

    Hinting changes the advance of a letter, and so the width of a line by some hundredths.
    """
    still = replace(specimen(), draw=lambda: [(SHEET, [list(words())[number]])])
    ground = rgb(still.ground)
    page, pixels = extent(painted(READERS[kind](still)), ground), extent(still.pixels(), ground)
    assert np.abs(page - pixels)[:2].max() <= 1
    assert np.abs(page - pixels)[2:].max() <= 1 + 0.06 * (pixels[3] - pixels[2])


@each_page
@pytest.mark.parametrize("size", [(1, 1), (333, 77), (641, 1001), (7680, 4320)])
def test_a_pixel_is_a_point(kind: str, size: tuple[int, int]) -> None:
    """A page is as many points wide and high as the picture has pixels, and has its ground."""
    page = READERS[kind](Still(*size, "#3f90da", list))
    assert page.size == size
    (ground,) = page.shapes
    assert ground.fill == (63, 144, 218)
    assert ground.rings[0].min(axis=0).tolist() == [0, 0]
    assert ground.rings[0].max(axis=0).tolist() == list(size)


@each_page
def test_words_are_text(kind: str) -> None:
    """Characters of any script and of any syntax can be searched, and keep size, weight, colour."""
    lines = READERS[kind](specimen()).words
    assert [line.text for line in lines] == [*LINES, "middle", HALOED]
    assert [line.size for line in lines] == [13, 11, 16.5, 20]
    assert [line.bold for line in lines] == [True, False, False, True]
    colors = ["#1b1d23", "#636975", "#000000", "#1b1d23"]
    assert [line.color for line in lines] == [tuple(rgb(color).tolist()) for color in colors]


def length(line: Words) -> float:
    """Measure a line of text, unhinted: at a hundred times its size."""
    return lettering.text_width(line.text, 100 * line.size, bold=line.bold) / 100


@each_page
def test_words_stand_on_their_baselines(kind: str) -> None:
    """Each line begins, ends or has its middle exactly where it was asked to."""
    lines = READERS[kind](specimen()).words
    assert [HEIGHT - line.at[1] for line in lines] == pytest.approx([20, 4, 100, 70])
    for line, place, x in zip(lines, "lrmm", (10, 230, 190, 110), strict=True):
        if line.anchor != "ls":
            assert (line.anchor[0], line.at[0]) == (place, x)
            continue
        share = {"l": 0, "m": 0.5, "r": 1}[place]
        assert line.at[0] + share * length(line) == pytest.approx(x, abs=0.2)


@each_page
def test_a_halo_lies_beneath_its_word(kind: str) -> None:
    """The word itself, text and not a shape, comes after the white outlines of its letters."""
    content = READERS[kind](specimen()).content
    number = next(
        i for i, item in enumerate(content) if isinstance(item, Words) and item.text == HALOED
    )
    halo = content[number - 1]
    assert not isinstance(halo, Words)
    assert halo.stroke == (255, 255, 255)
    assert halo.width == 5


@each_page
def test_everything_is_cut_at_its_box(kind: str) -> None:
    """All but the ground is clipped to the box that it was drawn within."""
    page = READERS[kind](specimen())
    boxes = {
        (box.left, HEIGHT - box.top, box.right, HEIGHT - box.bottom): box for box in (FRAME, SHEET)
    }
    found = [boxes[item.clip] if item.clip else None for item in page.content]
    count = found.count(FRAME)
    assert count >= 2 + 12 + 2 + 1
    assert found == [None] + [FRAME] * count + [SHEET] * (len(found) - 1 - count)


@pytest.mark.parametrize("kind", ["pixels", *READERS])
def test_marks_are_made_anew_for_every_drawing(kind: str) -> None:
    """A still can be drawn again, and in another form: it gives the same bytes."""
    still = specimen()
    once = as_bytes(still, kind)
    for other in ("pixels", "pdf", "svg"):
        as_bytes(still, other)
    assert as_bytes(still, kind) == once


def as_bytes(still: Still, kind: str) -> bytes:
    if kind == "pixels":
        return still.pixels().tobytes()
    return bound(still) if kind == "pdf" else still.svg({})


HOSTILE = """
font.family: serif
font.style: italic
font.variant: small-caps
font.weight: bold
font.stretch: condensed
font.sans-serif: Comic Sans
text.usetex: True
text.hinting: none
figure.autolayout: True
figure.dpi: 300
path.sketch: 3, 10, 2
path.simplify_threshold: 1
pdf.compression: 0
pdf.fonttype: 3
pdf.inheritcolor: True
pdf.use14corefonts: True
savefig.bbox: tight
savefig.dpi: 20
savefig.facecolor: red
savefig.transparent: True
svg.fonttype: path
svg.hashsalt: mine
svg.id: mine
"""

DIGESTS = """
import hashlib, sys
from tests.drawing.stills import bound, specimen
still = specimen()
for data in (still.pixels().tobytes(), bound(still), still.svg({})):
    print(hashlib.sha256(data).hexdigest())
assert "matplotlib.pyplot" not in sys.modules
"""


def test_no_settings_of_the_user_reach_a_still(tmp_path: Path) -> None:
    """With another matplotlibrc, backend, home, epoch and hash seed, all bytes are the same."""
    (tmp_path / "matplotlibrc").write_text(HOSTILE)
    environment = {
        "HOME": str(tmp_path),
        "MATPLOTLIBRC": str(tmp_path / "matplotlibrc"),
        "MPLBACKEND": "nonsense",
        "SOURCE_DATE_EPOCH": "nonsense",
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", DIGESTS], env=environment, capture_output=True, text=True, check=True
    )
    ours = [as_bytes(specimen(), kind) for kind in ("pixels", *READERS)]
    assert done.stdout.split() == [hashlib.sha256(data).hexdigest() for data in ours]


@each_page
@pytest.mark.parametrize("epoch", ["0", "2000000000", "nonsense"])
def test_no_date_is_in_a_page(kind: str, epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With another date, or one that cannot be read, the bytes are the same."""
    now = as_bytes(specimen(), kind)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert as_bytes(specimen(), kind) == now
    assert os.environ["SOURCE_DATE_EPOCH"] == epoch


@each_page
def test_the_users_settings_are_in_force_again_after_a_page(kind: str) -> None:
    """What a page needs to be set is set for that page only."""
    with mpl.rc_context({"pdf.fonttype": 3, "svg.fonttype": "path", "svg.hashsalt": "mine"}):
        before = dict(mpl.rcParams)
        as_bytes(specimen(), kind)
        assert dict(mpl.rcParams) == before


def test_a_pdf_carries_its_fonts() -> None:
    """All are TrueType, embedded in part, and none is of Type 3, which publishers refuse."""
    document = Document(bound(specimen()))
    fonts = [text for text in document.objects.values() if b"/Type /Font " in text]
    assert fonts
    assert all(re.search(rb"/Subtype /(Type0|CIDFontType2) ", font) for font in fonts)
    described = [text for text in document.objects.values() if b"/Type /FontDescriptor" in text]
    assert described
    assert all(document.follow(b"FontFile2", font) for font in described)


def test_stills_become_pages_in_their_order() -> None:
    """Each page is what the still alone would be, with its own size and ground."""
    small = Still(100, 50, "#3f90da", list)
    found = pages.pdf_pages(bound(specimen(), small, specimen()))
    assert [page.size for page in found] == [(WIDTH, HEIGHT), (100, 50), (WIDTH, HEIGHT)]
    alone = pages.pdf(bound(specimen()))
    for page in (found[0], found[2]):
        assert page.words == alone.words
        assert np.array_equal(painted(page), painted(alone))
    assert found[1].shapes[0].fill == (63, 144, 218)


def test_pages_share_their_fonts() -> None:
    """A font is in the file once, however many pages have its letters."""
    one, five = bound(specimen()), bound(*[specimen()] * 5)
    alone, many = (
        [text for text in Document(data).objects.values() if b"/FontFile2 " in text]
        for data in (one, five)
    )
    assert len(alone) == len(many) >= 2
    assert len(five) < 3 * len(one)


@each_page
def test_a_pixel_may_be_less_than_a_point(kind: str) -> None:
    """With 288 pixels to the inch, the page is the same at a quarter of its size each way."""
    usual, fine = (READERS[kind](replace(specimen(), per_inch=per_inch)) for per_inch in (72, 288))
    if kind == "svg":  # whose unit stays the pixel, on a page that is told in points
        root = pages.svg_root(replace(specimen(), per_inch=288).svg({}))
        assert (root.attrib["width"], root.attrib["height"]) == ("60pt", "40pt")
        assert root.attrib["viewBox"] == "0 0 240 160"
        assert fine.words == usual.words
        return
    assert fine.size == (WIDTH / 4, HEIGHT / 4)
    assert [line.text for line in fine.words] == [line.text for line in usual.words]
    for small, large in zip(fine.words, usual.words, strict=True):
        assert np.multiply(4, (*small.at, small.size)) == pytest.approx((*large.at, large.size))
    for mark, same in zip(fine.shapes, usual.shapes, strict=True):
        assert 4 * mark.width == pytest.approx(same.width)
        assert np.allclose(4 * np.vstack(mark.rings), np.vstack(same.rings), atol=1e-3)


def test_an_svg_needs_nothing_from_elsewhere() -> None:
    """It loads no picture, font or script, and refers to its own parts only."""
    elements = list(pages.svg_root(dots(40).svg({})).iter())
    elements += pages.svg_root(specimen().svg({})).iter()
    ours = {element.tag for element in elements if element.tag.startswith(pages.SVG)}
    allowed = "svg metadata defs style g clipPath rect path use text"
    assert ours <= {pages.SVG + name for name in allowed.split()}
    links = [element.attrib[pages.LINK] for element in elements if pages.LINK in element.attrib]
    assert len(links) == 40
    assert all(link.startswith("#") for link in links)


@pytest.mark.parametrize(
    ("kind", "names"), [("pdf", "o"), ("svg", "o"), ("pdf", "osvX"), ("svg", "osXp")]
)
def test_a_shape_that_comes_again_is_stored_once(kind: str, names: str) -> None:
    """A point more costs its place, its colours and its clip box, and not its outline."""
    few, many = (len(as_bytes(dots(count, *names), kind)) for count in (1000, 2000))
    assert (many - few) / 1000 < {"pdf": 20, "svg": 200}[kind]


def dots(count: int, *names: str) -> Still:
    """Draw points that differ in their places only, or in their shapes too."""
    outlines = [canvas.marker_outline(name) for name in names or ("o",)]

    def mark() -> canvas.Mark:
        return canvas.Markers(
            np.random.default_rng(0).uniform(20, 140, (count, 2)),
            outlines * (count // len(outlines)) if len(outlines) > 1 else outlines,
            radius=3,
            faces=np.array([[0.2, 0.4, 0.8]]),
            rims=np.ones((1, 3)),
            rim=0.5,
        )

    return replace(specimen(), draw=lambda: [(SHEET, [mark()])])


NAMES = ("o", "s", "^", "X")


def kinds(count: int) -> Still:
    """Draw points of four shapes and many colours, in turns."""

    def mark() -> canvas.Mark:
        rng = np.random.default_rng(0)
        return canvas.Markers(
            rng.uniform(20, 140, (count, 2)),
            [canvas.marker_outline(name) for name in NAMES * (count // 4)],
            radius=rng.uniform(2, 3, count),
            faces=rng.uniform(0, 1, (count, 3)),
            rims=np.ones((1, 3)),
            rim=0.5,
        )

    return replace(specimen(), draw=lambda: [(SHEET, [mark()])])


@each_page
def test_points_of_several_shapes_are_all_there(kind: str) -> None:
    """Few are drawn in their order; of very many, shape by shape, and none is lost or changed."""
    few, many = (READERS[kind](kinds(count)).shapes[1:] for count in (400, 800))
    places = np.random.default_rng(0).uniform(20, 140, (400, 2))
    middles = np.array([mark.rings[0].mean(axis=0) for mark in few])
    assert np.abs(middles - (places * [1, -1] + [0, HEIGHT])).max() < 1.5
    assert [len(mark.rings[0]) for mark in few[:4]] == [len(mark.rings[0]) for mark in few[4:8]]
    assert len(many) == 800
    corners = [len(mark.rings[0]) for mark in many]
    assert corners == [count for count in dict.fromkeys(corners) for _ in range(200)]
    rng = np.random.default_rng(0)
    places, _, faces = rng.uniform(20, 140, (800, 2)), rng.uniform(2, 3, 800), rng.random((800, 3))
    wanted = {tuple(np.round(255 * face).astype(int)) for face in faces}
    assert wanted == {mark.fill for mark in many}


def test_metadata_are_those_that_were_asked_for() -> None:
    """No program and no date add themselves; an SVG says what kind of thing it is."""
    pdf = bound(specimen(), Subject="a (b) \\ c")
    svg = specimen().svg({"Description": "<a>"})
    assert Document(pdf).subject == "a (b) \\ c"
    assert Document(bound(specimen())).information == b"<< >>"
    work = pages.svg_root(svg).find(".//{http://creativecommons.org/ns#}Work")
    assert work is not None
    told = {element.tag.rpartition("}")[2]: element.text for element in work}
    assert told == {"type": None, "description": "<a>", "format": "image/svg+xml"}
