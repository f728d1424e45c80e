"""An example of Sphinx-Gallery goes in, the films that it made come out on its page.

In the `conf.py` of the documentation::

    from kmviz.sphinx_gallery import scraper

    sphinx_gallery_conf = {"image_scrapers": ("matplotlib", scraper)}
"""

from pathlib import Path
from typing import Any, TypeAlias

from kmviz.films.film import Film

Block: TypeAlias = tuple[str, str, int]

_SHOWN = "_kmviz_shown"


def scraper(block: Block, block_vars: dict[str, Any], gallery_conf: dict[str, Any]) -> str:
    """Save the films that a block of an example has made, and give the text that shows them.

    Parameters
    ----------
    block
        The kind of block, its text and its line; not used.
    block_vars
        What Sphinx-Gallery knows of the example: its variables, and names for its images.
    gallery_conf
        Its configuration.

    Returns
    -------
    str
        reStructuredText; empty where the block made no film.
    """
    del block
    from sphinx_gallery.scrapers import figure_rst

    variables = block_vars["example_globals"]
    shown: list[Film] = variables.setdefault(_SHOWN, [])
    told = []
    for film in [value for value in variables.values() if isinstance(value, Film)]:
        if any(film is one for one in shown):
            continue
        shown.append(film)
        path = Path(next(block_vars["image_path_iterator"])).with_suffix(".gif")
        film.save(path)
        told.append(figure_rst([str(path)], gallery_conf["src_dir"], film.recipe.alt))
    return "".join(told)
