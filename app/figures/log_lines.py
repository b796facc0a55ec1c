"""Lines on a log axis with labels at their ends, zeros on the floor, and gaps where there is no number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from jaxtyping import Float, Int

from app.figures.guides import across
from app.figures.labels import end_label, level_label, start_label
from app.figures.log_axis import LogAxis, log_axis, spread
from app.figures.palette import LIGHT
from app.figures.reduce import envelope, gaps_note, join_notes

_FEW = 60
_LABEL_GAP = 0.16
_INSIDE = 1e-3
"""A name at the very end of an axis may be rounded out of it, and Plotly then leaves it out."""
_NAME_AIR = 0.14


@dataclass(frozen=True, eq=False)
class Line:
    """One line: `label` stands at its end, `symbol` before the number in the hover text."""

    name: str
    label: str
    symbol: str
    color: str
    values: Float[np.ndarray, " point"]


@dataclass(frozen=True, eq=False)
class LogLines:
    """What a figure of lines on a log axis is made of."""

    traces: list[dict[str, Any]]
    axis: LogAxis
    annotations: list[dict[str, Any]]
    shapes: list[dict[str, Any]]
    note: str

    def axis_with_room(self) -> dict[str, Any]:
        """The axis with room for names above and below the lines, its ticks short enough for a narrow margin."""
        layout = self.axis.layout()
        low, high = self.axis.range
        air = _NAME_AIR * (high - low)
        short = [text.replace("10,000", "10<sup>4</sup>") for text in layout["ticktext"]]
        return layout | {"range": [low - air, high + air], "ticktext": short}


def log_lines(
    lines: Sequence[Line],
    x: Int[np.ndarray, " point"],
    lead: str,
    reference: float | None = None,
    labels_at: Literal["start", "end", "left"] = "end",
) -> LogLines:
    """Lines over x, reduced to MAX_POINTS; `lead` names the point in the hover text.

    Labels stand at the lines' ends, or at their starts where the lines meet at the end: over them, or in the left
    margin, and then the axis is at the right.
    """
    axis = log_axis([line.values for line in lines], reference)
    traces, notes = [], []
    for line in lines:
        kept, note = envelope(line.values)
        traces += _traces(line, kept, x, (axis, lead))
        notes += [note, gaps_note(np.isfinite(line.values), f"values of {line.symbol} are")]
    labels = _start_labels(lines, x, axis) if labels_at == "start" else _margin_labels(lines, axis, labels_at)
    shapes = [] if axis.floor is None else [across(10.0**axis.floor, LIGHT.hair)]
    floor = [] if axis.floor is None else [level_label(axis.floor)]
    return LogLines(traces, axis, labels + floor, shapes, join_notes(*dict.fromkeys(notes)))


def _traces(
    line: Line, kept: Int[np.ndarray, " kept"], x: Int[np.ndarray, " point"], axis_lead: tuple[LogAxis, str]
) -> list[dict[str, Any]]:
    axis, lead = axis_lead
    values = line.values[kept]
    isolated = len(kept) <= _FEW or not (np.isfinite(values) & (values > 0)).all()
    trace = {
        "type": "scatter",
        "mode": "lines+markers" if isolated else "lines",
        "x": x[kept],
        "y": np.where(values == 0, np.array(np.nan, values.dtype), values),
        "name": line.name,
        "line": {"color": line.color, "width": 2},
        "marker": {"color": line.color, "size": 5 if len(kept) <= _FEW else 3},
        "hovertemplate": f"{lead}<br>{line.symbol} = %{{y:.3g}}<extra></extra>",
    }
    if axis.floor is None or not (values == 0).any():
        return [trace]
    on_floor = np.where(values == 0, 10.0**axis.floor, np.nan)
    zeros = {"y": on_floor, "name": f"{line.name}: exactly 0", "mode": "lines+markers"}
    zeros |= {"hovertemplate": f"{lead}<br>{line.symbol} = 0, exactly<extra></extra>"}
    return [trace, trace | zeros]


def _margin_labels(
    lines: Sequence[Line], axis: LogAxis, side: Literal["end", "left"]
) -> list[dict[str, Any]]:
    label, order = (end_label, 1) if side == "end" else (start_label, -1)
    ends = [(line, _end(line.values[::order], axis)) for line in lines]
    shown = [(line, end) for line, end in ends if end is not None]
    low, high = axis.range
    inside = high - _INSIDE * (high - low)
    places = spread([end for _, end in shown], _LABEL_GAP * (high - low), low, inside)
    return [label(place, line.label, line.color) for (line, _), place in zip(shown, places, strict=True)]


def _start_labels(lines: Sequence[Line], x: Int[np.ndarray, " point"], axis: LogAxis) -> list[dict[str, Any]]:
    """Names at the first points: above a line that falls, below one that rises, apart where two begin together."""
    ends = [(line, _end(line.values[::-1], axis), _end(line.values, axis)) for line in lines]
    shown = [
        (line, start, start >= end) for line, start, end in ends if start is not None and end is not None
    ]
    gap = _LABEL_GAP * (axis.range[1] - axis.range[0])
    labels = []
    for line, start, falls in shown:
        near = [other for name, other, _ in shown if name is not line and abs(other - start) < gap]
        above = start > min(near) or (start == min(near) and line is shown[0][0]) if near else falls
        side = {"yanchor": "bottom", "yshift": 4} if above else {"yanchor": "top", "yshift": -4}
        text = {"text": line.label, "font": {"color": line.color, "size": 13}, "showarrow": False}
        labels.append({"x": int(x[0]), "xanchor": "left", "y": start} | side | text)
    return labels


def _end(values: Float[np.ndarray, " point"], axis: LogAxis) -> float | None:
    """Height, as log10, of a line's last number; None when it has none."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return None
    return axis.floor if finite[-1] == 0 else float(np.log10(finite[-1]))


def reference_line(y: float, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A dashed level with its name at the left: shape and annotation."""
    return across(y, LIGHT.muted, dash="dash"), level_label(float(np.log10(y)), text)
