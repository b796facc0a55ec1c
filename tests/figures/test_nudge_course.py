import numpy as np
import pytest

from app.figures.nudge_course import Course, nudge_course
from app.figures.palette import LIGHT
from app.figures.strip import TimeAxis


def course(log10_sizes: list[float], dash: str = "solid") -> Course:
    return Course("label", "nudge", "nudge", LIGHT.ink, dash, np.array(log10_sizes))


def drawn(*courses: Course):
    return nudge_course(courses, 1, TimeAxis(0, 1 + len(courses[0].log10_sizes)), "nudge").figure


def test_every_number_is_drawn_at_its_step():
    figure = drawn(course([0.0, -1.5, -3.0]))

    np.testing.assert_array_equal(figure.data[-1].x, [1, 2, 3])
    np.testing.assert_array_equal(figure.data[-1].y, [0.0, -1.5, -3.0])
    assert list(figure.data[-1].customdata) == ["1", "0.0316", "0.001"]


def test_a_bound_that_overflows_leaves_the_measured_line_readable():
    figure = drawn(course([0.0, -1.0, -2.0]), course([0.0, 180.0, 363.0], "dash"))

    low, high = figure.layout.yaxis.range
    assert low < -2
    assert 0 < high < 5
    assert figure.data[0].customdata[2].endswith("10<sup>363</sup>")


def test_an_exact_zero_stands_on_a_floor_of_its_own():
    figure = drawn(course([0.0, -400.0, -np.inf]))

    floor = figure.data[-1].y[2]
    assert figure.layout.yaxis.range[0] < floor < -400
    assert figure.data[-1].customdata[2] == "0, exactly"
    assert "exactly 0" in [annotation.text for annotation in figure.layout.annotations]


@pytest.mark.parametrize("level", [-500.0, 0.0, 300.0])
def test_a_level_line_has_an_axis_of_at_least_a_decade(level):
    low, high = drawn(course([level, level])).layout.yaxis.range

    assert high - low >= 1


def test_a_nudge_of_nothing_is_on_the_floor_throughout():
    figure = drawn(course([-np.inf, -np.inf]))

    assert len(set(figure.data[-1].y)) == 1
    assert np.isfinite(figure.data[-1].y).all()
