"""What the figures of a quadratic form share: the form over a square of its plane, and a color for each path."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from app.figures.palette import LIGHT

LEFT_COLOR = LIGHT.roles["input_gate"]
RIGHT_COLOR = LIGHT.roles["output_gate"]
SUM_COLOR = LIGHT.roles["gradient"]
"""One color for each path through the form and one for their sum, in every figure of it."""

_NOTHING = 1e-9
"""A form that is nowhere larger than this is 0 up to rounding."""


@dataclass(frozen=True, eq=False)
class FormPlane:
    """The form over a square of the plane, heights[row, column] at (axis[column], axis[row]).

    `point` is x there; `left` and `right` are the terms of the gradient in the plane's coordinates, drawn at
    1 / `shrink` of their length.
    """

    axis: Float[np.ndarray, " tick"]
    heights: Float[np.ndarray, "tick tick"]
    point: Float[np.ndarray, "2"]
    height: float
    left: Float[np.ndarray, "2"]
    right: Float[np.ndarray, "2"]
    shrink: float
    axis_titles: tuple[str, str]

    @property
    def reach(self) -> float:
        """Half the side of the square."""
        return float(self.axis[-1])

    @property
    def limit(self) -> float:
        """The largest |height| drawn, or 1 where the form is 0."""
        largest = float(np.abs(self.heights).max())
        return largest if largest > _NOTHING else 1.0
