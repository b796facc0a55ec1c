"""A blank in pictures: every number drawn is the number given, and chance, cue and window stand where they are."""

import numpy as np
import pytest

from tests.figures.blanks import (
    COURSE,
    CURVES,
    GAPS,
    KNOWN,
    LIMIT,
    PROBABILITIES,
    SHADES,
    STEPS,
    accuracy,
    bars,
    course,
    shaded,
)


def trace(figure, name):
    return next(one for one in figure.figure.data if one.name == name)


def test_words_are_shaded_by_influence_on_a_scale_around_0():
    influence = trace(shaded(), "influence")

    np.testing.assert_array_equal(influence.z, SHADES.influence)
    assert (influence.zmin, influence.zmax) == (-3, 3)
    assert influence.x0 + influence.dx == 1


def test_a_gradient_of_exactly_0_has_its_own_color():
    np.testing.assert_allclose(trace(shaded(), "size").z[1], np.log10(SHADES.gradient[1]), rtol=1e-6)
    assert (np.isfinite(trace(shaded(), "exactly 0").z) == (SHADES.gradient == 0)).all()


def test_spans_end_in_the_blank_and_begin_within_the_sentence():
    assert list(trace(shaded(), "gap g = 2").x) == [0, 3]
    assert list(trace(shaded(), "window of 5 words").x) == [0, 3]
    assert list(shaded().figure.layout.xaxis.range) == [-0.5, 3.5]


def test_a_users_word_is_no_markup():
    labels = shaded().figure.layout.xaxis.labelalias

    assert labels["1"] == "&lt;b&gt;"
    assert "&lt;b&gt;" in trace(shaded(), "influence").text[0]


def test_bars_are_the_probabilities_and_the_right_word_is_bold():
    figure = bars()

    np.testing.assert_array_equal(trace(figure, "GRU").x, PROBABILITIES)
    assert list(trace(figure, "chance").x) == [0.5, 0.5]
    assert list(figure.figure.layout.yaxis.ticktext) == ["<b>sky</b>", "sea"]
    assert list(bars(None).figure.layout.yaxis.ticktext) == ["sky", "sea"]


def test_curves_are_the_accuracies_beside_their_yardsticks():
    figure = accuracy()

    for curve, name in zip(CURVES, ("RNN", "LSTM"), strict=True):
        np.testing.assert_array_equal(trace(figure, name).y, curve.accuracy)
        np.testing.assert_array_equal(trace(figure, name).x, GAPS)
    np.testing.assert_array_equal(trace(figure, "best of a window").y, LIMIT)
    assert set(trace(figure, "chance").y) == {KNOWN.chance}


def test_names_at_the_ends_stand_apart():
    places = [note.y for note in accuracy().figure.layout.annotations if note.text in ("RNN", "LSTM")]

    assert abs(places[0] - places[1]) >= 0.07


def test_the_shaded_ground_is_that_of_the_gaps_learned_from():
    (ground,) = accuracy().figure.layout.shapes

    assert (ground.x0, ground.x1) == (1.5, 6.5)


def test_the_course_is_a_map_a_network_on_one_scale():
    figure = course()

    for place, name in enumerate(("RNN", "LSTM")):
        found = trace(figure, name)
        np.testing.assert_array_equal(found.z, COURSE[place].T)
        np.testing.assert_array_equal(found.x, STEPS)
        assert (found.zmin, found.zmax) == (0, 1)
    assert [one.showscale for one in figure.figure.data] == [True, False]
    assert figure.figure.layout.shapes[0].x0 == 50


def test_the_maps_share_no_room():
    layout = course().figure.layout
    upper, lower = layout.yaxis.domain, layout.yaxis2.domain

    assert lower[1] < upper[0]
    assert upper[1] == 1
    assert lower[0] == pytest.approx(0)
