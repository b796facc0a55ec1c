"""Arrows from place to place, as one trace with gaps between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[int | float, int | float]
Edge = tuple[Point, Point]


@dataclass(frozen=True)
class ArrowLook:
    """Color, and sizes in px; `standoff` is how far the head stops before the end, as at a node's border."""

    color: str
    width: int | float
    head: int | float
    standoff: int | float = 0
    dash: str = "solid"


def arrow_lines(name: str, edges: Sequence[Edge], look: ArrowLook, hover: str = "") -> dict[str, Any]:
    """One arrow an edge, from its first place to its second; an edge of length 0 has no head; `hover` is a template."""
    points = [point for edge in edges for point in (*edge, (None, None))][:-1]
    heads = [size for start, end in edges for size in (0.0, 0.0 if start == end else look.head, 0.0)][:-1]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "line": {"color": look.color, "width": look.width, "dash": look.dash},
        "marker": {
            "symbol": "arrow",
            "angleref": "previous",
            "color": look.color,
            "size": heads,
            "standoff": look.standoff,
            "opacity": 1,
            "line": {"width": 0},
        },
    } | ({"hovertemplate": hover} if hover else {"hoverinfo": "skip"})
