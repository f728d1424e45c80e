"""A still as an SVG: its shapes and words go in, a file for the web and for drawing comes out."""

from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate

from kmviz.drawing.still import Still
from kmviz.writing.recipe import Recipe


def write(path: Path, still: Still, recipe: Recipe) -> None:
    """Write an SVG, with the recipe as its description, in Dublin Core.

    Parameters
    ----------
    path
        Where to; what is there is overwritten.
    still
        Drawn as shapes and words, in points.
    recipe
        What made the still.

    Raises
    ------
    OSError
        When the system refuses.
    """
    path.write_bytes(still.svg({"Description": recipe.to_text()}))


def verify(path: Path) -> None:
    """Check that an SVG is XML from its beginning to its end.

    Raises
    ------
    OSError
        When it is not.
    """
    try:
        with path.open("rb") as file:
            ParserCreate().ParseFile(file)
    except (ExpatError, OSError) as error:
        raise OSError(
            f"the SVG is not complete: {error}\nwrite it again, or to a folder on another disk"
        ) from error


def comment(path: Path) -> str | None:
    """Give the text that an SVG carries as its description, or None where it carries none.

    Raises
    ------
    OSError
        When this is no XML.
    """
    depth, found = 0, []
    parser = ParserCreate()

    def begin(name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += name == "dc:description"

    def end(name: str) -> None:
        nonlocal depth
        depth -= name == "dc:description"

    def read(text: str) -> None:
        if depth:
            found.append(text)

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = read
    try:
        parser.Parse(path.read_bytes(), True)  # noqa: FBT003  (takes no keyword)
    except ExpatError as error:
        raise OSError(str(error)) from error
    return "".join(found) or None
