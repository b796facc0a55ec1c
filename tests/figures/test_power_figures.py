import numpy as np
import pytest

from app.figures.matrix_product import Factor, matrix_product
from app.figures.mode_plane import mode_plane
from app.figures.mode_sizes import mode_sizes
from app.figures.power_growth import Growth, power_growth
from app.figures.rebuilding_error import rebuilding_error
from tests.figures.samples import frozen

EIGENVALUES = frozen(np.array([0.6 + 0.6j, 0.6 - 0.6j, 0.9, 0.9]))
RISE = frozen(np.array([0.0, 1.0, 0.5]))


def traces(figure) -> dict:
    return {trace.name: trace for trace in figure.figure.data}


def growth(**changes) -> Growth:
    fields = {"norm": RISE, "radius": RISE - 0.1, "spectral_bound": RISE + 0.1, "condition_bound": None}
    return Growth(**({**fields, "block": None, "peak": 1} | changes))


def test_the_trails_are_the_powers():
    trail = traces(mode_plane(EIGENVALUES, 8, 1.6))["powers of λ₁"]

    np.testing.assert_allclose(trail.x + 1j * trail.y, EIGENVALUES[0] ** np.arange(1, 9), atol=1e-15)


def test_a_trail_that_runs_away_ends_near_the_picture():
    trail = traces(mode_plane(np.array([3.0 + 0j]), 200, 1.6))["powers of λ₁"]

    assert trail.x.tolist() == [3.0, 9.0]


def test_equal_eigenvalues_share_one_name():
    assert "λ₃,₄" in traces(mode_plane(EIGENVALUES, 8, 1.6))
    drawn = mode_sizes(EIGENVALUES, [RISE] * 4)
    assert set(traces(drawn)) == {"|λ₁,₂|ⁿ", "|λ₃,₄|ⁿ"}


def test_a_fixed_picture_stays_still():
    layout = mode_plane(EIGENVALUES, 8, 1.6).figure.layout

    assert list(layout.xaxis.range) == list(layout.yaxis.range) == [-1.6, 1.6]


def test_sizes_are_drawn_as_given():
    drawn = traces(power_growth(growth()))

    np.testing.assert_allclose(drawn["|Wⁿ|"].y, 10**RISE)
    np.testing.assert_allclose(drawn["ρⁿ"].y, 10 ** (RISE - 0.1))
    assert "peak 10 at n = 1" in [note.text for note in power_growth(growth()).figure.layout.annotations]


def test_the_bound_leaves_the_picture_without_squeezing_the_rest():
    figure = power_growth(growth(spectral_bound=frozen(np.array([0.0, 200.0, 400.0])))).figure

    assert figure.layout.yaxis.range[1] < 2
    bound = next(trace for trace in figure.data if trace.name == "σⁿ")
    np.testing.assert_allclose(bound.y[:2], [1, 1e200])
    assert np.isnan(bound.y[2])


def test_what_float64_cannot_hold_is_left_out_in_words_and_an_exact_0_is_drawn():
    tiny = power_growth(growth(norm=frozen(np.array([0.0, -250.0, -500.0])), peak=None))
    zero = power_growth(growth(norm=frozen(np.array([0.0, 0.5, -np.inf])), peak=None))

    assert "left out" in tiny.note
    assert zero.note == ""
    assert "exactly 0" in [note.text for note in zero.figure.layout.annotations]


def test_a_matrix_of_0_has_no_bound_to_name():
    course = frozen(np.array([0.0, -np.inf, -np.inf]))

    figure = power_growth(Growth(course, course, course, course, None, None)).figure

    assert "σⁿ" not in [note.text for note in figure.layout.annotations]


def test_a_block_starts_where_it_is_first_felt():
    course = frozen(np.array([-np.inf, 0.0, 0.3]))

    drawn = traces(power_growth(growth(block=("block", course))))

    np.testing.assert_allclose(drawn["block"].y, [np.nan, 1, 10**0.3])


def test_the_error_has_the_condition_as_its_yardstick():
    figure = rebuilding_error(frozen(np.array([0.0, 1e-15, 3e-15])), 8.0).figure

    assert any(shape.y0 == 2.0**-50 for shape in figure.layout.shapes)


def test_matrices_are_colored_by_size_with_the_sign_of_the_real_part():
    entries = frozen(np.array([[3 + 4j, -3 + 4j], [0, 1]]))

    (square,) = matrix_product([Factor("V", "", entries, "V")], 3).figure.data

    assert square.z == pytest.approx(np.array([[1, -1], [0, 0.2]]))
    assert square.text[0][1] == "-3 +4i"


def test_a_matrix_of_zeros_is_named_so():
    notes = matrix_product([Factor("V", "", np.zeros((2, 2), complex), "V")], 3).figure.layout.annotations

    assert notes[0].text == "V<br>all 0"
