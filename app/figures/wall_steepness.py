"""How steep the wall is: the gradient's size on it over w, for several numbers of recurrent steps."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.guides import upright
from app.figures.labels import end_label
from app.figures.log_axis import log_axis, spread
from app.figures.palette import LIGHT
from app.figures.strip import blank_figure
from app.figures.view import Figure

_LABEL_GAP = 0.13


def wall_steepness(
    w: Float[np.ndarray, " point"],
    norms: Mapping[int, Float[np.ndarray, " point"]],
    chosen: int,
    begins: float,
    here: tuple[float, float] | None,
) -> Figure:
    """|dE| on the wall over w, a line for each number of recurrent steps, on a log axis.

    Args:
        w: from left to right.
        norms: by number of steps, which a click on its line sets as `seq_len`.
        chosen: the page's own number.
        begins: from this w on there is a wall.
        here: the page's own w and the gradient's size there; None where it is outside.
    """
    axis = log_axis(norms.values())
    traces = [_line(w, steps, values, steps == chosen) for steps, values in norms.items()]
    traces += [] if here is None else [_dot(here)]
    low, high = axis.range
    ends = [float(np.log10(values[-1])) for values in norms.values()]
    places = spread(ends, _LABEL_GAP * (high - low), low, high)
    labels = [
        end_label(place, f"{steps} step{'' if steps == 1 else 's'}", _color(steps == chosen))
        for steps, place in zip(norms, places, strict=True)
    ]
    foot = {"x": begins, "yref": "paper", "y": 1, "yanchor": "top", "xanchor": "left", "xshift": 4}
    layout = {
        "xaxis": {"title": {"text": "w"}, "range": [float(w[0]), float(w[-1])], "nticks": 6},
        "yaxis": {"title": {"text": "|∇E| on the wall"}} | axis.layout(),
        "shapes": [upright(begins, LIGHT.bad, dash="dot")],
        "annotations": [
            *labels,
            foot
            | {
                "text": f"wall from {begins:.3f} on",
                "font": {"color": LIGHT.bad, "size": 12},
                "showarrow": False,
            },
        ],
        "margin": {"l": 72, "r": 84, "t": 12, "b": 44},
        "meta": {"choose": "seq_len"},
    }
    caption = "From the closed form: on a log axis each recurrent step more lifts it by the same factor. Click a line."
    return Figure("wall", "How steep the wall is", caption, blank_figure(traces, layout))


def _color(is_chosen: bool) -> str:
    return LIGHT.roles["gradient"] if is_chosen else LIGHT.muted


def _line(
    w: Float[np.ndarray, " point"], steps: int, values: Float[np.ndarray, " point"], is_chosen: bool
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": w,
        "y": values,
        "customdata": np.full(len(w), steps),
        "name": f"T = {steps}",
        "meta": {"term": "wall-gradient" if is_chosen else "other-walls"},
        "line": {"color": _color(is_chosen), "width": 3 if is_chosen else 1.2},
        "hovertemplate": f"T = {steps}, w = %{{x:.3g}}<br>|∇E| = %{{y:.3g}}<extra></extra>",
    }


def _dot(here: tuple[float, float]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [here[0]],
        "y": [here[1]],
        "name": "at the start’s w",
        "meta": {"term": "wall-gradient"},
        "marker": {"color": LIGHT.ink, "size": 9},
        "hovertemplate": "at the start’s w = %{x:.4g}<br>|∇E| on the wall = %{y:.4g}<extra></extra>",
    }
