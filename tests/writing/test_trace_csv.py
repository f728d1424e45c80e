"""Tables of a run, read by a reader that is not ours, and held against the run itself."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kmviz.writing import trace_csv
from kmviz.writing.read import read_recipe
from kmviz.writing.trace import write_trace
from tests.writing.traces import FEW, NAMES, run


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="ascii") as file:
        return list(csv.DictReader(file))


def column(rows: list[dict[str, str]], name: str) -> list[float]:
    return [float(row[name]) for row in rows]


@pytest.mark.parametrize("name", NAMES)
def test_a_row_for_each_iteration_and_cluster(tmp_path: Path, name: str) -> None:
    """Where each centroid is and goes, to the last bit; the parts of the inertia add up to it."""
    known = run(name)
    rows = table(write_trace(tmp_path / "run.csv", known))
    k, d = known.states[0].centroids.shape
    assert len(rows) == len(known.states) * k
    for state in known.states:
        mine = rows[state.iteration * k : (state.iteration + 1) * k]
        assert column(mine, "iteration") == [state.iteration + 1] * k
        assert column(mine, "cluster") == list(range(1, k + 1))
        assert column(mine, "count") == state.counts.tolist()
        for axis in range(d):
            assert column(mine, f"centroid_{axis + 1}") == state.centroids[:, axis].tolist()
            assert column(mine, f"mean_{axis + 1}") == state.means[:, axis].tolist()
        assert sum(column(mine, "inertia")) == pytest.approx(state.inertia)
        assert sum(column(mine, "inertia_at_means")) == pytest.approx(state.inertia_at_means)
        assert [row["retired"] == "true" for row in mine] == state.retired.tolist()


@pytest.mark.parametrize("name", FEW)
def test_a_row_for_each_iteration_and_point(tmp_path: Path, name: str) -> None:
    """Where it is, whose it is, how far from its centroid; and whether that is news."""
    known = run(name)
    rows = table(write_trace(tmp_path / "run.csv", known, rows="points"))
    n, d = known.points.shape
    assert len(rows) == len(known.states) * n
    for state in known.states:
        mine = rows[state.iteration * n : (state.iteration + 1) * n]
        assert column(mine, "iteration") == [state.iteration + 1] * n
        assert column(mine, "point") == list(range(1, n + 1))
        assert column(mine, "cluster") == (state.labels + 1).tolist()
        for axis in range(d):
            assert column(mine, f"x_{axis + 1}") == known.points[:, axis].tolist()
        away = np.linalg.norm(known.points - state.centroids[state.labels], axis=1)
        assert column(mine, "distance") == pytest.approx(away)
        assert sum(row["changed"] == "true" for row in mine) == state.changed
        for told, mask, without in (
            ("batch", state.batch, True),
            ("waiting", state.waiting, False),
        ):
            expected = [without] * n if mask is None else mask.tolist()
            assert [row[told] == "true" for row in mine] == expected


@pytest.mark.parametrize("rows", ["clusters", "points"])
@pytest.mark.parametrize("command", ["python", 'a "b", c\n', "x" * 200_000])
def test_the_first_row_carries_the_recipe(tmp_path: Path, rows: str, command: str) -> None:
    """And no other has anything in that column."""
    recipe = replace(run("lloyd").recipe, command=command)
    path = write_trace(tmp_path / "run.csv", replace(run("lloyd"), recipe=recipe), rows=rows)
    assert read_recipe(path) == recipe
    with path.open(encoding="ascii") as file:
        assert all(line.endswith(",\n") for line in list(file)[2:])


@pytest.mark.parametrize("rows", ["clusters", "points"])
def test_a_table_cut_short_is_found_out(tmp_path: Path, rows: str) -> None:
    """Unless it is cut between two iterations: what is left is a whole table then."""
    path = write_trace(tmp_path / "run.csv", run("lloyd"), rows=rows)
    data = path.read_bytes()
    ends = {at + 1 for at, byte in enumerate(data) if byte == ord("\n")}
    for length in range(0, len(data), 97):
        if length not in ends:
            path.write_bytes(data[:length])
            with pytest.raises(OSError, match=r"\Athe table is not complete: .+\n.+\Z"):
                trace_csv.verify(path)


def test_the_same_run_is_the_same_bytes(tmp_path: Path) -> None:
    """Twice, as either table and as JSON."""
    for name, rows in (("a.csv", "clusters"), ("a.csv", "points"), ("a.json", "clusters")):
        first = write_trace(tmp_path / name, run("lloyd"), rows=rows).read_bytes()
        assert write_trace(tmp_path / name, run("lloyd"), rows=rows).read_bytes() == first


def test_other_rows_are_refused(tmp_path: Path) -> None:
    """With the names that would do, and before anything is written."""
    with pytest.raises(ValueError, match=r"\Arows is 'stars'\nchoose one of clusters, points\Z"):
        write_trace(tmp_path / "run.csv", run("lloyd"), rows="stars")
    assert list(tmp_path.iterdir()) == []


def test_another_ending_is_refused(tmp_path: Path) -> None:
    """A trace is no film."""
    with pytest.raises(ValueError, match=r"end the name in \.json or \.csv\Z"):
        write_trace(tmp_path / "run.gif", run("lloyd"))
