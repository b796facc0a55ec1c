import numpy as np

from app.figures.gradient_norms import gradient_norms
from app.figures.jacobian_norms import jacobian_norms
from app.figures.palette import LIGHT
from app.figures.reduce import MAX_POINTS
from app.figures.strip import TimeAxis
from tests.figures.samples import frozen, uniform

TIME = TimeAxis(10, 15)


def test_numbers_are_drawn_as_given_on_a_log_axis():
    hidden, cell = uniform(5), frozen(uniform(5) * 3)

    figure = gradient_norms({"hidden": hidden, "cell": cell}, TIME).figure

    assert [trace.name for trace in figure.data] == ["hidden", "cell"]
    np.testing.assert_array_equal(figure.data[0].y, hidden)
    np.testing.assert_array_equal(figure.data[1].y, cell)
    assert figure.data[0].x.tolist() == [10, 11, 12, 13, 14]
    assert figure.layout.yaxis.type == "log"
    assert [trace.line.color for trace in figure.data] == [LIGHT.roles["hidden"], LIGHT.roles["cell"]]


def test_lines_are_named_at_their_ends():
    figure = gradient_norms({"hidden": uniform(5), "cell": uniform(5)}, TIME).figure

    labels = {label.text: label for label in figure.layout.annotations}

    assert set(labels) == {"∂L/∂h", "∂L/∂c"}
    assert labels["∂L/∂c"].y != labels["∂L/∂h"].y
    assert labels["∂L/∂h"].font.color == LIGHT.roles["hidden"]


def test_an_exact_zero_stands_on_a_floor_of_its_own():
    norms = frozen(np.array([0, 0, 1e-45, 1e-9, 1], np.float32))

    figure = gradient_norms({"hidden": norms}, TIME).figure

    line, zeros = figure.data
    floor = zeros.y[0]
    np.testing.assert_array_equal(line.y, [np.nan, np.nan, *norms[2:]])
    np.testing.assert_array_equal(np.isnan(zeros.y), [False, False, True, True, True])
    assert 0 < floor < norms[2]
    assert figure.layout.yaxis.range[0] < np.log10(floor)
    assert min(figure.layout.yaxis.tickvals) > floor
    assert figure.layout.shapes[0].y0 == floor
    assert [label.text for label in figure.layout.annotations] == ["∂L/∂h", "exactly 0"]


def test_a_line_that_ends_in_zero_is_named_at_the_floor():
    figure = gradient_norms({"hidden": np.array([1, 0.1, 0.0])}, TimeAxis(0, 3)).figure

    label, floor = figure.layout.annotations

    assert label.y == floor.y


def test_gaps_are_named():
    drawn = gradient_norms({"hidden": np.array([1, np.nan, np.inf, 2.0])}, TimeAxis(0, 4))

    assert drawn.note == "2 values of |∂L/∂h| are NaN or infinite: left blank."


def test_nothing_but_gaps_is_an_empty_figure_that_says_so():
    drawn = gradient_norms({"hidden": np.full(3, np.nan)}, TimeAxis(0, 3))

    assert drawn.figure.layout.annotations == ()
    assert drawn.note.startswith("3 values")


def test_long_lines_keep_their_spikes():
    norms = uniform(20_000).copy()
    norms[7_777] = 50

    drawn = gradient_norms({"hidden": frozen(norms)}, TimeAxis(0, 20_000))

    trace = drawn.figure.data[0]
    assert len(trace.y) <= MAX_POINTS
    assert trace.y[trace.x == 7_777].tolist() == [50]
    np.testing.assert_array_equal(trace.y, norms[trace.x])
    assert "Of each 40 steps" in drawn.note


def test_jacobian_norms_have_a_line_at_one():
    norms = frozen(np.array([0.2, 0.5, 0.4, 0.3, 0.2]))

    figure = jacobian_norms(norms, TIME).figure

    np.testing.assert_array_equal(figure.data[0].y, norms)
    assert [(shape.y0, shape.y1) for shape in figure.layout.shapes] == [(1, 1)]
    assert figure.layout.yaxis.range[1] > 0
    assert figure.data[0].line.color == LIGHT.roles["gradient"]
