"""The house keeps its order: every file imports from the stages above its own only."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

CHECKOUT = Path(__file__).parents[1]
HOUSE = CHECKOUT / "kmviz"

# The stages from the top down: a file may import from the stages above its own, and from its own
# folder. What shares a stage knows nothing of each other. The package itself, `__init__`, gives
# the public names; what may use those comes after it.
STAGES: Final = [
    {"spelling"},
    {"data", "engine", "lessons"},
    {"choosing_k", "story"},
    {"drawing"},
    {"writing", "player"},
    {"films"},
    {"__init__"},
    {"cli", "sphinx_gallery"},
    {"__main__"},
]
HEIGHT: Final = {room: height for height, stage in enumerate(STAGES) for room in stage}

# Packages that one room has to itself.
AT_HOME_IN: Final = {
    "matplotlib": "drawing",
    "PIL": "writing",
    "av": "writing",
    "imageio": "writing",
}


def _room(file: Path, house: Path) -> str:
    return file.relative_to(house).parts[0].removesuffix(".py")


def _imported(file: Path, house: Path) -> Iterator[str]:
    """Give the full dotted name of all that a file imports, wherever in the file it does so.

    A plain `import kmviz` brings nothing by itself: what counts is what is then taken from it.
    """
    package = ["kmviz", *file.relative_to(house).parts[:-1]]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                names = {alias.asname or alias.name: alias.name for alias in node.names}
                yield from (name for given, name in names.items() if given != "kmviz")
            case ast.Attribute(value=ast.Name("kmviz")):
                yield f"kmviz.{node.attr}"
            case ast.ImportFrom():
                above = package[: len(package) - node.level + 1] if node.level else []
                source = ".".join([*above, *filter(None, [node.module])])
                yield from (f"{source}.{alias.name}" for alias in node.names)
            case ast.Call(
                func=ast.Name("import_module" | "__import__")
                | ast.Attribute(attr="import_module" | "__import__"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name


def _room_of_name(name: str) -> str:
    """Say in which room of the house a dotted name lives: what is in none is a public name."""
    room = name.split(".")[1] if "." in name else "__init__"
    return room if room in HEIGHT else "__init__"


def _is_out_of_order(room: str, name: str) -> bool:
    if name.split(".", maxsplit=1)[0] != "kmviz" or name == "kmviz.__version__":
        return False
    target = _room_of_name(name)
    return target != room and HEIGHT[target] >= HEIGHT[room]


def _is_out_of_place(room: str, name: str) -> bool:
    package = name.split(".", maxsplit=1)[0]
    if room == "engine":
        known = package in sys.stdlib_module_names or package == "numpy"
        return not known and not f"{name}.".startswith(("kmviz.engine.", "kmviz.spelling."))
    return AT_HOME_IN.get(package, room) != room


def _is_pyplot(name: str) -> bool:
    return not {"pyplot", "pylab"}.isdisjoint(name.split("."))


def _faults(house: Path) -> list[str]:
    """Name all that is wrong with the imports of a house."""
    rooms = {_room(path, house) for path in house.glob("*/") if path.name != "__pycache__"}
    files = sorted(house.rglob("*.py"))
    strangers = sorted((rooms | {_room(file, house) for file in files}) - HEIGHT.keys())
    known = [file for file in files if _room(file, house) in HEIGHT]
    return [f"{room} has no stage" for room in strangers] + [
        f"{file.relative_to(house).as_posix()} imports {name}"
        for file in known
        for name in _imported(file, house)
        if _is_out_of_order(_room(file, house), name)
        or _is_out_of_place(_room(file, house), name)
        or _is_pyplot(name)
    ]


def test_imports_go_one_way() -> None:
    """No file of the house imports from its own stage's other rooms, or from one below."""
    assert _faults(HOUSE) == []


def test_the_house_was_looked_at() -> None:
    """The stages of the main job are there, so that an empty list of faults means something."""
    rooms = {_room(file, HOUSE) for file in HOUSE.rglob("*.py")}
    assert rooms >= {"data", "engine", "story", "drawing", "writing", "films", "cli", "__main__"}
    assert "matplotlib.figure.Figure" in set(_all_imports(HOUSE / "drawing"))
    assert "kmviz.engine.state.State" in set(_all_imports(HOUSE / "story"))


def _all_imports(room: Path) -> Iterator[str]:
    for file in room.rglob("*.py"):
        yield from _imported(file, HOUSE)


