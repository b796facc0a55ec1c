"""Lines whose values are given as powers of ten: 200 slopes of a saturated unit are 1e-3000, which no float holds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.drawing import Drawing
from app.figures.labels import end_label
from app.figures.log_axis import spread, tick_text
from app.figures.reduce import compact, envelope
from app.figures.strip import TimeAxis, strip

_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
_MAX_TICKS = 6
_LABEL_GAP = 0.13
_PLAIN = 300


@dataclass(frozen=True, eq=False)
class DecadeLine:
    """One line, as log10; `label`, where it is not empty, stands at its end; thin lines are borders of others."""

    name: str
    label: str
    term: str
    color: str
    exponents: Float[np.ndarray, " point"]
    dash: str = "solid"
    is_thin: bool = False


def decade_strip(lines: Sequence[DecadeLine], time: TimeAxis, title: str) -> Drawing:
    """Lines over the time steps, with ticks at powers of ten and the lines' names at their ends.

    Args:
        lines: one number a step each.
        time: the steps.
        title: of the axis of values.
    """
    traces = [_line(line, time) for line in lines]
    high = max(float(line.exponents.max()) for line in lines)
    low = min(high - 1, *(float(line.exponents.min()) for line in lines))
    air = 0.06 * (high - low)
    figure = strip(traces, time, {"title": {"text": title}} | decade_axis(low - air, high + air))
    figure.update_layout(annotations=_labels(lines, low - air, high + air))
    return figure


def power_text(exponent: float) -> str:
    """10 to this power, in three digits or so: 0.0213, 3.2·10<sup>-7</sup>."""
    if -3 <= exponent < 4:
        return f"{10.0**exponent:.4g}" if exponent >= 3 else f"{10.0**exponent:.3g}"
    whole = math.floor(exponent)
    mantissa = f"{10.0 ** (exponent - whole):.1f}"
    if mantissa == "10.0":
        whole, mantissa = whole + 1, "1.0"
    return f"{mantissa}·10<sup>{whole}</sup>"


def _line(line: DecadeLine, time: TimeAxis) -> dict[str, Any]:
    kept, _ = envelope(line.exponents)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": time.steps[kept],
        "y": compact(line.exponents[kept]),
        "text": [power_text(exponent) for exponent in line.exponents[kept].tolist()],
        "name": line.name,
        "line": {"color": line.color, "width": 1 if line.is_thin else 2.5, "dash": line.dash},
        "hovertemplate": f"{time.named()}<br>{line.name}: %{{text}}<extra></extra>",
        "meta": {"term": line.term},
    }


def decade_axis(low: float, high: float) -> dict[str, Any]:
    """Range of an axis that is linear in the exponent, with ticks at whole powers of ten."""
    step = next((step for step in _STEPS if (high - low) / step <= _MAX_TICKS), _STEPS[-1])
    ticks = [power * step for power in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return {
        "range": [low, high],
        "tickvals": ticks,
        "ticktext": ["1" if tick == 0 else f"10<sup>{tick}</sup>" for tick in ticks],
    }


def plain_axis(low: float, high: float) -> dict[str, Any]:
    """The same with the ticks written out where they are short: 0.01, 10, 1,000."""
    axis = decade_axis(low, high)
    texts = zip(axis["tickvals"], axis["ticktext"], strict=True)
    return axis | {
        "ticktext": [tick_text(10.0**tick) if abs(tick) < _PLAIN else text for tick, text in texts]
    }


def _labels(lines: Sequence[DecadeLine], low: float, high: float) -> list[dict[str, Any]]:
    named = [line for line in lines if line.label]
    places = spread([float(line.exponents[-1]) for line in named], _LABEL_GAP * (high - low), low, high)
    return [end_label(place, line.label, line.color) for line, place in zip(named, places, strict=True)]
