r"""The slide's sum with its numbers: which factors the chosen term has, and what their products are.

The factors are the terms `error`, `readout`, `jacobian` and `immediate`, as in the graph.
"""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from app.core.bptt import step_jacobians
from app.figures.formula import Equation, matrix, number, row, term

if TYPE_CHECKING:
    from app.topics.rnn_gradients import Result

_MOST_WITH_MATRICES = 3
_MOST_WRITTEN_OUT = 3


def equations(result: Result) -> tuple[Equation, ...]:
    """The network, the sum, the boxed product and the power of W_r, the chosen term, and what all terms make."""
    return (
        Equation("network", _network(result)),
        Equation("sum", _sum(result)),
        Equation("boxed", _boxed(result)),
        Equation("powers", _powers(result)),
        Equation("term", _term(result)),
        Equation("total", _total(result)),
    )


def _is_small(result: Result) -> bool:
    return len(result.weight_hh) <= _MOST_WITH_MATRICES


def _network(result: Result) -> str:
    text = r"\mathbf{h}_t = \tanh(W_x x_t + \boxed{W_r \mathbf{h}_{t-1}} + b_h)"
    return rf"{text}, \quad W_r = {matrix(result.weight_hh)}" if _is_small(result) else text


def _by(above: str, below: str) -> str:
    return rf"\frac{{\partial {above}}}{{\partial {below}}}"


def _h(t: int | str) -> str:
    return rf"\mathbf{{h}}_{{{t}}}"


def _steps_back(last: int, k: int, ignores: bool) -> str:
    """The product from h_T to h_k, in a box; nothing where k is T."""
    if k == last:
        return ""
    if ignores:
        factors = "W_r " * (last - k) if last - k <= 2 else f"W_r^{{{last - k}}}"
    elif last - k <= 2:
        factors = " ".join(_by(_h(t), _h(t - 1)) for t in range(last, k, -1))
    else:
        first, final = (_by(_h(t), _h(t - 1)) for t in (last, k + 1))
        factors = rf"{first} \cdots {final}"
    return rf"\boxed{{{factors}}}"


def _factors(result: Result, k: int) -> str:
    """One term of the sum in letters; the chosen one is linked with the graph."""
    last = len(result.x)
    parts = {
        "error": _by(rf"\varepsilon_{{{last}}}", f"o_{{{last}}}"),
        "readout": _by(f"o_{{{last}}}", _h(last)),
        "jacobian": _steps_back(last, k, result.params.ignore_activations),
        "immediate": _by(_h(k), "W_r"),
    }
    shown = [term(name, text) if k == result.term else text for name, text in parts.items() if text]
    return " ".join(shown)


def _sum(result: Result) -> str:
    last, chosen = len(result.x), result.term
    if result.params.loss == "every":
        return _sum_of_all(last, result.params.ignore_activations)
    left = _by(rf"\varepsilon_{{{last}}}", "W_r")
    if last <= _MOST_WRITTEN_OUT:
        terms = [_factors(result, k) for k in range(1, last + 1)]
        return _lines(f"{left} = {terms[0]}", *(rf"\quad {{}} + {text}" for text in terms[1:]))
    shown = sorted({1, chosen, last})
    dots = [r"\cdots + " if after - before > 1 else "" for before, after in pairwise(shown)]
    written = [_factors(result, k) for k in shown]
    rest = [rf"\quad {{}} + {gap}{text}" for gap, text in zip(dots, written[1:], strict=True)]
    return _lines(f"{left} = {written[0]}", *rest)


def _lines(*lines: str) -> str:
    """One below the other, as they must stand in a narrow column."""
    body = r" \\ ".join(lines)
    return rf"\begin{{array}}{{l}} {body} \end{{array}}" if len(lines) > 1 else body


