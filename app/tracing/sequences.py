"""What a caller may hand to `capture`, checked and brought into one form, (batch, time, input)."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from app.errors import InvalidInput
from app.tracing.trace import Kind

Given = Tensor | PackedSequence
GivenState = Tensor | tuple[Tensor, Tensor] | None

KINDS: Mapping[str, Kind] = {
    "RNN_TANH": "RNN",
    "RNN_RELU": "RNN",
    "GRU": "GRU",
    "LSTM": "LSTM",
}  # torch's `mode`


@dataclass(frozen=True, eq=False)
class Sequences:
    """Input sequences, those of a pack padded with zeros to one length; `lengths` is for them alone."""

    x: Float[Tensor, "batch time input"]
    lengths: Int[Tensor, " batch"] | None
    batched: bool


def kind_of(module: nn.RNNBase) -> Kind:
    """The kind of cell in the module.

    Raises:
        InvalidInput: it is no nn.RNN, nn.GRU or nn.LSTM, or not in float32 or float64.
    """
    if not isinstance(module, (nn.RNN, nn.GRU, nn.LSTM)):
        raise InvalidInput(
            f"{type(module).__name__} cannot be traced; pass a torch.nn.RNN, nn.GRU or nn.LSTM."
        )
    dtype = module.weight_ih_l0.dtype
    if dtype not in (torch.float32, torch.float64):
        raise InvalidInput(
            f"The network is in {dtype}; float32 and float64 can be traced. Widen it: module.float()."
        )
    return KINDS[module.mode]


def sequences(module: nn.RNNBase, x: Given) -> Sequences:
    """The input, detached and checked against the module.

    Raises:
        InvalidInput: wrong number of axes or features, no steps, or another dtype or device than the
            module's.
    """
    data = x.data if isinstance(x, PackedSequence) else x
    _check_like(module, data, "input")
    if isinstance(x, PackedSequence):
        _check_size(module, data.shape[-1])
        padded, lengths = pad_packed_sequence(x, batch_first=True)
        return Sequences(padded.detach(), lengths.to(data.device), True)
    if x.ndim not in (2, 3) or 0 in x.shape:
        raise InvalidInput(
            f"The input has the shape {tuple(x.shape)}; give (time, input) or, with a batch axis, three axes,"
            " each at least 1 long."
        )
    _check_size(module, x.shape[-1])
    own_copy = x.detach().clone(memory_format=torch.contiguous_format)
    if x.ndim == 2:
        return Sequences(own_copy[None], None, False)
    return Sequences(own_copy if module.batch_first else own_copy.transpose(0, 1), None, True)


def initial_states(
    module: nn.RNNBase, given: Sequences, state: GivenState
) -> tuple[Float[Tensor, "run batch output"], Float[Tensor, "run batch hidden"]]:
    """First hidden and cell states, one for each layer and direction; zeros where none are given.

    Raises:
        InvalidInput: a state of another shape, dtype or device, or one tensor where an LSTM takes two.
    """
    runs = module.num_layers * (2 if module.bidirectional else 1)
    sizes = (module.proj_size or module.hidden_size, module.hidden_size)
    shapes = [(runs, given.x.shape[0], size) for size in sizes]
    if state is None:
        return given.x.new_zeros(shapes[0]), given.x.new_zeros(shapes[1])
    if isinstance(state, Tensor) == isinstance(module, nn.LSTM):
        raise InvalidInput(
            "An LSTM takes its initial state as a pair (h0, c0), an RNN or GRU as one tensor h0."
        )
    h0, c0 = (state, state) if isinstance(state, Tensor) else state
    both = [
        _state_of_shape(module, s, shape, given.batched) for s, shape in zip((h0, c0), shapes, strict=True)
    ]
    return both[0], both[1]


def _state_of_shape(
    module: nn.RNNBase, state: Tensor, shape: tuple[int, int, int], batched: bool
) -> Float[Tensor, "run batch unit"]:
    """A copy of a given state with its batch axis."""
    _check_like(module, state, "initial state")
    wanted = shape if batched else (shape[0], shape[2])
    if tuple(state.shape) != wanted:
        raise InvalidInput(
            f"The initial state has the shape {tuple(state.shape)}; this network and input need {wanted}:"
            " layers x directions, then the batch if there is one, then the units."
        )
    return state.detach().clone().view(shape)


def _check_size(module: nn.RNNBase, size: int) -> None:
    """Refuse an input with another number of features than the module takes."""
    if size != module.input_size:
        raise InvalidInput(
            f"The input has {size} features at each step; this network takes {module.input_size}."
        )


def _check_like(module: nn.RNNBase, tensor: Tensor, name: str) -> None:
    """Refuse a tensor of another dtype or device than the module's weights."""
    weight = module.weight_ih_l0
    assert isinstance(weight, Tensor)
    if (tensor.dtype, tensor.device) != (weight.dtype, weight.device):
        raise InvalidInput(
            f"The {name} is {tensor.dtype} on {tensor.device}, the network {weight.dtype} on {weight.device}:"
            " bring both together with .to()."
        )
