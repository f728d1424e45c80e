"""Points become text that a recipe can carry, and points again."""

import base64
import binascii
import zlib
from typing import Final

import numpy as np

from kmviz.engine.state import Points
from kmviz.writing.recipe import Recipe

LARGEST: Final = 100_000
"""Bytes of points that a recipe may carry: 6,250 points in the plane."""


def embed(points: Points) -> str:
    """Give the points, (n, d), as text.

    Raises
    ------
    ValueError
        If they have more than `LARGEST` bytes.
    """
    if points.nbytes > LARGEST:
        most = LARGEST // (points.itemsize * points.shape[1])
        raise ValueError(
            f"{len(points)} points are too many to embed\n"
            f"embed {most} at most, or hand on the data file beside the film"
        )
    data = np.ascontiguousarray(points, dtype="<f8").tobytes()
    return base64.b64encode(zlib.compress(data, 9)).decode("ascii")


def embedded_points(recipe: Recipe) -> Points | None:
    """Give the points that a recipe carries, (n, d), or None; what it says of them is not trusted.

    Raises
    ------
    ValueError
        If they cannot be read, or are more than a recipe may carry.
    """
    if recipe.embedded is None:
        return None
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(recipe.embedded, validate=True), LARGEST)
        if not unpacker.eof:
            raise _damaged()
        points = np.frombuffer(data, dtype="<f8").reshape(recipe.points, -1)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise _damaged() from error
    return points.astype(np.float64)


def _damaged() -> ValueError:
    return ValueError(
        "the points in the recipe are damaged\n"
        "ask for the file as kmviz wrote it, or for the data file"
    )
