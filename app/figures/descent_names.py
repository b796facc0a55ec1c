"""Words on a map of descents: the levels, the wall, and each path where it ends or where it leaves the picture."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from app.figures.descent_looks import LOOKS, DescentPath, Land
from app.figures.log_axis import short_number
from app.figures.palette import LIGHT

Window = tuple[float, float, float, float]

_LARGE = 1e4
_LABEL_GAP = 0.09
"""Least distance of two names of level lines, as a share of the height."""
_ROOM = 0.2
"""Nearer to the left border than this share of the width, a name stands at the right of its path."""
_LEADERS = {"none": (45, -40), "norm": (-40, 56), "value": (22, 72)}
"""Where a path's name stands, px to the right of its end and below it."""


def level_names(land: Land) -> list[dict[str, Any]]:
    """The errors of the level lines at the left border, those that have room there."""
    low, _, bottom, top = land.window
    gap = _LABEL_GAP * (top - bottom)
    names, last = [], bottom
    for error, b in zip(land.errors.tolist(), land.b[:, 0].tolist(), strict=True):
        if b - last > gap and top - b > gap:
            last = b
            names.append(_name(f"E = {error:g}", (low, b), LIGHT.good if error == 0 else LIGHT.muted, 11))
    return [name | {"xanchor": "left", "xshift": 2, "bgcolor": None, "yanchor": "bottom"} for name in names]


def wall_name(land: Land) -> list[dict[str, Any]]:
    """The wall's name above its right end, where there is a wall."""
    if len(land.wall_w) == 0:
        return []
    place = (float(land.wall_w[-1]), float(land.wall_b[-1]))
    return [_name("the wall", place, LIGHT.bad, 13) | {"xanchor": "right", "xshift": -8, "yshift": 34}]


def path_names(paths: Sequence[DescentPath], window: Window) -> list[dict[str, Any]]:
    """Each path's name at its last point that is seen; of the first one that leaves, where that step leads to."""
    first = paths[0]
    if all(np.array_equal(path.points, first.points) for path in paths):
        return [_end_name(replace(first, look="value"), window, "all three")]
    return [_end_name(path, window, LOOKS[path.look].name) for path in paths]


def _end_name(path: DescentPath, window: Window, name: str) -> dict[str, Any]:
    is_alone = name == LOOKS[path.look].name
    color = LOOKS[path.look].color if is_alone else LIGHT.ink
    outside = _outside(path.points, window)
    if outside.any() and (path.look == "none" or not is_alone):
        return _exit_name(path.points, int(outside.argmax()), window, (name, color))
    w, b = path.points[np.flatnonzero(~outside)[-1]].tolist()
    right, down = _LEADERS[path.look]
    is_at_border = w - window[0] < _ROOM * (window[1] - window[0])
    right = abs(right) if is_at_border else right
    leader = {
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1,
        "arrowcolor": color,
        "ax": right,
        "ay": down,
    }
    return _name(name, (w, b), color, 13) | leader


def _outside(points: Float[np.ndarray, "time 2"], window: Window) -> Bool[np.ndarray, " time"]:
    low, high = np.array(window[::2]), np.array(window[1::2])
    is_outside: Bool[np.ndarray, "time 2"] = (points < low) | (points > high)
    return np.logical_or(is_outside[:, 0], is_outside[:, 1])


def _exit_name(
    points: Float[np.ndarray, "time 2"], at: int, window: Window, looks: tuple[str, str]
) -> dict[str, Any]:
    """At the border that the way to point number `at` crosses, with the place of that point."""
    low, high = np.array(window[::2]), np.array(window[1::2])
    start, way = points[at - 1], points[at] - points[at - 1]
    border = np.where(way > 0, high, low)
    shares = np.divide(border - start, way, out=np.full(2, np.inf), where=way != 0)
    w, b = (start + float(shares.min()) * way).tolist()
    to_w, to_b = (_number(value) for value in points[at].tolist())
    name, color = looks
    side = (
        {"xanchor": "right", "xshift": -10} if 2 * w > low[0] + high[0] else {"xanchor": "left", "xshift": 10}
    )
    inward = -20 if 2 * b > low[1] + high[1] else 20
    return _name(f"{name}:<br>to ({to_w}, {to_b})", (w, b), color, 13) | side | {"yshift": inward}


def _number(value: float) -> str:
    """Three digits, or a power of ten."""
    text = f"{abs(value):.3g}" if abs(value) < _LARGE else short_number(abs(value))
    return f"−{text}" if value < 0 else text


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
