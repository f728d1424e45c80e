"""Criteria are found by their names, and a slip of the pen gets a hint."""

import pytest

from kmviz.choosing_k import CRITERIA
from kmviz.choosing_k.criteria import check_criteria
from tests.choosing_k.evidence import IRIS, quick
from tests.engine.oracles import refused


@pytest.mark.parametrize("name", CRITERIA)
def test_a_verdict_carries_the_name_of_its_criterion(name: str) -> None:
    """What the registry calls it, the verdict calls it, and it has a score for each k."""
    sweep = quick(IRIS, 3)
    verdict = CRITERIA[name](sweep, 0)
    assert verdict.criterion == name
    assert verdict.ks.tolist() == [1, 2, 3]
    assert verdict.scores.shape == (3,)
    assert verdict.spread is None or verdict.spread.shape == (3,)
    assert all(part.shape == (3,) for part in verdict.parts.values())
    assert verdict.chosen in {None, 1, 2, 3}
    assert "\n" not in verdict.reason


def test_names_are_kept_in_order_each_once() -> None:
    """Asking twice is asking once."""
    assert check_criteria(["gap", "elbow", "gap"]) == ["gap", "elbow"]


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("silhuette", "silhouette"), ("Elbow", "elbow"), ("calinski", "calinski-harabasz")],
)
def test_an_unknown_name_is_refused_with_the_nearest(slip: str, meant: str) -> None:
    """The hint asks whether that was meant."""
    with pytest.raises(ValueError, match=f"^criterion '{slip}' .*\ndid you mean '{meant}'[?]"):
        check_criteria([slip])


def test_a_name_like_no_other_is_refused_with_all() -> None:
    """Where nothing is near, the known names are listed."""
    with pytest.raises(ValueError, match=f"^criterion 'xyz' .*\nknown are {', '.join(CRITERIA)}$"):
        check_criteria(["xyz"])


@pytest.mark.parametrize("names", [[], "elbow"])
def test_no_list_of_names_is_refused(names: list[str]) -> None:
    """An empty list asks nobody, and a string is no list."""
    with refused("criteria"):
        check_criteria(names)
