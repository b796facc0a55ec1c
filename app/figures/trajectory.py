"""The hidden state as a path: where the network goes as it reads, and where it comes to rest."""

import html
from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from app.figures.label_places import label_places
from app.figures.palette import LIGHT
from app.figures.reduce import thin
from app.figures.scales import TIME
from app.figures.strip import TimeAxis, blank_figure, time_key
from app.figures.view import Figure

_FEW_LABELS = 24
_FEW_POINTS = 300
_CAPTION = (
    "The hidden state moves from start to end as the network reads; points close together are like states."
)


def component_titles(explained: Sequence[float]) -> tuple[str, ...]:
    """Axis titles of principal components with the share of the variance that each explains."""
    return tuple(f"PC {number} ({share:.0%})" for number, share in enumerate(explained, start=1))


def trajectory_2d(points: Float[np.ndarray, "time 2"], time: TimeAxis, axis_titles: Sequence[str]) -> Figure:
    """A path on a plane, colored by time; its last trace, `cursor`, is one point to move.

    Args:
        points: coordinates at every step shown.
        time: the steps shown, with their labels.
        axis_titles: what the coordinates are.
    """
    kept, note = thin(len(points))
    x, y = points[kept].T
    line = {"type": "scatter", "mode": "lines", "x": x, "y": y, "name": "path", "hoverinfo": "skip"}
    line["line"] = {"color": LIGHT.hair, "width": 1.5}
    steps = {"type": "scatter", "x": x, "y": y, "name": "steps", "marker": _marker(time, kept)}
    steps |= _words(time, kept)
    ends_at = _first_and_last(time)
    ends = {"type": "scatter", "x": x[ends_at], "y": y[ends_at], **_ends()}
    _set_apart(steps, ends, points[kept])
    cursor = {"type": "scatter", "x": x[-1:], "y": y[-1:], **_cursor()}
    layout = {
        "xaxis": {"title": {"text": axis_titles[0]}, "nticks": 6},
        "yaxis": {"title": {"text": axis_titles[1]}, "nticks": 6, "scaleanchor": "x"},
        "margin": {"l": 64, "r": 72, "t": 12, "b": 48},
    }
    figure = blank_figure([line, steps, ends, cursor], layout)
    return Figure("trajectory", "Hidden-state trajectory", _CAPTION, figure, note)


def trajectory_3d(points: Float[np.ndarray, "time 3"], time: TimeAxis, axis_titles: Sequence[str]) -> Figure:
    """A path in space, colored by time; its last trace, `cursor`, is one point to move.

    Args:
        points: coordinates at every step shown.
        time: the steps shown, with their labels.
        axis_titles: what the coordinates are.
    """
    kept, note = thin(len(points))
    x, y, z = points[kept].T
    place = {"type": "scatter3d", "x": x, "y": y, "z": z}
    line = place | {
        "mode": "lines",
        "name": "path",
        "hoverinfo": "skip",
        "line": {"color": LIGHT.hair, "width": 3},
    }
    steps = place | {"name": "steps", "marker": _marker(time, kept) | {"size": 4}} | _words(time, kept)
    if "text" in steps:  # WebGL draws text as it is: no markup, so nothing to escape
        steps["text"] = [html.unescape(word) for word in steps["text"]]
    ends_at = _first_and_last(time)
    ends = place | {"x": x[ends_at], "y": y[ends_at], "z": z[ends_at], **_ends()}
    cursor = place | {"x": x[-1:], "y": y[-1:], "z": z[-1:], **_cursor()}
    titles = zip("xyz", axis_titles, strict=True)
    layout = {
        "scene": {f"{axis}axis": {"title": {"text": title}} for axis, title in titles}
        | {"camera": {"eye": {"x": 1.75, "y": 1.75, "z": 1.1}, "center": {"x": 0, "y": 0, "z": -0.15}}},
        "margin": {"l": 0, "r": 64, "t": 0, "b": 0},
    }
    figure = blank_figure([line, steps, ends, cursor], layout)
    return Figure("trajectory", "Hidden-state trajectory", _CAPTION, figure, note)


def _marker(time: TimeAxis, kept: Int[np.ndarray, " point"]) -> dict[str, Any]:
    return {
        "size": 6 if len(kept) <= _FEW_POINTS else 4,
        "color": kept + time.start,
        "cmin": time.start,
        "cmax": max(time.stop - 1, time.start + 1),
        "colorscale": TIME.stops(),
        "colorbar": time_key(time),
    }


def _words(time: TimeAxis, kept: Int[np.ndarray, " point"]) -> dict[str, Any]:
    """Step numbers for the hover text, and the steps' labels: beside the points while they are few."""
    steps = kept + time.start
    if not time.has_labels:
        return {"mode": "markers", "customdata": steps, "hovertemplate": "step %{customdata}<extra></extra>"}
    words = time.words
    return {
        "mode": "markers+text" if len(kept) <= _FEW_LABELS else "markers",
        "customdata": steps,
        "text": [words[step] for step in kept],
        "hovertext": [words[step] for step in kept],
        "textposition": "top center",
        "hovertemplate": "step %{customdata}: %{hovertext}<extra></extra>",
    }


def _set_apart(steps: dict[str, Any], ends: dict[str, Any], points: Float[np.ndarray, "point 2"]) -> None:
    """Place the ends' names and the steps' labels on sides where none covers another; without room, leave it out."""
    has_words = steps["mode"] != "markers"
    words = [html.unescape(word) for word in steps["text"]] if has_words else [""] * len(points)
    sides, _ = label_places(np.concatenate([points[[0, -1]], points]), [*ends["text"], *words])
    ends |= {"textposition": [side or "bottom center" for side in sides[:2]], "cliponaxis": False}
    if has_words:
        steps["text"] = [word if side else "" for word, side in zip(steps["text"], sides[2:], strict=True)]
        steps |= {"textposition": [side or "top center" for side in sides[2:]], "cliponaxis": False}


def _first_and_last(time: TimeAxis) -> list[int]:
    """Where the path begins and ends, in the direction in which the network reads."""
    return [-1, 0] if time.is_backward else [0, -1]


def _ends() -> dict[str, Any]:
    return {
        "name": "ends",
        "mode": "markers+text",
        "text": ["start", "end"],
        "textposition": "bottom center",
        "textfont": {"color": LIGHT.muted, "size": 12},
        "marker": {
            "symbol": ["circle-open", "square-open"],
            "size": 11,
            "color": LIGHT.ink,
            "line": {"width": 1.5, "color": LIGHT.ink},
        },
        "hoverinfo": "skip",
    }


def _cursor() -> dict[str, Any]:
    marker = {"symbol": "circle-open", "size": 16, "color": LIGHT.accent}
    return {
        "name": "cursor",
        "mode": "markers",
        "marker": marker | {"line": {"width": 3, "color": LIGHT.accent}},
        "hoverinfo": "skip",
    }
