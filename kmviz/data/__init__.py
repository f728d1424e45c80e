"""Where points come from: seeded boards, and tables in files."""

from kmviz.data.boards import gaussian, peaked, uniform
from kmviz.data.samples import iris
from kmviz.data.tables import Table, read_table
from kmviz.data.textbook import (
    EMPTY_START,
    empty,
    outlier,
    rings,
    scaling,
    stretched,
    unequal_size,
    unequal_variance,
)
from kmviz.data.units import standardize

__all__ = [
    "EMPTY_START",
    "Table",
    "empty",
    "gaussian",
    "iris",
    "outlier",
    "peaked",
    "read_table",
    "rings",
    "scaling",
    "standardize",
    "stretched",
    "unequal_size",
    "unequal_variance",
    "uniform",
]
