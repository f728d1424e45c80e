"""A million points go in, k-means runs to its end by `kmviz.lloyd`, as fast as it gives States."""

from benchmarks.million import K, draw_points, report

from kmviz.engine.lloyd import lloyd


def main() -> None:
    """Run until nothing changes."""
    points = draw_points()
    with report() as end:
        for state in lloyd(points, points[:K]):
            end.iterations, end.inertia = state.iteration + 1, state.inertia
        end.labels = state.labels


if __name__ == "__main__":
    main()
