"""Gates of all time steps at once, from a layer's inputs and the states that torch's own kernel gave.

Once the states are known, the pre-activation at a step needs nothing but that step's input and the state
before it: one matrix product over all steps instead of a loop. Equations: app/core/cells.py, each repeated
where it is computed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from app.tracing.products import affine
from app.tracing.trace import GATES, Kind


@dataclass(frozen=True, eq=False)
class Weights:
    """Copies of one layer's weights in one direction, grouped as torch does."""

    weight_ih: Float[Tensor, "rows input"]
    weight_hh: Float[Tensor, "rows output"]
    bias_ih: Float[Tensor, " rows"] | None
    bias_hh: Float[Tensor, " rows"] | None
    weight_hr: Float[Tensor, "output hidden"] | None


Named = Mapping[str, Float[Tensor, "batch time hidden"]]


def preactivation(
    x: Float[Tensor, "batch time input"], h_prev: Float[Tensor, "batch time output"], weights: Weights
) -> Float[Tensor, "batch time rows"]:
    """W_ih x + b_ih + W_hh h + b_hh: what an RNN squashes, and each gate of an LSTM."""
    both = torch.cat((weights.weight_ih, weights.weight_hh), 1)
    bias = None
    if weights.bias_ih is not None and weights.bias_hh is not None:
        bias = weights.bias_ih + weights.bias_hh
    return affine(torch.cat((x, h_prev), 2), both, bias)


def gru_gates(
    x: Float[Tensor, "batch time input"], h_prev: Float[Tensor, "batch time hidden"], weights: Weights
) -> tuple[Named, Named]:
    """Gates and pre-activations of a GRU; the new gate's is W_in x + b_in + r (W_hn h + b_hn)."""
    before = affine(x, weights.weight_ih, weights.bias_ih)  # (batch, time, 3 * hidden)
    state = affine(h_prev, weights.weight_hh, weights.bias_hh)
    two, size = h_prev.shape[2] * 2, h_prev.shape[2]
    before[..., :two] += state[..., :two]
    gates = torch.empty_like(before)
    # r, z = sigmoid(...)
    torch.sigmoid(before[..., :two], out=gates[..., :two])
    # n = tanh(W_in x + b_in + r * (W_hn h + b_hn))
    before[..., two:].addcmul_(gates[..., :size], state[..., two:])
    torch.tanh(before[..., two:], out=gates[..., two:])
    return _named(gates, "GRU"), _named(before, "GRU")


def lstm_gates(
    x: Float[Tensor, "batch time input"], h_prev: Float[Tensor, "batch time output"], weights: Weights
) -> tuple[Named, Named]:
    """Gates and pre-activations of an LSTM."""
    before = preactivation(x, h_prev, weights)  # (batch, time, 4 * hidden)
    size = before.shape[2] // 4
    gates = torch.empty_like(before)
    # i, f = sigmoid(...)
    torch.sigmoid(before[..., : 2 * size], out=gates[..., : 2 * size])
    # g = tanh(...)
    torch.tanh(before[..., 2 * size : 3 * size], out=gates[..., 2 * size : 3 * size])
    # o = sigmoid(...)
    torch.sigmoid(before[..., 3 * size :], out=gates[..., 3 * size :])
    return _named(gates, "LSTM"), _named(before, "LSTM")


def _named(together: Float[Tensor, "batch time rows"], kind: Kind) -> Named:
    """One array a gate out of all side by side, in torch's order."""
    names = GATES[kind]
    return dict(zip(names, together.chunk(len(names), -1), strict=True))
