"""One gradient of two entries before and after clipping: the ball that the norm may fill, and the box of the values."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.arrows import arrow_lines
from app.figures.decade_lines import power_text
from app.figures.descent_looks import LOOKS
from app.figures.palette import LIGHT
from app.figures.square_axes import square_axes
from app.figures.strip import blank_figure
from app.figures.view import Figure

_REACH = 2.1
"""Half the side of the picture, in thresholds."""
_LONGEST = 1.75
"""Where an arrow that is longer is cut."""
_CORNERS = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)], np.float64)


def clip_plane(steps: Mapping[str, Float[np.ndarray, "2"]], threshold: float, turned: float | None) -> Figure:
    """Arrows from 0 along minus the gradient, the way that a descent goes.

    Args:
        steps: by look, minus the gradient, whole and clipped.
        threshold: radius of the ball, half the side of the box.
        turned: degrees by which clipping by value turns the gradient; None where there is no gradient.
    """
    angles = np.linspace(0, 2 * math.pi, 73)
    circle = threshold * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    traces = [_border("value", threshold * _CORNERS), _border("norm", circle)]
    traces += [_arrow(look, step, threshold) for look, step in steps.items()]
    length = math.hypot(*steps["none"].tolist())
    limits = (-_REACH * threshold, _REACH * threshold)
    layout = square_axes(("−∂E/∂w", "−∂E/∂b"), limits, ticks=5) | {
        "annotations": [_name(look, step, threshold, name) for look, step, name in _names(steps)],
        "margin": {"l": 60, "r": 16, "t": 12, "b": 44},
    }
    caption = (
        "By norm the arrow is shortened to the circle and keeps its direction; by value each entry is cut at the "
        f"square, {_turn(turned)}."
    )
    cut = length > _LONGEST * threshold
    note = (
        f"The whole gradient is {power_text(math.log10(length))} long; its arrow is cut short." if cut else ""
    )
    return Figure("clip", "The gradient at the chosen step", caption, blank_figure(traces, layout), note)


def _turn(degrees: float | None) -> str:
    if degrees is None:
        return "and here there is nothing to cut"
    return "which leaves this one as it is" if degrees < 1e-9 else f"which turns it by {degrees:.3g}°"


def _names(
    steps: Mapping[str, Float[np.ndarray, "2"]],
) -> list[tuple[str, Float[np.ndarray, "2"], str]]:
    """Each arrow with its name; where nothing is clipped, the three are one, and one name is enough."""
    whole = steps["none"]
    if all(np.array_equal(step, whole) for step in steps.values()):
        return [("none", whole, "all three")]
    return [(look, step, LOOKS[look].name) for look, step in steps.items()]


def _border(look: str, corners: Float[np.ndarray, "corner 2"]) -> dict[str, Any]:
    shown = LOOKS[look]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": corners[:, 0],
        "y": corners[:, 1],
        "name": f"limit {shown.name}",
        "meta": {"term": "threshold"},
        "line": {"color": shown.color, "width": 1.2, "dash": shown.dash},
        "opacity": 0.7,
        "hoverinfo": "skip",
    }


def _arrow(look: str, step: Float[np.ndarray, "2"], threshold: float) -> dict[str, Any]:
    shown = LOOKS[look]
    w, b = (-step).tolist()
    hover = f"{shown.name}: ∇E = ({w:.4g}, {b:.4g}), {math.hypot(w, b):.4g} long<extra></extra>"
    tip_w, tip_b = _tip(step, threshold).tolist()
    width = 2.5 if look == "none" else 4
    return arrow_lines(shown.name, [((0.0, 0.0), (tip_w, tip_b))], shown.arrow(width, 14), hover) | {
        "meta": {"term": shown.term}
    }


def _tip(step: Float[np.ndarray, "2"], threshold: float) -> Float[np.ndarray, "2"]:
    length = math.hypot(*step.tolist())
    return step * min(1.0, _LONGEST * threshold / length) if length else step


def _name(look: str, step: Float[np.ndarray, "2"], threshold: float, text: str) -> dict[str, Any]:
    """By norm a name stands to the left of its arrow, by value to the right, that of the whole one beyond its tip."""
    tip = _tip(step, threshold)
    size = math.hypot(*tip.tolist())
    x, y = (tip / size).tolist() if size else (0.0, 1.0)
    share, right, up = {
        "none": (1.0, 12 * x, 14 * y),
        "norm": (0.6, -9 * y, 9 * x),
        "value": (0.6, 9 * y, -9 * x),
    }[look]
    anchor = "center" if look == "none" else "left" if right > 0 else "right"
    return {
        "x": share * float(tip[0]),
        "y": share * float(tip[1]),
        "xshift": round(right),
        "yshift": round(up),
        "xanchor": anchor,
        "text": text,
        "font": {"color": LOOKS[look].color, "size": 13},
        "bgcolor": LIGHT.background,
        "showarrow": False,
    }
