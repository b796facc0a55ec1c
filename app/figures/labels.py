"""Words beside lines: a name at a line's end, and the name of a level at the left."""

from typing import Any

from app.figures.palette import LIGHT


def end_label(y: float, text: str, color: str) -> dict[str, Any]:
    """A line's name in the right margin, at the height where the line ends."""
    return {
        "xref": "paper",
        "x": 1,
        "xshift": 4,
        "xanchor": "left",
        "y": y,
        "yanchor": "middle",
        "text": text,
        "font": {"color": color, "size": 13},
        "showarrow": False,
    }


def start_label(y: float, text: str, color: str) -> dict[str, Any]:
    """A line's name in the left margin, at the height where the line begins; its axis then stands at the right."""
    return end_label(y, text, color) | {"x": 0, "xshift": -4, "xanchor": "right"}


def level_label(y: float, text: str = "exactly 0") -> dict[str, Any]:
    """The name of a level, over its left end; on a log axis `y` is the level's log10."""
    return {
        "xref": "paper",
        "x": 0,
        "xshift": 4,
        "xanchor": "left",
        "y": y,
        "yanchor": "bottom",
        "text": text,
        "font": {"color": LIGHT.muted, "size": 12},
        "bgcolor": LIGHT.background,
        "borderpad": 0,
        "showarrow": False,
    }
