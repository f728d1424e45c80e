"""What the tests of the scripts share."""

from pathlib import Path

import pytest

from tests.scripts.checkout import Checkout


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Make a checkout in a folder whose name has a blank and letters beyond ASCII."""
    return Checkout.make(tmp_path / "ä b" / "checkout", tmp_path / "log")
