"""Small figures of networks side by side."""

import numpy as np

from app.figures.bias_sweep import Now, SweptNetwork, bias_sweep
from app.figures.horizon_bars import Reached, horizon_bars
from app.figures.matrix_sum import Summand, matrix_sum
from app.figures.network_courses import Course, CourseText, choose_lag, network_courses
from app.figures.network_looks import NETWORK_LOOKS
from app.figures.strip import TimeAxis
from app.figures.view import Figure

BIASES = np.array([-1.0, 0.0, 1.0])
NOW = Now(0.5, {"gru": 5, "lstm_cell": 9})
SIZES = np.array([1e-60, 1e-3, 0.5, 1.0])


def course(name: str, values: np.ndarray, marked: int | None = None) -> Course:
    look = NETWORK_LOOKS[name]
    return Course(name, look.label, look.label, look.color, look.dash, name, values, marked)


def backwards(values: np.ndarray = SIZES, level: tuple[float, str] | None = (0.01, "1 %")) -> Figure:
    text = CourseText("backwards", "Backwards", "How to read it.", "share", "left", level)
    lines = [course("rnn", values, 2), course("lstm_cell", np.ones(len(values)))]
    return network_courses(lines, TimeAxis(1, len(values) + 1), text)


def paths() -> Figure:
    text = CourseText("paths", "Paths", "How to read them.", "norm")
    figure = network_courses([course("gru", SIZES[1:])], TimeAxis(1, 7), text, np.array([1, 3, 5]))
    choose_lag(figure.figure, 3, 6, "lag")
    return figure


def sweep(now: Now | None = NOW) -> Figure:
    networks = [
        SweptNetwork("gru", np.array([2, 4, 7]), [False] * 3, [False] * 3),
        SweptNetwork("lstm_cell", np.array([3, 9, 20]), [False, False, True], [False, False, True]),
    ]
    return Figure(
        "bias", "Bias", "Drag it.", bias_sweep(BIASES, networks, np.array([4, 7, 15]), 6, (20, now))
    )


def bars() -> Figure:
    rows = [Reached("rnn", 3, "3 steps", False), Reached("lstm_cell", 20, "over 20 steps", True)]
    return horizon_bars(rows, 20, "Horizon", "How to read it.")


def summands() -> Figure:
    whole = np.array([[1.0, -2.0], [0.5, 0.0]])
    parts = [
        Summand("", "whole", "2", whole, "total"),
        Summand("=", "part", "1", np.diag(np.diag(whole)), "straight"),
        Summand("+", "rest", "2", whole - np.diag(np.diag(whole)), "rest"),
    ]
    return matrix_sum(parts, "A sum", "Orange is positive.")


def side_by_side() -> list[Figure]:
    return [backwards(), paths(), sweep(), sweep(None), bars(), summands()]
