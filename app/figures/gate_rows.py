"""A gate at work, one row an entry: what comes, how far the gate is open, and what passes.

The rows stand as the entries of the formula's columns do, and the picture is read like it: 7 times 0.5 is 3.5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.drawing import Drawing
from app.figures.palette import LIGHT
from app.figures.strip import blank_figure

_DOMAINS = ((0.09, 0.36), (0.44, 0.63), (0.74, 1.0))
"""Where the three bars stand across the figure."""
_AIR = 0.06
_GATE_ENDS = (-0.05, 1.08)
_BAR, _FRAME = 0.4, 0.5
_NUMBER_ABOVE = 0.29


@dataclass(frozen=True)
class RowWords:
    """Each entry's name and its three numbers as text."""

    names: Sequence[str]
    signal: Sequence[str]
    gate: Sequence[str]
    passed: Sequence[str]


def gate_rows(
    signal: Float[np.ndarray, " entry"],
    gate: Float[np.ndarray, " entry"],
    words: RowWords,
    handles: Sequence[Mapping[str, Any]] = (),
) -> Drawing:
    """Bars before, gate and after in three columns; the outlines are an open gate and what would have passed it.

    Args:
        signal: v.
        gate: f, from 0 to 1.
        words: names and numbers, one an entry.
        handles: what can be dragged, on the axes x and x2.
    """
    rows = np.arange(1, len(signal) + 1)
    traces = [_frame("open gate", rows, np.ones(len(rows)), 1), _frame("what came", rows, signal, 2)]
    for row in rows.tolist():
        traces += _bars(row, float(signal[row - 1]), float(gate[row - 1]), words)
    layout = {
        "barmode": "overlay",
        **_axes(signal),
        "yaxis": {
            "title": {"text": "entry"},
            "anchor": "free",
            "position": 0,
            "range": [len(rows) + 0.4, 0.35],
            "tickvals": rows.tolist(),
            "ticktext": list(words.names),
            "ticks": "",
            "showline": False,
        },
        "annotations": _numbers(words),
        "margin": {"l": 46, "r": 12, "t": 8, "b": 46},
        "meta": {"handles": list(handles)},
    }
    return blank_figure(traces, layout)


def _axes(signal: Float[np.ndarray, " entry"]) -> dict[str, Any]:
    """Before and after on one scale, with 0 where it is; the gate from closed to open."""
    low, high = min(0.0, float(signal.min())), max(0.0, float(signal.max()))
    span = (high - low) or 1.0
    ends = [low - _AIR * span, high + _AIR * span]
    sides = {"range": ends, "nticks": 3, "tickangle": 0}
    gate = {
        "range": list(_GATE_ENDS),
        "tickvals": [0, 1],
        "ticktext": ["0", "1"],
    }
    titles = ("signal v", "gate f", "what passes")
    axes = (sides, gate, sides)
    return {
        f"xaxis{suffix}": {"title": {"text": title}, "domain": list(domain), "anchor": "y", **axis}
        for suffix, title, domain, axis in zip(("", "2", "3"), titles, _DOMAINS, axes, strict=True)
    }


def _frame(name: str, rows: np.ndarray, lengths: Float[np.ndarray, " entry"], column: int) -> dict[str, Any]:
    return {
        **_bar(name, column, LIGHT.surface),
        "x": lengths,
        "y": rows,
        "width": _FRAME,
        "marker": {"color": LIGHT.surface, "line": {"color": LIGHT.muted, "width": 1}},
        "hoverinfo": "skip",
    }


def _bars(row: int, signal: float, gate: float, words: RowWords) -> list[dict[str, Any]]:
    name = words.names[row - 1]
    said = (
        f"{name}: {words.signal[row - 1]} comes",
        f"gate of {name}: {words.gate[row - 1]}",
        f"{name}: {words.passed[row - 1]} passes",
    )
    roles = ("cell", "forget_gate", "cell")
    lengths = (signal, gate, gate * signal)
    return [
        {
            **_bar(name, column, LIGHT.roles[role]),
            "x": [length],
            "y": [row],
            "width": _BAR,
            "hovertemplate": f"{text}<extra></extra>",
            "meta": {"term": f"entry{row}"},
        }
        for column, (role, length, text) in enumerate(zip(roles, lengths, said, strict=True))
    ]


def _bar(name: str, column: int, color: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "xaxis": f"x{column + 1 if column else ''}",
        "name": name,
        "marker": {"color": color},
    }


def _numbers(words: RowWords) -> list[dict[str, Any]]:
    """The numbers of the product, each over its bar."""
    columns = (
        words.signal,
        [f"× ({text})" if " − " in text else f"× {text}" for text in words.gate],
        [f"= {text}" for text in words.passed],
    )
    roles = ("cell", "forget_gate", "cell")
    return [
        {
            "xref": "paper",
            "x": domain[0],
            "xanchor": "left",
            "y": row - _NUMBER_ABOVE,
            "yanchor": "bottom",
            "text": text,
            "font": {"size": 13, "color": LIGHT.roles[role]},
            "showarrow": False,
        }
        for domain, role, texts in zip(_DOMAINS, roles, columns, strict=True)
        for row, text in enumerate(texts, start=1)
    ]
