"""Numbers go in, a film of so many pictures comes out, told again and again: `COUNT SIZE FILE`."""

import sys
from itertools import cycle, islice

from benchmarks.frames import POINTS, read_size

from kmviz.drawing.render import render
from kmviz.films.film import animate
from kmviz.writing.write import write


def main() -> None:
    """Film 100 points in 7 clusters."""
    count, size, output = sys.argv[1:]
    film = animate(POINTS, 7, rng=0)
    frames = islice(cycle(film.timeline), int(count))
    write(output, render(frames, size=read_size(size)), film.recipe)


if __name__ == "__main__":
    main()
