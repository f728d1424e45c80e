"""Points go in, `KMeans` runs one iteration per fit, as films of it do: `N D K ITERATIONS`."""

import warnings

import numpy as np
from benchmarks.uniform import read_task, report
from sklearn.cluster import KMeans


def main() -> None:
    """Fit from the last centroids until they rest, or so many times."""
    points, k, iterations = read_task()
    warnings.simplefilter("ignore")  # it warns of each fit that it was stopped
    centroids = points[:k]
    with report() as end:
        for end.iterations in range(1, iterations + 1):
            before = centroids
            run = KMeans(k, init=before, n_init=1, max_iter=1, tol=0, algorithm="lloyd").fit(points)
            centroids, end.inertia, end.labels = run.cluster_centers_, run.inertia_, run.labels_
            if np.array_equal(centroids, before):
                break


if __name__ == "__main__":
    main()
