"""Where a recurrent unit goes for ever, over its bias: rest points, and the border between those it can go to."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from app.figures.guides import across, chosen_here, upright
from app.figures.palette import LIGHT
from app.figures.strip import blank_figure
from app.figures.view import Figure


@dataclass(frozen=True, eq=False)
class Rests:
    """The curve of rest points: x rests at the bias `b`; it draws its surroundings in where `attracts`."""

    x: Float[np.ndarray, " point"]
    b: Float[np.ndarray, " point"]
    attracts: Bool[np.ndarray, " point"]


@dataclass(frozen=True, eq=False)
class Ends:
    """The last state over the bias, from one start x_0, after `steps` steps."""

    b: Float[np.ndarray, " bias"]
    x: Float[np.ndarray, " bias"]
    x_0: float
    steps: int


def basin_border(
    rests: Rests,
    ends: Ends,
    wall: float | None,
    start: Float[np.ndarray, "2"],
    b_range: tuple[float, float],
) -> Figure:
    """Bias from left to right, the state upwards, at the start's w.

    Args:
        rests: the curve of rest points.
        ends: where x_0 has come to, over b.
        wall: the bias of the wall, if there is one.
        start: w and b from which the descents start; its b is marked.
        b_range: of the picture.
    """
    w, b = start.tolist()
    attracting, repelling = (
        np.where(rests.attracts, rests.b, np.nan),
        np.where(rests.attracts, np.nan, rests.b),
    )
    traces = [
        _curve("stable rest", attracting, rests.x, LIGHT.good, "solid"),
        _curve("unstable rest", repelling, rests.x, LIGHT.bad, "dash"),
        _dots(ends),
    ]
    seen_wall = wall if wall is not None and b_range[0] <= wall <= b_range[1] else None
    layout = {
        "xaxis": {"title": {"text": f"b, at w = {w:.4g}"}, "range": list(b_range), "nticks": 6},
        "yaxis": {"title": {"text": "state x"}, "range": _heights(rests, ends.x_0, b_range), "nticks": 6},
        "shapes": _lines(ends.x_0, b, seen_wall),
        "annotations": _names(ends.x_0, b, seen_wall),
        "margin": {"l": 56, "r": 16, "t": 12, "b": 44},
    }
    caption = (
        f"Dots: x at step {ends.steps}, from x<sub>0</sub> on. The dashed branch pushes away: the wall stands where "
        "x<sub>0</sub> lies on it, sinks to one side and rises to the other."
    )
    return Figure("basins", "Why there is a wall", caption, blank_figure(traces, layout))


def _heights(rests: Rests, x_0: float, b_range: tuple[float, float]) -> list[float]:
    """From the lowest to the highest rest point of the biases that are shown, with x_0 and some air."""
    inside = rests.x[(rests.b >= b_range[0]) & (rests.b <= b_range[1])]
    low, high = (float(bound) for bound in (inside.min(), inside.max())) if inside.size else (-1.0, 1.0)
    low, high = min(low, x_0), max(high, x_0)
    air = 0.08 * (high - low) or 1.0
    return [low - air, high + air]


def _lines(x_0: float, b: float, wall: float | None) -> list[dict[str, Any]]:
    """Where the start's b is, where x begins, and the wall."""
    lines = [chosen_here(b), across(x_0, LIGHT.muted, dash="dot")]
    return lines if wall is None else [*lines, upright(wall, LIGHT.bad, 1.5)]


def _names(x_0: float, b: float, wall: float | None) -> list[dict[str, Any]]:
    """What these lines are."""
    beside = {"yref": "paper", "xanchor": "left", "xshift": 4}
    level = {"xref": "paper", "x": 1, "xanchor": "right", "y": x_0}
    names = [
        _name(f"x<sub>0</sub> = {x_0:g}", level),
        _name("start", beside | {"x": b, "y": 0, "font": {"color": LIGHT.accent, "size": 12}}),
    ]
    if wall is None:
        return names
    top = beside | {"x": wall, "y": 1, "yanchor": "top", "font": {"color": LIGHT.bad, "size": 13}}
    return [*names, _name("the wall", top)]


def _curve(
    name: str, b: Float[np.ndarray, " point"], x: Float[np.ndarray, " point"], color: str, dash: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": b.astype(np.float32),
        "y": x.astype(np.float32),
        "name": name,
        "meta": {"term": "rest"},
        "line": {"color": color, "width": 2, "dash": dash},
        "hovertemplate": f"{name} point x = %{{y:.3g}}<br>at b = %{{x:.4g}}<extra></extra>",
    }


def _dots(ends: Ends) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": ends.b,
        "y": ends.x,
        "name": f"x at step {ends.steps}",
        "meta": {"term": "x"},
        "marker": {"color": LIGHT.roles["hidden"], "size": 5},
        "hovertemplate": f"b = %{{x:.4g}}<br>x at step {ends.steps}: %{{y:.4g}}<extra></extra>",
    }


def _name(text: str, place: dict[str, Any]) -> dict[str, Any]:
    return {
        "yanchor": "bottom",
        "text": text,
        "font": {"color": LIGHT.muted, "size": 12},
        "showarrow": False,
    } | place
