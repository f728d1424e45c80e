"""The line of agreement says what all say, or who says what."""

import numpy as np
import pytest

from kmviz.choosing_k import Verdict, agreement


def _verdict(label: str, chosen: int | None) -> Verdict:
    return Verdict(label, label, "", np.arange(1, 4), np.zeros(3), chosen, "")


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ([("elbow", 3), ("gap", 3)], "all 2 criteria say 3"),
        ([("elbow", None), ("gap", None)], "all 2 criteria say none"),
        ([("elbow", 3)], "elbow: 3"),
        ([("gap", None)], "gap: none"),
        (
            [("f(K)", None), ("silhouette", 2), ("elbow", 3), ("gap", 3)],
            "elbow, gap: 3; silhouette: 2; f(K): none",
        ),
        ([("a", 5), ("b", 2), ("c", None), ("d", None)], "b: 2; a: 5; c, d: none"),
    ],
)
def test_the_line(said: list[tuple[str, int | None]], line: str) -> None:
    """Most voices first, then the smaller k; those that choose none come last."""
    assert agreement([_verdict(label, chosen) for label, chosen in said]) == line
