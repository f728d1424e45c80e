"""What is particular to WebM: the order of its elements. All else is told of every video."""

from collections.abc import Iterator
from pathlib import Path

from kmviz.writing import webm
from tests.writing.films import RECIPE, discs

EBML, SEGMENT, CUES, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1C53BB6B, 0x1F43B675


def number(data: bytes, at: int, *, marked: bool) -> tuple[int, int]:
    """Read a number of variable length (RFC 8794), and where the next begins."""
    length = 9 - data[at].bit_length()
    value = int.from_bytes(data[at : at + length], "big")
    return value if marked else value - (1 << 7 * length), at + length


def elements(data: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield which elements there are from here on, where their contents begin, and end."""
    while at < len(data):
        kind, at = number(data, at, marked=True)
        size, at = number(data, at, marked=False)
        yield kind, at, at + size
        at += size
    assert at == len(data)


def test_a_player_that_streams_can_jump_at_once(tmp_path: Path) -> None:
    """The index stands before the pictures, and every element ends where the next begins."""
    path = tmp_path / "film.webm"
    webm.write(path, discs(), RECIPE, loop=0, fps=25)
    data = path.read_bytes()
    (head, _, _), (segment, begin, end) = elements(data, 0)
    assert (head, segment) == (EBML, SEGMENT)
    inside = [kind for kind, _, _ in elements(data[:end], begin)]
    assert inside.index(CUES) < inside.index(CLUSTER)
