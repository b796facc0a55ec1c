"""What a network is given to read: one number a step, in a few shapes whose effect is easy to follow."""

from typing import Literal

import numpy as np
from jaxtyping import Float

Signal = Literal["none", "impulse", "step", "sine", "noise"]

SINE_PERIOD = 20
"""Steps in one turn of the sine."""


def signal(kind: Signal, steps: int, seed: int) -> Float[np.ndarray, " time"]:
    """x_1 ... x_steps.

    A longer signal begins with the shorter one, so that a run can be continued.

    Args:
        kind: `none` is 0 throughout, `impulse` 1 at the first step and 0 after it, `step` 1 throughout, `sine`
            sin(2 pi t / 20), `noise` draws from N(0, 1).
        steps: how many.
        seed: of the noise, which has a generator of its own: `default_rng((seed, 1))`.
    """
    t = np.arange(1, steps + 1)
    if kind == "sine":
        return np.sin(2 * np.pi * t / SINE_PERIOD)
    if kind == "noise":
        return np.random.default_rng((seed, 1)).standard_normal(steps)
    if kind == "step":
        return np.ones(steps)
    return (t == 1).astype(float) if kind == "impulse" else np.zeros(steps)
