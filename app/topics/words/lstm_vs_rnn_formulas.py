"""The slides' equations with the page's numbers: the cell, the split, the horizons and the closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.core.activations import sigmoid
from app.core.cell_paths import straight_horizon
from app.figures.formula import Equation, number, term
from app.topics.words.lstm_vs_rnn_verdict import path_norms
from app.tracing.horizon import THRESHOLD, Horizon

if TYPE_CHECKING:
    from app.topics.lstm_vs_rnn import Result

_NAMES = {"rnn": "RNN", "gru": "GRU", "lstm_hidden": "LSTM, h", "lstm_cell": "LSTM, C"}


def equations(result: Result) -> tuple[Equation, ...]:
    """Both networks' steps, the horizons, the total derivative, its split, and sigma(b) to a power."""
    return (
        Equation("rnn", _rnn(result)),
        Equation("cell", _cell()),
        Equation(
            "gru",
            r"\mathbf{h}_t = (1 - \mathbf{z}_t) \times \mathbf{n}_t + \mathbf{z}_t \times \mathbf{h}_{t-1}",
        ),
        Equation("ratio", _ratio()),
        Equation("horizons", _horizons(result)),
        Equation("backwards", _backwards()),
        Equation("split", _split(result)),
        Equation("law", _law(result)),
    )


def _rnn(result: Result) -> str:
    text = term("rnn", r"\mathbf{h}_t") + r" = \tanh(W_r \mathbf{h}_{t-1} + W_x \mathbf{x}_t)"
    return _lines(text, rf"\rho(W_r) = {number(result.spectral_radius)}")


def _cell() -> str:
    keep = term("straight", r"\mathbf{f}_t \times \mathbf{C}_{t-1}")
    cell, hidden = term("lstm-cell", r"\mathbf{C}_t"), term("lstm-hidden", r"\mathbf{h}_t")
    return _lines(
        rf"{cell} = {keep} + \mathbf{{i}}_t \times \tilde{{\mathbf{{c}}}}_t",
        rf"{hidden} = \mathbf{{o}}_t \times \tanh(\mathbf{{C}}_t)",
    )


def _ratio() -> str:
    far, last = (
        rf"\left|\frac{{\partial \varepsilon_T}}{{\partial \mathbf{{s}}_{{{t}}}}}\right|"
        for t in ("T-\\tau", "T")
    )
    return rf"r(\tau) = {far} \Big/ {last} < 0.01"


def _horizons(result: Result) -> str:
    rows = [
        term(
            course.name.replace("_", "-"),
            rf"\text{{{_NAMES[course.name]}:}} \quad \tau {_found(course.horizon)}",
        )
        for course in result.courses
    ]
    return _lines(*rows)


def _found(horizon: Horizon) -> str:
    if horizon.steps is not None:
        return f"= {horizon.steps}"
    words = r"\quad \text{(explodes)}" if horizon.verdict == "explodes" else ""
    return rf"\ge {horizon.seq_len}{words}"


def _backwards() -> str:
    def by(above: str, below: str, letter: str = r"\partial") -> str:
        return rf"\frac{{{letter} {above}}}{{{letter} {below}}}"

    cell, hidden, error = r"\mathbf{C}_t", r"\mathbf{h}_t", r"\varepsilon_T"
    held = rf"\left. {by(error, cell)} \right|_{{\mathbf{{h}}_t}}"
    return rf"{by(error, cell, 'd')} = {held} + {by(error, hidden)} \mathbf{{o}}_t \left(1 - \tanh^2 {cell}\right)"


def _split(result: Result) -> str:
    last, at = result.params.steps, result.params.steps - result.lag
    total = term("total", rf"\frac{{d \mathbf{{C}}_{{{last}}}}}{{d \mathbf{{C}}_{{{at}}}}}")
    straight = term("straight", rf"\prod_{{s={at + 1}}}^{{{last}}} \mathbf{{f}}_s")
    rest = term("rest", r"\text{everything else}")
    norms = path_norms(result)
    lines = [rf"{total} = {straight} + {rest}"]
    if not np.isnan(norms).any():
        sizes = [number(size) for size in norms]
        lines.append(rf"\text{{norms:}} \quad {sizes[0]}, \quad {sizes[1]}, \quad {sizes[2]}")
    return _lines(*lines)


def _law(result: Result) -> str:
    params = result.params
    general = r"\sigma(b)^{\tau} < 0.01"
    if result.law is None or params.torch_init:
        return term("law", general)
    keep = float(sigmoid(np.array([params.forget_bias]))[0])
    steps = straight_horizon(params.forget_bias, THRESHOLD)
    power = term("law", rf"\sigma({number(params.forget_bias)})^{{\tau}}")
    return rf"{power} = {number(keep)}^{{\tau}} < 0.01, \quad \tau = {steps:,}"


def _lines(*lines: str) -> str:
    """One below the other."""
    body = r" \\ ".join(lines)
    return rf"\begin{{array}}{{l}} {body} \end{{array}}"
