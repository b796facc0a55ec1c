"""How often something happened: one bar a kind."""

from collections.abc import Mapping

import numpy as np

from app.figures.palette import LIGHT
from app.figures.strip import blank_figure
from app.figures.view import Figure


def tally(counts: Mapping[str, int], slot: str, title: str, caption: str) -> Figure:
    """Counts as horizontal bars with their numbers, and their shares in the hover text."""
    total = max(1, sum(counts.values()))
    values = np.array(list(counts.values()))
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": list(counts),
        "text": [f"{value:,} ({value / total:.1%})" for value in counts.values()],
        "textposition": "auto",
        "marker": {"color": LIGHT.accent},
        "hovertemplate": "%{y}: %{x:,}<extra></extra>",
    }
    layout = {
        "xaxis": {"title": {"text": "matrices"}, "range": [0, 1.02 * int(values.max(initial=1))]},
        "yaxis": {"title": {"text": "what leads"}, "autorange": "reversed", "automargin": True},
        "margin": {"l": 96, "r": 16, "t": 12, "b": 44},
    }
    return Figure(slot, title, caption, blank_figure([bars], layout))
