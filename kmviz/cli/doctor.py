"""Nothing goes in; what a bug report needs comes out, without names or folders of the user."""

import json
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import Any, Final

import click

from kmviz.cli import shared
from kmviz.cli.report import printable

HELP = """Check the installation: versions, fonts, and every format, written and read back.

\b
Examples:
  python -m kmviz doctor
  python -m kmviz doctor --json

What it prints is what a bug report needs. It names neither you nor your folders.
"""

PACKAGES: Final = ("numpy", "matplotlib", "pillow", "av", "imageio", "click", "tqdm")
OPTIONAL: Final = ("scikit-learn",)


@click.command(help=HELP, short_help="Check the installation.", context_settings=shared.SETTINGS)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
@click.pass_context
def doctor(context: click.Context, /, *, as_json: bool) -> None:
    """Check the installation; exit with 1 where something fails."""
    found = {"versions": _versions(), "machine": _machine(), "checks": dict(_checks())}
    if as_json:
        click.echo(json.dumps(found))
    else:
        click.echo("\n".join(_told(found)))
    if any(found["checks"].values()):
        context.exit(1)


def _versions() -> dict[str, str]:
    from kmviz import __version__

    packages = {name: _version(name) for name in (*PACKAGES, *OPTIONAL)}
    return {"kmviz": __version__, "Python": platform.python_version(), **packages}


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _machine() -> dict[str, str]:
    return {
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "encoding": f"{sys.getfilesystemencoding()}, output {sys.stdout.encoding}",
    }


def _checks() -> Iterator[tuple[str, str]]:
    """Give each check with what is wrong, nothing where all is well."""
    yield "temporary folder", _problem(_write_a_temporary_file)
    yield "this folder", _problem(_write_here)
    yield "fonts", _problem(_measure_a_word)
    for ending in _endings():
        yield ending, _problem(lambda ending=ending: _prove(ending))


def _problem(check: Any) -> str:
    try:
        check()
    except Exception as error:  # noqa: BLE001  (whatever fails is what is to be told)
        return printable(_without_folders(" ".join(f"{type(error).__name__}: {error}".split())))
    return ""


def _without_folders(message: str) -> str:
    """Leave out where the user's folders are, and so what the user is called."""
    for folder in (Path(gettempdir()), Path(), Path.home()):
        for spelled in {str(folder), os.path.realpath(folder)} - {"/", "."}:
            message = message.replace(spelled, "…")
    return message


def _write_a_temporary_file() -> None:
    with TemporaryFile() as file:
        file.write(b"kmviz")


def _write_here() -> None:
    from kmviz.writing.atomic import beside

    with beside(Path("film.gif")):
        pass


def _measure_a_word() -> None:
    from kmviz.drawing.lettering import text_width

    if text_width("kmviz", 12) <= 0:
        raise OSError("words have no width\nreinstall matplotlib")


def _endings() -> list[str]:
    from kmviz.writing.write import FORMATS, STILLS

    return [*FORMATS, *STILLS]


def _prove(ending: str) -> None:
    from kmviz.films.provenance import versions
    from kmviz.writing.proof import prove
    from kmviz.writing.recipe import Recipe

    recipe = Recipe(
        **versions(),
        command="python -m kmviz doctor",
        seed=None,
        points=0,
        clusters=0,
        iterations=0,
        inertia=0.0,
        data="",
        digest=None,
    )
    prove(ending, recipe)


def _told(found: dict[str, dict[str, str]]) -> Iterator[str]:
    for name, value in (found["versions"] | found["machine"]).items():
        yield f"{name:<18}{value}"
    yield ""
    for name, problem in found["checks"].items():
        yield f"{name:<18}{problem or 'ok'}"
