"""The slide's product with its numbers, where the gate comes from, what n of them leave, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from app.core.gating import logit
from app.figures.formula import Equation, column, matrix, number, power_of_ten, term
from app.topics.words.gating_numbers import SEEN, WRITTEN_OUT, unrounded

if TYPE_CHECKING:
    from app.topics.gating import Result


def equations(result: Result) -> tuple[Equation, ...]:
    """The formulas of the page, each with its numbers."""
    return (
        Equation(
            "gating",
            rf"\mathbf{{f}} \odot \mathbf{{v}} = {_gate(result)} \odot {_signal(result)} = {_passed(result)}",
        ),
        Equation("source", _source(result)),
        Equation("again", rf"\mathbf{{f}}^{{{result.params.times}}} \odot \mathbf{{v}} = {_left(result)}"),
        Equation("half_life", _half_life(result)),
        Equation("bias", _bias(result)),
    )


def entries(texts: Sequence[str]) -> str:
    """A column whose entries light the bars and lines of their own."""
    return column([term(f"entry{place}", text) for place, text in enumerate(texts, start=1)])


def gate_number(gate: float, lost: float) -> str:
    """A gate in LaTeX; one that is nearly open by what it lacks, since no rounding may make it 1."""
    return rf"1 - {number(lost)}" if 0 < lost < SEEN else unrounded(gate, number)


def _signal(result: Result) -> str:
    return entries([number(value, 4) for value in result.signal.tolist()])


def _gate(result: Result) -> str:
    pairs = zip(result.gate.tolist(), result.lost.tolist(), strict=True)
    return entries([gate_number(gate, lost) for gate, lost in pairs])


def _passed(result: Result) -> str:
    return entries([unrounded(value, number) for value in result.passed.tolist()])


def _left(result: Result) -> str:
    signs = np.sign(result.signal).tolist()
    sizes = result.log10_left[-1].tolist()
    return entries([_signed(sign, size) for sign, size in zip(signs, sizes, strict=True)])


def _signed(sign: float, log10_size: float) -> str:
    is_plain = abs(log10_size) < WRITTEN_OUT
    size = unrounded(10.0**log10_size, number) if is_plain else power_of_ten(log10_size)
    return f"-{size}" if sign < 0 and size != "0" else size


def _source(result: Result) -> str:
    if result.preactivation is None:
        wanted = entries([number(z) for z in logit(result.gate).tolist()])
        asked = rf"\mathbf{{z}} = \ln \frac{{\mathbf{{f}}}}{{1 - \mathbf{{f}}}} = {wanted}"
        return _lines(
            r"\mathbf{f} = \sigma(\mathbf{z}), \quad \mathbf{z} = \mathbf{W} \mathbf{x} + \mathbf{b}", asked
        )
    params = result.params
    inside = rf"{matrix(params.weight)} {column(params.x)} + {column(params.bias, 5)}"
    z = entries([number(value) for value in result.preactivation.tolist()])
    return _lines(rf"\mathbf{{f}} = \sigma \left( {inside} \right)", rf"= \sigma {z} = {_gate(result)}")


def _lines(first: str, second: str) -> str:
    return rf"\begin{{array}}{{l}} {first} \\ {second} \end{{array}}"


def _half_life(result: Result) -> str:
    lives = entries([number(value) for value in result.half_life.tolist()])
    return rf"n_{{1/2}} = \frac{{\ln 0.5}}{{\ln \mathbf{{f}}}} = {lives}"


def _bias(result: Result) -> str:
    n, bias = result.params.times, number(float(result.keeping_bias[1]), 4)
    half = term("half", rf"\sigma(z)^{{{n}}} = \frac{{1}}{{2}}")
    return rf"{half} \iff z = -\ln\left(2^{{1/{n}}} - 1\right) = {term('half', bias)}"
