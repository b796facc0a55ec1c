"""Going forwards, in formulas with their numbers: the slide's printed digits, all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.figures.formula import Equation, base, column, fixed, matrix, number, row, term

if TYPE_CHECKING:
    from app.topics.power_iteration import Result


def equations(result: Result) -> list[Equation]:
    """The matrix, the step, where it ends, eigenvalues and eigenvectors, and the angle law where there is one."""
    params, w = result.params, result.matrix
    small = len(w) == 2
    entries = [[term(f"column{place + 1}", fixed(value)) for place, value in enumerate(line)] for line in w]
    drawn_w = matrix(entries) if small else matrix(w)
    steps = {
        "scale": r"\frac{W_r \, h}{|W_r \, h|}",
        "squash": r"\tanh(W_r \, h)",
        "nothing": r"W_r \, h",
    }[params.keep]
    last = column([fixed(value) for value in (result.direction if result.h is None else result.h)])
    size = "" if result.h is not None else rf"10^{{{result.log10_norm[-1]:.0f}}}"
    start = column([fixed(value) for value in result.h0])
    made = [
        Equation("matrix", f"W_r = {drawn_w}"),
        Equation("step", rf"{term('h', 'h')} \leftarrow {steps}"),
        Equation("end", rf"h_0 = {start} \quad h_{{{params.steps}}} = {term('h', size + last)}"),
        Equation("eigenvalues", rf"\lambda = {row([_lambda(result, place) for place in range(len(w))])}"),
    ]
    if small:
        columns = [[_vector_entry(result, place, line) for place in range(2)] for line in range(2)]
        made.append(Equation("eigenvectors", f"V = {matrix(columns)}"))
    if result.predicted_angle is not None:
        made += _law(result)
    return made


def _rank(result: Result, place: int) -> int:
    """1 for the eigenvalue of largest absolute value."""
    return int(np.argsort(np.argsort(-np.abs(result.eigenvalues), kind="stable"), kind="stable")[place]) + 1


def _lambda(result: Result, place: int) -> str:
    value = result.eigenvalues[place]
    text = number(complex(value), 4) if value.imag else fixed(float(value.real))
    return term(f"lambda{_rank(result, place)}", text)


def _vector_entry(result: Result, place: int, line: int) -> str:
    value = result.eigenvectors[line, place]
    text = number(complex(value), 4) if value.imag else fixed(float(value.real))
    return term(f"v{_rank(result, place)}", text)


def _law(result: Result) -> list[Equation]:
    """The angle law in letters and in numbers."""
    assert result.predicted_angle is not None, "asked for only where there is a law"
    front = float(np.tan(np.radians(result.predicted_angle[0])))
    law = r"\left|\frac{c_2}{c_1}\right| \sin\angle(v_1, v_2) \left|\frac{\lambda_2}{\lambda_1}\right|^t"
    course = term("ratio", rf"{number(front, 4)} \cdot {base(result.ratio, 7)}^t")
    return [
        Equation("law", rf"\tan\angle(h_t, v_1) \to {law}"),
        Equation("law_numbers", rf"\tan\angle(h_t, v_1) \to {course}"),
    ]
