"""Torch's own LSTM with given weights: the oracle of every page that runs one."""

import numpy as np
import torch
from torch import nn

from app.core.cells import CellWeights


def torch_lstm(weights: CellWeights) -> nn.LSTM:
    """`nn.LSTM` in float64 with these weights; a bias that is not given is 0."""
    rows, hidden_size = weights.weight_hh.shape
    network = nn.LSTM(weights.weight_ih.shape[1], hidden_size, dtype=torch.float64)
    nothing = np.zeros(rows)
    bias_ih, bias_hh = (nothing if bias is None else bias for bias in (weights.bias_ih, weights.bias_hh))
    given = {
        "weight_ih": weights.weight_ih,
        "weight_hh": weights.weight_hh,
        "bias_ih": bias_ih,
        "bias_hh": bias_hh,
    }
    network.load_state_dict({f"{name}_l0": torch.tensor(array) for name, array in given.items()})
    return network
