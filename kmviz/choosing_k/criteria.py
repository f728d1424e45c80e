"""Names go in, criteria come out: all that are known, each in a file of its own."""

from collections.abc import Sequence
from typing import Final

from kmviz.choosing_k.calinski_harabasz import calinski_harabasz
from kmviz.choosing_k.davies_bouldin import davies_bouldin
from kmviz.choosing_k.elbow import elbow
from kmviz.choosing_k.f_k import f_k
from kmviz.choosing_k.gap import gap, gap_principal
from kmviz.choosing_k.silhouette import silhouette
from kmviz.choosing_k.verdict import Criterion
from kmviz.spelling import did_you_mean

CRITERIA: Final[dict[str, Criterion]] = {
    "elbow": elbow,
    "silhouette": silhouette,
    "gap": gap,
    "gap-principal": gap_principal,
    "f-k": f_k,
    "calinski-harabasz": calinski_harabasz,
    "davies-bouldin": davies_bouldin,
}


def check_criteria(names: Sequence[str]) -> list[str]:
    """Give the names, each once, if all are known.

    Raises
    ------
    ValueError
        If there is none, or one is unknown; the message says which name is nearest to it.
    """
    if isinstance(names, str) or not len(names):
        raise ValueError(f"criteria is {names!r}\ngive a list of names, of {', '.join(CRITERIA)}")
    for name in names:
        if name not in CRITERIA:
            meant = did_you_mean(name, CRITERIA)
            raise ValueError(
                f"criterion {name!r} is unknown\n{meant}known are {', '.join(CRITERIA)}"
            )
    return list(dict.fromkeys(names))
