"""How large the powers of a matrix are, beside the rate and the bounds that theory gives."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.log_axis import LogAxis, tick_text
from app.figures.palette import LIGHT
from app.figures.power_lines import LARGEST, PowerLine, power_axis, power_lines
from app.figures.strip import strip
from app.figures.view import Figure


@dataclass(frozen=True, eq=False)
class Growth:
    """log10 of sizes for the powers 0, 1, ...: the matrix's, and what theory says.

    `condition_bound` is None where there is no V; `block` is the course of a Jordan block, with its name, where there
    is one. `peak` is the power at which the size is largest, None where that is an end.
    """

    norm: Float[np.ndarray, " power"]
    radius: Float[np.ndarray, " power"]
    spectral_bound: Float[np.ndarray, " power"]
    condition_bound: Float[np.ndarray, " power"] | None
    block: tuple[str, Float[np.ndarray, " power"]] | None
    peak: int | None


def power_growth(growth: Growth) -> Figure:
    """|W^n| on a log axis over n, between its rate and its bounds.

    The bound σ_max^n leaves the picture where it is far too large: the axis fits the others.
    """
    drawn = power_lines(_lines(growth))
    axis = drawn.axis if growth.peak is None else _with_room(drawn.axis)
    top = axis.range[1]
    bound = _escaping(growth.spectral_bound, top)
    y_axis = {"title": {"text": "size, spectral norm"}} | axis.layout()
    figure = strip([*drawn.traces, bound], power_axis(len(growth.norm) - 1), y_axis)
    marks = [*drawn.annotations, *_bound_name(growth.spectral_bound, top)]
    if growth.peak is not None:
        marks.append(_peak(growth.peak, float(growth.norm[growth.peak])))
    figure.update_layout(annotations=marks, shapes=drawn.shapes)
    bounded = " Dotted: κρⁿ with κ = cond(V), which bounds it." if growth.condition_bound is not None else ""
    caption = (
        "A straight line is a constant factor a step. |Wⁿ| never falls below ρⁿ; where it rises "
        "above it, the eigenvectors are not at right "
        f"angles.{bounded}"
    )
    return Figure("growth", "Size of Wⁿ", caption, figure, drawn.note)


def _lines(growth: Growth) -> list[PowerLine]:
    """What was measured and what theory says, but for the bound that may leave the picture."""
    lines = [
        PowerLine("|Wⁿ|", "norm", LIGHT.roles["hidden"], growth.norm),
        PowerLine("ρⁿ", "radius", LIGHT.accent, growth.radius, "dash"),
    ]
    if growth.condition_bound is not None:
        lines.append(PowerLine("κρⁿ", "condition", LIGHT.warn, growth.condition_bound, "dot"))
    if growth.block is not None:
        name, course = growth.block
        from_its_first = np.where(np.isneginf(course), np.nan, course)
        lines.append(PowerLine(name, "block", LIGHT.roles["forget_gate"], from_its_first, "dashdot"))
    return lines


def _escaping(log10_values: Float[np.ndarray, " power"], top: float) -> dict[str, Any]:
    """The line of the bound, up to one decade above the picture."""
    shown = np.where(log10_values <= top + 1, log10_values, np.nan)
    first_out = int(np.argmax(log10_values > top + 1))
    if log10_values[first_out] > top + 1:
        shown[first_out] = min(float(log10_values[first_out]), LARGEST)
    line = PowerLine("σⁿ", "spectral", LIGHT.muted, shown)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.arange(len(shown)),
        "y": np.where(line.values > 0, line.values, np.nan),
        "name": line.name,
        "meta": {"term": line.term},
        "line": {"color": line.color, "width": 2, "dash": "longdash"},
        "hovertemplate": "n = %{x}<br>σⁿ = %{y:.3g}<extra></extra>",
    }


def _bound_name(log10_values: Float[np.ndarray, " power"], top: float) -> list[dict[str, Any]]:
    """`σⁿ` where the line leaves the picture, or over its last point; none where that is 0."""
    outside = log10_values > top
    leaves = bool(outside.any())
    place = int(np.argmax(outside)) if leaves else len(log10_values) - 1
    height = min(float(log10_values[place]), top)
    if not math.isfinite(height):
        return []
    side = (
        {"yanchor": "top", "xanchor": "left", "xshift": 4}
        if leaves
        else {"yanchor": "bottom", "xanchor": "right"}
    )
    text = {"text": "σⁿ", "font": {"color": LIGHT.muted, "size": 13}, "showarrow": False}
    return [{"x": place, "y": height} | side | text]


def _with_room(axis: LogAxis) -> LogAxis:
    """The axis with room for the peak's name above the peak."""
    return replace(axis, high=axis.high + 0.14 * (axis.high - axis.low))


def _peak(n: int, log10_size: float) -> dict[str, Any]:
    return {
        "x": n,
        "y": log10_size,
        "ax": 14,
        "ay": -20,
        "xanchor": "left",
        "text": f"peak {tick_text(float(f'{10.0**log10_size:.3g}'))} at n = {n}",
        "font": {"color": LIGHT.roles["hidden"], "size": 13},
        "showarrow": True,
        "arrowcolor": LIGHT.roles["hidden"],
        "arrowwidth": 1,
        "arrowhead": 0,
    }
