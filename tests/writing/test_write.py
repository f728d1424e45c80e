"""What is drawn is refused before, or written whole, and the old file never suffers."""

import importlib
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import imageio.v3
import pytest
from PIL import Image

from kmviz.drawing.picture import Picture
from kmviz.drawing.still import Drawn, Still
from kmviz.writing import gif, pdf, png, svg
from kmviz.writing.write import (
    FOLDER,
    FORMATS,
    PAGED,
    STILLS,
    check_output,
    write,
    write_pages,
    write_still,
)
from tests.drawing import pages
from tests.drawing.stills import drawn, specimen
from tests.writing.films import RECIPE, discs, plain

ENDINGS = [ending for ending in FORMATS if ending != FOLDER]
STILL_MODULES = {".png": png, ".pdf": pdf, ".svg": svg}
MAGIC = {
    ".gif": b"GIF89a",
    ".mp4": b"ftyp",
    ".webm": b"\x1a\x45\xdf\xa3",
    ".webp": b"WEBP",
    ".apng": b"\x89PNG",
    ".avif": b"ftypavis",
    ".zip": b"PK\x03\x04",
}
TWO_LINES = r"\A[^\n]+\n[^\n]+\Z"


def never() -> Iterator[Picture]:
    """Fail when a picture is asked for."""
    pytest.fail("a picture was drawn")
    yield


def never_drawn() -> Iterator[Drawn]:
    """Fail when the marks of a still are asked for."""
    pytest.fail("a still was drawn")
    yield from drawn()


NEVER = Still(64, 48, "#ffffff", never_drawn)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("ending", [*ENDINGS, *map(str.upper, ENDINGS)])
def test_the_ending_chooses_the_format(tmp_path: Path, ending: str) -> None:
    """In large letters and in small; the path that was given comes back."""
    path = tmp_path / f"film{ending}"
    assert write(path, discs(2), RECIPE) == path
    assert MAGIC[ending.lower()] in path.read_bytes()[:12]
    assert names(tmp_path) == [path.name]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_relative_path_of_text_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """As typed on the command line, next to where one is."""
    monkeypatch.chdir(tmp_path)
    assert write(f"film{ending}", discs(2), RECIPE) == Path(f"film{ending}")
    assert names(tmp_path) == [f"film{ending}"]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", ["фильм 映画", "a" * 250, "-y", "100%d", "http:", "line\nbreak"])
def test_any_file_name_will_do(tmp_path: Path, ending: str, name: str) -> None:
    """No decoder or encoder mistakes a name for an option, a pattern or an address."""
    write(tmp_path / f"{name}{ending}", discs(2), RECIPE)
    assert names(tmp_path) == [f"{name}{ending}"]


