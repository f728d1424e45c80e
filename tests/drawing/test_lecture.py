"""Facts about the lecture layout: what is told is true, it fits, and no part touches another."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from matplotlib.transforms import Bbox

from kmviz.drawing import canvas
from kmviz.drawing.canvas import Mark
from kmviz.drawing.compositions import LAYOUTS, SIZES, draw_frame
from kmviz.drawing.layouts import Box
from kmviz.drawing.lecture import compose
from kmviz.drawing.parts import Composition
from kmviz.drawing.render import render
from kmviz.drawing.still import Still
from kmviz.drawing.style import THEMES
from kmviz.drawing.words import ELLIPSIS
from kmviz.story import captions
from kmviz.story.algorithms import words as words_of
from kmviz.story.frame import OPENING, Beat, Frame
from kmviz.story.language import ENGLISH
from kmviz.story.storyboard import storyboard
from tests.drawing.looks import reach, written
from tests.drawing.spoken import SPOKEN
from tests.story.runs import begin, desert, run, tell

LIGHT = THEMES["light"]
LARGE = [(640, 480), (960, 540), (1280, 720), (1920, 1080), (2560, 1080), (3840, 2160)]
SMALL = [(320, 240), (400, 300), (480, 480), (480, 800), (640, 640), (1080, 1920)]
LONG = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich, " * 9
LLOYD = words_of("lloyd")
STEPS = LLOYD.lines(7)
REPEAT = STEPS[-1]

FILM = list(storyboard(*run(100, 7), steps=True, subtitle="100 points, 7 clusters, random start"))
FIRST, LAST = FILM[0], FILM[-1]


def _composed(size: tuple[int, int], frame: Frame = FIRST, title: str | None = None) -> Composition:
    return compose(size, title, frame, LIGHT)


def _marks(composition: Composition, frame: Frame) -> Iterator[Mark]:
    yield from composition.still()
    for part in composition.parts:
        yield from part.draw(part.tell(frame))


def _at(frame: Frame, values: list[float], step: int) -> Frame:
    """Give the frame at a half-step of a run with these values of the objective."""
    objectives = np.append(values, values[-1]).reshape(-1, 2)
    now, then = values[step], values[max(step - 1, 0)]
    beat: Beat = "update" if step % 2 else "assign"
    state = replace(
        frame.state,
        iteration=step // 2,
        inertia=then if step % 2 else now,
        inertia_at_means=now,
    )
    heading = captions.heading(frame.language, state)
    return replace(frame, objectives=objectives, state=state, heading=heading, beat=beat)


def _ink(mark: canvas.Text) -> Bbox:
    """Measure a text but for the room that its box has above and below letters."""
    box = reach(mark)
    return Bbox([(box.x0 + 0.5, box.y0 + 0.15 * box.height), (box.x1 - 0.5, box.y1)])


def _meets(box: Bbox, other: Box) -> bool:
    return bool(box.overlaps(Bbox.from_bounds(other.left, other.bottom, other.width, other.height)))


def _check(composition: Composition, frame: Frame, size: tuple[int, int]) -> None:
    """No words touch other words or the board, and all are on the sheet."""
    texts = [m for m in _marks(composition, frame) if isinstance(m, canvas.Text) and m.words]
    boxes = [_ink(mark) for mark in texts]
    for mark, box in zip(texts, boxes, strict=True):
        assert box.x0 >= 0, mark
        assert box.x1 <= size[0], mark
        assert box.y0 >= 0, mark
        assert box.y1 <= size[1], mark
        assert not _meets(box, composition.layout.board), mark
    for (one, here), (other, there) in combinations(zip(texts, boxes, strict=True), 2):
        assert not here.overlaps(there), (one, other)


@pytest.mark.parametrize("size", [*LARGE, *SMALL])
@pytest.mark.parametrize("title", [None, "", "K-means", LONG])
def test_no_words_touch_others_or_are_cut_off(size: tuple[int, int], title: str | None) -> None:
    """At every size and with every title, all words lie apart, on the sheet, off the board."""
    composition = _composed(size, title=title)
    for frame in (FILM[0], FILM[1], FILM[2], FILM[6], LAST):
        _check(composition, frame, size)


@pytest.mark.parametrize("size", [(320, 240), (640, 480), (1080, 1920), (3840, 2160)])
@pytest.mark.parametrize("lang", SPOKEN)
def test_every_language_fits(size: tuple[int, int], lang: str) -> None:
    """In every language nothing touches, and what is said is said whole, at the start too."""
    films = [
        list(storyboard(*desert("keep"), steps=True, lang=lang)),
        *(tell(begin(init, 20, 3), steps=True, lang=lang) for init in ("kmeans++", "partition")),
    ]
    for film in films:
        composition = _composed(size, film[0])
        for frame in {frame.caption: frame for frame in film}.values():
            _check(composition, frame, size)
            words = " ".join(written(composition, frame)).replace(" ", "")
            assert frame.heading.replace(" ", "") in words
            assert frame.beat == "start" or frame.caption.replace(" ", "") in words


@pytest.mark.parametrize("size", LARGE)
@pytest.mark.parametrize("lang", SPOKEN)
def test_every_language_has_room_for_the_algorithm(size: tuple[int, int], lang: str) -> None:
    """Wherever English has all four lines of the algorithm beside the board, all languages do."""
    first, *_ = storyboard(*run(100, 7), steps=True, lang=lang)
    words = written(_composed(size, first), first)
    assert set(words_of("lloyd", first.language).lines(7)) <= set(words)


@pytest.mark.parametrize("lang", SPOKEN)
def test_a_subtitle_ends_with_a_whole_part(lang: str) -> None:
    """Where how the start was found has no room, how much there is still has."""
    first, *_ = storyboard(*run(100, 7), steps=True, lang=lang)
    much = first.subtitle
    told = first.language.joined("comma", much, "o" * 30)
    for subtitle, seen in ((told, much), (much, much)):
        frame = replace(first, subtitle=subtitle)
        assert seen in written(_composed((640, 360), frame), frame)


@pytest.mark.parametrize("size", [(320, 240), (480, 800), (640, 480), (1280, 720), (3840, 2160)])
@pytest.mark.parametrize("scale", [1e-12, 1e-4, 1.0, 12345.6, 1e12])
def test_runs_of_any_length_and_any_objective_fit(size: tuple[int, int], scale: float) -> None:
    """From 1 to 300 iterations, with J from 10⁻¹² to 10¹², nothing touches or is cut off."""
    for iterations in (1, 2, 11, 300):
        values = scale * (1 + 3 * np.exp(-np.arange(2 * iterations - 1) / iterations))
        for step in {0, iterations, 2 * iterations - 2}:
            frame = _at(FILM[2], values.tolist(), min(step, 2 * iterations - 2))
            _check(_composed(size, frame), frame, size)


@pytest.mark.parametrize("k", [1, 2, 30, 100])
def test_any_number_of_clusters_fits(k: int) -> None:
    """With one star or a hundred, all that is said fits."""
    film = list(storyboard(*run(200, k, max_iterations=2), steps=True))
    for size, frame in product([(320, 240), (480, 800), (1280, 720)], film):
        _check(_composed(size, film[0]), frame, size)


@pytest.mark.parametrize("size", [*LARGE, *SMALL])
def test_each_part_is_whole_within_its_box(size: tuple[int, int]) -> None:
    """What a part draws lies within its box, and the boxes lie apart, off the board."""
    composition = _composed(size)
    parts = composition.parts
    for frame, part in product((FILM[0], FILM[1], FILM[2], LAST), parts):
        box = part.box
        for mark in part.draw(part.tell(frame)):
            inked = reach(mark)
            assert box.left <= inked.x0 + 0.5
            assert inked.x1 <= box.right + 0.5
            assert box.bottom <= inked.y0 + 0.5
            assert inked.y1 <= box.top + 0.5
    boxes = [part.box for part in parts]
    for one, other in combinations([*boxes, composition.layout.board], 2):
        bounds = Bbox.from_bounds(one.left, one.bottom, one.width, one.height).padded(-0.6)
        assert not _meets(bounds, other)


@pytest.mark.parametrize("size", LARGE)
def test_a_wide_picture_has_it_all(size: tuple[int, int]) -> None:
    """Title, subtitle, the lines of the algorithm, iteration, changes and the objective."""
    frame = FILM[3]
    assert frame.beat == "assign"
    words = written(_composed(size), frame)
    wanted = (
        *(LLOYD.title, "100 points, 7 clusters, random start", *STEPS, "1", "2", "3"),
        *("iteration 2", f"{frame.state.changed} points changed cluster", "iteration"),
        captions.number(frame.state.inertia),
    )
    assert all(word in words for word in wanted)


@pytest.mark.parametrize("size", SMALL)
def test_a_small_picture_says_what_happens(size: tuple[int, int]) -> None:
    """Where the lines of the algorithm have no room, the caption says each half-step, whole."""
    said = (captions.start(ENGLISH, 100, 7), *captions.during(ENGLISH, "lloyd"))
    composition = _composed(size)
    for caption in said:
        words = " ".join(written(composition, replace(FILM[3], caption=caption)))
        assert caption in words
        assert "place" not in words
        assert "iteration 2" in words
        assert captions.number(FILM[3].state.inertia) in words


def test_the_smallest_pictures_have_a_board_and_a_caption() -> None:
    """Where no chart could be read the picture is that of the board layout."""
    for size in ((160, 120), (240, 180)):
        lecture, board = (LAYOUTS[name](size, None, FIRST, LIGHT) for name in ("lecture", "board"))
        assert lecture.layout == board.layout
        assert written(lecture, LAST) == written(board, LAST)


def _running(frame: Frame) -> list[str]:
    """Give the words on the bar."""
    marks = list(_marks(_composed((1280, 720)), frame))
    (bar,) = [mark for mark in marks if isinstance(mark, canvas.Polygons)]
    bounds = reach(bar)
    inside = [
        m for m in marks if isinstance(m, canvas.Text) and bounds.overlaps(reach(m).padded(-4))
    ]
    return [mark.words for mark in inside]


def test_the_running_line_is_the_half_step() -> None:
    """Exactly one line is marked, the one that says what happens in this beat."""
    said = {
        "start": ["1", "place 7 stars"],
        "assign": ["2", LLOYD.assign],
        "update": ["3", LLOYD.update],
    }
    for frame in FILM:
        assert _running(frame) == said.get(frame.beat, [LLOYD.settled])
    stopped = list(storyboard(*run(100, 7, max_iterations=2), steps=True))[-1]
    assert _running(stopped) == [LLOYD.stopped]


def test_what_becomes_of_empty_stars_is_said_beside_the_lines() -> None:
    """A policy's words stand in the last line while the line of the update is marked."""
    film = list(storyboard(*desert("keep"), steps=True))
    update = next(frame for frame in film if frame.beat == "update")
    composition = _composed((1280, 720), film[0])
    assert ENGLISH.say_of(1, "captions.stays") in written(composition, update)
    assert REPEAT not in written(composition, update)
    assert REPEAT in written(composition, film[1])


