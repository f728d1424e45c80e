"""Words go in, the font that has their characters comes out, by its files."""

from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from kmviz.drawing.environment import unset

with unset("MPLBACKEND"):  # the import fails on a backend that matplotlib does not know
    import matplotlib as mpl
    from matplotlib import font_manager
    from matplotlib.font_manager import FontPath, FontProperties

FONTS: Final = Path(mpl.get_data_path(), "fonts", "ttf")
REGULAR: Final = FONTS / "DejaVuSans.ttf"
BOLD: Final = FONTS / "DejaVuSans-Bold.ttf"
DEJAVU: Final = "DejaVu Sans"

# Languages whose characters DejaVu lacks, and font families that have them: the first that is on
# the machine is taken.
FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "zh": (
        *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN"),
        *("PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "DengXian"),
        *("WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Heiti SC", "STHeiti", "SimHei"),
        *("Droid Sans Fallback", "Arial Unicode MS"),
    ),
}
REMEDIES: Final = {
    "zh": "install one such as Noto Sans CJK SC (Debian: apt install fonts-noto-cjk, or "
    "fonts-wqy-microhei)"
}


@dataclass(frozen=True, slots=True)
class Face:
    """A font beside DejaVu, by its family and the files of its weights."""

    family: str
    regular: FontPath
    bold: FontPath


class Pair(FontProperties):
    """DejaVu, and a second font for the characters that it lacks."""

    def __init__(self, face: Face, size: float, *, bold: bool) -> None:
        self._second = face.bold if bold else face.regular
        self._first = str(BOLD if bold else REGULAR)
        super().__init__(
            family=[DEJAVU, face.family], weight="bold" if bold else "normal", size=size
        )

    def set_family(self, family: Any) -> None:
        """Choose a family, and its file: matplotlib asks for one family after the other."""
        super().set_family(family)
        if isinstance(family, str):
            self.set_file(self._first if family == DEJAVU else self._second)


def font(words: str, size: float, *, bold: bool) -> FontProperties:
    """Give the font for words: DejaVu, with another where they have characters that it lacks."""
    needed = frozenset(map(ord, words))
    if needed <= characters():
        return _dejavu(size, bold=bold)
    faces = (face(lang) for lang in FAMILIES if needed <= characters(lang))
    found = next(filter(None, faces), None)
    return _pair(found, size, bold=bold) if found else _dejavu(size, bold=bold)


@cache
def characters(lang: str = "en") -> frozenset[int]:
    """Give the code points of the characters that can be drawn in a language, in both weights."""
    found = face(lang)
    regular, bold = _characters(REGULAR), _characters(BOLD)
    if found is None:
        return regular & bold
    return (regular | _characters(found.regular)) & (bold | _characters(found.bold))


def check_font(lang: str) -> None:
    """Refuse a language whose characters no font on this machine has.

    Raises
    ------
    ValueError
        With the name of a font that would do.
    """
    if lang in FAMILIES and face(lang) is None:
        raise ValueError(
            f"lang is {lang!r}, and no font with its characters was found\n{REMEDIES[lang]}"
        )


def face(lang: str) -> Face | None:
    """Give the font that a language needs beside DejaVu, if it needs one and there is one."""
    return _face(FAMILIES[lang]) if lang in FAMILIES else None


@cache
def _face(families: tuple[str, ...]) -> Face | None:
    found = _known(families)
    if found is None:
        _look_again()
        found = _known(families)
    return found


def _known(families: tuple[str, ...]) -> Face | None:
    """Look among the fonts that matplotlib knows."""
    for family in families:
        entries = [
            entry
            for entry in font_manager.fontManager.ttflist
            if entry.name == family and entry.style == "normal"
        ]
        if entries:
            return Face(family, _nearest(entries, 400), _nearest(entries, 700))
    return None


def _look_again() -> None:
    """Let matplotlib know of fonts that were installed since it last looked."""
    manager = font_manager.fontManager
    known = {entry.fname for entry in manager.ttflist}
    for path in font_manager.findSystemFonts():
        if path not in known:
            with suppress(OSError, RuntimeError):  # a file that is no font
                manager.addfont(path)


def _nearest(entries: list[font_manager.FontEntry], weight: int) -> FontPath:
    """Give the file whose weight is nearest."""
    weights = font_manager.weight_dict
    entry = min(entries, key=lambda e: abs(int(weights.get(str(e.weight), e.weight)) - weight))
    return FontPath(entry.fname, entry.index)


def _characters(file: Path | FontPath) -> frozenset[int]:
    return frozenset(font_manager.get_font(file).get_charmap())


@cache
def _pair(face: Face, size: float, *, bold: bool) -> Pair:
    return Pair(face, size, bold=bold)


@cache
def _dejavu(size: float, *, bold: bool) -> FontProperties:
    """Give DejaVu by its file; what else is told of it is for formats that name fonts."""
    return FontProperties(
        family="sans-serif",
        style="normal",
        variant="normal",
        weight="bold" if bold else "normal",
        stretch="normal",
        size=size,
        fname=BOLD if bold else REGULAR,
    )
