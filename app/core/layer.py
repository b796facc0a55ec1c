"""One layer of a neural net, h = foo(W x + b): what it does to a point, to a step of the point, and to a plane.

Lecture 1. The layer's three ways of writing (vector, rows, matrix) are one computation, `contributions` its
smallest pieces. A section shows a layer of any size on two planes: two inputs vary, the others stay with the point.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from app.core.activations import ACTIVATIONS, ActivationName, is_flat

_CELLS = 120


@dataclass(frozen=True, eq=False)
class LayerStep:
    """A point on its way through a layer: `contributions[i, j]` is w_ij x_j, z = W x + b, h = foo(z)."""

    contributions: Float[np.ndarray, "output input"]
    preactivation: Float[np.ndarray, " output"]
    slope: Float[np.ndarray, " output"]
    output: Float[np.ndarray, " output"]
    jacobian: Float[np.ndarray, "output input"]


def layer_step(
    x: Float[np.ndarray, " input"],
    weight: Float[np.ndarray, "output input"],
    bias: Float[np.ndarray, " output"],
    activation: ActivationName,
) -> LayerStep:
    """A layer's output for one input, with all that happens on the way.

        z = W x + b,  h = foo(z),  dh / dx = diag(foo'(z)) W

    Args:
        x: the input.
        weight: W, row = unit that receives.
        bias: b, one a unit.
        activation: foo.

    Returns:
        The pieces w_ij x_j, z, the slopes foo'(z), h, and the Jacobian [out, in].
    """
    foo = ACTIVATIONS[activation]
    contributions = weight * x
    z = contributions.sum(axis=1) + bias
    slope = foo.slope(z)
    return LayerStep(contributions, z, slope, foo.value(z), slope[:, None] * weight)


def section(
    weight: Float[np.ndarray, "output input"],
    bias: Float[np.ndarray, " output"],
    x: Float[np.ndarray, " input"],
) -> tuple[Float[np.ndarray, "2 2"], Float[np.ndarray, " 2"]]:
    """What the layer does to its inputs 1 and 2 as units 1 and 2 see it, all other inputs held at x.

        (z_1, z_2) = W[:2, :2] (x_1, x_2) + (b[:2] + W[:2, 2:] x[2:])

    Args:
        weight: W with at least two rows and columns.
        bias: b.
        x: the point through which the section goes.

    Returns:
        The 2x2 matrix and the shift; of a layer of two units these are W and b themselves.
    """
    return weight[:2, :2], bias[:2] + weight[:2, 2:] @ x[2:]


def grid_lines(
    reach: int, lines_per_unit: int, points: int
) -> tuple[Float[np.ndarray, "line point 2"], Float[np.ndarray, "line point 2"]]:
    """The lines of a square grid around 0, as points along each; the middle lines are the axes.

    Args:
        reach: how far the grid goes each way.
        lines_per_unit: how many lines there are to a unit of length.
        points: how many points a line has.

    Returns:
        Lines along which x_1 runs (x_2 fixed), and lines along which x_2 runs; in the order of the fixed number.
    """
    fixed = np.arange(-reach * lines_per_unit, reach * lines_per_unit + 1) / lines_per_unit
    running = np.linspace(-reach, reach, points)
    across = np.stack(np.broadcast_arrays(running[None, :], fixed[:, None]), axis=-1)
    return across, across[..., ::-1]


def flat_shares(
    matrix: Float[np.ndarray, "2 2"], shift: Float[np.ndarray, " 2"], activation: ActivationName, reach: float
) -> tuple[float, float]:
    """Of the inputs in the square |x_1|, |x_2| <= reach, the shares for which both units are flat, and neither is.

    Measured at the centers of 120 x 120 equal cells.

    Args:
        matrix: W of a section.
        shift: b of a section.
        activation: foo.
        reach: half the side of the square.

    Returns:
        Share with both flat and share with both open, from 0 to 1; the rest has one of each.
    """
    centers = reach * ((np.arange(_CELLS) + 0.5) * 2 / _CELLS - 1)
    points = np.stack(np.meshgrid(centers, centers), axis=-1)
    flat = is_flat(points @ matrix.T + shift, activation)
    return float(flat.all(axis=-1).mean()), float((~flat).all(axis=-1).mean())
