"""A format goes in; whether two small pictures can be written in it and read back comes out."""

from collections.abc import Iterator
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from kmviz.drawing.layouts import Box
from kmviz.drawing.picture import Picture
from kmviz.drawing.still import Drawn, Still
from kmviz.writing.read import read_recipe
from kmviz.writing.recipe import Recipe
from kmviz.writing.write import FORMATS, write, write_still

SIDE: Final = 64
GREYS: Final = (60, 200)


def prove(ending: str, recipe: Recipe) -> None:
    """Write a file with this ending, check it, and read its recipe back.

    Raises
    ------
    ValueError, OSError
        When that fails; the message says why.
    """
    with TemporaryDirectory() as folder:
        path = f"{folder}/proof{ending}"
        if ending in FORMATS:
            write(path, _pictures(), recipe)
        else:
            write_still(path, Still(SIDE, SIDE, "#ffffff", _nothing), recipe)
        if read_recipe(path) != recipe:
            raise OSError(f"{ending}: another recipe is read than was written\nreinstall kmviz")


def _pictures() -> Iterator[Picture]:
    for grey in GREYS:
        pixels = np.full((SIDE, SIDE, 3), grey, np.uint8)
        yield Picture(pixels, 0.2, opens_beat=True, flats=pixels[0, :1])


def _nothing() -> Iterator[Drawn]:
    yield Box(0, 0, SIDE, SIDE), ()
