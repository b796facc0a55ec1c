"""States of two units as points on their plane, with the lines of the eigenvectors and a start that can be dragged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.palette import LIGHT
from app.figures.reduce import thin
from app.figures.scales import TIME
from app.figures.square_axes import square_axes
from app.figures.strip import TimeAxis, blank_figure, time_key
from app.figures.view import Figure


@dataclass(frozen=True, eq=False)
class Direction:
    """A line through 0 with a name at its end; `term` lights it together with a formula."""

    label: str
    term: str
    vector: Float[np.ndarray, " 2"]
    color: str


def state_plane(
    states: Float[np.ndarray, "time 2"],
    directions: Sequence[Direction],
    axis_titles: tuple[str, str],
    handles: Sequence[dict[str, Any]] = (),
) -> Figure:
    """The states as a path of points, colored by time, over the unit circle.

    Args:
        states: coordinates at every step, the start first.
        directions: lines to compare with, such as eigenvectors.
        axis_titles: what the coordinates are.
        handles: what can be dragged here.
    """
    kept, note = thin(len(states))
    reach = 1.15 * max(1.0, float(np.abs(states).max(initial=0.0)))
    time = TimeAxis(0, len(states))
    traces = [direction_line(direction, reach, 2.0, "solid") for direction in directions]
    traces += [_path(states[kept]), _points(states[kept], kept, time), _end(states[-1])]
    circle = {"type": "circle", "x0": -1, "x1": 1, "y0": -1, "y1": 1, "layer": "below"}
    layout = square_axes(axis_titles, (-reach, reach)) | {
        "shapes": [circle | {"line": {"color": LIGHT.hair, "width": 1}}],
        "annotations": [_name(direction, reach) for direction in directions],
        "margin": {"l": 56, "r": 72, "t": 12, "b": 44},
        "meta": {"handles": list(handles)},
    }
    caption = (
        "Each point is h after one more step, from light to dark; the square is the last one drawn. The lines are "
        "the eigenvectors’ directions."
    )
    return Figure("plane", "The state h, step by step", caption, blank_figure(traces, layout), note)


def direction_line(direction: Direction, reach: float, width: float, dash: str) -> dict[str, Any]:
    """The whole line, through 0 and beyond the borders of a plane of this reach."""
    ends = np.outer([-1.5 * reach, 1.5 * reach], direction.vector)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": ends[:, 0],
        "y": ends[:, 1],
        "name": direction.label,
        "meta": {"term": direction.term},
        "line": {"color": direction.color, "width": width, "dash": dash},
        "hoverinfo": "skip",
    }


def _name(direction: Direction, reach: float) -> dict[str, Any]:
    """The label near the border, on the side where the line goes up or right."""
    vector = direction.vector / max(float(np.abs(direction.vector).max()), 1e-12)
    if vector[1] < 0 or (vector[1] == 0 and vector[0] < 0):
        vector = -vector
    return {
        "x": 0.93 * reach * float(vector[0]),
        "y": 0.93 * reach * float(vector[1]),
        "text": direction.label,
        "font": {"color": direction.color, "size": 13},
        "bgcolor": LIGHT.background,
        "borderpad": 1,
        "showarrow": False,
    }


def _path(points: Float[np.ndarray, "time 2"]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": points[:, 0],
        "y": points[:, 1],
        "name": "path",
        "meta": {"term": "h"},
        "line": {"color": LIGHT.hair, "width": 1},
        "hoverinfo": "skip",
    }


def _points(points: Float[np.ndarray, "time 2"], steps: np.ndarray, time: TimeAxis) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": points[:, 0],
        "y": points[:, 1],
        "customdata": steps,
        "name": "h",
        "meta": {"term": "h"},
        "marker": {
            "size": 8,
            "color": steps,
            "cmin": 0,
            "cmax": max(time.stop - 1, 1),
            "colorscale": TIME.stops(),
            "colorbar": time_key(time),
        },
        "hovertemplate": "step %{customdata}<br>h = (%{x:.5g}, %{y:.5g})<extra></extra>",
    }


def _end(point: Float[np.ndarray, " 2"]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": point[:1],
        "y": point[1:],
        "name": "last",
        "meta": {"term": "h"},
        "marker": {"symbol": "square-open", "size": 13, "color": LIGHT.ink, "line": {"width": 2}},
        "hoverinfo": "skip",
    }
