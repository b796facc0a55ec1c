"""The slide's three ways of writing a layer, with the numbers of a result, and its Jacobian."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.figures.formula import Equation, column, matrix, number, term

if TYPE_CHECKING:
    from app.topics.layer import Result

_LATEX = {"tanh": r"\tanh", "sigmoid": r"\sigma", "relu": r"\text{ReLU}", "identity": r"\text{id}"}
_MOST_PIECES = 3


def equations(result: Result) -> tuple[Equation, ...]:
    """The slide's three ways of writing the layer, with numbers, and its Jacobian."""
    foo = _LATEX[result.params.activation]
    return (
        Equation("vector", _letters(foo)),
        Equation("rows", _rows(result, foo)),
        Equation("matrix", _sum(result, foo)),
        Equation("result", _squashed(result, foo)),
        Equation("jacobian", _jacobian(result)),
    )


def _letters(foo: str) -> str:
    h, w, x, b = (rf"\mathbf{{{letter}}}" for letter in "hWxb")
    return f"{term('h', h)} = {foo}({w} {term('x', x)} + {term('b', b)})"


def _rows(result: Result, foo: str) -> str:
    lines = [_row(result, unit, foo) for unit in range(min(len(result.output), _MOST_PIECES))]
    more = [] if len(result.output) <= _MOST_PIECES else [r"\vdots"]
    body = r" \\ ".join(lines + more)
    return rf"\begin{{array}}{{l}} {body} \end{{array}}"


def _sum(result: Result, foo: str) -> str:
    w = matrix([[_weight(value, j) for j, value in enumerate(line)] for line in result.weight])
    return rf"{foo} \left[ {w} {term('x', column(result.x))} + {term('b', column(result.bias))} \right]"


def _squashed(result: Result, foo: str) -> str:
    return rf"= {foo} {term('z', column(result.preactivation))} = {term('h', column(result.output))}"


def _jacobian(result: Result) -> str:
    slopes, whole = term("slope", matrix(np.diag(result.slope))), term("square", matrix(result.jacobian))
    return rf"\frac{{\partial \mathbf{{h}}}}{{\partial \mathbf{{x}}}} = {slopes} \, \mathbf{{W}} = {whole}"


def _weight(value: float, place: int) -> str:
    return term(f"w{place + 1}", number(value)) if place < 2 else number(value)


def _row(result: Result, unit: int, foo: str) -> str:
    """One unit: foo(w_i1 x_1 + w_i2 x_2 + b_i) = h_i."""
    weights, x, bias = result.weight[unit], result.x, result.bias[unit]
    pieces = [rf"{_weight(weights[0], 0)} \cdot {_bracketed(x[0])}"]
    pieces += [
        rf"{_sign(w)} {_weight(abs(w), j)} \cdot {_bracketed(x[j])}"
        for j, w in enumerate(weights[1:], start=1)
    ]
    if len(pieces) > _MOST_PIECES:
        pieces = [*pieces[:2], r"+ \cdots"]
    total = " ".join([*pieces, f"{_sign(bias)} {term('b', number(abs(bias)))}"])
    return rf"{foo}({total}) = {term('h', number(result.output[unit]))}"


def _sign(value: float) -> str:
    return "-" if value < 0 else "+"


def _bracketed(value: float) -> str:
    return number(value) if value >= 0 else f"({number(value)})"
