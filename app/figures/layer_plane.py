"""A square grid and a point on one of the three planes of a layer: its input, W x + b, and what the squash makes of it.

The images of the two axes carry their names, so that a turn or a fold can be followed from plane to plane; a filled
square around the point shows what the layer does to its neighborhood.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from jaxtyping import Float

from app.figures.arrows import ArrowLook, arrow_lines
from app.figures.palette import LIGHT
from app.figures.reduce import compact
from app.figures.round_numbers import round_up
from app.figures.square_axes import square_axes
from app.figures.strip import blank_figure
from app.figures.view import Figure

Stage = Literal["x", "z", "h"]

_SLOTS: dict[Stage, str] = {"x": "input", "z": "linear", "h": "output"}
_COLORS: dict[Stage, str] = {"x": LIGHT.muted, "z": LIGHT.accent, "h": LIGHT.roles["hidden"]}
_AXES: dict[Stage, str] = {"x": "input", "z": "pre-activation", "h": "output"}
_SUBSCRIPTS = "₁₂"
_ROUND = (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
_NAME_AT = 0.94
"""The farthest place of an axis's name on its image, from one end (0) to the other (1)."""
_NAME_GAP = 0.08
"""How far a name stays from the point, as a share of the range."""
_SHOWN: dict[Stage, float] = {"x": 1.0, "z": 0.4, "h": 0.85}
"""Share of the grid's extent that the range holds at least; its corners may lie outside."""


@dataclass(frozen=True, eq=False)
class GridImage:
    """Images of a grid's lines along which x_1 runs and along which x_2 runs, of a square, and of the point in it."""

    across: Float[np.ndarray, "line point 2"]
    along: Float[np.ndarray, "line point 2"]
    square: Float[np.ndarray, "corner 2"]
    point: Float[np.ndarray, " 2"]


@dataclass(frozen=True, eq=False)
class Arrow:
    """An arrow with its name beside the tip, in the direction `away`; the steps of a sum are dotted."""

    name: str
    term: str
    start: Float[np.ndarray, " 2"]
    end: Float[np.ndarray, " 2"]
    away: Float[np.ndarray, " 2"] | None = None
    is_step: bool = False


def layer_plane(
    image: GridImage,
    stage: Stage,
    words: tuple[str, str],
    ends: tuple[float, float] | None = None,
    arrows: Sequence[Arrow] = (),
) -> Figure:
    """The grid on one plane, both axes on one scale.

    Args:
        image: where the grid's lines, the square and the point have gone.
        stage: which plane; it also names the axes and the slot.
        words: title and caption.
        ends: lower and upper end of the squash, drawn as a frame; None where it has none.
        arrows: of the plane: W's columns from b, and the steps of the sum.
    """
    color = _COLORS[stage]
    traces = [_square(image.square, color, stage), *_grid(image, color)]
    traces += [_arrow(arrow) for arrow in arrows if (arrow.end != arrow.start).any()]
    traces.append(_point(image.point, color, stage))
    limits = _range(image, stage, ends, arrows)
    first, second = (f"{_AXES[stage]} {stage}{subscript}" for subscript in _SUBSCRIPTS)
    layout = square_axes((first, second), limits, ticks=5) | {
        "shapes": [] if ends is None else [_frame(ends)],
        "annotations": [
            *_axis_names(image, limits, color),
            *(_arrow_name(arrow) for arrow in arrows if arrow.name),
        ],
        "margin": {"l": 52, "r": 12, "t": 12, "b": 46},
    }
    return Figure(_SLOTS[stage], *words, blank_figure(traces, layout))


def _grid(image: GridImage, color: str) -> list[dict[str, Any]]:
    lines = np.concatenate([image.across, image.along])
    middle = len(image.across) // 2
    axes = np.stack([image.across[middle], image.along[middle]])
    return [
        _path(lines, "grid", {"color": color, "width": 0.8}) | {"opacity": 0.6},
        _path(axes, "axes", {"color": color, "width": 2}),
    ]


def _path(lines: Float[np.ndarray, "line point 2"], name: str, line: dict[str, Any]) -> dict[str, Any]:
    """All lines as one trace, with a gap after each."""
    gaps = np.full((len(lines), 1, 2), np.nan)
    x, y = compact(np.concatenate([lines, gaps], axis=1).reshape(-1, 2)).T
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "name": name,
        "line": line | {"simplify": False},
        "hoverinfo": "skip",
    }


