"""Numbers go in, a file of points in seven blobs comes out: `N FILE`."""

import sys

import numpy as np


def main() -> None:
    """Write the file."""
    n, path = sys.argv[1:]
    rng = np.random.default_rng(0)
    middles = rng.uniform(-1, 1, (7, 2))
    np.save(path, middles[rng.integers(7, size=int(n))] + 0.18 * rng.normal(size=(int(n), 2)))


if __name__ == "__main__":
    main()
