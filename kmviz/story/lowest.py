"""The ends of several runs go in, which of them came lowest comes out, with words that say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kmviz.engine.state import Points, State
from kmviz.story import captions
from kmviz.story.language import ENGLISH, Language
from kmviz.story.same_board import boards

# Runs that end in the same clusters may differ in the last digits of their sums.
ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Lowest:
    """Which runs have the lowest objective of all that they can be compared with.

    Attributes
    ----------
    runs
        Their numbers; none where no two runs can be compared.
    words
        One line.
    """

    runs: frozenset[int]
    words: str


def find_lowest(
    points: Sequence[Points],
    ends: Sequence[State],
    titles: Sequence[str],
    language: Language = ENGLISH,
) -> Lowest:
    """Compare the objectives of runs on the same points with the same number of clusters.

    Parameters
    ----------
    points
        (n, d), of each run.
    ends
        The last state of each run.
    titles
        What each run is called.
    language
        Of the words.
    """
    on_board = boards(points)
    kinds = [(board, len(end.centroids)) for board, end in zip(on_board, ends, strict=True)]
    alike = [[run for run, own in enumerate(kinds) if own == kind] for kind in dict.fromkeys(kinds)]
    rivals = [runs for runs in alike if len(runs) > 1]
    winners = [_winners(runs, ends) for runs in rivals]
    lowest = frozenset(run for runs in winners for run in runs)
    if not rivals:
        one_board = len(set(on_board)) == 1
        other = "other_k" if one_board else "other_points"
        return Lowest(lowest, language.say(f"side_by_side.{other}"))
    if len(lowest) == sum(len(runs) for runs in rivals):
        return Lowest(lowest, language.say("side_by_side.all_alike"))
    if len(rivals) > 1:
        return Lowest(lowest, language.say("side_by_side.lowest_of_each"))
    return Lowest(lowest, captions.lowest(language, [titles[run] for run in sorted(lowest)]))


def _winners(runs: Sequence[int], ends: Sequence[State]) -> list[int]:
    """Give the runs that end lowest, all of them where several end alike."""
    least = min(ends[run].inertia for run in runs)
    return [run for run in runs if ends[run].inertia <= least * (1 + ROUNDING)]
