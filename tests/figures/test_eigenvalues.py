"""Both planes: every eigenvalue at its place, the unit circle always in sight, one scale for both axes."""

import numpy as np
import pytest

from app.figures.eigenvalue_plane import eigenvalue_plane
from app.figures.jacobian_eigenvalues import jacobian_eigenvalues
from app.figures.palette import LIGHT
from app.figures.strip import TimeAxis
from tests.figures.samples import complex_normal, frozen


def test_each_block_has_its_role_s_color_its_letter_a_symbol_and_its_spectral_radius():
    gates = ("input_gate", "forget_gate", "cell_gate", "output_gate")
    values = complex_normal(4)

    figure = eigenvalue_plane(dict.fromkeys(gates, values)).figure

    radius = f"ρ = {max(abs(value) for value in values.tolist()):.3g}"
    assert [trace.name for trace in figure.data] == [
        f"i input, {radius}",
        f"f forget, {radius}",
        f"g cell, {radius}",
        f"o output, {radius}",
    ]
    assert figure.data[1].marker.color == LIGHT.roles["forget_gate"]
    assert figure.data[2].marker.color == LIGHT.roles["candidate"]
    assert len({trace.marker.symbol for trace in figure.data}) == 4
    np.testing.assert_allclose(figure.data[0].x + 1j * figure.data[0].y, values, rtol=1e-6)
    assert figure.layout.showlegend


def test_an_rnn_s_only_block_needs_no_warning():
    drawn = eigenvalue_plane({"hidden": np.array([0.5j, -0.5j])})

    assert drawn.figure.data[0].name == "W<sub>hh</sub>, ρ = 0.5"
    assert drawn.figure.data[0].text[0] == "|λ| = 0.5, angle 90.0°"
    assert "gated" not in drawn.caption
    assert "gated" in eigenvalue_plane({"reset_gate": np.ones(1) + 0j, "new_gate": np.ones(1) + 0j}).caption


@pytest.mark.parametrize("radius", [0.1, 1.0, 30.0])
def test_every_eigenvalue_and_the_unit_circle_are_in_sight(radius):
    layout = eigenvalue_plane({"hidden": frozen(radius * np.exp(1j * np.arange(4)))}).figure.layout

    largest = max(radius, 1)
    assert layout.xaxis.range[0] < -1
    assert layout.xaxis.range[1] > 1
    assert layout.yaxis.range[1] == -layout.yaxis.range[0] > largest * np.sin(2)
    assert layout.yaxis.scaleanchor == "x"
    circle = next(shape for shape in layout.shapes if shape.name == "unit circle")
    assert (circle.x0, circle.x1, circle.y0, circle.y1) == (-1, 1, -1, 1)
    assert layout.annotations[0].text == "|λ| = 1"


def test_jacobian_eigenvalues_know_their_step():
    values = complex_normal(3, 4)

    drawn = jacobian_eigenvalues(values, np.array([5, 7, 9]), TimeAxis(5, 10))

    (trace,) = drawn.figure.data
    np.testing.assert_allclose(trace.x + 1j * trace.y, values.ravel(), rtol=1e-6)
    np.testing.assert_allclose(trace.customdata[:, 0], np.abs(values).ravel(), rtol=1e-6)
    assert trace.customdata[:, 2].tolist() == [5] * 4 + [7] * 4 + [9] * 4
    assert trace.marker.color.tolist() == trace.customdata[:, 2].tolist()
    assert (trace.marker.cmin, trace.marker.cmax) == (5, 9)
    assert drawn.note == ""


def test_of_many_eigenvalues_the_largest_are_drawn():
    sizes = np.sort(np.abs(complex_normal(200, 64)), axis=1)[:, ::-1] + 0j

    drawn = jacobian_eigenvalues(sizes, np.arange(200), TimeAxis(0, 200))

    assert len(drawn.figure.data[0].x) == 2_000
    np.testing.assert_allclose(drawn.figure.data[0].x[:10], sizes[0, :10].real, rtol=1e-6)
    assert drawn.note == "At each step the 10 largest of 64 eigenvalues are drawn."


def test_no_computed_step_in_sight_is_an_empty_plane():
    drawn = jacobian_eigenvalues(np.zeros((0, 4), complex), np.zeros(0, int), TimeAxis(3, 4))

    assert len(drawn.figure.data[0].x) == 0
    assert drawn.figure.layout.xaxis.range[1] > 1
