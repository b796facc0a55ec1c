"""Powers of a matrix, drawn: the eigenvalues, the size of the powers and of each mode, the matrices, the rounding."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from app.figures.handles import Sets, handle
from app.figures.matrix_product import Factor, matrix_product
from app.figures.mode_plane import mode_plane, named
from app.figures.mode_sizes import mode_sizes
from app.figures.power_growth import Growth, power_growth
from app.figures.rebuilding_error import rebuilding_error
from app.figures.table import Table
from app.figures.view import Figure, View
from app.topics.words import matrix_powers as words
from app.topics.words.matrix_powers_formulas import equations

if TYPE_CHECKING:
    from app.topics.matrix_powers import Result

REACH = 1.4
"""Largest real or imaginary part of an eigenvalue that can be asked for, and half the side of its plane."""


def draw(result: Result) -> View:
    """The eigenvalues on their plane, the size of the powers, the modes, the matrices and the rebuilding error."""
    figures: list[Figure] = [_plane(result), power_growth(_growth(result))]
    figures.append(mode_sizes(result.eigenvalues, list(result.log10_modes)))
    absent = {}
    factors = _factors(result)
    if factors:
        figures.append(matrix_product(factors, result.params.n))
    else:
        absent["matrices"] = words.NO_USABLE_V
    if result.rebuilding_error is not None and result.cond_v is not None:
        figures.append(rebuilding_error(result.rebuilding_error, result.cond_v))
    else:
        absent["error"] = "There is nothing to rebuild Wⁿ from: W has no usable V."
    return View(
        tuple(figures),
        words.verdict(result),
        equations=tuple(equations(result)),
        tables=tuple(_tables(result, {figure.slot for figure in figures})),
        facts=words.facts(result),
        absent=absent,
        status=result.status,
    )


def _plane(result: Result) -> Figure:
    if result.params.structure == "own":
        return mode_plane(result.eigenvalues, result.params.n, None)
    handles = [_handle(result, place) for place in range(len(result.eigenvalues))]
    return mode_plane(result.eigenvalues, result.params.n, REACH, handles)


def _handle(result: Result, place: int) -> dict[str, Any]:
    """A real eigenvalue moves along its axis; either one of a pair moves both, mirrored."""
    value = complex(result.eigenvalues[place])
    pairs = {"one_pair": 1, "two_pairs": 2}.get(result.params.structure, 0)
    sets = Sets((place,))
    if place < 2 * pairs:
        first = place - place % 2
        sets = Sets((first, first + 1), signs=(1, 1 if place == first else -1))
    return handle("eigenvalues", named((place,)), (value.real, value.imag), sets)


def _growth(result: Result) -> Growth:
    condition = None if result.cond_v is None else result.log10_radius + math.log10(result.cond_v)
    block = None if result.log10_block is None else ("block", result.log10_block)
    is_inside = 0 < result.peak < result.params.n
    return Growth(
        norm=result.log10_norm,
        radius=result.log10_radius,
        spectral_bound=result.log10_sigma,
        condition_bound=condition,
        block=block,
        peak=result.peak if is_inside else None,
    )


def _factors(result: Result) -> list[Factor]:
    """V Λ^n V^-1, or S B^n S^-1 where W is defective by construction; nothing where no V is usable."""
    n = f"<sup>{result.params.n}</sup>"
    power = Factor(f"W{n}", "=", result.power.astype(complex), "norm")
    if result.eigenvectors is not None and result.eigenvectors_inverse is not None:
        return [
            Factor("V", "", result.eigenvectors, "V"),
            Factor(f"Λ{n}", "", np.diag(result.eigenvalue_powers), "Lambda"),
            Factor("V⁻¹", "", result.eigenvectors_inverse, "inverse"),
            power,
        ]
    if result.basis is not None and result.block_power is not None:
        inverse = np.linalg.inv(result.basis)
        return [
            Factor("S", "", result.basis.astype(complex), "V"),
            Factor(f"B{n}", "", result.block_power.astype(complex), "Lambda"),
            Factor("S⁻¹", "", inverse.astype(complex), "inverse"),
            power,
        ]
    return []


def _tables(result: Result, slots: set[str]) -> list[Table]:
    n = np.arange(result.params.n + 1)
    values = result.eigenvalues
    polar = {"|λ|": np.abs(values), "angle (degrees)": np.degrees(np.angle(values))}
    sizes = {"log10 |Wⁿ|": result.log10_norm, "log10 ρⁿ": result.log10_radius, "log10 σⁿ": result.log10_sigma}
    if result.log10_block is not None:
        sizes["log10 block"] = result.log10_block
    modes = {f"log10 |λ{place + 1}|ⁿ": course for place, course in enumerate(result.log10_modes)}
    tables = [
        Table("plane", "Eigenvalues", {"real part": values.real, "imaginary part": values.imag, **polar}),
        Table("growth", "Size of Wⁿ", {"n": n, **sizes}),
        Table("modes", "Size of each mode", {"n": n, **modes}),
    ]
    if "matrices" in slots:
        tables.append(Table("matrices", "The matrices, row by row", _entries(result)))
    if result.rebuilding_error is not None:
        tables.append(Table("error", "Rebuilding error", {"n": n, "relative error": result.rebuilding_error}))
    return tables


def _entries(result: Result) -> dict[str, np.ndarray]:
    """Every entry of every factor, its real and its imaginary part."""
    rows, columns = np.indices(result.matrix.shape)
    columns_of = {"row": rows.ravel() + 1, "column": columns.ravel() + 1}
    for factor in _factors(result):
        name = factor.name.replace("<sup>", "^").replace("</sup>", "")
        columns_of |= {
            f"{name} (real)": factor.entries.real.ravel(),
            f"{name} (imaginary)": factor.entries.imag.ravel(),
        }
    return columns_of
