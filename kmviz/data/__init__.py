"""Where points come from: seeded boards, and tables in files."""

from kmviz.data.boards import gaussian, peaked, uniform
from kmviz.data.samples import iris
from kmviz.data.tables import Table, read_table

__all__ = ["Table", "gaussian", "iris", "peaked", "read_table", "uniform"]
