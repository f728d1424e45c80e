"""Text tables: every number is read as it was written, and everything else is refused."""

import csv
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kmviz.data.tables import Table, read_table
from kmviz.data.text import read_text

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
WORDS = st.from_regex(r"[b-hj-mo-z][a-z_0-9]{0,8}", fullmatch=True)  # none begins like NaN or inf
MISSING = [
    "",
    " ",
    "nan",
    "NaN",
    "-nan",
    "NA",
    "n/a",
    "N/A",
    "null",
    "None",
    "?",
    "inf",
    "-Infinity",
]
BAD = ["abc", "1_000", "٣", "1,5", "0x10", "1e", "--1", "12%", "1e999", "1.2.3", "$", "1\u00a0000"]


def read(text: str | bytes, **options: Any) -> Table:
    """Read a table from memory."""
    data = text if isinstance(text, bytes) else text.encode()
    return read_table("-", stdin=io.BytesIO(data), **options)


def refusal_of(text: str | bytes, **options: Any) -> tuple[str, str]:
    """Give the two lines of the refusal of a table."""
    with pytest.raises(ValueError, match="\n") as refusal:
        read(text, **options)
    problem, remedy = str(refusal.value).removeprefix("standard input").split("\n")
    return problem.lstrip(",: "), remedy


def written(rows: list[list[str]], **dialect: Any) -> str:
    """Write rows with the csv module."""
    text = io.StringIO()
    csv.writer(text, **dialect).writerows(rows)
    return text.getvalue()


@st.composite
def matrices(draw: st.DrawFn) -> list[list[float]]:
    """Draw rows of equal length, at least two by two."""
    width = draw(st.integers(2, 5))
    return draw(st.lists(st.lists(NUMBERS, min_size=width, max_size=width), min_size=2, max_size=8))


DIALECTS = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from("\t;,| "),
        "lineterminator": st.sampled_from(["\n", "\r\n", "\r"]),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    }
)


@given(
    rows=matrices(),
    header=st.lists(WORDS, min_size=5, max_size=5) | st.none(),
    dialect=DIALECTS,
    mark=st.sampled_from(["", "\ufeff"]),
    ends=st.integers(0, 3),
)
def test_every_dialect_gives_back_the_same_bits(
    rows: list[list[float]],
    header: list[str] | None,
    dialect: dict[str, Any],
    mark: str,
    ends: int,
) -> None:
    """Whatever the delimiter, quotes, line ends, header and mark, the numbers are the same bits."""
    width = len(rows[0])
    cells = ([header[:width]] if header else []) + [[repr(x) for x in row] for row in rows]
    line_end = dialect["lineterminator"]
    text = mark + written(cells, **dialect).removesuffix(line_end) + ends * line_end
    table = read(text, columns=[*range(1, width + 1)])
    assert table.points.tobytes() == np.array(rows).tobytes()
    assert table.columns == tuple(header[:width] if header else "12345"[:width])
    assert table.skipped == 0
    assert read(text).points.tobytes() == np.array(rows)[:, :2].tobytes()


@given(st.lists(st.text("abcxyz ,;|\t\"'\n#é", min_size=1), min_size=2, max_size=4), st.data())
def test_quoted_names_may_hold_anything(names: list[str], data: st.DataObject) -> None:
    """A quoted header is read as it was written, but for blanks around a name."""
    names = [f"c{place} {name}".strip() for place, name in enumerate(names)]
    delimiter = data.draw(st.sampled_from("\t;,|"))
    rows = [names, ["1"] * len(names), ["2"] * len(names)]
    table = read(written(rows, delimiter=delimiter, quoting=csv.QUOTE_ALL), columns=names)
    assert table.columns == tuple(names)


