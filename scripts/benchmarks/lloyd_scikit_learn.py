"""A million points go in, k-means runs to its end by scikit-learn's `KMeans`."""

from benchmarks.million import K, draw_points, report
from sklearn.cluster import KMeans


def main() -> None:
    """Run until nothing changes."""
    points = draw_points()
    with report() as end:
        run = KMeans(K, init=points[:K], n_init=1, max_iter=300, tol=0, algorithm="lloyd")
        run.fit(points)
        end.iterations, end.inertia = run.n_iter_, run.inertia_
        end.labels = run.labels_


if __name__ == "__main__":
    main()
