"""The way of one term of a gradient through an unrolled network: where its nodes stand and which arrows it takes.

One place a step, time from left to right: the error above its output above its state, and below each state the
matrix W_r as it is used there. The gradient runs against time, from the errors down to one use of W_r.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

HEIGHTS = {"ε": 2.0, "o": 1.0, "h": 0.0, "W": -1.0}
"""Where the nodes of each kind stand."""

Point = tuple[int, float]
Edge = tuple[Point, Point]


@dataclass(frozen=True, eq=False)
class Path:
    """The way of term k: the steps whose errors it starts from, and the gradient |∂ε/∂h_t| of each state.

    `sizes` begin at step 1. `is_simplified` where every step back is W_r alone; `field` is the parameter that a
    click on a state sets.
    """

    k: int
    error_steps: Sequence[int]
    sizes: Float[np.ndarray, " time"]
    is_simplified: bool
    field: str

    @property
    def last(self) -> int:
        """The last step, T."""
        return len(self.sizes)


def unlit_edges(path: Path) -> list[Edge]:
    """How the numbers flow when the network runs, where the gradient of the chosen term does not come back."""
    edges = [
        edge for t in range(1, path.last + 1) for edge in (_edge("h", t - 1, "h", t), _edge("W", t, "h", t))
    ]
    edges += [edge for t in path.error_steps for edge in (_edge("h", t, "o", t), _edge("o", t, "ε", t))]
    lit = {(end, start) for back in factor_edges(path).values() for start, end in back}
    return [edge for edge in edges if edge not in lit]


def factor_edges(path: Path) -> dict[str, list[Edge]]:
    """The factors of the chosen term, each with its arrows against time."""
    starts = [t for t in path.error_steps if t >= path.k]
    return {
        "error": [_edge("ε", t, "o", t) for t in starts],
        "readout": [_edge("o", t, "h", t) for t in starts],
        "jacobian": [_edge("h", t, "h", t - 1) for t in range(path.last, path.k, -1)],
        "immediate": [_edge("h", path.k, "W", path.k)],
    }


def factor_name(factor: str, t: int, is_simplified: bool) -> str:
    """What stands beside an arrow that leaves step t."""
    if factor == "jacobian" and is_simplified:
        return "W<sub>r</sub>"
    above, below = {
        "error": ("ε", f"o<sub>{t}</sub>"),
        "readout": ("o", f"h<sub>{t}</sub>"),
        "jacobian": ("h", f"h<sub>{t - 1}</sub>"),
        "immediate": ("h", "W<sub>r</sub>"),
    }[factor]
    return f"∂{above}<sub>{t}</sub>/∂{below}"


def _edge(start: str, t: int, end: str, until: int) -> Edge:
    return (t, HEIGHTS[start]), (until, HEIGHTS[end])
