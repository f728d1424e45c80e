"""Facts about the look: what must be told apart can be told apart, and text can be read."""

from itertools import combinations

import numpy as np
import pytest

from kmviz.drawing.style import PETROFF, SHAPES, THEMES, Theme, needs_numbers, rgb, series
from tests.drawing.looks import contrast, hexadecimal, luminance


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return THEMES[request.param]


def test_light_clusters_have_petroffs_ten_colours() -> None:
    """The light palette is that of arXiv:2107.02270, in its order, as matplotlib has it too."""
    from matplotlib import color_sequences

    published = [tuple(color) for color in color_sequences["petroff10"]]
    assert [tuple(hexadecimal(color) / 255) for color in THEMES["light"].palette] == published
    assert THEMES["light"].palette == PETROFF


def test_text_can_be_read(theme: Theme) -> None:
    """Text has a contrast of 4.5 to 1 against the ground, and the most important one of 7."""
    assert contrast(theme.ink, theme.ground) >= 7
    assert contrast(theme.quiet, theme.ground) >= 4.5
    assert contrast(theme.ink, theme.board) >= 7


def test_a_running_line_can_be_read_on_its_bar(theme: Theme) -> None:
    """Ink has 7 to 1 against what is faint, and what is faint can be seen against the ground."""
    assert contrast(theme.ink, theme.faint) >= 7
    assert contrast(theme.faint, theme.ground) >= 1.4


def test_everything_stands_out_from_the_dark() -> None:
    """Clusters, trails and unassigned points have 3 to 1 against ground and board of the dark."""
    dark = THEMES["dark"]
    for color in (*dark.palette, dark.unassigned, dark.trail, dark.star_rim):
        assert contrast(color, dark.ground) >= 3
        assert contrast(color, dark.board) >= 3


def test_clusters_stand_out_from_their_own_dark_cells() -> None:
    """On the dark cell of its cluster, too, a point keeps a contrast of 3 to 1."""
    dark = THEMES["dark"]
    for color, cell in zip(dark.palette, dark.cells, strict=True):
        assert contrast(color, f"#{bytes(cell).hex()}") >= 3


def test_stars_and_trails_stand_out(theme: Theme) -> None:
    """The rim of a star has 7 to 1 against board and cells, a trail 2.8 to 1."""
    grounds = [theme.board, *(f"#{bytes(cell).hex()}" for cell in theme.cells)]
    for ground in grounds:
        assert contrast(theme.star_rim, ground) >= 7
        assert contrast(theme.trail, ground) >= 2.8


def test_cells_are_too_alike_in_light_to_flash(theme: Theme) -> None:
    """No two of board and cells differ by more than 0.17 of white in luminance."""
    light = luminance(np.vstack([theme.cells, hexadecimal(theme.board)]))
    assert np.ptp(light) <= 0.17


def test_ten_colours_differ(theme: Theme) -> None:
    """The ten colours of clusters, grey and those of the cells are all different."""
    colors = [*theme.clusters.tolist(), hexadecimal(theme.unassigned).tolist()]
    assert len({tuple(color) for color in [*colors, *theme.cells.tolist()]}) == 21


def test_no_two_clusters_are_alike() -> None:
    """Up to eighty, clusters differ in colour or both in point shape and arms; above are numbers.

    A look is the colour, the shape of the points and the number of arms of the star.
    """
    shapes = [SHAPES[number] for number in series(80)]
    looks = [(label % 10, *shape) for label, shape in enumerate(shapes)]
    for one, other in combinations(looks, 2):
        assert one[0] != other[0] or (one[1] != other[1] and one[2] != other[2])
    assert not needs_numbers(80)
    assert needs_numbers(81)


def test_ten_clusters_need_no_shapes() -> None:
    """Up to ten clusters all points are discs and all stars have five arms."""
    assert {SHAPES[number] for number in series(10)} == {("o", 5)}
    assert SHAPES[series(11)[10]] != ("o", 5)


@pytest.mark.parametrize("k", [1, 7, 10, 30])
def test_flats_hold_every_colour_that_areas_have(theme: Theme, k: int) -> None:
    """The flats of a film contain the colours of ground, board, text, clusters and cells."""
    flats = {tuple(color) for color in theme.flats(k).tolist()}
    used = [theme.ground, theme.board, theme.ink, theme.quiet, theme.unassigned, theme.rim]
    for color in (*used, theme.star_rim, theme.seam, theme.trail):
        assert tuple(hexadecimal(color).tolist()) in flats
    for color in (*theme.clusters[:k].tolist(), *theme.cells[:k].tolist()):
        assert tuple(color) in flats
    assert len(flats) <= 9 + 2 * min(k, 10)


def test_cells_are_pale_steps_from_the_ground_to_their_cluster(theme: Theme) -> None:
    """A cell's colour lies between the ground and its cluster's colour, nearer to the ground."""
    ground = hexadecimal(theme.ground).astype(float)
    for cell, cluster in zip(theme.cells, theme.clusters, strict=True):
        assert np.abs(cell - (ground + theme.tint * (cluster - ground))).max() <= 0.5
    assert 0 < theme.tint < 0.5


def test_colours_are_read_as_red_green_blue() -> None:
    """The hexadecimal "#3f90da" is 63, 144, 218."""
    assert rgb("#3f90da").tolist() == [63, 144, 218]
