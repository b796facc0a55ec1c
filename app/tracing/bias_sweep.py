"""One network at many biases of the gate that keeps, all at once: how its memory horizon follows the bias.

Lecture 10. Such a bias is the same as an input that is always 1 and that this gate alone reads. So the network gets one
input more, a batch with one sequence a bias, and one run does for all.
"""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from app.models.seeded import blank_network, keeping_rows
from app.tracing.capture import capture
from app.tracing.horizon import Horizon, memory_horizon
from app.tracing.reach import last_gradients
from app.tracing.sequences import kind_of


@torch.no_grad()
def horizons_by_bias(
    network: nn.RNNBase,
    biases: Sequence[float],
    x: Float[Tensor, "time input"],
    direction: Float[Tensor, " hidden"],
) -> list[Horizon]:
    """Memory horizon at each bias, of c for an LSTM and of h for a GRU.

    Args:
        network: nn.GRU or nn.LSTM of one layer; its own bias of that gate does not count.
        biases: of the forget gate, or of the update gate.
        x: the sequence.
        direction: w of the error eps_T = w . h_T.
    """
    wide = _with_bias_as_input(network)
    batch = torch.cat(
        (
            x.expand(len(biases), *x.shape),
            torch.tensor(biases).to(x)[:, None, None].expand(-1, len(x), 1),
        ),
        2,
    )
    norms = last_gradients(capture(wide, batch).layer(), direction)
    return [memory_horizon(one) for one in norms.get("cell", norms["hidden"])]


def _with_bias_as_input(network: nn.RNNBase) -> nn.RNNBase:
    """The same network with one more input that only the gate that keeps reads, in the place of its biases."""
    wide = blank_network(kind_of(network), network.input_size + 1, network.hidden_size)
    rows = keeping_rows(network)
    weight_ih, weight_hh, bias_ih, bias_hh = wide.all_weights[0]
    own = network.all_weights[0]
    weight_ih[:, :-1] = own[0]
    weight_ih[:, -1] = 0
    weight_ih[rows, -1] = 1
    for parameter, given in zip((weight_hh, bias_ih, bias_hh), own[1:], strict=True):
        parameter.copy_(given)
    bias_ih[rows] = bias_hh[rows] = 0
    return wide
