"""Nothing goes in, or a finished film; where films go, and what to paste there, comes out."""

import json
import shlex
from collections.abc import Iterator
from html import escape
from pathlib import Path

import click

from kmviz.cli import shared
from kmviz.cli.report import bytes_in
from kmviz.writing.places import PLACES

HELP = """List the places that films are made for, with the line to paste there.

\b
Examples:
  python -m kmviz places
  python -m kmviz animate --k 7 --for github
  python -m kmviz animate --k 7 --for moodle --max-size 2MB
"""


@click.command(
    help=HELP,
    short_help="List where films go, and what to paste.",
    context_settings=shared.SETTINGS,
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def places(*, as_json: bool) -> None:
    """List them."""
    if as_json:
        click.echo(json.dumps({name: _entry(name) for name in PLACES}))
        return
    for name, place in PLACES.items():
        click.echo(f"--for {name}: {place.told.format(film='film.gif', stem='film')}")
        click.echo(f"    {_options(name)}")
        if place.budget is not None:
            click.echo(f"    takes up to {_size(place.budget)}")
        if place.paste:
            click.echo(f"    {pasted(name, Path(f'film{place.ending}'), 'Seven clusters of …')}")


def told_of_place(name: str, path: Path, alt: str) -> Iterator[str]:
    """Say whether a place takes the film, and what to do there."""
    place, size = PLACES[name], bytes_in(path)
    if place.budget is not None and size > place.budget:
        yield (
            f"{path.name} has {_size(size)}, and {name} takes {_size(place.budget)}: "
            f"add --max-size {_size(place.budget).replace(' ', '')}, or lower --size or --fps"
        )
    yield f"{name}: {place.told.format(stem=path.stem, film=path.name)}"
    if place.paste:
        yield pasted(name, path, alt)


def pasted(name: str, path: Path, alt: str) -> str:
    """Give the line to paste, with the names and words of a film."""
    is_code = name in {"revealjs", "github"}
    words = escape(alt) if is_code else alt
    return PLACES[name].paste.format(film=path.name, stem=path.stem, alt=words)


def _entry(name: str) -> dict[str, object]:
    place = PLACES[name]
    return {
        "told": place.told,
        "ending": place.ending,
        "options": dict(place.options),
        "options_wide": None if place.wide is None else dict(place.wide),
        "budget": place.budget,
        "paste": place.paste,
    }


def _options(name: str) -> str:
    place = PLACES[name]
    words = [
        word for option, value in place.options.items() for word in (f"--{option}", str(value))
    ]
    return shlex.join(["animate", *words, "-o", f"film{place.ending}"])


def _size(size: int) -> str:
    return f"{size / 1e6:.3g} MB"
