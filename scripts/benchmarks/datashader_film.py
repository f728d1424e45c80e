"""Points go in, a GIF of scikit-learn's k-means over datashader's densities comes out.

`POINTS ITERATIONS FILE`: a picture for each half-step, with axes, cells, stars and a caption.
"""

import sys
import warnings

import datashader as ds
import datashader.transfer_functions as tf
import numpy as np
import pandas as pd
from benchmarks.figure import DPI
from matplotlib.animation import PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from kmviz.drawing.style import THEMES

K, SIDE = 7, 560
THEME = THEMES["light"]
Numbers = NDArray[np.floating]


class Board:
    """A figure of 640x640 pixels with axes, on which a density lies."""

    def __init__(self, points: Numbers) -> None:
        self._table = pd.DataFrame(points, columns=["x", "y"])
        self._low, self._high = points.min(axis=0), points.max(axis=0)
        self.figure = Figure(figsize=(640 / DPI, 640 / DPI), dpi=DPI)
        FigureCanvasAgg(self.figure)
        self._axes = self.figure.add_axes((0.08, 0.08, 0.88, 0.84))

    def draw(self, labels: NDArray[np.integer], cells: Numbers, stars: Numbers, told: str) -> None:
        """Show the points in the colours of their labels."""
        axes, (left, bottom), (right, top) = self._axes, self._low, self._high
        axes.clear()
        self._table["label"] = pd.Categorical(labels, categories=range(K))
        canvas = ds.Canvas(SIDE, SIDE, (left, right), (bottom, top))
        counts = canvas.points(self._table, "x", "y", ds.by("label", ds.count()))
        image = tf.shade(counts, color_key=list(THEME.palette[:K]), how="log")
        axes.imshow(np.asarray(image.to_pil()), extent=(left, right, bottom, top), aspect="auto")
        x, y = np.meshgrid(np.linspace(left, right, SIDE), np.linspace(bottom, top, SIDE))
        squares = [np.square(x - cell[0]) + np.square(y - cell[1]) for cell in cells]
        axes.contour(x, y, np.argmin(squares, axis=0), levels=np.arange(K) + 0.5, colors="white")
        axes.scatter(
            stars[:, 0], stars[:, 1], s=300, c=THEME.palette[:K], marker="*", edgecolors="black"
        )
        axes.set_title(told)


def main() -> None:
    """Cluster and film, one iteration per fit."""
    path, iterations, output = sys.argv[1:]
    warnings.simplefilter("ignore")  # each fit warns that it was stopped
    points = np.load(path)
    board, writer = Board(points), PillowWriter(fps=1)
    centroids = points[np.random.default_rng(0).choice(len(points), K, replace=False)]
    with writer.saving(board.figure, output, DPI):
        for number in range(int(iterations)):
            run = KMeans(K, init=centroids, n_init=1, max_iter=1, tol=0, algorithm="lloyd")
            labels = run.fit(points).labels_
            for stars in (centroids, run.cluster_centers_):
                board.draw(labels, centroids, stars, f"iteration {number + 1}")
                writer.grab_frame()
            centroids = run.cluster_centers_


if __name__ == "__main__":
    main()
