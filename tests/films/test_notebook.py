"""Facts about films in notebooks, found by executing one and looking into its outputs."""

import re
from base64 import b64decode
from io import BytesIO
from typing import Any

import nbclient
import nbformat
import pytest
from PIL import Image

import kmviz
from kmviz.films import notebook

CELLS = (
    "import sys, tempfile, kmviz",
    "kmviz.animate(kmviz.data.uniform(30, rng=0), k=3, rng=0, steps=True, size=(200, 160))",
    "print('matplotlib.pyplot' in sys.modules)",
    "Out[2].save(f'{tempfile.mkdtemp()}/film.gif', progress=True);",
)


@pytest.fixture(scope="module")
def outputs() -> list[Any]:
    """Execute a notebook as Jupyter does, and give what its cells put out."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    nbclient.NotebookClient(made, timeout=120, kernel_name="python3").execute()
    nbformat.validate(made)
    return [cell.outputs for cell in made.cells]


def _gif(html: str) -> Any:
    found = re.search(r'src="data:image/gif;base64,([^"]+)"', html)
    assert found is not None
    return Image.open(BytesIO(b64decode(found[1])))


def test_a_film_as_the_last_line_shows_itself(outputs: list[Any]) -> None:
    """The cell has one output: the film, a still, and words, each of the film's size."""
    (shown,) = outputs[1]
    film, still = _gif(shown.data["text/html"]), b64decode(shown.data["image/png"])
    assert film.n_frames > 3
    assert film.size == Image.open(BytesIO(still)).size == (200, 160)
    assert shown.data["text/plain"].startswith("Three clusters of 30 points;")


def test_those_who_cannot_see_are_told(outputs: list[Any]) -> None:
    """The alternative text stands with the film and with the still."""
    (shown,) = outputs[1]
    alt = shown.data["text/plain"]
    assert f'alt="{alt}"' in shown.data["text/html"]
    assert shown.metadata["image/png"]["alt"] == alt


def test_no_figure_strays(outputs: list[Any]) -> None:
    """Pyplot, whose figures notebooks show by themselves, was never loaded."""
    (printed,) = outputs[2]
    assert printed.text == "False\n"


def test_a_bar_counts_the_pictures(outputs: list[Any]) -> None:
    """A film that is saved with `progress` shows how far it is, as a widget or as text."""
    told = "".join(str(output) for output in outputs[3])
    assert "pictures" in told or "widget" in told


def test_a_large_film_is_shown_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit a smaller film is shown, a sentence says so, and the film itself stays."""
    points = kmviz.data.uniform(30, rng=0)
    film = kmviz.animate(points, k=3, rng=0, steps=True, size=(480, 400))
    whole, _ = notebook.mimebundle(film)
    assert "<p>" not in whole["text/html"]
    monkeypatch.setattr(notebook, "BUDGET", _gif(whole["text/html"]).fp.getbuffer().nbytes - 1)
    small, _ = notebook.mimebundle(film)
    assert _gif(small["text/html"]).size == (336, 280)
    assert "shown at 336x280" in small["text/html"]
    assert "at 480x400</p>" in small["text/html"]
    assert film.size == (480, 400)
