"""Memory horizon over the forget bias: the one knob that decides how long a gated network remembers.

The axis of horizons is linear in the exponent, so that the mark of the page's own bias can be dragged along.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from app.figures.drawing import Drawing
from app.figures.guides import across, chosen_here
from app.figures.handles import Sets, handle
from app.figures.labels import end_label, level_label
from app.figures.log_axis import spread
from app.figures.network_looks import NETWORK_LOOKS
from app.figures.palette import LIGHT
from app.figures.strip import blank_figure

_LABEL_GAP = 0.09
_LEAST_TOP = 12
_LAW_LABEL_AT = 0.36
_TICKS = (1, 2, 5, 10, 20, 50, 100, 200)


@dataclass(frozen=True, eq=False)
class SweptNetwork:
    """Horizons at the biases; whether the sequence ends before it, and whether the gradient explodes."""

    name: str
    horizons: Int[np.ndarray, " bias"]
    is_longer: Sequence[bool]
    is_explosive: Sequence[bool]


@dataclass(frozen=True)
class Now:
    """The page's own bias with each network's horizon there, by name; T where it is longer."""

    bias: float | int
    horizons: dict[str, int]


def bias_sweep(
    biases: Float[np.ndarray, " bias"],
    networks: Sequence[SweptNetwork],
    law: Int[np.ndarray, " bias"],
    rnn: int,
    frame: tuple[int, Now | None],
) -> Drawing:
    """A line a network, the closed form of the bias alone, the RNN's level, and the page's own bias to drag.

    Args:
        biases: ascending.
        networks: LSTM and GRU.
        law: horizon of a forget gate that reads nothing.
        rnn: the RNN's horizon, which no bias moves.
        frame: the sequence's length, and the page's own bias.
    """
    seq_len, now = frame
    top = math.log10(max(seq_len, _LEAST_TOP))
    y_range = [-0.08 * top, 1.12 * top]
    traces = [_law(biases, law), _level(biases, rnn)]
    traces += [_line(biases, network) for network in networks]
    traces += [] if now is None else [_point(now, name) for name in now.horizons]
    layout = {
        "xaxis": {
            "title": {"text": "forget bias b"},
            "range": [biases[0] - 0.3, biases[-1] + 0.3],
            "dtick": 1,
        },
        "yaxis": {"title": {"text": "memory horizon (time steps)"}, "range": y_range, **_ticks(seq_len)},
        "annotations": [
            *_labels(networks, rnn, y_range),
            _law_label(biases, law, top),
            _end_of_sequence(seq_len),
        ],
        "shapes": [
            across(math.log10(seq_len), LIGHT.hair, 1.5),
            *([] if now is None else [chosen_here(now.bias)]),
        ],
        "margin": {"l": 56, "r": 72, "t": 12, "b": 46},
        "meta": {"handles": [] if now is None else [_handle(now, biases)]},
    }
    return blank_figure(traces, layout)


def _line(biases: Float[np.ndarray, " bias"], network: SweptNetwork) -> dict[str, Any]:
    look = NETWORK_LOOKS[network.name]
    symbols = [
        "x" if explodes else "triangle-up-open" if longer else "circle"
        for longer, explodes in zip(network.is_longer, network.is_explosive, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": biases,
        "y": np.log10(network.horizons),
        "name": look.label,
        "line": {"color": look.color, "width": 2.5, "dash": look.dash},
        "marker": {
            "size": 7,
            "symbol": symbols,
            "color": [LIGHT.bad if explodes else look.color for explodes in network.is_explosive],
        },
        "customdata": [
            _said(*parts)
            for parts in zip(network.horizons.tolist(), network.is_longer, network.is_explosive, strict=True)
        ],
        "hovertemplate": f"b = %{{x}}<br>{look.label}: %{{customdata}}<extra></extra>",
        "meta": {"term": network.name.replace("_", "-")},
    }


def _said(steps: int, is_longer: bool, is_explosive: bool) -> str:
    words = f"longer than the {steps} steps" if is_longer else f"{steps} step{'' if steps == 1 else 's'}"
    return f"{words}, and explodes" if is_explosive else words


def _law(biases: Float[np.ndarray, " bias"], law: Int[np.ndarray, " bias"]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": biases,
        "y": np.log10(law),
        "name": "σ(b)<sup>τ</sup>",
        "line": {"color": LIGHT.roles["forget_gate"], "width": 1.5, "dash": "longdash"},
        "customdata": law,
        "hovertemplate": "b = %{x}<br>σ(b)<sup>τ</sup> alone: %{customdata:,d} steps<extra></extra>",
        "meta": {"term": "law"},
    }


def _level(biases: Float[np.ndarray, " bias"], rnn: int) -> dict[str, Any]:
    look = NETWORK_LOOKS["rnn"]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [float(biases[0]), float(biases[-1])],
        "y": [math.log10(rnn)] * 2,
        "name": look.label,
        "line": {"color": look.color, "width": 2, "dash": look.dash},
        "hovertemplate": f"{look.label}: {rnn} at any bias<extra></extra>",
        "meta": {"term": "rnn"},
    }


def _point(now: Now, name: str) -> dict[str, Any]:
    look = NETWORK_LOOKS[name]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [now.bias],
        "y": [math.log10(now.horizons[name])],
        "name": f"{look.label}: now",
        "marker": {"color": look.color, "size": 11, "line": {"color": LIGHT.background, "width": 1.5}},
        "hovertemplate": f"b = %{{x}}<br>{look.label}: {now.horizons[name]}<extra></extra>",
        "meta": {"term": name.replace("_", "-")},
    }


def _handle(now: Now, biases: Float[np.ndarray, " bias"]) -> dict[str, Any]:
    within = (float(biases[0]), float(biases[-1]))
    place = (float(now.bias), math.log10(now.horizons["lstm_cell"]))
    return handle("forget_bias", "forget bias", place, Sets((0,), within=within))


def _ticks(seq_len: int) -> dict[str, Any]:
    shown = [tick for tick in _TICKS if tick <= max(seq_len, _LEAST_TOP)]
    return {"tickvals": [math.log10(tick) for tick in shown], "ticktext": [str(tick) for tick in shown]}


def _labels(networks: Sequence[SweptNetwork], rnn: int, y_range: list[float]) -> list[dict[str, Any]]:
    named = [(NETWORK_LOOKS[one.name], math.log10(int(one.horizons[-1]))) for one in networks]
    named.append((NETWORK_LOOKS["rnn"], math.log10(rnn)))
    low, high = y_range
    places = spread([place for _, place in named], _LABEL_GAP * (high - low), low, high)
    return [end_label(place, look.label, look.color) for (look, _), place in zip(named, places, strict=True)]


def _law_label(
    biases: Float[np.ndarray, " bias"], law: Int[np.ndarray, " bias"], top: float
) -> dict[str, Any]:
    """Beside the line, below the networks'."""
    height = _LAW_LABEL_AT * top
    place = float(np.interp(height, np.log10(law), biases))
    return {
        "x": place,
        "y": height,
        "xanchor": "left",
        "yanchor": "top",
        "xshift": 4,
        "text": "σ(b)<sup>τ</sup> alone",
        "bgcolor": LIGHT.background,
        "font": {"color": LIGHT.roles["forget_gate"], "size": 13},
        "showarrow": False,
    }


def _end_of_sequence(seq_len: int) -> dict[str, Any]:
    return level_label(math.log10(seq_len), f"T = {seq_len}")
