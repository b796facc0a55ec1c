"""The cliff's error over a window of (w, b), on a grid that is finest at the wall, and its level lines.

A regular grid shows the wall as a flight of stairs. Here every w has its own values of b, crowded around the wall;
and since x_T grows with b (for w > 0), each level of the output has one b.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from app.core.cliff import TARGET, outputs, wall

_SHARES = np.concatenate([np.geomspace(1e-7, 1e-3, 5), np.linspace(0.0, 1.0, 23)[1:] ** 2])
"""Of the way from the wall to the window's border."""


@dataclass(frozen=True, eq=False)
class Terrain:
    """sigma(x_T) over the window: outputs[row, column] at (w[column], b[row, column]); b and outputs rise by row."""

    w: Float[np.ndarray, " column"]
    b: Float[np.ndarray, "row column"]
    outputs: Float[np.ndarray, "row column"]

    @property
    def errors(self) -> Float[np.ndarray, "row column"]:
        """E = (sigma(x_T) - 0.7)^2."""
        return (self.outputs - TARGET) ** 2

    def level_lines(self, levels: Sequence[float]) -> Float[np.ndarray, "level column"]:
        """For each value of the output the b that gives it; the window's border where none inside does."""
        columns = zip(self.outputs.T, self.b.T, strict=True)
        return np.stack([np.interp(levels, values, b) for values, b in columns], axis=1)


def terrain(w: Float[np.ndarray, " column"], b_range: tuple[float, float], seq_len: int) -> Terrain:
    """The window over these w, all above 0, and from b_range[0] to b_range[1]."""
    low, high = b_range
    middle = np.clip(wall(w), low, high)
    below = middle - (middle - low) * _SHARES[::-1, None]
    above = middle + (high - middle) * _SHARES[:, None]
    b = np.concatenate([below, middle[None], above])
    return Terrain(w, b, outputs(w[None], b, seq_len))
