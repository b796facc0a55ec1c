"""A sentence under a network in training, word by word: gradient, gates, and the tags' probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.figures.bound import at
from app.figures.palette import GATE_LETTERS, GATE_ROLES, LIGHT
from app.figures.run_curves import NAME_PLACES, RunText, name_at
from app.figures.run_maps import SHARES
from app.figures.scales import DIVERGING, GATES
from app.figures.strip import TimeAxis, blank_figure, strip
from app.figures.view import Figure

_KEY = {"orientation": "v", "x": 0.01, "y": 1, "yanchor": "top"}
"""At the upper left: the lines rise to the right."""


@dataclass(frozen=True)
class SentenceLine:
    """A network's line in a figure over words: path, name, dash, color."""

    path: str
    label: str
    dash: str = "solid"
    color: str = LIGHT.roles["gradient"]


def probe_gradients(
    lines: Sequence[SentenceLine], words: Sequence[str], target: int, text: RunText
) -> Figure:
    """|dL/dh_t| of each network over the words, on one log axis; what is exactly 0 is a gap.

    Args:
        lines: the networks.
        words: of the sentence.
        target: the word whose error it is; the lines end there, with their names.
        text: what is said of the figure.
    """
    time = TimeAxis(0, len(words), tuple(words), title="word")
    has_key = len(lines) > len(NAME_PLACES)
    traces = [_gradient(line, len(words), time) for line in lines]
    if not has_key:
        traces = [
            trace | _named(line, target, place)
            for place, (trace, line) in enumerate(zip(traces, lines, strict=True))
        ]
    axis = {"title": {"text": text.axis}} | _log(5)
    figure = strip(traces, time, axis)
    figure.update_layout(meta={"steady": ["yaxis"]}, showlegend=has_key, legend=_KEY)
    return Figure(text.slot, text.title, text.caption, figure)


def sentence_tags(
    cell: str, gates: Sequence[str], facts: tuple[Sequence[str], Sequence[str]], text: RunText
) -> Figure:
    """One network on the user's sentence: |dL/dh_t| on top, each gate's mean, and below the tags' probabilities.

    Args:
        cell: path of what is told of the sentence, such as `look.lstm.own`.
        gates: torch's names, none for an RNN.
        facts: the words, and the tags in the order of their numbers.
        text: what is said of the figure.
    """
    words, tags = facts
    time = TimeAxis(0, len(words), tuple(words), title="word")
    gradient = _gradient(SentenceLine(f"{cell}.gradient_norms", "|∂L/∂h|"), len(words), time) | {
        "yaxis": "y3"
    }
    traces = [_tags(cell, time), _best(cell, time), gradient]
    traces += [_gate(cell, gate, row, time) for row, gate in enumerate(gates)]
    letters = [GATE_LETTERS[gate] for gate in gates]
    floor = 0.8 if gates else 0.76
    figure = strip(traces, time, _tag_axis(tags, 0.56 if gates else 0.7))
    figure.update_layout(
        meta={"steady": ["yaxis3"]},
        yaxis3={"domain": [floor, 1], "title": {"text": "|∂L/∂h|"}} | _log(3) | _still(),
    )
    if gates:
        rows = {"tickvals": list(range(len(gates))), "ticktext": letters, "range": [len(gates) - 0.5, -0.5]}
        figure.update_layout(yaxis2={"domain": [0.6, 0.76], "title": {"text": "gates"}} | rows | _still())
    return Figure(text.slot, text.title, text.caption, figure)


def run_trajectory(states: dict[str, str], words: Sequence[str], text: RunText) -> Figure:
    """The probe's states as a path on a plane that stays put; `states` is a binding to a plane."""
    path = {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": [],
        "y": [],
        "name": "states",
        "text": list(TimeAxis(0, len(words), tuple(words)).words),
        "textposition": "top center",
        "textfont": {"size": 11, "color": LIGHT.muted},
        "line": {"color": LIGHT.hair, "width": 1.5},
        "marker": {"color": LIGHT.roles["hidden"], "size": 7},
        "cliponaxis": False,
        "hovertemplate": "%{text}<extra></extra>",
        "meta": states,
    }
    layout = {
        "xaxis": {"title": {"text": "PC 1 of all states so far"}, "nticks": 5},
        "yaxis": {"title": {"text": "PC 2"}, "nticks": 5},
        "margin": {"l": 60, "r": 24, "t": 16, "b": 48},
        "meta": {"steady": ["xaxis", "yaxis"]},
    }
    return Figure(text.slot, text.title, text.caption, blank_figure([path], layout))


def _gradient(line: SentenceLine, size: int, time: TimeAxis) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(range(size)),
        "y": [],
        "name": line.label,
        "line": {"color": line.color, "dash": line.dash, "width": 2},
        "marker": {"color": line.color, "size": 5},
        "hovertemplate": f"{time.named()}<br>{line.label} %{{y:.3g}}<extra></extra>",
        "meta": dict(at(line.path)),
    }


def _named(line: SentenceLine, at_word: int, place: int) -> dict[str, Any]:
    """The line's name at the word where it ends."""
    name = name_at(line.label, line.color, place)
    return name | {"mode": "lines+markers+text", "text": ["" for _ in range(at_word)] + [line.label]}


def _log(ticks: int) -> dict[str, Any]:
    return {"type": "log", "nticks": ticks, "exponentformat": "power", "tickfont": {"size": 12}}


def _gate(cell: str, gate: str, row: int, time: TimeAxis) -> dict[str, Any]:
    role = GATE_ROLES[gate]
    is_tanh = role == "candidate"
    return {
        "type": "heatmap",
        "z": [],
        "y0": row,
        "dy": 1,
        "yaxis": "y2",
        "name": gate,
        "showscale": False,
        "colorscale": DIVERGING.stops() if is_tanh else GATES[role].stops(),
        "zmin": -1 if is_tanh else 0,
        "zmax": 1,
        "hovertemplate": f"{time.named()}<br>{GATE_LETTERS[gate]}, mean of units = %{{z:.3f}}<extra></extra>",
        "meta": dict(at(f"{cell}.gates.{gate}")),
    }


def _tags(cell: str, time: TimeAxis) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "z": [],
        "transpose": True,
        "name": "probability",
        "colorscale": SHARES,
        "zmin": 0,
        "zmax": 1,
        "colorbar": {"tickvals": [0, 1], "ticktext": ["0", "1"], "len": 0.5, "y": 0.28},
        "hovertemplate": f"{time.named()}<br>tag %{{y}}: %{{z:.1%}}<extra></extra>",
        "meta": dict(at(f"{cell}.probabilities")),
    }


def _best(cell: str, time: TimeAxis) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(time.steps.tolist()),
        "y": [],
        "name": "tag",
        "marker": {"symbol": "square-open", "size": 11, "color": LIGHT.ink, "line": {"width": 1.5}},
        "hoverinfo": "skip",
        "meta": dict(at(f"{cell}.tags")),
    }


def _tag_axis(tags: Sequence[str], top: float) -> dict[str, Any]:
    return {
        "domain": [0, top],
        "title": {"text": "tag"},
        "tickvals": list(range(len(tags))),
        "ticktext": list(tags),
        "tickfont": {"size": 10},
        "range": [len(tags) - 0.5, -0.5],
    }


def _still() -> dict[str, Any]:
    return {"automargin": False, "fixedrange": True, "anchor": "x"}
