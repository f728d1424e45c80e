"""Files and folders appear whole or not at all: a path goes in, one beside it comes out."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_HINTS = {
    errno.EACCES: "choose a folder that you may write to",
    errno.EDQUOT: "free some space, or choose a folder on another disk",
    errno.EFBIG: "make it smaller, or choose a folder on another disk",
    errno.ELOOP: "remove the symbolic links that lead in a circle, or choose another name",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ENOENT: "make the folder first, or choose another one",
    errno.ENOSPC: "free some space, or choose a folder on another disk",
    errno.ENOTDIR: "choose a path that leads through folders only",
    errno.EPERM: "choose a folder that you may write to",
    errno.EROFS: "choose a folder that you may write to",
}


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a temporary file to write to, and rename it to `path` when the block ends well.

    When the block ends in any exception, whatever was at `path` is as before, and the temporary
    file is gone. The new file has the permissions that the umask gives. Where `path` is a
    symbolic link, it stays one, and the file that it leads to is replaced.

    Raises
    ------
    OSError
        When the system refuses, in two lines; nothing has changed then.
    """
    with together(path) as (part,):
        yield part


@contextmanager
def together(*paths: Path) -> Iterator[list[Path]]:
    """Give a temporary file for each path, as `whole` does, and rename all of them or none.

    Raises
    ------
    OSError
        When the system refuses, in two lines that name the last path; nothing has changed then.
    """
    with refusals(paths[-1]), ExitStack() as stack:
        targets = [resolved(path) for path in paths]
        parts = [stack.enter_context(beside(target)) for target in targets]
        yield parts
        for part in parts:
            _sync(part)
        _replace(parts, targets)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Give an empty folder to write to, and rename it to `path` when the block ends well.

    When the block ends in any exception, whatever was at `path` is as before, and the new folder
    is gone. A folder that was there is removed, with all that is in it, once the new one has its
    name; where `path` is a symbolic link, it stays one.

    Raises
    ------
    OSError
        When the system refuses, in two lines; nothing has changed then.
    """
    with refusals(path):
        target = resolved(path)
        part = _unused(target)
        try:
            part.mkdir()
            yield part
            for file in part.iterdir():
                _sync(file)
            _take_the_place(part, target)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _take_the_place(part: Path, target: Path) -> None:
    if not target.exists():
        part.rename(target)
        return
    old = _unused(target)
    target.rename(old)
    try:
        part.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old)


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Make an empty hidden file in the folder of `target`, and remove it unless it was renamed.

    Its name does not contain the target's, which may already be as long as a name can be.
    """
    part = _unused(target)
    try:
        # tempfile.mkstemp would give 0600, and chmod would need the umask, which only changing
        # it can tell.
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        yield part
    finally:
        part.unlink(missing_ok=True)


def resolved(path: Path) -> Path:
    """Return the file that `path` leads to through symbolic links, whether it exists or not.

    Raises
    ------
    OSError
        When links lead in a circle.
    """
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return target


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Tell what the system refused in two lines that name `path`; others pass as they are.

    Raises
    ------
    OSError
        In two lines, with the system's own error as its cause.
    """
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        hint = _HINTS.get(error.errno, "choose another name or folder")
        reason = error.strerror or os.strerror(error.errno)
        raise OSError(f"{str(path)!r}: {reason[0].lower()}{reason[1:]}\n{hint}") from error


def _unused(target: Path) -> Path:
    return target.parent / f".kmviz-{secrets.token_hex(16)}.part"


def _replace(parts: list[Path], targets: list[Path]) -> None:
    """Rename one file after the other; when that fails, bring back those that were replaced."""
    with ExitStack() as copies, ExitStack() as undo:
        for part, target in zip(parts[:-1], targets[:-1], strict=True):
            if target.exists():
                copy = copies.enter_context(beside(target))
                shutil.copy2(target, copy)
                undo.callback(copy.replace, target)
            else:
                undo.callback(target.unlink, missing_ok=True)
            part.replace(target)
        parts[-1].replace(targets[-1])
        undo.pop_all()


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
