"""Networks side by side: horizons as bars, courses on a log axis, the sweep over the bias, a sum of matrices."""

import math

import numpy as np
import pytest

from app.figures.network_looks import NETWORK_LOOKS
from tests.figures.networks import BIASES, SIZES, backwards, bars, paths, summands, sweep


def trace(figure, name: str):
    return next(one for one in figure.figure.data if one.name == name)


def test_networks_are_told_apart_by_dash_and_pattern():
    looks = [NETWORK_LOOKS[name] for name in ("rnn", "gru", "lstm_hidden")]

    assert [look.dash for look in looks] == ["dot", "dash", "solid"]
    assert len({look.pattern for look in looks}) == 3
    assert trace(backwards(), "rnn").line.dash == "dot"
    assert [bar.marker.pattern.shape for bar in bars().figure.data] == [".", ""]


def test_what_is_read_backwards_has_its_names_at_the_left_and_its_axis_at_the_right():
    layout = backwards().figure.layout

    names = {note.text: note.xanchor for note in layout.annotations}
    assert layout.yaxis.side == "right"
    assert names["RNN"] == names["LSTM C"] == "right"
    assert names["1 %"] == "left"
    assert paths().figure.layout.yaxis.side is None


def test_values_are_drawn_at_their_own_precision_and_the_horizon_is_marked():
    line, mark = trace(backwards(), "rnn"), trace(backwards(), "rnn: horizon")

    np.testing.assert_array_equal(line.y, SIZES)
    assert (list(mark.x), list(mark.y)) == ([2], [1e-3])


def test_a_size_too_small_for_a_float_is_a_gap_that_is_said():
    gap = backwards(np.array([np.nan, 1e-250, 0.5, 1.0]))

    assert np.isnan(trace(gap, "rnn").y[0])
    assert gap.note == "Gaps: too small for a float."
    assert not backwards().note


def test_a_click_on_a_path_sets_its_lag():
    layout, line = paths().figure.layout, trace(paths(), "gru")

    assert layout.meta["choose"] == "lag"
    assert list(line.x) == [1, 3, 5]
    assert list(line.customdata) == [5, 3, 1]
    assert layout.shapes[-1].x0 == 3


def test_a_bar_covers_the_last_steps_and_its_number_stands_where_it_begins():
    short, whole = bars().figure.data

    assert (short.base[0], short.x[0]) == (17.5, 3)
    assert (whole.base[0], whole.x[0]) == (0.5, 20)
    before, inside = bars().figure.layout.annotations
    assert (before.xanchor, before.text) == ("right", "<b>3 steps</b>")
    assert (inside.xanchor, inside.text) == ("left", "<b>over 20 steps</b>")


def test_the_sweep_draws_every_horizon_and_can_be_dragged_along_the_bias():
    figure = sweep()

    np.testing.assert_allclose(trace(figure, "LSTM C").y, np.log10([3, 9, 20]))
    np.testing.assert_allclose(trace(figure, "σ(b)<sup>τ</sup>").y, np.log10([4, 7, 15]))
    assert list(trace(figure, "RNN").y) == [math.log10(6)] * 2
    assert list(trace(figure, "LSTM C").marker.symbol) == ["circle", "circle", "x"]
    assert trace(figure, "LSTM C").customdata[-1] == "longer than the 20 steps, and explodes"
    (handle,) = figure.figure.layout.meta["handles"]
    (only,) = handle["sets"]
    assert (handle["field"], handle["x"], handle["y"]) == ("forget_bias", 0.5, math.log10(9))
    assert (only["axis"], only["low"], only["high"]) == ("x", BIASES[0], BIASES[-1])


def test_without_a_bias_of_its_own_the_sweep_has_nothing_to_drag():
    figure = sweep(None)

    assert figure.figure.layout.meta["handles"] == []
    assert not any(one.name.endswith("now") for one in figure.figure.data)


def test_one_color_is_one_number_in_all_summands():
    figure = summands().figure

    whole, part, rest = figure.data
    np.testing.assert_array_equal(whole.z, np.asarray(part.z) + np.asarray(rest.z))
    assert {(one.zmin, one.zmax) for one in figure.data} == {(-2.0, 2.0)}
    assert [note.text for note in figure.layout.annotations if note.text in "=+"] == ["=", "+"]
    assert "±2" in summands().caption


@pytest.mark.parametrize("make", [backwards, paths, sweep, bars])
def test_every_mark_has_a_term(make):
    assert all(one.meta["term"] for one in make().figure.data)
