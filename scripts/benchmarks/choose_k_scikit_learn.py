"""Points go in, what scikit-learn has to say about K comes out, with the gap written beside it.

On one thread: for so few points more of them gain nothing, and on a busy machine they wait for each
other many times as long as they work.
"""
# threadpoolctl has no types.

from collections.abc import Callable

import numpy as np
from benchmarks.choice import KS, REFERENCES, RUNS, draw_points, report
from sklearn.cluster import KMeans
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score
from threadpoolctl import threadpool_limits

from kmviz.engine.state import Labels, Points


def sweep(points: Points) -> list[KMeans]:
    """Cluster for every K, with scikit-learn's own tolerance."""
    return [KMeans(k, n_init=RUNS, random_state=0).fit(points) for k in KS]


def gap(points: Points, fits: list[KMeans]) -> int | None:
    """Choose K by the gap statistic, the references uniform over the box of the points."""
    rng = np.random.default_rng(0)
    low, high = points.min(axis=0), points.max(axis=0)
    references = [rng.uniform(low, high, points.shape) for _ in range(REFERENCES)]
    logs = np.log([[fit.inertia_ for fit in sweep(reference)] for reference in references])
    gaps = logs.mean(axis=0) - np.log([fit.inertia_ for fit in fits])
    errors = logs.std(axis=0) * np.sqrt(1 + 1 / REFERENCES)
    fulfils = gaps[:-1] >= gaps[1:] - errors[1:]
    return KS[int(fulfils.argmax())] if fulfils.any() else None


def main() -> None:
    """Ask all criteria that scikit-learn has, and the gap."""
    points = draw_points()
    with threadpool_limits(1), report() as chosen:
        fits = sweep(points)
        several = fits[1:]
        chosen["silhouette"] = _best(points, several, silhouette_score)
        chosen["Calinski-Harabasz"] = _best(points, several, calinski_harabasz_score)
        chosen["Davies-Bouldin"] = _best(
            points, several, lambda *args: -davies_bouldin_score(*args)
        )
        chosen["gap"] = gap(points, fits)


def _best(points: Points, fits: list[KMeans], score: Callable[[Points, Labels], float]) -> int:
    scores = [score(points, fit.labels_) for fit in fits]
    return len(fits[int(np.argmax(scores))].cluster_centers_)


if __name__ == "__main__":
    main()
