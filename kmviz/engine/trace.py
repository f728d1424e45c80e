"""Somebody else's estimator goes in, the States of its own run come out.

Nothing is imported for it: whoever has an estimator has its library. It is run by what scikit-learn
promises of its estimators, and watched at two places inside them: where a start has been drawn, and
where a batch has. What was seen is played back step by step; where that does not lead to the very
result of the estimator's own `fit`, the trace is refused.
"""

import warnings
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kmviz.engine.checks import check_points
from kmviz.engine.distances import nearest
from kmviz.engine.observe import observe
from kmviz.engine.state import Labels, Points, State

Estimator: TypeAlias = Any
Table: TypeAlias = NDArray[Any]  # (n, d), in the type that the estimator works in

# The methods that give a start, and that are called when a batch has just been drawn.
START: Final = "_init_centroids"
BATCH: Final = "_random_reassign"


def trace(estimator: Any, points: ArrayLike) -> Iterator[State]:
    """Tell how an estimator of scikit-learn reaches its result.

    Parameters
    ----------
    estimator
        A `KMeans` or `MiniBatchKMeans` of scikit-learn, fitted or not; it is left as it is. Of
        several starts (`n_init`) the one that wins is told.
    points
        (n, d), any array-like of real numbers; never modified.

    Yields
    ------
    State
        One per iteration, or per batch. Where the estimator stops before it settles, one more
        follows, which does not move: the labels that it gives in the end. So the last state holds
        what `fit` would leave in `labels_`, `cluster_centers_` and `inertia_`.

    Raises
    ------
    ValueError
        At the call, if this is no estimator that can be traced, or if it cannot be fitted.

    Notes
    -----
    A `KMeans` is run again from its own starting centroids, one iteration at a time; a
    `MiniBatchKMeans` is led through its own batches in turn, by `partial_fit`.
    """
    follow = _way_to_follow(estimator)
    _refuse_small_batches(estimator)
    checked = check_points(points)
    single = getattr(points, "dtype", None) == np.float32
    table = np.array(checked, dtype=np.float32 if single else np.float64, order="C")
    states = follow(_watch(estimator, table), checked)
    if states is None:
        raise ValueError(
            f"the steps of this {type(estimator).__name__} do not lead where its own fit leads\n"
            "trace one of scikit-learn's own, with nothing replaced in it"
        )
    return iter(states)


class Draw(NamedTuple):
    """A batch, and the state of the random numbers when it had been drawn."""

    batch: Labels
    state: Any


class Watched(NamedTuple):
    """What was seen while a copy of an estimator was fitted.

    Attributes
    ----------
    fitted
        The copy.
    table
        (n, d), the points in the type that the estimator works in.
    starts
        All that were drawn, (k, d) each, as the estimator sees them.
    draws
        The batches, where there are any.
    """

    fitted: Estimator
    table: Table
    starts: list[Table]
    draws: list[Draw]

    def again(self, start: Table, **changes: Any) -> Estimator:
        """Give a copy that begins at this start, with some parameters changed."""
        params = deepcopy(self.fitted.get_params(deep=False))
        once = {"init": lambda *_, **__: start.copy(), "n_init": 1}
        return type(self.fitted)(**params | once | changes)


class Dice(np.random.RandomState):
    """Random numbers for an estimator, which remember the indices that were drawn last."""

    last: Any = None

    def randint(self, *args: Any, **kwargs: Any) -> Any:
        """Draw whole numbers, as many estimators draw their batches."""
        self.last = super().randint(*args, **kwargs)
        return self.last

    def choice(self, *args: Any, **kwargs: Any) -> Any:
        """Draw among indices, as scikit-learn draws batches from version 1.9 on."""
        self.last = super().choice(*args, **kwargs)
        return self.last


