"""The largest Lyapunov exponent: by what factor, in the long run, each step stretches a nudge.

Below 0 two starts come together, above 0 they part until rounding decides where the network is: a chaotic run has
no digits of its own after ln(1e16) / exponent steps. Many gains run side by side, so that one matrix can be shown
at every spectral radius.

Source: Benettin, Galgani, Giorgilli & Strelcyn 1980, Lyapunov characteristic exponents: the tangent is followed
along the run and set back to length 1 every few steps.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

DIGITS = float(np.log(1e16))
"""ln of the ratio between 1 and rounding in float64: 36.8."""

_SHORTEN_EVERY = 8
_NEGLIGIBLE = 1e-100


@dataclass(frozen=True, eq=False)
class LongRun:
    """Where a run goes: its states after the warm-up, and nats a step by which a nudge grows (-inf: it died)."""

    states: Float[np.ndarray, "time batch hidden"]
    exponents: Float[np.ndarray, " batch"]


def long_run(
    weight_hh: Float[np.ndarray, "hidden hidden"],
    h: Float[np.ndarray, "batch hidden"],
    drive: Float[np.ndarray, "time hidden"],
    warm_up: int,
    gains: Float[np.ndarray, " batch"],
) -> LongRun:
    """Runs of a tanh network, one for each gain of its recurrent weights.

        h_t = tanh(g W_r h_{t-1} + drive_t),  v_t = diag(1 - h_t^2) g W_r v_{t-1}

    Args:
        weight_hh: W_r.
        h: where each run starts.
        drive: W_x x_t at each step, the same for all.
        warm_up: steps before the measurement, fewer than drive has.
        gains: g of each run.

    Returns:
        The states after the warm-up, and the mean growth of ln |v| a step over the same steps.
    """
    by_row, gain = np.ascontiguousarray(weight_hh.T), gains[:, None]
    reached = _states(by_row, h, drive, gain)
    slopes = gain * (1 - reached * reached)
    v, z, logs = _directions(h), np.empty_like(h), np.zeros(len(h))
    for t, slope in enumerate(slopes):
        np.multiply(np.dot(v, by_row, out=z), slope, out=v)
        if t % _SHORTEN_EVERY == 0 or t + 1 in (warm_up, len(drive)):
            grown = _shorten(v)
            logs += grown if t >= warm_up else 0.0
    return LongRun(reached[warm_up:], logs / (len(drive) - warm_up))


def _states(
    by_row: Float[np.ndarray, "hidden hidden"],
    h: Float[np.ndarray, "batch hidden"],
    drive: Float[np.ndarray, "time hidden"],
    gain: Float[np.ndarray, "batch 1"],
) -> Float[np.ndarray, "time batch hidden"]:
    """The states after each step; `by_row` is W_r transposed. Arrays are reused: this loop is most of a page's time."""
    reached, z = np.empty((len(drive), *h.shape)), np.empty_like(h)
    for t, drive_t in enumerate(drive):
        np.multiply(np.dot(h, by_row, out=z), gain, out=z)
        z += drive_t
        h = np.tanh(z, out=reached[t])
        if t % _SHORTEN_EVERY == 0:
            h[np.abs(h) < _NEGLIGIBLE] = 0.0  # 1 - h^2 is the same, and subnormal numbers are slow
    return reached


def digits_last(exponent: float) -> float:
    """Steps until rounding of 1e-16 has grown to 1: ln(1e16) / exponent; infinite where nothing grows.

    From this step on the picture of a chaotic run is one of many.
    """
    return DIGITS / exponent if exponent > 0 else np.inf


def _shorten(v: Float[np.ndarray, "batch hidden"]) -> Float[np.ndarray, " batch"]:
    """Sets every tangent back to length 1 in place; returns ln of the length it had, -inf where it was 0."""
    largest = np.abs(v).max(axis=1)
    v /= np.where(largest > 0, largest, 1.0)[:, None]  # first, since the square of 1e-170 would be 0
    size = np.sqrt(np.einsum("bh,bh->b", v, v))
    v /= np.where(size > 0, size, 1.0)[:, None]
    length = largest * size
    return np.log(length, out=np.full(len(v), -np.inf), where=length > 0)


def _directions(h: Float[np.ndarray, "batch hidden"]) -> Float[np.ndarray, "batch hidden"]:
    """A fixed direction that leans to no axis, of length 1."""
    uneven = 1 + np.sqrt(np.arange(1.0, h.shape[1] + 1)) % 1
    return np.broadcast_to(uneven / np.linalg.norm(uneven), h.shape).copy()
