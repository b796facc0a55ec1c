import numpy as np
import pytest

from app.figures.decade_lines import DecadeLine, decade_strip, power_text
from app.figures.palette import LIGHT
from app.figures.saturation_bars import EndShares, saturation_bars
from app.figures.squash_curves import Curve, Frame, Mark, squash_curves
from app.figures.strip import TimeAxis
from app.figures.unit_sums import unit_sums

FRAME = Frame("x", "y", (-3.0, 3.0), (-1.0, 1.0))


def curve(x: np.ndarray) -> Curve:
    return Curve("tanh", "tanh(x)", "tanh", LIGHT.ink, np.tanh(x))


@pytest.mark.parametrize("slope", [0.0, 0.42, 5.0])
def test_a_tangent_has_the_slope_of_its_mark(slope):
    x = np.linspace(-3, 3, 31)

    figure = squash_curves(x, [curve(x)], [Mark("x", "x", LIGHT.ink, 1.0, 0.5, slope)], FRAME)

    tangent = figure.data[1]
    assert np.diff(tangent.y)[0] / np.diff(tangent.x)[0] == pytest.approx(slope)
    assert np.mean(tangent.x) == pytest.approx(1.0)
    assert np.mean(tangent.y) == pytest.approx(0.5)


def test_a_mark_without_slope_has_no_tangent():
    x = np.linspace(-3, 3, 31)

    figure = squash_curves(x, [curve(x)], [Mark("x", "x", LIGHT.ink, 1.0, 0.5)], FRAME)

    assert [trace.name for trace in figure.data] == ["tanh", "x"]


def test_ranges_are_the_frames():
    x = np.linspace(-3, 3, 31)

    layout = squash_curves(x, [curve(x)], [], FRAME).layout

    assert (list(layout.xaxis.range), list(layout.yaxis.range)) == ([-3, 3], [-1, 1])


@pytest.mark.parametrize(
    ("exponent", "text"),
    [(0.0, "1"), (-1.0, "0.1"), (-7.0, "1.0·10<sup>-7</sup>"), (-6.5, "3.2·10<sup>-7</sup>"), (3.0, "1000")],
)
def test_powers_are_written_as_people_do(exponent, text):
    assert power_text(exponent) == text


def test_lines_far_below_every_float_are_drawn():
    line = DecadeLine("flat", "flat", "h", LIGHT.ink, np.array([-1.0, -1_500.0, -3_000.0]))

    figure = decade_strip([line], TimeAxis(1, 4), "product")

    np.testing.assert_array_equal(figure.data[0].y, [-1, -1_500, -3_000])
    assert figure.data[0].text[2] == "1.0·10<sup>-3000</sup>"
    assert len(figure.layout.yaxis.tickvals) <= 7


def test_a_line_without_a_label_has_no_name_at_its_end():
    lines = [
        DecadeLine("median", "units", "h", LIGHT.ink, np.array([-1.0, -2.0])),
        DecadeLine("lowest", "", "h", LIGHT.ink, np.array([-2.0, -5.0]), is_thin=True),
    ]

    figure = decade_strip(lines, TimeAxis(1, 3), "product")

    assert [label.text for label in figure.layout.annotations] == ["units"]
    assert figure.data[1].line.width < figure.data[0].line.width
    assert figure.layout.yaxis.range[0] < -5


def test_rows_hold_the_pieces_their_sum_and_the_output():
    pieces, bias = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.5, -0.5])
    z = pieces.sum(axis=1) + bias

    (trace,) = unit_sums(pieces, bias, z, np.tanh(z)).figure.data

    np.testing.assert_array_equal(trace.z, np.column_stack([pieces, bias, z, np.tanh(z)]))
    assert list(trace.x) == ["w<sub>i1</sub> x<sub>1</sub>", "w<sub>i2</sub> x<sub>2</sub>", "b<sub>i</sub>",
                             "z<sub>i</sub>", "h<sub>i</sub>"]  # fmt: skip


def test_shares_add_up_to_all():
    figure = saturation_bars([EndShares("tanh units", 0.25, 0.5), EndShares("gates", 0.0, 0.125)]).figure

    assert np.sum([trace.x for trace in figure.data], axis=0) == pytest.approx([100, 100])
    assert figure.data[0].x[0] == 25
    assert figure.data[2].x[0] == 50
