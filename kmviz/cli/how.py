"""A file goes in, the command that made it comes out: `kmviz how`."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from kmviz.cli.failure import could_not
from kmviz.cli.report import printable

if TYPE_CHECKING:
    from kmviz.writing.recipe import Recipe

HELP = """Tell how a file was made: the command first, then what it ran on.

\b
Examples:
  python -m kmviz how film.gif
  python -m kmviz how film.mp4 --json

Nothing that is found in a file is ever run.
"""


@click.command(help=HELP, short_help="Tell how a file was made.")
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="Print the recipe as one JSON object.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def how(file: str, *, as_json: bool) -> None:
    """Tell how a file was made."""
    from kmviz.writing.read import read_recipe

    with could_not():
        recipe = read_recipe(file)
    if as_json:
        click.echo(json.dumps(asdict(recipe)))
        return
    click.echo(printable(recipe.command))
    click.echo()
    for name, value in _told(recipe).items():
        click.echo(f"{name:<11}{printable(value)}")


def _told(recipe: "Recipe") -> dict[str, str]:
    told = {
        "data": recipe.data,
        "SHA-256": recipe.digest or "",
        "points": str(recipe.points),
        "clusters": str(recipe.clusters),
        "seed": "" if recipe.seed is None else str(recipe.seed),
        "iterations": str(recipe.iterations),
        "inertia": repr(recipe.inertia),
        "alt text": recipe.alt,
        "versions": f"kmviz {recipe.kmviz}, numpy {recipe.numpy}, Python {recipe.python}",
    }
    return {name: value for name, value in told.items() if value}
