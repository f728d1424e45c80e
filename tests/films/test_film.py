"""The public face in Python: `kmviz.animate` and its Film."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.cluster import KMeans

import kmviz
from kmviz.engine import ALGORITHMS
from kmviz.engine.algorithms import chance
from tests.drawing import pages
from tests.engine.oracles import refused, same_runs


@pytest.fixture(scope="module")
def film() -> kmviz.Film:
    return kmviz.animate(kmviz.data.uniform(100, rng=0), k=7, rng=0)


def test_a_film_is_a_run_told(film: kmviz.Film) -> None:
    """A film holds the states of Lloyd's algorithm, and frames that tell them in order."""
    start = kmviz.random(film.points, 7, rng=0)
    states = list(kmviz.lloyd(film.points, start))
    assert [s.inertia for s in film.states] == [s.inertia for s in states]
    told = [frame.state.iteration for frame in film.timeline]
    assert told == sorted(told)
    assert film.seconds == pytest.approx(sum(frame.seconds for frame in film.timeline))


def test_save_writes_what_the_command_writes(tmp_path: Path) -> None:
    """The same names mean the same thing in Python and on the command line: equal pictures."""
    points = kmviz.data.uniform(30, rng=3)
    film = kmviz.animate(points, k=4, rng=3, steps=True, size=(200, 160), voronoi="always")
    film.save(tmp_path / "python.gif")
    command = ["animate", "--k", "4", "--n", "30", "--seed", "3", "--steps", "--size", "200x160"]
    path = str(tmp_path / "command.gif")
    done = [sys.executable, "-m", "kmviz", *command, "--voronoi", "always", "-o", path]
    subprocess.run(done, check=True, capture_output=True)
    written, commanded = (iio.imread(tmp_path / f"{name}.gif") for name in ("python", "command"))
    assert np.array_equal(written, commanded)


@pytest.mark.parametrize("name", ALGORITHMS)
def test_any_algorithm_is_filmed_by_its_name(name: str) -> None:
    """The film holds its states, from the start that the seed draws, and says so in the recipe."""
    points = kmviz.data.uniform(60, rng=1)
    film = kmviz.animate(points, k=4, rng=5, algorithm=name)
    again = kmviz.animate(points, k=4, rng=5, algorithm=name)
    states = ALGORITHMS[name](points, kmviz.random(points, 4, rng=5), rng=chance(5))
    assert same_runs(film.states, states)
    assert same_runs(film.states, again.states)
    assert film.states[0].algorithm == name
    assert (f"algorithm={name!r}" in film.recipe.command) == (name != "lloyd")


def test_batches_have_nothing_to_do_with_the_start() -> None:
    """The numbers that draw the start are not those that draw the batches."""
    points = kmviz.data.uniform(100, rng=1)
    first = kmviz.animate(points, k=10, rng=0, algorithm="minibatch", batch_size=10).states[0]
    assert first.batch is not None
    drawn = {tuple(point) for point in points[first.batch]}
    assert len(drawn & {tuple(centroid) for centroid in first.centroids}) < 5


def test_the_best_of_many_runs_in_batches_is_the_one_that_is_filmed() -> None:
    """With restarts, the film is the very run that ended lowest, batch for batch."""
    points = kmviz.data.peaked(100, 5, rng=0)
    film = kmviz.animate(points, k=5, rng=0, restarts=6, algorithm="minibatch", batch_size=20)
    tried = kmviz.runs(points, 5, 6, rng=0, algorithm="minibatch", batch_size=20)
    assert film.states[-1].inertia == min(run.final.inertia for run in tried)


def test_states_from_elsewhere_are_filmed_as_they_are() -> None:
    """An estimator's run becomes a film that ends where its fit ends."""
    points = kmviz.data.uniform(80, rng=0)
    estimator = KMeans(5, n_init=1, random_state=0)
    look = kmviz.Look(layout="lecture", steps=True)
    film = kmviz.film_run(points, kmviz.trace(estimator, points), look)
    estimator.fit(points)
    assert film.states[-1].labels.tolist() == estimator.labels_.tolist()
    assert film.recipe.inertia == pytest.approx(estimator.inertia_)
    assert film.recipe.command == "kmviz.film_run(points, states)"
    assert film.recipe.seed is None
    assert next(film.pictures()).pixels.shape == (720, 1280, 3)


def test_film_run_is_animate_for_states_that_are_there(film: kmviz.Film) -> None:
    """The options of both mean the same: from the same states comes the same film."""
    known = inspect.signature(kmviz.animate).parameters
    look = inspect.signature(kmviz.Look).parameters.values()
    assert all(option.default == known[option.name].default for option in look)
    again = kmviz.film_run(film.points, film.states)
    assert [f.seconds for f in again.timeline] == [f.seconds for f in film.timeline]


