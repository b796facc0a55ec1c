"""What a run ends in: rest, a fixed point, a cycle, a closed curve or chaos."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float

Kind = Literal["rest", "fading", "fixed point", "cycle", "closed curve", "chaos", "driven"]

WARM_UP = 150
"""Steps that a run is given to settle before it is judged."""
MEASURED = 600
"""Steps by which it is judged."""
NEAR_ZERO = 0.01
"""An exponent up to this size, in nats a step, is called about 0: so few steps can't tell."""

_REST = 1e-9
_SAME = 1e-6
_LONGEST_PERIOD = 100
_FADING = 0.95


@dataclass(frozen=True)
class Attractor:
    """`period` is the number of steps after which a fixed point (1) or a cycle repeats, else None."""

    kind: Kind
    period: int | None


def attractor(states: Float[np.ndarray, "time hidden"], exponent: float) -> Attractor:
    """Names what a run does after its warm-up.

    Args:
        states: 200 steps or more of the run.
        exponent: its largest Lyapunov exponent, in nats a step.

    Returns:
        `rest` is all units within 1e-9 of 0; `fading` a run that is on its way there; a period is found up to 100
        steps, to 1e-6; without one `closed curve` is an exponent about 0, `chaos` one above, `driven` one below
        (the input alone decides where the network is).
    """
    if np.abs(states[-1]).max() <= _REST:
        return Attractor("rest", None)
    found = period(states)
    if found is not None:
        return Attractor("fixed point" if found == 1 else "cycle", found)
    if _is_shrinking(states):
        return Attractor("fading", None)
    if exponent > NEAR_ZERO:
        return Attractor("chaos", None)
    return Attractor("closed curve" if exponent >= -NEAR_ZERO else "driven", None)


def period(states: Float[np.ndarray, "time hidden"]) -> int | None:
    """Smallest number of steps, up to 100, after which the end of the run repeats to 1e-6; None without one."""
    last = states[-2 * _LONGEST_PERIOD :]
    for steps in range(1, _LONGEST_PERIOD + 1):
        if np.abs(last[-1] - last[-1 - steps]).max() > _SAME:
            continue
        if np.abs(last[steps:] - last[:-steps]).max() <= _SAME:
            return steps
    return None


def _is_shrinking(states: Float[np.ndarray, "time hidden"]) -> bool:
    """Whether the largest state of each third is clearly smaller than that of the third before."""
    first, second, third = (float(np.abs(part).max()) for part in np.array_split(states, 3))
    return second < _FADING * first and third < _FADING * second
