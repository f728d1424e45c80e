"""Whatever happens, the folder holds the old file or the new one, and nothing else."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmviz.writing.atomic import refusals, together, whole


@pytest.fixture
def umask() -> Iterator[None]:
    """Put the umask back, whatever the test sets."""
    before = os.umask(0)
    os.umask(before)
    yield
    os.umask(before)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fail_halfway(path: Path, error: type[BaseException]) -> None:
    with whole(path) as part:
        part.write_text("half of the new")
        raise error


def test_the_file_appears_at_the_end_and_replaces_the_old_one(tmp_path: Path) -> None:
    """Within the block the old file is there as it was; after it, the new one alone."""
    film = tmp_path / "film.gif"
    film.write_text("old")
    with whole(film) as part:
        part.write_text("new")
        assert film.read_text() == "old"
    assert film.read_text() == "new"
    assert names(tmp_path) == ["film.gif"]


@pytest.mark.parametrize("error", [ValueError, OSError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("old", [None, "old"])
def test_any_exception_leaves_everything_as_it_was(
    tmp_path: Path, error: type[BaseException], old: str | None
) -> None:
    """The old file, or its absence, survives, and the temporary file is gone."""
    film = tmp_path / "film.gif"
    if old:
        film.write_text(old)
    before = names(tmp_path)
    with pytest.raises(error):
        fail_halfway(film, error)
    assert names(tmp_path) == before
    assert old is None or film.read_text() == old


def test_a_temporary_file_removed_by_others_is_an_error_and_no_loss(tmp_path: Path) -> None:
    """When there is nothing to put in place, the old file stays."""
    film = tmp_path / "film.gif"
    film.write_text("old")
    with pytest.raises(OSError, match=r"\A.*film.gif'?: .+\n.+\Z"), whole(film) as part:
        part.unlink()
    assert film.read_text() == "old"


def test_bytes_are_on_the_disk_before_the_name_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is synced, whole, before it is renamed: a power cut leaves no empty film."""
    calls: list[tuple[str, int]] = []
    sync, replace = os.fsync, os.replace

    def record_sync(file: int) -> None:
        calls.append(("sync", os.fstat(file).st_size))
        sync(file)

    def record_replace(source: Path, target: Path) -> None:
        calls.append(("replace", source.stat().st_size))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", record_sync)
    monkeypatch.setattr(os, "replace", record_replace)
    with whole(tmp_path / "film.gif") as part:
        part.write_text("new")
    assert calls == [("sync", 3), ("replace", 3)]


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("mask", [0o022, 0o002, 0o077, 0o000])
def test_permissions_are_those_that_the_umask_gives(tmp_path: Path, mask: int) -> None:
    """A new file has the permissions that open() would have given it."""
    os.umask(mask)
    film, other = tmp_path / "film.gif", tmp_path / "other"
    other.write_text("made by open()")
    with whole(film):
        pass
    assert stat.S_IMODE(film.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)


@pytest.mark.parametrize("old", [None, "old"])
def test_a_symbolic_link_stays_one(tmp_path: Path, old: str | None) -> None:
    """Writing through links, relative ones, in other folders, even dangling, changes their end."""
    (tmp_path / "real").mkdir()
    end = tmp_path / "real" / "film.gif"
    if old:
        end.write_text(old)
    (tmp_path / "middle").symlink_to("real/film.gif")
    link = tmp_path / "film.gif"
    link.symlink_to("middle")
    with whole(link) as part:
        assert part.parent == end.parent
        part.write_text("new")
    assert link.is_symlink()
    assert end.read_text() == "new"
    assert names(tmp_path) == ["film.gif", "middle", "real"]
    assert names(tmp_path / "real") == ["film.gif"]


def test_another_name_of_the_old_file_keeps_the_old_bytes(tmp_path: Path) -> None:
    """The old file is replaced and not written into, so that a hard link still has it."""
    film, copy = tmp_path / "film.gif", tmp_path / "copy.gif"
    film.write_text("old")
    copy.hardlink_to(film)
    with whole(film) as part:
        part.write_text("new")
    assert (film.read_text(), copy.read_text()) == ("new", "old")


