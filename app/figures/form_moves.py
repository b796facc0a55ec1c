"""What happens to a quadratic form when one of its two places of x is moved, the other, or both."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.form_plane import LEFT_COLOR, RIGHT_COLOR, SUM_COLOR
from app.figures.labels import end_label
from app.figures.log_axis import spread
from app.figures.palette import LIGHT
from app.figures.strip import blank_figure
from app.figures.view import Figure

_GAP = 0.07


@dataclass(frozen=True, eq=False)
class MovedForm:
    """The number over the distance moved from x, 0 in the middle; the slopes at x are those of the terms there."""

    distances: Float[np.ndarray, " distance"]
    left: Float[np.ndarray, " distance"]
    right: Float[np.ndarray, " distance"]
    both: Float[np.ndarray, " distance"]
    height: float
    along: str


def form_moves(moved: MovedForm) -> Figure:
    """Three curves that meet at x: two straight ones, one place moved each, and the parabola of both."""
    curves = [
        ("left", "left x moves", LEFT_COLOR, moved.left, "solid"),
        ("right", "right x moves", RIGHT_COLOR, moved.right, "solid"),
        ("sum", "both move", SUM_COLOR, moved.both, "solid"),
        ("sum", "tangent", SUM_COLOR, moved.left + moved.right - moved.height, "dot"),
    ]
    joined = np.concatenate([values for _, _, _, values, _ in curves])
    low, high = float(joined.min()), float(joined.max())
    air = 0.06 * (high - low) or 1.0
    span = (low - air, high + air)
    traces = [
        _curve(term, name, color, (moved.distances, values), dash)
        for term, name, color, values, dash in curves
    ]
    places = spread([float(values[-1]) for _, _, _, values, _ in curves], _GAP * (span[1] - span[0]), *span)
    labels = [end_label(y, name, color) for (_, name, color, _, _), y in zip(curves, places, strict=True)]
    layout = {
        "xaxis": {"title": {"text": f"distance moved from x, {moved.along}"}},
        "yaxis": {"title": {"text": "the number"}, "range": list(span)},
        "annotations": labels,
        "margin": {"l": 56, "r": 104, "t": 12, "b": 44},
    }
    caption = (
        "Moving one x while the other stays gives a straight line, and its slope is one term; moving both gives the "
        "parabola, and at x its slope (dotted) is the sum."
    )
    return Figure(
        "moves", "Move one x, or both", caption, blank_figure([*traces, _start(moved.height)], layout)
    )


def _curve(
    term: str,
    name: str,
    color: str,
    points: tuple[Float[np.ndarray, " point"], Float[np.ndarray, " point"]],
    dash: str,
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": points[0],
        "y": points[1],
        "name": name,
        "meta": {"term": term},
        "line": {"color": color, "width": 3 if name == "both move" else 2, "dash": dash},
        "hovertemplate": f"moved by %{{x:.3g}}<br>{name}: %{{y:.4g}}<extra></extra>",
    }


def _start(height: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": np.zeros(1),
        "y": np.array([height]),
        "name": "x",
        "meta": {"term": "x"},
        "marker": {"color": LIGHT.ink, "size": 8},
        "hovertemplate": f"at x: {height:.4g}<extra></extra>",
    }
