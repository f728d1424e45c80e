"""What a reader of the numbers should know goes in by name and number, and comes out in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

TEXTS: Final = {
    "gap_box": "{references} references over the box of the features, {starts} starts each",
    "gap_principal_box": "{references} references over the box of the principal axes, "
    "{starts} starts each",
    "silhouette_sample": "silhouette of a sample of {sample} of the {all} points",
    "gap_principal_left_out": "gap (principal axes) is left out: on a line, both boxes are one",
    "f_k_left_out": "f(K) is left out: it is defined for two or more coordinates",
    "one_more_start": "with k = {k} all starts ended above the inertia of k = {before}, "
    "so one more was tried: the partition of k = {before} and its farthest point",
}


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader of the numbers should know.

    Attributes
    ----------
    name
        What it is about: one of `TEXTS`.
    values
        The numbers in it.
    """

    name: str
    values: Mapping[str, int]

    @property
    def words(self) -> str:
        """Say it in English."""
        told = {name: f"{value:,}" for name, value in self.values.items()}
        return TEXTS[self.name].format(**told)
