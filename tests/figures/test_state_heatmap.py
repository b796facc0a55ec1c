import numpy as np
import pytest

from app.figures.reduce import MAX_CELLS, MAX_ROWS
from app.figures.state_heatmap import state_heatmap
from app.figures.strip import TimeAxis
from tests.figures.samples import TIME, UNITS, normal


def test_the_numbers_drawn_are_the_numbers_given():
    values = normal(4, 6)

    drawn = state_heatmap(values, TIME, UNITS)

    (trace,) = drawn.figure.data
    np.testing.assert_array_equal(trace.z, values)
    assert trace.z.dtype == np.float32
    assert (trace.x0, trace.dx) == (3, 1)
    assert (drawn.slot, drawn.note) == ("hidden", "")


def test_the_scale_is_symmetric_around_zero():
    values = normal(4, 6)

    (trace,) = state_heatmap(values, TIME, UNITS, "cell").figure.data

    assert trace.zmax == pytest.approx(np.abs(values).max())
    assert trace.zmin == -trace.zmax
    assert list(trace.colorbar.tickvals) == [trace.zmin, 0, trace.zmax]


def test_all_zeros_have_a_scale_all_the_same():
    (trace,) = state_heatmap(np.zeros((2, 3)), TimeAxis(0, 3), [0, 1]).figure.data

    assert (trace.zmin, trace.zmax) == (-1, 1)


def test_rows_stand_under_their_units_numbers_from_the_top():
    axis = state_heatmap(normal(4, 6), TIME, UNITS).figure.layout.yaxis

    assert tuple(axis.range) == (3.5, -0.5)
    assert axis.labelalias == {"0": "2", "1": "0", "2": "3", "3": "1"}
    assert axis.title.text == "unit"
    assert state_heatmap(normal(4, 6), TIME, range(4), "input").figure.layout.yaxis.labelalias is None
    assert state_heatmap(normal(4, 6), TIME, range(4), "input").figure.layout.yaxis.title.text == "input"


def test_long_sequences_are_reduced_in_place():
    values = normal(50, 9_000)

    drawn = state_heatmap(values, TimeAxis(100, 9_100), range(50))

    (trace,) = drawn.figure.data
    assert trace.z.size <= MAX_CELLS
    assert (trace.x[0], trace.x[-1]) == (99.5, 9_099.5)
    assert len(trace.x) == trace.z.shape[1] + 1
    assert np.abs(trace.z).max() == np.abs(values).max()
    assert "largest size among 5 steps" in drawn.note


def test_more_units_than_pixels_are_cut_and_said():
    drawn = state_heatmap(normal(600, 3), TimeAxis(0, 3), range(600))

    assert drawn.figure.data[0].z.shape == (MAX_ROWS, 3)
    assert drawn.note == "The first 500 of 600 units are shown."