def test_nothing_uses_pyplot() -> None:
    """Neither scripts nor tests import pyplot: it keeps figures alive and picks a backend."""
    files = [file for name in ("scripts", "tests") for file in (CHECKOUT / name).rglob("*.py")]
    assert files
    assert not [f for f in files if any(_is_pyplot(name) for name in _imported(f, CHECKOUT))]


def test_the_algorithm_fits_on_two_screens() -> None:
    """The file that is read aloud has at most 120 lines."""
    lines = (HOUSE / "engine" / "lloyd.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 120


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("engine/lloyd.py", "from kmviz.story.frame import Frame"),
        ("engine/lloyd.py", "from kmviz.data.boards import uniform"),
        ("engine/lloyd.py", "import scipy.spatial"),
        ("engine/lloyd.py", "from matplotlib.figure import Figure"),
        ("engine/lloyd.py", "from kmviz import __version__"),
        ("data/tables.py", "from kmviz.engine.state import Points"),
        ("data/deep/down/file.py", "from kmviz import story"),
        ("story/storyboard.py", "from kmviz.choosing_k import sweep"),
        ("story/storyboard.py", "def f():\n    from kmviz.drawing import style"),
        ("story/frame.py", "if TYPE_CHECKING:\n    from kmviz.drawing.picture import Picture"),
        ("story/frame.py", "import importlib\nimportlib.import_module('kmviz.films')"),
        ("story/frame.py", "from importlib import import_module\nimport_module('PIL.Image')"),
        ("story/frame.py", "from ..drawing import style"),
        ("story/frame.py", "from .. import films"),
        ("story/frame.py", "from kmviz import lloyd"),
        ("story/frame.py", "import kmviz\n\nkmviz.lloyd"),
        ("story/frame.py", "import kmviz\n\nkmviz.films.animate"),
        ("story/frame.py", "import kmviz as k"),
        ("drawing/render.py", "import kmviz.writing"),
        ("drawing/render.py", "import PIL.Image"),
        ("drawing/render.py", "from matplotlib import pyplot as plt"),
        ("drawing/render.py", "import matplotlib.pyplot"),
        ("writing/gif.py", "from kmviz.player.page import page"),
        ("writing/gif.py", "import matplotlib"),
        ("writing/gif.py", "from kmviz.films import animate"),
        ("films.py", "import av"),
        ("films.py", "from kmviz import animate"),
        ("films.py", "from kmviz.cli.main import main"),
        ("cli/main.py", "from imageio.v3 import imread"),
        ("cli/main.py", "from kmviz import __main__"),
        ("__init__.py", "from kmviz.cli import main"),
        ("sound/beep.py", ""),
        ("helpers.py", "import math"),
    ],
)
def test_a_wrong_import_is_found(tmp_path: Path, file: str, source: str) -> None:
    """In a house with this one file, the test finds the one fault."""
    _build(tmp_path, file, source)
    assert len(_faults(tmp_path)) == 1


def test_an_empty_folder_without_a_stage_is_found(tmp_path: Path) -> None:
    """A new folder needs a place in the list before it has any code."""
    (tmp_path / "sound").mkdir()
    assert _faults(tmp_path) == ["sound has no stage"]


@pytest.mark.parametrize(
    ("file", "source"),
    [
        (
            "engine/lloyd.py",
            "import math\nimport numpy as np\nfrom kmviz.engine.state import State",
        ),
        (
            "engine/lloyd.py",
            "from kmviz import engine\nfrom . import state\nfrom .state import State",
        ),
        ("story/frame.py", "from kmviz.engine import State\nfrom ..data import boards"),
        ("drawing/render.py", "import matplotlib as mpl\nfrom matplotlib.figure import Figure"),
        ("writing/gif.py", "from PIL import Image\nimport av, imageio.v3\nimport kmviz.drawing"),
        ("writing/recipe.py", "from kmviz import __version__"),
        ("films.py", "import kmviz\n\nkmviz.__version__"),
        ("films.py", "from kmviz import data, engine, story, drawing, writing, player"),
        ("__init__.py", "from kmviz.films import animate"),
        ("cli/main.py", "import click, kmviz\nfrom kmviz import films, lloyd"),
        ("__main__.py", "from kmviz.cli import main"),
    ],
)
def test_a_right_import_is_let_alone(tmp_path: Path, file: str, source: str) -> None:
    """What the design allows is no fault."""
    _build(tmp_path, file, source)
    assert _faults(tmp_path) == []


def _build(house: Path, file: str, source: str) -> None:
    (house / file).parent.mkdir(parents=True, exist_ok=True)
    (house / file).write_text(source, encoding="utf-8")
