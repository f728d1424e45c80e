"""Text that a picture carries as EXIF: a recipe's goes in, bytes come out, and back."""

from typing import Final

from PIL import Image

DESCRIPTION: Final = 0x010E
"""ImageDescription, in Exif 2.32 (CIPA, 2019): text about the image, in ASCII."""


def to_exif(text: str) -> Image.Exif:
    """Describe a picture by a text of ASCII."""
    exif = Image.Exif()
    exif[DESCRIPTION] = text
    return exif


def from_exif(image: Image.Image) -> str | None:
    """Give the text that describes a picture, or None where there is none."""
    text = image.getexif().get(DESCRIPTION)
    return text if isinstance(text, str) else None
