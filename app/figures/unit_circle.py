"""The complex plane with the unit circle: the border between what fades and what grows."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Complex, Float

from app.figures.drawing import Drawing
from app.figures.palette import LIGHT
from app.figures.reduce import compact
from app.figures.strip import blank_figure

NUMBER_HOVER = "λ = %{x:.4g} %{y:+.4g}i"
"""A point of the plane in a hover text."""


def plane(
    traces: Sequence[dict[str, Any]], values: Complex[np.ndarray, " value"], layout: dict[str, Any]
) -> Drawing:
    """Traces over the unit circle, both axes on one scale, wide enough for every value and the circle."""
    circle = {"type": "circle", "x0": -1, "x1": 1, "y0": -1, "y1": 1}
    disc = circle | {"fillcolor": LIGHT.surface, "line": {"width": 0}, "layer": "below"}
    border = circle | {"name": "unit circle", "line": {"color": LIGHT.ink, "width": 1.5}, "layer": "above"}
    label = {
        "x": 0,
        "y": -1,
        "yanchor": "top",
        "yshift": -2,
        "text": "|λ| = 1",
        "font": {"color": LIGHT.ink, "size": 12},
        "bgcolor": LIGHT.background,
        "borderpad": 1,
        "opacity": 0.85,
        "showarrow": False,
    }
    x_range, y_range = _ranges(values)
    axes = {
        "xaxis": {"title": {"text": "real part"}, "range": x_range, "constrain": "range"},
        "yaxis": {
            "title": {"text": "imaginary part"},
            "range": y_range,
            "scaleanchor": "x",
            "constrain": "range",
        },
        "shapes": [disc, border],
        "annotations": [label],
    }
    return blank_figure(traces, axes | layout)


def _ranges(values: Complex[np.ndarray, " value"]) -> tuple[list[float], list[float]]:
    """Limits that hold the values and the circle; the imaginary axis is symmetric."""
    right, left = max(1.0, *_limits(values.real)), max(1.0, *_limits(-values.real))
    height = max(1.0, *_limits(np.abs(values.imag)))
    air = 0.08 * max(left + right, 2 * height)
    return [-left - air, right + air], [-height - air, height + air]


def _limits(values: Float[np.ndarray, " value"]) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    return (0.0, float(finite.max(initial=0.0)))


def polar(values: Complex[np.ndarray, "..."]) -> Float[np.ndarray, "value 2"]:
    """|λ| and the angle in degrees, for the hover text."""
    flat = np.ravel(values)
    return compact(np.stack([np.abs(flat), np.degrees(np.angle(flat))], axis=1))
