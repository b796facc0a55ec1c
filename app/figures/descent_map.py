"""Descents over a landscape of two parameters: sheets of equal error, the wall, and every path from one start."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.arrows import arrow_lines
from app.figures.descent_looks import LOOKS, DescentPath, Land
from app.figures.descent_names import level_names, path_names, wall_name
from app.figures.palette import LIGHT
from app.figures.reduce import compact, join_notes, thin
from app.figures.strip import blank_figure
from app.figures.view import Figure

_SHEET = 0.1
"""Opacity of one sheet: so much darker it is beyond each level line."""


@dataclass(frozen=True, eq=False)
class Chosen:
    """The chosen step: where it starts, and by look where it would lead."""

    point: Float[np.ndarray, "2"]
    leads_to: dict[str, Float[np.ndarray, "2"]]
    field: str


def descent_map(
    land: Land, paths: Sequence[DescentPath], chosen: Chosen, handles: Sequence[dict[str, Any]]
) -> Figure:
    """The (w, b) plane, both axes on one scale; what leaves the window is named at its border."""
    traces = [*_bands(land), *_wall(land), *(_path(path) for path in reversed(paths))]
    traces += [_arrow(look, chosen.point, end) for look, end in chosen.leads_to.items()]
    traces += [_ring(chosen.point), _start(paths[0].points[0])]
    low_w, high_w, low_b, high_b = land.window
    layout = {
        "xaxis": {"title": {"text": "w"}, "range": [low_w, high_w], "constrain": "domain", "nticks": 6},
        "yaxis": {
            "title": {"text": "b"},
            "range": [low_b, high_b],
            "constrain": "domain",
            "scaleanchor": "x",
            "nticks": 6,
        },
        "annotations": [*level_names(land), *wall_name(land), *path_names(paths, land.window)],
        "margin": {"l": 56, "r": 16, "t": 12, "b": 44},
        "meta": {"handles": list(handles), "choose": chosen.field},
    }
    caption = (
        "The stronger the shade, the larger E; the wall is the red line, E = 0 the green one. Each dot is a step of a "
        "descent: drag the start, click a dot to follow its descent from there."
    )
    note = join_notes(*dict.fromkeys(thin(len(path.points))[1] for path in paths))
    return Figure("descents", "Three descents from one start", caption, blank_figure(traces, layout), note)


def _bands(land: Land) -> list[dict[str, Any]]:
    """Sheets over all that is higher than each level, one on another, and the line of the bottom."""
    _, _, low, high = land.window
    bottom = int(land.errors.argmin())
    sheets = [_sheet(land.w, line, low) for line in land.b[:bottom]]
    sheets += [_sheet(land.w, line, high) for line in land.b[bottom + 1 :]]
    seen = np.where((land.b[bottom] > low) & (land.b[bottom] < high), land.b[bottom], np.nan)
    zero = {"type": "scatter", "mode": "lines", "x": compact(land.w), "y": compact(seen)}
    zero |= {"name": "E = 0", "line": {"color": LIGHT.good, "width": 1.5}, "hoverinfo": "skip"}
    return [*sheets, zero | {"meta": {"term": "bottom"}}]


def _sheet(
    w: Float[np.ndarray, " column"], line: Float[np.ndarray, " column"], border: float
) -> dict[str, Any]:
    """From a level line to the window's lower or upper border."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": compact(np.append(w, w[[-1, 0]])),
        "y": compact(np.append(line, [border, border])),
        "name": "error",
        "fill": "toself",
        "fillcolor": LIGHT.muted,
        "line": {"color": LIGHT.muted, "width": 0.5},
        "opacity": _SHEET,
        "hoverinfo": "skip",
        "meta": {"term": "E"},
    }


def _wall(land: Land) -> list[dict[str, Any]]:
    if not len(land.wall_w):
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": land.wall_w,
            "y": land.wall_b,
            "name": "the wall",
            "meta": {"term": "wall"},
            "line": {"color": LIGHT.bad, "width": 2.5},
            "hovertemplate": "the wall<br>w = %{x:.4g}, b = %{y:.5g}<extra></extra>",
        }
    ]


def _path(path: DescentPath) -> dict[str, Any]:
    look, (kept, _) = LOOKS[path.look], thin(len(path.points))
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": compact(path.points[kept, 0]),
        "y": compact(path.points[kept, 1]),
        "customdata": kept,
        "name": look.name,
        "meta": {"term": look.term, "sets": {"clip": path.look}},
        "line": {"color": look.color, "width": 1.2, "dash": look.dash},
        "marker": {"color": look.color, "size": 3.5},
        "hovertemplate": f"{look.name}, step %{{customdata}}<br>(w, b) = (%{{x:.4g}}, %{{y:.4g}})<extra></extra>",
    }


def _arrow(key: str, start: Float[np.ndarray, "2"], end: Float[np.ndarray, "2"]) -> dict[str, Any]:
    look, ends = LOOKS[key], tuple(tuple(place.tolist()) for place in (start, end))
    return arrow_lines(f"step, {look.name}", [(ends[0], ends[1])], look.arrow()) | {
        "meta": {"term": look.term}
    }


def _ring(point: Float[np.ndarray, "2"]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": point[:1],
        "y": point[1:],
        "name": "chosen step",
        "meta": {"term": "point"},
        "marker": {
            "symbol": "circle-open",
            "size": 14,
            "color": LIGHT.ink,
            "line": {"width": 2, "color": LIGHT.ink},
        },
        "hoverinfo": "skip",
    }


def _start(point: Float[np.ndarray, "2"]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": point[:1],
        "y": point[1:],
        "name": "start",
        "meta": {"term": "start"},
        "marker": {"color": LIGHT.ink, "size": 9},
        "hovertemplate": "start (%{x:.4g}, %{y:.4g})<extra></extra>",
    }
