"""A quadratic form as a computational graph: values forwards, derivatives backwards, path by path."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.figures.arrows import ArrowLook, Edge, Point, arrow_lines
from app.figures.form_plane import LEFT_COLOR, RIGHT_COLOR
from app.figures.palette import LIGHT
from app.figures.strip import blank_figure
from app.figures.view import Figure

Path = Literal["left", "right", "both"]

_X: Point = (0.0, 0.0)
_M: Point = (0.0, 1.0)
_U: Point = (1.0, 1.0)
_Q: Point = (2.0, 0.0)
_RADIUS_PX = 23
_ASIDE = 0.06
_EDGE = 0.4
"""How far words stand out beyond the first and the last node."""
_CAPTION = (
    "Thin arrows are the forward pass: values stand under the nodes. Thick ones run back, each with its factor; a "
    "path’s term is the product of its factors. Click a thick or thin arrow to light its path."
)


@dataclass(frozen=True)
class GraphNumbers:
    """What stands at the nodes, written out: values of x, M x and the form, and what each path brings back to x."""

    x: str
    product: str
    form: str
    left: str
    right: str


def computation_graph(numbers: GraphNumbers, path: Path, field: str) -> Figure:
    """Nodes x, M, M x and x^T (M x) from left to right, with one path from the form back to x lit, or both.

    Args:
        numbers: what stands at the nodes.
        path: `left` goes straight to x, `right` through M x.
        field: the parameter that a click on a path sets.
    """
    ways = {
        "left": ([(_Q, _X)], ["(Mx)ᵀ"], LEFT_COLOR),
        "right": ([(_Q, _U), (_U, _X)], ["xᵀ", "M"], RIGHT_COLOR),
    }
    traces = [_edges("forward", [(_X, _U), (_M, _U), (_U, _Q), (_X, _Q)], LIGHT.muted, 1.5)]
    for name, (edges, factors, color) in ways.items():
        is_lit = path in (name, "both")
        if is_lit:
            traces.append(_edges(name, edges, color, 3.5) | {"meta": {"term": name}})
        traces.append(_factors(name, edges, factors, color if is_lit else LIGHT.muted))
    traces += [_nodes(), *_words(numbers, path)]
    layout = {
        "xaxis": {"title": {"text": "forwards →"}, "range": [-0.45, 2.45], **_BARE},
        "yaxis": {"title": {"text": "nodes"}, "range": [-0.95, 1.6], **_BARE},
        "margin": {"l": 28, "r": 8, "t": 8, "b": 32},
        "meta": {"choose": field},
    }
    title = {
        "left": "Back to the x on the left",
        "right": "Back to the x inside Mx",
        "both": "Back on both paths",
    }
    return Figure("graph", title[path], _CAPTION, blank_figure(traces, layout))


_BARE = {"showticklabels": False, "ticks": "", "showline": False, "fixedrange": True}


def _edges(name: str, edges: Sequence[Edge], color: str, width: float) -> dict[str, Any]:
    """Arrows, each a little to the right of the straight way, so that both directions are seen."""
    look = ArrowLook(color, width, 8 + 2 * width, _RADIUS_PX + 2)
    return arrow_lines(name, [_beside(edge, _ASIDE) for edge in edges], look)


def _beside(edge: Edge, aside: float) -> Edge:
    """The edge moved to its right hand by `aside`."""
    (x0, y0), (x1, y1) = edge
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    dx, dy = aside * (y1 - y0) / length, -aside * (x1 - x0) / length
    return (x0 + dx, y0 + dy), (x1 + dx, y1 + dy)


def _factors(name: str, edges: Sequence[Edge], factors: Sequence[str], color: str) -> dict[str, Any]:
    """The factors of a path beside its arrows; a click chooses the path."""
    sides = [_beside(edge, 0.15 if name == "left" else 0.1) for edge in edges]
    middles = [((x0 + x1) / 2, (y0 + y1) / 2) for (x0, y0), (x1, y1) in sides]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": f"{name} factors",
        "x": [x for x, _ in middles],
        "y": [y for _, y in middles],
        "text": [f"× {factor}" for factor in factors],
        "textposition": "middle center" if name == "left" else ["middle right", "middle left"],
        "textfont": {"color": color, "size": 15},
        "marker": {"size": 26, "color": LIGHT.surface, "opacity": 0},
        "customdata": [name] * len(edges),
        "meta": {"term": name},
        "hovertemplate": f"factor %{{text}}<br>click: light the {name} path<extra></extra>",
    }


def _nodes() -> dict[str, Any]:
    """Circles with their names; those of the paths can be clicked."""
    places = (_X, _M, _U, _Q)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "nodes",
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "text": ["x", "M", "Mx", "q"],
        "textfont": {"color": LIGHT.ink, "size": 15},
        "textposition": "middle center",
        "customdata": ["both", "right", "right", "both"],
        "marker": {
            "size": 2 * _RADIUS_PX,
            "color": LIGHT.background,
            "line": {"color": LIGHT.ink, "width": 1.5},
        },
        "cliponaxis": False,
        "hovertemplate": "%{text}<br>click: light the path through it<extra></extra>",
    }


def _words(numbers: GraphNumbers, path: Path) -> list[dict[str, Any]]:
    """Values beside the nodes, and under x what the lit paths bring back to it."""
    left_edge, right_edge = _X[0] - _EDGE, _Q[0] + _EDGE
    words = [
        _text((left_edge, -0.36), f"x = {numbers.x}", "middle right", LIGHT.ink),
        _text((_U[0], 1.38), f"Mx = {numbers.product}", "middle center", LIGHT.ink),
        _text((right_edge, -0.36), f"q = xᵀMx = {numbers.form}", "middle left", LIGHT.ink),
    ]
    brought = {
        "left": (f"∂q/∂x, left: {numbers.left}", LEFT_COLOR),
        "right": (f"∂q/∂x, right: {numbers.right}", RIGHT_COLOR),
    }
    lit = [(name, *brought[name]) for name in ("left", "right") if path in (name, "both")]
    for row, (name, text, color) in enumerate(lit):
        place = (left_edge, -0.6 - 0.22 * row)
        words.append(_text(place, text, "middle right", color) | {"meta": {"term": name}})
    return words


def _text(place: Point, text: str, side: str, color: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "text",
        "name": "words",
        "x": [place[0]],
        "y": [place[1]],
        "text": [text],
        "textposition": side,
        "textfont": {"color": color, "size": 14},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
