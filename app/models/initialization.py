"""How a recurrent layer sets out (lectures 6, 10 and 12): its recurrent weights, and the gate that keeps.

What a signal becomes on its way through time hangs on powers of weight_hh, so its start decides which gradients
there are to learn from. Each gate's block of weight_hh is treated alike, in every layer and direction.
"""

from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn

Start = Literal["torch", "orthogonal", "identity", "scaled"]
KEEPING_GATE = {"LSTM": 1, "GRU": 1}  # the forget gate of i, f, g, o; the update gate of r, z, n
_BLOCKS = {"LSTM": 4, "GRU": 3}


@torch.no_grad()
def initialize_recurrent(
    network: nn.RNNBase, start: Start, spectral_radius: float, generator: torch.Generator
) -> None:
    """Set each block of each weight_hh.

    Args:
        network: whose other parameters stay.
        start: `torch` leaves what is there; `orthogonal` draws a matrix that keeps every vector's length;
            `identity` is 1 on the diagonal; `scaled` multiplies what is there up to a spectral radius.
        spectral_radius: largest absolute eigenvalue after scaling; for `scaled` alone.
        generator: draws the orthogonal matrices.

    Source: Saxe, McClelland & Ganguli 2014 (orthogonal); Le, Jaitly & Hinton 2015 (identity).
    """
    for block in recurrent_blocks(network):
        if start == "orthogonal":
            nn.init.orthogonal_(block, generator=generator)
        elif start == "identity":
            nn.init.eye_(block)
        elif start == "scaled":
            block.mul_(spectral_radius / torch.linalg.eigvals(block.double()).abs().max().item())


@torch.no_grad()
def set_keeping_bias(network: nn.RNNBase, bias: float) -> None:
    """Set the bias of the gate that says how much is kept; an RNN has none and stays as it is.

    Torch adds two biases: the one by the input gets the value, the other 0. In a GRU it is the update gate's, which
    keeps where it is 1.

    Source: Gers, Schmidhuber & Cummins 2000; Jozefowicz, Zaremba & Sutskever 2015, section 2.2.
    """
    if network.mode not in KEEPING_GATE:
        return
    first = KEEPING_GATE[network.mode] * network.hidden_size
    gate = slice(first, first + network.hidden_size)
    for name, parameter in network.named_parameters():
        if name.startswith("bias_ih"):
            parameter[gate] = bias
        elif name.startswith("bias_hh"):
            parameter[gate] = 0


def recurrent_blocks(network: nn.RNNBase) -> list[Float[Tensor, "hidden hidden"]]:
    """Each gate's rows of each weight_hh, layer by layer, as views of the parameters."""
    weights = [weight for name, weight in network.named_parameters() if name.startswith("weight_hh")]
    return [block for weight in weights for block in weight.chunk(_BLOCKS.get(network.mode, 1))]
