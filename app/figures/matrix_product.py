"""A product of matrices as colored squares side by side: V, Λ^n, V^-1 and what they make."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Complex

from app.figures.log_axis import short_number
from app.figures.palette import LIGHT
from app.figures.scales import DIVERGING
from app.figures.strip import blank_figure
from app.figures.view import Figure

_GAP = 0.07


@dataclass(frozen=True, eq=False)
class Factor:
    """One matrix: its name, the sign that stands before it, its entries, and the term that it is lit with."""

    name: str
    sign: str
    entries: Complex[np.ndarray, "row column"]
    term: str


def matrix_product(factors: Sequence[Factor], n: int) -> Figure:
    """The matrices from left to right, each colored by its own largest entry.

    Color is the size of an entry: orange, or blue where its real part is negative; nothing is 0.
    """
    width = (1 - _GAP * (len(factors) - 1)) / len(factors)
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    for place, factor in enumerate(factors):
        number = "" if place == 0 else str(place + 1)
        low = place * (width + _GAP)
        traces.append(_square(factor, number))
        axes |= _axes(number, (low, low + width), len(factor.entries))
        notes += _words(factor, (low, low + width / 2))
    caption = (
        f"The product that makes W<sup>{n}</sup>, each matrix colored by its own largest entry: orange, or blue where "
        "the (real part of the) entry is negative; deeper is larger."
    )
    figure = blank_figure(
        traces, axes | {"annotations": notes, "margin": {"l": 32, "r": 8, "t": 44, "b": 28}}
    )
    return Figure("matrices", "The matrices", caption, figure)


def _square(factor: Factor, number: str) -> dict[str, Any]:
    sizes = np.abs(factor.entries)
    largest = float(np.nanmax(sizes, initial=0.0)) or 1.0
    signed = np.where(factor.entries.real < -1e-12 * largest, -sizes, sizes) / largest
    return {
        "type": "heatmap",
        "z": signed,
        "zmin": -1,
        "zmax": 1,
        "colorscale": DIVERGING.stops(),
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "text": [[_entry(entry) for entry in row] for row in factor.entries.tolist()],
        "name": factor.name,
        "meta": {"term": factor.term},
        "xaxis": f"x{number}",
        "yaxis": f"y{number}",
        "hovertemplate": "row %{y}, column %{x}: %{text}<extra></extra>",
        "x0": 1,
        "dx": 1,
        "y0": 1,
        "dy": 1,
    }


def _entry(value: complex) -> str:
    return f"{value.real:.4g}" if value.imag == 0 else f"{value.real:.4g} {value.imag:+.4g}i"


def _axes(number: str, domain: tuple[float, float], size: int) -> dict[str, Any]:
    bare = {
        "showticklabels": False,
        "ticks": "",
        "showline": False,
        "fixedrange": True,
        "constrain": "domain",
    }
    column, row = {"title": {"text": "column"}}, {"title": {"text": "row"}}
    hidden = {"title": {"text": ""}}
    x_axis = {"domain": list(domain), "anchor": f"y{number}", "range": [0.5, size + 0.5], **bare}
    y_axis = {"anchor": f"x{number}", "range": [size + 0.5, 0.5], "scaleanchor": f"x{number}", **bare}
    return {
        f"xaxis{number}": x_axis | (hidden if number else column),
        f"yaxis{number}": y_axis | (hidden if number else row),
    }


def _words(factor: Factor, place: tuple[float, float]) -> list[dict[str, Any]]:
    """The name with the largest entry above, and the sign in the gap before."""
    low, middle = place
    largest = float(np.nanmax(np.abs(factor.entries), initial=0.0))
    size = f"up to {short_number(largest)}" if largest > 0 else "all 0"
    above = {"xref": "paper", "yref": "paper", "showarrow": False}
    title = above | {
        "x": middle,
        "y": 1,
        "yanchor": "bottom",
        "xanchor": "center",
        "text": f"{factor.name}<br>{size}",
    }
    sign = above | {
        "x": low - _GAP / 2,
        "y": 0.5,
        "yanchor": "middle",
        "xanchor": "center",
        "text": factor.sign,
    }
    font = {"font": {"size": 13, "color": LIGHT.ink}}
    return (
        [title | font, sign | {"font": {"size": 18, "color": LIGHT.ink}}] if factor.sign else [title | font]
    )
