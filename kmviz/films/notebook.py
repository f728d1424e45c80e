"""A film goes in, what a notebook shows of it comes out."""

from base64 import b64encode
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from kmviz.drawing.render import SMALLEST

if TYPE_CHECKING:
    from kmviz.films.filmed import Filmed

Bundle: TypeAlias = tuple[dict[str, str], dict[str, Any]]

BUDGET: Final = 2_500_000
"""Bytes of a GIF in a notebook: it is saved as text, and previews give up on large ones."""

SHRINK: Final = 0.7


def mimebundle(film: "Filmed[Any]") -> Bundle:
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


def _within_budget(film: "Filmed[Any]") -> tuple["Filmed[Any]", bytes]:
    shown, gif = film, _file(film, ".gif")
    while len(gif) > BUDGET and min(shown.size) * SHRINK >= max(SMALLEST):
        width, height = (round(side * SHRINK) for side in shown.size)
        try:
            shown = shown.resized((width, height))
        except ValueError:  # no room for what is to be drawn
            break
        gif = _file(shown, ".gif")
    return shown, gif


def _file(film: "Filmed[Any]", ending: str) -> bytes:
    with TemporaryDirectory() as folder:
        return film.save(Path(folder, f"film{ending}")).read_bytes()


def _note(film: "Filmed[Any]", shown: "Filmed[Any]") -> str:
    if shown is film:
        return ""
    small, large = (f"{width}x{height}" for width, height in (shown.size, film.size))
    return f"<p>shown at {small}, to keep the notebook small; save(…) writes it at {large}</p>"


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")
