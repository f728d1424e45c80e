"""Facts about films that have to fit: they do, and give up what is said, or they are refused."""

from itertools import groupby
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kmviz
from kmviz.films.fitting import Attempt, save_within
from kmviz.story.shots import thinned
from kmviz.story.storyboard import storyboard
from kmviz.writing.read import read_recipe
from tests.engine.oracles import refused
from tests.story.runs import Run, few, runs, seconds


@pytest.fixture(scope="module")
def film() -> kmviz.Film:
    return kmviz.animate(kmviz.data.uniform(30, rng=0), k=3, rng=0, size=(320, 320), pace="fast")


def _save(path: Path, film: kmviz.Film, budget: int) -> Attempt:
    return save_within(path, film, budget, watch=lambda pictures, _: pictures)


def test_a_film_that_fits_gives_nothing_up(film: kmviz.Film, tmp_path: Path) -> None:
    """Its file is the one that is written without a budget."""
    whole = film.save(tmp_path / "whole.gif").read_bytes()
    assert _save(tmp_path / "film.gif", film, len(whole)).told == "nothing"
    assert (tmp_path / "film.gif").read_bytes() == whole


@pytest.mark.parametrize(("ending", "part"), [(".gif", 0.5), (".gif", 0.3), (".mp4", 0.6)])
def test_a_film_fits_into_its_budget(
    film: kmviz.Film, tmp_path: Path, ending: str, part: float
) -> None:
    """A part of the bytes suffices, for a film that lasts as long and carries its recipe."""
    path = tmp_path / f"film{ending}"
    budget = round(part * film.save(path).stat().st_size)
    done = _save(path, film, budget)
    assert path.stat().st_size <= budget
    assert read_recipe(path) == film.recipe
    assert done.told != "nothing"
    assert done.film.seconds == pytest.approx(film.seconds)


def test_what_is_said_to_be_given_up_is(film: kmviz.Film, tmp_path: Path) -> None:
    """Fewer pictures and a smaller size are those of the file."""
    done = _save(tmp_path / "film.gif", film, 18_000)
    height, width = iio.imread(tmp_path / "film.gif").shape[1:3]
    assert f"{width}x{height} instead of 320x320" in done.told
    assert f"{len(done.film.timeline)} pictures instead of {len(film.timeline)}" in done.told
    assert "fewer colours" in done.told


def test_fewer_colours_leave_flat_areas_as_they_are(film: kmviz.Film) -> None:
    """Only blends are rounded, by half a step at most."""
    coarse = Attempt(film, coarse=True, told="").pictures()
    for fine, rough in zip(film.pictures(), coarse, strict=True):
        assert np.abs(fine.pixels.astype(int) - rough.pixels).max() <= 8
        is_flat = (fine.pixels[..., np.newaxis, :] == fine.flats).all(axis=-1).any(axis=-1)
        assert np.array_equal(fine.pixels[is_flat], rough.pixels[is_flat])


def test_a_budget_that_cannot_be_met_is_refused(film: kmviz.Film, tmp_path: Path) -> None:
    """The message says how small it gets, and what was there before is as it was."""
    (tmp_path / "film.gif").write_text("as it was")
    with refused("film.gif", "fits into 100 bytes"):
        _save(tmp_path / "film.gif", film, 100)
    assert (tmp_path / "film.gif").read_text() == "as it was"


@few
@given(runs(), st.integers(1, 100))
def test_thinning_keeps_ends_and_time(told: Run, keep: int) -> None:
    """Every half-step ends on its own frame, and lasts as long as before."""
    frames = list(storyboard(*told, fps=20))
    thin = list(thinned(frames, keep))
    assert seconds(thin) == pytest.approx(seconds(frames))
    for before, after in zip(_beats(frames), _beats(thin), strict=True):
        assert before[-1].progress == after[-1].progress
        assert before[-1].state is after[-1].state
        assert seconds(before) == pytest.approx(seconds(after))
    assert [frame.progress for frame in thinned(frames, 1)] == [f.progress for f in frames]


def _beats(frames: list[kmviz.Frame]) -> list[list[kmviz.Frame]]:
    groups = groupby(frames, key=lambda frame: (frame.state.iteration, frame.beat))
    return [list(group) for _, group in groups]
