"""What a user's environment says to matplotlib, hidden where it would change a picture."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unset(name: str) -> Iterator[None]:
    """Hide an environment variable that would change what matplotlib does, or make it fail."""
    value = os.environ.pop(name, None)
    try:
        yield
    finally:
        if value is not None:
            os.environ[name] = value