@given(
    st.lists(st.tuples(*[st.sampled_from(["1", "2.5", "-3e-2", *MISSING])] * 2)),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_no_row_is_lost_silently(rows: list[tuple[str, str]], delimiter: str) -> None:
    """Rows in are rows out and rows skipped, and those out are the ones without missing values."""
    rows = [("1", "2"), *rows, ("3", "4")]
    whole = [[float(x), float(y)] for x, y in rows if x not in MISSING and y not in MISSING]
    cells = [["x", "y"], *map(list, rows)]
    table = read(written(cells, delimiter=delimiter), missing="drop")
    assert table.points.tolist() == whole
    assert table.skipped == len(rows) - len(whole)


@given(
    line_breaks=st.lists(st.integers(0, 3), min_size=2, max_size=8),
    bad=st.sampled_from([*BAD, *MISSING]),
    data=st.data(),
)
def test_a_bad_cell_is_named_by_line_and_column(
    line_breaks: list[int], bad: str, data: st.DataObject
) -> None:
    """The line is that of the cell in the file, also after cells that span several lines."""
    row = data.draw(st.integers(0, len(line_breaks) - 1))
    name = data.draw(st.sampled_from(["x", "y"]))
    cells = [["a" + "\n" * breaks, "1", "2"] for breaks in line_breaks]
    cells[row]["xy".index(name) + 1] = bad
    problem, _ = refusal_of(written([["label", "x", "y"], *cells]), columns="x,y")
    line = 2 + row + sum(line_breaks[: row + 1])
    shown = repr(bad) if bad.strip() else "the cell"
    assert problem.startswith(f"line {line}, column '{name}': {shown} is ")


@given(st.sampled_from(BAD), st.integers(0, 5), st.integers(0, 1))
def test_dropping_skips_no_text(bad: str, row: int, column: int) -> None:
    """Text is an error also where missing values are dropped, even beside one."""
    cells = [["1", "2"] for _ in range(6)]
    cells[row] = ["", ""]
    cells[row][column] = bad
    problem, _ = refusal_of(written([["x", "y"], *cells]), missing="drop", columns="x,y")
    assert problem.startswith(f"line {row + 2}, column '{'xy'[column]}': {bad!r} is ")


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        ("x,y\n1,2\n3,a\n", "line 3, column 'y': 'a' is not a number", "choose other columns"),
        ("x,y\n1,2\n,4\n", "line 3, column 'x': the cell is empty", "--missing drop"),
        ("x,y\n1,2\n3,NaN\n", "line 3, column 'y': 'NaN' is no value", "--missing drop"),
        ("1,2\n3,-inf\n", "line 2, column 2: '-inf' is no value", "--missing drop"),
        ("x,y\n1,2\n3,1e309\n", "line 3, column 'y': '1e309' is too large", "another unit"),
        ("x;y\n1,5;2\n3;4\n", "line 2, column 'x': '1,5' is not a number", "a point"),
        ("1,5;2,5\n3;4\n5;6\n", "line 1, column 1: '1,5' is not a number", "a point"),
        ("1,5|2\n3,5|4\n", "line 1, column 1: '1,5' is not a number", "a point"),
        ("x,y\n1,2\n3,1_0\n", "line 3, column 'y': '1_0' is not a number", "a point"),
        ("x,y\n1,2\n٣,4\n", "line 3, column 'x': '٣' is not a number", "a point"),
        ("x,y\n1,2\n3\n", "line 3, column 'y': cells in this row: 1, in the first: 2", "quote"),
        ("x,y\n1,2,\n", "line 2, column 3: cells in this row: 3, in the first: 2", "quote"),
        ('n,x\n"a\nb",1,2\n', "line 3, column 3: cells in this row: 3, in the first: 2", "quote"),
        ("x,y\n1,2\n\n3,4\n", "line 3, column 'x': the cell is empty", "--missing drop"),
        ('x,y\n1,2\n3,"4\n5,6\n', "line 3, column 'y': the quotation mark is never", "close"),
        ('n,y\n"a\nb","4\n', "line 3, column 'y': the quotation mark is never closed", "close"),
        ('"x,y\n1,2\n', "line 1, column 1: the quotation mark is never closed", "close"),
        ('x,y\n1,"2"3\n', "line 2, column 'y': something follows the closing quotat", "twice"),
        ("x,y\n1," + 200_000 * "2", "line 2, column 'y': the cell does not end", "missing?"),
        ("", "is empty", "row for each point"),
        ("\n \n", "is empty", "row for each point"),
        ("# only a comment\n", "is empty", "row for each point"),
        ("x,y\n", "has a header and no rows", "row for each point"),
        ("x,y\n\n\n", "has a header and no rows", "row for each point"),
        ("x,y\n1,2\n", "has 1 row", "2 rows or more"),
        ("1,2\n", "has 1 row", "2 rows or more"),
        ("x\n1\n2\n", "has 1 column of numbers, and 2 are needed", "each coordinate"),
        ("a,b\nc,d\n", "has no columns of numbers, and 2 are needed", "each coordinate"),
        ("x,y\n1,2\n3,4\0\n", "line 3: a zero byte, so this is no text", ".npy"),
        (b"x,y\r\n1,2\r\n\xff,4\r\n", "line 3: the text is not in UTF-8", "UTF-8"),
        ("é,y\n1,2\n".encode("latin-1"), "line 1: the text is not in UTF-8", "UTF-8"),
        ("x,y\n1,2\n3,4\n".encode("utf-16"), "is in UTF-16", "UTF-8"),
        ("x,y\n1,2\n3,4\n".encode("utf-16-be"), "line 1: a zero byte, so this is no", ".npy"),
        ("\x1f\ufffd\n\x7f\n", "has no columns of numbers, and 2 are needed", "each coordinate"),
    ],
)
def test_what_is_no_table_is_refused(text: str | bytes, problem: str, remedy: str) -> None:
    """The refusal says what is wrong and where on one line, and what to do on the next."""
    told, what_to_do = refusal_of(text)
    assert told.startswith(problem)
    assert remedy in what_to_do


