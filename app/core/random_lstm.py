"""A random LSTM beside the random tanh network: every gate's recurrent block has the same spectral radius.

Lecture 13 asks how often its gates stand at an end of their squash.
"""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float

from app.core.cells import CellWeights, lstm_step
from app.core.random_network import scaled_to_radius

_BLOCKS = 4


def random_lstm(hidden_size: int, spectral_radius: float, seed: int) -> CellWeights:
    """An LSTM with one input and no bias.

        W_k = r G_k / rho(G_k) for the gates k = input, forget, cell, output;  G_k and W_x from N(0, 1)

    Args:
        hidden_size: number of units.
        spectral_radius: r, the largest |eigenvalue| of each block; 0 or more.
        seed: of `numpy.random.default_rng`, which draws the four G first and W_x after them.

    Returns:
        weight_hh and weight_ih, rows grouped by gate as in torch.

    Raises:
        ValueError: a drawn block has no eigenvalue but 0.
    """
    rng = np.random.default_rng(seed)
    drawn = rng.standard_normal((_BLOCKS, hidden_size, hidden_size))
    weight_ih = rng.standard_normal((_BLOCKS * hidden_size, 1))
    return CellWeights(
        weight_ih, np.concatenate([scaled_to_radius(block, spectral_radius) for block in drawn])
    )


def run_gates(
    weights: CellWeights, x: Float[np.ndarray, "time input"]
) -> Mapping[str, Float[np.ndarray, "time hidden"]]:
    """Every gate of an LSTM at every step, by torch's name, from h_0 = c_0 = 0."""
    h = c = np.zeros(weights.weight_hh.shape[1])
    steps = []
    for x_t in x:
        step = lstm_step(x_t, h, c, weights)
        h, c = step.hidden, step.cell
        steps.append(step)
    names = ("input_gate", "forget_gate", "cell_gate", "output_gate")
    return {name: np.stack([getattr(step, name) for step in steps]) for name in names}
