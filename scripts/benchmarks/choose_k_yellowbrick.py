"""Points go in, the elbow of yellowbrick's `KElbowVisualizer` comes out.

On one thread, as in `choose_k_scikit_learn.py`.
"""

import matplotlib as mpl
from benchmarks.choice import KS, RUNS, draw_points, report
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits
from yellowbrick.cluster import KElbowVisualizer


def main() -> None:
    """Find the elbow, and draw it on a figure that nobody saves."""
    mpl.use("agg")
    points = draw_points()
    with threadpool_limits(1), report() as chosen:
        # of its own accord it no longer knows scikit-learn's KMeans for a clusterer
        model = KMeans(n_init=RUNS, random_state=0)
        elbow = KElbowVisualizer(model, k=(KS.start, KS.stop), force_model=True)
        elbow.fit(points)
        chosen["elbow"] = elbow.elbow_value_


if __name__ == "__main__":
    main()
