"""What the options say of a start goes in, a start that can be run from comes out."""

from typing import Any

from kmviz.cli import options
from kmviz.cli.failure import could_not
from kmviz.cli.source import clusters, refuse


def clusters_from(start: Any, k: int | None, data_file: str | None, data: str | None) -> int:
    """Give the number of clusters: as many as centroids are given, or else as asked."""
    if isinstance(start, str):
        return clusters(k, data_file, data)
    if k not in {None, len(start)}:
        refuse(f"--k is {k}, and --init gives {len(start)} centroids", "leave --k out")
    return len(start)


def read_start(init: Any) -> Any:
    """Read the starting centroids where a file was named."""
    if not isinstance(init, str) or init in options.SEEDINGS:
        return init
    from kmviz.data.tables import read_table

    with could_not():
        return read_table(init).points
