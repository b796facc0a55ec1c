import numpy as np
import pytest

from app.figures.log_axis import log_axis, log_ticks, short_number, spread, tick_text


def test_the_axis_holds_every_positive_number_and_the_floor_lies_below_them():
    axis = log_axis([np.array([0, 1e-40, 3.0]), np.array([np.nan, np.inf, 1e-3])])

    assert (axis.low, axis.high) == pytest.approx((-40, np.log10(3)))
    assert axis.floor is not None
    assert axis.range[0] < axis.floor < axis.low
    assert axis.range[1] > axis.high
    assert min(axis.layout()["tickvals"]) >= 10**axis.low


def test_without_zeros_there_is_no_floor():
    assert log_axis([np.array([1.0, 100.0])]).floor is None


def test_a_level_line_looks_level():
    axis = log_axis([np.full(3, 0.7)])

    assert axis.high - axis.low == pytest.approx(np.log10(4))
    assert 10 ** ((axis.high + axis.low) / 2) == pytest.approx(0.7)


def test_a_reference_is_inside():
    assert log_axis([np.full(3, 50.0)], reference=1.0).low == pytest.approx(0)


@pytest.mark.parametrize("values", [np.zeros(3), np.full(2, np.nan), np.zeros(0)])
def test_no_positive_number_is_an_axis_around_one(values):
    axis = log_axis([values])

    assert axis.low < 0 < axis.high


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (-3.0, 1.0, [0.001, 0.01, 0.1, 1, 10]),
        (-0.5, 0.4, [0.5, 1, 2]),
        (-45.0, 0.5, [1e-40, 1e-30, 1e-20, 1e-10, 1]),
        (-300.0, 5.0, [1e-300, 1e-200, 1e-100, 1]),
        (0.1, 1.2, [2, 5, 10]),
    ],
)
def test_ticks_are_few_and_human(low, high, ticks):
    assert log_ticks(low, high) == pytest.approx(ticks, rel=1e-12)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.01, "0.01"),
        (1.0, "1"),
        (10_000.0, "10,000"),
        (1e-5, "10<sup>-5</sup>"),
        (2e-7, "2·10<sup>-7</sup>"),
    ],
)
def test_tick_texts(number, text):
    assert tick_text(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.974, "0.97"),
        (9.96, "10"),
        (1234.5, "1,234"),
        (9_999.7, "10k"),
        (61_305.0, "61k"),
        (2.5e7, "2.5·10<sup>7</sup>"),
        (3e-5, "3.0·10<sup>-5</sup>"),
    ],
)
def test_short_numbers(number, text):
    assert short_number(number) == text


def test_labels_are_moved_apart_in_their_order_and_stay_inside():
    moved = spread([0.99, 1.0, 0.2], 0.1, 0.0, 1.0)

    assert moved == pytest.approx([0.9, 1.0, 0.2])
    assert spread([0.0, 0.0], 0.1, 0.0, 1.0) == pytest.approx([0.0, 0.1])
    assert spread([0.3, 0.7], 0.1, 0.0, 1.0) == [0.3, 0.7]