def _sum_of_all(last: int, ignores: bool) -> str:
    """Where the errors of all steps count."""
    at_error = _by(r"\varepsilon_t", "o_t") + _by("o_t", _h("t"))
    back = "W_r^{t-k}" if ignores else _by(_h("t"), _h("k"))
    left = _by(r"\varepsilon", "W_r")
    inner = rf"\sum_{{t=k}}^{{{last}}} {at_error} \boxed{{{back}}}"
    return rf"{left} = \sum_{{k=1}}^{{{last}}} \left( {inner} \right) {_by(_h('k'), 'W_r')}"


def _boxed(result: Result) -> str:
    """The exact product of the steps back, from T to k."""
    last, k = len(result.x), result.term
    if k == last:
        return rf"k = T = {last}: \quad \text{{no step back, nothing in the box}}"
    left = _steps_back(last, k, ignores=False)
    if not _is_small(result):
        return rf"\left|\, {left} \,\right| = {number(float(np.linalg.norm(_product(result), 2)))}"
    return f"{left} = {matrix(_product(result))}"


def _product(result: Result) -> Float[np.ndarray, "hidden hidden"]:
    """J_T ... J_{k+1}."""
    jacobians = step_jacobians(result.h, result.weight_hh)
    return reduce(np.matmul, jacobians[: result.term - 1 : -1], np.eye(len(result.weight_hh)))


def _power(result: Result) -> Float[np.ndarray, "hidden hidden"]:
    """W_r to the power of the number of steps back."""
    return np.linalg.matrix_power(result.weight_hh, len(result.x) - result.term)


def _powers(result: Result) -> str:
    """What the slide puts in its place."""
    n = len(result.x) - result.term
    left = {0: "W_r^0", 1: "W_r", 2: "W_r W_r"}.get(n, f"W_r^{{{n}}}")
    if not _is_small(result):
        return rf"\left|\, {left} \,\right| = {number(float(np.linalg.norm(_power(result), 2)))}"
    return f"{left} = {matrix(_power(result))}"


def _term(result: Result) -> str:
    """The chosen term: a row from the error back to h_k, turned into a column, times the state before."""
    k = result.term
    chosen = result.simplified_terms[k - 1] if result.params.ignore_activations else result.terms[k - 1]
    left = rf"\text{{term}}_{{{k}}}"
    if not _is_small(result):
        return rf"|{left}| = {number(float(np.linalg.norm(chosen)))}"
    gradients = result.simplified_gradients if result.params.ignore_activations else result.gradients
    back = row(gradients[k - 1], 2)
    slope = term("immediate", rf"\operatorname{{diag}}{row(1 - result.h[k] ** 2, 2)}")
    before = term("immediate", row(result.h[k - 1], 2))
    at_state = _by(r"\varepsilon", _h(k)) + " = "
    return _lines(
        at_state + (back if result.params.loss == "every" else rf"{_row_back(result)} = {back}"),
        rf"{left} = \left( {back} {slope} \right)^{{T}}",
        rf"\quad {before} = {matrix(chosen)}",
    )


def _row_back(result: Result) -> str:
    """D eps / d h_k by its factors in numbers: the error, the readout, and the box."""
    last, k = len(result.x), result.term
    error = term("error", number(float(result.o[-1] - result.params.target)))
    readout = term("readout", row(result.weight_ho))
    if k == last:
        return f"{error} {readout}"
    product = _power(result) if result.params.ignore_activations else _product(result)
    boxed = rf"\boxed{{{matrix(product)}}}"
    return f"{error} {readout} {term('jacobian', boxed)}"


def _total(result: Result) -> str:
    """All terms added up."""
    terms = result.simplified_terms if result.params.ignore_activations else result.terms
    total = terms.sum(axis=0)
    if not _is_small(result):
        left = r"\left|\, \sum_k \text{term}_k \,\right|"
        return f"{left} = {number(float(np.linalg.norm(total)))}"
    if len(terms) > _MOST_WRITTEN_OUT:
        return rf"\sum_k \text{{term}}_k = {matrix(total)}"
    written = [matrix(one, 2) for one in terms]
    plus = " + "
    return _lines(
        plus.join(written[:2]), rf"\quad {''.join(plus + one for one in written[2:])} = {matrix(total)}"
    )
