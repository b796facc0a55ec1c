"""Three descents over a landscape: how each looks on all its figures, and the records of what is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from jaxtyping import Bool, Float

from app.figures.arrows import ArrowLook
from app.figures.palette import LIGHT


@dataclass(frozen=True)
class DescentLook:
    """Name, color and dash of a path and of the gradient that it goes by; `short` is a name that fits a margin."""

    name: str
    short: str
    term: str
    color: str
    dash: str

    def arrow(self, width: int | float = 3, head: int | float = 13) -> ArrowLook:
        """The look of an arrow."""
        return ArrowLook(self.color, width, head, dash=self.dash)


LOOKS: Mapping[str, DescentLook] = MappingProxyType(
    {
        "none": DescentLook("no clipping", "none", "raw", LIGHT.roles["gradient"], "dot"),
        "norm": DescentLook("by norm", "norm", "norm", LIGHT.accent, "solid"),
        "value": DescentLook("by value", "value", "value", LIGHT.warn, "dash"),
    }
)


@dataclass(frozen=True, eq=False)
class DescentPath:
    """One descent as it is drawn: its look by key, points in the (w, b) plane, E and |dE| there, which are clipped."""

    look: str
    points: Float[np.ndarray, "time 2"]
    errors: Float[np.ndarray, " time"]
    grad_norms: Float[np.ndarray, " time"]
    is_clipped: Bool[np.ndarray, " step"]


@dataclass(frozen=True, eq=False)
class Land:
    """The landscape: b[level] over w is the line on which E is errors[level], rising through the bottom, where E is 0.

    `window` is low and high of w, then of b.
    """

    w: Float[np.ndarray, " column"]
    b: Float[np.ndarray, "level column"]
    errors: Float[np.ndarray, " level"]
    wall_w: Float[np.ndarray, " point"]
    wall_b: Float[np.ndarray, " point"]
    window: tuple[float, float, float, float]