@pytest.mark.parametrize(
    ("text", "columns", "points"),
    [
        ("x,y,z\n1,2,3\n4,5,6\n", ("x", "y"), [[1, 2], [4, 5]]),
        ("name,x,y\na,1,2\nb,3,4\n", ("x", "y"), [[1, 2], [3, 4]]),
        ("5.1,3.5,setosa\n4.9,3,setosa\n", ("1", "2"), [[5.1, 3.5], [4.9, 3]]),
        (",x,y\n0,1,2\n1,3,4\n", ("x", "y"), [[1, 2], [3, 4]]),
        ("empty,x,y\n,1,2\n,3,4\n", ("x", "y"), [[1, 2], [3, 4]]),
        ("# made by a program\n#\n1 2\n3 4\n", ("1", "2"), [[1, 2], [3, 4]]),
        ("\n# made by a program\n\n1 2\n3 4\n", ("1", "2"), [[1, 2], [3, 4]]),
        ("#x,y\n1,2\n3,4\n", ("#x", "y"), [[1, 2], [3, 4]]),
        ("\n\n  x    y \n\n 1   2\n30  40\t\n\n", ("x", "y"), [[1, 2], [30, 40]]),
        ('"x" "the y"\n1 "2"\n3 4\n', ("x", "the y"), [[1, 2], [3, 4]]),
        ('x, "y, z"\n1, 2\n+3., .4e1\n', ("x", "y, z"), [[1, 2], [3, 4]]),
    ],
)
def test_columns_are_found(text: str, columns: tuple[str, ...], points: list[list[float]]) -> None:
    """By default the first two columns with numbers are read, whatever stands beside them."""
    table = read(text)
    assert table.columns == columns
    assert table.points.tolist() == points


@pytest.mark.parametrize("line", range(2, 8))
def test_a_typo_does_not_hide_a_column(line: int) -> None:
    """A word in a column of numbers is an error on whatever row: no other column is taken."""
    lines = ["x,y,z", *["1,2,3"] * 6]
    lines[line - 1] = "l,2,3"
    problem, _ = refusal_of("\n".join(lines))
    assert problem == f"line {line}, column 'x': 'l' is not a number"


@pytest.mark.parametrize("text", ["abc,1\n2,3\n4,5\n", "x,2019\n1,2\n3,4\n", "x,2,z\n1,2,\n3,4,"])
def test_what_could_be_header_or_row_is_refused(text: str) -> None:
    """A first line in which a number is beside a word above a number is neither taken nor lost."""
    problem, remedy = refusal_of(text)
    assert problem.startswith("line 1, column 1: ")
    assert problem.endswith("beside it is not a name")
    assert remedy.startswith("mend the cell if the line is a row")


def test_unused_columns_may_hold_anything() -> None:
    """Words and missing values outside of the chosen columns are no error, and skip nothing."""
    table = read("x,note,y\n1,,2\n3,inf,4\n5,what?,6\n", columns="x,y", missing="drop")
    assert table.points.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert table.skipped == 0


def test_a_blank_line_between_rows_counts_as_skipped() -> None:
    """With missing values dropped, a blank line between rows is counted, one at the end is not."""
    table = read("x,y\n\n1,2\n\n \n3,4\n\n\n", missing="drop")
    assert table.points.tolist() == [[1, 2], [3, 4]]
    assert table.skipped == 2


def test_too_few_rows_left_are_refused_with_what_was_dropped() -> None:
    """A table whose rows are dropped but for one says how many had missing values."""
    problem, _ = refusal_of("x,y\n1,2\n3,\n,5\n", missing="drop")
    assert problem == "has 1 row left after 2 with missing values"


@given(st.binary(max_size=300))
@example(b'"')
@example(b'a,"b\r\n')
@example(b"\xef\xbb\xbf")
@example(b"1 2\n\x0b\x0c 3 4\x85\n")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Whatever the bytes are, there is a table of finite numbers or a refusal of two lines."""
    try:
        table = read(data, missing="drop")
    except ValueError as refusal:
        problem_and_remedy = str(refusal).split("\n")
    else:
        assert np.isfinite(table.points).all()
        return
    assert len(problem_and_remedy) == 2


LINES = ["1,2", "1,2,3", "3,nan", "x,y", "# 1,2", "#1,2", "1;2", ",", "", " "]


@given(st.lists(st.sampled_from(LINES)))
@example(["# 1,2", "", "x,y", "", "1,2", "", "3,nan", "1,2", ""])
@example(["1,2", "#1,2", "3,nan"])
def test_every_line_of_a_table_is_accounted_for(lines: list[str]) -> None:
    """A line is a row, a skipped row, the header, a comment at the top, or there is a refusal."""
    try:
        table = read("\n".join(["1,2", *lines, "3,4"]), columns=[1, 2], missing="drop")
    except ValueError:
        assert set(lines) - {"1,2", "3,nan", ",", "", " "}
    else:
        assert len(table.points) == 2 + lines.count("1,2")
        assert table.skipped == len(lines) - lines.count("1,2")


def test_somebody_is_told_how_many_lines_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """From 0 on, now and then, of all that there are; what is read is the same."""
    monkeypatch.setattr("kmviz.data.text.TELL", 3)
    text = b"x,y\n" + b"".join(b"%d,1\n" % number for number in range(9))
    told: list[tuple[int, int, str]] = []
    points, _, _ = read_text(
        text, "t", columns=None, missing="error", progress=lambda *count: told.append(count)
    )
    assert points[:, 0].tolist() == list(range(9))
    assert told == [(done, 10, "lines") for done in (0, 3, 6, 9)]
