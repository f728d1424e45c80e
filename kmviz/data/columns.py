"""What a person calls columns goes in, their places in a table come out."""

import csv
from collections.abc import Sequence
from operator import index
from typing import TypeAlias

import numpy as np

from kmviz.spelling import did_you_mean, shorten

Asked: TypeAlias = str | Sequence[str | int]


def find_columns(asked: Asked, names: Sequence[str] | None, width: int, name: str) -> list[int]:
    """Find the places, counted from 0, of the columns that are asked for.

    Parameters
    ----------
    asked
        Names, or numbers counted from 1: a sequence, or a string such as "x,y".
    names
        The header of the table; None where it has none.
    width
        Columns of the table.
    name
        What a message calls the table.

    Raises
    ------
    ValueError
        If a column is unknown, could be two, or is asked for twice.
    """
    places = [_find(one, names, width, name) for one in _take_apart(asked)]
    for place in places:
        if places.count(place) > 1:
            raise ValueError(
                f"{name}: {describe_column(place, names)} is asked for twice\n"
                "name each column once with --columns"
            )
    return places


def describe_column(place: int, names: Sequence[str] | None) -> str:
    """Say which column this is, as a person would: column 'x' or, without a name, column 2."""
    called = names[place] if names and place < len(names) else ""
    return f"column {shorten(called)}" if called else f"column {place + 1}"


def _take_apart(asked: Asked) -> list[str | int]:
    try:
        cells = _split(asked) if isinstance(asked, str) else list(asked)
    except (csv.Error, TypeError):
        cells = []
    if not cells:
        raise ValueError(
            f"the columns are {shorten(str(asked))}\n"
            "give their names or numbers, for example x,y or 1,2"
        )
    return cells


def _split(asked: str) -> list[str | int]:
    cells = next(csv.reader([asked], strict=True, skipinitialspace=True), [])
    return [cell.strip() for cell in cells]


def _find(one: str | int, names: Sequence[str] | None, width: int, name: str) -> int:
    if not isinstance(one, str):
        return _find_number(one, width, name)
    called = [place for place, known in enumerate(names or ()) if known and known == one]
    if len(called) > 1:
        raise ValueError(
            f"{name} has {len(called)} columns {shorten(one)}\n"
            f"give their numbers: {' or '.join(str(place + 1) for place in called)}"
        )
    if called:
        return called[0]
    if one.isascii() and one.isdigit() and len(one) < 10:
        return _find_number(int(one), width, name)
    raise _unknown(one, names, width, name)


def _find_number(number: int, width: int, name: str) -> int:
    try:
        place = index(number) - 1
    except TypeError:
        place = -1
    if isinstance(number, bool | np.bool_) or not 0 <= place < width:
        raise ValueError(
            f"{name} has no column {number!r}\nits columns are counted from 1 to {width}"
        )
    return place


def _unknown(one: str, names: Sequence[str] | None, width: int, name: str) -> ValueError:
    if names is None:
        return ValueError(
            f"{name} has no column {shorten(one)}, because it has no header\n"
            f"give numbers from 1 to {width}, for example --columns 1,2"
        )
    meant = did_you_mean(one, names)
    known = ", ".join(shorten(known) for known in names[:20])
    more = ", …" if len(names) > 20 else ""
    return ValueError(f"{name} has no column {shorten(one)}\n{meant}its columns are {known}{more}")
