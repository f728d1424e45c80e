"""Facts about what is said of options: names are those that one types, and words stay words."""

import pytest

from kmviz.cli.animate import animate
from kmviz.cli.choose_k import choose_k
from kmviz.cli.typed import as_typed


@pytest.mark.parametrize(
    ("told", "typed"),
    [
        ("batch_size is 500", "--batch-size is 500"),
        ("such as batch_size=10", "such as --batch-size 10"),
        ("choose algorithm='lloyd' or k=3", "choose --algorithm lloyd or --k 3"),
        ("k_max is 40; max_size is for films", "--k-max is 40; --max-size is for films"),
        ("data.csv: the data are too large in size", "data.csv: the data are too large in size"),
        ("'batch_size' and batch_size.csv", "'batch_size' and batch_size.csv"),
        ("a/batch_size: no such folder", "a/batch_size: no such folder"),
        ("use --n=5", "use --n=5"),
    ],
)
def test_options_are_named_as_they_are_typed(told: str, typed: str) -> None:
    """Parameters become options; other words, and names of files and columns, stay."""
    assert as_typed(told, [animate, choose_k]) == typed