def test_what_an_algorithm_cannot_use_is_refused() -> None:
    """The message names what it was, in Python as on the command line."""
    points = kmviz.data.uniform(20, rng=0)
    with refused("batch_size is 5", "lloyd"):
        kmviz.animate(points, k=3, batch_size=5)
    with refused("algorithm is 'loyd'"):
        kmviz.animate(points, k=3, algorithm="loyd")
    with refused("algorithm is 'loyd'"):
        kmviz.restarts(points, 3, 2, algorithm="loyd")


def test_a_still_is_a_picture_of_the_film(film: kmviz.Film, tmp_path: Path) -> None:
    """`still` and `save` at a half-step give the picture that the film has when it ends."""
    pictures = list(film.pictures())
    for at, number in (("last", -1), ("start", 0), ("assign:3", 5)):
        picture = [p for p, f in zip(pictures, film.timeline, strict=True) if f.progress == 1][
            number
        ]
        assert np.array_equal(film.still(at).pixels(), picture.pixels)
        film.save(tmp_path / "still.png", at=at)
        assert np.array_equal(iio.imread(tmp_path / "still.png"), picture.pixels)
    with pytest.raises(ValueError, match="11 iterations"):
        film.save(tmp_path / "no.png", at="assign:99")
    assert not (tmp_path / "no.png").exists()


def test_a_pdf_of_a_film_has_a_page_for_every_half_step(film: kmviz.Film, tmp_path: Path) -> None:
    """Start, two for each iteration in which something changes, and the end; on one, with `at`."""
    found = pages.pdf_pages(film.save(tmp_path / "film.pdf").read_bytes())
    assert len(found) == 2 * len(film.states)
    headings = [page.words[0].text for page in found]
    assert headings[:4] == ["start", "iteration 1", "iteration 1", "iteration 2"]
    assert headings[-1] == f"iteration {len(film.states)}"
    (only,) = pages.pdf_pages(film.save(tmp_path / "one.pdf", at="update:2").read_bytes())
    assert only.words == found[4].words


def test_a_sheet_has_the_half_steps_that_there_is_room_for(
    film: kmviz.Film, tmp_path: Path
) -> None:
    """All of them, or some with the first and the last, and a word on those left out."""
    few, all_of_them = (
        [line.text for line in pages.svg(film.sheet(*grid).svg({})).words]
        for grid in ((2, 3), (5, 5))
    )
    count = 2 * len(film.states)
    assert sum(" · " in line for line in few) == 6
    assert [line for line in few if "left out" in line] == [
        "6 of 22 half-steps, evenly chosen; left out: 2-4, 6-8, 10-13, 15-17, 19-21"
    ]
    assert sum(" · " in line for line in all_of_them) == count
    assert not any("left out" in line for line in all_of_them)
    assert film.recipe.alt in few
    assert film.recipe.command in few
    path = film.save(tmp_path / "sheet.png", sheet=(2, 3), size=(620, 877))
    assert iio.imread(path).shape == (877, 620, 3)
    assert iio.immeta(path)["dpi"] == pytest.approx((75, 75), abs=0.1)


def test_slides_show_the_half_steps_and_how_stars_glide(tmp_path: Path) -> None:
    """Pages last as long as the film; those that end half-steps are the stills of these."""
    film = kmviz.animate(kmviz.data.uniform(20, rng=0), k=2, rng=0, fps=10)
    path = film.save(tmp_path / "film.tex", size=(320, 200))
    text = path.read_text(encoding="utf-8")
    found = pages.pdf_pages((tmp_path / "film-frames.pdf").read_bytes())
    ends = [int(number) for number in re.findall(r"only<\d+>{.*?page=(\d+)", text)]
    alone = pages.pdf_pages(film.resized((320, 200)).save(tmp_path / "film.pdf").read_bytes())
    assert [found[number - 1].words for number in ends] == [page.words for page in alone]
    assert len(found) > 3 * len(ends)
    seconds = _seconds(text)
    assert len(seconds) == len(found)
    assert sum(seconds) == pytest.approx(film.seconds, rel=1e-3)


def _seconds(text: str) -> list[float]:
    """Read for how long each picture of an `animateinline` is shown."""
    seconds, rate = [], float(re.findall(r"begin{animateinline}\[.*?\]{(.*?)}", text)[0])
    for line in text.partition(r"\begin{animateinline}")[2].partition(r"\end")[0].splitlines():
        if found := re.match(r"\\newframe\[(.*?)\]", line):
            rate = float(found[1])
        if r"\includegraphics" in line:
            several = re.match(r"\\multiframe{(\d+)}", line)
            seconds += [1 / rate] * (int(several[1]) if several else 1)
    return seconds


