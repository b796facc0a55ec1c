"""A quadratic form as a surface over its plane, with the way up from x."""

from typing import Any

import numpy as np

from app.figures.form_plane import SUM_COLOR, FormPlane
from app.figures.palette import LIGHT
from app.figures.scales import DIVERGING
from app.figures.strip import blank_figure
from app.figures.view import Figure

_TANGENT = 0.45
"""Length of the tangent to each side of x, as a share of the plane's half width."""


def form_surface(plane: FormPlane) -> Figure:
    """The surface of heights; the point above x, and the tangent along the gradient, which has its slope."""
    surface = {
        "type": "surface",
        "x": plane.axis,
        "y": plane.axis,
        "z": plane.heights.astype(np.float32),
        "name": "form",
        "cmin": -plane.limit,
        "cmax": plane.limit,
        "colorscale": DIVERGING.stops(),
        "showscale": False,
        "opacity": 0.92,
        "hovertemplate": "(%{x:.3g}, %{y:.3g})<br>xᵀMx = %{z:.4g}<extra></extra>",
    }
    titles = (*plane.axis_titles, "xᵀMx")
    layout = {
        "scene": {
            f"{axis}axis": {"title": {"text": _plain(title)}}
            for axis, title in zip("xyz", titles, strict=True)
        }
        | {
            "aspectmode": "manual",
            "aspectratio": {"x": 1, "y": 1, "z": 0.7},
            "camera": {"eye": {"x": 1.35, "y": -1.6, "z": 1.0}, "center": {"x": 0, "y": 0, "z": -0.12}},
        },
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
    }
    caption = (
        "The same form as a surface: the dot stands above x, the bar through it lies along the gradient and has its "
        "slope."
    )
    traces = [surface, _tangent(plane), _dot(plane)]
    return Figure("surface", "The surface xᵀMx", caption, blank_figure(traces, layout))


def _plain(title: str) -> str:
    """A shorter title; WebGL draws text as it is, without markup."""
    return title.removeprefix("from x, ").replace("<sub>1</sub>", "₁").replace("<sub>2</sub>", "₂")


def _tangent(plane: FormPlane) -> dict[str, Any]:
    """Both ends of the tangent; a point where there is no slope."""
    gradient = plane.left + plane.right
    slope = float(np.linalg.norm(gradient))
    along = gradient / slope if slope else np.zeros(2)
    run = _TANGENT * plane.reach * np.array([-1.0, 1.0])
    ends = plane.point + run[:, None] * along
    return {
        "type": "scatter3d",
        "mode": "lines",
        "x": ends[:, 0],
        "y": ends[:, 1],
        "z": plane.height + run * slope,
        "name": "sum",
        "meta": {"term": "sum"},
        "line": {"color": SUM_COLOR, "width": 8},
        "hovertemplate": f"slope along the gradient: {slope:.4g}<extra></extra>",
    }


def _dot(plane: FormPlane) -> dict[str, Any]:
    return {
        "type": "scatter3d",
        "mode": "markers",
        "x": plane.point[:1],
        "y": plane.point[1:],
        "z": np.array([plane.height]),
        "name": "x",
        "meta": {"term": "x"},
        "marker": {"color": LIGHT.ink, "size": 6},
        "hovertemplate": "x = (%{x:.4g}, %{y:.4g})<br>xᵀMx = %{z:.4g}<extra></extra>",
    }
