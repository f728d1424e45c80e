"""The words of each algorithm: what it is called, how it goes, and what its beats are told as."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Algorithm:
    """An algorithm in words.

    Attributes
    ----------
    title
        What it is called.
    unit
        What one of its states is called.
    lines
        The algorithm, line by line: the start, both half-steps, and when they end; {stars} stands
        for so many stars. The second and the third are the captions of their half-steps.
    settled, stopped
        How a film says that it has ended: nothing moves any more, or it was left there.
    """

    title: str
    unit: str
    lines: tuple[str, str, str, str]
    settled: str = "nothing changes any more: settled"
    stopped: str = "stopped before it settled"

    @property
    def assign(self) -> str:
        """What happens while points take colours."""
        return self.lines[1]

    @property
    def update(self) -> str:
        """What happens while stars move."""
        return self.lines[2]


PLACE: Final = "place {stars}"
TO_THE_MEAN: Final = "each star moves to the mean of its points"

TOLD: Final[dict[str, Algorithm]] = {
    "lloyd": Algorithm(
        title="Lloyd\N{RIGHT SINGLE QUOTATION MARK}s algorithm",
        unit="iteration",
        lines=(
            PLACE,
            "each point joins its nearest star",
            TO_THE_MEAN,
            "repeat 2 and 3 until nothing changes",
        ),
    ),
    "macqueen": Algorithm(
        title="MacQueen\N{RIGHT SINGLE QUOTATION MARK}s k-means",
        unit="step",
        lines=(
            PLACE,
            "one by one, points join the nearest star",
            "each time, stars move to their new means",
            "repeat 2 and 3 until a pass changes nothing",
        ),
        settled="a whole pass changed nothing: settled",
    ),
    "hartigan-wong": Algorithm(
        title="Hartigan and Wong\N{RIGHT SINGLE QUOTATION MARK}s k-means",
        unit="stage",
        lines=(
            PLACE,
            "points go where J will be lower",
            TO_THE_MEAN,
            "repeat 2 and 3 until no move lowers J",
        ),
        settled="no move lowers J any more: settled",
    ),
    "minibatch": Algorithm(
        title="Mini-batch k-means",
        unit="batch",
        lines=(
            PLACE,
            "a random batch joins its nearest stars",
            "stars move towards their batch points",
            "repeat 2 and 3, moving less and less",
        ),
        stopped="stopped after the last batch",
    ),
}


def words(algorithm: str) -> Algorithm:
    """Give the words of an algorithm; of one that is not known, some that are true of any."""
    return TOLD.get(algorithm) or Algorithm(
        title=algorithm,
        unit="iteration",
        lines=(PLACE, "points choose their stars", "stars move", "repeat 2 and 3 to the end"),
    )
