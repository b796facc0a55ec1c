import numpy as np

from app.figures.bifurcation import bifurcation
from app.figures.cobweb import cobweb
from app.figures.phase_portrait import MapArrows, Rest, phase_portrait
from app.figures.strip import TimeAxis
from app.figures.unit_traces import unit_traces


def traces_by_name(figure):
    return {trace.name: trace for trace in figure.data}


def test_the_plane_draws_the_run_and_its_fixed_points():
    states = np.array([[0.3, 0.2], [0.1, 0.1], [0.0, 0.0]])
    rest = Rest(np.zeros(2), "stable", np.array([0.5, 0.5]))
    arrows = MapArrows(np.array([[0.5, 0.0]]), np.array([[0.0, 3.0]]), 0.2)

    traces = traces_by_name(phase_portrait(states, arrows, [rest], np.zeros((0, 2)), 1.1).figure)

    np.testing.assert_array_equal(np.stack([traces["steps"].x, traces["steps"].y], axis=1), states)
    assert list(traces["stable fixed point"].x) == [0.0]
    assert traces["heads"].marker.angle[0] == 0  # up
    assert 0 < traces["heads"].y[0] < 0.2  # shortened to its cell


def test_what_left_the_plane_is_left_out():
    states = np.array([[0.3, 0.2], [1e200, 1.0]])
    arrows = MapArrows(np.zeros((1, 2)), np.zeros((1, 2)), 0.2)

    traces = traces_by_name(phase_portrait(states, arrows, [], np.zeros((0, 2)), 1.1).figure)

    assert list(traces["steps"].x) == [0.3]
    assert len(traces["heads"].x) == 0


def test_stairs_go_up_to_the_curve_and_across_to_the_diagonal():
    curve = np.array([[-1.0, -0.9], [1.0, 0.9]])

    stairs = traces_by_name(cobweb(np.array([0.1, 0.2, 0.4]), curve, [], 1.1).figure)["stairs"]

    np.testing.assert_array_equal(stairs.x, [0.1, 0.1, 0.2, 0.2, 0.4])
    np.testing.assert_array_equal(stairs.y, [0.1, 0.2, 0.2, 0.4, 0.4])


def test_every_visited_value_has_one_dot_at_its_radius():
    visited = np.array([[0.0, 0.5], [0.0, -0.5], [0.0, 0.5]])

    figure = bifurcation(
        np.array([0.5, 2.0]), visited, np.array([-np.inf, 0.1]), 0.9, "spectral_radius"
    ).figure

    np.testing.assert_allclose(figure.data[0].x, [0.5, 2.0, 2.0])
    np.testing.assert_allclose(figure.data[0].y, [0.0, -0.5, 0.5], atol=1e-6)
    assert figure.layout.meta["choose"] == "spectral_radius"
    assert np.isnan(figure.data[1].y[0])


def test_named_units_are_strong_and_the_input_stands_at_its_step():
    states, x = np.arange(12.0).reshape(3, 4), np.array([1.0, -2.0])

    figure = unit_traces(states, x, TimeAxis(0, 3), (3, 1))
    traces = traces_by_name(figure.figure)

    np.testing.assert_array_equal(traces["unit 3"].y, [3, 7, 11])
    np.testing.assert_array_equal(traces["input"].x, [1, 2])
    np.testing.assert_array_equal(traces["input"].y, x)
    assert traces["other units"].y.size == 2 * 4


def test_too_many_units_are_named_in_the_note():
    figure = unit_traces(np.ones((501, 64)), np.ones(500), TimeAxis(0, 501), (0, 1, 2))

    assert figure.note == "The first 31 of 64 units are drawn."
