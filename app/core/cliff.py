r"""A recurrent unit whose error has a cliff over its two parameters: the wall on which gradients explode.

    x_t = w sigma(x_{t-1}) + b,  x_0 = 0.5,  E = (sigma(x_T) - 0.7)^2

No input, T steps. Where x_0 is an unstable fixed point, two basins meet: on one side of the wall x sinks, on the
other it rises, and E jumps. The wall is a straight line, and the gradient on it has a closed form.

Source: Pascanu, Mikolov & Bengio 2013, section 2.3; their Figure 6 has T = 50.
"""

import math
from math import exp

import numpy as np
from jaxtyping import Float

from app.core.activations import sigmoid, sigmoid_slope

X_0 = 0.5
"""Where every run starts."""
TARGET = 0.7
"""What the last output should be."""
_START = np.array([X_0])
START_OUTPUT = float(sigmoid(_START)[0])
START_SLOPE = float(sigmoid_slope(_START)[0])
WALL_FROM = 1 / START_SLOPE
"""From this w on there is a wall, 4.25525: below it x_0 is a stable fixed point, and both sides come together."""


def outputs(
    w: Float[np.ndarray, "..."], b: Float[np.ndarray, "..."], seq_len: int
) -> Float[np.ndarray, "..."]:
    """sigma(x_T) for each pair of w and b.

    sigma(x) = (1 + tanh(x / 2)) / 2 overflows nowhere and is the fastest; near 0 it is exact to 1e-16 all the same.
    """
    half = np.full(np.broadcast_shapes(w.shape, b.shape), X_0 / 2)
    for _ in range(seq_len):
        # x_t / 2 = (w sigma(x_{t-1}) + b) / 2
        half = w * (0.25 * np.tanh(half) + 0.25) + 0.5 * b
    return 0.5 * np.tanh(half) + 0.5


def gradient(w: float, b: float, seq_len: int) -> tuple[float, float, float]:
    """E and its derivatives by w and by b, carried forward with the state.

        dx_t/dw = sigma(x_{t-1}) + w sigma'(x_{t-1}) dx_{t-1}/dw,  dx_t/db = 1 + w sigma'(x_{t-1}) dx_{t-1}/db
        dE/dw = 2 (sigma(x_T) - 0.7) sigma'(x_T) dx_T/dw

    For one pair of numbers, since a descent takes one step after the other, and NumPy needs ten times as long for a
    single number. What is too large for a float comes back as inf or nan.
    """
    x, x_by_w, x_by_b = X_0, 0.0, 0.0
    for _ in range(seq_len):
        small = exp(-x if x > 0 else x)  # no exponential that overflows: sigma(|x|) = 1 / (1 + small)
        s = 1 / (1 + small)
        factor = w * (small * s * s)
        if x < 0:
            s = small * s
        x_by_w = s + factor * x_by_w
        x_by_b = 1 + factor * x_by_b
        x = w * s + b
    small = exp(-abs(x))
    s = 1 / (1 + small)
    outer, s = small * s * s, (s if x >= 0 else small * s)
    outer *= 2 * (s - TARGET)
    return (s - TARGET) ** 2, outer * x_by_w, outer * x_by_b


def wall(w: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """The b on the wall, where x_0 is a fixed point: 0.5 - w sigma(0.5)."""
    return X_0 - w * START_OUTPUT


def wall_multiplier(w: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """What each step on the wall multiplies a nudge by, w sigma'(0.5); above 1 a nudge grows, and there is a wall."""
    return w * START_SLOPE


def wall_gradient_norm(w: Float[np.ndarray, " point"], seq_len: int) -> Float[np.ndarray, " point"]:
    """|dE/d(w, b)| on the wall, in closed form: all states are 0.5 there.

    dx_T/db = 1 + k + ... + k^(T-1) = (k^T - 1) / (k - 1),  k = w sigma'(0.5),  dx_T/dw = sigma(0.5) dx_T/db
    """
    k = wall_multiplier(w)
    safe = np.where(k == 1, 2.0, k)
    x_by_b = np.where(k == 1, float(seq_len), (safe**seq_len - 1) / (safe - 1))
    by_b = 2 * (START_OUTPUT - TARGET) * START_SLOPE * x_by_b
    return np.abs(by_b) * math.hypot(1.0, START_OUTPUT)


def wall_crossings(points: Float[np.ndarray, "time 2"]) -> int:
    """How many steps of a path in the (w, b) plane lead from one side of the wall to the other."""
    beyond = points[:, 1] - wall(points[:, 0])
    before, after = beyond[:-1], beyond[1:]
    crosses = (before > 0) != (after > 0)
    share = before[crosses] / (before[crosses] - after[crosses])
    w_there = points[:-1, 0][crosses] + share * np.diff(points[:, 0])[crosses]
    return int((w_there > WALL_FROM).sum())


def rest_bias(x: Float[np.ndarray, " point"], w: float) -> Float[np.ndarray, " point"]:
    """The b for which x is a fixed point of the unit: x - w sigma(x)."""
    return x - w * sigmoid(x)


def is_attracting(x: Float[np.ndarray, " point"], w: float) -> np.ndarray:
    """Whether a fixed point at x draws its surroundings in: |w sigma'(x)| < 1."""
    return np.abs(w * sigmoid_slope(x)) < 1
