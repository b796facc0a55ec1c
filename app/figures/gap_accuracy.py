"""Accuracy over the gap between cue and blank: what networks reach, what no window can, and chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from app.figures.drawing import Drawing
from app.figures.labels import end_label, level_label
from app.figures.log_axis import spread
from app.figures.network_looks import NETWORK_LOOKS
from app.figures.palette import LIGHT
from app.figures.strip import blank_figure

_LABEL_GAP = 0.075
_TOP = 1.04


@dataclass(frozen=True, eq=False)
class GapCurve:
    """One network's share of right answers, by gap."""

    name: str
    accuracy: Float[np.ndarray, " gap"]


@dataclass(frozen=True, eq=False)
class Yardsticks:
    """What is known without training: chance, the best that a window can do, and the gaps learned from."""

    chance: float
    limit: Float[np.ndarray, " gap"]
    limit_name: str
    trained: tuple[int, int]


def gap_accuracy(gaps: Int[np.ndarray, " gap"], curves: Sequence[GapCurve], known: Yardsticks) -> Drawing:
    """Lines over the gap, with their names at the right; the shaded gaps were learned from."""
    places = spread([float(curve.accuracy[-1]) for curve in curves], _LABEL_GAP, 0.0, 1.0)
    looks = [NETWORK_LOOKS[curve.name] for curve in curves]
    names = [end_label(place, look.label, look.color) for look, place in zip(looks, places, strict=True)]
    last = float(gaps[-1])
    layout = {
        "xaxis": {"title": {"text": "gap: words between cue and blank"}, "range": [0.5, last + 0.5]},
        "yaxis": {
            "title": {"text": "accuracy"},
            "range": [0, _TOP],
            "tickformat": ".0%",
            "nticks": 6,
        },
        "margin": {"l": 60, "r": 64, "t": 12, "b": 46},
        "annotations": [*names, level_label(known.chance, "chance")],
        "shapes": [_trained(known.trained, last)],
    }
    lines = [_limit(gaps, known), _chance(known.chance, last), *(_curve(gaps, curve) for curve in curves)]
    return blank_figure(lines, layout)


def _curve(gaps: Int[np.ndarray, " gap"], curve: GapCurve) -> dict[str, Any]:
    look = NETWORK_LOOKS[curve.name]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": gaps,
        "y": curve.accuracy,
        "name": look.label,
        "line": {"color": look.color, "dash": look.dash, "width": 2.5},
        "marker": {"color": look.color, "size": 5},
        "cliponaxis": False,
        "hovertemplate": f"{look.label}, gap %{{x}}: %{{y:.1%}} right<extra></extra>",
        "meta": {"term": curve.name},
    }


def _limit(gaps: Int[np.ndarray, " gap"], known: Yardsticks) -> dict[str, Any]:
    """Wide and pale, so that a window that reaches it is seen on it."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": gaps,
        "y": known.limit,
        "name": known.limit_name,
        "line": {"color": LIGHT.hair, "width": 9},
        "hovertemplate": f"{known.limit_name}, gap %{{x}}: %{{y:.1%}}<extra></extra>",
        "meta": {"term": "limit"},
    }


def _chance(chance: float, last: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [0.5, last + 0.5],
        "y": [chance, chance],
        "name": "chance",
        "line": {"color": LIGHT.muted, "width": 1.5, "dash": "dash"},
        "hovertemplate": "chance: %{y:.1%}<extra></extra>",
        "meta": {"term": "chance"},
    }


def _trained(trained: tuple[int, int], last: float) -> dict[str, Any]:
    """The gaps of the sentences learned from, as far as the axis goes."""
    low, high = trained
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": min(low - 0.5, last + 0.5),
        "x1": min(high + 0.5, last + 0.5),
        "y0": 0,
        "y1": 1,
        "line": {"width": 0},
        "fillcolor": LIGHT.surface,
        "layer": "below",
    }
