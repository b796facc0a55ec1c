"""Descents over a landscape of two parameters: sheets of equal error, the wall, and every path from one start."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.arrows import arrow_lines
from app.figures.descent_looks import LOOKS, DescentPath
from app.figures.palette import LIGHT
from app.figures.reduce import compact, join_notes, thin
from app.figures.strip import blank_figure
from app.figures.view import Figure

_SHEET = 0.1
"""Opacity of one sheet: so much darker it is beyond each level line."""
_LABEL_GAP = 0.09
"""Least distance of two names of level lines, as a share of the height."""
_LEADERS = {"none": (45, -40), "norm": (-50, 52), "value": (18, 66)}
"""Where a path's name stands, px to the right of its end and below it."""


@dataclass(frozen=True, eq=False)
class Land:
    """The landscape: b[level] over w is the line on which E is errors[level], rising through the bottom, where E is 0.

    `window` is low and high of w, then of b.
    """

    w: Float[np.ndarray, " column"]
    b: Float[np.ndarray, "level column"]
    errors: Float[np.ndarray, " level"]
    wall_w: Float[np.ndarray, " point"]
    wall_b: Float[np.ndarray, " point"]
    window: tuple[float, float, float, float]


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
        "annotations": [*_level_names(land), *_wall_name(land), *_path_names(paths, land.window)],
        "margin": {"l": 56, "r": 16, "t": 12, "b": 44},
        "meta": {"handles": list(handles), "choose": chosen.field},
    }
    caption = (
        "The darker, the larger E; the wall is the red line, E = 0 the green one. Each dot is a step of a descent: "
        "drag the start, click a dot to see what clipping does there."
    )
    note = join_notes(*dict.fromkeys(thin(len(path.points))[1] for path in paths))
    return Figure("descents", "Three descents from one start", caption, blank_figure(traces, layout), note)


def _bands(land: Land) -> list[dict[str, Any]]:
    """Sheets over all that is higher than each level, one on another, and the line of the bottom."""
    _, _, low, high = land.window
    bottom = int(land.errors.argmin())
    sheets = [_sheet(land.w, line, low) for line in land.b[:bottom]]
    sheets += [_sheet(land.w, line, high) for line in land.b[bottom + 1 :]]
    zero = {"type": "scatter", "mode": "lines", "x": compact(land.w), "y": compact(land.b[bottom])}
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
    said = np.stack([kept, path.errors[kept], path.grad_norms[kept]], axis=1)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": path.points[kept, 0],
        "y": path.points[kept, 1],
        "customdata": said,
        "name": look.name,
        "meta": {"term": look.term},
        "line": {"color": look.color, "width": 1.2, "dash": look.dash},
        "marker": {"color": look.color, "size": 3.5},
        "hovertemplate": f"{look.name}, step %{{customdata[0]}}<br>(w, b) = (%{{x:.4g}}, %{{y:.4g}})<br>"
        "E = %{customdata[1]:.3g}, |∇E| = %{customdata[2]:.3g}<extra></extra>",
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


def _level_names(land: Land) -> list[dict[str, Any]]:
    """The errors of the level lines at the left border, those that have room there."""
    low, _, bottom, top = land.window
    gap = _LABEL_GAP * (top - bottom)
    names, last = [], bottom
    for error, b in zip(land.errors.tolist(), land.b[:, 0].tolist(), strict=True):
        if b - last > gap and top - b > gap:
            last = b
            names.append(_name(f"E = {error:g}", (low, b), LIGHT.good if error == 0 else LIGHT.muted, 11))
    return [name | {"xanchor": "left", "xshift": 2, "bgcolor": None, "yanchor": "bottom"} for name in names]


def _wall_name(land: Land) -> list[dict[str, Any]]:
    if len(land.wall_w) < 2:
        return []
    place = (float(land.wall_w[-1]), float(land.wall_b[-1]))
    return [_name("the wall", place, LIGHT.bad, 13) | {"xanchor": "right", "xshift": -8, "yshift": 34}]


def _path_names(
    paths: Sequence[DescentPath], window: tuple[float, float, float, float]
) -> list[dict[str, Any]]:
    """Each path's name where it ends, or where it leaves the window, with the place to which that step leads."""
    first = paths[0].points
    if all(np.array_equal(path.points, first) for path in paths):
        return [_end_name("all three", first, window, "value")]
    return [_end_name(LOOKS[path.look].name, path.points, window, path.look) for path in paths]


def _end_name(
    name: str, points: Float[np.ndarray, "time 2"], window: tuple[float, float, float, float], look: str
) -> dict[str, Any]:
    color = LIGHT.ink if name == "all three" else LOOKS[look].color
    leaves, place = _exit(points, window)
    if leaves is None:
        right, down = _LEADERS[look]
        leader = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": color}
        return _name(name, place, color, 13) | leader | {"ax": right, "ay": down}
    to_w, to_b = (f"{value:.3g}".replace("-", "−") for value in points[leaves].tolist())
    text = f"{name}: to ({to_w}, {to_b})"
    middle = (window[0] + window[1]) / 2
    shift = {"xanchor": "right", "xshift": -10} if place[0] > middle else {"xanchor": "left", "xshift": 10}
    inward = -12 if place[1] > (window[2] + window[3]) / 2 else 12
    return _name(text, place, color, 13) | shift | {"yshift": inward}


def _exit(
    points: Float[np.ndarray, "time 2"], window: tuple[float, float, float, float]
) -> tuple[int | None, tuple[float, float]]:
    """The first point outside, and where the way there crosses the border; the last point where all are inside."""
    low, high = np.array(window[::2]), np.array(window[1::2])
    outside = ((points < low) | (points > high)).any(axis=1)
    at = int(outside.argmax())
    if not outside.any() or at == 0:
        return None, (float(points[-1, 0]), float(points[-1, 1]))
    start, way = points[at - 1], points[at] - points[at - 1]
    border = np.where(way > 0, high, low)
    shares = np.divide(border - start, way, out=np.full(2, np.inf), where=way != 0)
    there = start + float(shares.min()) * way
    return at, (float(there[0]), float(there[1]))


def _name(text: str, place: tuple[float, float], color: str, size: int) -> dict[str, Any]:
    return {
        "x": place[0],
        "y": place[1],
        "text": text,
        "font": {"color": color, "size": size},
        "bgcolor": LIGHT.background,
        "opacity": 0.9,
        "borderpad": 1,
        "showarrow": False,
    }
