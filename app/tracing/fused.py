"""One layer of a network through torch's own fused kernel, both directions at once."""

import warnings
from contextlib import nullcontext

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from app.tracing.sequences import Sequences

States = tuple[Float[Tensor, "direction batch output"], Float[Tensor, "direction batch hidden"]]


def run_layer(
    module: nn.RNNBase, layer: int, given: Sequences, x: Float[Tensor, "batch time input"], initial: States
) -> Float[Tensor, "batch time outputs"]:
    """Output of one layer, both directions side by side; zeros behind a sequence's end.

    Args:
        module: the network.
        layer: which of its layers, from 0.
        given: what the network was given; its lengths count.
        x: what this layer reads: the output of the one below.
        initial: first hidden and cell state of each direction.
    """
    weights = kernel_weights(module, layer)
    if given.lengths is None:
        return _call(module, (x,), weights, initial)
    packed = pack_padded_sequence(x, given.lengths.cpu(), batch_first=True, enforce_sorted=False)
    in_order = (initial[0][:, packed.sorted_indices], initial[1][:, packed.sorted_indices])
    data = _call(module, (packed.data, packed.batch_sizes), weights, in_order)
    return pad_packed_sequence(PackedSequence(data, *packed[1:]), batch_first=True)[0]


def layer_weights(module: nn.RNNBase, layer: int) -> list[list[Tensor]]:
    """The layer's weights in torch's order, a list for each direction; still the module's own."""
    across = 2 if module.bidirectional else 1
    return [
        [weight.detach() for weight in weights]
        for weights in module.all_weights[layer * across : (layer + 1) * across]
    ]


def kernel_weights(module: nn.RNNBase, layer: int) -> list[Tensor]:
    """The layer's weights as the kernel takes them.

    cuDNN wants them in one piece of memory and warns where they are not; a single layer out of several is
    not.
    """
    weights = [weight for direction in layer_weights(module, layer) for weight in direction]
    return in_one_piece(module, weights) if weights[0].is_cuda and module.num_layers > 1 else weights


def in_one_piece(module: nn.RNNBase, weights: list[Tensor]) -> list[Tensor]:
    """Copies of a layer's weights, one behind the other in memory."""
    cls = next(cls for cls in (nn.RNN, nn.GRU, nn.LSTM) if isinstance(module, cls))
    projection = {"proj_size": module.proj_size} if cls is nn.LSTM else {}
    single = cls(
        weights[0].shape[1],
        module.hidden_size,
        bias=module.bias,
        bidirectional=module.bidirectional,
        device="meta",  # neither memory nor random numbers yet
        dtype=weights[0].dtype,
        **projection,
    )
    single.to_empty(device=weights[0].device).flatten_parameters()
    copies = [copy.detach() for direction in single.all_weights for copy in direction]
    for copy, weight in zip(copies, weights, strict=True):
        copy.copy_(weight)
    return copies


def _call(
    module: nn.RNNBase, data: tuple[Tensor, ...], weights: list[Tensor], initial: States
) -> Float[Tensor, "*steps outputs"]:
    """Torch's kernel for a single layer, padded (x) or packed (data, batch sizes), without dropout."""
    kernels = {"LSTM": torch.lstm, "GRU": torch.gru, "RNN_TANH": torch.rnn_tanh, "RNN_RELU": torch.rnn_relu}
    state = initial if module.mode == "LSTM" else initial[0]
    order = (True,) if len(data) == 1 else ()  # batch first; a pack has no such option
    arguments = (*data, state, weights, module.bias, 1, 0.0, False, module.bidirectional, *order)
    with warnings.catch_warnings() if module.proj_size else nullcontext():
        # torch says once a process that oneDNN has no projections; the caller cannot do anything about it
        if module.proj_size:
            warnings.filterwarnings("ignore", "LSTM with projections")
        return kernels[module.mode](*arguments)[0]  # type: ignore[operator]