def test_the_number_beside_the_curve_is_j() -> None:
    """In every frame the chart's number is the objective as captions write it; none at first."""
    composition = _composed((1280, 720))
    *_, chart = composition.parts
    for frame in storyboard(*run(100, 7), fps=5):
        marks = chart.draw(chart.tell(frame))
        words = [m.words for m in marks if isinstance(m, canvas.Text | canvas.Label)]
        objective = frame.objective
        assert words == ([] if objective is None else [captions.number(objective)])


def test_how_many_points_changed_is_counted() -> None:
    """The remark counts the points whose label differs from the one before."""
    composition = _composed((1280, 720))
    before = None
    for frame in FILM[1:-1]:
        words = written(composition, frame)
        if before is None or frame.state.iteration == 0:
            assert "every point chose a star" in words
        elif frame.beat == "assign":
            changed = int((frame.state.labels != before.labels).sum())
            noun = "point" if changed == 1 else "points"
            assert (f"{changed} {noun} changed cluster" in words) == (changed > 0)
        before = frame.state
    assert "settled ✓" in written(composition, LAST)


def test_a_title_of_ones_own_takes_the_place_of_the_name() -> None:
    """The name of the algorithm is drawn where no title is given, and not where one is."""
    assert LLOYD.title in written(_composed((1280, 720)), FIRST)
    for title in ("", "K-means"):
        words = written(_composed((1280, 720), title=title), FIRST)
        assert LLOYD.title not in words
        assert (title in words) == (title != "")
    cut = written(_composed((1280, 720), title=LONG), FIRST)
    assert cut[1].endswith(ELLIPSIS)
    assert LONG.startswith(cut[0])


