"""The derivative of an error by the recurrent matrix as torch has it: what the lecture's own sum is held to."""

import numpy as np
import torch
from jaxtyping import Float

from app.core.bptt import Network
from app.core.way_back import Loss


def weight_gradient(
    network: Network,
    x: Float[np.ndarray, " time"],
    h: Float[np.ndarray, "steps hidden"],
    target: float,
    loss: Loss,
) -> Float[np.ndarray, "hidden hidden"]:
    """D eps / d W_r by one backward pass of autograd through the run whose states are `h`.

    Each step and its derivative are torch's, at the given states to the last digit: two runs of a chaotic network
    part after a while, and their gradients with them, though both are right.

    Args:
        network: the weights.
        x: the input.
        h: the states of `unrolled_states`, h_0 first.
        target: the answer that is wanted; eps_t = (o_t - target)^2 / 2.
        loss: whether the error of the last step counts, or the sum over all steps.
    """
    given = torch.tensor(h)
    weight_hh = torch.tensor(network.weight_hh, requires_grad=True)
    drive = torch.tensor(np.outer(x, network.weight_ih) + network.bias)
    states = [given[0]]
    for t in range(1, len(h)):
        state = torch.tanh(drive[t - 1] + weight_hh @ states[-1])
        state.data.copy_(given[t])  # its last digit too: all of a saturated unit's 1 - h^2 hangs on it
        states.append(state)
    errors = 0.5 * (torch.stack(states[1:]) @ torch.tensor(network.weight_ho) - target) ** 2
    (found,) = torch.autograd.grad(errors[-1] if loss == "last" else errors.sum(), weight_hh)
    return found.numpy()
