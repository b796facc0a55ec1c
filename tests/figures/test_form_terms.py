import numpy as np
import pytest

from app.figures.form_surface import form_surface
from app.figures.form_terms import form_terms
from app.figures.round_numbers import round_up
from tests.figures.forms import saddle


def traces(figure) -> dict:
    return {trace.name: trace for trace in figure.figure.data}


def test_the_terms_are_laid_end_to_end_and_the_sum_joins_their_ends():
    drawn = traces(form_terms(saddle(left=(2.0, 1.0), right=(0.0, 3.0))))

    assert list(drawn["left"].x) == [1, 2]  # from x = (1, -1), at half their length
    assert drawn["right"].x[0] == drawn["left"].x[1]
    assert drawn["right"].y[0] == drawn["left"].y[1]
    assert list(drawn["sum"].x) == [1, 2]
    assert list(drawn["sum"].y) == [-1, 1]


def test_the_hover_text_has_the_true_length_and_the_note_says_how_arrows_are_drawn():
    figure = form_terms(saddle(left=(2.0, 1.0)))

    assert "(2, 1)" in traces(figure)["left"].hovertemplate
    assert figure.note == "Arrows are drawn at 1/2 of their length."


def test_terms_that_cancel_have_no_sum_to_name():
    figure = form_terms(saddle(left=(2.0, -1.0), right=(-2.0, 1.0)))

    assert [note.text for note in figure.figure.layout.annotations] == ["xᵀMᵀ", "xᵀM"]


def test_names_of_terms_on_one_line_stand_on_both_sides_and_the_sum_at_the_tip():
    names = {note.text: note for note in form_terms(saddle()).figure.layout.annotations}

    assert names["xᵀMᵀ"].yshift == -names["xᵀM"].yshift
    assert (names["sum"].x, names["sum"].y) == (0, 0)


def test_the_axes_are_fixed_and_the_handles_are_passed_on():
    handle = {"field": "x", "label": "x", "x": 1.0, "y": -1.0, "sets": []}

    layout = form_terms(saddle(), [handle]).figure.layout

    assert list(layout.xaxis.range) == list(layout.yaxis.range) == [-4, 4]
    assert layout.meta["handles"] == [handle]


def test_level_lines_are_at_round_heights_with_0_among_them():
    contours = traces(form_terms(saddle()))["level lines"].contours

    assert contours.start == -contours.end
    assert contours.end % contours.size == 0


def test_the_tangent_has_the_gradients_slope():
    tangent = traces(form_surface(saddle()))["sum"]

    run = np.hypot(np.diff(tangent.x), np.diff(tangent.y))
    np.testing.assert_allclose(np.diff(tangent.z) / run, np.hypot(2, 2))
    assert np.mean(tangent.z) == pytest.approx(-2)


def test_without_a_gradient_the_tangent_is_a_point():
    tangent = traces(form_surface(saddle((1.0, 0.0), (-1.0, 0.0))))["sum"]

    assert set(tangent.z) == {-2.0}
    assert set(tangent.x) == {1.0}


@pytest.mark.parametrize(("number", "up"), [(0.0, 0), (0.3, 0.5), (1.0, 1), (1.2, 2), (5.1, 10), (70.0, 100)])
def test_round_numbers_upwards(number, up):
    assert round_up(number) == pytest.approx(up)