def test_every_format_has_the_same_three_functions() -> None:
    """What `FORMATS` names can be called alike."""
    for module in map(importlib.import_module, FORMATS.values()):
        assert module.write.__annotations__ == gif.write.__annotations__
        assert module.verify.__annotations__ == gif.verify.__annotations__
        assert module.comment.__annotations__ == gif.comment.__annotations__


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("error", [ValueError, OSError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("shown", [0, 1, 5])
def test_an_exception_at_any_picture_leaves_the_old_film(
    tmp_path: Path, ending: str, error: type[BaseException], shown: int
) -> None:
    """Whatever goes wrong while a picture is drawn, the folder is as it was."""
    path = tmp_path / f"film{ending}"
    path.write_text("old")

    def film() -> Iterator[Picture]:
        yield from discs(shown)
        raise error

    with pytest.raises(error):
        write(path, film(), RECIPE)
    assert path.read_text() == "old"
    assert names(tmp_path) == [path.name]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_does_not_verify_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """What cannot be decoded never gets the name."""
    path = tmp_path / f"film{ending}"
    path.write_text("old")
    module = importlib.import_module(FORMATS[ending])
    monkeypatch.setattr(module, "write", lambda part, *_, **__: part.write_bytes(b"half a film"))
    with pytest.raises(OSError, match=TWO_LINES):
        write(path, discs(2), RECIPE)
    assert path.read_text() == "old"
    assert names(tmp_path) == [path.name]


FULL_DISK = """
import resource, sys
from pathlib import Path
from kmviz.writing.write import write
from tests.writing.films import RECIPE, discs

path = Path(sys.argv[1])
for limit in map(int, sys.argv[2:]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        write(path, discs(), RECIPE)
    except OSError as error:
        first, second = str(error).split("\\n")
        assert repr(str(path)) in first, first
        assert "too large" in first, first
        assert second
    else:
        sys.exit(f"{limit} bytes were enough")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a file's size cannot be limited there")
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_full_disk_leaves_the_old_film(tmp_path: Path, ending: str) -> None:
    """Wherever the space ends, in the header or at the last byte, it is told in two lines."""
    path = tmp_path / f"film{ending}"
    size = write(path, discs(), RECIPE).stat().st_size
    old = path.read_bytes()
    limits = [str(limit) for limit in (0, 10, 1000, size // 2, size - 1)]
    command = [sys.executable, "-c", FULL_DISK, str(path), *limits]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == old
    assert names(tmp_path) == [path.name]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_full_disk_is_named_by_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """The message repeats what the system said, about the file that was asked for."""
    path = tmp_path / f"film{ending}"
    module = importlib.import_module(FORMATS[ending])
    encode = module.write

    def fill(part: Path, *args: Any, **options: Any) -> None:
        part.unlink()
        part.symlink_to("/dev/full")
        encode(part, *args, **options)

    monkeypatch.setattr(module, "write", fill)
    with pytest.raises(OSError, match=r"no space left on device\nfree some space") as caught:
        write(path, discs(2), RECIPE)
    assert str(caught.value).startswith(repr(str(path)))
    assert names(tmp_path) == []


def test_a_full_temporary_folder_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a long film finds no room between the passes, the target is not blamed."""
    monkeypatch.setattr(gif, "IN_MEMORY", 1)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(OSError, match=r"\A[^\n]*temporary[^\n]+\n[^\n]*TMPDIR[^\n]+\Z"):
        write(tmp_path / "film.gif", discs(2), RECIPE)
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["film", "film.avi", ".gif", "film.gif.txt", "film.", "", "gif"])
def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path: Path, name: str) -> None:
    """Before any work, and whatever else may be wrong."""
    for refuse in (check_output, lambda path: write(path, never(), RECIPE)):
        with pytest.raises(ValueError, match=TWO_LINES) as caught:
            refuse(tmp_path / "nowhere" / name)
        assert all(ending in str(caught.value) for ending in ENDINGS)
        assert not any(ending in str(caught.value).split("\n")[1] for ending in STILLS)
    assert names(tmp_path) == []


def missing_folder(folder: Path) -> Path:
    return folder / "nowhere" / "film.gif"


def file_as_folder(folder: Path) -> Path:
    (folder / "file").touch()
    return folder / "file" / "film.gif"


def folder_as_file(folder: Path) -> Path:
    (folder / "film.gif").mkdir()
    return folder / "film.gif"


def fifo(folder: Path) -> Path:
    os.mkfifo(folder / "film.gif")
    return folder / "film.gif"


def device(folder: Path) -> Path:
    (folder / "film.gif").symlink_to(os.devnull)
    return folder / "film.gif"


def circle(folder: Path) -> Path:
    (folder / "film.gif").symlink_to("film.gif")
    return folder / "film.gif"


def name_too_long(folder: Path) -> Path:
    return folder / ("a" * 300 + ".gif")


@pytest.mark.skipif(sys.platform == "win32", reason="no FIFOs, and links need rights there")
@pytest.mark.parametrize(
    "place",
    [missing_folder, file_as_folder, folder_as_file, fifo, device, circle, name_too_long],
)
def test_a_place_where_no_film_can_be_is_refused(
    tmp_path: Path, place: Callable[[Path], Path]
) -> None:
    """Before the first picture is drawn, in two lines that name the place."""
    path = place(tmp_path)
    before = names(tmp_path)
    for refuse in (check_output, lambda path: write(path, never(), RECIPE)):
        with pytest.raises((ValueError, OSError), match=TWO_LINES) as caught:
            refuse(path)
        assert repr(str(path)) in str(caught.value)
    assert names(tmp_path) == before


