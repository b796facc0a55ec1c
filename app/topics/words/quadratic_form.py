"""The quadratic form in words: its two terms at x, what kind of M makes them so, and who else finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.core.quadratic_form import shape_of
from app.figures import formula
from app.topics.topic import Preset, Quiz
from app.topics.words import quantities
from app.topics.words.quantities import quantity

if TYPE_CHECKING:
    from app.topics.quadratic_form import Result

PRESETS = (
    Preset("Two different terms", {}),
    Preset("Symmetric: 2xᵀM", {"matrix": "2,1;1,1"}),
    Preset("Antisymmetric: they cancel", {"matrix": "0,1;-1,0"}),
    Preset("Saddle", {"matrix": "1,2;2,1", "x": "1,-1"}),
    Preset("At the saddle’s point", {"matrix": "1,2;2,1", "x": "0,0"}),
    Preset("Trough: level along a line", {"matrix": "1,1;1,1", "x": "1,-1"}),
    Preset("4 x 4", {"matrix": "2,1,0,0;0,1,3,0;0,0,-1,1;1,0,0,1", "x": "1,2,-1,0.5", "path": "both"}),
)

QUIZ = Quiz(
    "Take M = [0, 1; −1, 0], so that Mᵀ = −M. What is the derivative of xᵀMx at x = (1, 2)?",
    ("(−4, 2), which is 2xᵀM", "(2, −1)", "(0, 0)"),
    2,
    "One path brings back xᵀMᵀ = (2, −1), the other xᵀM = (−2, 1): they cancel, here and at every other x. xᵀMx is 0 "
    "everywhere, so it has no slope anywhere.",
    {"matrix": "0,1;-1,0", "path": "both"},
)

_ROUNDING = 1e-12
_SHAPES = {
    "bowl": "a bowl",
    "dome": "a dome",
    "saddle": "a saddle",
    "trough": "a trough, level along a line",
    "ridge": "a ridge, level along a line",
    "flat": "flat",
}


def number(value: float | int) -> str:
    """Four digits or so; rounding is 0."""
    return quantity(value, 4) if abs(value) > _ROUNDING else "0"


def vector(values: np.ndarray) -> str:
    """(1, −2.5)."""
    return quantities.vector(values.tolist(), number)


def latex(value: float) -> str:
    """The same number in a formula."""
    return formula.number(value, 4) if abs(value) > _ROUNDING else "0"


def along(result: Result) -> str:
    """Which way x is moved: up the gradient, or, where there is none, along a term, or an axis."""
    if result.gradient.any():
        return "along the gradient"
    return "along xᵀMᵀ" if result.left.any() else "along the first axis"


def facts(result: Result) -> tuple[tuple[str, str], ...]:
    """The derivative by three ways, and how far two of them are from the formula."""
    return (
        ("formula xᵀMᵀ + xᵀM", vector(result.gradient)),
        ("autograd", f"{vector(result.autograd)}, off by {quantity(result.distance_autograd, 2)}"),
        (
            "central differences",
            f"{vector(result.finite_differences)}, off by {quantity(result.distance_differences, 2)}",
        ),
        ("eigenvalues of (M + Mᵀ)/2", ", ".join(number(value) for value in result.curvatures.tolist())),
    )


def verdict(result: Result) -> str:
    """Both terms, what follows from M's symmetry, and the surface's shape."""
    return " ".join(part for part in (_terms(result), _shape(result), _section(result)) if part)


def _terms(result: Result) -> str:
    left, right, both = vector(result.left), vector(result.right), vector(result.gradient)
    if not result.x.any():
        return "At x = 0 both terms are 0: every quadratic form is level there."
    if np.array_equal(result.matrix, result.matrix.T):
        return f"M is symmetric: both terms are {left}, and the derivative is 2xᵀM = {both}."
    if np.array_equal(result.matrix, -result.matrix.T):
        return f"The terms cancel: {left} + {right} = {both}. M is antisymmetric, so they do at every x: xᵀMx is 0."
    miss = number(float(np.linalg.norm(result.left - result.right)))
    return (
        f"The derivative is {both}: xᵀMᵀ = {left} for the x on the left and xᵀM = {right} for the x inside Mx. M is "
        f"not symmetric: 2xᵀM = {vector(2 * result.right)} would miss by {miss}."
    )


def _shape(result: Result) -> str:
    low, high = number(float(result.curvatures[0])), number(float(result.curvatures[-1]))
    shape = shape_of(result.matrix)
    if shape == "flat":
        return ""
    return f"The surface is {_SHAPES[shape]}: the eigenvalues of (M + Mᵀ)/2 run from {low} to {high}."


def _section(result: Result) -> str:
    size = len(result.x)
    if size == 2:
        return ""
    return f"The picture shows one plane of the {size}-dimensional space: through x, with both terms in it."
