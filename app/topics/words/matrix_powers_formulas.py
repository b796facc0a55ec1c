r"""The formulas of matrix powers with their numbers: W^n = V Λ^n V^-1, or what stands in for it without a V."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Complex

from app.figures.formula import Equation, base, matrix, number, power_of_ten, term

if TYPE_CHECKING:
    from app.topics.matrix_powers import Result

_PLAIN = (1e-2, 1e4)
"""Matrices whose largest entry lies between are written as they are; from others a power of ten is taken out."""


def equations(result: Result) -> list[Equation]:
    """The law with its symbols, each eigenvalue's power, the block's course, and the matrices with their numbers."""
    found = [Equation("law", _law(result)), Equation("powers", _powers(result))]
    if result.block_eigenvalue is not None:
        found.append(Equation("block", _block(result)))
    n = result.params.n
    found.append(Equation("power", f"{term('norm', f'W^{{{n}}}')} = {scaled(result.power.astype(complex))}"))
    found.append(Equation("matrix", f"W = {scaled(result.matrix.astype(complex))}"))
    if result.eigenvectors is not None and result.eigenvectors_inverse is not None:
        found += [
            Equation("vectors", f"{term('V', 'V')} = {scaled(result.eigenvectors)}"),
            Equation("inverse", f"{term('inverse', 'V^{-1}')} = {scaled(result.eigenvectors_inverse)}"),
            Equation("middle", f"{_lambda_power(n)} = {_diagonal(result)}"),
        ]
    elif result.basis is not None and result.block_power is not None:
        found += [
            Equation("vectors", f"{term('V', 'S')} = {scaled(result.basis.astype(complex))}"),
            Equation(
                "inverse",
                f"{term('inverse', 'S^{-1}')} = {scaled(np.linalg.inv(result.basis).astype(complex))}",
            ),
            Equation(
                "middle", f"{term('Lambda', f'B^{{{n}}}')} = {scaled(result.block_power.astype(complex))}"
            ),
        ]
    return found


def _law(result: Result) -> str:
    n = result.params.n
    if result.cond_v is not None:
        size = len(result.eigenvalues)
        rows = [[_symbol(row, n) if row == column else "0" for column in range(size)] for row in range(size)]
        return rf"W^{{{n}}} = {term('V', 'V')} {matrix(rows)} {term('inverse', 'V^{-1}')}"
    if result.basis is not None:
        return rf"W^{{{n}}} = {term('V', 'S')} {term('Lambda', f'B^{{{n}}}')} {term('inverse', 'S^{-1}')}"
    return rf"{term('norm', f'W^{{{n}}}')} \neq V \Lambda^{{{n}}} V^{{-1}}"


def _symbol(place: int, n: int) -> str:
    return term(f"mode{place + 1}", rf"\lambda_{place + 1}^{{{n}}}")


def _powers(result: Result) -> str:
    """One line an eigenvalue: the size of its power."""
    n, lines = result.params.n, []
    for place, value in enumerate(np.abs(result.eigenvalues).tolist()):
        power = term(f"mode{place + 1}", rf"\left|\lambda_{place + 1}\right|^{{{n}}}")
        lines.append(
            rf"{power} & = {base(value, 4)}^{{{n}}} = {power_of_ten(float(result.log10_modes[place, -1]))}"
        )
    body = r" \\ ".join(lines)
    return rf"\begin{{array}}{{rl}} {body} \end{{array}}"


def _block(result: Result) -> str:
    n, m, value = result.params.n, result.block_size, result.block_eigenvalue
    assert value is not None, "asked for only where there is a block"
    assert result.log10_block is not None, "comes with the block"
    course = rf"\binom{{{n}}}{{{m - 1}}} \, {base(value.real, 4)}^{{{max(n - m + 1, 0)}}}"
    return f"{term('block', course)} = {power_of_ten(float(result.log10_block[-1]), 4)}"


def _lambda_power(n: int) -> str:
    return term("Lambda", rf"\Lambda^{{{n}}}")


def _diagonal(result: Result) -> str:
    size = len(result.eigenvalues)
    powers = result.eigenvalue_powers
    rows = [
        [
            term(f"mode{row + 1}", number(complex(powers[row]), 3)) if row == column else "0"
            for column in range(size)
        ]
        for row in range(size)
    ]
    return matrix(rows)


def scaled(entries: Complex[np.ndarray, "row column"]) -> str:
    r"""A matrix with as many decimals in every entry; a power of ten is taken out of very large or small ones.

    Entries that are 0 beside the largest one, up to rounding, are written 0.
    """
    largest = float(np.abs(entries).max(initial=0.0))
    if largest == 0:
        return matrix(entries.real)
    power = math.floor(math.log10(largest))
    is_plain = _PLAIN[0] <= largest < _PLAIN[1]
    decimals = max(0, 3 - max(power, 0)) if is_plain else 3
    shown = entries / (1.0 if is_plain else 10.0**power)
    rounding = 1e-12 * float(np.abs(shown).max())
    if np.abs(shown.imag).max() > rounding:
        decimals = min(decimals, 2)  # two numbers an entry take twice the room
    rows = [[_entry(entry, decimals, rounding) for entry in row] for row in shown.tolist()]
    return matrix(rows) if is_plain else rf"10^{{{power}}} {matrix(rows)}"


def _entry(entry: complex, decimals: int, rounding: float) -> str:
    real, imaginary = (
        "" if abs(part) <= rounding else f"{part:.{decimals}f}" for part in (entry.real, entry.imag)
    )
    if not imaginary:
        return real or "0"
    sign = "" if imaginary.startswith("-") or not real else "+"
    return f"{real}{sign}{imaginary}i"
