"""Facts about the words for those who cannot see a film: they are true, and cover all of it."""

import re

import numpy as np
import pytest
from hypothesis import given
from sklearn.cluster import KMeans

from kmviz.engine import lloyd
from kmviz.story.storyboard import storyboard
from kmviz.story.transcript import alt_text, transcript
from tests.story.runs import Run, begin, few, run, runs, seconds, tell


def test_the_alternative_text_says_what_another_program_finds() -> None:
    """Clusters, points, iterations and the final objective are those of scikit-learn's k-means."""
    told = run(100, 7)
    other = KMeans(7, init=told.states[0].centroids, n_init=1, tol=0).fit(told.points)
    assert alt_text(told.states) == (
        f"Seven clusters of 100 points; the centroids settle after {other.n_iter_} iterations; "
        f"the objective falls from {told.states[0].inertia:#.4g} to {other.inertia_:#.4g}."
    )


def test_the_alternative_text_of_other_ends() -> None:
    """A run that is stopped, that does not fall, or that loses a cluster, says so."""
    points = np.array([[0.0, 0.0], [1.0, 0.0], [10.0, 0.0], [12.0, 0.0]])
    stopped = list(lloyd(points, points[:2], max_iterations=1))
    assert "have not settled after 1 iteration;" in alt_text(stopped)
    still = list(lloyd(points, points))
    assert "stays at 0." in alt_text(still)
    far = np.array([[0.5, 0.0], [11.0, 0.0], [90.0, 0.0]])
    dropped = list(lloyd(points, far, empty="drop"))
    assert "one cluster dropped on the way" in alt_text(dropped)


@few
@given(runs())
def test_cues_cover_the_film(told: Run) -> None:
    """Each begins where the one before ends, and together they last as long as the film."""
    frames = list(storyboard(*told, fps=5))
    cues = list(transcript(frames))
    assert cues[0].start == 0
    assert [cue.start for cue in cues[1:]] == [cue.end for cue in cues[:-1]]
    assert cues[-1].end == pytest.approx(seconds(frames))


def test_a_cue_tells_the_half_step() -> None:
    """There is one per half-step, with the objective after it and how many points changed."""
    told = run(100, 7)
    cues = [cue.words for cue in transcript(storyboard(*told))]
    assigned = [words for words in cues if "each point joins" in words]
    for state, words in zip(told.states, assigned, strict=False):
        assert words.startswith(f"iteration {state.iteration + 1}: ")
        assert words.endswith(f"J = {state.inertia:#.4g}")
        numbers = re.findall(r"; (\d+) points? change", words)
        assert numbers == ([] if state.iteration == 0 else [str(state.changed)])
    assert cues[-1].endswith(f"settled; J = {told.states[-1].inertia:#.4g}")


def test_stars_that_come_quickly_are_told_together() -> None:
    """Every beat of a start has a cue, and what is said of twenty quick stars is said once."""
    start = begin("kmeans++", 100, 30)
    frames = tell(start)
    cues = list(transcript(frames))
    words = [cue.words for cue in cues]
    assert words[0] == "star 1 of 30: the first star: a point at random"
    assert words.count("star 30 of 30: and so on, up to 30 stars") == 1
    assert sum("and so on" in said for said in words) == 1
    assert cues[-1].end == pytest.approx(seconds(frames))
