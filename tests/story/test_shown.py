"""Facts about the names of parts: they add up, the last word counts, others are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.story.shown import MOST_LINKED, NOT, PARTS, check_links, check_parts, shown
from tests.engine.oracles import refused
from tests.story.runs import some

names = st.lists(st.sampled_from([*PARTS, *(NOT + part for part in PARTS)]))


def test_today_is_what_is_shown_without_a_word() -> None:
    """Trails and the objective are there unless they are left out, and nothing else."""
    silent = frozenset({"trails", "objective"})
    assert shown((), trails=True, voronoi="final") == (silent, "final")
    assert shown((), trails=False, voronoi="never") == (silent - {"trails"}, "never")


@some
@given(names, st.booleans(), st.sampled_from(["final", "always", "never"]))
def test_the_last_word_counts(asked: list[str], trails: bool, voronoi: str) -> None:  # noqa: FBT001  (what hypothesis draws)
    """A part is shown where the last word on it says so; else as without a word."""
    parts, cells = shown(asked, trails=trails, voronoi=voronoi)
    for part in PARTS:
        words = [name for name in asked if name.removeprefix(NOT) == part]
        silent = part == "objective" or (part == "trails" and trails)
        assert (part in parts) == (words[-1] == part if words else silent)
    words = [name for name in asked if name.endswith("cells")]
    assert cells == ({"cells": "always", "no-cells": "never"}[words[-1]] if words else voronoi)


@some
@given(names)
def test_a_line_with_commas_is_a_list(asked: list[str]) -> None:
    """What the command line hands over means what a list of names means."""
    assert check_parts(" , ".join(asked)) == tuple(asked) == check_parts(asked)


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("link", "links"),
        ("no-trial", "no-trails"),
        ("Changed", "changed"),
        ("numbres", "numbers"),
        ("voronoi", ""),
        ("", ""),
    ],
)
def test_an_unknown_part_is_refused_with_the_nearest(wrong: str, near: str) -> None:
    """The refusal names what is unknown, the part that it is most like, and all that there are."""
    with refused(repr(wrong)):
        check_parts(("cells", wrong))
    with pytest.raises(
        ValueError, match=f"did you mean '{near}'[?] choose" if near else "\nchoose"
    ):
        check_parts(wrong or (wrong,))


def test_links_of_too_many_points_are_refused() -> None:
    """So many points may have links, one more may not; without links any number may be."""
    check_links(frozenset({"links"}), MOST_LINKED)
    check_links(frozenset({"changed"}), 10**6)
    with refused("2,001 points"):
        check_links(frozenset({"links"}), MOST_LINKED + 1)
