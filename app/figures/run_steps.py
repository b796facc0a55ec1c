"""A network in training along the time steps of one sequence: gradients, gates and states, at any update of the run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.figures.bound import Binding, at, over
from app.figures.palette import GATE_LETTERS, GATE_ROLES, LIGHT
from app.figures.run_curves import RunText, chosen_line
from app.figures.run_sentence import SentenceLine
from app.figures.scales import DIVERGING, GATES, GRADIENT, TIME
from app.figures.strip import blank_figure
from app.figures.view import Figure

MAX_ENTRIES = 400
"""Steps of a sequence that a snapshot can hold."""
_LINEAR_KEY = {"tickvals": [-1, 0, 1], "ticktext": ["−1", "0", "1"]}


@dataclass(frozen=True)
class Told:
    """Which time steps are told: entry i of a list is step first + i * every; `count` of the first sequence."""

    first: int
    every: int
    count: int

    @property
    def across(self) -> dict[str, int]:
        """Places along the x axis."""
        return {"x0": self.first, "dx": self.every}

    @property
    def steps(self) -> list[int]:
        """The steps that a snapshot can hold."""
        return [self.first + place * self.every for place in range(MAX_ENTRIES)]


def step_gradients(lines: Sequence[SentenceLine], told: Told, text: RunText) -> Figure:
    """|dL/dh_t| of each layer over the time steps, on one log axis; what is exactly 0 is a gap."""
    traces = [_gradient(line, told) for line in lines]
    layout = {
        "xaxis": {"title": {"text": "time step"}, "nticks": 8, "tickformat": ",d"},
        "yaxis": {
            "title": {"text": text.axis},
            "type": "log",
            "nticks": 5,
            "exponentformat": "power",
            "tickfont": {"size": 12},
        },
        "margin": {"l": 72, "r": 20, "t": 14, "b": 44},
        "meta": {"steady": ["yaxis"]},
        "showlegend": len(lines) > 1,
    }
    return Figure(text.slot, text.title, text.caption, blank_figure(traces, layout))


def gradient_course(path: str, told: Told, text: RunText) -> Figure:
    """log10 |dL/dh_t|, updates to the right, time steps upwards; what is exactly 0 is blank."""
    trace = {
        "type": "heatmap",
        "z": [],
        "x": [],
        "y0": told.first,
        "dy": told.every,
        "transpose": True,
        "colorscale": GRADIENT.stops(),
        "colorbar": {"title": {"text": "log<sub>10</sub>"}},
        "hovertemplate": "update %{x:,}, step %{y}<br>10<sup>%{z:.2f}</sup><extra></extra>",
        "meta": over(path),
    }
    layout = {
        "xaxis": {"title": {"text": "update"}, "nticks": 6},
        "yaxis": {"title": {"text": "time step"}, "nticks": 6, "tickformat": ",d"},
        "margin": {"l": 64, "r": 64, "t": 12, "b": 44},
        "meta": {"steady": ["xaxis"]},
        "shapes": [chosen_line() | {"layer": "above"}],
    }
    return Figure(text.slot, text.title, text.caption, blank_figure([trace], layout))


def gate_means(path: str, gates: Sequence[str], told: Told, text: RunText) -> Figure:
    """Each gate's mean over its units, a row a gate, time steps to the right."""
    traces = [_gate(path, gate, row, told) for row, gate in enumerate(gates)]
    layout = _over_time(told) | {
        "yaxis": {
            "title": {"text": "gate"},
            "tickvals": list(range(len(gates))),
            "ticktext": [GATE_LETTERS[gate] for gate in gates],
            "range": [len(gates) - 0.5, -0.5],
        }
    }
    return Figure(text.slot, text.title, text.caption, blank_figure(traces, layout))


def state_map(source: Binding, told: Told, text: RunText, *, is_bounded: bool) -> Figure:
    """Units upwards, time steps to the right; blue is negative, orange positive.

    Colors end at -1 and 1 where states cannot leave them, else at the largest state of the snapshot.
    """
    trace: dict[str, Any] = {
        "type": "heatmap",
        "z": [],
        **told.across,
        "transpose": True,
        "colorscale": DIVERGING.stops(),
        "zmid": 0,
        "hovertemplate": "step %{x}, unit %{y}<br>state %{z:.3f}<extra></extra>",
        "meta": dict(source),
    }
    if is_bounded:
        trace |= {"zmin": -1, "zmax": 1, "colorbar": _LINEAR_KEY}
    layout = _over_time(told) | {"yaxis": {"title": {"text": text.axis}, "nticks": 6, "tickformat": ",d"}}
    return Figure(text.slot, text.title, text.caption, blank_figure([trace], layout))


def step_trajectory(states: Binding, told: Told, text: RunText) -> Figure:
    """States as a path on a plane that stays put, colored from the first step to the last."""
    ends = [told.first, told.first + (told.count - 1) * told.every]
    path = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [],
        "y": [],
        "name": "states",
        "line": {"color": LIGHT.hair, "width": 1.5},
        "marker": {
            "size": 7,
            "color": told.steps,
            "colorscale": TIME.stops(),
            "cmin": ends[0],
            "cmax": max(ends[1], ends[0] + 1),
            "colorbar": {"tickvals": ends, "ticktext": [f"step {ends[0]:,}", f"{ends[1]:,}"], "len": 0.6},
        },
        "customdata": told.steps,
        "hovertemplate": "step %{customdata}<extra></extra>",
        "meta": dict(states),
    }
    layout = {
        "xaxis": {"title": {"text": "PC 1 of all states so far"}, "nticks": 5},
        "yaxis": {"title": {"text": "PC 2"}, "nticks": 5},
        "margin": {"l": 60, "r": 24, "t": 16, "b": 48},
        "meta": {"steady": ["xaxis", "yaxis"]},
    }
    return Figure(text.slot, text.title, text.caption, blank_figure([path], layout))


def _gradient(line: SentenceLine, told: Told) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "y": [],
        **told.across,
        "name": line.label,
        "line": {"color": line.color, "dash": line.dash, "width": 2},
        "marker": {"color": line.color, "size": 4},
        "hovertemplate": f"step %{{x}}<br>{line.label} %{{y:.3g}}<extra></extra>",
        "meta": at(line.path),
    }


def _gate(path: str, gate: str, row: int, told: Told) -> dict[str, Any]:
    role = GATE_ROLES[gate]
    is_tanh = role == "candidate"
    return {
        "type": "heatmap",
        "z": [],
        **told.across,
        "y0": row,
        "dy": 1,
        "name": gate,
        "showscale": False,
        "colorscale": DIVERGING.stops() if is_tanh else GATES[role].stops(),
        "zmin": -1 if is_tanh else 0,
        "zmax": 1,
        "hovertemplate": f"step %{{x}}<br>{GATE_LETTERS[gate]}, mean of units = %{{z:.3f}}<extra></extra>",
        "meta": at(f"{path}.{gate}"),
    }


def _over_time(told: Told) -> dict[str, Any]:
    edges = [told.first - told.every / 2, told.first + (told.count - 0.5) * told.every]
    return {
        "xaxis": {"title": {"text": "time step"}, "range": edges, "nticks": 8, "tickformat": ",d"},
        "margin": {"l": 64, "r": 64, "t": 12, "b": 44},
    }
