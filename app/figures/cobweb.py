"""One unit as a staircase between its curve and the diagonal: up or down to the curve, across to the diagonal."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.palette import LIGHT
from app.figures.phase_portrait import STABILITY_LOOKS, Rest, stability_label
from app.figures.square_axes import square_axes
from app.figures.strip import blank_figure
from app.figures.view import Figure

_MAX_STAIRS = 200


def cobweb(
    h: Float[np.ndarray, " time"], curve: Float[np.ndarray, "point 2"], rests: Sequence[Rest], reach: float
) -> Figure:
    """The map of one unit, h_{t-1} across and h_t up, with the run's stairs.

    Args:
        h: the run, its start first.
        curve: points (h_{t-1}, h_t) of the map with its input held.
        rests: its fixed points: where the curve meets the diagonal.
        reach: limit of both axes.
    """
    shown = h[: _MAX_STAIRS + 1]
    x = np.repeat(shown, 2)[:-1]
    y = np.append(shown[:1], np.repeat(shown[1:], 2))
    traces = [
        _line(np.array([-reach, reach]), np.array([-reach, reach]), "diagonal", ("", LIGHT.hair, 1.0)),
        _line(curve[:, 0], curve[:, 1], "map", ("map", LIGHT.roles["hidden"], 2.0)),
        _line(x, y, "stairs", ("h", LIGHT.accent, 1.5)),
        *(_rest(rest) for rest in rests),
    ]
    titles = ("state before the step, h<sub>t−1</sub>", "state after it, h<sub>t</sub>")
    layout = square_axes(titles, (-reach, reach), ticks=6) | {
        "margin": {"l": 64, "r": 72, "t": 12, "b": 48},
        "annotations": [stability_label(rest, float(rest.place[0])) for rest in rests],
    }
    caption = (
        "From the diagonal go to the curve (the next state), from there back across to the diagonal; where curve and "
        "diagonal meet, the unit rests. Drag the start."
    )
    note = "" if len(h) == len(shown) else f"The first {_MAX_STAIRS} steps are drawn as stairs."
    return Figure(
        "trajectory", "One unit: the curve and the diagonal", caption, blank_figure(traces, layout), note
    )


def _line(
    x: Float[np.ndarray, " point"], y: Float[np.ndarray, " point"], name: str, look: tuple[str, str, float]
) -> dict[str, Any]:
    term, color, width = look
    trace = {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "name": name,
        "line": {"color": color, "width": width},
        "hoverinfo": "skip",
    }
    return trace | ({"meta": {"term": term}} if term else {})


def _rest(rest: Rest) -> dict[str, Any]:
    symbol, color = STABILITY_LOOKS[rest.stability]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": rest.place,
        "y": rest.place,
        "name": f"{rest.stability} fixed point",
        "meta": {"term": "rest"},
        "marker": {"symbol": symbol, "size": 11, "color": color, "line": {"width": 2.5, "color": color}},
        "hovertemplate": (
            f"{rest.stability} fixed point %{{x:.6g}}<br>slope there {rest.eigenvalue_sizes[0]:.4g}<extra></extra>"
        ),
    }
