"""Where a recurrent unit goes for ever, over its bias: rest points, and the border between those it can go to."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

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
    inside = rests.x[(rests.b >= b_range[0]) & (rests.b <= b_range[1])]
    low, high = (float(bound) for bound in (inside.min(), inside.max())) if inside.size else (-1.0, 1.0)
    low, high = min(low, ends.x_0), max(high, ends.x_0)
    air = 0.08 * (high - low) or 1.0
    level = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": ends.x_0, "y1": ends.x_0}
    here = {"type": "line", "x0": b, "x1": b, "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    shapes = [here | {"line": {"color": LIGHT.accent, "width": 1.5, "dash": "dot"}}]
    shapes += [level | {"line": {"color": LIGHT.muted, "width": 1, "dash": "dot"}, "layer": "below"}]
    foot = {"x": b, "yref": "paper", "y": 0, "xanchor": "left", "xshift": 4}
    names = [
        _name(f"x<sub>0</sub> = {ends.x_0:g}", {"xref": "paper", "x": 1, "xanchor": "right", "y": ends.x_0}),
        _name("start", foot) | {"font": {"color": LIGHT.accent, "size": 12}},
    ]
    if wall is not None and b_range[0] <= wall <= b_range[1]:
        shapes.append(
            {"type": "line", "x0": wall, "x1": wall, "yref": "paper", "y0": 0, "y1": 1}
            | {"line": {"color": LIGHT.bad, "width": 1.5}}
        )
        place = {"x": wall, "yref": "paper", "y": 1, "xanchor": "left", "xshift": 4, "yanchor": "top"}
        names.append(_name("the wall", place) | {"font": {"color": LIGHT.bad, "size": 13}})
    layout = {
        "xaxis": {"title": {"text": f"b, at w = {w:.4g}"}, "range": list(b_range), "nticks": 6},
        "yaxis": {"title": {"text": "state x"}, "range": [low - air, high + air], "nticks": 6},
        "shapes": shapes,
        "annotations": names,
        "margin": {"l": 56, "r": 16, "t": 12, "b": 44},
    }
    caption = (
        f"Dots: x at step {ends.steps}, from x<sub>0</sub> on. The dashed branch pushes away: the wall stands where "
        "x<sub>0</sub> lies on it, sinks to one side and rises to the other."
    )
    return Figure("basins", "Why there is a wall", caption, blank_figure(traces, layout))


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
