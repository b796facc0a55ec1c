import numpy as np

from app.figures.gradient_decay import gradient_decay
from tests.figures.samples import frozen

EXACT = frozen(np.array([1e-4, 1e-2, 1.0]))


def test_the_line_is_the_gradient_and_its_points_can_be_chosen():
    drawn = gradient_decay(EXACT, None, 2, "term")

    (line,) = drawn.figure.data
    assert line.y.tolist() == EXACT.tolist()
    assert line.customdata.tolist() == [1, 2, 3]
    assert drawn.figure.layout.yaxis.type == "log"
    assert drawn.figure.layout.meta["choose"] == "term"
    assert drawn.figure.layout.shapes[-1].x0 == 2


def test_the_simplified_line_is_dashed_and_both_are_named_where_they_part():
    simplified = frozen(np.array([100.0, 10.0, 1.0]))

    figure = gradient_decay(EXACT, simplified, 1, "term").figure

    assert figure.data[1].line.dash == "dash"
    exact, ignored = figure.layout.annotations
    assert (exact.text, ignored.text) == ("exact", "squash ignored")
    assert (exact.x, exact.yanchor) == (1, "top")
    assert (ignored.x, ignored.yanchor) == (1, "bottom")


def test_names_of_equal_lines_stand_apart():
    figure = gradient_decay(EXACT, EXACT, 1, "term").figure

    assert {label.yanchor for label in figure.layout.annotations} == {"top", "bottom"}


def test_an_exact_0_stands_on_a_floor_with_its_name():
    figure = gradient_decay(np.array([0.0, 1e-3, 1.0]), None, 1, "term").figure

    assert "exactly 0" in [label.text for label in figure.layout.annotations]
    assert any("exactly 0" in trace.name for trace in figure.data)
