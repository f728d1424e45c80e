"""Facts about one moment of a start: which stars are there, and how far."""

from hypothesis import given
from hypothesis import strategies as st

from kmviz.story.opening import Opening
from tests.story.runs import begin, many

STEPS = begin("kmeans++", 20, 8).steps

parts = st.floats(0, 1)
openings = st.tuples(st.integers(0, 7), st.integers(1, 8)).map(
    lambda ends: Opening(STEPS, ends[0], min(8, sum(ends)))
)


@many
@given(openings, parts, parts)
def test_stars_arrive_one_by_one(opening: Opening, one: float, other: float) -> None:
    """Those that were there are there, none is ahead of an earlier one, and none goes back."""
    now, then = (opening.arrived(9, progress) for progress in sorted((one, other)))
    assert (now[: opening.before] == 1).all()
    assert (now[opening.now :] == 0).all()
    assert (now[1:] <= now[:-1]).all()
    assert (now <= then).all()
    assert (opening.arrived(9, 0.0)[opening.before :] == 0).all()
    assert (opening.arrived(9, 1.0)[: opening.now] == 1).all()


@many
@given(openings)
def test_stars_are_those_of_the_steps(opening: Opening) -> None:
    """Of k-means++, each step brings one star, and all but the first are drawn."""
    assert opening.stars_before == opening.before
    assert len(opening.step.centroids) == opening.now
    assert (opening.step_before is None) == (opening.before == 0)
    assert opening.draws


def test_only_some_starts_draw() -> None:
    """Random, partition and farthest starts draw nothing by D², and neither does one star."""
    for init in ("random", "partition", "farthest"):
        assert not Opening(begin(init, 20, 3).steps, 0, 1).draws
    assert not Opening(begin("kmeans++", 20, 1).steps, 0, 1).draws
