"""Facts about films in the gallery of a documentation, found by building one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

CONF = """
from kmviz.sphinx_gallery import scraper
extensions = ["sphinx_gallery.gen_gallery"]
sphinx_gallery_conf = {
    "examples_dirs": "examples",
    "gallery_dirs": "made",
    "image_scrapers": (scraper,),
    "filename_pattern": "/plot_",
    "download_all_examples": False,
    "show_signature": False,
}
html_theme = "basic"
"""

EXAMPLES = {
    "plot_one.py": '''"""
One film
========
"""
import kmviz

film = kmviz.animate(kmviz.data.uniform(30, rng=0), k=3, rng=0, steps=True, size=(200, 160))

# %%
# A second block makes no film.
print(film.seconds > 0)
''',
    "plot_two.py": '''"""
Two films
=========
"""
import kmviz

points = kmviz.data.uniform(30, rng=0)
first = kmviz.animate(points, k=2, rng=0, steps=True, size=(160, 120))
second = kmviz.animate(points, k=4, rng=0, steps=True, size=(240, 180))
same = second
''',
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a documentation whose gallery has two examples, and give its source folder."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "examples").mkdir()
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    (folder / "index.rst").write_text("Films\n=====\n\n.. toctree::\n\n   made/index\n")
    (folder / "examples" / "README.rst").write_text("Examples\n========\n")
    for name, text in EXAMPLES.items():
        (folder / "examples" / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(folder), str(folder / "html")],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def _sizes(site: Path, example: str) -> list[tuple[int, int]]:
    found = []
    for film in sorted((site / "made" / "images").glob(f"sphx_glr_{example}_*.gif")):
        with Image.open(film) as image:
            found.append(image.size)
    return found


def test_every_film_of_an_example_is_saved_once(site: Path) -> None:
    """A film that stays in a variable, or has two names, is not shown again."""
    assert _sizes(site, "plot_one") == [(200, 160)]
    assert _sizes(site, "plot_two") == [(160, 120), (240, 180)]


def test_pages_show_the_films_with_alternative_text(site: Path) -> None:
    """The page of an example has an image per film, and says what it shows."""
    page = (site / "html" / "made" / "plot_two.html").read_text(encoding="utf-8")
    assert page.count(".gif") >= 2
    assert 'alt="Two clusters of 30 points;' in page
    assert 'alt="Four clusters of 30 points;' in page
