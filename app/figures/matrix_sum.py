"""A matrix as the sum of others, as colored squares side by side, all on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.log_axis import short_number
from app.figures.palette import LIGHT
from app.figures.reduce import compact
from app.figures.scales import DIVERGING
from app.figures.strip import blank_figure
from app.figures.view import Figure

_GAP = 0.06


@dataclass(frozen=True, eq=False)
class Summand:
    """One matrix: the sign that stands before it, its name, its norm, its entries, and the term that lights it."""

    sign: str
    name: str
    norm: str
    entries: Float[np.ndarray, "row column"]
    term: str


def matrix_sum(parts: Sequence[Summand], title: str, caption: str) -> Figure:
    """The whole and its parts from left to right; one color is one number in all of them."""
    limit = max(float(np.abs(part.entries).max(initial=0.0)) for part in parts) or 1.0
    width = (1 - _GAP * (len(parts) - 1)) / len(parts)
    traces: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    for place, part in enumerate(parts):
        number, low = "" if place == 0 else str(place + 1), place * (width + _GAP)
        traces.append(_square(part, number, limit))
        axes |= _axes(number, (low, low + width), len(part.entries))
        words += _words(part, low, low + width / 2)
    margin = {"l": 30, "r": 8, "t": 46, "b": 28}
    reading = f"{caption} Deepest color: ±{short_number(limit)}."
    return Figure(
        "sum", title, reading, blank_figure(traces, axes | {"annotations": words, "margin": margin})
    )


def _square(part: Summand, number: str, limit: float) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "z": compact(part.entries),
        "zmin": -limit,
        "zmax": limit,
        "colorscale": DIVERGING.stops(),
        "showscale": False,
        "name": part.name,
        "meta": {"term": part.term},
        "xaxis": f"x{number}",
        "yaxis": f"y{number}",
        "hovertemplate": "row %{y}, column %{x}: %{z:.3g}<extra></extra>",
        "x0": 1,
        "dx": 1,
        "y0": 1,
        "dy": 1,
    }


def _axes(number: str, domain: tuple[float, float], size: int) -> dict[str, Any]:
    bare = {"showticklabels": False, "ticks": "", "showline": False, "showgrid": False, "zeroline": False}
    bare |= {"fixedrange": True, "constrain": "domain"}
    titles = ("", "") if number else ("column", "row")
    across = {"domain": list(domain), "anchor": f"y{number}", "range": [0.5, size + 0.5]}
    down = {"anchor": f"x{number}", "range": [size + 0.5, 0.5], "scaleanchor": f"x{number}"}
    return {
        f"xaxis{number}": {"title": {"text": titles[0]}, **across, **bare},
        f"yaxis{number}": {"title": {"text": titles[1]}, **down, **bare},
    }


def _words(part: Summand, low: float, middle: float) -> list[dict[str, Any]]:
    """The name with the norm above, and the sign in the gap before."""
    free = {"xref": "paper", "yref": "paper", "showarrow": False}
    above = {
        "x": middle,
        "y": 1,
        "xanchor": "center",
        "yanchor": "bottom",
        "text": f"{part.name}<br>{part.norm}",
    }
    before = {"x": low - _GAP / 2, "y": 0.5, "xanchor": "center", "yanchor": "middle", "text": part.sign}
    name = free | above | {"font": {"size": 13, "color": LIGHT.ink}}
    sign = free | before | {"font": {"size": 20, "color": LIGHT.ink}}
    return [name, sign] if part.sign else [name]
