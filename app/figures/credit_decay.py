"""Every pair of the credit matrix over the steps between the two, beside what theory says ahead of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from app.figures.labels import end_label, level_label
from app.figures.log_axis import LogAxis, log_axis, spread
from app.figures.palette import LIGHT
from app.figures.reduce import MAX_POINTS, gaps_note, join_notes
from app.figures.strip import TimeAxis, blank_figure, time_axis
from app.figures.view import Figure

_CAPTION = "One point a pair: none lies above the bound, while the rate ρ<sup>t−k</sup> bounds nothing."
_QUANTITY = "|∂ε<sub>t</sub>/∂h<sub>k</sub>| / |∂ε<sub>t</sub>/∂h<sub>t</sub>|"
_MARGIN = {"l": 76, "r": 84, "t": 12, "b": 48}


@dataclass(frozen=True, eq=False)
class Curve:
    """Something known by lag 0 ... T - 1: `label` stands at its end, `symbol` in the hover text."""

    label: str
    symbol: str
    color: str
    dash: str
    values: Float[np.ndarray, " time"]


def bound_curve(values: Float[np.ndarray, " time"]) -> Curve:
    """What no pair exceeds."""
    return Curve("bound", "bound (σ<sub>max</sub> max tanh′)<sup>t−k</sup>", LIGHT.bad, "solid", values)


def rate_curve(values: Float[np.ndarray, " time"]) -> Curve:
    """The powers of the spectral radius."""
    return Curve("rate ρ<sup>t−k</sup>", "rate ρ<sup>t−k</sup>", LIGHT.muted, "dot", values)


def simplified_curve(values: Float[np.ndarray, " time"]) -> Curve:
    """The last error's row, with the squash ignored."""
    return Curve("simplified", "squash ignored, last error", LIGHT.warn, "dash", values)


def credit_decay(relative: Float[np.ndarray, "time time"], *curves: Curve) -> Figure:
    """Relative credit of all pairs over their lag, on a log axis, with curves that theory gives.

    Args:
        relative: [t, k], |d eps_t / d h_k| over |d eps_t / d h_t| for k <= t; NaN where it has no number.
        curves: what to compare with.
    """
    lags, values, note = _pairs(relative)
    axis = _axis(values, curves)
    traces = [_line(curve, axis) for curve in curves]
    points = {
        "mode": "markers",
        "marker": {"color": LIGHT.roles["hidden"], "size": 5 if len(lags) < 300 else 3},
    }
    traces.append(_trace("pairs", _QUANTITY, (lags, values), axis) | points)
    layout = {
        "xaxis": time_axis(TimeAxis(0, len(relative)), "lag t − k (time steps)"),
        "yaxis": {"title": {"text": _QUANTITY}} | axis.layout(),
        "annotations": _labels(curves, axis),
        "margin": _MARGIN,
    }
    gaps = [gaps_note(np.isfinite(curve.values), f"values of the {curve.label} are") for curve in curves]
    figure = blank_figure(traces, layout)
    return Figure("decay", "Credit against theory", _CAPTION, figure, join_notes(note, *gaps))


def _axis(values: Float[np.ndarray, " pair"], curves: tuple[Curve, ...]) -> LogAxis:
    """Room for the pairs and for what stays near them; a curve that runs away leaves it at the top."""
    low, high = log_axis([values]).range
    limit = 10.0 ** min(300.0, high + max(1.0, high - low))
    return log_axis([values, *(curve.values[curve.values <= limit] for curve in curves)])


def _pairs(
    relative: Float[np.ndarray, "time time"],
) -> tuple[Int[np.ndarray, " pair"], Float[np.ndarray, " pair"], str]:
    """Lags and values of the pairs that have a number; of very many the extremes of each lag."""
    seq_len = len(relative)
    diagonals = [np.diagonal(relative, -lag) for lag in range(seq_len)]
    known = [diagonal[np.isfinite(diagonal)] for diagonal in diagonals]
    note = ""
    if sum(len(values) for values in known) > MAX_POINTS:
        known = [
            values if len(values) < 3 else np.quantile(values, np.linspace(0, 1, 11)) for values in known
        ]
        note = "Of each lag the smallest, the largest and nine deciles between are drawn."
    lags = np.repeat(np.arange(seq_len), [len(values) for values in known])
    return lags, np.concatenate(known), note


def _line(curve: Curve, axis: LogAxis) -> dict[str, Any]:
    lags = np.arange(len(curve.values))
    look = {"mode": "lines", "line": {"color": curve.color, "width": 2, "dash": curve.dash}}
    return _trace(curve.label.split("<")[0], curve.symbol, (lags, curve.values), axis) | look


def _trace(
    name: str, symbol: str, points: tuple[Int[np.ndarray, " n"], Float[np.ndarray, " n"]], axis: LogAxis
) -> dict[str, Any]:
    lags, values = points
    floor = np.nan if axis.floor is None else 10.0**axis.floor
    return {
        "type": "scatter",
        "name": name,
        "x": lags,
        "y": np.where(values == 0, floor, np.where(np.isfinite(values), values, np.nan)),
        "text": ["0, exactly" if value == 0 else f"{value:.3g}" for value in values.tolist()],
        "hovertemplate": f"lag %{{x}}<br>{symbol} = %{{text}}<extra></extra>",
    }


def _labels(curves: tuple[Curve, ...], axis: LogAxis) -> list[dict[str, Any]]:
    """Names at the lines' ends, kept apart; and the floor's own name where there is one."""
    ends = [_end(curve.values, axis) for curve in curves]
    low, high = axis.range
    places = spread(ends, 0.2 * (high - low), low, high)
    labels = [end_label(place, curve.label, curve.color) for curve, place in zip(curves, places, strict=True)]
    return labels if axis.floor is None else [*labels, level_label(axis.floor)]


def _end(values: Float[np.ndarray, " time"], axis: LogAxis) -> float:
    last = float(values[np.isfinite(values)][-1])
    return min(float(np.log10(last)), axis.high) if last > 0 or axis.floor is None else axis.floor
