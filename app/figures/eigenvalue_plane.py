"""Eigenvalues of the recurrent weights: what one more application of them does to each direction."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Complex, Shaped

from app.figures.palette import GATE_LETTERS, GATE_ROLES, LIGHT
from app.figures.reduce import compact
from app.figures.unit_circle import NUMBER_HOVER, plane, polar
from app.figures.view import Figure

_SYMBOLS = {
    "hidden": "circle",
    "input_gate": "triangle-up",
    "forget_gate": "square",
    "candidate": "circle",
    "output_gate": "diamond",
}


def eigenvalue_plane(
    blocks: Mapping[str, Complex[np.ndarray, " hidden"]], is_projected: bool = False
) -> Figure:
    """Eigenvalues of each block of weight_hh in the complex plane, with the unit circle.

    Args:
        blocks: by torch's gate name, or `hidden` for an RNN's only block.
        is_projected: whether they are of block times weight_hr, the blocks of a projected LSTM not being square.
    """
    traces = [_trace(block, values) for block, values in blocks.items()]
    joined = np.concatenate([*blocks.values(), np.zeros(1)])
    figure = plane(traces, joined, {"showlegend": True})
    caption = (
        "Directions inside the circle fade from step to step, those outside grow; an angle is a rotation; "
        "ρ is the spectral radius, the largest |λ|."
    )
    if len(blocks) > 1:
        caption += (
            " A gate block’s eigenvalues alone do not govern a gated cell: those of the step Jacobian do."
        )
    if is_projected:
        caption += " The state is projected: these are the eigenvalues of each block times weight_hr."
    return Figure("eigenvalues", "Eigenvalues of the recurrent weights", caption, figure)


def matrix_eigenvalues(
    values: Shaped[np.ndarray, " hidden"], handles: Sequence[dict[str, Any]] = ()
) -> Figure:
    """Eigenvalues of one matrix in the complex plane; the terms `lambda1`, `lambda2`, ... light them by falling size.

    Args:
        values: real or complex.
        handles: what can be dragged here.
    """
    ranked = values.astype(complex)[np.argsort(-np.abs(values), kind="stable")]
    traces = [_ranked_trace(rank, value) for rank, value in enumerate(ranked.tolist(), start=1)]
    figure = plane(traces, ranked, {"meta": {"handles": list(handles)}})
    caption = "Inside the circle a part of h fades with each step, outside it grows; an angle is a turn."
    return Figure("eigenvalues", "Eigenvalues of W", caption, figure)


def _ranked_trace(rank: int, value: complex) -> dict[str, Any]:
    color = LIGHT.roles["forget_gate"] if rank == 1 else LIGHT.roles["candidate"]
    place = np.array([value])
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": place.real,
        "y": place.imag,
        "text": [f"λ<sub>{rank}</sub>"],
        "textposition": "top center",
        "name": f"lambda{rank}",
        "meta": {"term": f"lambda{rank}"},
        "customdata": polar(place),
        "marker": {"color": color, "size": 10},
        "hovertemplate": f"λ<sub>{rank}</sub>: {NUMBER_HOVER}<br>|λ| = %{{customdata[0]:.4g}}, "
        "angle %{customdata[1]:.1f}°<extra></extra>",
    }


def _name(block: str, values: Complex[np.ndarray, " hidden"]) -> str:
    """The block with its spectral radius."""
    short = (
        f"{GATE_LETTERS[block]} {block.removesuffix('_gate')}" if block in GATE_LETTERS else "W<sub>hh</sub>"
    )
    return f"{short}, ρ = {np.abs(values).max(initial=0):.3g}"


def _trace(block: str, values: Complex[np.ndarray, " hidden"]) -> dict[str, Any]:
    role = GATE_ROLES.get(block, "hidden")
    name = _name(block, values)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": compact(values.real),
        "y": compact(values.imag),
        "text": [f"|λ| = {size:.4g}, angle {angle:.1f}°" for size, angle in polar(values).tolist()],
        "name": name,
        "marker": {"color": LIGHT.roles[role], "symbol": _SYMBOLS[role], "size": 6, "opacity": 0.75},
        "hovertemplate": f"{name}<br>{NUMBER_HOVER}<br>%{{text}}<extra></extra>",
    }
