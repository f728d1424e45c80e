"""What is particular to MP4: the order of its boxes. All else is told of every video."""

import struct
from pathlib import Path

from kmviz.writing import mp4
from tests.writing.films import RECIPE, discs


def boxes(path: Path) -> list[str]:
    """Return the types of the outermost boxes (ISO/IEC 14496-12), in order."""
    data, at, types = path.read_bytes(), 0, []
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        types.append(kind.decode("ascii"))
        at += size
    assert at == len(data)
    return types


def test_a_player_that_streams_can_start_at_once(tmp_path: Path) -> None:
    """The index stands before the pictures."""
    path = tmp_path / "film.mp4"
    mp4.write(path, discs(), RECIPE, loop=0, fps=25)
    found = boxes(path)
    assert found.index("moov") < found.index("mdat")