def test_the_title_of_slides_is_theirs(tmp_path: Path) -> None:
    """A title that TeX can set is in its letters, another is on the pictures, and none is lost."""
    points = kmviz.data.uniform(9, rng=0)
    for title, on_top in (
        ("50 % off", r"\begin{frame}{50 \% off}"),
        ("μ", r"\begin{frame}" + "\n"),
    ):
        film = kmviz.animate(points, k=2, rng=0, steps=True, title=title)
        assert on_top in film.save(tmp_path / "film.tex").read_text(encoding="utf-8")
        found = pages.pdf_pages((tmp_path / "film-frames.pdf").read_bytes())
        assert {title in [line.text for line in page.words] for page in found} == {title == "μ"}


def test_given_centroids_need_no_k(film: kmviz.Film) -> None:
    """An array of starting centroids is the start, and says how many there are."""
    start = film.points[:4]
    assert np.array_equal(kmviz.animate(film.points, init=start).states[0].centroids, start)


def test_anything_like_an_array_will_do() -> None:
    """Lists, integers and objects with __array__, a DataFrame for instance, give the same film."""

    class Frame:
        def __array__(self, dtype: object = None, copy: object = None) -> NDArray[np.int_]:
            return np.array([[0, 0], [1, 0], [5, 5], [6, 5]])

    ends = [
        kmviz.animate(points, k=2, rng=1).states[-1].inertia
        for points in ([[0, 0], [1, 0], [5, 5], [6, 5]], Frame())
    ]
    assert ends[0] == ends[1]


def test_no_seed_gives_another_film_that_can_be_made_again() -> None:
    """Without rng each film differs, and its recipe names the seed that makes it again."""
    points = kmviz.data.uniform(500, rng=0)
    first, second = (kmviz.animate(points, k=9) for _ in range(2))
    assert not np.array_equal(first.states[0].centroids, second.states[0].centroids)
    again = kmviz.animate(points, k=9, rng=first.recipe.seed)
    assert np.array_equal(first.states[0].centroids, again.states[0].centroids)


def test_restarts_film_the_best_run() -> None:
    """The filmed run is the best of as many runs."""
    points = kmviz.data.peaked(100, 5, rng=0)
    best = kmviz.best_of(kmviz.runs(points, 5, 20, rng=4))
    film = kmviz.animate(points, k=5, rng=4, restarts=20)
    assert film.states[-1].inertia == best.final.inertia


@pytest.mark.parametrize("init", kmviz.engine.SEEDINGS)
@pytest.mark.parametrize("restarts", [1, 4])
def test_the_start_that_is_shown_is_that_of_the_run(init: str, restarts: int) -> None:
    """With its start or without, the same run is filmed; the stars that are found begin it."""
    points = kmviz.data.gaussian(60, 4, rng=1)
    plain, told = (
        kmviz.animate(points, k=5, init=init, rng=2, restarts=restarts, show_start=shown)
        for shown in (False, True)
    )
    assert [s.inertia for s in told.states] == [s.inertia for s in plain.states]
    assert told.seconds > plain.seconds
    opening = told.timeline[0].opening
    assert opening is not None
    assert np.array_equal(opening.steps[-1].centroids, plain.states[0].centroids)


def test_a_film_has_the_size_of_its_layout() -> None:
    """Without a size a board is square and a lecture wide; a size that is given is kept."""
    points = kmviz.data.uniform(20, rng=0)
    assert kmviz.animate(points, k=2, rng=0).size == (640, 640)
    lecture = kmviz.animate(points, k=2, rng=0, layout="lecture")
    assert lecture.size == (1280, 720)
    assert kmviz.animate(points, k=2, rng=0, layout="lecture", size=(320, 240)).size[0] == 320


