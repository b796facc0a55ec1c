"""Three descents, not clipped, clipped by norm and by value: how each looks on all its figures, and its record."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from jaxtyping import Bool, Float

from app.figures.arrows import ArrowLook
from app.figures.palette import LIGHT


@dataclass(frozen=True)
class DescentLook:
    """Name, color and dash: the path has them, and so has the arrow of the gradient that it goes by."""

    name: str
    term: str
    color: str
    dash: str

    def arrow(self, width: int | float = 3, head: int | float = 13) -> ArrowLook:
        """The look of an arrow."""
        return ArrowLook(self.color, width, head, dash=self.dash)


LOOKS: Mapping[str, DescentLook] = MappingProxyType(
    {
        "none": DescentLook("no clipping", "raw", LIGHT.roles["gradient"], "dot"),
        "norm": DescentLook("by norm", "norm", LIGHT.accent, "solid"),
        "value": DescentLook("by value", "value", LIGHT.warn, "dash"),
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
