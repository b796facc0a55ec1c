"""A gate over time, one row a unit: when it is open, when closed, and how often it is stuck at an end."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.palette import GATE_LETTERS, GATE_ROLES
from app.figures.scales import GATES
from app.figures.state_heatmap import diverging_trace
from app.figures.strip import TimeAxis, strip
from app.figures.unit_rows import column_places, fitted, unit_axis
from app.figures.view import Figure

_CAPTIONS = {
    "input_gate": "How much of the candidate enters the cell: 1 is all, 0 is nothing.",
    "forget_gate": "How much of the cell is kept: 1 is all, 0 is nothing.",
    "cell_gate": "The candidate, what would enter the cell: orange is positive, blue is negative.",
    "output_gate": "How much of the cell is shown: 1 is all, 0 is nothing.",
    "reset_gate": "How much of the old state the candidate sees: 1 is all, 0 is nothing.",
    "update_gate": "How much of the old state is kept: at 0 the candidate takes its place.",
    "new_gate": "The candidate, what would replace the old state: orange is positive, blue is negative.",
}


def gate_heatmap(
    values: Float[np.ndarray, "unit time"], time: TimeAxis, units: Sequence[int], gate: str
) -> Figure:
    """A gate's activations on the scale of its squash: 0 to 1 in its role's hue, candidates -1 to 1.

    Args:
        values: after the squash, rows in the order in which they are to stand.
        time: the steps shown.
        units: the number of each row's unit.
        gate: torch's name, a key of GATE_ROLES; it is also the figure's slot.
    """
    columns = fitted(values, "extreme" if _is_candidate(gate) else "mean")
    shown = diverging_trace(columns.values, 1.0) if _is_candidate(gate) else _open_trace(columns.values, gate)
    trace = shown | column_places(columns, time)
    name = gate.replace("_", " ").capitalize()
    letter = GATE_LETTERS[gate]
    trace |= {
        "name": name,
        "hovertemplate": f"{time.named()}, unit %{{y}}<br>{letter} = %{{z:.4f}}<extra></extra>",
    }
    figure = strip([trace], time, unit_axis(units))
    title = f"{name} {letter}: {saturated_share(values, gate):.0%} saturated"
    return Figure(gate, title, f"{_CAPTIONS[gate]} {_saturated_words(gate)}", figure, columns.note)


def saturated_share(values: Float[np.ndarray, "unit time"], gate: str) -> float:
    """Share of activations so near to an end of their squash that hardly any gradient passes.

    A gate is saturated below 0.1 or above 0.9; a candidate beyond 0.9 in size, where tanh' is under 0.19.

    Source: Karpathy, Johnson & Fei-Fei 2015, Visualizing and understanding recurrent networks, for the gates.
    """
    if values.size == 0:
        return 0.0
    if _is_candidate(gate):
        return float((np.abs(values) > 0.9).mean())
    return float(((values < 0.1) | (values > 0.9)).mean())


def _is_candidate(gate: str) -> bool:
    return GATE_ROLES[gate] == "candidate"


def _saturated_words(gate: str) -> str:
    return "Saturated: beyond ±0.9." if _is_candidate(gate) else "Saturated: below 0.1 or above 0.9."


def _open_trace(values: Float[np.ndarray, "row column"], gate: str) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "z": values,
        "zmin": 0,
        "zmax": 1,
        "colorscale": GATES[GATE_ROLES[gate]].stops(),
        "colorbar": {"tickvals": [0, 0.5, 1], "ticktext": ["0", "0.5", "1"]},
    }
