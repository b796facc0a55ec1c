"""When each network learned which gap: accuracy over updates and gaps, a map a network, one over the other."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from app.figures.drawing import Drawing
from app.figures.guides import chosen_here
from app.figures.network_looks import NETWORK_LOOKS
from app.figures.run_maps import SHARES
from app.figures.strip import blank_figure

_BETWEEN, _AIR = 0.06, 0.04


def gap_course(
    steps: Int[np.ndarray, " snapshot"],
    gaps: Int[np.ndarray, " gap"],
    names: Sequence[str],
    accuracy: Float[np.ndarray, "network snapshot gap"],
    at: tuple[int, int],
) -> Drawing:
    """Updates to the right, gaps upwards; the stronger the color, the more answers are right.

    Args:
        steps: updates done at each snapshot.
        gaps: those asked about.
        names: the networks', from the top.
        accuracy: from 0 to 1.
        at: the update that is marked, and how many the whole run has; the axis goes there from the start.
    """
    chosen, end = at
    heights = _heights(len(names))
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {}
    for place, name in enumerate(names):
        suffix = "" if place == 0 else str(place + 1)
        own = {"yaxis": f"y{suffix}", "showscale": place == 0}
        traces.append(_map(steps, gaps, accuracy[place], name) | own)
        layout[f"yaxis{suffix}"] = {
            "title": {"text": f"{NETWORK_LOOKS[name].label}<br>gap"},
            "domain": heights[place],
            "range": [float(gaps[0]) - 0.5, float(gaps[-1]) + 0.5],
            "nticks": 4,
            "fixedrange": True,
        }
    last = "y" if len(names) == 1 else f"y{len(names)}"
    traces[0]["colorbar"] = {"tickvals": [0, 0.5, 1], "ticktext": ["0 %", "50 %", "100 %"]}
    layout["xaxis"] = {
        "title": {"text": "update"},
        "anchor": last,
        "nticks": 6,
        "range": [-_AIR * end, (1 + _AIR) * end],
    }
    layout["margin"] = {"l": 72, "r": 72, "t": 8, "b": 44}
    layout["shapes"] = [chosen_here(chosen) | {"layer": "above"}]
    return blank_figure(traces, layout)


def _heights(count: int) -> list[list[float]]:
    """Equal parts of the figure, from the top."""
    height = (1 - _BETWEEN * (count - 1)) / count
    tops = [1 - place * (height + _BETWEEN) for place in range(count)]
    return [[max(0.0, top - height), top] for top in tops]


def _map(
    steps: Int[np.ndarray, " snapshot"],
    gaps: Int[np.ndarray, " gap"],
    accuracy: Float[np.ndarray, "snapshot gap"],
    name: str,
) -> dict[str, Any]:
    label = NETWORK_LOOKS[name].label
    return {
        "type": "heatmap",
        "x": steps,
        "y": gaps,
        "z": accuracy.T,
        "zmin": 0,
        "zmax": 1,
        "colorscale": SHARES,
        "showscale": name is not None,
        "name": label,
        "hovertemplate": f"{label}, update %{{x:,}}, gap %{{y}}<br>%{{z:.1%}} right<extra></extra>",
        "meta": {"term": name},
    }