def _watch(estimator: Estimator, table: Table) -> Watched:
    """Fit a copy of the estimator, and write down the starts and batches that it draws."""
    params = deepcopy(estimator.get_params(deep=False))
    dice = _same_dice(params["random_state"])
    copy = type(estimator)(**params | {"random_state": dice})
    starts: list[Table] = []
    draws: list[Draw] = []
    _overhear(copy, START, lambda start: starts.append(start.copy()))
    _overhear(copy, BATCH, lambda _: draws.append(Draw(dice.last, dice.get_state())))
    try:
        copy.fit(table.copy())
    except ValueError as error:
        why = str(error).splitlines()[0].rstrip(".")
        raise ValueError(
            f"this {type(estimator).__name__} cannot be fitted: {why}\n"
            "change it until its own fit takes these points, then trace it"
        ) from error
    return Watched(copy, table, starts, draws)


def _same_dice(random_state: Any) -> Dice:
    """Give dice that will fall as the estimator's would; those are left as they lie."""
    if isinstance(random_state, np.integer | int):
        return Dice(random_state)
    dice = Dice()
    shared = random_state is None or random_state is np.random
    dice.set_state(np.random.get_state() if shared else random_state.get_state())  # noqa: NPY002  (read only: estimators without a seed draw from there)
    return dice


def _overhear(estimator: Estimator, method: str, tell: Callable[[Any], None]) -> None:
    """Tell each value that a method of this one estimator gives."""
    original: Any = getattr(estimator, method, None)

    def overheard(*args: Any, **kwargs: Any) -> Any:
        value = original(*args, **kwargs)
        tell(value)
        return value

    if original is not None:
        estimator.__dict__[method] = overheard


def _kmeans(watched: Watched, points: Points) -> list[State] | None:
    """Run from the start that won, one iteration at a time."""
    fitted = watched.fitted
    for start in watched.starts:
        end = _run(watched, start, fitted.max_iter)
        if end.n_iter_ == fitted.n_iter_ and _is_alike(end, fitted):
            runs = _stepped(watched, start)
            centroids = [_in_place(watched, start), *(run.cluster_centers_ for run in runs)]
            labels = [_opening(watched, start), *(run.labels_ for run in runs)]
            return _tell(points, "lloyd", centroids, labels)
    return None


def _stepped(watched: Watched, start: Table) -> list[Estimator]:
    """Give an estimator for each iteration.

    Centroids are measured anew between two of them. Where that rounding breaks a tie otherwise,
    and leads elsewhere, all iterations before are run once more for each.
    """
    fitted, mean, runs = watched.fitted, watched.table.mean(axis=0), list[Estimator]()
    for _ in range(fitted.n_iter_):
        runs.append(_run(watched, runs[-1].cluster_centers_ - mean if runs else start, 1))
    if _is_alike(runs[-1], fitted):
        return runs
    return [_run(watched, start, 1 + number) for number in range(fitted.n_iter_)]


def _run(watched: Watched, start: Table, iterations: int) -> Estimator:
    estimator = watched.again(start, max_iter=iterations)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what there was to say was said by the fit
        estimator.fit(watched.table.copy())
    return estimator


def _is_alike(end: Estimator, fitted: Estimator) -> bool:
    """Say whether two estimators have come to the same result."""
    return np.array_equal(end.labels_, fitted.labels_) and np.allclose(
        end.cluster_centers_, fitted.cluster_centers_
    )


def _opening(watched: Watched, start: Table) -> Labels:
    """Give the labels at the start, (n,), with ties as the estimator breaks them."""
    table = watched.table - watched.table.mean(axis=0)
    if watched.fitted.algorithm == "elkan":
        return nearest(table, start, np.zeros(len(start), dtype=np.bool_))[0]
    estimator = _run(watched, start, 1)
    estimator.cluster_centers_ = start
    labels: Labels = estimator.predict(table)
    return labels


