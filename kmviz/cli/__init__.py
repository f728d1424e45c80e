"""The command line: parses, calls, reports; no algorithm and no drawing."""

from kmviz.cli.main import main, run

__all__ = ["main", "run"]
