"""Pixels of a film go in, the planes of a video come out, converted where the pixels changed."""

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmviz.writing.changes import FEW, Pixels, Places, differing

Planes: TypeAlias = NDArray[np.uint8]
Channel: TypeAlias = NDArray[np.float32]

ROWS = 64
"""Rows of pixels that are converted at once, as they stay in a core's cache."""

# Recommendation ITU-R BT.709-6, items 3.2, 3.3 and 3.4: light, blueness, redness. All numbers are
# whole and below 2**24, so that 32 bits of floating point are exact, in any order on any machine.
_ONE = 1 << 15
_LIGHT: Final = np.array([0.2126, 0.7152, 0.0722])
_Y = np.rint(_LIGHT * (_ONE * 219 / 255)).astype(np.float32)
_CB, _CR = (
    np.rint((color - _LIGHT) / (1 - color @ _LIGHT) * (_ONE / 8 * 224 / 255)).astype(np.float32)
    for color in (np.array([0, 0, 1]), np.array([1, 0, 0]))
)


class Converter:
    """A screen in Y'CbCr: what is shown on it are planes, one of light and two of colour.

    The colours are those of ITU-R BT.709 in limited range, each the mean of two by two pixels.

    Parameters
    ----------
    height, width
        Of all pictures, in pixels, even.
    """

    def __init__(self, height: int, width: int) -> None:
        size = height * width
        self._shown: Pixels | None = None
        self._planes = np.empty((height * 3 // 2, width), np.uint8)
        self._luma = self._planes.reshape(-1)[:size].reshape(height, width)
        self._chroma = self._planes.reshape(-1)[size:].reshape(2, height // 2, width // 2)

    def show(self, pixels: Pixels) -> Planes:
        """Convert what a picture changes, (height, width, 3).

        Returns
        -------
        array
            (1.5 * height, width), the planes one after the other, until the next picture.
        """
        if self._shown is None:
            self._show_all(pixels)
        else:
            self._show_changed(pixels, differing(self._shown, pixels))
        self._shown = pixels
        return self._planes

    def _show_changed(self, pixels: Pixels, places: Places) -> None:
        if places.size > self._luma.size / FEW:
            self._show_all(pixels)
        elif places.size:
            self._show_some(pixels, places)

    def _show_all(self, pixels: Pixels) -> None:
        for top in range(0, len(pixels), ROWS):
            band = pixels[top : top + ROWS]
            channels = [band[..., number].astype(np.float32) for number in range(3)]
            self._luma[top : top + ROWS] = _luma(channels)
            sums = [_sums(channel) for channel in channels]
            self._chroma[:, top // 2 : (top + ROWS) // 2] = _chroma(sums)

    def _show_some(self, pixels: Pixels, places: Places) -> None:
        width = pixels.shape[1]
        rows = places // width
        blocks = np.unique(rows // 2 * (width // 2) + (places - rows * width) // 2)
        corners = blocks // (width // 2) * width + 2 * blocks
        four = corners + np.array([[0], [1], [width], [width + 1]])
        colours = pixels.reshape(-1, 3).take(four, axis=0)
        channels = [colours[..., number].astype(np.float32) for number in range(3)]
        self._luma.reshape(-1)[four] = _luma(channels)
        sums = [channel.sum(axis=0) for channel in channels]
        self._chroma.reshape(2, -1)[:, blocks] = _chroma(sums)


def _sums(channel: Channel) -> Channel:
    """Add up each block of two by two."""
    pairs = channel[0::2] + channel[1::2]
    return pairs[:, 0::2] + pairs[:, 1::2]


def _luma(channels: Sequence[Channel]) -> Planes:
    return _weighted(channels, _Y, 16)


def _chroma(sums: Sequence[Channel]) -> tuple[Planes, Planes]:
    return _weighted(sums, _CB, 128), _weighted(sums, _CR, 128)


def _weighted(channels: Sequence[Channel], weights: Channel, zero: int) -> Planes:
    """Give zero and the weighted sum of red, green and blue, to the nearest whole number."""
    red, green, blue = channels
    total: Channel = weights[0] * red
    total += weights[1] * green
    total += weights[2] * blue
    total += np.float32((zero + 0.5) * _ONE)
    total *= np.float32(1 / _ONE)
    return total.astype(np.uint8)
