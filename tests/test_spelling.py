"""Facts about the words of refusals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmviz.spelling import did_you_mean, shorten

NAMES = ("powerpoint", "keynote", "Moodle")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("powerpiont", "powerpoint"), ("KEYNOTES", "keynote"), ("moodle", "Moodle")],
)
def test_a_slip_is_asked_about(typed: str, meant: str) -> None:
    """The name that differs least is offered as it is spelled, whatever the capitals."""
    assert did_you_mean(typed, NAMES) == f"did you mean {meant!r}? "


@pytest.mark.parametrize("typed", ["", "foo", 3, None])
def test_nothing_is_offered_for_what_is_like_nothing(typed: object) -> None:
    """A far-fetched name would send a person astray."""
    assert not did_you_mean(typed, NAMES)


@given(st.text(min_size=1))
def test_a_quotation_stays_on_one_short_line(text: str) -> None:
    """Whatever a file holds, the quotation has no line break, and 40 of its characters at most."""
    quoted = shorten(text)
    assert quoted.splitlines() == [quoted]
    assert quoted == repr(text) or quoted == repr(text[:39] + "…")
