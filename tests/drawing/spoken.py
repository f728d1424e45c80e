"""The languages as tests take them: one that no font here can write is skipped visibly."""

from collections.abc import Iterator
from typing import Any

import pytest

from kmviz.drawing import fonts
from kmviz.story.language import PLURALS


def languages() -> Iterator[Any]:
    """Give a parameter for each language."""
    for lang in PLURALS:
        lacks = lang in fonts.FAMILIES and fonts.face(lang) is None
        reason = f"no font on this machine has the characters of {lang}"
        yield pytest.param(lang, marks=pytest.mark.skipif(lacks, reason=reason))


SPOKEN = list(languages())