@pytest.mark.parametrize(
    "links",
    [{"film.gif": "film.gif"}, {"film.gif": "a", "a": "film.gif"}, {"film.gif": "nowhere/a.gif"}],
    ids=["itself", "circle", "no folder"],
)
def test_links_that_lead_nowhere_are_refused(tmp_path: Path, links: dict[str, str]) -> None:
    """A circle of links, or one into a folder that is not there, is told in two lines."""
    for name, target in links.items():
        (tmp_path / name).symlink_to(target)
    with pytest.raises(OSError, match=r"\A.*film.gif'?: .+\n.+\Z"), whole(tmp_path / "film.gif"):
        pass
    assert names(tmp_path) == sorted(links)


@pytest.mark.parametrize(
    "name",
    ["a" * 251 + ".gif", "фильм 映画 🎬.gif", "-o.gif", ".gif", "line\nbreak.gif", "%03d.gif"],
)
def test_any_name_that_the_file_system_takes_will_do(tmp_path: Path, name: str) -> None:
    """The longest names, and those of any script, work: the temporary name does not need them."""
    with whole(tmp_path / name) as part:
        part.write_text("new")
    assert names(tmp_path) == [name]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are Unicode")
def test_a_name_that_is_not_unicode_will_do(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are a file name like any other."""
    film = tmp_path / os.fsdecode(b"film\xff.gif")
    with whole(film) as part:
        part.write_text("new")
    assert film.read_text() == "new"


def test_two_at_a_time_do_not_meet(tmp_path: Path) -> None:
    """Temporary files are hidden, beside the target, and never the same."""
    film = tmp_path / "film.gif"
    with whole(film) as first, whole(film) as second:
        assert first != second
        for part in (first, second):
            assert part.parent == tmp_path
            assert part.name.startswith(".")
        first.write_text("first")
        second.write_text("second")
    assert film.read_text() == "first"
    assert names(tmp_path) == ["film.gif"]


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("nowhere/film.gif", "make the folder"),
        ("file/film.gif", "folders only"),
        ("x" * 300, "shorter"),
    ],
)
def test_a_place_that_cannot_be_is_told_in_two_lines(tmp_path: Path, path: str, hint: str) -> None:
    """The first line names the file and the reason, the second what to do."""
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OSError, match=hint) as caught, whole(tmp_path / path):
        pass
    first, second = str(caught.value).split("\n")
    assert path in first
    assert hint in second
    assert isinstance(caught.value.__cause__, OSError)


def test_a_refusal_is_two_lines_even_where_the_name_has_more() -> None:
    """A line break in a file name does not break the message."""
    with pytest.raises(OSError, match=r"\A[^\n]+\n[^\n]+\Z"), refusals(Path("a\nb\nc.gif")):
        Path("/no\nsuch/folder").stat()


@pytest.mark.parametrize("old", [None, "old"])
@pytest.mark.parametrize("failing", [0, 1, 2])
def test_files_that_belong_together_appear_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str | None, failing: int
) -> None:
    """Whichever of them cannot be renamed, the others are as they were: old, or not there."""
    paths = [tmp_path / name for name in ("a", "b", "c")]
    for path in paths if old else []:
        path.write_text("old")
    before, replace = names(tmp_path), Path.replace

    def refuse(part: Path, target: Path) -> Path:
        if target == paths[failing] and part.read_text() == "new":
            raise PermissionError(13, "Permission denied")
        return replace(part, target)

    def write() -> None:
        with together(*paths) as parts:
            for part in parts:
                part.write_text("new")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match=r"\A[^\n]*c': permission denied\n[^\n]+\Z"):
        write()
    assert names(tmp_path) == before
    assert all(path.read_text() == "old" for path in paths if old)
    monkeypatch.undo()
    write()
    assert names(tmp_path) == ["a", "b", "c"]
    assert {path.read_text() for path in paths} == {"new"}
