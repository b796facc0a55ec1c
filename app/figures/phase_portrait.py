"""Two units as a plane: where the next step leads from everywhere, where it can rest, and the run's own path."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from jaxtyping import Float

from app.figures.palette import LIGHT
from app.figures.reduce import compact, join_notes, thin
from app.figures.scales import TIME
from app.figures.square_axes import square_axes
from app.figures.strip import TimeAxis, blank_figure, time_key
from app.figures.view import Figure

Stability = Literal["stable", "saddle", "unstable", "neutral"]

STABILITY_LOOKS: dict[Stability, tuple[str, str]] = {
    "stable": ("circle", LIGHT.good),
    "saddle": ("x-thin-open", LIGHT.warn),
    "unstable": ("circle-open", LIGHT.bad),
    "neutral": ("diamond-open", LIGHT.muted),
}
"""Symbol and color of a fixed point by what becomes of a nudge there."""

_SHAFT = 0.42
"""Longest arrow, as a share of the distance between two arrows."""


@dataclass(frozen=True, eq=False)
class Rest:
    """A fixed point to draw, with the sizes of its eigenvalues for the hover text."""

    place: Float[np.ndarray, " hidden"]
    stability: Stability
    eigenvalue_sizes: Float[np.ndarray, " hidden"]


@dataclass(frozen=True, eq=False)
class MapArrows:
    """Where arrows begin, and the step of the map from there."""

    starts: Float[np.ndarray, "point 2"]
    steps: Float[np.ndarray, "point 2"]
    spacing: float


def phase_portrait(
    states: Float[np.ndarray, "time 2"],
    arrows: MapArrows,
    rests: Sequence[Rest],
    orbit: Float[np.ndarray, "point 2"],
    reach: float,
) -> Figure:
    """The plane of two units; both axes from -reach to reach on one scale.

    Args:
        states: the run, its start first.
        arrows: the map with its input held.
        rests: its fixed points.
        orbit: where the run ends, drawn under its path; may be empty.
        reach: limit of both axes; what lies outside is left out.
    """
    inside = states[np.abs(states).max(axis=1) <= 10 * reach]
    kept, thinned = thin(len(inside))
    note = join_notes(thinned, _outside(states, reach))
    traces = [*_arrows(arrows), _orbit(orbit), _path(inside[kept]), _steps(inside, kept, len(states))]
    traces += [_rest(rest) for rest in rests]
    layout = square_axes(("unit 0", "unit 1"), (-reach, reach), ticks=6) | {
        "margin": {"l": 56, "r": 72, "t": 12, "b": 48},
        "annotations": [stability_label(rest, float(rest.place[1])) for rest in rests],
    }
    caption = (
        "Arrows show where the next step leads (long ones are shortened); the colored points are the run, the small "
        "ones where it ends. Drag its start."
    )
    return Figure("trajectory", "The plane of the two units", caption, blank_figure(traces, layout), note)


def _outside(states: Float[np.ndarray, "time 2"], reach: float) -> str:
    count = int((np.abs(states).max(axis=1) > reach).sum())
    return f"{count:,} of {len(states):,} states lie outside of the picture." if count else ""


def _arrows(arrows: MapArrows) -> list[dict[str, Any]]:
    """Shafts as one line with gaps, heads as turned markers; lengths grow with the step and stay within a cell."""
    length = np.linalg.norm(arrows.steps, axis=1, keepdims=True)
    longest = _SHAFT * arrows.spacing
    shaft = arrows.steps / np.where(length > 0, length, 1.0) * longest * np.tanh(length / (2 * longest))
    tips = arrows.starts + shaft
    gap = np.full_like(tips, np.nan)
    lines = np.stack([arrows.starts, tips, gap], axis=1).reshape(-1, 2)
    moves = length[:, 0] > 1e-6
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": compact(lines[:, 0]),
            "y": compact(lines[:, 1]),
            "name": "arrows",
            "meta": {"term": "map"},
            "line": {"color": LIGHT.hair, "width": 1.5},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": compact(tips[moves, 0]),
            "y": compact(tips[moves, 1]),
            "name": "heads",
            "meta": {"term": "map"},
            "marker": {
                "symbol": "triangle-up",
                "size": 5,
                "color": LIGHT.muted,
                "opacity": 0.7,
                "angle": compact(np.degrees(np.arctan2(shaft[moves, 0], shaft[moves, 1]))),
            },
            "hoverinfo": "skip",
        },
    ]


def _orbit(points: Float[np.ndarray, "point 2"]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": compact(points[:, 0]),
        "y": compact(points[:, 1]),
        "name": "where it ends",
        "meta": {"term": "end"},
        "marker": {"size": 4, "color": LIGHT.accent, "symbol": "circle"},
        "hovertemplate": "where the run ends<br>h = (%{x:.4g}, %{y:.4g})<extra></extra>",
    }


def _path(points: Float[np.ndarray, "point 2"]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": points[:, 0],
        "y": points[:, 1],
        "name": "path",
        "meta": {"term": "h"},
        "line": {"color": LIGHT.muted, "width": 1},
        "opacity": 0.5,
        "hoverinfo": "skip",
    }


def _steps(points: Float[np.ndarray, "time 2"], kept: np.ndarray, total: int) -> dict[str, Any]:
    time = TimeAxis(0, total)
    marker = {"size": 7 if len(kept) <= 300 else 5, "color": kept, "cmin": 0, "cmax": max(total - 1, 1)}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": points[kept, 0],
        "y": points[kept, 1],
        "customdata": kept,
        "name": "steps",
        "meta": {"term": "h"},
        "marker": marker | {"colorscale": TIME.stops(), "colorbar": time_key(time)},
        "hovertemplate": "step %{customdata}<br>h = (%{x:.4g}, %{y:.4g})<extra></extra>",
    }


def stability_label(rest: Rest, y: float) -> dict[str, Any]:
    """The kind of a fixed point in words beside it, readable over what is drawn there."""
    _, color = STABILITY_LOOKS[rest.stability]
    return {
        "x": float(rest.place[0]),
        "y": y,
        "yshift": -18 if y > 0 else 18,
        "text": rest.stability,
        "font": {"color": color, "size": 12},
        "bgcolor": LIGHT.background,
        "borderpad": 1,
        "opacity": 0.85,
        "showarrow": False,
    }


def _rest(rest: Rest) -> dict[str, Any]:
    symbol, color = STABILITY_LOOKS[rest.stability]
    sizes = ", ".join(f"{size:.3g}" for size in rest.eigenvalue_sizes)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": rest.place[:1],
        "y": rest.place[1:],
        "name": f"{rest.stability} fixed point",
        "meta": {"term": "rest"},
        "marker": {"symbol": symbol, "size": 11, "color": color, "line": {"width": 2.5, "color": color}},
        "hovertemplate": f"{rest.stability} fixed point (%{{x:.5g}}, %{{y:.5g}})<br>|λ| = {sizes}<extra></extra>",
    }
