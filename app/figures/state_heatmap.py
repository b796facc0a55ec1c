"""States over time, one row a unit: which units hold something, and how long."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from jaxtyping import Float

from app.figures.log_axis import short_number
from app.figures.scales import DIVERGING
from app.figures.strip import TimeAxis, strip
from app.figures.unit_rows import column_places, fitted, unit_axis
from app.figures.view import Figure

State = Literal["hidden", "cell", "input"]

_TITLES: dict[State, str] = {"hidden": "Hidden state", "cell": "Cell state", "input": "Input"}
_LETTERS: dict[State, str] = {"hidden": "h", "cell": "c", "input": "x"}
_CAPTIONS: dict[State, str] = {
    "hidden": "One row a unit: orange is positive, blue is negative; a band that keeps its color is memory.",
    "cell": "One row a unit: what the cell keeps; unlike the hidden state it may leave (-1, 1).",
    "input": "What the layer reads, one row an input: orange is positive, blue is negative.",
}


def state_heatmap(
    values: Float[np.ndarray, "unit time"], time: TimeAxis, units: Sequence[int], state: State = "hidden"
) -> Figure:
    """Units over time on a diverging scale, symmetric around 0 up to the largest |value|.

    Args:
        values: rows in the order in which they are to stand, from the top.
        time: the steps shown.
        units: the number of each row's unit.
        state: what is shown; it is also the figure's slot.
    """
    columns = fitted(values, "extreme")
    limit = float(np.abs(columns.values).max(initial=0.0)) or 1.0
    trace = diverging_trace(columns.values, limit) | column_places(columns, time)
    trace |= {
        "name": _TITLES[state],
        "hovertemplate": f"{time.named()}, unit %{{y}}<br>{_LETTERS[state]} = %{{z:.4g}}<extra></extra>",
    }
    figure = strip([trace], time, unit_axis(units, "input" if state == "input" else "unit"))
    return Figure(state, _TITLES[state], _CAPTIONS[state], figure, columns.note)


def diverging_trace(values: Float[np.ndarray, "row column"], limit: float) -> dict[str, Any]:
    """A heatmap from -limit to limit."""
    return {
        "type": "heatmap",
        "z": values,
        "zmin": -limit,
        "zmax": limit,
        "colorscale": DIVERGING.stops(),
        "colorbar": {
            "tickvals": [-limit, 0, limit],
            "ticktext": [f"−{short_number(limit)}", "0", short_number(limit)],
        },
    }
