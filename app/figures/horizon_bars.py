"""How far back the last error reaches in each network, in one number: a bar from the last step back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.figures.network_looks import NETWORK_LOOKS
from app.figures.palette import LIGHT
from app.figures.strip import TimeAxis, strip
from app.figures.view import Figure

_ROOM_FOR_NUMBER = 0.3
_THICKNESS = 0.56


@dataclass(frozen=True)
class Reached:
    """A state of a network by its name in NETWORK_LOOKS; how many of the last steps it reaches, and that in words."""

    name: str
    steps: int
    text: str
    is_warning: bool


def horizon_bars(rows: Sequence[Reached], seq_len: int, title: str, caption: str) -> Figure:
    """One bar a row, over the last `steps` steps; its number stands where the bar begins."""
    layout = {
        "title": {"text": "network"},
        "range": [len(rows) - 0.45, -0.55],
        "tickvals": list(range(len(rows))),
        "ticktext": [NETWORK_LOOKS[row.name].label.replace(" ", "<br>") for row in rows],
        "showgrid": False,
        "zeroline": False,
    }
    traces = [_bar(row, place, seq_len) for place, row in enumerate(rows)]
    numbers = [_number(row, place, seq_len) for place, row in enumerate(rows)]
    figure = strip(traces, TimeAxis(1, seq_len + 1), layout, {"annotations": numbers, "bargap": 0})
    return Figure("horizons", title, caption, figure)


def _bar(row: Reached, place: int, seq_len: int) -> dict[str, Any]:
    look = NETWORK_LOOKS[row.name]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [row.steps],
        "y": [place],
        "base": [seq_len + 0.5 - row.steps],
        "width": _THICKNESS,
        "name": look.label,
        "marker": {
            "color": LIGHT.surface if look.pattern else look.color,
            "line": {"color": look.color, "width": 1.5},
            "pattern": {"shape": look.pattern, "fgcolor": look.color, "size": 6, "solidity": 0.45},
        },
        "hovertemplate": f"{look.label}: {row.text}<extra></extra>",
        "meta": {"term": row.name.replace("_", "-")},
    }


def _number(row: Reached, place: int, seq_len: int) -> dict[str, Any]:
    """Before the bar where there is room, else on its beginning."""
    is_before = seq_len - row.steps > _ROOM_FOR_NUMBER * seq_len
    return {
        "x": seq_len + 0.5 - row.steps,
        "y": place,
        "xanchor": "right" if is_before else "left",
        "xshift": -6 if is_before else 8,
        "text": f"<b>{row.text}</b>",
        "font": {
            "size": 18,
            "color": LIGHT.bad if row.is_warning else NETWORK_LOOKS[row.name].color,
        },
        "bgcolor": LIGHT.background,
        "borderpad": 1,
        "showarrow": False,
    }
