"""Curves over the pre-activation, with points on them and tangents that show the slope there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from jaxtyping import Float

from app.figures.drawing import Drawing
from app.figures.guides import upright
from app.figures.labels import end_label
from app.figures.palette import LIGHT
from app.figures.reduce import compact
from app.figures.strip import blank_figure

_HALF_TANGENT = 0.9


Side = Literal["top left", "top right", "bottom right"]


@dataclass(frozen=True, eq=False)
class Curve:
    """One curve: `symbol` stands before its number in the hover text.

    `label` stands at the right end, or, where `label_at` is given, beside the curve at that x.
    """

    label: str
    symbol: str
    term: str
    color: str
    values: Float[np.ndarray, " point"]
    dash: str = "solid"
    label_at: tuple[float, Side] | None = None


@dataclass(frozen=True)
class Mark:
    """A point of a curve with its slope there, None where no tangent is wanted."""

    label: str
    term: str
    color: str
    x: float
    y: float
    slope: float | None = None
    side: Side = "top left"


@dataclass(frozen=True)
class Frame:
    """Titles and fixed ranges of the two axes, so that marks move and the picture stays."""

    x_title: str
    y_title: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]


def squash_curves(
    x: Float[np.ndarray, " point"], curves: Sequence[Curve], marks: Sequence[Mark], frame: Frame
) -> Drawing:
    """Curves with their names at the right end, tangents, and marks with their names.

    Args:
        x: where the curves are known, ascending.
        curves: values at x.
        marks: points to show; each is drawn with its tangent.
        frame: the axes.
    """
    traces = [_curve(x, curve) for curve in curves]
    traces += [_tangent(mark, frame) for mark in marks if mark.slope is not None]
    traces += [_mark(mark) for mark in marks]
    layout = {
        "xaxis": {"title": {"text": frame.x_title}, "range": list(frame.x_range), "zeroline": False},
        "yaxis": {"title": {"text": frame.y_title}, "range": list(frame.y_range)},
        "annotations": [_name(x, curve) for curve in curves],
        "shapes": [upright(0, LIGHT.hair)],
        "margin": {"l": 56, "r": 72, "t": 12, "b": 46},
    }
    return blank_figure(traces, layout)


def _curve(x: Float[np.ndarray, " point"], curve: Curve) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": compact(x),
        "y": compact(curve.values),
        "name": curve.label,
        "line": {"color": curve.color, "width": 2.5, "dash": curve.dash, "simplify": False},
        "hovertemplate": f"at %{{x:.3g}}<br>{curve.symbol} = %{{y:.4g}}<extra></extra>",
        "meta": {"term": curve.term},
    }


def _tangent(mark: Mark, frame: Frame) -> dict[str, Any]:
    """A piece of the tangent of one length on the page, whatever its slope."""
    assert mark.slope is not None
    width, height = frame.x_range[1] - frame.x_range[0], frame.y_range[1] - frame.y_range[0]
    steepness = mark.slope * width / height
    run = _HALF_TANGENT * width / 6 / float(np.hypot(1, steepness))
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [mark.x - run, mark.x + run],
        "y": [mark.y - run * mark.slope, mark.y + run * mark.slope],
        "name": f"slope at {mark.label}",
        "line": {"color": LIGHT.roles["gradient"], "width": 2},
        "hoverinfo": "skip",
        "meta": {"term": "slope"},
    }


def _mark(mark: Mark) -> dict[str, Any]:
    slope = "" if mark.slope is None else f"<br>slope {mark.slope:.4g}"
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [mark.x],
        "y": [mark.y],
        "text": [mark.label],
        "textposition": mark.side,
        "textfont": {"color": mark.color, "size": 13},
        "cliponaxis": False,
        "name": mark.label,
        "marker": {"color": mark.color, "size": 10, "line": {"color": LIGHT.background, "width": 1.5}},
        "hovertemplate": f"{mark.label}<br>%{{x:.4g}} → %{{y:.4g}}{slope}<extra></extra>",
        "meta": {"term": mark.term},
    }


def _name(x: Float[np.ndarray, " point"], curve: Curve) -> dict[str, Any]:
    if curve.label_at is None:
        return end_label(float(curve.values[-1]), curve.label, curve.color)
    label = {"text": curve.label, "font": {"color": curve.color, "size": 13}, "showarrow": False}
    at, side = curve.label_at
    place: dict[str, Any] = {"x": at, "y": float(np.interp(at, x, curve.values))}
    place |= {"yanchor": "bottom" if side.startswith("top") else "top"}
    return label | place | {"xanchor": "right" if side.endswith("left") else "left"}
