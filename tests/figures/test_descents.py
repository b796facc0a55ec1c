import numpy as np
import pytest

from app.figures.clip_plane import clip_plane
from app.figures.descent_course import norm_course
from app.figures.descent_looks import LOOKS, DescentPath, Land
from app.figures.descent_map import Chosen, descent_map

WINDOW = (4.0, 5.0, -3.0, -1.0)
W = np.array([4.0, 5.0])
STILL = np.array([[4.5, -2.0], [4.5, -2.1], [4.5, -2.2]])
SIZES = np.array([0.1, 5.0, 3.0])


def path(look: str, points: np.ndarray = STILL) -> DescentPath:
    return DescentPath(look, points, SIZES, SIZES, np.array([False, True]))


def traces(figure) -> dict:
    return {trace.name: trace for trace in figure.figure.data}


def map_of(paths):
    land = Land(
        W, np.array([[-2.5, -2.6], [-2.0, -2.2], [-1.5, -1.6]]), np.array([0.1, 0, 0.1]), W, W - 7, WINDOW
    )
    return descent_map(land, paths, Chosen(STILL[1], {"norm": STILL[2]}, "step"), [])


def test_what_is_higher_than_a_level_is_covered_up_to_the_border():
    sheets = [trace for trace in map_of([path("norm")]).figure.data if trace.name == "error"]

    assert len(sheets) == 2  # one below the bottom line, one above it
    assert sheets[0].y == pytest.approx([-2.5, -2.6, -3, -3])
    assert sheets[1].y == pytest.approx([-1.5, -1.6, -1, -1])


def test_each_point_of_a_path_chooses_its_step():
    figure = map_of([path(look) for look in LOOKS])

    assert figure.figure.layout.meta["choose"] == "step"
    assert traces(figure)["by norm"].customdata.tolist() == [0, 1, 2]
    assert traces(figure)["by norm"].meta["sets"] == {"clip": "norm"}


def test_a_path_that_leaves_is_named_at_the_border_with_the_place_it_goes_to():
    thrown = np.array([[4.5, -2.0], [4.5, -2.0], [4.9, 30.0]])

    names = [
        note.text
        for note in map_of([path("none", thrown), path("norm"), path("value")]).figure.layout.annotations
    ]

    assert "no clipping:<br>to (4.9, 30)" in names
    at = next(
        note
        for note in map_of([path("none", thrown), path("norm")]).figure.layout.annotations
        if "30" in note.text
    )
    assert (at.x, at.y) == pytest.approx((4.5 + 0.4 / 32, -1.0))


def test_a_place_that_is_very_far_away_is_a_power_of_ten():
    thrown = np.array([[4.5, -2.0], [4.5, -2.0], [-1.3e75, 2e75]])

    names = [note.text for note in map_of([path("none", thrown), path("norm")]).figure.layout.annotations]

    assert "no clipping:<br>to (−1.3·10<sup>75</sup>, 2.0·10<sup>75</sup>)" in names


def test_paths_that_are_one_have_one_name():
    names = [note.text for note in map_of([path(look) for look in LOOKS]).figure.layout.annotations]

    assert "all three" in names
    assert "by norm" not in names


def test_a_gradient_longer_than_the_picture_is_cut_and_says_so():
    drawn = clip_plane(
        {"none": np.array([6.0, 8.0]), "norm": np.array([0.6, 0.8]), "value": np.ones(2)}, 1.0, 8.1
    )

    tip = np.array([traces(drawn)["no clipping"].x[-1], traces(drawn)["no clipping"].y[-1]])
    assert tip / np.linalg.norm(tip) == pytest.approx([0.6, 0.8])
    assert np.linalg.norm(tip) < 2.1
    assert "10 long" in drawn.note
    assert "turns it by 8.1°" in drawn.caption


def test_where_nothing_is_clipped_one_name_is_enough():
    short = np.array([0.1, 0.2])

    drawn = clip_plane(dict.fromkeys(LOOKS, short), 1.0, 0.0)

    assert [note.text for note in drawn.figure.layout.annotations] == ["all three"]
    assert drawn.note == ""
    assert "leaves this one as it is" in drawn.caption


def test_clipped_steps_have_rings_on_the_gradients_own_size():
    drawn = traces(norm_course([path(look) for look in LOOKS], 1.0, 2, "step"))

    assert drawn["clipped by norm"].x.tolist() == [1]
    assert drawn["clipped by norm"].y.tolist() == [5]
    assert "clipped no clipping" not in drawn
