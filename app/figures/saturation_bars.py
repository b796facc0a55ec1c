"""How often units stand at an end of their squash: one bar a kind of unit, from the low end to the high end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.figures.palette import LIGHT
from app.figures.scales import DIVERGING
from app.figures.strip import blank_figure
from app.figures.view import Figure

_CAPTION = (
    "Shares of all units and steps: blue stands at the lower end (tanh below −0.9, a gate below 0.1), orange at the "
    "upper end (above 0.9), and only the part between passes a gradient on."
)
_PARTS = (
    ("at the lower end", DIVERGING.light[2]),
    ("between", LIGHT.hair),
    ("at the upper end", DIVERGING.light[6]),
)


@dataclass(frozen=True)
class EndShares:
    """Shares, 0 to 1, of one kind of unit: at the lower and at the upper end of its squash."""

    name: str
    low: float
    high: float

    @property
    def parts(self) -> tuple[float, float, float]:
        """Lower end, between, upper end: together 1."""
        return self.low, 1 - self.low - self.high, self.high


def saturation_bars(kinds: Sequence[EndShares]) -> Figure:
    """Stacked bars, the first kind on top."""
    traces = [_part(kinds, index, name, color) for index, (name, color) in enumerate(_PARTS)]
    layout = {
        "barmode": "stack",
        "bargap": 0.35,
        "xaxis": {"title": {"text": "share of units and steps (%)"}, "range": [0, 100]},
        "yaxis": {"title": {"text": "units"}, "autorange": "reversed", "type": "category"},
        "margin": {"l": 116, "r": 16, "t": 12, "b": 46},
    }
    return Figure("saturation", "How often units are saturated", _CAPTION, blank_figure(traces, layout))


def _part(kinds: Sequence[EndShares], index: int, name: str, color: str) -> dict[str, Any]:
    percent = [100 * kind.parts[index] for kind in kinds]
    return {
        "type": "bar",
        "orientation": "h",
        "x": percent,
        "y": [kind.name for kind in kinds],
        "text": [f"{value:.0f}" if value >= 5 else "" for value in percent],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": 12},
        "name": name,
        "marker": {"color": color},
        "hovertemplate": f"%{{y}}<br>{name}: %{{x:.1f}} %<extra></extra>",
    }
