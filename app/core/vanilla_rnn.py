"""The lecture's vanilla RNN run over time, and how far a nudge at its start is still felt.

Lecture 3. Sizes that leave the range of floating point (a bound of 5^500, a nudge of 1e-400) are kept as log10.
The Jacobian of a step is written on the states that were reached, so a nudge has the precision of its own size,
which differences of two runs do not have.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

TOO_LARGE = 1e300
"""A state beyond this ends a run without a squash."""
DECADES = 16
"""Between rounding in float64 and 1."""


@dataclass(frozen=True, eq=False)
class VanillaRNN:
    """Weights of a network with one input and without bias; `is_squashed` says whether tanh is applied."""

    weight_hh: Float[np.ndarray, "hidden hidden"]
    weight_ih: Float[np.ndarray, "hidden 1"]
    is_squashed: bool = True


def states(
    network: VanillaRNN, x: Float[np.ndarray, " time"], h0: Float[np.ndarray, " hidden"]
) -> Float[np.ndarray, "state hidden"]:
    """Hidden states of a run, the initial one first.

        h_t = tanh(W_x x_t + W_r h_{t-1})

    Args:
        network: the weights; without its squash tanh is left out.
        x: what is read, x[0] at step 1.
        h0: state before step 1.

    Returns:
        h[t] after step t, h[0] = h0. Shorter than time + 1 where a state without a squash would pass 1e300:
        the last one given is the last that did not.
    """
    reached = [h0]
    for x_t in x:
        # h_t = tanh(W_x x_t + W_r h_{t-1})
        with np.errstate(over="ignore", invalid="ignore"):
            z = network.weight_ih[:, 0] * x_t + network.weight_hh @ reached[-1]
        h = np.tanh(z) if network.is_squashed else z
        if not (np.abs(h) <= TOO_LARGE).all():
            break
        reached.append(h)
    return np.array(reached)


def slopes(network: VanillaRNN, h: Float[np.ndarray, "*batch hidden"]) -> Float[np.ndarray, "*batch hidden"]:
    """Derivative of the squash at each state: 1 - h^2 for tanh, 1 without it."""
    # (1 - h)(1 + h) keeps its digits where h is nearly 1 and h^2 has lost them
    return (1 - h) * (1 + h) if network.is_squashed else np.ones_like(h)


def input_nudge(network: VanillaRNN, h: Float[np.ndarray, "state hidden"]) -> Float[np.ndarray, " time"]:
    """log10 |dh_t / dx_1| for t = 1, 2, ...: how strongly the first input is still felt.

        n_1 = diag(s_1) W_x,  n_t = diag(s_t) W_r n_{t-1},  s_t = 1 - h_t^2

    Args:
        network: the weights.
        h: states of its run, the initial one first.

    Returns:
        log10 of the 2-norm at each step; -inf from where it is exactly 0.
    """
    squash = slopes(network, h[1:])
    n = network.weight_ih[:, 0]
    log10_size, sizes = 0.0, np.full(len(squash), -np.inf)
    for t, s in enumerate(squash):
        n = s * (n if t == 0 else network.weight_hh @ n)
        size = float(np.linalg.norm(n))
        if size == 0:
            break
        n = n / size
        log10_size += np.log10(size)
        sizes[t] = log10_size
    return sizes


def state_nudge(network: VanillaRNN, h: Float[np.ndarray, "state hidden"]) -> Float[np.ndarray, " state"]:
    """log10 |dh_t / dh_0| for t = 0, 1, ...: how strongly the initial state is felt at most.

        P_0 = I,  P_t = diag(1 - h_t^2) W_r P_{t-1}

    Args:
        network: the weights.
        h: states of its run, the initial one first.

    Returns:
        log10 of the spectral norm at each step, 0 at the first; -inf from where it is exactly 0.
    """
    product = np.eye(h.shape[1])
    products, scales = np.zeros((len(h), *product.shape)), np.full(len(h), -np.inf)
    products[0], scales[0] = product, 0.0
    for t, s in enumerate(slopes(network, h[1:]), start=1):
        product = s[:, None] * (network.weight_hh @ product)
        largest = float(np.abs(product).max())
        if largest == 0:
            break
        product = product / largest
        products[t], scales[t] = product, scales[t - 1] + np.log10(largest)
    norms = np.linalg.norm(products, 2, axis=(1, 2))
    return scales + np.log10(norms, out=np.zeros(len(h)), where=norms > 0)


def digits_lost_at(network: VanillaRNN, h: Float[np.ndarray, "state hidden"]) -> int | None:
    """First step at which a rounding error made on the way may have grown by 16 decades; None where none has.

    From there on the run is one of many, also where it settles later: chaos may end. Judged by a tangent that
    starts in a fixed direction, as it comes down to its smallest size so far and grows from there.

    Args:
        network: the weights.
        h: states of its run, the initial one first.
    """
    leaning = VanillaRNN(network.weight_hh, np.ones((h.shape[1], 1)), network.is_squashed)
    size = input_nudge(leaning, h)
    size = size[np.isfinite(size)]
    lost = np.flatnonzero(size - np.minimum.accumulate(size) >= DECADES)
    return int(lost[0]) + 1 if lost.size else None


def yardstick(first: float, factor: float, count: int) -> Float[np.ndarray, " step"]:
    """log10 of first * factor^0, first * factor^1, ...: what a nudge would do that changed by one factor a step.

    With sigma_max of W_r as factor it bounds a tanh network's nudge, with the spectral radius it is a rate only.

    Args:
        first: log10 of the nudge's size where it starts.
        factor: of one step, 0 or more.
        count: how many numbers.
    """
    log10_factor = np.log10(factor) if factor > 0 else -np.inf
    return np.append(first, first + log10_factor * np.arange(1, count))
