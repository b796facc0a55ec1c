"""What a 2x2 matrix does to the plane: the unit circle becomes an ellipse, and eigenvectors keep their line."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.arrows import ArrowLook, arrow_lines
from app.figures.palette import LIGHT
from app.figures.square_axes import square_axes
from app.figures.state_plane import Direction, direction_line
from app.figures.strip import blank_figure
from app.figures.view import Figure

_POINTS = 73
_COLUMN_COLORS = (LIGHT.roles["input_gate"], LIGHT.roles["output_gate"])


def linear_map(
    w: Float[np.ndarray, "2 2"], directions: Sequence[Direction], handles: Sequence[dict[str, Any]] = ()
) -> Figure:
    """The unit circle, its image, the columns of W as arrows (where e1 and e2 go), and the eigenvectors' lines."""
    angle = np.linspace(0, 2 * np.pi, _POINTS)
    circle = np.stack([np.cos(angle), np.sin(angle)])
    image = w @ circle
    reach = 1.15 * max(1.0, float(np.abs(image).max()), float(np.abs(w).max()))
    traces = [
        _curve(circle, "unit circle", LIGHT.hair),
        _curve(image, "its image", LIGHT.ink) | {"fill": "toself", "fillcolor": LIGHT.surface},
        *(_arrow(w[:, number], number) for number in range(2)),
        *(direction_line(direction, reach, 1.5, "dot") for direction in directions),
    ]
    layout = square_axes(("h<sub>1</sub>", "h<sub>2</sub>"), (-reach, reach)) | {
        "margin": {"l": 56, "r": 16, "t": 12, "b": 44},
        "meta": {"handles": list(handles)},
    }
    caption = (
        "W sends the circle to the ellipse and the two axes to the arrows, its columns: drag them. On an eigenvector’s "
        "line a point keeps its line."
    )
    return Figure("map", "What W does to the plane", caption, blank_figure(traces, layout))


def _curve(points: Float[np.ndarray, "2 point"], name: str, color: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": points[0],
        "y": points[1],
        "name": name,
        "line": {"color": color, "width": 1.5},
        "hoverinfo": "skip",
    }


def _arrow(column: Float[np.ndarray, " 2"], number: int) -> dict[str, Any]:
    x, y = column.tolist()
    name = f"column {number + 1}"
    hover = f"{name}: ({x:.4g}, {y:.4g})<extra></extra>"
    trace = arrow_lines(name, [((0.0, 0.0), (x, y))], ArrowLook(_COLUMN_COLORS[number], 2.5, 14), hover)
    return trace | {"meta": {"term": f"column{number + 1}"}}
