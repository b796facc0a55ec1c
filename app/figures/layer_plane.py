"""A square grid and a point on one of the three planes of a layer: its input, W x + b, and what the squash makes of it.

The images of the two axes carry their names, so that a turn or a fold can be followed from plane to plane; a filled
square around the point shows what the layer does to its neighborhood.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from jaxtyping import Float

from app.figures.palette import LIGHT
from app.figures.reduce import compact
from app.figures.strip import blank_figure
from app.figures.view import Figure

Stage = Literal["x", "z", "h"]

_SLOTS: dict[Stage, str] = {"x": "input", "z": "linear", "h": "output"}
_COLORS: dict[Stage, str] = {"x": LIGHT.muted, "z": LIGHT.accent, "h": LIGHT.roles["hidden"]}
_AXES: dict[Stage, str] = {"x": "input", "z": "pre-activation", "h": "output"}
_SUBSCRIPTS = "₁₂"
_ROUND = (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
_NAME_AT = 0.9
"""Where the name of an axis stands on its image, from one end (0) to the other (1)."""
_SHOWN = 0.6
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
    """An arrow from `start` to `end` with a label at its tip; dashed ones are steps of a sum."""

    name: str
    term: str
    start: Float[np.ndarray, " 2"]
    end: Float[np.ndarray, " 2"]
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
    traces += [_arrow(arrow) for arrow in arrows]
    traces.append(_point(image.point, color, stage))
    layout = _axes(stage, _range(image, ends, arrows)) | {
        "shapes": [] if ends is None else [_frame(ends)],
        "annotations": [*_axis_names(image, color), *(_arrow_name(arrow) for arrow in arrows if arrow.name)],
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
        "line": line,
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
    color = LIGHT.muted if arrow.is_step else LIGHT.accent
    tip = {"symbol": "arrow", "angleref": "previous", "size": [0, 9 if arrow.is_step else 14], "color": color}
    x, y = np.stack([arrow.start, arrow.end], axis=1)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": x,
        "y": y,
        "name": arrow.name or arrow.term,
        "line": {
            "color": color,
            "width": 1.5 if arrow.is_step else 3,
            "dash": "dot" if arrow.is_step else "solid",
        },
        "marker": tip | {"opacity": 1, "line": {"width": 0}},
        "hoverinfo": "skip",
        "meta": {"term": arrow.term},
    }


def _arrow_name(arrow: Arrow) -> dict[str, Any]:
    """The name outside the tip, in the arrow's direction."""
    right, up = (float(way) for way in np.sign(arrow.end - arrow.start))
    label = {"x": float(arrow.end[0]), "y": float(arrow.end[1]), "text": arrow.name, "showarrow": False}
    return label | {"xshift": 13 * right, "yshift": 11 * up, "font": {"color": LIGHT.accent, "size": 13}}


def _axis_names(image: GridImage, color: str) -> list[dict[str, Any]]:
    """x₁ and x₂ near the positive ends of the images of the axes."""
    middle = len(image.across) // 2
    ends = (image.across[middle], image.along[middle])
    place = int(_NAME_AT * (image.across.shape[1] - 1))
    return [
        {
            "x": float(line[place, 0]),
            "y": float(line[place, 1]),
            "text": f"x{subscript}",
            "font": {"color": color, "size": 12},
            "bgcolor": LIGHT.background,
            "borderpad": 1,
            "showarrow": False,
        }
        for line, subscript in zip(ends, _SUBSCRIPTS, strict=True)
    ]


def _frame(ends: tuple[float, float]) -> dict[str, Any]:
    low, high = ends
    line = {"color": LIGHT.muted, "width": 1, "dash": "dash"}
    return {"type": "rect", "x0": low, "x1": high, "y0": low, "y1": high, "line": line, "layer": "below"}


def _range(image: GridImage, ends: tuple[float, float] | None, arrows: Sequence[Arrow]) -> list[float]:
    """The squash's own ends with some air, or a round reach that holds what matters: it changes in few steps."""
    if ends is not None:
        air = 0.12 * (ends[1] - ends[0])
        return [ends[0] - air, ends[1] + air]
    whole = [image.point, *(arrow.end for arrow in arrows)]
    largest = max(float(np.abs(points).max()) for points in whole)
    grid = max(float(np.abs(lines).max()) for lines in (image.across, image.along))
    reach = _rounded_up(max(largest, _SHOWN * grid))
    return [-1.12 * reach, 1.12 * reach]


def _rounded_up(value: float) -> float:
    """The next number of 1, 1.25, 1.5 ... 8 times a power of ten; of 0, 1."""
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next((step * power for step in _ROUND if step * power >= value), 10 * power)


def _axes(stage: Stage, limits: list[float]) -> dict[str, Any]:
    titles = [f"{_AXES[stage]} {stage}{subscript}" for subscript in _SUBSCRIPTS]
    x, y = (
        {"title": {"text": title}, "range": limits, "nticks": 5, "constrain": "domain"} for title in titles
    )
    return {"xaxis": x, "yaxis": y | {"scaleanchor": "x"}}
