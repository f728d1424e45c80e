"""See k-means happen: true, small, beautiful films of Lloyd's algorithm.

A film in three lines::

    import kmviz

    points = kmviz.data.uniform(100, rng=0)
    kmviz.animate(points, k=7, rng=0).save("film.gif")

and the same as a chain of plain functions, each turning what the one before it yields into
something closer to a file::

    start = kmviz.random(points, 7, rng=0)          # k starting centroids
    states = kmviz.lloyd(points, start)             # State: what the algorithm knows
    frames = kmviz.storyboard(points, states)       # Frame: what is on screen, and for how long
    pictures = kmviz.render(frames)                 # Picture: pixels
    kmviz.write("film.gif", pictures, recipe)       # a file that tells how it was made

`kmviz.compare` shows several films side by side, `kmviz.restarts` how much is luck, and
`kmviz.choose_k` asks several criteria how many clusters there are. `kmviz.data` makes boards of
points and reads tables; `kmviz.engine` holds the algorithms, their starts and what they do with
empty clusters; `kmviz.trace` tells the run of an estimator of scikit-learn.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kmviz import choosing_k, data, engine
    from kmviz.drawing.picture import Picture
    from kmviz.drawing.render import render
    from kmviz.engine.hartigan_wong import hartigan_wong
    from kmviz.engine.lloyd import lloyd
    from kmviz.engine.macqueen import macqueen
    from kmviz.engine.minibatch import minibatch
    from kmviz.engine.restarts import Run, best_of, runs
    from kmviz.engine.seeding import (
        farthest,
        kmeans_plus_plus,
        kmeans_plus_plus_greedy,
        partition,
        random,
    )
    from kmviz.engine.seeding_steps import (
        SeedingStep,
        farthest_steps,
        kmeans_plus_plus_greedy_steps,
        kmeans_plus_plus_steps,
        partition_steps,
        random_steps,
    )
    from kmviz.engine.state import State
    from kmviz.engine.trace import trace
    from kmviz.films.choice import ChoiceOfK, choose_k
    from kmviz.films.comparison import Comparison, compare
    from kmviz.films.film import Film, Look, animate, film_run
    from kmviz.films.restarts import Restarts, restarts
    from kmviz.story.frame import Frame
    from kmviz.story.storyboard import storyboard
    from kmviz.writing.read_trace import read_trace
    from kmviz.writing.recipe import Recipe
    from kmviz.writing.trace import Trace, write_trace
    from kmviz.writing.write import write

__version__ = "0.1.0"

__all__ = [
    "ChoiceOfK",
    "Comparison",
    "Film",
    "Frame",
    "Look",
    "Picture",
    "Recipe",
    "Restarts",
    "Run",
    "SeedingStep",
    "State",
    "Trace",
    "animate",
    "best_of",
    "choose_k",
    "choosing_k",
    "compare",
    "data",
    "engine",
    "farthest",
    "farthest_steps",
    "film_run",
    "hartigan_wong",
    "kmeans_plus_plus",
    "kmeans_plus_plus_greedy",
    "kmeans_plus_plus_greedy_steps",
    "kmeans_plus_plus_steps",
    "lloyd",
    "macqueen",
    "minibatch",
    "partition",
    "partition_steps",
    "random",
    "random_steps",
    "read_trace",
    "render",
    "restarts",
    "runs",
    "storyboard",
    "trace",
    "write",
    "write_trace",
]

# Where each name lives. They are imported when they are first used: numpy and matplotlib take half
# a second, and `kmviz --help` needs neither.
_HOMES = {
    "ChoiceOfK": "kmviz.films.choice",
    "Comparison": "kmviz.films.comparison",
    "Film": "kmviz.films.film",
    "Frame": "kmviz.story.frame",
    "Look": "kmviz.films.film",
    "Picture": "kmviz.drawing.picture",
    "Recipe": "kmviz.writing.recipe",
    "Restarts": "kmviz.films.restarts",
    "Run": "kmviz.engine.restarts",
    "SeedingStep": "kmviz.engine.seeding_steps",
    "State": "kmviz.engine.state",
    "Trace": "kmviz.writing.trace",
    "animate": "kmviz.films.film",
    "best_of": "kmviz.engine.restarts",
    "choose_k": "kmviz.films.choice",
    "compare": "kmviz.films.comparison",
    "farthest": "kmviz.engine.seeding",
    "farthest_steps": "kmviz.engine.seeding_steps",
    "film_run": "kmviz.films.film",
    "hartigan_wong": "kmviz.engine.hartigan_wong",
    "kmeans_plus_plus": "kmviz.engine.seeding",
    "kmeans_plus_plus_greedy": "kmviz.engine.seeding",
    "kmeans_plus_plus_greedy_steps": "kmviz.engine.seeding_steps",
    "kmeans_plus_plus_steps": "kmviz.engine.seeding_steps",
    "lloyd": "kmviz.engine.lloyd",
    "macqueen": "kmviz.engine.macqueen",
    "minibatch": "kmviz.engine.minibatch",
    "partition": "kmviz.engine.seeding",
    "partition_steps": "kmviz.engine.seeding_steps",
    "random": "kmviz.engine.seeding",
    "random_steps": "kmviz.engine.seeding_steps",
    "read_trace": "kmviz.writing.read_trace",
    "render": "kmviz.drawing.render",
    "restarts": "kmviz.films.restarts",
    "runs": "kmviz.engine.restarts",
    "storyboard": "kmviz.story.storyboard",
    "trace": "kmviz.engine.trace",
    "write": "kmviz.writing.write",
    "write_trace": "kmviz.writing.trace",
}


def __getattr__(name: str) -> Any:
    if name in {"choosing_k", "data", "engine"}:
        return import_module(f"kmviz.{name}")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kmviz' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
