"""A still with every kind of mark, for the tests of stills and of their files."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from kmviz.drawing import canvas
from kmviz.drawing.layouts import Box
from kmviz.drawing.still import Drawn, Still, bind

WIDTH, HEIGHT = 240, 160
SHEET, FRAME = Box(0, 0, WIDTH, HEIGHT), Box(20, 40, 130, 100)

LINES: Final = (
    "J = 1.5·10⁻⁹ … μ ≤ Жук □",
    "<b>&amp; $x^2$ \\ ]]> (a) 'q' \"p\"",
)
HALOED: Final = "81"


def bound(*stills: Still, **metadata: str) -> bytes:
    """Give stills as the pages of a PDF."""
    return bind(stills, metadata)


def specimen() -> Still:
    """Make the still: shapes within a frame that cuts them, words on all of the sheet."""
    return Still(WIDTH, HEIGHT, "#fdf6e3", drawn)


def drawn() -> Iterator[Drawn]:
    """Draw it."""
    yield FRAME, shapes()
    yield SHEET, words()


def shapes() -> Iterator[canvas.Mark]:
    """Draw cells, points, trails and a star that is fading in."""
    corners = [np.array([(0.0, 20.0), (90, 30), (70, 150), (10, 130)])]
    corners.append(np.array([(90.0, 30.0), (200, 20), (180, 110), (70, 150)]))
    faces = np.array([[226, 238, 249], [255, 242, 219]]) / 255
    yield canvas.Polygons(corners, faces=faces, seam="#ffffff", seam_width=3)
    yield points()
    ways = [np.array([(30.0, 50.0), (60, 90), (110, 70)]), np.array([(160.0, 60.0), (120, 120)])]
    colors = np.array([[0.5, 0.5, 0.55, 1.0], [0.5, 0.5, 0.55, 0.4]])
    yield canvas.Lines(ways, colors=colors, width=2)
    yield canvas.Markers(
        np.array([(120.0, 118.0)]),
        [canvas.star_outline(5)],
        radius=16,
        faces=np.array([[0.75, 0.12, 0.0, 0.5]]),
        rims=np.array([[0.1, 0.1, 0.15, 0.5]]),
        rim=2,
    )


def points() -> canvas.Mark:
    """Draw points of several shapes and colours."""
    rng = np.random.default_rng(3)
    return canvas.Markers(
        rng.uniform(15, 155, (12, 2)),
        [canvas.marker_outline(name) for name in ("o", "s", "^", "X") * 3],
        radius=6,
        faces=rng.uniform(0, 1, (12, 3)),
        rims=np.ones((1, 3)),
        rim=1.5,
    )


def words() -> Iterator[canvas.Mark]:
    """Write words of both weights, in all alignments, and some with a halo."""
    ink, quiet = "#1b1d23", "#636975"
    yield canvas.Text(LINES[0], (10, 20), size=13, color=ink, bold=True)
    yield canvas.Text(LINES[1], (230, 4), size=11, color=quiet, align="right")
    yield canvas.Text("middle", (190, 100), size=16.5, color="#000000", align="center")
    yield canvas.Label(HALOED, (110, 70), size=20, color=ink, halo="#ffffff", opacity=1)
