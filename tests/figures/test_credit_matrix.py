import numpy as np
import pytest

from app.figures.credit_matrix import credit_matrix
from app.figures.scales import EXACT_ZERO
from app.figures.strip import TimeAxis
from tests.figures.samples import frozen, uniform

LOWER = frozen(np.tril(uniform(5, 5) + np.float32(0.1)))


def test_sizes_are_drawn_as_log10_and_states_after_the_loss_stay_blank():
    drawn = credit_matrix(LOWER, TimeAxis(2, 7))

    (trace,) = drawn.figure.data
    pairs = np.tri(5, dtype=bool)
    np.testing.assert_allclose(trace.z[pairs], np.log10(LOWER[pairs]), rtol=1e-6)
    assert np.isnan(trace.z[~pairs]).all()
    assert trace.z.dtype == np.float32
    assert trace.x.tolist() == trace.y.tolist() == [1.5, 2.5, 3.5, 4.5, 5.5, 6.5]
    assert drawn.note == ""


def test_a_backward_directions_pairs_stand_above_the_diagonal():
    drawn = credit_matrix(frozen(LOWER.T), TimeAxis(0, 5, is_backward=True))

    (trace,) = drawn.figure.data
    pairs = np.tri(5, dtype=bool).T
    np.testing.assert_allclose(trace.z[pairs], np.log10(LOWER.T[pairs]), rtol=1e-6)
    assert np.isnan(trace.z[~pairs]).all()
    assert "to the right" in drawn.caption
    assert (trace.colorbar.x, trace.colorbar.y) == (0, 0)
    assert drawn.figure.layout.xaxis.constraintoward == "left"
    assert drawn.figure.layout.yaxis.constraintoward == "bottom"


def test_it_is_square_with_time_downwards():
    layout = credit_matrix(LOWER, TimeAxis(2, 7)).figure.layout

    assert tuple(layout.xaxis.range) == (1.5, 6.5)
    assert tuple(layout.yaxis.range) == (6.5, 1.5)
    assert layout.yaxis.scaleanchor == "x"
    assert (layout.xaxis.title.text, layout.yaxis.title.text) == ("state of step k", "loss of step t")


def test_exact_zeros_have_their_own_color_in_figure_and_key():
    values = LOWER.copy()
    values[4, 0] = values[3, 0] = 0

    sizes, zeros = credit_matrix(frozen(values), TimeAxis(0, 5)).figure.data

    assert np.argwhere(zeros.z == 0).tolist() == [[3, 0], [4, 0]]
    assert np.isnan(sizes.z[4, 0])
    assert zeros.colorscale[0][1] == sizes.colorscale[0][1] == EXACT_ZERO.light[0]
    assert sizes.colorbar.ticktext[0] == "exactly 0"
    share = sizes.colorscale[1][0]
    smallest = sizes.zmin + share * (sizes.zmax - sizes.zmin)
    assert smallest == pytest.approx(np.nanmin(sizes.z), abs=1e-6)
    assert sizes.zmin < sizes.colorbar.tickvals[0] < smallest


def test_the_scale_ends_twelve_decades_below_the_largest():
    values = np.tril(np.full((3, 3), 1.0))
    values[2, 0] = 1e-40

    (trace,) = credit_matrix(frozen(values), TimeAxis(0, 3)).figure.data

    assert (trace.zmin, trace.zmax) == (-12, 0)
    assert trace.z[2, 0] == pytest.approx(-40)


def test_gaps_are_left_blank_and_named():
    values = LOWER.copy()
    values[3, 1], values[4, 1] = np.nan, np.inf

    drawn = credit_matrix(frozen(values), TimeAxis(0, 5), "cell")

    assert len(drawn.figure.data) == 1
    assert np.isnan(drawn.figure.data[0].z[[3, 4], 1]).all()
    assert drawn.note == "2 pairs are NaN or infinite: left blank."
    assert drawn.slot == "cell_credit"


def test_long_sequences_keep_the_largest_pair_of_each_block():
    values = np.tril(np.full((700, 700), 1e-3, np.float32))
    values[500, 33] = 9

    drawn = credit_matrix(frozen(values), TimeAxis(0, 700))

    (trace,) = drawn.figure.data
    assert trace.z.shape == (234, 234)
    assert trace.z[500 // 3, 33 // 3] == pytest.approx(np.log10(9))
    assert (trace.x[0], trace.x[-1]) == (-0.5, 699.5)
    assert "3 x 3 pairs" in drawn.note


def test_all_zeros_are_all_one_color():
    sizes, zeros = credit_matrix(np.zeros((3, 3)), TimeAxis(0, 3)).figure.data

    assert np.isnan(sizes.z).all()
    assert (zeros.z == 0).sum() == 6