def _in_place(watched: Watched, start: Table) -> Table:
    """Put a start, which `KMeans` measures from the mean of all points, where it is, (k, d)."""
    init, table = watched.fitted.init, watched.table
    if not (isinstance(init, str) or callable(init)):
        return np.array(init, dtype=np.float64)
    mean = table.mean(axis=0)
    same = (table - mean == start[:, np.newaxis]).all(axis=2)
    places: Table = np.where(
        same.any(axis=1)[:, np.newaxis], table[same.argmax(axis=1)], start + mean
    )
    return places


def _minibatch(watched: Watched, points: Points) -> list[State] | None:
    """Lead a copy through the batches that were drawn, one at a time."""
    fitted = watched.fitted
    for start in watched.starts:
        centroids = [start, *_led(watched, start)]
        if np.allclose(centroids[-1], fitted.cluster_centers_):
            retired = np.zeros(len(start), dtype=np.bool_)
            labels = [nearest(points, each.astype(np.float64), retired)[0] for each in centroids]
            if fitted.compute_labels:
                labels[-1] = fitted.labels_
            return _tell(points, "minibatch", centroids, labels, watched.draws)
    return None


def _led(watched: Watched, start: Table) -> list[Table]:
    """Give where the centroids are after each batch."""
    dice = Dice()
    estimator = watched.again(start, init_size=None, random_state=dice)
    centroids = []
    for draw in watched.draws:
        dice.set_state(draw.state)  # what else is drawn in this step falls as it did
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            estimator.partial_fit(watched.table[draw.batch])
        centroids.append(estimator.cluster_centers_.copy())
    return centroids


def _tell(
    points: Points,
    algorithm: str,
    centroids: list[Table],
    labels: list[Labels],
    draws: list[Draw] | None = None,
) -> list[State]:
    """Write down the states at these centroids; the last goes nowhere.

    An estimator that has seen the labels of the last but one before has settled there.
    """
    states: list[State] = []
    end = len(labels) - 1
    if draws is None and end > 1 and np.array_equal(labels[end - 1], labels[end - 2]):
        end -= 1
    stands = [np.array(each, dtype=np.float64) for each in centroids]
    retired = np.zeros(len(stands[0]), dtype=np.bool_)
    for t, label in enumerate(labels[: end + 1]):
        before = states[-1] if states else None
        same = before is not None and np.array_equal(label, before.labels)
        states.append(
            observe(
                points,
                before,
                algorithm=algorithm,
                centroids=stands[t],
                labels=np.array(label, dtype=np.intp),
                means=stands[min(t + 1, end)],
                retired=retired,
                settled=draws is None and t == end and same,
                nearest=True,
                batch=None if draws is None or t == end else _mask(draws[t].batch, len(points)),
            )
        )
    return states


def _mask(batch: Labels, n: int) -> NDArray[np.bool_]:
    mask = np.zeros(n, dtype=np.bool_)
    mask[batch] = True
    return mask


WAYS: Final[dict[str, Callable[[Watched, Points], list[State] | None]]] = {
    "KMeans": _kmeans,
    "MiniBatchKMeans": _minibatch,
}


def _way_to_follow(estimator: Any) -> Callable[[Watched, Points], list[State] | None]:
    """Find how to follow an estimator, by the classes of scikit-learn that it is made of."""
    for kind in type(estimator).__mro__:
        if kind.__name__ in WAYS and kind.__module__.partition(".")[0] == "sklearn":
            return WAYS[kind.__name__]
    is_class = isinstance(estimator, type)
    what = f"the class {estimator.__name__}" if is_class else f"this {type(estimator).__name__}"
    raise ValueError(
        f"{what} cannot be traced\n"
        f"give an estimator of scikit-learn, {' or '.join(f'{name}(…)' for name in WAYS)}"
    )


def _refuse_small_batches(estimator: Estimator) -> None:
    """Refuse what `partial_fit` refuses."""
    size, k = getattr(estimator, "batch_size", None), estimator.n_clusters
    if size is not None and size < k:
        raise ValueError(
            f"batch_size is {size}, and partial_fit takes no batch smaller than the {k} clusters\n"
            f"set batch_size={k} or more"
        )
