"""A recipe survives the way through a file, and nothing else passes for one."""

import dataclasses
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.writing.recipe import LONGEST, Recipe
from tests.writing.films import RECIPE

texts = st.text(st.characters(exclude_categories=()), max_size=40)
counts = st.integers(0, 10**30)
recipes = st.builds(
    Recipe,
    kmviz=texts,
    numpy=texts,
    python=texts,
    command=texts,
    seed=st.none() | counts,
    points=counts,
    clusters=counts,
    iterations=counts,
    inertia=st.floats(0, math.inf),
    data=texts,
    digest=st.none() | st.text("0123456789abcdef", min_size=64, max_size=64),
)


def changed(**values: Any) -> str:
    return json.dumps(dataclasses.asdict(RECIPE) | values)


@given(recipes)
def test_a_recipe_is_the_same_after_it_was_text(recipe: Recipe) -> None:
    """from_text undoes to_text, for any text, lone surrogates too, and an infinite inertia."""
    assert Recipe.from_text(recipe.to_text()) == recipe


@given(recipes)
def test_the_text_is_one_line_of_strict_ascii_json(recipe: Recipe) -> None:
    """A parser that knows no Infinity reads the text, and nothing in it needs more than ASCII."""

    def refuse(name: str) -> None:
        pytest.fail(name)

    text = recipe.to_text()
    assert text.isascii()
    assert text.splitlines() == [text]
    assert text.startswith('{"kmviz": ')
    assert list(json.loads(text, parse_constant=refuse)) == [
        field.name for field in dataclasses.fields(Recipe)
    ]


@given(st.text() | st.recursive(st.none() | st.floats() | st.text(), st.lists).map(json.dumps))
def test_what_is_not_a_recipe_is_refused_in_two_lines(text: str) -> None:
    """Any other text, JSON or not, is refused with what is wrong and what to do."""
    with pytest.raises(ValueError, match=r"\Arecipe: .+\n.+\Z"):
        Recipe.from_text(text)


@pytest.mark.parametrize(
    "values",
    [
        {"kmviz": 1},
        {"command": None},
        {"command": ["rm", "-r"]},
        {"seed": True},
        {"seed": -1},
        {"seed": "0"},
        {"points": 1.0},
        {"points": None},
        {"clusters": -7},
        {"iterations": {}},
        {"inertia": "9"},
        {"inertia": 9},
        {"inertia": -1.0},
        {"inertia": math.nan},
        {"inertia": -math.inf},
        {"digest": "0" * 63},
        {"digest": "G" * 64},
        {"digest": "0" * 64 + "\n"},
        {"digest": 0},
    ],
    ids=str,
)
def test_a_value_of_another_kind_is_refused(values: dict[str, Any]) -> None:
    """Every value is of the kind that its name promises, from a file as from Python."""
    with pytest.raises(ValueError, match=r"\Arecipe: .+\n.+\Z"):
        Recipe.from_text(changed(**values))
    with pytest.raises(ValueError, match=next(iter(values))):
        dataclasses.replace(RECIPE, **values)


FIELDS = dataclasses.fields(Recipe)


@pytest.mark.parametrize("name", [field.name for field in FIELDS])
def test_a_doubled_name_is_refused(name: str) -> None:
    """No name is there twice."""
    value = json.dumps(dataclasses.asdict(RECIPE)[name])
    with pytest.raises(ValueError, match=r"\Arecipe: .*twice\n.+\Z"):
        Recipe.from_text(RECIPE.to_text()[:-1] + f', "{name}": {value}}}')


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_missing_name_is_refused_unless_it_has_a_default(field: "dataclasses.Field[Any]") -> None:
    """What every recipe has must be there; the rest may be."""
    values = dataclasses.asdict(RECIPE)
    del values[field.name]
    if field.default is not dataclasses.MISSING:
        assert getattr(Recipe.from_text(json.dumps(values)), field.name) == field.default
        return
    with pytest.raises(ValueError, match=r"\Arecipe: .*missing\n.+\Z"):
        Recipe.from_text(json.dumps(values))


@pytest.mark.parametrize(
    "bomb",
    ["[" * 200_000, '{"a":' * 200_000, " " * (LONGEST + 1), '{"seed": ' + "9" * 100_000 + "}"],
    ids=["lists", "objects", "length", "number"],
)
def test_a_bomb_is_refused(bomb: str) -> None:
    """Depth, length and gigantic numbers end in the same two lines, not in a crash."""
    with pytest.raises(ValueError, match=r"\Arecipe: .+\n.+\Z"):
        Recipe.from_text(bomb)


def test_names_of_later_versions_are_left_out() -> None:
    """A recipe that says more than this version knows can still be read."""
    assert Recipe.from_text(changed(theme="dark")) == RECIPE
