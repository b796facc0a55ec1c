"""By how much a held gate moves the states: held minus free, step by step."""

from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.labels import end_label
from app.figures.log_axis import spread
from app.figures.palette import LIGHT
from app.figures.strip import TimeAxis, strip
from app.figures.view import Figure

_CAPTION = "Held minus free: at 0 the gate would have stood there anyway."


def hold_difference(cell: Float[np.ndarray, " steps"], hidden: Float[np.ndarray, " steps"]) -> Figure:
    """Two lines around 0, the difference of C and of h, from step 0 on."""
    time = TimeAxis(0, len(cell))
    reach = float(max(np.abs(cell).max(), np.abs(hidden).max())) or 1.0
    lines = {"ΔC": (cell, LIGHT.roles["cell"], "c"), "Δh": (hidden, LIGHT.roles["hidden"], "h")}
    traces = [_line(name, *line, time) for name, line in lines.items()]
    places = spread([float(cell[-1]), float(hidden[-1])], 0.5 * reach, -reach, reach)
    labels = [
        end_label(place, name, color)
        for place, (name, (_, color, _)) in zip(places, lines.items(), strict=True)
    ]
    y_axis = {"title": {"text": "difference"}, "range": [-1.15 * reach, 1.15 * reach], "nticks": 5}
    figure = strip(traces, time, y_axis, {"annotations": labels})
    return Figure("difference", "Held minus free", _CAPTION, figure)


def _line(
    name: str, values: Float[np.ndarray, " steps"], color: str, term: str, time: TimeAxis
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": time.steps,
        "y": values,
        "line": {"color": color, "width": 2},
        "meta": {"term": term},
        "hovertemplate": f"step %{{x}}<br>{name} = %{{y:.5g}}<extra></extra>",
    }
