import numpy as np
import pytest
import torch

from app.core.random_lstm import random_lstm, run_gates
from app.core.random_network import spectral_radius
from tests.core.lstms import torch_lstm


@pytest.mark.parametrize("hidden_size", [1, 5])
def test_every_block_has_the_spectral_radius(hidden_size):
    weights = random_lstm(hidden_size, 1.7, 3)

    for block in np.split(weights.weight_hh, 4):
        assert spectral_radius(block) == pytest.approx(1.7, rel=1e-12)


def test_gates_make_the_states_of_torchs_lstm(rng):
    weights = random_lstm(3, 1.5, 0, forget_bias=1.5)
    x = rng.normal(size=(10, 1))
    network = torch_lstm(weights)

    gates = run_gates(weights, x)

    c, h = np.zeros(3), np.zeros((10, 3))
    for t in range(10):
        c = gates["forget_gate"][t] * c + gates["input_gate"][t] * gates["cell_gate"][t]
        h[t] = gates["output_gate"][t] * np.tanh(c)
    assert np.abs(h - network(torch.tensor(x))[0].detach().numpy()).max() < 1e-13
