"""How was this made: a file goes in, the Recipe that it carries comes out."""

import importlib
import os
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kmviz.writing.recipe import Recipe
from kmviz.writing.write import FOLDER, FORMATS

if TYPE_CHECKING:
    from types import ModuleType

HEAD: Final = 512  # bytes in which a file says what it is
LARGEST: Final = 1 << 30  # bytes; no film of ours comes near

# What a file of each format has at its beginning. Its name may have been changed on the way.
SIGNS: Final = {
    rb"GIF8": "kmviz.writing.gif",
    rb"\x89PNG": "kmviz.writing.png",
    rb"%PDF-": "kmviz.writing.pdf",
    rb"% kmviz ": "kmviz.writing.tex",
    rb"RIFF.{4}WEBP": "kmviz.writing.webp",
    rb".{4}ftypavi[fs]": "kmviz.writing.avif",
    rb".{4}ftyp": "kmviz.writing.mp4",
    rb"\x1a\x45\xdf\xa3": "kmviz.writing.webm",
    rb"PK\x03\x04": "kmviz.writing.zip",
    rb"\s*<(svg|\?xml)": "kmviz.writing.svg",
    rb'\s*\{\s*"kmviz_trace"': "kmviz.writing.trace_json",
    rb"iteration,(cluster|point),": "kmviz.writing.trace_csv",
}


def read_recipe(path: str | os.PathLike[str]) -> Recipe:
    """Read how a file was made, trusting nothing in it.

    Raises
    ------
    ValueError
        If kmviz did not make the file, or its recipe was lost on the way.
    OSError
        If the file cannot be read.
    """
    path = Path(path)
    module = _module(path)
    if module is None:
        raise ValueError(f"{path.name}: this is no file of a kind that kmviz makes\n{ADVICE}")
    try:
        text = module.comment(path)
    except Exception as error:  # hostile bytes make decoders fail in any way
        raise ValueError(f"{path.name}: the file cannot be read: {error}\n{ADVICE}") from error
    if text is None or not text.startswith('{"kmviz"'):
        raise ValueError(f"{path.name}: there is no recipe in this file\n{ADVICE}")
    return Recipe.from_text(text)


def fingerprint(path: str | os.PathLike[str]) -> str:
    """Give the SHA-256 of a file, or of the names and contents of a folder's files."""
    path = Path(path)
    if not path.is_dir():
        return sha256(path.read_bytes()).hexdigest()
    told = [f"{file.name} {fingerprint(file)}" for file in sorted(path.iterdir())]
    return sha256("\n".join(told).encode()).hexdigest()


ADVICE: Final = (
    "ask for the file as kmviz wrote it: programs that convert or shrink pictures drop the recipe"
)


def _module(path: Path) -> "ModuleType | None":
    if path.is_dir():
        return importlib.import_module(FORMATS[FOLDER])
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}\ncheck its name and folder")
    if path.stat().st_size > LARGEST:
        return None
    with path.open("rb") as file:
        head = file.read(HEAD)
    for sign, name in SIGNS.items():
        if re.match(sign, head, re.DOTALL):
            return importlib.import_module(name)
    return None
