"""The units' values as lines over time, with what the network reads beneath them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.labels import end_label
from app.figures.log_axis import spread
from app.figures.palette import LIGHT
from app.figures.reduce import compact
from app.figures.strip import TimeAxis, strip
from app.figures.view import Figure

_MAX_POINTS = 16_000
"""Most points of all thin lines together."""
_DASHES = ("solid", "dash", "dot")
_UNITS_DOMAIN = (0.3, 1.0)
_INPUT_DOMAIN = (0.0, 0.2)


def unit_traces(
    states: Float[np.ndarray, "time hidden"],
    x: Float[np.ndarray, " read"],
    time: TimeAxis,
    named: Sequence[int],
) -> Figure:
    """Every unit a thin line, up to three of them strong and named at their ends; the input as bars beneath.

    Args:
        states: values at the steps shown.
        x: the input, x[0] read at the step after the first shown.
        time: the steps shown.
        named: the units to name, counted from 0.
    """
    shown = min(states.shape[1], max(3, _MAX_POINTS // len(states)))
    others = [unit for unit in range(shown) if unit not in named]
    reach = float(np.abs(states).max(initial=0.0)) or 1.0
    traces = [_thin_lines(states[:, others], time)] if others else []
    traces += [_line(states[:, unit], unit, dash, time) for unit, dash in zip(named, _DASHES, strict=False)]
    traces.append(_input_bars(x, time))
    y_axis = {
        "title": {"text": "h"},
        "range": [-1.08 * reach, 1.08 * reach],
        "domain": _UNITS_DOMAIN,
        "nticks": 5,
    }
    labels = _end_labels(states, named, reach)
    figure = strip(traces, time, y_axis, {"yaxis2": _input_axis(x), "annotations": labels})
    figure.update_layout(xaxis={"anchor": "y2"})
    caption = "Each line is a unit’s value, step by step; the bars beneath are what the network reads."
    note = "" if shown == states.shape[1] else f"The first {shown} of {states.shape[1]} units are drawn."
    return Figure("units", "Units, one line each", caption, figure, note)


def _thin_lines(values: Float[np.ndarray, "time unit"], time: TimeAxis) -> dict[str, Any]:
    """All other units as one trace, with gaps between them."""
    gap = np.full((1, values.shape[1]), np.nan)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.tile(np.append(time.steps, time.stop).astype(np.int32), values.shape[1]),
        "y": compact(np.concatenate([values, gap]).T.ravel()),
        "name": "other units",
        "meta": {"term": "h"},
        "line": {"color": LIGHT.roles["hidden"], "width": 1},
        "opacity": 0.3,
        "hoverinfo": "skip",
    }


def _line(values: Float[np.ndarray, " time"], unit: int, dash: str, time: TimeAxis) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": time.steps,
        "y": values,
        "name": f"unit {unit}",
        "meta": {"term": "h"},
        "line": {"color": LIGHT.roles["hidden"], "width": 2 if len(values) <= 150 else 1.25, "dash": dash},
        "hovertemplate": f"{time.named()}<br>unit {unit}: h = %{{y:.4g}}<extra></extra>",
    }


def _input_bars(x: Float[np.ndarray, " read"], time: TimeAxis) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": np.arange(time.start + 1, time.start + 1 + len(x)),
        "y": x,
        "yaxis": "y2",
        "name": "input",
        "meta": {"term": "x"},
        "marker": {"color": LIGHT.accent},
        "hovertemplate": f"{time.named()}<br>x = %{{y:.4g}}<extra></extra>",
    }


def _input_axis(x: Float[np.ndarray, " read"]) -> dict[str, Any]:
    reach = float(np.abs(x).max(initial=0.0)) or 1.0
    low = -1.1 * reach if (x < 0).any() else 0.0
    return {
        "title": {"text": "x"},
        "domain": _INPUT_DOMAIN,
        "range": [low, 1.1 * reach],
        "tickvals": [0, reach] if low == 0 else [-reach, 0, reach],
        "tickformat": ".2~g",
        "automargin": False,
        "fixedrange": True,
    }


def _end_labels(
    states: Float[np.ndarray, "time hidden"], named: Sequence[int], reach: float
) -> list[dict[str, Any]]:
    places = spread([float(states[-1, unit]) for unit in named], 0.22 * reach, -1.08 * reach, 1.08 * reach)
    color = LIGHT.roles["hidden"]
    return [end_label(place, f"unit {unit}", color) for unit, place in zip(named, places, strict=True)]
