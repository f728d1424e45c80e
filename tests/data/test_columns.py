"""Columns are found by what a person calls them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.data.columns import describe_column, find_columns

NAMES = ("x", "petal length", "a,b", "", "size")


def refusal_of(columns: Any, names: tuple[str, ...] | None = NAMES) -> str:
    """Give the refusal of columns that are asked for."""
    with pytest.raises(ValueError, match="\n") as refusal:
        find_columns(columns, names, 5, "t.csv")
    return str(refusal.value)


@pytest.mark.parametrize(
    ("columns", "places"),
    [
        ("x,size", [0, 4]),
        ("size,x", [4, 0]),
        (" x , 2 ", [0, 1]),
        ("petal length", [1]),
        ('"a,b",x', [2, 0]),
        ("4,1", [3, 0]),
        (["a,b", "x"], [2, 0]),
        ([5, 1], [4, 0]),
        (("x", 2), [0, 1]),
        (np.array([2, 3]), [1, 2]),
    ],
)
def test_columns_have_names_and_numbers(columns: Any, places: list[int]) -> None:
    """Names and numbers from 1 are found, in the order in which they are asked for."""
    assert find_columns(columns, NAMES, 5, "t.csv") == places


@given(st.lists(st.integers(1, 5), min_size=1, max_size=5, unique=True))
def test_numbers_in_a_string_are_those_in_a_sequence(numbers: list[int]) -> None:
    """A string with commas and a sequence of numbers mean the same, with a header or without."""
    text = ",".join(map(str, numbers))
    for names in (NAMES, None):
        assert find_columns(text, names, 5, "t.csv") == [number - 1 for number in numbers]
        assert find_columns(numbers, names, 5, "t.csv") == [number - 1 for number in numbers]


@pytest.mark.parametrize(
    ("columns", "refusal"),
    [
        ("y,x", "t.csv has no column 'y'\nits columns are 'x', 'petal length', 'a,b', '', 'size'"),
        ("sice,x", "t.csv has no column 'sice'\ndid you mean 'size'? its columns are 'x', 'petal "),
        ("Size", "t.csv has no column 'Size'\ndid you mean 'size'? "),
        ("x,", "t.csv has no column ''\n"),
        ("6", "t.csv has no column 6\nits columns are counted from 1 to 5"),
        ("0", "t.csv has no column 0\nits columns are counted from 1 to 5"),
        ("-1", "t.csv has no column '-1'\n"),
        ("٣", "t.csv has no column '٣'\n"),
        ("9" * 5000, f"t.csv has no column '{'9' * 39}…'\n"),
        ([0], "t.csv has no column 0\n"),
        ([-1], "t.csv has no column -1\n"),
        ([True], "t.csv has no column True\n"),
        ([1.0], "t.csv has no column 1.0\n"),
        ([None], "t.csv has no column None\n"),
        ("x,1", "t.csv: column 'x' is asked for twice\nname each column once"),
        ([4, 4], "t.csv: column 4 is asked for twice\nname each column once"),
        ("", "the columns are ''\ngive their names or numbers"),
        ('"x', "the columns are '\"x'\ngive their names or numbers"),
        ([], "the columns are '[]'\ngive their names or numbers"),
        (1, "the columns are '1'\ngive their names or numbers"),
    ],
)
def test_other_columns_are_refused(columns: Any, refusal: str) -> None:
    """What names no column, or one twice, is refused with the names that there are."""
    assert refusal_of(columns).startswith(refusal)


def test_a_name_of_two_columns_is_refused() -> None:
    """Where two columns have one name, their numbers tell them apart."""
    names = ("x", "y", "x", "z", "z")
    assert refusal_of("y,x", names) == "t.csv has 2 columns 'x'\ngive their numbers: 1 or 3"
    assert find_columns("y,3", names, 5, "t.csv") == [1, 2]


def test_a_table_without_header_has_no_names() -> None:
    """Asked for a name where there is no header, the refusal says so."""
    assert refusal_of("x,y", None).startswith("t.csv has no column 'x', because it has no header\n")


def test_a_refusal_of_a_wide_table_is_short() -> None:
    """The refusal of an unknown name lists some columns of a table with a thousand, in one line."""
    refusal = refusal_of("nothing", tuple(f"{place} {'w' * 500}\n" for place in range(1000)))
    assert refusal.count("\n") == 1
    assert len(refusal) < 1500


@pytest.mark.parametrize(
    ("place", "names", "told"),
    [
        (0, NAMES, "column 'x'"),
        (3, NAMES, "column 4"),
        (9, NAMES, "column 10"),
        (0, None, "column 1"),
    ],
)
def test_a_column_is_told_by_name_or_number(
    place: int, names: tuple[str, ...] | None, told: str
) -> None:
    """A message calls a column by its name if it has one, and else by its number."""
    assert describe_column(place, names) == told
