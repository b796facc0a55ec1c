"""How long a sigmoid gate keeps its signal, over its pre-activation: steps until a share is left.

The axis of steps is linear in the exponent, so that what stands on a line can be dragged along.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.decade_lines import plain_axis, power_text
from app.figures.drawing import Drawing
from app.figures.guides import across
from app.figures.labels import end_label
from app.figures.log_axis import spread
from app.figures.palette import LIGHT
from app.figures.reduce import compact
from app.figures.strip import blank_figure

_LABEL_GAP = 0.09


@dataclass(frozen=True, eq=False)
class ShareLine:
    """Steps until a share is left, as log10; `crossing` is the z at which that takes as long as the level says."""

    label: str
    term: str
    log10_steps: Float[np.ndarray, " point"]
    crossing: float


@dataclass(frozen=True)
class GateMark:
    """A gate: its name and term, its pre-activation, and log10 of its half-life."""

    name: str
    term: str
    z: float
    log10_steps: float


@dataclass(frozen=True)
class Level:
    """A number of steps, marked across the picture."""

    text: str
    log10_steps: float


def gate_lifetimes(
    z: Float[np.ndarray, " point"],
    lines: Sequence[ShareLine],
    marks: Sequence[GateMark],
    level: Level,
    handles: Sequence[Mapping[str, Any]] = (),
) -> Drawing:
    """Lines of equal shares over z, the level with the z of each line there, and the page's own gates.

    Args:
        z: where the lines are known, ascending.
        lines: from the share that is soonest reached on.
        marks: gates, on the line of the half-life.
        level: the number of steps in question.
        handles: what can be dragged.
    """
    ends = [float(value) for line in lines for value in (line.log10_steps[0], line.log10_steps[-1])]
    low, high = min(*ends, level.log10_steps), max(*ends, level.log10_steps)
    air = 0.05 * (high - low)
    named = [(line.label, _color(line), float(line.log10_steps[-1])) for line in lines]
    named.append((level.text, LIGHT.muted, level.log10_steps))
    places = spread([end for *_, end in named], _LABEL_GAP * (high - low), low, high)
    layout = {
        "xaxis": {
            "title": {"text": "pre-activation z = Wx + b"},
            "range": [float(z[0]), float(z[-1])],
        },
        "yaxis": {"title": {"text": "steps"}, **plain_axis(low - air, high + air)},
        "annotations": [
            end_label(place, text, color) for (text, color, _), place in zip(named, places, strict=True)
        ],
        "shapes": [across(level.log10_steps, LIGHT.muted, dash="dash")],
        "margin": {"l": 62, "r": 88, "t": 12, "b": 46},
        "meta": {"handles": list(handles)},
    }
    traces = [_line(z, line) for line in lines]
    traces += [_crossing(line, level) for line in lines]
    traces += [_mark(mark) for mark in marks]
    return blank_figure(traces, layout)


def _color(line: ShareLine) -> str:
    return LIGHT.roles["forget_gate"] if line.term == "half" else LIGHT.muted


def _line(z: Float[np.ndarray, " point"], line: ShareLine) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": compact(z),
        "y": compact(line.log10_steps),
        "customdata": [power_text(exponent) for exponent in line.log10_steps.tolist()],
        "name": line.label,
        "line": {"color": _color(line), "width": 2.5 if line.term == "half" else 1.5},
        "hovertemplate": f"z = %{{x:.3g}}<br>{line.label} after %{{customdata}} steps<extra></extra>",
        "meta": {"term": line.term},
    }


def _crossing(line: ShareLine, level: Level) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [line.crossing],
        "y": [level.log10_steps],
        "text": [f"{line.crossing:.2f}".replace("-", "−")],
        "textposition": "top left" if line.term == "least" else "bottom right",
        "textfont": {"color": _color(line), "size": 12},
        "name": f"{line.label}: z",
        "marker": {"color": LIGHT.background, "size": 8, "line": {"color": _color(line), "width": 2}},
        "hovertemplate": f"z = {line.crossing:.4g}: {line.label}<br>{level.text}<extra></extra>",
        "meta": {"term": line.term},
    }


def _mark(mark: GateMark) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [mark.z],
        "y": [mark.log10_steps],
        "text": [mark.name],
        "textposition": "bottom right",
        "textfont": {"color": LIGHT.roles["forget_gate"], "size": 13},
        "cliponaxis": False,
        "name": mark.name,
        "marker": {
            "color": LIGHT.roles["forget_gate"],
            "size": 10,
            "line": {"color": LIGHT.background, "width": 1.5},
        },
        "hovertemplate": (
            f"{mark.name}: z = {mark.z:.4g}<br>half-life {power_text(mark.log10_steps)} steps<extra></extra>"
        ),
        "meta": {"term": mark.term},
    }