def test_places_do_not_depend_on_where_a_film_is() -> None:
    """Any frame of a film gives the layout and the still marks that the first one gives."""
    for frame in FILM[1::5]:
        composition = _composed((1280, 720), frame)
        assert composition.layout == _composed((1280, 720)).layout
        assert written(composition, LAST) == written(_composed((1280, 720)), LAST)


def _whole(frame: Frame, size: tuple[int, int], theme: str) -> np.ndarray:
    composition = compose(size, None, frame, THEMES[theme])
    ground = THEMES[theme].ground
    return Still(*size, ground, lambda: draw_frame(frame, composition, THEMES[theme])).pixels()


@pytest.mark.parametrize(
    ("size", "theme"), [((320, 240), "light"), ((640, 360), "dark"), ((240, 400), "light")]
)
def test_a_composed_frame_is_the_frame_drawn_as_a_whole(size: tuple[int, int], theme: str) -> None:
    """At the end of every beat, pictures painted one after the other leave nothing behind."""
    films = (
        storyboard(*run(40, 5), voronoi="always", fps=4),
        tell(begin("kmeans++", 40, 5), fps=4),
    )
    for film in films:
        frames = list(film)
        pictures = render(frames, layout="lecture", size=size, theme=theme)
        for frame, picture in zip(frames, pictures, strict=True):
            if frame.progress == 1:
                whole = _whole(frame, size, theme)
                assert np.abs(whole.astype(int) - picture.pixels).max() <= 2


