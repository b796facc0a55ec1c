"""Color scales in both themes: what is near 0 stands back to the page, what is large stands out.

Stops at equal distances in OKLCH lightness. A figure holds the light hex values; every light value belongs to one
stop alone, so that a map from light to dark is enough to change the theme in the browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Scale:
    """Stops at equal distances from the scale's low end to its high end."""

    light: tuple[str, ...]
    dark: tuple[str, ...]

    def stops(self, low: float = 0.0) -> list[list[float | str]]:
        """Plotly's form of the light scale, pressed into [low, 1]."""
        last = len(self.light) - 1
        return [[(low * (last - index) + index) / last, color] for index, color in enumerate(self.light)]


DIVERGING = Scale(
    ("#013c79", "#2863ab", "#6a98d2", "#b5cdeb", "#f5f1e8", "#e8c8a4", "#d88e4e", "#b65412", "#792b11"),
    ("#a8ceff", "#67a1eb", "#3a70b3", "#254369", "#24221e", "#5a3524", "#9b582f", "#da8844", "#fac787"),
)
"""Around 0: states, cells, inputs and candidates. Blue is negative, orange is positive."""

GATES: Mapping[str, Scale] = MappingProxyType(
    {
        "input_gate": Scale(
            ("#e8f3ee", "#a8dbc6", "#4db491", "#067f60", "#024331"),
            ("#1b221f", "#1e493a", "#227d61", "#47bc96", "#bbefda"),
        ),
        "forget_gate": Scale(
            ("#f9ede9", "#f2c1b2", "#d9856b", "#a94c2e", "#5d2311"),
            ("#261f1c", "#59352a", "#9a5742", "#e4896c", "#fed8cc"),
        ),
        "output_gate": Scale(
            ("#f8edf2", "#ecbfd7", "#cf82ae", "#9e497d", "#572142"),
            ("#251e22", "#553446", "#925478", "#da85b6", "#ffd3ea"),
        ),
    }
)
"""From 0 to 1, closed to open, by role: one course of lightness in each gate's own hue."""

GRADIENT = Scale(
    ("#f4eec8", "#edcf6f", "#d19936", "#a7611b", "#6e3616", "#2e150c"),
    ("#332219", "#5a3a20", "#8b5e29", "#bc8c30", "#e5c14a", "#fdf290"),
)
"""log10 of a gradient's size, from small to large."""

EXACT_ZERO = Scale(("#b4c3d6",), ("#45566d",))
"""The one color of a gradient that is exactly 0: it lies outside of GRADIENT."""

TIME = Scale(
    ("#c28412", "#be5128", "#9e2d52", "#642372", "#241a69"),
    ("#8d5e02", "#c45e39", "#de708d", "#d69be4", "#d3d3fe"),
)
"""From the first time step to the last; each stop has 3:1 against the page."""

SCALES: tuple[Scale, ...] = (DIVERGING, *GATES.values(), GRADIENT, EXACT_ZERO, TIME)
