"""`test.py` runs all the checks and sums up."""

import pytest

from tests.scripts.checkout import Checkout

SUMMARY = ["lint", "format", "types", "tests"]


def test_every_check_runs_in_the_checkout(checkout: Checkout) -> None:
    """Linter, formatter, type checker and tests run in that order, in the folder of the project."""
    done = checkout.start("test.py", "tests/data", "-k", "a b")
    assert done.status == 0
    lines = done.out.splitlines()
    assert lines[::2] == [
        "[-m][ruff][check]",
        "[-m][ruff][format][--check]",
        "[-m][mypy]",
        "[-m][pytest][-n][auto][--dist][worksteal][tests/data][-k][a b]",
    ]
    assert {line.split("|")[0] for line in lines[1::2]} == {str(checkout.root)}
    assert done.err.splitlines()[-4:] == [f"{name:<8}ok" for name in SUMMARY]


@pytest.mark.parametrize(
    ("fails", "failed"),
    [("ruff check", "lint"), ("--check", "format"), ("mypy", "types"), ("pytest", "tests")],
)
def test_one_failure_is_a_failure_of_all(checkout: Checkout, fails: str, failed: str) -> None:
    """Each check that fails is named, the others run all the same, and the exit status is 1."""
    done = checkout.start("test.py", variables={"MACHINE_KMVIZ_FAILS": fails})
    assert done.status == 1
    assert len(done.out.splitlines()) == 8
    verdicts = [f"{name:<8}{'failed' if name == failed else 'ok'}" for name in SUMMARY]
    assert done.err.splitlines()[-4:] == verdicts