def test_a_start_that_is_told_has_the_place_of_the_chart() -> None:
    """While stars are drawn by D² its running sum stands where the objective will."""
    film = tell(begin("kmeans++", 40, 5), steps=True)
    composition = compose((1280, 720), None, film[0], LIGHT)
    for frame in film:
        words = written(composition, frame)
        assert ("J, sum of squared distances to own star" in words) == (
            frame.beat not in OPENING and frame.beat != "start"
        )
        if frame.beat in OPENING:
            assert frame.caption in words
            assert frame.heading in words
            assert set(LLOYD.lines(5)) <= set(words)
        _check(composition, frame, (1280, 720))


def test_the_bar_of_a_start_begins_at_0_and_ends_at_the_sum() -> None:
    """At the ends of the bar stand 0 and the sum of all D² to the nearest star so far."""
    begun = begin("kmeans++", 40, 5)
    points, steps = begun.points, tuple(begun.steps)
    film = list(tell(begun, steps=True))
    composition = compose((1280, 720), None, film[0], LIGHT)
    drawn = [frame for frame in film if frame.beat == "draw"]
    assert len(drawn) == 4
    for number, frame in enumerate(drawn, start=1):
        *_, chart = composition.parts
        marks = chart.draw(chart.tell(frame))
        words = [m.words for m in marks if isinstance(m, canvas.Text | canvas.Label)]
        stars = steps[-1].centroids[:number]
        squares = ((points[:, np.newaxis] - stars) ** 2).sum(axis=-1).min(axis=1)
        assert words[-2:] == ["0", captions.number(float(squares.sum()))]


def test_each_layout_has_a_size_of_its_own() -> None:
    """Without a size the pictures of a layout have its own: a square board, a wide lecture."""
    assert list(SIZES) == list(LAYOUTS)
    for layout, (width, height) in SIZES.items():
        (picture,) = render([FIRST], layout=layout)
        assert picture.pixels.shape == (height, width, 3)
    assert SIZES["lecture"] == (1280, 720)
