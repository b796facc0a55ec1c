"""A quadratic form on its plane: level lines, the point x, and the two terms of its gradient laid end to end."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.arrows import ArrowLook, arrow_lines
from app.figures.form_plane import LEFT_COLOR, RIGHT_COLOR, SUM_COLOR, FormPlane
from app.figures.palette import LIGHT
from app.figures.round_numbers import round_up
from app.figures.scales import DIVERGING
from app.figures.square_axes import square_axes
from app.figures.strip import blank_figure
from app.figures.view import Figure

_LEVELS_TO_A_SIDE = 10


def form_terms(plane: FormPlane, handles: Sequence[dict[str, Any]] = ()) -> Figure:
    """Level lines of the form; from x the two terms of the gradient end to end, and their sum."""
    first, second = plane.left / plane.shrink, plane.right / plane.shrink
    start = plane.point
    traces = [
        *_levels(plane),
        _arrow("sum", (start, start + first + second), SUM_COLOR, plane.left + plane.right),
        _arrow("left", (start, start + first), LEFT_COLOR, plane.left),
        _arrow("right", (start + first, start + first + second), RIGHT_COLOR, plane.right),
        _point(plane),
    ]
    layout = square_axes(plane.axis_titles, (-plane.reach, plane.reach)) | {
        "annotations": _names(start, first, second),
        "margin": {"l": 56, "r": 16, "t": 12, "b": 44},
        "meta": {"handles": list(handles)},
    }
    caption = (
        "Lines join points where xᵀMx is the same: orange above 0, blue below. From x the two terms are laid end to "
        "end; their sum is the gradient and stands at right angles to the line through x."
    )
    length = "" if plane.shrink == 1 else f"Arrows are drawn at 1/{plane.shrink:g} of their length."
    return Figure(
        "terms", "The two terms add up to the gradient", caption, blank_figure(traces, layout), length
    )


def _levels(plane: FormPlane) -> list[dict[str, Any]]:
    """Faint colors, and over them level lines with their numbers at round heights, 0 among them."""
    step = round_up(plane.limit / _LEVELS_TO_A_SIDE)
    end = step * math.floor(plane.limit / step)
    place = {
        "x": plane.axis,
        "y": plane.axis,
        "z": plane.heights.astype(np.float32),
        "hovertemplate": "(%{x:.3g}, %{y:.3g})<br>xᵀMx = %{z:.4g}<extra></extra>",
        "showscale": False,
    }
    fill = place | {
        "type": "heatmap",
        "name": "height",
        "zmin": -plane.limit,
        "zmax": plane.limit,
        "colorscale": DIVERGING.stops(),
        "zsmooth": "best",
        "opacity": 0.4,
    }
    lines = place | {
        "type": "contour",
        "name": "level lines",
        "contours": {
            "coloring": "none",
            "start": -end,
            "end": end,
            "size": step,
            "showlabels": True,
            "labelfont": {"size": 11, "color": LIGHT.muted},
        },
        "line": {"color": LIGHT.muted, "width": 1},
    }
    return [fill, lines]


def _arrow(
    name: str,
    ends: tuple[Float[np.ndarray, "2"], Float[np.ndarray, "2"]],
    color: str,
    true: Float[np.ndarray, "2"],
) -> dict[str, Any]:
    start, end = (tuple(place.tolist()) for place in ends)
    look = ArrowLook(color, 3.5 if name == "sum" else 2.5, 13)
    hover = f"{name}: ({true[0]:.4g}, {true[1]:.4g})<extra></extra>"
    return arrow_lines(name, [(start, end)], look, hover) | {"meta": {"term": name}}


def _point(plane: FormPlane) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": plane.point[:1],
        "y": plane.point[1:],
        "name": "x",
        "meta": {"term": "x"},
        "marker": {"color": LIGHT.ink, "size": 9},
        "hovertemplate": f"x = (%{{x:.4g}}, %{{y:.4g}})<br>xᵀMx = {plane.height:.4g}<extra></extra>",
    }


def _names(
    start: Float[np.ndarray, "2"], first: Float[np.ndarray, "2"], second: Float[np.ndarray, "2"]
) -> list[dict[str, Any]]:
    """The arrows' names, outside of the triangle that they make; an arrow of length 0 has none."""
    total = first + second
    turn = float(first[0] * second[1] - first[1] * second[0])
    outside = -1.0 if turn > 0 else 1.0
    is_one_line = abs(turn) < 1e-9 and float(first @ second) > 0
    named = [
        ("xᵀMᵀ", start + 0.5 * first, outside * first, LEFT_COLOR),
        ("xᵀM", start + first + 0.5 * second, (-1 if is_one_line else outside) * second, RIGHT_COLOR),
        ("sum", start + total, total[::-1] * [1, -1], SUM_COLOR)
        if is_one_line
        else ("sum", start + 0.5 * total, -outside * total, SUM_COLOR),
    ]
    return [_name(text, place, along, color) for text, place, along, color in named if along.any()]


def _name(
    text: str, place: Float[np.ndarray, "2"], along: Float[np.ndarray, "2"], color: str
) -> dict[str, Any]:
    """A name to the left of an arrow as it points, near to the place."""
    x, y = (np.array([-along[1], along[0]]) / np.linalg.norm(along)).tolist()
    return {
        "x": float(place[0]),
        "y": float(place[1]),
        "xshift": round(8 * x),
        "yshift": round(12 * y),
        "xanchor": "left" if x > 0.3 else "right" if x < -0.3 else "center",
        "text": text,
        "font": {"color": color, "size": 14},
        "bgcolor": LIGHT.background,
        "opacity": 0.9,
        "borderpad": 1,
        "showarrow": False,
    }
