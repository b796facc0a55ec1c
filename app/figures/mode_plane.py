"""Eigenvalues in the complex plane with the trails of their powers: what stays in the circle winds down to 0."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Complex, Int

from app.figures.palette import LIGHT
from app.figures.square_axes import square_axes
from app.figures.unit_circle import NUMBER_HOVER, plane, polar
from app.figures.view import Figure

MODE_COLORS = tuple(LIGHT.roles[role] for role in ("hidden", "output_gate", "input_gate", "cell"))
"""A color for each mode, the same in every figure of them."""
MODE_SYMBOLS = ("circle", "square", "diamond", "triangle-up")
_SUBSCRIPTS = "₁₂₃₄"
_LONGEST_TRAIL = 60


def mode_plane(
    eigenvalues: Complex[np.ndarray, " mode"],
    last: int,
    reach: float | None,
    handles: Sequence[dict[str, Any]] = (),
) -> Figure:
    """Each eigenvalue with its powers up to the last one, over the unit circle.

    Args:
        eigenvalues: at most four; each has the term `mode1`, `mode2`, ...
        last: the largest power.
        reach: half the side of a fixed picture, so that it stays still while an eigenvalue is dragged; None to fit.
        handles: what can be dragged here.
    """
    modes = list(enumerate(eigenvalues.tolist()))
    traces = [_trail(value, number, last) for number, value in modes]
    traces += [_value(complex(eigenvalues[group[0]]), group) for group in equal_groups(eigenvalues)]
    fixed = {} if reach is None else square_axes(("real part", "imaginary part"), (-reach, reach))
    figure = plane(traces, eigenvalues, fixed)
    figure.update_layout(meta={"handles": list(handles)})
    caption = (
        "Large marks are the eigenvalues λ, small ones their powers: inside the circle they wind down to 0, outside "
        "they run away, on it they go round for ever."
    )
    if handles:
        caption += " Drag the eigenvalues."
    return Figure("plane", "Eigenvalues and their powers", caption, figure)


def _shown_powers(value: complex, last: int) -> Int[np.ndarray, " power"]:
    """The powers that stay near the picture; of many the first 60."""
    powers = np.arange(1, min(last, _LONGEST_TRAIL) + 1)
    if abs(value) <= 1:
        return powers
    return powers[powers * np.log(abs(value)) < np.log(20)]


def _trail(value: complex, number: int, last: int) -> dict[str, Any]:
    powers = _shown_powers(value, last)
    points = np.power(complex(value), powers)
    color = MODE_COLORS[number]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": points.real,
        "y": points.imag,
        "customdata": powers,
        "name": f"powers of λ{_SUBSCRIPTS[number]}",
        "meta": {"term": f"mode{number + 1}"},
        "line": {"color": color, "width": 1},
        "marker": {"color": color, "size": 4},
        "opacity": 0.5,
        "hovertemplate": f"λ{_SUBSCRIPTS[number]}<sup>%{{customdata}}</sup> = %{{x:.4g}} %{{y:+.4g}}i<extra></extra>",
    }


def equal_groups(eigenvalues: Complex[np.ndarray, " mode"]) -> list[list[int]]:
    """The modes by their eigenvalue: those with the very same one belong together."""
    groups: dict[complex, list[int]] = {}
    for number, value in enumerate(eigenvalues.tolist()):
        groups.setdefault(value, []).append(number)
    return list(groups.values())


def named(group: Sequence[int]) -> str:
    """How the modes of a group are called: λ_1, or λ_1,2."""
    return "λ" + ",".join(_SUBSCRIPTS[number] for number in group)


def _value(value: complex, group: Sequence[int]) -> dict[str, Any]:
    number, name = group[0], named(group)
    ((size, angle),) = polar(np.array([value])).tolist()
    color = MODE_COLORS[number]
    is_above = value.imag > 0 or (value.imag == 0 and number % 2 == 0)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": np.array([value.real]),
        "y": np.array([value.imag]),
        "text": [name],
        "textposition": "top center" if is_above else "bottom center",
        "textfont": {"color": color, "size": 14},
        "name": name,
        "meta": {"term": f"mode{number + 1}"},
        "marker": {"color": color, "symbol": MODE_SYMBOLS[number], "size": 11},
        "cliponaxis": False,
        "hovertemplate": f"{name}<br>{NUMBER_HOVER}<br>|λ| = {size:.4g}, angle {angle:.1f}°<extra></extra>",
    }
