"""The bytes of a text table go in, numbers of its columns come out, and no row is lost silently."""

import csv
import io
import re
from array import array
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import dropwhile, islice
from math import isfinite
from typing import Final, NoReturn, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.data.columns import Asked, describe_column, find_columns
from kmviz.spelling import shorten

# The first of these that stands outside of quotes in the first record divides the cells. The
# comma comes late because between the others it may be part of a number.
DELIMITERS = ("\t", ";", "|", ",", " ")

# What `float` takes besides, such as 1_000 or digits of other scripts, is not meant as a number.
NUMBER = re.compile(r"[ \t]*+[+-]?([0-9]++(\.[0-9]*+)?|\.[0-9]++)([eE][+-]?[0-9]++)?[ \t]*+")
MISSING = re.compile(r"|n/?a|null|none|\?|[+-]?(nan|inf|infinity)", re.IGNORECASE)

# 1,5 and 1 000 and 12% are no names of columns, and not words that a column of words may hold.
NEARLY_NUMBER = re.compile(
    r"(?=.*\d)[+\-\u2212$€]?[\d.,_'\u2019\s]++([eE][+\-\u2212]?\d++)?\s*+[%$€]?", re.DOTALL
)
LONGEST_NUMBER = 60

Told: TypeAlias = Callable[[int, int, str], object]
"""Is told how many of how many of what are done; 0 in all where nobody knows."""

TELL: Final = 20_000  # lines, some hundredths of a second

COMMENT = re.compile(r"#\s")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text is a table.

    Attributes
    ----------
    data
        UTF-8, with or without a byte order mark.
    name
        What a message calls the table.
    delimiter
        One of `DELIMITERS`; the blank stands for any run of blanks and tabs.
    names
        The header; None where there is none.
    width
        Cells in each record.
    """

    data: bytes
    name: str
    delimiter: str
    names: tuple[str, ...] | None
    width: int


def read_text(
    data: bytes, name: str, *, columns: Asked | None, missing: str, progress: Told | None = None
) -> tuple[NDArray[np.float64], tuple[str, ...], int]:
    """Read columns of numbers from the bytes of a text table.

    Parameters
    ----------
    data
        The whole file.
    name
        What a message calls it.
    columns
        Those that are asked for; None for the first two with numbers.
    missing
        "error" to refuse missing values, "drop" to skip their rows.
    progress
        Called now and then with how many of how many lines have been read.

    Returns
    -------
    (rows, columns) finite numbers, the names of the columns, and how many rows were skipped.

    Raises
    ------
    ValueError
        If the text is not such a table; the message names line and column.
    """
    _check_encoding(data, name)
    layout = _recognise(data, name)
    if columns is None:
        places = _first_numeric(layout)
    else:
        places = find_columns(columns, layout.names, layout.width, name)
    points, skipped = _read_numbers(layout, places, missing, progress)
    return points, tuple(_name_of(place, layout) for place in places), skipped


def _check_encoding(data: bytes, name: str) -> None:
    """Refuse what is not UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError(f"{name} is in UTF-16\nsave it as UTF-8, in a spreadsheet as 'CSV UTF-8'")
    if b"\0" in data:
        line = _line_of(data.index(b"\0"), data)
        raise ValueError(
            f"{name}, line {line}: a zero byte, so this is no text\n"
            "give a table as text, such as CSV, or a .npy file"
        )
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{name}, line {_line_of(error.start, data)}: the text is not in UTF-8\n"
            "save it as UTF-8, in a spreadsheet as 'CSV UTF-8'"
        ) from None


def _line_of(position: int, data: bytes) -> int:
    return 1 + len(re.findall(rb"\r\n?|\n", data[:position]))


def _recognise(data: bytes, name: str) -> Layout:
    """Find delimiter, width and header in the first record."""
    layout = Layout(data, name, _find_delimiter(data), None, 0)
    line, first = next(dropwhile(_is_blank, _records(layout)), (0, []))
    if not first:
        raise ValueError(f"{name} is empty\ngive a table with a row for each point")
    layout = replace(layout, width=len(first))
    words = [place for place, cell in enumerate(first) if _is_word(cell)]
    numbers = [place for place, cell in enumerate(first) if _is_nearly_number(cell)]
    if words and numbers:
        _check_mixture(layout, line, words, numbers)
    if numbers or not words:
        return layout
    layout = replace(layout, names=tuple(cell.strip() for cell in first))
    if not any(True for _ in _rows(layout)):
        raise ValueError(f"{name} has a header and no rows\ngive a table with a row for each point")
    return layout


