import numpy as np

from app.figures.form_moves import MovedForm, form_moves
from tests.figures.forms import moved


def test_the_curves_meet_at_x_and_the_tangent_adds_their_slopes():
    given = moved()

    drawn = {trace.name: trace for trace in form_moves(given).figure.data}

    assert all(
        drawn[name].y[1] == given.height for name in ("left x moves", "right x moves", "both move", "tangent")
    )
    slopes = {name: np.diff(drawn[name].y) for name in ("left x moves", "right x moves", "tangent")}
    np.testing.assert_allclose(slopes["tangent"], slopes["left x moves"] + slopes["right x moves"])


def test_a_level_form_has_an_axis_all_the_same():
    level = np.zeros(3)

    figure = form_moves(
        MovedForm(np.linspace(-1, 1, 3), level, level, level, 0.0, "along the gradient")
    ).figure

    assert list(figure.layout.yaxis.range) == [-1, 1]
