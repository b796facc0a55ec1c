"""Gradient clipping's formulas with their numbers: the unit, its error, one step clipped in both ways, the wall."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app.core.cliff import START_OUTPUT, START_SLOPE, TARGET, X_0
from app.core.clipping import norm_factor
from app.figures.formula import Equation, column, number, term

if TYPE_CHECKING:
    from app.topics.gradient_clipping import Result


def equations(result: Result) -> tuple[Equation, ...]:
    """The model at the chosen point, the chosen step, and the wall at the start's w."""
    return (*_model(result), *_step(result), *_wall(result))


def _model(result: Result) -> tuple[Equation, ...]:
    w, b = result.point.tolist()
    seq_len = result.params.seq_len
    bias = f"{'-' if b < 0 else '+'} {number(abs(b))}"
    error = term("E", number(result.error))
    return (
        Equation(
            "model", rf"x_t = {term('point', number(w))} \, \sigma(x_{{t-1}}) {bias}, \quad x_0 = {X_0:g}"
        ),
        Equation("error", rf"E = \left(\sigma(x_{{{seq_len}}}) - {TARGET:g}\right)^2 = {error}"),
    )


def _step(result: Result) -> tuple[Equation, ...]:
    params = result.params
    raw = term("raw", column(result.gradient))
    length = math.hypot(*result.gradient.tolist())
    limit = term("threshold", number(params.threshold))
    factor = number(norm_factor(result.gradient, params.threshold))
    slope = r"\begin{bmatrix} \partial E / \partial w \\ \partial E / \partial b \end{bmatrix}"
    return (
        Equation("update", rf"(w, b) \leftarrow (w, b) - {number(params.learning_rate)} \, \nabla E"),
        Equation("gradient", rf"\nabla E = {slope} = {raw}"),
        Equation("length", rf"|\nabla E| = {term('raw', number(length))}"),
        Equation(
            "norm",
            rf"\min\left(1, \frac{{{limit}}}{{|\nabla E|}}\right) \nabla E = {factor} \, \nabla E = "
            rf"{term('norm', column(result.gradient_by_norm))}",
        ),
        Equation(
            "value",
            rf"\min(\max(\nabla E, -{limit}), {limit}) = {term('value', column(result.gradient_by_value))}",
        ),
    )


def _wall(result: Result) -> tuple[Equation, ...]:
    w, k, seq_len = result.params.start[0], result.wall_multiplier, result.params.seq_len
    outer = 2 * abs(START_OUTPUT - TARGET) * START_SLOPE * math.hypot(1.0, START_OUTPUT)
    return (
        Equation(
            "wall",
            rf"b = {X_0:g} - w \, \sigma({X_0:g}) = {X_0:g} - {number(START_OUTPUT, 4)} w = "
            rf"{term('wall', number(result.wall_b, 4))}",
        ),
        Equation(
            "multiplier",
            rf"\lambda = w \, \sigma'({X_0:g}) = {number(START_SLOPE, 4)} \cdot {number(w)} = {number(k, 4)}",
        ),
        Equation(
            "steepness",
            rf"|\nabla E| = {number(outer, 3)} \cdot \frac{{\lambda^{{{seq_len}}} - 1}}{{\lambda - 1}} = "
            rf"{term('wall-gradient', number(result.wall_grad_norm))}",
        ),
    )