def test_a_film_knows_how_its_start_was_found() -> None:
    """The subtitle names the way in which the start was drawn, and how many were tried."""
    points = kmviz.data.uniform(20, rng=0)
    for asked, told in (
        ({"k": 2, "init": "kmeans++"}, "20 points, 2 clusters, k-means++ start"),
        ({"k": 2, "restarts": 5}, "20 points, 2 clusters, best of 5 random starts"),
        ({"init": points[:1]}, "20 points, 1 cluster, given start"),
    ):
        film = kmviz.animate(points, rng=0, **asked)
        assert {frame.subtitle for frame in film.timeline} == {told}


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"k": 0}, "k is 0"),
        ({"k": None}, "k is not given"),
        ({"init": "kmeans+"}, "init is 'kmeans[+]'"),
        ({"init": [[0, 0]]}, "init gives 1 centroids"),
        ({"restarts": 0}, "restarts is 0"),
        ({"init": [[0, 0]], "k": 1, "restarts": 2}, "restarts is for starts drawn at random"),
        ({"init": [[0, 0]], "k": 1, "show_start": True}, "show_start is for starts drawn at"),
        ({"theme": "sepia"}, "theme is 'sepia'"),
        ({"layout": "poster"}, "layout is 'poster'"),
        ({"show": ("line",)}, "no part 'line' to show"),
        ({"size": (1, 1)}, "1x1"),
        ({"pace": "brisk"}, "pace is 'brisk'"),
        ({"empty": "forget"}, "empty is 'forget'"),
    ],
)
def test_what_cannot_be_used_is_refused_at_once(wrong: dict[str, object], problem: str) -> None:
    """Every argument is checked before anything is drawn, in a message of two lines."""
    points = kmviz.data.uniform(20, rng=0)
    with pytest.raises(ValueError, match=problem) as refusal:
        kmviz.animate(points, **{"k": 3, **wrong})  # type: ignore[arg-type]
    assert len(str(refusal.value).splitlines()) == 2


def test_points_of_another_dimension_are_refused() -> None:
    """A film lies in the plane: other numbers of columns are refused, with a way out."""
    with pytest.raises(ValueError, match="plane") as refusal:
        kmviz.animate(np.zeros((5, 3)) + np.arange(5)[:, np.newaxis], k=2)
    assert "two columns" in str(refusal.value)


@pytest.mark.parametrize("layout", ["board", "lecture"])
def test_the_film_of_a_trace_is_the_same_film(tmp_path: Path, layout: str) -> None:
    """Saved as a trace, read back and filmed, it is the same file, byte for byte."""
    points = kmviz.data.uniform(30, rng=1)
    film = kmviz.animate(points, k=4, rng=1, layout=layout, steps=True, size=(320, 240))
    trace = kmviz.read_trace(film.save(tmp_path / "run.json"))
    again = kmviz.film_run(
        *(trace.points, trace.states, kmviz.Look(layout=layout, steps=True, size=(320, 240))),
        recipe=trace.recipe,
        subtitle=trace.about,
    )
    first = film.save(tmp_path / "film.gif").read_bytes()
    assert again.save(tmp_path / "film.gif").read_bytes() == first


def test_somebody_is_told_of_each_star_and_each_iteration() -> None:
    """One after the other, with how many there will be, or may be at most."""
    told: list[tuple[int, int, str]] = []
    points = kmviz.data.uniform(50, rng=0)
    film = kmviz.animate(points, 4, rng=0, progress=lambda *count: told.append(count))
    assert told[:5] == [(done, 4, "stars") for done in range(5)]
    assert told[5:] == [(done, 300, "iterations") for done in range(len(film.states) + 1)]


def test_somebody_is_told_of_each_start() -> None:
    """Where several are tried, of each run with how many there will be, and then of the best."""
    told: list[tuple[int, int, str]] = []
    points = kmviz.data.uniform(50, rng=0)
    film = kmviz.animate(points, 4, rng=0, restarts=3, progress=lambda *count: told.append(count))
    assert told[:4] == [(done, 3, "runs") for done in range(4)]
    assert told[4:] == [(done, 300, "iterations") for done in range(len(film.states) + 1)]


def test_a_run_that_has_been_made_can_be_filmed() -> None:
    """Whatever made the states; the recipe tells what can be seen in them."""
    points = kmviz.data.uniform(30, rng=1)
    states = list(kmviz.lloyd(points, points[:3], max_iterations=2))
    film = kmviz.film_run(points, iter(states), kmviz.Look(steps=True))
    assert film.states == tuple(states)
    recipe = film.recipe
    assert (recipe.points, recipe.clusters, recipe.iterations) == (30, 3, 2)
    assert (recipe.seed, recipe.inertia) == (None, states[-1].inertia)


def test_a_table_has_the_rows_that_are_asked_for(tmp_path: Path, film: kmviz.Film) -> None:
    """One for each cluster, or for each point, in every iteration."""
    for rows, count in (("clusters", 7), ("points", 100)):
        lines = film.save(tmp_path / "run.csv", rows=rows).read_text("ascii").splitlines()
        assert len(lines) == 1 + len(film.states) * count


def test_importing_kmviz_is_light() -> None:
    """`import kmviz` alone loads neither numpy nor matplotlib, and offers all its names."""
    code = (
        "import sys, kmviz; assert not {'numpy', 'matplotlib'} & set(sys.modules)\n"
        "assert all(hasattr(kmviz, name) for name in kmviz.__all__)\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
