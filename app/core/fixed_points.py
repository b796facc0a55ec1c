"""Where a small tanh network can rest: its fixed points, and whether a nudge comes back to them.

For one unit or two, where Newton's method from a grid of starts finds all there are in practice. The equation is
solved for the pre-activation z, which turns a saturated unit's curve into a straight line.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Complex, Float

Stability = Literal["stable", "saddle", "unstable", "neutral"]

NEUTRAL = 1e-9
"""An |eigenvalue| within this of 1 decides nothing."""

_STARTS = 11
_ROUNDS = 60
_JOIN_EVERY = 6
_FAR = 1e6
_SINGULAR = 1e-14
_MAX_CONDITION = 1e12
_RESIDUAL = 1e-12
_APART = 1e-5


@dataclass(frozen=True, eq=False)
class FixedPoint:
    """A state that a step leaves alone, and the eigenvalues of the step's Jacobian there."""

    h: Float[np.ndarray, " hidden"]
    eigenvalues: Complex[np.ndarray, " hidden"]
    stability: Stability


def fixed_points(
    weight_hh: Float[np.ndarray, "hidden hidden"], drive: Float[np.ndarray, " hidden"]
) -> tuple[FixedPoint, ...]:
    """All h with h = tanh(W_r h + drive) that Newton's method finds.

    Args:
        weight_hh: W_r, 1x1 or 2x2.
        drive: W_x x with the input held.

    Returns:
        The points by falling first coordinate, each with h = tanh(W_r h + drive) to 1e-12.

    Raises:
        ValueError: more than two units.
    """
    if len(drive) > 2:
        raise ValueError(f"fixed points are searched for one or two units, not for {len(drive)}")
    z = _newton(weight_hh, drive, _starts(weight_hh, drive))
    h = np.tanh(z)
    residual = np.abs(np.tanh(h @ weight_hh.T + drive) - h).max(axis=1)
    kept = h[residual <= _RESIDUAL]
    order = np.lexsort((-kept[:, -1], -kept[:, 0].round(5)))
    return tuple(_fixed_point(point, weight_hh) for point in _distinct(kept[order]))


def linear_fixed_points(
    weight_hh: Float[np.ndarray, "hidden hidden"], drive: Float[np.ndarray, " hidden"]
) -> tuple[FixedPoint, ...]:
    """The one h with h = W_r h + drive, without a squash; none where W_r has the eigenvalue 1."""
    off = np.eye(len(drive)) - weight_hh
    if np.linalg.cond(off) > _MAX_CONDITION:
        return ()
    eigenvalues = np.linalg.eigvals(weight_hh).astype(complex)
    return (FixedPoint(np.linalg.solve(off, drive), eigenvalues, stability(eigenvalues)),)


def stability(eigenvalues: Complex[np.ndarray, " hidden"]) -> Stability:
    """By |eigenvalue|: all below 1 stable, all above 1 unstable, both a saddle; one of size 1 is neutral."""
    size = np.abs(eigenvalues)
    if (np.abs(size - 1) <= NEUTRAL).any():
        return "neutral"
    if (size < 1).all():
        return "stable"
    return "unstable" if (size > 1).all() else "saddle"


def _starts(
    weight_hh: Float[np.ndarray, "hidden hidden"], drive: Float[np.ndarray, " hidden"]
) -> Float[np.ndarray, "point hidden"]:
    """A grid of pre-activations: even in tanh z, and over all that |h| < 1 can reach."""
    inner = np.arctanh(np.linspace(-1, 1, _STARTS + 2)[1:-1])
    reach = np.abs(weight_hh).sum(axis=1) + np.abs(drive)
    axes = [np.concatenate([inner, np.linspace(-far, far, _STARTS)]) for far in reach]
    return np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, len(drive))


def _newton(
    weight_hh: Float[np.ndarray, "hidden hidden"],
    drive: Float[np.ndarray, " hidden"],
    z: Float[np.ndarray, "start hidden"],
) -> Float[np.ndarray, "point hidden"]:
    """Newton's method for z = W_r tanh(z) + drive from many starts at once, equal ones joined on the way."""
    identity = np.eye(len(drive))
    for round_number in range(_ROUNDS):
        h = np.tanh(z)
        # G(z) = z - W_r tanh(z) - drive,  G'(z) = I - W_r diag(1 - tanh(z)^2)
        off = z - h @ weight_hh.T - drive
        jacobian = identity - weight_hh * (1 - h * h)[:, None, :]
        z = np.clip(z - _solved(jacobian, off), -_FAR, _FAR)
        if round_number % _JOIN_EVERY == 0:
            z = np.unique(z.round(10), axis=0)
    return z


def _solved(
    jacobian: Float[np.ndarray, "point hidden hidden"], off: Float[np.ndarray, "point hidden"]
) -> Float[np.ndarray, "point hidden"]:
    """jacobian^-1 off for one unit or two by Cramer's rule; where the determinant is about 0, half of off."""
    if off.shape[1] == 1:
        above, below = off, jacobian[:, 0]
    else:
        (a, b), (c, d) = jacobian.transpose(1, 2, 0)
        p, q = off.T
        above = np.stack([d * p - b * q, a * q - c * p], axis=1)
        below = (a * d - b * c)[:, None]
    is_regular = np.abs(below) > _SINGULAR
    return np.where(is_regular, above / np.where(is_regular, below, 1.0), 0.5 * off)


def _distinct(points: Float[np.ndarray, "point hidden"]) -> list[Float[np.ndarray, " hidden"]]:
    found: list[Float[np.ndarray, " hidden"]] = []
    for point in points:
        if not any(np.abs(point - other).max() < _APART for other in found):
            found.append(point)
    return found


def _fixed_point(
    h: Float[np.ndarray, " hidden"], weight_hh: Float[np.ndarray, "hidden hidden"]
) -> FixedPoint:
    eigenvalues = np.linalg.eigvals((1 - h * h)[:, None] * weight_hh).astype(complex)
    return FixedPoint(h, eigenvalues, stability(eigenvalues))
