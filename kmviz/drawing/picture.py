"""Pixels, and for how long: Frames go in, Pictures come out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One finished picture of a film.

    Attributes
    ----------
    pixels
        (height, width, 3), red, green, blue; one size for the whole film, both sides even.
    seconds
        How long the picture is shown.
    opens_beat
        A new half-step begins here: a good place for a key frame.
    flats
        (m, 3), the colours that areas are filled with, the same in the whole film. A format
        with few colours keeps these exact.
    """

    pixels: NDArray[np.uint8]
    seconds: float
    opens_beat: bool
    flats: NDArray[np.uint8]
