"""Recurrent networks by seed: the weights that torch's own modules would draw, without touching its global generator.

Several requests run at a time, each in a thread: `torch.manual_seed` is for all of them at once, a generator of one's
own is not. Lecture 10 builds its networks here.
"""

import math
from collections.abc import Callable, Mapping

import torch
from jaxtyping import Float
from torch import Tensor, nn

from app.core.cells import CellWeights
from app.models.initialization import KEEPING_GATE

NETWORKS: Mapping[str, Callable[..., nn.RNNBase]] = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}


def blank_network(kind: str, input_size: int, hidden_size: int) -> nn.RNNBase:
    """A network of one layer in float64 whose weights are still to be written.

    Args:
        kind: a name in NETWORKS.
        input_size: features of the input.
        hidden_size: units.
    """
    make = NETWORKS[kind]
    network = make(input_size, hidden_size, batch_first=True, device="meta", dtype=torch.float64)
    return network.to_empty(device="cpu").requires_grad_(False)


def seeded_network(kind: str, input_size: int, hidden_size: int, seed: int) -> nn.RNNBase:
    """What `torch.manual_seed(seed)` and then the module's own constructor give, in float64.

    All weights and biases are from U(-k, k), k = 1 / sqrt(hidden_size), in the order of the module's parameters.
    """
    network, bound = blank_network(kind, input_size, hidden_size), 1 / math.sqrt(hidden_size)
    generator = torch.Generator().manual_seed(seed)
    for parameter in network.parameters():
        parameter.uniform_(-bound, bound, generator=generator)
    return network


def seeded_normal(seed: int, *shapes: tuple[int, ...]) -> tuple[Float[Tensor, "..."], ...]:
    """What `torch.manual_seed(seed)` and then a `torch.randn` of each shape give, in float64."""
    generator = torch.Generator().manual_seed(seed)
    return tuple(torch.randn(shape, generator=generator, dtype=torch.float64) for shape in shapes)


def network_of(kind: str, weights: CellWeights) -> nn.RNNBase:
    """A torch network with weights that are given; biases that are not are 0."""
    network = blank_network(kind, weights.weight_ih.shape[1], weights.weight_hh.shape[1])
    given = (weights.weight_ih, weights.weight_hh, weights.bias_ih, weights.bias_hh)
    for parameter, values in zip(network.all_weights[0], given, strict=True):
        parameter.copy_(torch.zeros_like(parameter) if values is None else torch.tensor(values))
    return network


def keeping_rows(network: nn.RNNBase) -> slice:
    """The rows of the gate that keeps: the LSTM's forget gate, the GRU's update gate."""
    first = KEEPING_GATE[network.mode] * network.hidden_size
    return slice(first, first + network.hidden_size)


def cut_recurrence(network: nn.RNNBase, *, is_keep_constant: bool = False) -> None:
    """U = 0: no gate reads the state any more; with `is_keep_constant` the one that keeps does not read x either."""
    weight_ih, weight_hh, _, _ = network.all_weights[0]
    weight_hh.zero_()
    if is_keep_constant:
        weight_ih[keeping_rows(network)] = 0
