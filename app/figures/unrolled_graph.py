"""The network unrolled in time as a graph, with the way that a gradient takes back through it lit."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from app.figures.arrows import ArrowLook, arrow_lines
from app.figures.gradient_path import HEIGHTS, Edge, Path, factor_edges, factor_name, unlit_edges
from app.figures.palette import LIGHT
from app.figures.strip import TimeAxis, strip
from app.figures.view import Figure

_MOST_WITH_FACTORS = 4
_MOST_WITH_NAMES = 10
_RAISE = 0.2
_RADII = ((5, 14.0), (10, 11.0), (24, 5.0), (50, 3.5), (100, 2.0))
_CAPTION = (
    "Numbers run to the right, the gradient to the left: the lit way is the chosen term, from the error back to one "
    "use of W<sub>r</sub>. Click a state to choose its term."
)


def unrolled_graph(path: Path) -> Figure:
    """Nodes and arrows of an unrolled network on the shared time axis, from h_0 to h_T.

    The traces `error`, `readout`, `jacobian` and `immediate` carry the factors of the chosen term by these names.
    """
    radius = _radius_of(path.last)
    lit = factor_edges(path)
    traces = [arrow_lines("network", unlit_edges(path), _look(LIGHT.hair, 1.5, radius))]
    for factor, edges in lit.items():
        traces.append(
            arrow_lines(factor, edges, _look(LIGHT.accent, 3.0, radius)) | {"meta": {"term": factor}}
        )
        if path.last <= _MOST_WITH_FACTORS:
            traces.append(_names_beside(factor, edges, path.is_simplified))
    if path.last <= _MOST_WITH_FACTORS and len(path.error_steps) == 1:
        traces.append(_gains(path, lit["jacobian"]))
    figure = strip(traces + _nodes(path, radius), TimeAxis(0, path.last + 1), _y_axis())
    figure.update_layout(meta={"choose": path.field})
    return Figure("graph", f"The way of term k = {path.k}", _CAPTION, figure)


def _look(color: str, width: float, radius: float) -> ArrowLook:
    """Arrows between nodes of this radius: they stop at the border."""
    return ArrowLook(color, min(width, radius), min(12.0, 2.5 * radius), radius + 1)


def _names_beside(factor: str, edges: Sequence[Edge], is_simplified: bool) -> dict[str, Any]:
    """The factor's name beside each of its arrows."""
    is_level = factor == "jacobian"
    shift = {"jacobian": _RAISE, "immediate": -0.7 * _RAISE}.get(factor, 0.0)
    return {
        "type": "scatter",
        "mode": "text",
        "name": f"{factor}, its name",
        "x": [(start[0] + end[0]) / 2 for start, end in edges],
        "y": [(start[1] + end[1]) / 2 + shift for start, end in edges],
        "text": [
            ("" if is_level else "  ") + factor_name(factor, start[0], is_simplified) for start, _ in edges
        ],
        "textposition": "top center" if is_level else "middle right",
        "textfont": {"color": LIGHT.accent, "size": 12},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "meta": {"term": factor},
    }


def _gains(path: Path, edges: Sequence[Edge]) -> dict[str, Any]:
    """By how much each step back magnifies this gradient."""
    steps = [start[0] for start, _ in edges]
    pairs = [(path.sizes[t - 2], path.sizes[t - 1]) for t in steps]
    return {
        "type": "scatter",
        "mode": "text",
        "name": "gain of each step back",
        "x": [t - 0.5 for t in steps],
        "y": [HEIGHTS["h"] - _RAISE] * len(steps),
        "text": [f"× {earlier / later:.2g}" if later > 0 else "" for earlier, later in pairs],
        "textposition": "bottom center",
        "textfont": {"color": LIGHT.muted, "size": 12},
        "hoverinfo": "skip",
        "meta": {"term": "jacobian"},
    }


def _nodes(path: Path, radius: float) -> list[dict[str, Any]]:
    """States and uses of W_r that can be clicked; h_0, outputs and errors that cannot."""
    steps = range(1, path.last + 1)
    states = _row("h", steps, radius, [t >= path.k for t in steps])
    states |= {"customdata": np.array(steps), "hovertext": [f"{size:.3g}" for size in path.sizes.tolist()]}
    states["hovertemplate"] = (
        "|∂ε/∂h<sub>%{x}</sub>| = %{hovertext}<br>click: choose term %{x}<extra></extra>"
    )
    uses = _row("W", steps, radius, [t == path.k for t in steps]) | {"customdata": np.array(steps)}
    uses["hovertemplate"] = "W<sub>r</sub> as step %{x} uses it<br>click: choose term %{x}<extra></extra>"
    start = _row("h", [0], radius, [False]) | {"name": "h_0"}
    ends = [_row(kind, path.error_steps, radius, [t >= path.k for t in path.error_steps]) for kind in "oε"]
    return [states, uses] + [row | {"hoverinfo": "skip"} for row in (start, *ends)]


def _row(kind: str, steps: Sequence[int], radius: float, is_lit: list[bool]) -> dict[str, Any]:
    """Nodes of one kind, their names inside while there is room."""
    border = [LIGHT.accent if lit else LIGHT.muted for lit in is_lit]
    has_names = radius >= _radius_of(_MOST_WITH_NAMES)
    row = {
        "type": "scatter",
        "mode": "markers+text" if has_names else "markers",
        "name": {"h": "states", "o": "outputs", "ε": "errors", "W": "uses of W_r"}[kind],
        "x": list(steps),
        "y": [HEIGHTS[kind]] * len(steps),
        "marker": {
            "symbol": "square" if kind == "W" else "circle",
            "size": 2 * radius,
            "color": LIGHT.background if has_names else border,
            "opacity": 1,
            "line": {"color": border, "width": 2 if has_names else 0},
        },
        "cliponaxis": False,
    }
    if not has_names:
        return row
    names = ["W<sub>r</sub>" if kind == "W" else f"{kind}<sub>{t}</sub>" for t in steps]
    font = {"color": LIGHT.ink, "size": 14 if radius > 11 else 11}
    return row | {"text": names, "textposition": "middle center", "textfont": font}


def _radius_of(last: int) -> float:
    return next((radius for most, radius in _RADII if last <= most), 1.5)


def _y_axis() -> dict[str, Any]:
    return {
        "title": {"text": "node"},
        "range": [-1.4, 2.4],
        "tickvals": list(HEIGHTS.values()),
        "ticktext": ["ε", "o", "h", "W<sub>r</sub>"],
        "showline": False,
        "ticks": "",
    }