def _square(corners: Float[np.ndarray, "corner 2"], color: str, stage: Stage) -> dict[str, Any]:
    x, y = compact(corners).T
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": color,
        "opacity": 0.28,
        "line": {"color": color, "width": 1},
        "name": "square around the point",
        "hoverinfo": "skip",
        "meta": {"term": "slope" if stage == "h" else "square"},
    }


def _point(point: Float[np.ndarray, " 2"], color: str, stage: Stage) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": point[:1],
        "y": point[1:],
        "text": [stage],
        "textposition": "top right",
        "textfont": {"color": color, "size": 15},
        "cliponaxis": False,
        "name": stage,
        "marker": {"color": color, "size": 11, "line": {"color": LIGHT.background, "width": 1.5}},
        "hovertemplate": f"{stage}<sub>1</sub> = %{{x:.4g}}<br>{stage}<sub>2</sub> = %{{y:.4g}}<extra></extra>",
        "meta": {"term": stage},
    }


def _arrow(arrow: Arrow) -> dict[str, Any]:
    look = ArrowLook(LIGHT.muted, 1.5, 9, dash="dot") if arrow.is_step else ArrowLook(LIGHT.accent, 3, 14)
    start, end = (tuple(place.tolist()) for place in (arrow.start, arrow.end))
    return arrow_lines(arrow.name or arrow.term, [(start, end)], look) | {"meta": {"term": arrow.term}}


def _arrow_name(arrow: Arrow) -> dict[str, Any]:
    """The name beside the tip; in the arrow's own direction where no other is given, or none is left."""
    away = arrow.away if arrow.away is not None and arrow.away.any() else arrow.end - arrow.start
    right, up = (float(way) for way in np.sign(away))
    return _name(arrow.name, arrow.end, LIGHT.accent) | {"xshift": 16 * right, "yshift": 14 * up}


def _axis_names(image: GridImage, limits: list[float], color: str) -> list[dict[str, Any]]:
    """x₁ and x₂ near the positive ends of the images of the axes, where they are seen and cover nothing."""
    middle = len(image.across) // 2
    names, taken = [], [image.point]
    for line, subscript in zip((image.across[middle], image.along[middle]), _SUBSCRIPTS, strict=True):
        place = _free_place(line, np.stack(taken), limits)
        if place is not None:
            taken.append(place)
            names.append(_name(f"x{subscript}", place, color) | {"bgcolor": LIGHT.background, "borderpad": 1})
    return names


def _free_place(
    line: Float[np.ndarray, "point 2"], taken: Float[np.ndarray, "other 2"], limits: list[float]
) -> Float[np.ndarray, " 2"] | None:
    """The place nearest to the line's end that is inside and off all others; None where there is none."""
    low, high = limits
    candidates = line[len(line) // 2 + 1 : int(_NAME_AT * len(line))][::-1]
    inside = ((candidates > low) & (candidates < high)).all(axis=1)
    apart = np.abs(candidates[:, None] - taken).max(axis=-1).min(axis=1)
    free = candidates[inside & (apart > _NAME_GAP * (high - low))]
    return free[0] if len(free) else None


def _name(text: str, place: Float[np.ndarray, " 2"], color: str) -> dict[str, Any]:
    font = {"color": color, "size": 13}
    return {"x": float(place[0]), "y": float(place[1]), "text": text, "font": font, "showarrow": False}


def _frame(ends: tuple[float, float]) -> dict[str, Any]:
    low, high = ends
    line = {"color": LIGHT.muted, "width": 1, "dash": "dash"}
    return {"type": "rect", "x0": low, "x1": high, "y0": low, "y1": high, "line": line, "layer": "below"}


def _range(
    image: GridImage, stage: Stage, ends: tuple[float, float] | None, arrows: Sequence[Arrow]
) -> list[float]:
    """The squash's ends with some air, the grid itself, or a round reach that changes in few steps."""
    if ends is not None:
        air = 0.12 * (ends[1] - ends[0])
        return [ends[0] - air, ends[1] + air]
    lines = np.stack([image.across, image.along])
    grid = float(np.abs(lines).max())
    if stage == "x":
        return [-grid, grid]
    whole = [image.point, *(arrow.end for arrow in arrows)]
    largest = 1.15 * max(float(np.abs(points).max()) for points in whole)
    reach = round_up(max(largest, _SHOWN[stage] * grid), _ROUND)
    return [-1.12 * reach if lines.min() < 0 else -0.3 * reach, 1.12 * reach]
