"""One network at every spectral radius: the states that it visits, and its largest Lyapunov exponent beneath."""

from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.palette import LIGHT
from app.figures.strip import blank_figure
from app.figures.view import Figure

_SAME = 2e-3
"""Visited values closer than this are one dot."""
_STATES_DOMAIN = (0.42, 1.0)
_EXPONENT_DOMAIN = (0.0, 0.32)


def bifurcation(
    radii: Float[np.ndarray, " radius"],
    visited: Float[np.ndarray, "time radius"],
    exponents: Float[np.ndarray, " radius"],
    chosen: float,
    field: str,
) -> Figure:
    """Spectral radius from left to right; above, values of one unit after the run has settled.

    Args:
        radii: the spectral radii.
        visited: the unit's values at each of them.
        exponents: nats a step at each of them; -inf is left out.
        chosen: the page's own radius.
        field: the parameter that a click sets.
    """
    x, y = _dots(radii, visited)
    finite = np.where(np.isfinite(exponents), exponents, np.nan)
    low = max(-2.0, float(np.nanmin(finite, initial=0.0)))
    high = max(0.1, float(np.nanmax(finite, initial=0.0)))
    layout = {
        "xaxis": {
            "title": {"text": "spectral radius ρ of W<sub>r</sub>"},
            "range": [radii[0] - 0.02, radii[-1] + 0.02],
            "anchor": "y2",
        },
        "yaxis": {"title": {"text": "unit 0"}, "range": [-1.05, 1.05], "domain": _STATES_DOMAIN, "nticks": 5},
        "yaxis2": {
            "title": {"text": "λ, nats a step"},
            "range": [low - 0.08 * (high - low), high + 0.12 * (high - low)],
            "domain": _EXPONENT_DOMAIN,
            "nticks": 4,
        },
        "shapes": [_here(chosen), _zero()],
        "annotations": [_here_label(chosen)],
        "margin": {"l": 72, "r": 24, "t": 24, "b": 48},
        "meta": {"choose": field},
    }
    figure = blank_figure([_states(x, y), _exponents(radii, finite)], layout)
    caption = (
        "One dot: rest or a fixed point; a few: a cycle; a smear: a closed curve, or chaos where λ is above 0. "
        "Click to go there."
    )
    return Figure("sweep", "The same network at every spectral radius", caption, figure)


def _dots(
    radii: Float[np.ndarray, " radius"], visited: Float[np.ndarray, "time radius"]
) -> tuple[Float[np.ndarray, " dot"], Float[np.ndarray, " dot"]]:
    """Each radius with its different values."""
    columns = [np.unique((column / _SAME).round()) * _SAME for column in visited.T]
    return np.repeat(radii, [len(column) for column in columns]), np.concatenate(columns)


def _states(x: Float[np.ndarray, " dot"], y: Float[np.ndarray, " dot"]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y.astype(np.float32),
        "customdata": x.round(3),
        "name": "states visited",
        "meta": {"term": "h"},
        "marker": {"color": LIGHT.roles["hidden"], "size": 2.5},
        "hovertemplate": "ρ = %{x:.3g}<br>unit 0: h = %{y:.3f}<extra></extra>",
    }


def _exponents(
    radii: Float[np.ndarray, " radius"], exponents: Float[np.ndarray, " radius"]
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": radii,
        "y": exponents,
        "yaxis": "y2",
        "customdata": radii.round(3),
        "name": "Lyapunov exponent",
        "meta": {"term": "exponent"},
        "line": {"color": LIGHT.roles["gradient"], "width": 2},
        "hovertemplate": "ρ = %{x:.3g}<br>λ = %{y:.3f} nats a step<extra></extra>",
    }


def _here(chosen: float) -> dict[str, Any]:
    line = {"color": LIGHT.accent, "width": 1.5, "dash": "dash"}
    return {"type": "line", "x0": chosen, "x1": chosen, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _here_label(chosen: float) -> dict[str, Any]:
    place = {"x": chosen, "yref": "paper", "y": 1, "yanchor": "bottom"}
    return place | {"text": "here", "font": {"color": LIGHT.accent, "size": 12}, "showarrow": False}


def _zero() -> dict[str, Any]:
    line = {"color": LIGHT.muted, "width": 1, "dash": "dot"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y2", "y0": 0, "y1": 0, "line": line}
