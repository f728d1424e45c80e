"""What a recipe says of a film's origin: seeds, digests and versions."""

import hashlib
import platform
import sys
from pathlib import Path
from typing import Final, TypedDict

import numpy as np

from kmviz import __version__
from kmviz.engine.checks import Rng
from kmviz.engine.state import Points

BLOCK: Final = 2**16  # points that are copied at a time


class Versions(TypedDict):
    """What a film was made with."""

    kmviz: str
    numpy: str
    python: str
    matplotlib: str
    pillow: str
    av: str


def seeded(rng: Rng) -> tuple[np.random.Generator, int | None]:
    """Give a generator, and its seed where it is known; a film without a seed gets a fresh one."""
    if isinstance(rng, np.random.Generator):
        return rng, None
    seed = int(np.random.default_rng().integers(2**32)) if rng is None else int(rng)
    return np.random.default_rng(seed), seed


def digest(points: Points) -> str:
    """Give the SHA-256 of the points, as they lie in memory row by row."""
    found = hashlib.sha256()
    for start in range(0, len(points), BLOCK):
        found.update(np.ascontiguousarray(points[start : start + BLOCK]).data)
    return found.hexdigest()


def versions() -> Versions:
    """Give the versions in use."""
    return Versions(
        kmviz=__version__,
        numpy=np.__version__,
        python=platform.python_version(),
        matplotlib=_version("matplotlib"),
        pillow=_version("pillow"),
        av=_version("av"),
    )


def _version(package: str) -> str:
    """Read it off the name of the folder that tells of the package.

    To ask importlib.metadata would take 13 ms: a reader of e-mail, and all that METADATA says.
    """
    folders = (found for path in sys.path for found in Path(path).glob(f"{package}-*.dist-info"))
    for folder in folders:
        return folder.stem.partition("-")[2]
    from importlib.metadata import version

    return version(package)