def _check_mixture(layout: Layout, line: int, words: list[int], numbers: list[int]) -> None:
    """Refuse a first record that could be a header or a row: it has a word above a number."""
    (_, first), *below = islice(_rows(layout), 2)
    for place in words:
        if below and _is_nearly_number(below[0][1][place]):
            raise ValueError(
                f"{layout.name}, line {line}, column {place + 1}: {shorten(first[place])} "
                f"is not a number, and {shorten(first[numbers[0]])} beside it is not a name\n"
                "mend the cell if the line is a row, else give every column a name that is "
                "no number"
            )


def _find_delimiter(data: bytes) -> str:
    head, quotes = [], 0
    for line in _lines(data):
        head.append(line)
        quotes += line.count('"')
        if line.strip() and quotes % 2 == 0:
            break
    outside = re.sub(r'"[^"]*"', '""', "".join(head)).strip(" \r\n")
    return next((delimiter for delimiter in DELIMITERS if delimiter in outside), ",")


def _is_word(cell: str) -> bool:
    return not (_is_nearly_number(cell) or MISSING.fullmatch(cell.strip()))


def _is_nearly_number(cell: str) -> bool:
    if cell[:1].isalpha():
        return False
    if NUMBER.fullmatch(cell):
        return True
    return len(cell) <= LONGEST_NUMBER and bool(NEARLY_NUMBER.fullmatch(cell.strip()))


def _is_number(cell: str) -> bool:
    return bool(NUMBER.fullmatch(cell)) and isfinite(float(cell))


def _is_number_or_missing(cell: str) -> bool:
    return _is_number(cell) or bool(MISSING.fullmatch(cell.strip()))


def _first_numeric(layout: Layout) -> list[int]:
    """Find the first two columns in which there is a number.

    A column without a name in a header is an index, as pandas and R write it: not a coordinate.
    """
    candidates = [place for place in range(layout.width) if not layout.names or layout.names[place]]
    numeric: list[int] = []
    for _, cells in _rows(layout):
        found = [place for place in candidates if _is_nearly_number(cells[place])]
        numeric = sorted(numeric + found)[:2]
        end = numeric[1] if len(numeric) == 2 else layout.width
        candidates = [place for place in candidates if place < end and place not in numeric]
        if not candidates:
            break
    if len(numeric) < 2:
        raise ValueError(
            f"{layout.name} has {len(numeric) or 'no'} column{'' if numeric else 's'} of numbers, "
            "and 2 are needed\ngive a table with a column for each coordinate"
        )
    return numeric


def _read_numbers(
    layout: Layout, places: list[int], missing: str, progress: Told | None
) -> tuple[NDArray[np.float64], int]:
    numbers, skipped, is_number = array("d"), 0, NUMBER.fullmatch
    for line, cells in _told_of(_rows(layout), layout.data, progress):
        row = [
            number
            for place in places
            if is_number(cells[place]) and isfinite(number := float(cells[place]))
        ]
        if len(row) == len(places):
            numbers.extend(row)
            continue
        _check_skippable(layout, line, cells, places, missing)
        skipped += 1
    return np.frombuffer(numbers).reshape(-1, len(places)), skipped


def _told_of(
    rows: Iterator[tuple[int, list[str]]], data: bytes, progress: Told | None
) -> Iterator[tuple[int, list[str]]]:
    """Let somebody know how far the rows have come."""
    if progress is None:
        return rows
    return _telling(rows, max(data.count(b"\n"), data.count(b"\r")), progress)


def _telling(
    rows: Iterator[tuple[int, list[str]]], lines: int, progress: Told
) -> Iterator[tuple[int, list[str]]]:
    progress(0, lines, "lines")
    due = TELL
    for row in rows:
        yield row
        if row[0] >= due:
            due += TELL
            progress(min(row[0], lines), lines, "lines")


