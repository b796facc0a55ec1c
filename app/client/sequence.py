"""The first sequence of a batch, out of whatever a recurrent network was given and gave back."""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from app.tracing.sequences import Given, GivenState


def first_sequence(module: nn.RNNBase, given: Given) -> Float[Tensor, "time feature"]:
    """The first sequence, in the user's order, of a batch, of a pack, or the only one."""
    if isinstance(given, PackedSequence):
        return given.data[rows_of_first(given)]
    if given.ndim == 2:
        return given
    return given[0] if module.batch_first else given[:, 0]


def rows_of_first(packed: PackedSequence) -> Int[Tensor, " time"]:
    """Where the first sequence's steps stand in a pack's data, in which each step has its sequences together."""
    place = 0 if packed.unsorted_indices is None else int(packed.unsorted_indices[0])
    begins = packed.batch_sizes.cumsum(0) - packed.batch_sizes
    rows = begins[packed.batch_sizes > place] + place
    return rows.to(packed.data.device)


def first_states(states: Float[Tensor, "*batched unit"]) -> Float[Tensor, "run unit"]:
    """The first sequence's initial or final states, one for each layer and direction."""
    return states[:, 0] if states.ndim == 3 else states


def kept(values: Tensor) -> Tensor:
    """A copy in the main memory that autograd does not know; in float32, or float64 where it is that."""
    dtype = torch.float64 if values.dtype == torch.float64 else torch.float32
    return values.detach().to("cpu", dtype, copy=True)


def kept_states(state: GivenState) -> tuple[Float[Tensor, "run unit"], ...]:
    """Copies of the first sequence's initial states: none, h0, or h0 and c0."""
    if state is None:
        return ()
    return tuple(kept(first_states(one)) for one in ((state,) if isinstance(state, Tensor) else state))
