"""The ways in which points may choose: tests make one do what another would."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from kmviz.engine import State, exact_sums, grid, lloyd, products, seams, threads
from kmviz.engine.state import LazyState
from tests.engine.boards import Board

NEVER = 10**12


@contextmanager
def tuned(**constants: float) -> Iterator[None]:
    """Give constants of the engine other values, in every module that has them."""
    modules = (exact_sums, grid, products, seams, threads)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in constants.items():
            known = [module for module in modules if hasattr(module, name)]
            assert known, name
            for module in known:
                patch.setattr(module, name, value)
        yield


def run_plainly(board: Board, **options: Any) -> list[State]:
    """Let each point ask each centroid."""
    with tuned(LEAST_POINTS=NEVER, LEAST_FACTORS=NEVER):
        states = list(lloyd(*board, **options))
    assert not any(isinstance(state, LazyState) for state in states)
    return states
