"""The gate at work, what is left, and how long a gate keeps."""

import numpy as np
import pytest

from app.figures.fading import Fading, fading
from app.figures.gate_lifetimes import GateMark, Level, ShareLine, gate_lifetimes
from app.figures.gate_rows import RowWords, gate_rows
from app.figures.strip import TimeAxis

WORDS = RowWords(("v1", "v2"), ("-4", "2"), ("0.5", "1"), ("-2", "2"))


def line(name: str, start: float, slope: float, steps: int = 11) -> Fading:
    return Fading(name, name, start + slope * np.arange(steps))


def texts(drawing) -> list[str]:
    return [note.text for note in drawing.layout.annotations]


def test_before_and_after_have_one_scale_with_0_in_it():
    rows = gate_rows(np.array([-4.0, 2.0]), np.array([0.5, 1.0]), WORDS)

    assert list(rows.layout.xaxis.range) == list(rows.layout.xaxis3.range)
    assert rows.layout.xaxis.range[0] < -4 < 2 < rows.layout.xaxis.range[1]
    assert rows.layout.xaxis2.range[0] < 0 < 1 < rows.layout.xaxis2.range[1]
    assert [axis.title.text for axis in (rows.layout.xaxis, rows.layout.xaxis2)] == ["signal v", "gate f"]


def test_a_signal_of_zeros_has_an_axis_all_the_same():
    rows = gate_rows(np.zeros(2), np.ones(2), WORDS)

    assert rows.layout.xaxis.range[0] < rows.layout.xaxis.range[1]


def test_a_line_is_named_with_what_is_left_at_its_end():
    drawing = fading([line("slow", 1.0, -0.1), line("level", 0.5, 0.0)], TimeAxis(0, 11), "size")

    assert texts(drawing) == ["slow: 1", "level: 3.16"]
    np.testing.assert_allclose(drawing.data[0].y, 1 - 0.1 * np.arange(11))


def test_a_line_that_leaves_the_picture_ends_there_and_is_named_there():
    drawing = fading([line("level", 0.0, 0.0), line("fast", 0.0, -2.0)], TimeAxis(0, 11), "size")

    x, y = np.array(drawing.data[1].x), np.array(drawing.data[1].y)
    assert (x[-1], y[-1]) == (4.5, -9.0)
    np.testing.assert_allclose(y, -2 * x)
    assert texts(drawing) == ["level: 1", "fast: 1.0·10<sup>-20</sup> ↓"]
    assert drawing.layout.annotations[1].x == 4.5


def test_exact_zeros_stand_on_a_floor_under_everything_else():
    zero = Fading("shut", "shut", np.array([0.0, -np.inf, -np.inf]))

    drawing = fading([line("level", -1.0, 0.0, 3), zero], TimeAxis(0, 3), "size")

    assert drawing.data[1].y[1] == drawing.data[1].y[2] < -1
    assert list(drawing.data[1].customdata) == ["1", "0, exactly", "0, exactly"]
    assert "shut: exactly 0" in texts(drawing)
    assert drawing.layout.yaxis.range[0] < drawing.data[1].y[2]


def test_all_zeros_can_be_drawn():
    drawing = fading([Fading("none", "none", np.full(2, -np.inf))], TimeAxis(0, 2), "size")

    assert np.isfinite(drawing.data[0].y).all()


@pytest.mark.parametrize("steps", [0.0, 6.0])
def test_the_level_and_what_crosses_it_are_in_the_picture(steps):
    z = np.linspace(-4, 12, 9)
    lines = [
        ShareLine("1 % left", "least", z / 2, 2 * steps),
        ShareLine("half left", "half", z / 2 - 1, 2 * steps + 2),
    ]

    drawing = gate_lifetimes(z, lines, [GateMark("f1", "entry1", 1.0, -0.5)], Level("n steps", steps))

    low, high = drawing.layout.yaxis.range
    assert low < steps < high
    rings = [trace for trace in drawing.data if trace.name.endswith(": z")]
    assert [(ring.x[0], ring.y[0]) for ring in rings] == [(2 * steps, steps), (2 * steps + 2, steps)]
    assert texts(drawing) == ["1 % left", "half left", "n steps"]
