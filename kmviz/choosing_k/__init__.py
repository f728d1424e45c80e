"""Points go in, Verdicts come out: how many clusters there are, by several criteria."""

from kmviz.choosing_k.agreement import agreement
from kmviz.choosing_k.calinski_harabasz import calinski_harabasz
from kmviz.choosing_k.choose import Choice, choose_k
from kmviz.choosing_k.criteria import CRITERIA
from kmviz.choosing_k.davies_bouldin import davies_bouldin
from kmviz.choosing_k.elbow import elbow
from kmviz.choosing_k.f_k import f_k
from kmviz.choosing_k.gap import RULES, gap, gap_principal
from kmviz.choosing_k.note import Note
from kmviz.choosing_k.principal import Plane, principal_plane
from kmviz.choosing_k.silhouette import silhouette
from kmviz.choosing_k.sweep import Partition, Sweep, sweep
from kmviz.choosing_k.verdict import Criterion, Verdict

__all__ = [
    "CRITERIA",
    "RULES",
    "Choice",
    "Criterion",
    "Note",
    "Partition",
    "Plane",
    "Sweep",
    "Verdict",
    "agreement",
    "calinski_harabasz",
    "choose_k",
    "davies_bouldin",
    "elbow",
    "f_k",
    "gap",
    "gap_principal",
    "principal_plane",
    "silhouette",
    "sweep",
]
