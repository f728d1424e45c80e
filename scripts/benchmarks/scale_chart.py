"""Numbers of curves go in, a picture of them comes out, drawn in kmviz's colours: `JSON FILE`."""

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kmviz.drawing.style import THEMES

THEME = THEMES["light"]
SIZE = (9.6, 5.2)  # inches
QUANTITIES = {"wall": ("seconds", 1.0), "memory": ("MB at the peak", 1e-6)}
PLAIN: Any = {
    "svg.hashsalt": "kmviz",
    "font.size": 9,
    "text.color": THEME.ink,
    "svg.fonttype": "path",
}


def draw(curves: list[dict[str, Any]]) -> Figure:
    """Draw a row of charts for time and one for memory, a column for each curve."""
    figure = Figure(figsize=SIZE, layout="constrained", facecolor=THEME.ground)
    rows = figure.subplots(len(QUANTITIES), len(curves), sharex="col", sharey="row", squeeze=False)
    for charts, (quantity, (words, unit)) in zip(rows, QUANTITIES.items(), strict=True):
        taken = [unit * value for curve in curves for value in curve[quantity]]
        charts[0].set_ylim(min(taken) / 2, max(taken) * 5)  # room for a note above
        charts[0].set_ylabel(words, color=THEME.quiet)
        for axes, curve in zip(charts, curves, strict=True):
            _plot(axes, curve["values"], [unit * value for value in curve[quantity]])
            _note(axes, curve["steepest"][quantity])
    for axes, curve in zip(rows[-1], curves, strict=True):
        axes.set_xlabel(curve["name"], color=THEME.quiet)
    return figure


def _plot(axes: Axes, values: list[float], taken: list[float]) -> None:
    """Plot on two logarithmic scales, and from the last value down what linear growth would be."""
    axes.set(xscale="log", yscale="log", facecolor=THEME.board)
    axes.grid(color=THEME.ground)
    axes.tick_params(color=THEME.faint, labelcolor=THEME.quiet)
    axes.minorticks_off()
    axes.spines[:].set_visible(False)
    linear = [taken[-1] * value / values[-1] for value in values]
    axes.plot(values, linear, color=THEME.trail, lw=1, ls=":")
    axes.plot(values, taken, color=THEME.palette[0], lw=2, marker="o", ms=5, mec=THEME.rim)


def _note(axes: Axes, exponent: float) -> None:
    told = f"steepest: power of {exponent:.2f}"
    axes.text(0.05, 0.9, told, transform=axes.transAxes, color=THEME.ink)


def main() -> None:
    """Write the picture."""
    numbers, output = (Path(word) for word in sys.argv[1:])
    with mpl.rc_context(PLAIN):
        draw(json.loads(numbers.read_text())).savefig(output, metadata={"Date": None})


if __name__ == "__main__":
    main()
