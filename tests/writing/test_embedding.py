"""Facts about points that a recipe carries: all their bits come back, and a bomb does not."""

import base64
import zlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kmviz.engine import Points
from kmviz.writing.embedding import LARGEST, embed, embedded_points
from kmviz.writing.recipe import Recipe
from tests.engine.oracles import refused
from tests.writing.films import RECIPE, unhurried


def _with(text: str, points: int) -> Recipe:
    return replace(RECIPE, embedded=text, points=points)


@unhurried
@given(arrays(np.float64, st.tuples(st.integers(1, 50), st.integers(1, 4))))
def test_every_bit_comes_back(points: Points) -> None:
    """Points that went through a recipe and its text are the same, bit for bit."""
    recipe = Recipe.from_text(_with(embed(points), len(points)).to_text())
    again = embedded_points(recipe)
    assert again is not None
    assert again.tobytes() == points.tobytes()
    assert again.shape == points.shape


def test_no_points_are_none() -> None:
    """A recipe carries none unless that was asked for."""
    assert embedded_points(RECIPE) is None


def test_a_recipe_carries_100_kilobytes_at_most() -> None:
    """6,250 points in the plane go in, one more does not."""
    most = np.random.default_rng(0).normal(size=(LARGEST // 16, 2))
    assert embedded_points(_with(embed(most), len(most))) is not None
    with refused("6251 points"):
        embed(np.zeros((len(most) + 1, 2)))


@pytest.mark.parametrize(
    "text",
    [
        "no base64!",
        base64.b64encode(b"not packed").decode(),
        base64.b64encode(zlib.compress(bytes(10**9))).decode(),
        base64.b64encode(zlib.compress(bytes(17))).decode(),
        base64.b64encode(zlib.compress(bytes(160))[:-5]).decode(),
    ],
    ids=["text", "unpacked", "bomb", "odd", "short"],
)
def test_what_is_damaged_is_refused(text: str) -> None:
    """Hostile or damaged text is told in two lines, before it can fill the memory."""
    with refused("damaged"):
        embedded_points(_with(text, 1))
