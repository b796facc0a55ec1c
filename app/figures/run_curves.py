"""Courses over a run's updates: losses, accuracies, norms; the chosen step is marked on each line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.figures.bound import CHOSEN, Binding, at, over
from app.figures.labels import level_label
from app.figures.palette import LIGHT
from app.figures.strip import blank_figure
from app.figures.view import Figure

NAME_PLACES = ("top right", "bottom right")
"""Of the names at two lines' chosen points; names of more lines stand in a key, where none covers another."""


@dataclass(frozen=True)
class RunCurve:
    """A line: the path of its numbers, the name at its chosen point, its look, and the term of a formula that it is."""

    path: str
    label: str
    color: str = LIGHT.ink
    dash: str = "solid"
    term: str = ""


@dataclass(frozen=True)
class RunText:
    """What is said of a figure of a run, and the title of its y axis with the unit."""

    slot: str
    title: str
    caption: str
    axis: str = ""


@dataclass(frozen=True)
class Scale:
    """The y axis, and a level that is marked across the picture, with its name."""

    kind: Literal["linear", "log"] = "linear"
    tickformat: str = ""
    level: tuple[int | float, str] | None = None


def run_curves(curves: Sequence[RunCurve], text: RunText, steps: int, scale: Scale = Scale()) -> Figure:
    """Lines over updates, without numbers yet; a dot with the line's name stands at the chosen step.

    Args:
        curves: the lines; what one does not have at a step is a gap.
        text: what is said of them.
        steps: updates of the whole run: the axis's end.
        scale: of the y axis.
    """
    named = [curve.label for curve in curves if curve.label]
    has_key = len(named) > len(NAME_PLACES)
    traces = [_line(curve) for curve in curves]
    for curve in curves:
        is_named = curve.label and not has_key
        traces.append(
            _dot(curve) | (name_at(curve.label, curve.color, named.index(curve.label)) if is_named else {})
        )
    shapes = [chosen_line()]
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": "update"}, "range": [0, max(1, steps)], "nticks": 6},
        "yaxis": {
            "title": {"text": text.axis},
            "type": scale.kind,
            "tickformat": scale.tickformat,
            "nticks": 5,
        },
        "margin": {"l": 64, "r": 20 if has_key else 64, "t": 14, "b": 44},
        "meta": {"steady": ["yaxis"]},
        "showlegend": has_key,
    }
    if scale.level is not None:
        level, name = scale.level
        traces.insert(0, _level(level, name, steps))
        layout["annotations"] = [level_label(level, name)]
    return Figure(text.slot, text.title, text.caption, blank_figure(traces, layout | {"shapes": shapes}))


def chosen_line() -> dict[str, Any]:
    """The upright line at the chosen step."""
    line = {"color": LIGHT.accent, "width": 1.5}
    place = {"xref": "x", "yref": "paper", "x0": 0, "x1": 0, "y0": 0, "y1": 1}
    return {"type": "line", "name": CHOSEN, "layer": "below", "line": line, **place}


def _line(curve: RunCurve) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [],
        "y": [],
        "name": curve.label,
        "showlegend": bool(curve.label),
        "line": {"color": curve.color, "dash": curve.dash, "width": 2},
        "hovertemplate": f"{curve.label}, update %{{x:,}}<br>%{{y:.4g}}<extra></extra>",
        "meta": _meta(over(curve.path), curve.term),
    }


def name_at(label: str, color: str, place: int) -> dict[str, Any]:
    """A line's name beside its point."""
    return {
        "mode": "markers+text",
        "text": [label],
        "textposition": NAME_PLACES[place],
        "textfont": {"color": color, "size": 13},
        "cliponaxis": False,
    }


def _dot(curve: RunCurve) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [],
        "y": [],
        "name": f"{curve.label}, chosen",
        "showlegend": False,
        "marker": {"color": curve.color, "size": 8},
        "hovertemplate": f"{curve.label}, update %{{x:,}}<br>%{{y:.4g}}<extra></extra>",
        "meta": _meta(at(curve.path), curve.term),
    }


def _meta(source: Binding, term: str) -> dict[str, str]:
    return dict(source) | ({"term": term} if term else {})


def _level(level: int | float, name: str, steps: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [0, max(1, steps)],
        "y": [level, level],
        "name": name,
        "showlegend": False,
        "line": {"color": LIGHT.muted, "width": 1.5},
        "hovertemplate": f"{name}: %{{y:.4g}}<extra></extra>",
        "meta": {"term": "level"},
    }
