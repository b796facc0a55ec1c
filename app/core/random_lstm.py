"""A random LSTM beside the random tanh network: every gate's recurrent block has the same spectral radius.

Lecture 13 asks how often its gates stand at an end of their squash.
"""

from collections.abc import Mapping
from typing import get_args

import numpy as np
from jaxtyping import Float

from app.core.cells import CellWeights
from app.core.lstm_run import GateName, run_lstm
from app.core.random_network import scaled_to_radius

_BLOCKS = 4


def random_lstm(hidden_size: int, spectral_radius: float, seed: int, forget_bias: float = 0.0) -> CellWeights:
    """An LSTM with one input, and no bias but the forget gate's.

        W_k = r G_k / rho(G_k) for the gates k = input, forget, cell, output;  G_k and W_x from N(0, 1)

    Args:
        hidden_size: number of units.
        spectral_radius: r, the largest |eigenvalue| of each block; 0 or more.
        seed: of `numpy.random.default_rng`, which draws the four G first and W_x after them.
        forget_bias: of every unit's forget gate. Torch adds two biases: this one is the first, the second is 0.

    Returns:
        weight_hh, weight_ih and both biases, rows grouped by gate as in torch.

    Raises:
        ValueError: a drawn block has no eigenvalue but 0.
    """
    rng = np.random.default_rng(seed)
    drawn = rng.standard_normal((_BLOCKS, hidden_size, hidden_size))
    weight_ih = rng.standard_normal((_BLOCKS * hidden_size, 1))
    weight_hh = np.concatenate([scaled_to_radius(block, spectral_radius) for block in drawn])
    return CellWeights(weight_ih, weight_hh, *_biases(hidden_size, forget_bias))


def _biases(hidden_size: int, forget_bias: float) -> Float[np.ndarray, "2 rows"]:
    """b_ih, 0 but for the forget gates, and b_hh, which is 0."""
    biases = np.zeros((2, _BLOCKS * hidden_size))
    biases[0, hidden_size : 2 * hidden_size] = forget_bias
    return biases


def run_gates(
    weights: CellWeights, x: Float[np.ndarray, "time input"]
) -> Mapping[str, Float[np.ndarray, "time hidden"]]:
    """Every gate of an LSTM at every step, by torch's name, from h_0 = c_0 = 0."""
    run = run_lstm(weights, x)
    return {name: getattr(run, name) for name in get_args(GateName)}
