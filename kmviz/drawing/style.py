"""The look: themes, colours and marker shapes, as numbers."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Colors: TypeAlias = NDArray[np.uint8]  # (m, 3), red, green, blue

# Petroff, M. A. (2021), Accessible color sequences for data visualization, arXiv:2107.02270: ten
# colours that readers with colour-vision deficiencies can tell apart.
PETROFF: Final = (
    *("#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6"),
    *("#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd"),
)

# On a dark ground the dark ones of them fall below a contrast of 3 to 1; these are lighter steps
# of the same hues.
PETROFF_ON_DARK: Final = (
    *("#4d9de8", "#ffb22e", "#e8533a", "#a3b3b1", "#b06be0"),
    *("#c48573", "#f57f2a", "#c9bd84", "#8a8fa0", "#9fe3e6"),
)


@dataclass(frozen=True, eq=False)
class Theme:
    """The colours of a film.

    Attributes
    ----------
    ground, board
        Behind everything, and behind the points.
    ink, quiet
        Of the text that matters most, and of the rest.
    unassigned
        Of points that have not chosen yet.
    rim, star_rim
        Around points and around stars.
    seam
        Between cells.
    trail
        Where the stars went.
    grid, faint, accent
        Of the levels of a chart, of what is still to come and what lies behind a running line, and
        of what a chart points out.
    palette
        The colours that clusters take in turn.
    tint
        How much of a cluster's colour its cell has, the rest is ground.
    """

    ground: str
    board: str
    ink: str
    quiet: str
    unassigned: str
    rim: str
    star_rim: str
    seam: str
    trail: str
    grid: str
    faint: str
    accent: str
    palette: tuple[str, ...]
    tint: float

    @cached_property
    def clusters(self) -> Colors:
        """The colours of points and stars."""
        return np.stack([rgb(color) for color in self.palette])

    @cached_property
    def cells(self) -> Colors:
        """The colours of cells."""
        mixed = (1 - self.tint) * rgb(self.ground) + self.tint * self.clusters.astype(float)
        return np.round(mixed).astype(np.uint8)

    def crowds(self, k: int) -> NDArray[np.float64]:
        """Give the colours of k clusters in a density, (k, 3): whole numbers, 0 to 255.

        There no shapes tell clusters apart that have one colour: each ten are nearer to the ink.
        """
        tens = (series(k) / len(SHAPES))[:, np.newaxis]
        plain = self.clusters[np.arange(k) % len(self.palette)]
        return np.rint((1 - tens) * plain + tens * rgb(self.ink))

    def flats(self, k: int) -> Colors:
        """Give the colours that areas of a film of k clusters are filled with."""
        rest = (
            *(self.ground, self.board, self.ink, self.quiet, self.unassigned),
            *(self.rim, self.star_rim, self.seam, self.trail),
            *(self.grid, self.faint, self.accent),
        )
        flats = [np.stack([rgb(color) for color in rest]), self.clusters[:k], self.cells[:k]]
        return np.unique(np.concatenate(flats), axis=0)


THEMES: Final[dict[str, Theme]] = {
    "light": Theme(
        ground="#ffffff",
        board="#f4f5f7",
        ink="#1b1d23",
        quiet="#636975",
        unassigned="#a9aeb8",
        rim="#ffffff",
        star_rim="#1b1d23",
        seam="#ffffff",
        trail="#7d828c",
        grid="#e3e5ea",
        faint="#d3d7e0",
        accent="#bd1f01",
        palette=PETROFF,
        tint=0.15,
    ),
    "dark": Theme(
        ground="#14161b",
        board="#1d2027",
        ink="#f2f3f5",
        quiet="#a3a9b5",
        unassigned="#6f7684",
        rim="#14161b",
        star_rim="#f2f3f5",
        seam="#14161b",
        trail="#8b919d",
        grid="#2b2f38",
        faint="#3a404c",
        accent="#ff7a5c",
        palette=PETROFF_ON_DARK,
        tint=0.26,
    ),
}

# Above ten clusters the colours come again, with other shapes: the name of the point's marker and
# the number of arms of the star.
SHAPES: Final = (("o", 5), ("s", 4), ("^", 6), ("D", 8), ("v", 3), ("p", 7), ("X", 10), ("h", 12))


def rgb(color: str) -> Colors:
    """Give "#rrggbb" as three numbers, (3,)."""
    return np.frombuffer(bytes.fromhex(color[1:]), dtype=np.uint8)


def series(k: int, *, each: bool = False) -> NDArray[np.intp]:
    """Give the index into `SHAPES` of each of k clusters, (k,).

    A shape is for ten clusters in turn, or where `each` has one of its own for the next one only:
    then too the first eighty differ in colour or in shape.
    """
    tens = np.arange(k) // len(PETROFF)
    return (np.arange(k) + tens if each else tens) % len(SHAPES)


def needs_numbers(k: int) -> bool:
    """Say whether colours and shapes do not suffice to tell k clusters apart."""
    return k > len(PETROFF) * len(SHAPES)
