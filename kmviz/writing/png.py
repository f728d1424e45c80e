"""A still as a PNG: its pixels go in, a file that any program shows comes out."""

from io import BytesIO
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kmviz.drawing.still import Still
from kmviz.writing.changes import Pixels
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
    path.write_bytes(to_png(still.pixels(), recipe, per_inch=still.per_inch, effort=9))


def to_png(pixels: Pixels, recipe: Recipe, *, per_inch: float, effort: int) -> bytes:
    """Make a PNG of (height, width, 3) pixels; `effort` is from 0 to 9, the smallest file."""
    comment = PngInfo()
    comment.add_text("Comment", recipe.to_text())
    file = BytesIO()
    Image.fromarray(pixels).save(
        *(file, "PNG"), pnginfo=comment, dpi=(per_inch, per_inch), compress_level=effort
    )
    return file.getvalue()


def verify(path: Path) -> None:
    """Check that a PNG is complete, and decode it.

    Raises
    ------
    OSError
        When it is not, or cannot be decoded.
    """
    try:
        check(path.read_bytes())
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


def check(data: bytes) -> None:
    """Decode a PNG, and check all that decoding does not mind.

    Raises
    ------
    SyntaxError, ValueError, OSError
        When it is not complete.
    """
    Image.open(BytesIO(data), formats=["PNG"]).verify()  # all checksums, not only of the pixels
    Image.open(BytesIO(data), formats=["PNG"]).load()
    if not data.endswith(END):
        raise ValueError("it ends too early")
