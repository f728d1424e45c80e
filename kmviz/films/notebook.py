"""A film goes in, what a notebook shows of it comes out."""

from base64 import b64encode
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Protocol, Self, TypeAlias

from kmviz.drawing.render import SMALLEST
from kmviz.writing.recipe import Recipe

Bundle: TypeAlias = tuple[dict[str, str], dict[str, Any]]

BUDGET: Final = 2_500_000
"""Bytes of a GIF in a notebook: it is saved as text, and previews give up on large ones."""

SHRINK: Final = 0.7


class Shown(Protocol):
    """A film that a notebook can show."""

    @property
    def recipe(self) -> Recipe:
        """How it was made."""
        ...

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        ...

    def resized(self, size: tuple[int, int]) -> Self:
        """Give the same film at another size."""
        ...

    def save(self, path: Path) -> Path:
        """Write it to a file; a .png gets its last picture."""
        ...


def mimebundle(film: Shown) -> Bundle:
    """Give a film as a notebook shows it, and with it a still for previews that show no GIF.

    A film that is larger than `BUDGET` is shown smaller, with a sentence that says so.
    """
    shown, gif = _within_budget(film)
    alt, (width, height) = film.recipe.alt, shown.size
    image = (
        f'<img src="data:image/gif;base64,{_text(gif)}" alt="{escape(alt)}" '
        f'width="{width}" height="{height}">'
    )
    still = _file(shown, ".png")
    return (
        {"text/html": image + _note(film, shown), "image/png": _text(still), "text/plain": alt},
        {"image/png": {"alt": alt, "width": width, "height": height}},
    )


def _within_budget(film: Shown) -> tuple[Shown, bytes]:
    shown, gif = film, _file(film, ".gif")
    while len(gif) > BUDGET and min(shown.size) * SHRINK >= max(SMALLEST):
        width, height = (round(side * SHRINK) for side in shown.size)
        shown = shown.resized((width + width % 2, height + height % 2))
        gif = _file(shown, ".gif")
    return shown, gif


def _file(film: Shown, ending: str) -> bytes:
    with TemporaryDirectory() as folder:
        return film.save(Path(folder, f"film{ending}")).read_bytes()


def _note(film: Shown, shown: Shown) -> str:
    if shown is film:
        return ""
    small, large = (f"{width}x{height}" for width, height in (shown.size, film.size))
    return f"<p>shown at {small}, to keep the notebook small; save(…) writes it at {large}</p>"


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")