def test_a_folder_that_may_not_be_written_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts is whether a file can be made there, not what permissions seem to say."""

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(OSError, match=r"permission denied\n.*may write to"):
        check_output(tmp_path / "film.gif")


def test_checking_leaves_no_trace(tmp_path: Path) -> None:
    """The old film is as it was, and nothing is beside it."""
    path = tmp_path / "film.gif"
    path.write_text("old")
    check_output(path, source=tmp_path / "points.csv")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["film.gif"]


@pytest.mark.parametrize("link", [None, Path.symlink_to, Path.hardlink_to])
@pytest.mark.parametrize("way", ["output", "source"])
def test_the_input_is_not_overwritten(
    tmp_path: Path, link: Callable[[Path, Path], None] | None, way: str
) -> None:
    """By its own name, or by that of a link on either side."""
    real, other = tmp_path / "points.gif", tmp_path / "other.gif"
    real.write_text("points")
    if link is None:
        other = tmp_path / "." / "points.gif"
    else:
        link(other, real)
    output, source = (other, real) if way == "output" else (real, other)
    with pytest.raises(ValueError, match=TWO_LINES):
        check_output(output, source=source)


def test_a_file_like_the_input_may_be_overwritten(tmp_path: Path) -> None:
    """Equal contents do not make two files one."""
    for name in ("points.gif", "film.gif"):
        (tmp_path / name).write_text("same")
    check_output(tmp_path / "film.gif", source=tmp_path / "points.gif")


@pytest.mark.parametrize("loop", [-1, 65_537, 1.0, "3", None])
def test_an_impossible_number_of_loops_is_refused(tmp_path: Path, loop: int) -> None:
    """Whole numbers from 0 to what a GIF can hold, for every format."""
    for ending in ENDINGS:
        with pytest.raises(ValueError, match=r"\Aloop [^\n]+\n[^\n]+\Z"):
            write(tmp_path / f"film{ending}", never(), RECIPE, loop=loop)


@pytest.mark.parametrize("fps", [0, -25, 0.001, 241, math.inf, math.nan])
def test_an_impossible_frame_rate_is_refused(tmp_path: Path, fps: float) -> None:
    """Numbers that a player could keep up with, for every format."""
    for ending in ENDINGS:
        with pytest.raises(ValueError, match=r"\Afps [^\n]+\n[^\n]+\Z"):
            write(tmp_path / f"film{ending}", never(), RECIPE, fps=fps)


MISSING_ENCODER = r"\A[^\n]+encoder for \{}[^\n]+\n[^\n]*pip install [^\n]* {}\Z"


@pytest.mark.parametrize(
    ("ending", "package", "name"),
    [
        (".gif", "PIL", "pillow"),
        (".mp4", "av", "av"),
        (".webm", "av", "av"),
        (".webp", "PIL", "pillow"),
        (".apng", "PIL", "pillow"),
        (".avif", "PIL", "pillow"),
    ],
)
def test_a_missing_encoder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, package: str, name: str
) -> None:
    """Before any work, with the line that installs what this format needs, and no more."""
    for module in [module for module in sys.modules if module.startswith("kmviz.writing.")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ValueError, match=MISSING_ENCODER.format(ending, name)):
        check_output(tmp_path / f"film{ending}")


def test_options_reach_the_format(tmp_path: Path) -> None:
    """The loop goes into a GIF, the clock into an MP4."""
    with Image.open(write(tmp_path / "film.gif", discs(2), RECIPE, loop=5)) as image:
        assert image.info["loop"] == 4
    for fps, seconds in ((2, 0.5), (100, 0.25)):
        path = write(tmp_path / "film.mp4", [plain((0, 0, 0), 0.25)], RECIPE, fps=fps)
        assert imageio.v3.immeta(path, plugin="pyav")["duration"] == seconds


@pytest.mark.parametrize("ending", [*STILLS, *map(str.upper, STILLS)])
@pytest.mark.parametrize("name", ["still", "фильм 映画", "a" * 250, "-y", "http:", "line\nbreak"])
def test_a_still_becomes_what_its_ending_says(tmp_path: Path, ending: str, name: str) -> None:
    """In large letters and in small, under any name; the path that was given comes back."""
    path = tmp_path / f"{name}{ending}"
    assert write_still(path, specimen(), RECIPE) == path
    magic = {".png": b"\x89PNG", ".pdf": b"%PDF-", ".svg": b"<?xml"}[ending.lower()]
    assert path.read_bytes().startswith(magic)
    assert names(tmp_path) == [path.name]


def test_every_format_of_stills_has_the_same_two_functions() -> None:
    """What `STILLS` names can be called alike."""
    assert {ending: module.__name__ for ending, module in STILL_MODULES.items()} == STILLS
    for module in (pdf, svg):
        assert module.write.__annotations__ == png.write.__annotations__
        assert module.verify.__annotations__ == png.verify.__annotations__


@pytest.mark.parametrize("ending", STILLS)
@pytest.mark.parametrize("error", [ValueError, OSError, KeyboardInterrupt, SystemExit])
def test_an_exception_while_a_still_is_drawn_leaves_the_old_one(
    tmp_path: Path, ending: str, error: type[BaseException]
) -> None:
    """Whatever goes wrong at the last mark, the folder is as it was."""
    path = tmp_path / f"still{ending}"
    path.write_text("old")

    def draw() -> Iterator[Drawn]:
        yield from drawn()
        raise error

    with pytest.raises(error):
        write_still(path, replace(specimen(), draw=draw), RECIPE)
    assert path.read_text() == "old"
    assert names(tmp_path) == [path.name]


@pytest.mark.parametrize("ending", STILLS)
def test_a_still_that_does_not_verify_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """What cannot be read never gets the name."""
    path = tmp_path / f"still{ending}"
    path.write_text("old")
    monkeypatch.setattr(
        STILL_MODULES[ending], "write", lambda part, *_: part.write_bytes(b"half a still")
    )
    with pytest.raises(OSError, match=TWO_LINES):
        write_still(path, specimen(), RECIPE)
    assert path.read_text() == "old"
    assert names(tmp_path) == [path.name]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("ending", STILLS)
def test_a_full_disk_is_named_for_stills_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """The message repeats what the system said, about the file that was asked for."""
    path, module = tmp_path / f"still{ending}", STILL_MODULES[ending]
    encode = module.write

    def fill(part: Path, *args: Any) -> None:
        part.unlink()
        part.symlink_to("/dev/full")
        encode(part, *args)

    monkeypatch.setattr(module, "write", fill)
    with pytest.raises(OSError, match=r"no space left on device\nfree some space") as caught:
        write_still(path, specimen(), RECIPE)
    assert str(caught.value).startswith(repr(str(path)))
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["still", "still.gif", "still.jpg", ".png", "still.svgz", "pdf"])
def test_a_still_is_refused_an_ending_of_others(tmp_path: Path, name: str) -> None:
    """Before it is drawn, with the endings that stills have, and not with those of films."""
    for refuse in (
        lambda path: check_output(path, formats=STILLS),
        lambda path: write_still(path, NEVER, RECIPE),
    ):
        with pytest.raises(ValueError, match=TWO_LINES) as caught:
            refuse(tmp_path / "nowhere" / name)
        hint = str(caught.value).split("\n")[1]
        assert all(ending in hint for ending in STILLS)
        assert not any(ending in hint for ending in FORMATS)
    assert names(tmp_path) == []


def test_a_still_is_refused_as_a_film_is_and_a_film_as_a_still(tmp_path: Path) -> None:
    """Each family has its own endings."""
    check_output(tmp_path / "film.gif")
    check_output(tmp_path / "still.png", formats=STILLS)
    for path, formats in (("film.gif", STILLS), ("still.png", FORMATS)):
        with pytest.raises(ValueError, match=TWO_LINES):
            check_output(tmp_path / path, formats=formats)


@pytest.mark.parametrize("ending", STILLS)
def test_a_place_where_no_still_can_be_is_refused_before_it_is_drawn(
    tmp_path: Path, ending: str
) -> None:
    """A folder that is missing, a folder in its place, a file that the points come from."""
    (tmp_path / f"folder{ending}").mkdir()
    for place in (tmp_path / "nowhere" / f"still{ending}", tmp_path / f"folder{ending}"):
        with pytest.raises((ValueError, OSError), match=TWO_LINES):
            write_still(place, NEVER, RECIPE)
    points = tmp_path / f"points{ending}"
    points.touch()
    with pytest.raises(ValueError, match=TWO_LINES):
        check_output(points, source=points, formats=STILLS)


def test_a_missing_reader_of_pngs_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before any work, with the line that installs it."""
    monkeypatch.delitem(sys.modules, STILLS[".png"])
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(ValueError, match=r"\A[^\n]+encoder[^\n]+\n[^\n]*pip install[^\n]+\Z"):
        write_still(tmp_path / "still.png", NEVER, RECIPE)


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    """`--help` may import these modules and still start without numpy or an encoder."""
    program = (
        "import sys, kmviz.writing.recipe, kmviz.writing.write;"
        "print(sorted({'numpy', 'matplotlib', 'PIL', 'av'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert done.stdout.strip() == b"[]"


@pytest.mark.parametrize("ending", PAGED)
def test_pages_are_taken_one_by_one_or_not_at_all(tmp_path: Path, ending: str) -> None:
    """Whatever goes wrong at a later page, the folder is as it was; then all pages are there."""
    path = tmp_path / f"pages{ending}"
    path.write_text("old")

    def failing() -> Iterator[Still]:
        yield from [specimen()] * 2
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_pages(path, failing(), RECIPE)
    assert path.read_text() == "old"
    assert write_pages(path, iter([specimen()] * 3), RECIPE) == path
    assert len(pages.pdf_pages(path.read_bytes())) == 3
    assert names(tmp_path) == [path.name]


def test_pages_are_refused_an_ending_of_others(tmp_path: Path) -> None:
    """A PNG has no pages: that is told before the first is drawn."""
    with pytest.raises(ValueError, match=r"\A[^\n]+\nend the name in \.pdf\Z"):
        write_pages(tmp_path / "pages.png", iter([NEVER]), RECIPE)
    assert names(tmp_path) == []
