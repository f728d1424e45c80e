"""Points go in, the gap statistic of the package gap-stat comes out, on all cores."""

import numpy as np
from benchmarks.choice import KS, REFERENCES, RUNS, draw_points, report
from gap_statistic import OptimalK
from sklearn.cluster import KMeans

from kmviz.engine.state import Labels, Points


def cluster(points: Points, k: int) -> tuple[Points, Labels]:
    """Cluster from as many starts as the others; of its own accord the package takes one."""
    fit = KMeans(k, n_init=RUNS).fit(points)
    return fit.cluster_centers_, fit.labels_


def main() -> None:
    """Ask for the largest gap, which is the package's rule."""
    points = draw_points()
    with report() as chosen:
        choose = OptimalK(clusterer=cluster, random_state=0)
        chosen["gap"] = choose(points, n_refs=REFERENCES, cluster_array=np.array(KS))


if __name__ == "__main__":
    main()
