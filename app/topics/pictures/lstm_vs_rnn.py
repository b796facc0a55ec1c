"""Three networks in pictures: their horizons, what reaches back and forth, the one knob, and the cell's two paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from app.figures.bias_sweep import Now, SweptNetwork, bias_sweep
from app.figures.horizon_bars import Reached, horizon_bars
from app.figures.matrix_sum import Summand, matrix_sum
from app.figures.network_courses import Course as Line
from app.figures.network_courses import CourseText, choose_lag, network_courses
from app.figures.network_looks import NETWORK_LOOKS
from app.figures.palette import LIGHT
from app.figures.strip import TimeAxis
from app.figures.table import Table, matrix_table
from app.figures.view import Figure, View
from app.topics.words import lstm_vs_rnn as words
from app.topics.words.lstm_vs_rnn_formulas import equations
from app.topics.words.lstm_vs_rnn_verdict import facts, norm, path_norms, reached, verdict
from app.tracing.horizon import THRESHOLD, Horizon

if TYPE_CHECKING:
    from app.topics.lstm_vs_rnn import Result
    from app.tracing.side_by_side import Course, Sweep


def draw(result: Result) -> View:
    """The horizons, both directions of time, the sweep over the bias, and the two paths with their sum."""
    time = TimeAxis(1, result.params.steps + 1)
    figures = [_horizons(result), _backwards(result, time), _forwards(result, time)]
    absent = {}
    if result.sweep is None:
        absent["bias"] = (
            "These two are made by hand: the LSTM’s forget gate stands open, and there is no bias to move."
        )
    else:
        figures.append(_bias(result, result.sweep))
    figures += [_paths(result, time), _sum(result)]
    return View(
        tuple(figures),
        verdict(result),
        equations=equations(result),
        tables=tuple(_tables(result)),
        advice=result.advice,
        facts=facts(result),
        absent=absent,
        status=result.status,
    )


def _length(horizon: Horizon) -> int:
    """The horizon; the whole sequence where that is shorter."""
    return horizon.steps or horizon.seq_len


def _horizons(result: Result) -> Figure:
    order = ("rnn", "gru", "lstm_cell", "lstm_hidden")
    by_name = {course.name: course.horizon for course in result.courses}
    rows = [
        Reached(name, _length(by_name[name]), reached(by_name[name]), by_name[name].verdict == "explodes")
        for name in order
        if name in by_name
    ]
    return horizon_bars(rows, result.params.steps, *words.HORIZONS)


def _backwards(result: Result, time: TimeAxis) -> Figure:
    lines = [_line(course, course.gradients / course.gradients[-1], True) for course in result.courses]
    title, caption = words.BACKWARDS
    text = CourseText("backwards", title, caption, "share of the last value", "left", (THRESHOLD, "1 %"))
    return network_courses(lines, time, text)


def _forwards(result: Result, time: TimeAxis) -> Figure:
    lines = [_line(course, course.nudges, False) for course in result.courses]
    title, caption = words.FORWARDS
    return network_courses(
        lines, time, CourseText("forwards", title, caption, "|∂s<sub>t</sub>/∂x<sub>1</sub>|")
    )


def _line(course: Course, values: Float[np.ndarray, " time"], is_gradient: bool) -> Line:
    look = NETWORK_LOOKS[course.name]
    steps = course.horizon.steps if is_gradient else None
    marked = None if steps is None else len(values) - steps
    return Line(
        course.name,
        look.label,
        look.label,
        look.color,
        look.dash,
        course.name.replace("_", "-"),
        values,
        marked,
    )


def _paths(result: Result, time: TimeAxis) -> Figure:
    """At all steps but the last one, where the sum is I + 0."""
    gradient, forget = LIGHT.roles["gradient"], LIGHT.roles["forget_gate"]
    total, straight, rest = (
        each[:-1] for each in (result.cell_jacobian_norms, result.straight_norms, result.rest_norms)
    )
    lines = [
        Line("rest", "the rest", "everything else", LIGHT.accent, "dot", "rest", rest),
        Line("straight", "∏ f", "∏ f", forget, "dash", "straight", straight),
        Line("total", "total", "|dC<sub>T</sub>/dC<sub>t</sub>|", gradient, "solid", "total", total),
    ]
    if result.held_norms is not None:
        held = result.held_norms[:-1]
        lines.append(Line("held", "C held", "C held still", LIGHT.bad, "dashdot", "held", held))
    title, caption = words.PATHS
    text = CourseText("paths", title, caption, "spectral norm", names_at="left")
    figure = network_courses(lines, time, text, result.path_steps[:-1])
    choose_lag(figure.figure, result.lag, result.params.steps, "lag")
    return figure


def _sum(result: Result) -> Figure:
    total, straight, rest = (norm(size) for size in path_norms(result))
    parts = [
        Summand("", "dC<sub>T</sub>/dC<sub>t</sub>", total, result.cell_jacobian, "total"),
        Summand("=", "∏ f", straight, np.diag(result.straight_path), "straight"),
        Summand("+", "everything else", rest, result.rest, "rest"),
    ]
    return matrix_sum(parts, *words.sum_words(result))


def _bias(result: Result, sweep: Sweep) -> Figure:
    biases = result.sweep_biases
    assert biases is not None
    by_name = {course.name: course.horizon for course in result.courses}
    now = None
    if not result.params.torch_init:
        now = Now(result.params.forget_bias, {name: _length(by_name[name]) for name in ("gru", "lstm_cell")})
    networks = [_swept("gru", sweep.gru), _swept("lstm_cell", sweep.lstm)]
    drawing = bias_sweep(biases, networks, sweep.law, _length(by_name["rnn"]), (result.params.steps, now))
    return Figure("bias", *words.BIAS, drawing)


def _swept(name: str, horizons: tuple[Horizon, ...]) -> SweptNetwork:
    return SweptNetwork(
        name,
        np.array([_length(horizon) for horizon in horizons]),
        [horizon.steps is None for horizon in horizons],
        [horizon.verdict == "explodes" for horizon in horizons],
    )


def _tables(result: Result) -> Iterator[Table]:
    steps = np.arange(1, result.params.steps + 1)
    names = [NETWORK_LOOKS[course.name].label for course in result.courses]
    horizons = [course.horizon for course in result.courses]
    yield Table(
        "horizons",
        "Memory horizons; T where it is longer",
        {
            "state": np.array(names),
            "steps": np.array([_length(horizon) for horizon in horizons]),
            "step 1 over step T": np.array([horizon.ratio for horizon in horizons]),
        },
    )
    gradients = {name: course.gradients for name, course in zip(names, result.courses, strict=True)}
    nudges = {name: course.nudges for name, course in zip(names, result.courses, strict=True)}
    yield Table("backwards", "Size of the derivative of the last error", {"t": steps, **gradients})
    yield Table("forwards", "Size of the derivative by the first input", {"t": steps, **nudges})
    if result.sweep is not None:
        swept = {"LSTM C": result.sweep_lstm_horizons, "GRU": result.sweep_gru_horizons, "law": result.law}
        known = {name: values for name, values in swept.items() if values is not None}
        biases = {} if result.sweep_biases is None else {"forget bias": result.sweep_biases}
        yield Table("bias", "Horizon by forget bias; T where it is longer", biases | known)
    held = {} if result.held_norms is None else {"C held still": result.held_norms}
    parts = {
        "total": result.cell_jacobian_norms,
        "straight": result.straight_norms,
        "rest": result.rest_norms,
    }
    yield Table(
        "paths", "Spectral norms of dC_T/dC_t and its parts", {"t": result.path_steps, **parts, **held}
    )
    yield matrix_table(
        "sum", f"dC_T/dC_t, {result.lag} steps back", result.cell_jacobian, "unit of C_T", "unit of C_t"
    )
