"""Points go in, k-means runs by scikit-learn's `KMeans`: `N D K ITERATIONS`."""

import warnings

from benchmarks.uniform import read_task, report
from sklearn.cluster import KMeans


def main() -> None:
    """Run until nothing changes, or so many iterations."""
    points, k, iterations = read_task()
    warnings.simplefilter("ignore")  # it warns where it is stopped
    with report() as end:
        run = KMeans(k, init=points[:k], n_init=1, max_iter=iterations, tol=0, algorithm="lloyd")
        run.fit(points)
        end.iterations, end.inertia = run.n_iter_, run.inertia_
        end.labels = run.labels_


if __name__ == "__main__":
    main()
