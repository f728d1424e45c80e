"""Verdicts go in, one line comes out: where all agree, that k; where not, who says what."""

from collections.abc import Sequence

from kmviz.choosing_k.verdict import Verdict


def agreement(verdicts: Sequence[Verdict]) -> str:
    """Say in one line what the verdicts come to.

    Examples: "all 6 criteria say 3", and "elbow, gap: 3; silhouette: 2; f(K): none". The k that
    most criteria choose is first, of equals the smaller; who chooses none comes last.
    """
    said: dict[int | None, list[str]] = {}
    for verdict in verdicts:
        said.setdefault(verdict.chosen, []).append(verdict.label)
    if len(said) == 1 and len(verdicts) > 1:
        return f"all {len(verdicts)} criteria say {_told(verdicts[0].chosen)}"
    order = sorted(said, key=lambda k: (k is None, -len(said[k]), k or 0))
    return "; ".join(f"{', '.join(said[k])}: {_told(k)}" for k in order)


def _told(k: int | None) -> str:
    return "none" if k is None else str(k)
