"""An LSTM's input and its four gates over time, one band above the other in the order in which they are computed."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.labels import end_label
from app.figures.palette import GATE_ROLES, LIGHT
from app.figures.reduce import compact
from app.figures.scales import GATES
from app.figures.state_heatmap import diverging_trace
from app.figures.strip import TimeAxis, strip
from app.figures.unit_rows import column_places, fitted
from app.figures.view import Figure

_ORDER = ("forget_gate", "cell_gate", "input_gate", "output_gate")
_LETTERS = {"forget_gate": "f", "cell_gate": "c̃", "input_gate": "i", "output_gate": "o"}
_NAMES = {"forget_gate": "forget", "cell_gate": "candidate", "input_gate": "input", "output_gate": "output"}
_TERMS = {"forget_gate": "f", "cell_gate": "g", "input_gate": "i", "output_gate": "o"}
_GAP = 0.035
_INPUT_SHARE = 0.34
"""Height of an input's row, where a gate's band is 1."""
_CAPTION = (
    "One row a unit, one column a step: a gate is pale at 0 and full at 1; input and candidate are blue below 0, "
    "orange above. Click a column to go to its step."
)


def gate_bands(
    x: Float[np.ndarray, "time input"],
    inputs: Sequence[str],
    gates: Mapping[str, Float[np.ndarray, "time hidden"]],
    time: TimeAxis,
) -> Figure:
    """Five heatmaps on one time axis: x, f, candidate, i, o.

    Args:
        x: what the network reads, x[0] at step 1.
        inputs: the inputs' names.
        gates: activations by torch's names.
        time: the steps shown; from 0, where nothing is read yet.
    """
    read = TimeAxis(1, time.stop)
    tops = _domains(len(inputs))
    traces = [_input_band(x, read)]
    traces += [_gate_band(gates[name], name, read, f"y{row}") for row, name in enumerate(_ORDER, start=2)]
    axes = {"x": ("x", len(inputs), LIGHT.ink)}
    axes |= {
        _TERMS[name]: (_LETTERS[name], gates[name].shape[1], LIGHT.roles[GATE_ROLES[name]]) for name in _ORDER
    }
    layout: dict[str, Any] = {}
    for row, ((letter, count, color), domain) in enumerate(zip(axes.values(), tops, strict=True), start=1):
        layout["yaxis" if row == 1 else f"yaxis{row}"] = _axis(letter, count, color, domain)
    names = {str(row): html.escape(name, quote=False) for row, name in enumerate(inputs)}
    layout["yaxis"] |= {"tickvals": list(range(len(inputs))), "labelalias": names}
    layout["annotations"] = [
        _name(domain, _NAMES[name]) for name, domain in zip(_ORDER, tops[1:], strict=True)
    ]
    figure = strip(traces, time, layout.pop("yaxis"), layout)
    figure.update_layout(xaxis={"anchor": f"y{len(tops)}"})
    return Figure("gates", "Input and gates", _CAPTION, figure)


def _domains(inputs: int) -> list[tuple[float, float]]:
    """Bottom and top of the five bands, from the top down."""
    shares = np.array([_INPUT_SHARE * inputs, 1, 1, 1, 1])
    heights = shares / shares.sum() * (1 - _GAP * (len(shares) - 1))
    tops = 1 - np.concatenate([[0], np.cumsum(heights + _GAP)[:-1]])
    return [(max(0.0, float(top - height)), float(top)) for top, height in zip(tops, heights, strict=True)]


def _axis(letter: str, count: int, color: str, domain: tuple[float, float]) -> dict[str, Any]:
    return {
        "title": {"text": letter, "font": {"color": color, "size": 15}},
        "domain": list(domain),
        "range": [count - 0.5, -0.5],
        "tickvals": [0] if count == 1 else [0, count - 1],
        "tickformat": "d",
        "automargin": False,
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
    }


def _name(domain: tuple[float, float], name: str) -> dict[str, Any]:
    gate = next(gate for gate, own in _NAMES.items() if own == name)
    color = LIGHT.roles[GATE_ROLES[gate]]
    place = {"yref": "paper", "xshift": 2, "font": {"color": color, "size": 11}}
    return end_label(sum(domain) / 2, name, color) | place


def _input_band(x: Float[np.ndarray, "time input"], time: TimeAxis) -> dict[str, Any]:
    columns = fitted(x.T, "extreme")
    trace = diverging_trace(columns.values, float(np.abs(x).max(initial=0.0)) or 1.0)
    return _bare(trace | column_places(columns, time), "x", "input") | {
        "hovertemplate": "step %{x}, input %{y}<br>x = %{z:.4g}<extra></extra>"
    }


def _gate_band(
    values: Float[np.ndarray, "time hidden"], gate: str, time: TimeAxis, axis: str
) -> dict[str, Any]:
    is_candidate = GATE_ROLES[gate] == "candidate"
    columns = fitted(values.T, "extreme" if is_candidate else "mean")
    if is_candidate:
        trace = diverging_trace(compact(columns.values), 1.0)
    else:
        stops = GATES[GATE_ROLES[gate]].stops()
        trace = {"type": "heatmap", "z": compact(columns.values), "zmin": 0, "zmax": 1, "colorscale": stops}
    words = f"step %{{x}}, unit %{{y}}<br>{_LETTERS[gate]} = %{{z:.5g}}<extra></extra>"
    placed = trace | column_places(columns, time) | {"yaxis": axis, "hovertemplate": words}
    return _bare(placed, _TERMS[gate], gate.replace("_", " "))


def _bare(trace: dict[str, Any], term: str, name: str) -> dict[str, Any]:
    """Without a color bar: five of them would fill the margin; the caption says the scale."""
    kept = {key: value for key, value in trace.items() if key != "colorbar"}
    return kept | {"showscale": False, "name": name, "meta": {"term": term}}