def _check_skippable(
    layout: Layout, line: int, cells: list[str], places: list[int], missing: str
) -> None:
    """Refuse a row, unless it only lacks values and such rows should be skipped."""
    is_good = _is_number_or_missing if missing == "drop" else _is_number
    for place in places:
        if not is_good(cells[place]):
            problem, remedy = _what_is_wrong(cells[place])
            line += sum(_line_breaks(cell) for cell in cells[:place])
            where = f"{layout.name}, line {line}, {describe_column(place, layout.names)}"
            raise ValueError(f"{where}: {problem}\n{remedy}")


def _what_is_wrong(cell: str) -> tuple[str, str]:
    if not cell.strip():
        return "the cell is empty", "fill it in, or skip such rows with --missing drop"
    if MISSING.fullmatch(cell.strip()):
        return f"{shorten(cell)} is no value", "give one, or skip such rows with --missing drop"
    if NUMBER.fullmatch(cell):
        return f"{shorten(cell)} is too large", "use another unit: numbers end at 1.8e308"
    if _is_nearly_number(cell):
        return f"{shorten(cell)} is not a number", "write it with digits and a point, as in 1234.5"
    return (
        f"{shorten(cell)} is not a number",
        "mend the cell, or choose other columns with --columns",
    )


def _rows(layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Give line and cells of each row; a blank line between two is a row of empty cells."""
    body = dropwhile(_is_blank, _records(layout))
    if layout.names:
        body = dropwhile(_is_blank, islice(body, 1, None))
    blank, width = deque[int](), layout.width
    for line, cells in body:
        if len(cells) < 2 and _is_blank((line, cells)):
            blank.append(line)
            continue
        while blank:
            yield blank.popleft(), [""] * width
        if len(cells) != width:
            _refuse_width(layout, line, cells)
        yield line, cells


def _is_blank(record: tuple[int, list[str]]) -> bool:
    cells = record[1]
    return len(cells) < 2 and not any(cell.strip() for cell in cells)


def _refuse_width(layout: Layout, line: int, cells: list[str]) -> NoReturn:
    place = min(len(cells), layout.width)
    line += sum(_line_breaks(cell) for cell in cells[:place])
    raise ValueError(
        f"{layout.name}, line {line}, {describe_column(place, layout.names)}: "
        f"cells in this row: {len(cells)}, in the first: {layout.width}\n"
        "give all rows the same number of cells, and quote a cell that holds the delimiter"
    )


def _records(layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Give the cells of each record and the line on which it begins."""
    lines = _lines_to_parse(layout)
    reader = csv.reader(lines, delimiter=layout.delimiter, skipinitialspace=True, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise _bad_quote(layout, line, str(error)) from None


def _bad_quote(layout: Layout, line: int, problem: str) -> ValueError:
    """Find the cell at which a record that begins on this line cannot be understood."""
    record = "".join(islice(_lines_to_parse(layout), line - 1, None))
    end = re.escape(layout.delimiter)
    good_cell = re.compile(rf' *+("([^"]|"")*+"|(?!")[^{end}\r\n]*+){end}')
    place = position = 0
    while cell := good_cell.match(record, position):
        place, position = place + 1, cell.end()
    where = f"{layout.name}, line {line + _line_breaks(record[:position])}"
    where += f", {describe_column(place, layout.names)}"
    if problem.startswith("field larger"):
        return ValueError(f"{where}: the cell does not end\nis a closing quotation mark missing?")
    if problem.startswith("unexpected end"):
        return ValueError(
            f"{where}: the quotation mark is never closed\nclose it, or write it twice"
        )
    return ValueError(
        f"{where}: something follows the closing quotation mark\n"
        "write quotation marks inside a quoted cell twice"
    )


def _line_breaks(text: str) -> int:
    return len(re.findall(r"\r\n?|\n", text))


def _lines_to_parse(layout: Layout) -> Iterator[str]:
    lines = _lines(layout.data)
    return map(_join_blanks, lines) if layout.delimiter == " " else lines


def _join_blanks(line: str) -> str:
    body = line.rstrip("\r\n")
    return re.sub(r"[ \t]+", " ", body).strip(" ") + line[len(body) :]


def _lines(data: bytes) -> Iterator[str]:
    """Give each line as it is, but those of a comment at the top as blank ones."""
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    for line in lines:
        if line.strip() and not COMMENT.match(line):
            yield line
            break
        yield "\n"
    yield from lines


def _name_of(place: int, layout: Layout) -> str:
    return (layout.names and layout.names[place]) or str(place + 1)
