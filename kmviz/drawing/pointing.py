"""What is pointed out on a board: points that are lit, rings that close, distances from a star."""

from typing import Final

import numpy as np

from kmviz.drawing import canvas
from kmviz.drawing.board import Setting
from kmviz.drawing.style import rgb
from kmviz.engine.state import Points

REACH: Final = 3.0  # how far out a ring begins that closes, in radii of what it closes around
LIT: Final = (1.5, 0.4)  # the least radius of a point that is lit, in those of points and of stars


def lit(
    setting: Setting, places: Points, *, lost: Points | float = 0.0, opacity: Points | float = 1.0
) -> canvas.Mark:
    """Light points: in the colour of what is pointed out, or where they are lost in that of ink."""
    theme, radius = setting.theme, lit_radius(setting)
    accent, ink = rgb(theme.accent) / 255.0, rgb(theme.ink) / 255.0
    lost, opacity = (np.broadcast_to(part, len(places)) for part in (lost, opacity))
    rims = np.tile(rgb(theme.rim) / 255.0, (len(places), 1))
    return canvas.Markers(
        places,
        [canvas.marker_outline("o")],
        radius=radius,
        faces=np.column_stack([accent + lost[:, np.newaxis] * (ink - accent), opacity]),
        rims=np.column_stack([rims, opacity]),
        rim=max(1.0, 0.2 * radius),
    )


def lit_radius(setting: Setting) -> float:
    """Give the radius of a point that is lit, in pixels."""
    of_points, of_stars = LIT
    return max(of_points * setting.point, of_stars * setting.star)


def ring(
    setting: Setting, place: Points, radius: float, *, closed: float, opacity: float
) -> canvas.Mark:
    """Draw a ring around a place, so far closed, from 0 to 1, when it has its radius."""
    reach = radius * (1 + (REACH - 1) * (1 - closed))
    turns = np.linspace(0, 2 * np.pi, 73)
    circle = place + reach * np.column_stack([np.cos(turns), np.sin(turns)])
    accent = [*(rgb(setting.theme.accent) / 255.0), opacity]
    return canvas.Lines([circle], colors=np.array([accent]), width=1.3 * setting.stroke)


def distance(
    setting: Setting, begins: Points, ends: Points, *, reach: float, opacity: float
) -> canvas.Mark:
    """Draw a line from one place towards another, so far, from 0 to 1."""
    path = np.array([begins, (1 - reach) * begins + reach * ends])
    accent = [*(rgb(setting.theme.accent) / 255.0), opacity]
    return canvas.Lines([path], colors=np.array([accent]), width=1.5 * setting.stroke)
