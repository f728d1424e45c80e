"""A still as a PNG: its pixels go in, a file that any program shows comes out."""

from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kmviz.drawing.still import Still
from kmviz.writing.recipe import Recipe

END = b"\0\0\0\0IEND\xaeB`\x82"
"""The last chunk: decoders are content without it."""


def write(path: Path, still: Still, recipe: Recipe) -> None:
    """Write a PNG in RGB, with the recipe as its comment.

    Parameters
    ----------
    path
        Where to; what is there is overwritten.
    still
        Drawn as pixels; documents show it as large as they show its PDF.
    recipe
        What made the still.

    Raises
    ------
    OSError
        When the system refuses.
    """
    comment = PngInfo()
    comment.add_text("Comment", recipe.to_text())
    image = Image.fromarray(still.pixels())
    image.save(path, "PNG", pnginfo=comment, dpi=(still.per_inch, still.per_inch), compress_level=9)


def verify(path: Path) -> None:
    """Check that a PNG is complete, and decode it.

    Raises
    ------
    OSError
        When it is not, or cannot be decoded.
    """
    try:
        _decode(path)
    except (SyntaxError, ValueError, OSError) as error:
        raise OSError(
            f"the PNG is not complete: {error}\nwrite it again, or to a folder on another disk"
        ) from error


def comment(path: Path) -> str | None:
    """Give the text that a PNG carries as its comment, or None where it carries none.

    Raises
    ------
    OSError
        When this is no such file.
    """
    with Image.open(path, formats=["PNG"]) as image:
        text = image.info.get("Comment")
    return text if isinstance(text, str) else None


def _decode(path: Path) -> None:
    with Image.open(path, formats=["PNG"]) as image:
        image.verify()  # all checksums; decoding minds those of the pixels only
    with Image.open(path, formats=["PNG"]) as image:
        image.load()
    if not path.read_bytes().endswith(END):
        raise ValueError("it ends too early")
