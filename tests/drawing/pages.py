"""Readers of PDF and SVG that are not our own, as far as stills need them, and a painter.

After ISO 32000-1 (PDF 1.7) and W3C's SVG 1.1: paths, clip boxes, colours, opacity and text.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from math import comb
from typing import ClassVar, NamedTuple
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFont

from kmviz.drawing.fonts import BOLD, REGULAR

Pixels = NDArray[np.uint8]
Places = NDArray[np.float64]
Color = tuple[int, int, int]
Clip = tuple[float, float, float, float]  # left, top, right, bottom

FINER = 4  # the painter's pixels in one of the page's, each way


class Shape(NamedTuple):
    """Rings of places, y downwards, and what they are filled and drawn with."""

    rings: list[Places]
    fill: Color | None
    stroke: Color | None
    width: float
    opacity: float
    clip: Clip | None


class Words(NamedTuple):
    """One line of text; `anchor` says which of its ends, or its middle, is at the place."""

    text: str
    at: tuple[float, float]
    size: float
    bold: bool
    anchor: str
    color: Color
    clip: Clip | None


class Page(NamedTuple):
    """What is on a page, the lowest first."""

    size: tuple[float, float]
    content: list[Shape | Words]

    @property
    def shapes(self) -> list[Shape]:
        return [item for item in self.content if isinstance(item, Shape)]

    @property
    def words(self) -> list[Words]:
        return [item for item in self.content if isinstance(item, Words)]


def painted(page: Page) -> Pixels:
    """Paint a page, one pixel to the point."""
    width, height = (round(side) for side in page.size)
    sheet = Image.new("RGB", (FINER * width, FINER * height), (255, 0, 255))
    for item in page.content:
        for color, mask in _masks(item, sheet.size):
            sheet.paste(color, mask=ImageChops.multiply(mask, _clip_mask(item.clip, sheet.size)))
    return np.asarray(sheet.resize((width, height), Image.Resampling.BOX))


def _masks(item: Shape | Words, size: tuple[int, int]) -> Iterator[tuple[Color, Image.Image]]:
    if isinstance(item, Words):
        mask = Image.new("L", size)
        font = ImageFont.truetype(BOLD if item.bold else REGULAR, item.size * FINER)
        at = (item.at[0] * FINER, item.at[1] * FINER)
        ImageDraw.Draw(mask).text(at, item.text, 255, font, item.anchor)
        yield item.color, mask
        return
    covered = round(255 * item.opacity)
    if item.fill is not None:
        yield item.fill, _inside(item.rings, size).point([0] * 255 + [covered])
    if item.stroke is not None and item.width > 0:
        yield item.stroke, _along(item.rings, item.width, size).point([0] * 255 + [covered])


def _inside(rings: list[Places], size: tuple[int, int]) -> Image.Image:
    mask = Image.new("1", size)
    for ring in rings:
        one = Image.new("1", size)
        ImageDraw.Draw(one).polygon([tuple(place) for place in ring * FINER - 0.5], fill=1)
        mask = ImageChops.logical_xor(mask, one)
    return mask.convert("L")


def _along(rings: list[Places], width: float, size: tuple[int, int]) -> Image.Image:
    """Cover all that is within half the width: round joins and round ends."""
    mask = Image.new("L", size)
    draw, half = ImageDraw.Draw(mask), width * FINER / 2
    for ring in rings:
        places = [tuple(place) for place in ring * FINER - 0.5]
        draw.line(places, 255, width=round(width * FINER))
        for x, y in places:
            draw.ellipse((x - half, y - half, x + half, y + half), fill=255)
    return mask


@cache
def _clip_mask(clip: Clip | None, size: tuple[int, int]) -> Image.Image:
    if clip is None:
        return Image.new("L", size, 255)
    mask = Image.new("L", size)
    left, top, right, bottom = (round(side * FINER) for side in clip)
    mask.paste(255, (left, top, right, bottom))
    return mask


@cache
def _weights(degree: int) -> Places:
    """Give the polynomials of Bernstein at eight instants of a Bézier curve of this degree."""
    t = np.linspace(0, 1, 9)[1:]
    along = [comb(degree, i) * t**i * (1 - t) ** (degree - i) for i in range(degree + 1)]
    return np.transpose(along)


def _curve(begin: Places, *controls: Places) -> Places:
    """Give places along a Bézier curve of any degree, the last of which is its end."""
    places: Places = _weights(len(controls)) @ [begin, *controls]
    return places


@dataclass
class _Pen:
    """Rings in the making."""

    rings: list[list[Places]] = field(default_factory=list)

    def move(self, place: Places) -> None:
        self.rings.append([place])

    def line(self, place: Places) -> None:
        self.rings[-1].append(place)

    def curve(self, *controls: Places) -> None:
        self.rings[-1].extend(_curve(self.rings[-1][-1], *controls))

    def close(self) -> None:
        self.rings[-1].append(self.rings[-1][0])

    def taken(self) -> list[Places]:
        rings, self.rings = self.rings, []
        return [np.array(ring) for ring in rings]


# SVG

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
DESCRIPTION = ".//{http://purl.org/dc/elements/1.1/}description"


def svg_root(data: bytes) -> ET.Element:
    """Parse an SVG as XML."""
    return ET.fromstring(data)  # noqa: S314 (the test wrote it)


def svg(data: bytes) -> Page:
    """Read what is on an SVG."""
    root = svg_root(data)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    named = {element.attrib["id"]: element for element in root.iter() if "id" in element.attrib}
    return Page((width, height), list(_svg_items(root, named, None)))


def _svg_items(
    element: ET.Element, named: dict[str, ET.Element], clip: Clip | None
) -> Iterator[Shape | Words]:
    clip = _svg_clip(element, named) or clip
    if element.tag == SVG + "path":
        yield _svg_shape(element, element, np.zeros(2), clip)
    if element.tag == SVG + "use":
        at = np.array([float(element.attrib[axis]) for axis in "xy"])
        yield _svg_shape(named[element.attrib[LINK][1:]], element, at, clip)
    if element.tag == SVG + "text":
        yield _svg_words(element, clip)
    for child in element:
        if child.tag not in (SVG + "defs", SVG + "metadata"):
            yield from _svg_items(child, named, clip)


def _svg_clip(element: ET.Element, named: dict[str, ET.Element]) -> Clip | None:
    if "clip-path" not in element.attrib:
        return None
    box = named[element.attrib["clip-path"][5:-1]].find(SVG + "rect")
    assert box is not None
    left, top, width, height = (float(box.attrib[key]) for key in ("x", "y", "width", "height"))
    return left, top, left + width, top + height


def _style(element: ET.Element) -> dict[str, str]:
    entries = (entry.split(":", 1) for entry in element.attrib["style"].split(";"))
    return {name.strip(): value.strip() for name, value in entries}


def _svg_shape(path: ET.Element, styled: ET.Element, at: Places, clip: Clip | None) -> Shape:
    style = _style(styled)
    opacities = (style.get(name, "1") for name in ("opacity", "fill-opacity", "stroke-opacity"))
    return Shape(
        [ring + at for ring in _svg_rings(path.attrib["d"])],
        _svg_color(style.get("fill", "#000000")),
        _svg_color(style.get("stroke", "none")),
        float(style.get("stroke-width", 1)),
        min(map(float, opacities)),
        clip,
    )


@lru_cache(maxsize=1000)
def _svg_rings(path: str) -> list[Places]:
    """Follow a path, once for all the points that are drawn by it."""
    pen = _Pen()
    draw: dict[str, Callable[..., None]] = {"M": pen.move, "L": pen.line, "z": pen.close}
    draw |= {"Q": pen.curve, "C": pen.curve}
    for command, numbers in re.findall(r"([MLQCz])([^MLQCz]*)", path):
        draw[command](*np.array(numbers.split(), dtype=float).reshape(-1, 2))
    return pen.taken()


def _svg_words(element: ET.Element, clip: Clip | None) -> Words:
    style = _style(element)
    assert style["font-family"] == "'DejaVu Sans', sans-serif"
    color = _svg_color(style.get("fill", "#000000"))
    assert color is not None
    return Words(
        element.text or "",
        (float(element.attrib["x"]), float(element.attrib["y"])),
        float(style["font-size"].removesuffix("px")),
        style.get("font-weight", "400") == "700",
        {"start": "ls", "middle": "ms", "end": "rs"}[style["text-anchor"]],
        color,
        clip,
    )


def _svg_color(value: str) -> Color | None:
    if value == "none":
        return None
    red, green, blue = bytes.fromhex(value[1:])
    return red, green, blue


# PDF

TOKEN = re.compile(rb"\((?:[^()\\]|\\.)*\)|/\w+|[\[\]]|[-+]?\d*\.?\d+|[A-Za-z]+\*?", re.DOTALL)
ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
Matrix = NDArray[np.float64]


def unescaped(string: bytes) -> bytes:
    """Read a string between parentheses."""
    return ESCAPE.sub(lambda m: {b"n": b"\n", b"r": b"\r"}.get(m[1], m[1]), string[1:-1])


class Document:
    """The objects of a PDF, found by its table."""

    def __init__(self, data: bytes) -> None:
        end = re.search(rb"startxref\n(\d+)\n%%EOF\n\Z", data)
        assert end is not None
        self.table = data[int(end[1]) :]
        assert self.table.startswith(b"xref\n")
        self.objects = {
            number: self._object(data, number, int(place))
            for number, place in enumerate(re.findall(rb"(\d{10}) \d{5} [nf]", self.table))
            if number > 0
        }

    @staticmethod
    def _object(data: bytes, number: int, place: int) -> bytes:
        start = b"%d 0 obj\n" % number
        assert data.startswith(start, place)
        return data[place + len(start) : data.index(b"\nendobj\n", place)]

    def follow(self, name: bytes, within: bytes) -> bytes:
        """Give the object that an entry of another refers to."""
        reference = re.search(rb"/%s (\d+) 0 R" % name, within)
        assert reference is not None, (name, within)
        return self.objects[int(reference[1])]

    def one(self, kind: bytes) -> bytes:
        """Give the only object of a type."""
        (found,) = (text for text in self.objects.values() if b"/Type /%s " % kind in text)
        return found

    @property
    def information(self) -> bytes:
        return self.follow(b"Info", self.table)

    @property
    def subject(self) -> str:
        """The subject, in a document information that has nothing else."""
        string = re.fullmatch(rb"<<\s/Subject\s(\(.*\))\s>>", self.information, re.DOTALL)
        assert string is not None
        return unescaped(string[1]).decode("ascii")


def unpacked(stream: bytes) -> bytes:
    """Decompress the stream of an object."""
    head, _, rest = stream.partition(b"\nstream\n")
    assert b"/FlateDecode" in head
    return zlib.decompress(rest.removesuffix(b"\nendstream"))


def pdf(data: bytes) -> Page:
    """Read what is on the only page of a PDF."""
    (page,) = pdf_pages(data)
    return page


def pdf_pages(data: bytes) -> list[Page]:
    """Read what is on the pages of a PDF, in their order."""
    document = Document(data)
    tree = document.follow(b"Pages", document.follow(b"Root", document.table))
    kids = re.search(rb"/Kids \[ ((?:\d+ 0 R\s*)+)\]\s/Count (\d+)", tree)
    assert kids is not None
    numbers = re.findall(rb"(\d+) 0 R", kids[1])
    assert len(numbers) == int(kids[2])
    return [_pdf_page(document, document.objects[int(number)]) for number in numbers]


def _pdf_page(document: Document, page: bytes) -> Page:
    box = re.search(rb"/MediaBox \[ 0 0 (\S+) (\S+) \]", page)
    assert box is not None
    size = float(box[1]), float(box[2])
    reader = _PdfReader(document, document.follow(b"Resources", page), size)
    reader.read(unpacked(document.follow(b"Contents", page)))
    return Page(size, reader.content)


@dataclass(frozen=True)
class _State:
    """What q keeps and Q brings back."""

    matrix: Matrix
    fill: Color = (0, 0, 0)
    stroke: Color = (0, 0, 0)
    width: float = 1.0
    opacity: float = 1.0
    clip: Clip | None = None
    font: bytes = b""
    size: float = 0.0


class _PdfReader:
    """Runs the operators that come."""

    def __init__(self, document: Document, resources: bytes, size: tuple[float, float]) -> None:
        self.document, self.resources = document, resources
        self.state = _State(np.array([[1, 0, 0], [0, -1, size[1]], [0, 0, 1]], dtype=float))
        self.kept: list[_State] = []
        self.pen = _Pen()
        self.clips = False
        self.written = ""
        self.content: list[Shape | Words] = []

    def read(self, stream: bytes) -> None:
        operands: list[bytes] = []
        for token in TOKEN.findall(stream):
            if token[:1].isalpha():
                self._run(token.decode("ascii"), operands)
                operands = []
            else:
                operands.append(token)

    def _run(self, operator: str, operands: list[bytes]) -> None:
        if operator in ("j", "J", "d", "CS", "cs", "Td"):
            return
        if operator in self.BY_BYTES:
            self.BY_BYTES[operator](self, *operands)
            return
        self.BY_NUMBERS[operator](self, *map(float, operands))

    def _keep(self) -> None:
        self.kept.append(self.state)

    def _restore(self) -> None:
        self.state = self.kept.pop()

    def _concatenate(self, *numbers: float) -> None:
        added = np.vstack([np.reshape(numbers, (3, 2)).T, [0, 0, 1]])
        self.state = replace(self.state, matrix=self.state.matrix @ added)

    def _place(self, x: float, y: float) -> Places:
        place: Places = (self.state.matrix @ [x, y, 1])[:2]
        return place

    def _move(self, x: float, y: float) -> None:
        self.pen.move(self._place(x, y))

    def _line(self, x: float, y: float) -> None:
        self.pen.line(self._place(x, y))

    def _bezier(self, *numbers: float) -> None:
        self.pen.curve(*(self._place(x, y) for x, y in np.reshape(numbers, (3, 2))))

    def _close(self) -> None:
        self.pen.close()

    def _rectangle(self, left: float, bottom: float, width: float, height: float) -> None:
        self._move(left, bottom)
        self._line(left + width, bottom)
        self._line(left + width, bottom + height)
        self._line(left, bottom + height)
        self.pen.close()

    def _clip(self) -> None:
        self.clips = True

    def _unit(self) -> float:
        """Give how many points the unit of the page is by now."""
        return float(np.sqrt(abs(np.linalg.det(self.state.matrix[:2, :2]))))

    def _paint(self, fill: Color | None, stroke: Color | None) -> None:
        state, width = self.state, self.state.width * self._unit()
        shape = Shape(self.pen.taken(), fill, stroke, width, state.opacity, state.clip)
        self.content.append(shape)

    def _end(self) -> None:
        (ring,) = self.pen.taken()
        assert self.clips
        assert self.state.clip is None
        self.clips = False
        left, top = ring.min(axis=0)
        right, bottom = ring.max(axis=0)
        self.state = replace(self.state, clip=(left, top, right, bottom))

    def _fill(self) -> None:
        self._paint(self.state.fill, None)

    def _stroke(self) -> None:
        self._paint(None, self.state.stroke)

    def _both(self) -> None:
        self._paint(self.state.fill, self.state.stroke)

    def _set_fill(self, *levels: float) -> None:
        self.state = replace(self.state, fill=_pdf_color(*levels))

    def _set_stroke(self, *levels: float) -> None:
        self.state = replace(self.state, stroke=_pdf_color(*levels))

    def _set_width(self, width: float) -> None:
        self.state = replace(self.state, width=width)

    def _set_opacity(self, name: bytes) -> None:
        states = self.document.follow(b"ExtGState", self.resources)
        found = re.search(name + rb" << /Type /ExtGState /CA (\S+) /ca (\S+) >>", states)
        assert found is not None
        self.state = replace(self.state, opacity=min(float(found[1]), float(found[2])))

    def _set_font(self, name: bytes, size: bytes) -> None:
        self.state = replace(self.state, font=name, size=float(size))

    def _do(self, name: bytes) -> None:
        form = self.document.follow(name[1:], self.document.follow(b"XObject", self.resources))
        self._keep()
        self.read(unpacked(form))
        self._restore()

    def _begin_text(self) -> None:
        self.written = ""

    def _show(self, *parts: bytes) -> None:
        letters = _letters(self.document, self._font())
        codes = b"".join(unescaped(part) for part in parts if part.startswith(b"("))
        self.written += "".join(letters[code] for code in np.frombuffer(codes, ">u2").tolist())

    def _end_text(self) -> None:
        state, (x, y) = self.state, self._place(0, 0)
        is_bold = b"DejaVuSans-Bold" in self._font()
        size = state.size * self._unit()
        words = Words(self.written, (x, y), size, is_bold, "ls", state.fill, state.clip)
        self.content.append(words)

    def _font(self) -> bytes:
        fonts = self.document.follow(b"Font", self.resources)
        return self.document.follow(self.state.font[1:], fonts)

    BY_BYTES: ClassVar[dict[str, Callable[..., None]]] = {
        "gs": _set_opacity,
        "Tf": _set_font,
        "Do": _do,
        "TJ": _show,
        "Tj": _show,
    }
    BY_NUMBERS: ClassVar[dict[str, Callable[..., None]]] = {
        "q": _keep,
        "Q": _restore,
        "cm": _concatenate,
        "m": _move,
        "l": _line,
        "c": _bezier,
        "h": _close,
        "re": _rectangle,
        "W": _clip,
        "n": _end,
        "f": _fill,
        "S": _stroke,
        "B": _both,
        "g": _set_fill,
        "rg": _set_fill,
        "G": _set_stroke,
        "RG": _set_stroke,
        "w": _set_width,
        "BT": _begin_text,
        "ET": _end_text,
    }


def _pdf_color(*levels: float) -> Color:
    red, green, blue = (round(255 * level) for level in (levels * 3)[:3])
    return red, green, blue


def _letters(document: Document, font: bytes) -> dict[int, str]:
    """Read which characters the codes of a font stand for."""
    letters: dict[int, str] = {}
    table = unpacked(document.follow(b"ToUnicode", font)).decode("ascii")
    for first, last, found in re.findall(r"<(\w+)> <(\w+)> \[(.*?)\]", table, re.DOTALL):
        codes = range(int(first, 16), int(last, 16) + 1)
        texts = [bytes.fromhex(text).decode("utf-16-be") for text in re.findall(r"\w+", found)]
        letters |= dict(zip(codes, texts, strict=True))
    return letters
