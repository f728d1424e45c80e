"""Points go in, k-means runs by `kmviz.lloyd`, as it gives States: `N D K ITERATIONS`."""

from benchmarks.uniform import read_task, report

from kmviz.engine.lloyd import lloyd


def main() -> None:
    """Run until nothing changes, or so many iterations."""
    points, k, iterations = read_task()
    with report() as end:
        for state in lloyd(points, points[:k], max_iterations=iterations):
            end.iterations, end.inertia = state.iteration + 1, state.inertia
        end.labels = state.labels


if __name__ == "__main__":
    main()
