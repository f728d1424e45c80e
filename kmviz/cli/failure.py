"""What could not be done, and what was asked wrongly."""

from collections.abc import Iterator
from contextlib import contextmanager


class CouldNotError(Exception):
    """Its message has two lines, what is wrong and what to do, as that of every refusal."""


class AskedWronglyError(ValueError):
    """Its message has the same two lines, in the words of the command line."""


@contextmanager
def could_not() -> Iterator[None]:
    """Turn a refusal of what was found, in a file for instance, into one that exits with 1."""
    try:
        yield
    except ValueError as error:
        raise CouldNotError(str(error)) from error
