"""Straight lines behind a drawing's traces: a level across it, and a place on its horizontal axis."""

from typing import Any

from app.figures.palette import LIGHT


def across(y: float | int, color: str, width: float | int = 1, dash: str = "solid") -> dict[str, Any]:
    """A level from the left border to the right one."""
    place = {"xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y}
    return _line(place, color, width, dash)


def upright(x: float | int, color: str, width: float | int = 1, dash: str = "solid") -> dict[str, Any]:
    """A line from the bottom to the top at `x`."""
    place = {"x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1}
    return _line(place, color, width, dash)


def chosen_here(x: float | int) -> dict[str, Any]:
    """The dotted line at the place that the page is at."""
    return upright(x, LIGHT.accent, 1.5, "dot")


def _line(place: dict[str, Any], color: str, width: float | int, dash: str) -> dict[str, Any]:
    return {"type": "line", **place, "line": {"color": color, "width": width, "dash": dash}, "layer": "below"}
